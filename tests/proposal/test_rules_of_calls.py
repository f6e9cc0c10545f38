"""What depends on the call, on the version and on others: parts that it requires, consents, money that is unsure."""

from datetime import date
from typing import Any

import pytest

from knowledge.calls import Call
from knowledge.proposal import rules
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Income, Partner
from knowledge.proposal.rules import Finding, check, finding_text
from tests.proposal.spoilt import REQUIRED_BY_SOME, Spoil, consents
from tests.proposal.whole import changed, partners, whole


@pytest.fixture(scope="session")
def plan(plan: Proposal) -> Proposal:
    return whole(plan)


def seen(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.rule, finding.case) for finding in findings]


@pytest.mark.parametrize("row", REQUIRED_BY_SOME, ids=[row[0] for row in REQUIRED_BY_SOME])
def test_a_part_is_missing_where_the_call_requires_it(
    plan: Proposal, call: Call, today: date, row: tuple[str, str, str, Spoil]
) -> None:
    case, section, slot, spoil = row
    spoilt = changed(plan, **spoil(plan))
    ways: dict[str, list[Any]] = {
        "required": [section],
        "optional": [{"id": section, "required": False}],
        "left out": [],
    }
    found = {}
    for way, asked in ways.items():
        sections = [one.model_dump() for one in call.sections if one.id != section] + asked
        asking = Call.model_validate({**call.model_dump(), "sections": sections, "light_form": None})
        found[way] = check(spoilt, asking, today)
    assert [(one.rule, one.case, one.level, one.slot) for one in found["required"]] == [
        ("missing", case, "error", slot)
    ]
    open_case = "attachments_optional" if case == "attachments" else "optional"
    assert seen(found["optional"]) == [("missing", open_case)]
    assert found["optional"][0].level != "error"
    assert found["left out"] == []


def test_parts_that_may_stay_empty_are_named_in_one_sentence(plan: Proposal, call: Call, today: date) -> None:
    (finding,) = check(changed(plan, comms="", learning="", risks=()), call, today)
    assert finding.level == "warning"
    assert "risico's, hoe mensen van het plan horen en hoe u leert" in finding_text(finding, "nl")


def test_files_for_large_amounts_only_are_not_asked_of_small_ones(plan: Proposal, call: Call, today: date) -> None:
    small = changed(plan, attachments=plan.attachments[:1])
    kind = next(one for one in call.attachments if one.id == plan.attachments[1].kind)
    assert kind.from_cents is not None
    assert small.requested_cents < kind.from_cents
    assert check(small, call, today) == []


def test_another_group_is_named_by_its_theme_and_place_only() -> None:
    finding = rules.overlap("eenzaamheid", "Sluispolder")
    assert (finding.rule, finding.level) == ("V19", "warning")
    assert "in Sluispolder" in finding_text(finding, "nl")
    assert "Sluispolder" in finding_text(finding, "en")


def test_what_is_only_an_idea_may_be_a_small_part(plan: Proposal, call: Call, today: date) -> None:
    requested, own = plan.income
    for cents, expected in ((312_010, []), (312_011, [("V11", "unsure")])):  # 20 per cent of 15,600.50 euros
        idea = Income(kind="fund", status="idea", cents=cents)
        rest = requested.model_copy(update={"cents": requested.cents + own.cents - cents - 90_000})
        promised = Income(kind="fund", status="promised", cents=90_000)
        found = check(changed(plan, income=(rest, promised, idea)), call, today)
        assert seen(found) == expected


def test_errors_are_the_findings_that_stop_handing_in(plan: Proposal, call: Call, today: date) -> None:
    spoilt = changed(plan, title="", support="", version=1)
    assert {one.level for one in check(spoilt, call, today)} > {"error"}
    assert seen(rules.errors(spoilt, call, today)) == [("missing", "title"), ("V17", "no_consent")]
    assert rules.errors(plan, call, today) == []


def test_who_all_said_yes_to_this_version_may_hand_in(plan: Proposal, call: Call, today: date) -> None:
    assert check(changed(plan, version=3, partners=consents(plan, 3, 3, 3)), call, today) == []
    left = changed(plan, version=3, partners=(*consents(plan, 3, 3, 3), Partner(name="Sportclub", state="left")))
    assert check(left, call, today) == []


def test_numbers_that_are_right_are_no_finding(plan: Proposal, call: Call, today: date) -> None:
    right = partners(plan, 1, kvk="01234567", rsin="813086188", postcode="3141 AB")
    told = changed(plan, partners=right, support="Winkels met KvK 1234 5678 en RSIN 8130.86.188.")
    assert check(told, call, today) == []


def test_numbers_of_who_declined_do_not_count(plan: Proposal, call: Call, today: date) -> None:
    gone = Partner(name="Sportclub", state="declined", kvk="1")
    assert check(changed(plan, partners=(*plan.partners, gone)), call, today) == []
