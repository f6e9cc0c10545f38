"""What the documents of a proposal show: the same words and numbers for every kind of document.

What stands where is told by `layout.py`; here stands what it says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.calls import Call
from knowledge.format import date_text, euros, listing, number
from knowledge.languages import Language
from knowledge.proposal.fingerprint import fingerprint
from knowledge.proposal.model import Proposal
from knowledge.proposal.rules import check, finding_text
from knowledge.proposal.view import money, plan, who
from knowledge.proposal.view.fixed import labels, length_text, period_text, words
from knowledge.proposal.view.money import CostRow, IncomeRow, PartnerSum, Sum
from knowledge.proposal.view.plan import ActivityRow, Moment, RiskRow
from knowledge.proposal.view.who import ConsentRow, PartnerRow

__all__ = ["OpenPoints", "View", "period_text", "view", "words"]

SHORT_HASH = 8
"""So many characters of the fingerprint tell two versions of one plan apart."""

_AS_TYPED = (
    "summary", "decision_rule", "problem", "existing", "goal", "reach_how", "support", "comms", "personal_data_how",
    "learning", "sustain",
)  # fmt: skip
"""What a document shows as people wrote it."""

_LEVELS = ("error", "warning", "information")


@dataclass(frozen=True, slots=True)
class OpenPoints:
    """The findings of one level, as sentences."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a document shows, as text; an empty text is a part that is not filled in yet.

    Attributes:
        t: the fixed words, by their name in texts.yml.
        version_text: the number of the version with its mark, or that it is a draft.
        head: label and text of each fact at the top.
        lead_note, suggested_note: what these words mean, where they stand in the table of partners.
        loose_note: which help in kind no cost stands against; empty if there is none.
        year_note: how costs without a year are divided.
        agreed: how far the partners are with their agreement.
        wanted: one sentence about capacities that no partner brings; empty if there are none.
    """

    language: Language
    t: Mapping[str, str]
    title: str
    demo: bool
    version_text: str
    head: tuple[tuple[str, str], ...]
    summary: str
    partners: tuple[PartnerRow, ...]
    lead_note: str
    suggested_note: str
    decision_rule: str
    agreed: str
    consents: tuple[ConsentRow, ...]
    problem: str
    evidence: tuple[str, ...]
    existing: str
    goal: str
    target_groups: str
    reach: str
    reach_how: str
    resident_roles: str
    support: str
    activities: tuple[ActivityRow, ...]
    period: str
    moments: tuple[Moment, ...]
    milestones: tuple[Moment, ...]
    costs: tuple[CostRow, ...]
    cost_total: str
    income: tuple[IncomeRow, ...]
    income_total: str
    balance: str
    per_partner: tuple[PartnerSum, ...]
    loose_note: str
    per_activity: tuple[Sum, ...]
    per_year: tuple[Sum, ...]
    year_note: str
    results: tuple[str, ...]
    risks: tuple[RiskRow, ...]
    comms: str
    personal_data: str
    personal_data_how: str
    learning: str
    sustain: str
    attachments: tuple[str, ...]
    wanted: str
    points: tuple[OpenPoints, ...]


def view(p: Proposal, call: Call) -> View:
    """Make everything that the documents of a proposal show; the day of the rules is the proposal's own."""
    return View(
        language=p.language,
        t=words(p.language),
        title=title_of(p),
        demo=is_exercise(p, call),
        version_text=version_text(p),
        head=_head(p, call),
        points=_points(p, call),
        wanted=who.wanted(p, call),
        attachments=plan.attachments(p, call),
        **{name: getattr(p, name) for name in _AS_TYPED},
        **_people(p),
        **_deeds(p),
        **_sums(p),
    )


def _people(p: Proposal) -> dict[str, Any]:
    """Who takes part, and for whom it is."""
    t, language = words(p.language), p.language
    suggested = any(partner.state == "suggested" for partner in p.members)
    return {
        "partners": who.partners(p),
        "lead_note": t["lead_note"] if p.lead or p.candidate else "",
        "suggested_note": t["suggested_note"] if suggested else "",
        "agreed": t[f"agreed_{p.agreed}"] if p.agreed else "",
        "consents": who.consents(p),
        "target_groups": labels("target_group", p.target_groups, language),
        "reach": number(p.reach_n, language) if p.reach_n else "",
        "resident_roles": labels("resident_role", p.resident_roles, language),
        "personal_data": "" if p.personal_data is None else t["yes" if p.personal_data else "no"],
    }


def _deeds(p: Proposal) -> dict[str, Any]:
    """What they do, when, and what comes of it."""
    return {
        "evidence": plan.evidence(p),
        "activities": plan.activities(p),
        "period": length_text(p.period, p.language),
        "moments": plan.moments(p),
        "milestones": plan.milestones(p),
        "results": plan.results(p),
        "risks": plan.risks(p),
    }


def _sums(p: Proposal) -> dict[str, Any]:
    """What it costs, and who pays."""
    return {
        "costs": money.costs(p),
        "cost_total": euros(p.cost_cents, p.language),
        "income": money.income(p),
        "income_total": euros(p.income_cents, p.language),
        "balance": money.balance(p),
        "per_partner": money.per_partner(p),
        "loose_note": money.loose_note(p),
        "per_activity": money.per_activity(p),
        "per_year": money.per_year(p),
        "year_note": money.year_note(p),
    }


def is_exercise(p: Proposal, call: Call) -> bool:
    """Whether the plan, its call or one of its partners is an invented example."""
    return p.demo or call.demo or any(partner.demo for partner in p.members)


def made_by(p: Proposal) -> str:
    """Name the organisation that writes the plan, and who did that there."""
    return ", ".join(part for part in (p.organisation.name, p.organisation.contact) if part)


def title_of(p: Proposal) -> str:
    """What the plan is called: its title, else that it is the plan of its coalition."""
    t = words(p.language)
    named = t["plan_of"].format(name=p.coalition) if p.coalition else t["untitled"]
    return p.title or named


def version_text(p: Proposal) -> str:
    """Say which version this is: its number and the beginning of its fingerprint, or that it is a draft."""
    t = words(p.language)
    if p.version is None:
        return t["concept"]
    return t["version_number"].format(number=p.version, mark=fingerprint(p)[:SHORT_HASH])


def _head(p: Proposal, call: Call) -> tuple[tuple[str, str], ...]:
    t = words(p.language)
    coalition = ((t["coalition_name"], p.coalition),) if p.coalition else ()
    return (
        (t["call"], p.call_title or call.title[p.language]),
        *coalition,
        (t["organisation"], made_by(p)),
        (t["areas"], listing(p.areas, p.language)),
        (t["themes"], labels("theme", p.themes, p.language)),
        (t["date"], date_text(p.made_on, p.language) if p.made_on else ""),
        (t["version"], version_text(p)),
    )


def _points(p: Proposal, call: Call) -> tuple[OpenPoints, ...]:
    t = words(p.language)
    # Without a day of its own a draft is held against the dates of the call alone.
    findings = check(p, call, p.made_on or date.min)
    groups = (
        (level, tuple(finding_text(finding, p.language) for finding in findings if finding.level == level))
        for level in _LEVELS
    )
    return tuple(OpenPoints(t[f"level_{level}"], sentences) for level, sentences in groups if sentences)
