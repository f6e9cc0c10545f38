"""Where the rules begin and end: limits, settings of the call, and what does not count."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.calls import Call
from knowledge.format import date_text
from knowledge.languages import LANGUAGES
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Income, Line, Organisation, Period
from knowledge.proposal.rules import Finding, check, finding_text
from tests.proposal.whole import LONG, activities, changed, partners, whole


@pytest.fixture(scope="session")
def plan(plan: Proposal) -> Proposal:
    return whole(plan)


def seen(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.case) for finding in findings]


def test_parts_that_the_call_does_not_ask_are_not_missing(call: Call, today: date) -> None:
    short = Call.model_validate({**call.model_dump(), "sections": ["change"], "light_form": None})
    found = seen(check(Proposal(), short, today))
    assert found == [("missing", "title"), ("missing", "goal"), ("V03", "few")]


def test_a_small_sum_needs_fewer_parts(plan: Proposal, call: Call, today: date) -> None:
    assert call.light_form is not None
    assert "existing" not in call.light_form.sections
    below = call.light_form.below_cents
    for cents, expected in ((below - 1, []), (below, [("missing", "existing")])):
        small = changed(
            plan,
            existing="",
            costs=(Line(text="x", cents=cents),),
            activities=[item.model_copy(update={"cost_cents": 0}) for item in plan.activities],
            income=(Income(kind="requested", cents=cents),),
        )
        free = call.model_copy(update={"min_cofinancing_pct": 0})
        assert seen(check(small, free, today)) == expected


def test_too_few_different_organisations(plan: Proposal, call: Call, today: date) -> None:
    same_name = partners(plan, 2, name="bewonersgroep  de vliet")
    findings = check(changed(plan, partners=same_name), call, today)
    assert seen(findings) == [("V03", "few")]
    assert findings[0].values == {"count": 2, "minimum": 3}


def test_who_declined_does_not_count(plan: Proposal, call: Call, today: date) -> None:
    findings = check(changed(plan, partners=partners(plan, 2, state="declined")), call, today)
    assert seen(findings) == [("V03", "few"), ("V04", "missing")]


def test_the_lead_may_be_anyone_when_the_call_says_so(plan: Proposal, call: Call, today: date) -> None:
    rule = call.lead_partner.model_copy(update={"must_be_legal_person": False})
    free = call.model_copy(update={"lead_partner": rule})
    informal = changed(plan, organisation=Organisation(name="Groep", legal_person=False))
    assert check(informal, free, today) == []


@pytest.mark.parametrize("difference", [-100, 100])
def test_a_euro_of_rounding_is_no_difference(plan: Proposal, call: Call, today: date, difference: int) -> None:
    rounded = changed(plan, costs=(Line(text="Folders", cents=45_000 + difference),))
    assert check(rounded, call, today) == []


def test_help_in_kind_counts_only_where_the_call_says_so(plan: Proposal, call: Call, today: date) -> None:
    income = (Income(kind="requested", cents=1_200_000), Income(kind="own_in_kind", cents=360_050))
    helped = changed(plan, income=income)
    assert check(helped, call, today) == []
    strict = call.model_copy(update={"in_kind_counts": False})
    assert seen(check(helped, strict, today)) == [("V10", "low_money")]


def test_nothing_starts_in_the_past(plan: Proposal, call: Call) -> None:
    later = date(2027, 9, 2)
    findings = check(plan, call, later)
    assert seen(findings) == [("V12", "period")]
    assert date_text(later, "nl") in finding_text(findings[0], "nl")
    assert check(plan, call, later - timedelta(days=1)) == []


def test_an_activity_is_held_to_the_call_while_the_plan_has_no_beginning(
    plan: Proposal, call: Call, today: date
) -> None:
    early = changed(
        plan,
        period=Period(end=plan.period.end),
        activities=activities(plan, start=call.project_start - timedelta(days=1)),
    )
    assert seen(check(early, call, today)) == [("missing", "period_start"), ("V12", "activity")]


def test_no_residents_at_all(plan: Proposal, call: Call, today: date) -> None:
    none = changed(plan, resident_roles=(), partners=partners(plan, 1, type="welzijn"))
    assert seen(check(none, call, today)) == [("missing", "resident_roles"), ("V04", "missing"), ("V18", "nobody")]


def test_a_hard_word_is_named_once(plan: Proposal, call: Call, today: date) -> None:
    hard = changed(plan, problem="De borging. Meer borging.", sustain="De borging is klaar.")
    findings = check(hard, call, today)
    assert [(finding.rule, finding.slot) for finding in findings] == [("V20", "problem")]


def test_plain_dutch_is_no_rule_for_english(plan: Proposal, call: Call, today: date) -> None:
    english = changed(plan, language="en", problem=LONG, goal="Fewer older people feel alone.")
    english = changed(english, results=("By June 2028 60 people eat together",))
    assert check(english, call, today) == []


def test_a_large_sum_is_shown_to_people(plan: Proposal, call: Call, today: date) -> None:
    large = changed(
        plan,
        costs=(Line(text="bus", cents=100_000_000 - 1_515_050),),
        income=(Income(kind="requested", cents=75_000_000), Income(kind="fund", cents=25_000_000)),
    )
    rich = call.model_copy(update={"ceiling_cents": 80_000_000})
    findings = check(large, rich, today)
    assert seen(findings) == [("V23", "legal_check")]
    assert "750.000 euro" in finding_text(findings[0], "nl")


def test_errors_come_first(call: Call, today: date) -> None:
    levels = [finding.level for finding in check(Proposal(), call, today)]
    assert levels == sorted(levels, key=["error", "warning", "information"].index)
    assert len(set(levels)) > 1


@given(kept=st.sets(st.sampled_from(sorted(Proposal.model_fields))))
def test_every_half_finished_draft_can_be_checked(plan: Proposal, call: Call, today: date, kept: set[str]) -> None:
    draft = Proposal.model_validate(plan.model_dump(include=kept))
    findings = check(draft, call, today)
    assert all(finding_text(finding, language) for finding in findings for language in LANGUAGES)
    if kept >= Proposal.model_fields.keys() - {"demo", "made_on", "language"}:
        assert findings == []


@given(
    costs=st.lists(st.integers(0, 10**15), max_size=5),
    income=st.lists(st.tuples(st.sampled_from(["requested", "fund", "own_in_kind"]), st.integers(0, 10**15))),
)
def test_any_money_is_judged_by_its_sums(
    call: Call, today: date, costs: list[int], income: list[tuple[Any, int]]
) -> None:
    draft = Proposal(
        costs=tuple(Line(text="x", cents=cents) for cents in costs),
        income=tuple(Income(kind=kind, cents=cents) for kind, cents in income),
    )
    rules = {finding.rule for finding in check(draft, call, today)}
    difference = abs(sum(costs) - sum(cents for _, cents in income))
    assert ("V07" in rules) == bool(costs and income and difference > 100)
    assert ("V08" in rules) == (draft.requested_cents > call.ceiling_cents)


@pytest.mark.parametrize(("above", "expected"), [(0, []), (1, [("V08", "ceiling")])])
def test_the_ceiling_itself_may_be_asked(
    plan: Proposal, call: Call, today: date, above: int, expected: list[tuple[str, str]]
) -> None:
    asked = plan.requested_cents
    low = call.model_copy(update={"ceiling_cents": asked - above, "light_form": None})
    assert seen(check(plan, low, today)) == expected
