"""The rules for a proposal (V01 to V23): what is wrong, what is odd, and what to do about it.

`check` applies all that a proposal and its call are enough for. V19 is about drafts of others, so who knows these makes
its finding by `overlap`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, RootModel

from knowledge.calls import Call
from knowledge.content import Content, read_model
from knowledge.format import date_text, euros, listing
from knowledge.languages import Language, Texts
from knowledge.proposal.checks import coalition, content, details, missing, money, numbers, planning, privacy
from knowledge.proposal.checks.hit import Draft, Hit, Hits, Value
from knowledge.proposal.model import Proposal
from knowledge.vocabulary import vocabulary

Level = Literal["error", "warning", "information"]
Slot = Literal[
    "title",
    "summary",
    "areas",
    "problem",
    "evidence",
    "existing",
    "change",
    "reach_n",
    "reach_how",
    "resident_roles",
    "support",
    "plan_decision",
    "agreement_state",
    "period_start",
    "period_end",
    "activities",
    "milestones",
    "other_costs",
    "requested",
    "own_money",
    "other_income",
    "results",
    "sustain",
    "risks",
    "comms",
    "personal_data",
    "personal_data_how",
    "learning",
    "attachments",
    "partners",
    "lead",
    "more",
]

RULES: tuple[tuple[str, Callable[[Draft], Hits]], ...] = (
    ("V21", privacy.nobody_can_be_known),
    ("missing", missing.nothing_is_missing),
    ("missing", missing.attachments_are_there),
    ("missing", content.activities_are_complete),
    ("V01", coalition.one_lead_partner),
    ("V02", coalition.lead_partner_may_apply),
    ("V03", coalition.enough_organisations),
    ("V04", coalition.mixed_partners),
    ("V05", planning.activities_have_an_owner),
    ("V06", coalition.everyone_has_a_task),
    ("V07", money.costs_are_covered),
    ("V08", money.request_fits_the_call),
    ("V09", money.lines_make_the_activity),
    ("V10", money.others_pay_as_well),
    ("V11", money.cover_is_sure),
    ("V12", planning.nothing_starts_too_early),
    ("V13", planning.dates_fit),
    ("V14", content.goal_is_clear),
    ("V15", content.results_can_be_seen),
    ("V16", numbers.numbers_have_their_form),
    ("V17", coalition.everyone_agreed),
    ("V18", coalition.residents_take_part),
    ("field", details.outputs_are_counted),
    ("field", details.reach_fits_the_activities),
    ("field", details.milestones_are_enough),
    ("field", details.risks_are_looked_after),
    ("field", details.results_are_few_and_differ),
    ("field", details.evidence_has_sources),
    ("field", details.summary_has_its_length),
    ("field", details.data_are_explained),
    ("V20", content.language_is_plain),
    ("V22", coalition.money_is_shared),
    ("V23", money.large_sum),
)
"""Every rule with its function; their order is the order of findings of the same level."""

_ORDER: Mapping[str, int] = {"error": 0, "warning": 1, "information": 2}


class _Case(Content):
    level: Level
    slot: Slot
    nl: str
    en: str


class _Threshold(Content):
    cents: int
    source: str
    since: int


class _RuleFile(Content):
    legal_check: _Threshold
    unsure_pct: Annotated[int, Field(ge=0, le=100)]
    words: Mapping[str, Texts]
    rules: Mapping[str, Mapping[str, _Case]]


class _MissingFile(RootModel[Mapping[str, _Case]]):
    """The file missing.yml: a case per part of a plan."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a draft that a person should know.

    Attributes:
        rule: "V01" to "V23"; "missing" for a part that is not filled in, "field" for one that is filled in oddly.
        case: which case of the rule.
        level: "error" stops handing in, "warning" is advice, "information" is to know.
        slot: name of the answer to change.
        values: what the sentence names; amounts are euro cents under a name that ends in `_cents`.
    """

    rule: str
    case: str
    level: Level
    slot: str
    values: Mapping[str, Value]


@cache
def _file() -> _RuleFile:
    return read_model(Path(__file__).with_name("rules.yml"), _RuleFile)


@cache
def _cases() -> Mapping[str, Mapping[str, _Case]]:
    parts = read_model(Path(__file__).with_name("missing.yml"), _MissingFile)
    return {"missing": parts.root, **_file().rules}


def check(proposal: Proposal, call: Call, today: date) -> list[Finding]:
    """Apply every rule to a draft.

    Args:
        proposal: the draft, however far it is.
        call: the call that it answers.
        today: the day in the Netherlands; nothing may start before it.

    Returns:
        The findings, errors first; none for a draft in which everything is in order.
    """
    draft = Draft(proposal, call, today, _file().legal_check.cents, _file().unsure_pct)
    findings = [finding for rule, function in RULES for finding in _findings(rule, function(draft))]
    return sorted(findings, key=lambda finding: _ORDER[finding.level])


def errors(proposal: Proposal, call: Call, today: date) -> list[Finding]:
    """Give what stops handing in; takes the same as `check`."""
    return [finding for finding in check(proposal, call, today) if finding.level == "error"]


def overlap(theme: str, area: str) -> Finding:
    """Make the finding that another group has a plan for the same call (V19). It names nobody.

    Args:
        theme: id of a theme of both in the vocabulary.
        area: name of an area of both.
    """
    (finding,) = _findings("V19", [Hit("other_group", {"theme": theme, "area": area})])
    return finding


def _findings(rule: str, hits: Hits) -> list[Finding]:
    cases = _cases()[rule]
    return [
        Finding(rule, hit.case, cases[hit.case].level, hit.slot or cases[hit.case].slot, hit.values) for hit in hits
    ]


def finding_text(finding: Finding, language: Language) -> str:
    """Say what was found and what to do, in plain words."""
    case = _cases()[finding.rule][finding.case]
    sentence = {"nl": case.nl, "en": case.en}[language]
    shown = {name: _shown(name, value, language) for name, value in finding.values.items()}
    return sentence.format_map(shown)


def _shown(name: str, value: Value, language: Language) -> str:
    if isinstance(value, date):
        return date_text(value, language)
    if isinstance(value, int):
        return euros(value, language) if name.endswith("_cents") else str(value)
    if name == "organisation_type":
        return vocabulary().label("organisation_type", str(value), language)
    if name == "theme":
        label = vocabulary().label("theme", str(value), language)
        return label[:1].lower() + label[1:]
    items = (value,) if isinstance(value, str) else value
    if name in {"partner_groups", "field", "parts"}:
        items = tuple(_file().words[item][language] for item in items)
    return listing(items, language)
