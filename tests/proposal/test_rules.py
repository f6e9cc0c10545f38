"""Each rule: the plan in order gives nothing, one thing spoilt gives just that finding."""

from datetime import date
from typing import Any

import pytest

from knowledge.calls import Call
from knowledge.languages import LANGUAGES
from knowledge.proposal import rules
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Line
from knowledge.proposal.rules import Finding, check, finding_text
from tests.proposal.spoilt import MISSING, REQUIRED_BY_SOME, SPOILT, Row, Spoil
from tests.proposal.whole import activities, changed, partners, whole


@pytest.fixture(scope="session")
def plan(plan: Proposal) -> Proposal:
    return whole(plan)


def seen(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.case) for finding in findings]


def test_a_plan_in_order_has_no_findings(plan: Proposal, call: Call, today: date) -> None:
    assert check(plan, call, today) == []


@pytest.mark.parametrize(("case", "slot", "spoil"), MISSING, ids=[row[0] for row in MISSING])
def test_a_missing_part_is_named(plan: Proposal, call: Call, today: date, case: str, slot: str, spoil: Spoil) -> None:
    findings = check(changed(plan, **spoil(plan)), call, today)
    assert seen(findings) == [("missing", case)]
    assert findings[0].slot == slot


@pytest.mark.parametrize("row", SPOILT, ids=[f"{row[0]}-{row[1]}" for row in SPOILT])
def test_a_rule_finds_what_is_spoilt(plan: Proposal, call: Call, today: date, row: Row) -> None:
    rule, case, level, slot, spoil = row
    if case == "period_long":
        call = call.model_copy(update={"max_months": 23})
    findings = check(changed(plan, **spoil(plan)), call, today)
    assert seen(findings) == [(rule, case)]
    assert (findings[0].level, findings[0].slot) == (level, slot)


def test_an_empty_draft_names_every_missing_part(call: Call, today: date) -> None:
    found = {finding.case for finding in check(Proposal(), call, today) if finding.rule == "missing"}
    assert found >= {case for case, _, _ in MISSING if not case.startswith("activity_")} | {"costs"}


def test_a_short_cover_says_what_to_do(plan: Proposal, call: Call, today: date) -> None:
    short = changed(plan, costs=(Line(text="Folders", cents=45_000 + 125_000),))
    (finding,) = check(short, call, today)
    assert finding_text(finding, "nl") == (
        "Er mist 1.250 euro dekking (geld om de kosten te betalen). Voeg geld toe of verlaag de kosten."
    )
    assert "EUR 1,250" in finding_text(finding, "en")


def test_names_of_people_are_not_read_as_places_to_fill(plan: Proposal, call: Call, today: date) -> None:
    odd = "{name} {0.__class__} %s"
    findings = check(changed(plan, partners=partners(plan, 2, name=odd, brings=())), call, today)
    assert odd in finding_text(findings[0], "nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_spoilt_plan_gets_a_finished_sentence(plan: Proposal, call: Call, today: date, language: Any) -> None:
    spoils: list[Spoil] = [*(row[-1] for row in MISSING), *(row[-1] for row in SPOILT)]
    for spoil in spoils:
        for finding in check(changed(plan, **spoil(plan)), call, today):
            sentence = finding_text(finding, language)
            assert "{" not in sentence
            assert sentence[-1] in ".?"


def test_every_case_in_the_file_has_a_test() -> None:
    tested = {(row[0], row[1]) for row in SPOILT} | {("missing", row[0]) for row in MISSING}
    own_test = {
        ("missing", "costs"), ("V03", "few"), ("V10", "low_money"), ("V12", "activity"), ("V18", "nobody"),
        ("V23", "legal_check"),
    }  # fmt: skip
    own_test |= {("missing", case) for case, *_ in REQUIRED_BY_SOME}
    own_test |= {("missing", "optional"), ("missing", "attachments_optional"), ("V19", "other_group")}
    in_file = {(rule, case) for rule, cases in rules._cases().items() for case in cases}
    assert in_file == tested | own_test
    assert {rule for rule, _ in rules.RULES} == set(rules._cases()) - {"V19"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short_and_calm(language: str) -> None:
    for cases in rules._cases().values():
        for case in cases.values():
            text = getattr(case, language)
            assert "!" not in text
            assert all(len(sentence.split()) <= 20 for sentence in text.split(". ")), text


def test_who_helps_or_pays_has_a_task(plan: Proposal, call: Call, today: date) -> None:
    idle = changed(plan, partners=partners(plan, 2, brings=()))
    name = idle.partners[2].name
    helping = activities(plan, helpers=(name.upper(),))
    paying = (*plan.income[:1], plan.income[1].model_copy(update={"partner": name}))
    assert [one.rule for one in check(idle, call, today)] == ["V06"]
    assert check(changed(idle, activities=helping), call, today) == []
    assert check(changed(idle, income=paying), call, today) == []


def test_who_was_asked_to_lead_must_be_able_to(plan: Proposal, call: Call, today: date) -> None:
    asked = changed(plan, partners=partners(plan, 0, role="candidate", legal_person=False))
    assert [(one.rule, one.case) for one in check(asked, call, today)] == [("V01", "asked"), ("V02", "not_legal")]
