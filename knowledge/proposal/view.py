"""What the documents of a proposal show: the same words and numbers for every kind of document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.calls import Call
from knowledge.content import read_model
from knowledge.format import date_text, euros, listing, number
from knowledge.languages import Language, Texts
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Evidence, Period, same
from knowledge.proposal.rules import check, finding_text
from knowledge.vocabulary import Facet, vocabulary

_LEVELS = ("error", "warning", "information")


class _Words(RootModel[Mapping[str, Texts]]):
    """The file texts.yml."""


@cache
def words(language: Language) -> Mapping[str, str]:
    """The fixed words of the documents in one language."""
    texts = read_model(Path(__file__).with_name("texts.yml"), _Words)
    return {name: text[language] for name, text in texts.root.items()}


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner as people read it; under its name stands whom to reach, where both sides agreed to that."""

    name: str
    type: str
    role: str
    brings: str
    state: str


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity as people read it."""

    name: str
    owner: str
    when: str
    cost: str
    output: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something begins or ends."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class CostRow:
    """A cost as people read it; `part` is the activity, or the plan as a whole."""

    text: str
    part: str
    amount: str


@dataclass(frozen=True, slots=True)
class IncomeRow:
    """Money or help as people read it."""

    text: str
    kind: str
    status: str
    amount: str


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
        head: label and text of each fact at the top.
        has_lead, has_suggested: whether the note about the lead partner, about suggested partners, is needed.
        wanted: one sentence about capacities that no partner brings; empty if there are none.
    """

    language: Language
    t: Mapping[str, str]
    title: str
    demo: bool
    head: tuple[tuple[str, str], ...]
    partners: tuple[PartnerRow, ...]
    has_lead: bool
    has_suggested: bool
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
    costs: tuple[CostRow, ...]
    cost_total: str
    income: tuple[IncomeRow, ...]
    income_total: str
    balance: str
    results: tuple[str, ...]
    sustain: str
    wanted: str
    points: tuple[OpenPoints, ...]


def view(p: Proposal, call: Call) -> View:
    """Make everything that the documents of a proposal show; the day of the rules is the proposal's own."""
    language = p.language
    t = words(language)
    return View(
        language=language,
        t=t,
        title=p.title or t["untitled"],
        demo=p.demo or call.demo or any(partner.demo for partner in p.members),
        head=_head(p, call),
        partners=_partners(p),
        has_lead=bool(p.lead or p.candidate),
        has_suggested=any(partner.state == "suggested" for partner in p.members),
        problem=p.problem,
        evidence=tuple(_evidence(one) for one in p.evidence if one.text),
        existing=p.existing,
        goal=p.goal,
        target_groups=_labels("target_group", p.target_groups, language),
        reach=number(p.reach_n, language) if p.reach_n else "",
        reach_how=p.reach_how,
        resident_roles=_labels("resident_role", p.resident_roles, language),
        support=p.support,
        activities=_activities(p),
        period=_length(p.period, language),
        moments=_moments(p),
        costs=_costs(p),
        cost_total=euros(p.cost_cents, language),
        income=_income(p),
        income_total=euros(p.income_cents, language),
        balance=_balance(p),
        results=tuple(one.text for one in p.results if one.text),
        sustain=p.sustain,
        wanted=_wanted(p, call),
        points=_points(p, call),
    )


def _head(p: Proposal, call: Call) -> tuple[tuple[str, str], ...]:
    t = words(p.language)
    return (
        (t["call"], p.call_title or call.title[p.language]),
        (t["organisation"], ", ".join(part for part in (p.organisation.name, p.organisation.contact) if part)),
        (t["areas"], listing(p.areas, p.language)),
        (t["themes"], _labels("theme", p.themes, p.language)),
        (t["date"], date_text(p.made_on, p.language) if p.made_on else ""),
        (t["version"], t["concept"]),
    )


def _evidence(one: Evidence) -> str:
    return f"{one.text} ({one.source})" if one.source else one.text


def _labels(facet: Facet, ids: Iterable[str], language: Language) -> str:
    # No list with "and": many labels are two words with "and" between them.
    return "; ".join(vocabulary().label(facet, term, language) for term in ids)


