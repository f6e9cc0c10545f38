"""What is wrong with a plan, one thing at a time, and which finding that must give."""

from collections.abc import Callable
from datetime import date
from typing import Any

from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import (
    Activity,
    Consent,
    Evidence,
    Income,
    Line,
    Organisation,
    Outcome,
    Partner,
    Period,
    Risk,
)
from tests.proposal.whole import LONG, activities, changed, partners


def consents(plan: Proposal, *versions: int | None) -> tuple[Partner, ...]:
    given = (version and Consent(day=date(2026, 11, 20), version=version) for version in versions)
    return tuple(one.model_copy(update={"consent": yes}) for one, yes in zip(plan.partners, given, strict=True))


def agreed(plan: Proposal, members: tuple[Partner, ...]) -> dict[str, Any]:
    return {"version": 1, "partners": consents(changed(plan, partners=members), 1, 1, 1)}


def reached(plan: Proposal, *people: int) -> tuple[Activity, ...]:
    return tuple(
        one.model_copy(update={"reach_n": number}) for one, number in zip(plan.activities, people, strict=True)
    )


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
    ("areas", "areas", lambda p: {"areas": ()}),
]

REQUIRED_BY_SOME: list[tuple[str, str, str, Spoil]] = [
    ("summary", "summary", "summary", lambda p: {"summary": ""}),
    ("decision_rule", "decision_rule", "plan_decision", lambda p: {"decision_rule": ""}),
    ("agreement", "agreement", "agreement_state", lambda p: {"agreed": "no"}),
    ("milestones", "milestones", "milestones", lambda p: {"milestones": ()}),
    ("risks", "risks", "risks", lambda p: {"risks": ()}),
    ("comms", "comms", "comms", lambda p: {"comms": ""}),
    ("personal_data", "personal_data", "personal_data", lambda p: {"personal_data": None}),
    ("learning", "learning", "learning", lambda p: {"learning": ""}),
    ("attachments", "attachments", "attachments", lambda p: {"attachments": p.attachments[1:]}),
]
"""Case, section, slot and how to spoil it, of parts that the shipped call leaves optional."""

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
        "V11",
        "unsure",
        "warning",
        "other_income",
        lambda p: {"income": (p.income[0], p.income[1].model_copy(update={"status": "idea"}))},
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
    (
        "V15",
        "lacks",
        "warning",
        "results",
        lambda p: {"results": (Outcome(text="60 ouderen eten samen", owner=p.partners[1].name),)},
    ),
    (
        "V15",
        "stranger",
        "warning",
        "results",
        lambda p: {"results": (Outcome(text="60 ouderen eten samen", when=date(2028, 6, 1), owner="Jan"),)},
    ),
    ("V16", "kvk", "error", "partners", lambda p: {"partners": partners(p, 1, kvk="1234567")}),
    ("V16", "rsin", "error", "partners", lambda p: {"partners": partners(p, 1, rsin="813086189")}),
    ("V16", "postcode", "error", "partners", lambda p: {"partners": partners(p, 1, postcode="3141 SS")}),
    ("V16", "kvk_in_text", "error", "support", lambda p: {"support": "De winkels, KvK-nummer 123456."}),
    ("V16", "rsin_in_text", "error", "support", lambda p: {"support": "De kerk (RSIN 813086189)."}),
    ("V17", "not_joined", "error", "partners", lambda p: agreed(p, partners(p, 1, state="invited"))),
    ("V17", "no_consent", "error", "partners", lambda p: {"version": 1, "partners": consents(p, None, 1, 1)}),
    ("V17", "waits", "information", "partners", lambda p: {"partners": consents(p, 1, None, 1)}),
    ("V17", "suggested", "information", "partners", lambda p: {"partners": partners(p, 1, state="suggested")}),
    ("V17", "invited", "information", "partners", lambda p: {"partners": partners(p, 1, state="invited")}),
    ("V20", "one_long_sentence", "warning", "sustain", lambda p: {"sustain": LONG}),
    ("V20", "long_sentences", "warning", "problem", lambda p: {"problem": f"{LONG} {LONG}"}),
    ("V20", "hard_word", "warning", "results", lambda p: {"results": ("In mei 2028 is 10 keer borging",)}),
    ("V21", "number", "error", "problem", lambda p: {"problem": "Het BSN van een buurvrouw is 123456782."}),
    ("V21", "mail", "error", "comms", lambda p: {"comms": "Mail naar jan.bakker@gmail.com."}),
    ("V21", "mobile", "error", "reach_how", lambda p: {"reach_how": "Bel naar 06-12345678."}),
    ("V21", "phone", "warning", "comms", lambda p: {"comms": "Bel naar 010-5912345."}),
    ("V21", "special", "error", "problem", lambda p: {"problem": "Mevrouw Jansen heeft dementie."}),
    ("field", "output_none", "error", "activities", lambda p: {"activities": activities(p, output_n=0)}),
    ("field", "output_uncounted", "warning", "activities", lambda p: {"activities": activities(p, output="Eten")}),
    ("field", "reach_high", "warning", "reach_n", lambda p: {"activities": reached(p, 700, 499)}),
    ("field", "reach_low", "warning", "reach_n", lambda p: {"activities": reached(p, 700, 501)}),
    ("field", "milestones_few", "warning", "milestones", lambda p: {"milestones": p.milestones[:1]}),
    ("field", "milestone_dates", "warning", "milestones", lambda p: {"milestones": ("De opening", *p.milestones)}),
    ("field", "risks_few", "warning", "risks", lambda p: {"risks": p.risks[:1]}),
    ("field", "risk_nobody", "warning", "risks", lambda p: {"risks": ("Het regent", *p.risks)}),
    ("field", "risk_stranger", "warning", "risks", lambda p: {"risks": (Risk(text="Regen", owner="Jan"), *p.risks)}),
    ("field", "results_many", "warning", "results", lambda p: {"results": p.results * 6}),
    (
        "field",
        "target_same",
        "warning",
        "results",
        lambda p: {
            "results": (
                Outcome(
                    text="In juni 2028 eten er meer mensen samen",
                    baseline="60 mensen",
                    target="60  Mensen",
                    owner=p.partners[0].name,
                ),
            )
        },
    ),
    (
        "field",
        "evidence_source",
        "warning",
        "evidence",
        lambda p: {"evidence": (Evidence(text="40 gesprekken", source="ons wijkteam"), "Het is hier stil")},
    ),
    ("field", "summary_short", "warning", "summary", lambda p: {"summary": p.summary[:299]}),
    ("field", "summary_long", "warning", "summary", lambda p: {"summary": "Wij koken samen. " * 80}),
    ("field", "personal_data_how", "error", "personal_data_how", lambda p: {"personal_data": True}),
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
