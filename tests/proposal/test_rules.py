"""Each rule: the plan in order gives nothing, one thing spoilt gives just that finding."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from knowledge.calls import Call
from knowledge.languages import LANGUAGES
from knowledge.proposal import rules
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Line, Organisation, Partner, Period
from knowledge.proposal.rules import Finding, check, finding_text

LONG = "Dit is een zin die maar niet wil ophouden omdat er steeds weer een woord bij komt tot het er te veel zijn."


def changed(plan: Proposal, **fields: Any) -> Proposal:
    return Proposal.model_validate(plan.model_dump() | fields)


def partners(plan: Proposal, number: int, **fields: Any) -> tuple[Partner, ...]:
    return tuple(
        partner.model_copy(update=fields) if index == number else partner for index, partner in enumerate(plan.partners)
    )


def activities(plan: Proposal, **fields: Any) -> tuple[Activity, ...]:
    first, *rest = plan.activities
    return (first.model_copy(update=fields), *rest)


Spoil = Callable[[Proposal], dict[str, Any]]
Row = tuple[str, str, str, str, Spoil]

MISSING: list[tuple[str, str, Spoil]] = [
    ("title", "title", lambda p: {"title": ""}),
    ("problem", "problem", lambda p: {"problem": " "}),
    ("evidence", "evidence", lambda p: {"evidence": ("",)}),
    ("existing", "existing", lambda p: {"existing": ""}),
    ("goal", "change", lambda p: {"goal": ""}),
    ("reach_n", "reach_n", lambda p: {"reach_n": None}),
    ("reach_how", "reach_how", lambda p: {"reach_how": ""}),
    ("resident_roles", "resident_roles", lambda p: {"resident_roles": ()}),
    ("support", "support", lambda p: {"support": ""}),
    ("activities", "activities", lambda p: {"activities": (), "costs": (Line(text="alles", cents=1_560_050),)}),
    ("activity_dates", "activities", lambda p: {"activities": activities(p, end=None)}),
    (
        "activity_costs",
        "activities",
        lambda p: {
            "activities": activities(p, cost_cents=None),
            "costs": (*p.costs, Line(text="eten", cents=640_000)),
        },
    ),
    ("period_start", "period_start", lambda p: {"period": Period(end=p.period.end)}),
    ("period_end", "period_end", lambda p: {"period": Period(start=p.period.start)}),
    ("income", "requested", lambda p: {"income": ()}),
    ("results", "results", lambda p: {"results": ()}),
    ("sustain", "sustain", lambda p: {"sustain": ""}),
]

SPOILT: list[Row] = [
    ("V01", "none", "error", "partners", lambda p: {"partners": partners(p, 0, role="partner")}),
    ("V01", "asked", "error", "partners", lambda p: {"partners": partners(p, 0, role="candidate")}),
    ("V01", "several", "error", "partners", lambda p: {"partners": partners(p, 2, role="lead")}),
    ("V02", "not_legal", "error", "partners", lambda p: {"organisation": Organisation(legal_person=False)}),
    ("V02", "not_legal", "error", "partners", lambda p: {"partners": partners(p, 0, legal_person=False)}),
    ("V02", "unknown", "information", "partners", lambda p: {"organisation": Organisation(name="X")}),
    ("V02", "excluded", "error", "partners", lambda p: {"partners": partners(p, 0, type="gemeente")}),
    ("V04", "missing", "warning", "partners", lambda p: {"partners": partners(p, 2, type="welzijn")}),
    ("V05", "none", "error", "activities", lambda p: {"activities": activities(p, owner="")}),
    ("V05", "stranger", "error", "activities", lambda p: {"activities": activities(p, owner="Jan")}),
    ("V06", "idle", "warning", "partners", lambda p: {"partners": partners(p, 2, brings=())}),
    ("V07", "short", "error", "other_income", lambda p: {"costs": (Line(text="Folders", cents=45_101),)}),
    ("V07", "over", "error", "requested", lambda p: {"costs": (Line(text="Folders", cents=44_899),)}),
    (
        "V08",
        "ceiling",
        "error",
        "requested",
        lambda p: {
            "costs": (Line(text="bus", cents=8_000_000 + 1_000_000 - 1_515_050),),
            "income": (
                Income(kind="requested", cents=8_000_000),
                Income(kind="fund", status="idea", cents=1_000_000),
            ),
        },
    ),
    (
        "V09",
        "differs",
        "error",
        "activities",
        lambda p: {"costs": (Line(text="brood", cents=600_000, activity="Samen eten"), Line(text="x", cents=85_000))},
    ),
    (
        "V09",
        "unknown",
        "error",
        "other_costs",
        lambda p: {"costs": (Line(text="Folders", cents=45_000, activity="Feest"),)},
    ),
    (
        "V10",
        "low",
        "warning",
        "own_money",
        lambda p: {
            "income": (Income(kind="requested", cents=1_410_000), Income(kind="fund", cents=150_050)),
        },
    ),
    (
        "V12",
        "period",
        "error",
        "period_start",
        lambda p: {"period": Period(start=date(2027, 5, 31), end=p.period.end)},
    ),
    (
        "V13",
        "period_order",
        "error",
        "period_end",
        lambda p: {"period": Period(start=date(2027, 9, 1), end=date(2027, 8, 31))},
    ),
    (
        "V13",
        "period_late",
        "error",
        "period_end",
        lambda p: {"period": Period(start=p.period.start, end=date(2029, 6, 1))},
    ),
    (
        "V13",
        "period_long",
        "error",
        "period_end",
        lambda p: {
            "period": Period(start=date(2027, 6, 1), end=date(2029, 5, 31)),
        },
    ),
    (
        "V13",
        "activity_order",
        "error",
        "activities",
        lambda p: {"activities": activities(p, start=date(2028, 2, 2), end=date(2028, 2, 1))},
    ),
    (
        "V13",
        "activity_outside",
        "error",
        "activities",
        lambda p: {"activities": activities(p, end=date(2028, 7, 1))},
    ),
    ("V14", "target_group", "warning", "change", lambda p: {"target_groups": ()}),
    ("V14", "change", "warning", "change", lambda p: {"goal": "Ouderen voelen zich alleen."}),
    ("V15", "number", "warning", "results", lambda p: {"results": ("Ouderen eten samen in juni 2028",)}),
    ("V15", "moment", "warning", "results", lambda p: {"results": ("60 ouderen eten samen",)}),
    ("V15", "number_and_moment", "warning", "results", lambda p: {"results": ("Ouderen eten samen",)}),
    ("V17", "suggested", "information", "partners", lambda p: {"partners": partners(p, 1, state="suggested")}),
    ("V17", "invited", "information", "partners", lambda p: {"partners": partners(p, 1, state="invited")}),
    ("V20", "one_long_sentence", "warning", "sustain", lambda p: {"sustain": LONG}),
    ("V20", "long_sentences", "warning", "problem", lambda p: {"problem": f"{LONG} {LONG}"}),
    ("V20", "hard_word", "warning", "results", lambda p: {"results": ("In mei 2028 is 10 keer borging",)}),
    (
        "V22",
        "one_sided",
        "warning",
        "activities",
        lambda p: {
            "costs": (
                Line(text="werk", cents=1_260_000, activity="Huisbezoeken", partner="Stichting Buurtkracht"),
                Line(text="eten", cents=300_050, activity="Samen eten", partner="Bakkerij Het Hoekje"),
            ),
            "activities": tuple(item.model_copy(update={"cost_cents": None}) for item in p.activities),
        },
    ),
]


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
    spoils = [row[-1] for row in (*MISSING, *SPOILT)]
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
    in_file = {(rule, case) for rule, cases in rules._cases().items() for case in cases}
    assert in_file == tested | own_test
    assert {rule for rule, _ in rules.RULES} == set(rules._cases())


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