def _partners(p: Proposal) -> tuple[PartnerRow, ...]:
    t = words(p.language)
    return tuple(
        PartnerRow(
            name="\n".join(filter(None, [partner.name, partner.contact])),
            type=_labels("organisation_type", filter(None, [partner.type]), p.language),
            role=t[f"role_{partner.role}"],
            brings="\n".join(filter(None, [_labels("capacity", partner.brings, p.language), partner.note])),
            state=t[f"state_{partner.state}"],
        )
        for partner in p.members
    )


def _activities(p: Proposal) -> tuple[ActivityRow, ...]:
    rows = []
    for activity in p.activities:
        cents = p.activity_cents(activity)
        when = period_text(Period(start=activity.start, end=activity.end), p.language)
        cost = "" if cents is None else euros(cents, p.language)
        helpers = words(p.language)["helpers"].format(names=listing(activity.helpers, p.language))
        owner = "\n".join(filter(None, [activity.owner, helpers if activity.helpers else ""]))
        rows.append(ActivityRow(activity.name, owner, when, cost, activity.output))
    return tuple(rows)


def period_text(period: Period, language: Language) -> str:
    """From when to when: "1 mei 2027 tot en met 31 december 2027"; empty when no day is known."""
    t = words(language)
    days = {name: date_text(day, language) for name, day in (("start", period.start), ("end", period.end)) if day}
    if not days:
        return ""
    return t["period_both" if len(days) == 2 else f"period_{next(iter(days))}"].format_map(days)


def _length(period: Period, language: Language) -> str:
    """The period with its length: "1 mei 2027 tot en met 31 december 2027 (8 maanden)"."""
    text, months = period_text(period, language), period.months
    if months is None:
        return text
    unit = words(language)["month" if months == 1 else "months"].format(count=months)
    return f"{text} ({unit})"


def _moments(p: Proposal) -> tuple[Moment, ...]:
    t = words(p.language)
    moments: list[tuple[date, str]] = []
    for activity in p.activities:
        if activity.start:
            moments.append((activity.start, t["moment_start"].format(activity=activity.name)))
        if activity.end:
            moments.append((activity.end, t["moment_end"].format(activity=activity.name)))
    moments.sort(key=lambda moment: moment[0])
    return tuple(Moment(date_text(day, p.language), what) for day, what in moments)


def _costs(p: Proposal) -> tuple[CostRow, ...]:
    t = words(p.language)
    rows = []
    for line in p.cost_lines():
        part = line.activity or t["whole_plan"]
        if same(part) == same(line.text):
            part = t["whole_activity"]
        rows.append(CostRow(line.text, part, euros(line.cents, p.language)))
    return tuple(rows)


def _income(p: Proposal) -> tuple[IncomeRow, ...]:
    t = words(p.language)
    rows = []
    for item in p.income:
        status = item.status or ("requested" if item.kind == "requested" else None)
        sure = t[f"status_{status}"] if status else ""
        rows.append(IncomeRow(item.text, t[f"kind_{item.kind}"], sure, euros(item.cents, p.language)))
    return tuple(rows)


def _balance(p: Proposal) -> str:
    """Say how costs and income differ, to the cent; empty while one of the two is."""
    if not (p.cost_lines() and p.income):
        return ""
    difference = p.income_cents - p.cost_cents
    case = "equal" if difference == 0 else "short" if difference < 0 else "over"
    return words(p.language)[f"balance_{case}"].format(amount=euros(abs(difference), p.language))


def _wanted(p: Proposal, call: Call) -> str:
    brought = {capacity for partner in p.members for capacity in partner.brings}
    missing = [capacity for capacity in call.required_capacities if capacity not in brought]
    if not missing:
        return ""
    capacities = _labels("capacity", missing, p.language)
    return words(p.language)["wanted"].format(capacities=capacities)


def _points(p: Proposal, call: Call) -> tuple[OpenPoints, ...]:
    t = words(p.language)
    # Without a day of its own a draft is held against the dates of the call alone.
    findings = check(p, call, p.made_on or date.min)
    groups = (
        (level, tuple(finding_text(finding, p.language) for finding in findings if finding.level == level))
        for level in _LEVELS
    )
    return tuple(OpenPoints(t[f"level_{level}"], sentences) for level, sentences in groups if sentences)
