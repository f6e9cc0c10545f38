"""What holds of the rules whatever the plan: they never fail, and their answers depend on the plan alone."""

from datetime import date
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.calls import Call
from knowledge.languages import LANGUAGES
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import (
    Activity,
    Consent,
    Evidence,
    Income,
    IncomeKind,
    IncomeStatus,
    Line,
    Milestone,
    Organisation,
    Outcome,
    Partner,
    PartnerRole,
    PartnerState,
    Period,
    Risk,
)
from knowledge.proposal.rules import check, errors, finding_text
from tests.proposal.whole import changed, whole

NAMES = st.sampled_from(["", "Stichting Buurtkracht", "Bewonersgroep De Vliet", "bakkerij  het hoekje", "{name} %s"])
WORDS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["Mevrouw Jansen is dement.", "06-12345678", "KvK 12", "60 mensen in juni 2028", "De borging."]),
)
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2100, 12, 31)))
CENTS = st.one_of(st.integers(0, 10**12), st.just(0))
COUNTS = st.one_of(st.none(), st.integers(0, 10**6))
PERIODS = st.builds(Period, start=DAYS, end=DAYS)


def many(one: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(one, max_size=3).map(tuple)


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "language": st.sampled_from(LANGUAGES),
    **dict.fromkeys(
        (
            *("title", "summary", "goal", "problem", "existing", "reach_how", "support", "decision_rule", "sustain"),
            *("comms", "personal_data_how", "learning"),
        ),
        WORDS,
    ),
    "organisation": st.builds(Organisation, name=NAMES, type=st.sampled_from(["", "welzijn", "raar"])),
    "partners": many(
        st.builds(
            Partner,
            name=NAMES,
            type=st.sampled_from(["", "bewoners", "bedrijf", "gemeente", "raar"]),
            role=st.sampled_from(get_args(PartnerRole)),
            state=st.sampled_from(get_args(PartnerState)),
            note=WORDS,
            legal_person=st.sampled_from([None, True, False]),
            kvk=st.sampled_from(["", "12345678", "1", "x"]),
            rsin=st.sampled_from(["", "813086188", "813086189", "²"]),
            postcode=st.sampled_from(["", "3141 AB", "3141ab"]),
            consent=st.one_of(st.none(), st.builds(Consent, day=st.dates(), version=st.integers(0, 3))),
        )
    ),
    "areas": many(NAMES),
    "target_groups": many(st.sampled_from(["ouderen", "raar"])),
    "resident_roles": many(st.just("meegedacht")),
    "evidence": many(st.builds(Evidence, text=WORDS, source=WORDS)),
    "reach_n": COUNTS,
    "period": PERIODS,
    "activities": many(
        st.builds(
            Activity,
            name=WORDS,
            owner=NAMES,
            helpers=many(NAMES),
            start=DAYS,
            end=DAYS,
            cost_cents=st.one_of(st.none(), CENTS),
            output=WORDS,
            output_n=COUNTS,
            reach_n=COUNTS,
        )
    ),
    "milestones": many(st.builds(Milestone, text=WORDS, day=DAYS, owner=NAMES)),
    "costs": many(st.builds(Line, text=WORDS, cents=CENTS, activity=st.one_of(st.none(), WORDS))),
    "income": many(
        st.builds(
            Income,
            kind=st.sampled_from(get_args(IncomeKind)),
            status=st.one_of(st.none(), st.sampled_from(get_args(IncomeStatus))),
            cents=CENTS,
        )
    ),
    "results": many(
        st.builds(Outcome, text=WORDS, indicator=WORDS, baseline=WORDS, target=WORDS, when=DAYS, owner=NAMES)
    ),
    "risks": many(st.builds(Risk, text=WORDS, measure=WORDS, owner=NAMES)),
    "personal_data": st.sampled_from([None, True, False]),
    "agreed": st.sampled_from([None, "no", "draft", "signed"]),
    "version": st.one_of(st.none(), st.integers(1, 3)),
}
EDITS = st.sampled_from(sorted(FIELDS)).flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plan=st.fixed_dictionaries({}, optional=FIELDS).map(lambda given: Proposal(**given)), day=st.dates())
def test_any_plan_can_be_checked(call: Call, plan: Proposal, day: date) -> None:
    findings = check(plan, call, day)
    order = ["error", "warning", "information"]
    assert [one.level for one in findings] == sorted((one.level for one in findings), key=order.index)
    assert errors(plan, call, day) == [one for one in findings if one.level == "error"]
    assert all(finding_text(one, language) for one in findings for language in LANGUAGES)
    assert check(Proposal.model_validate_json(plan.model_dump_json()), call, day) == findings


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=st.lists(EDITS, max_size=6))
def test_after_any_order_of_edits_the_answers_are_those_of_the_plan_that_came_of_it(
    plan: Proposal, call: Call, today: date, edits: list[tuple[str, Any]]
) -> None:
    before = whole(plan)
    edited = before
    for name, value in edits:
        edited = changed(edited, **{name: value})
        check(edited, call, today)
    last = dict(edits)
    at_once = changed(before, **dict(sorted(last.items())))
    assert check(edited, call, today) == check(at_once, call, today)
    undone = changed(edited, **{name: getattr(before, name) for name in last})
    assert check(undone, call, today) == check(before, call, today) == []
