"""What the partners do and reach, as people read it."""

from dataclasses import dataclass
from datetime import date

from knowledge.calls import Call
from knowledge.format import date_text, euros, listing, number
from knowledge.languages import Language
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Evidence, Outcome, Period, same
from knowledge.proposal.view.fixed import day_text, lines, period_text, said, words


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """An activity as people read it; below what it delivers stands how many, and for how many people."""

    name: str
    owner: str
    when: str
    cost: str
    output: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something begins or ends, or is finished."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """What may go wrong, and what is done about it."""

    text: str
    chance: str
    effect: str
    measure: str


def activities(p: Proposal) -> tuple[ActivityRow, ...]:
    """Each activity."""
    return tuple(_activity(p, one) for one in p.activities)


def _activity(p: Proposal, one: Activity) -> ActivityRow:
    language, cents = p.language, p.activity_cents(one)
    helpers = listing([name for name in one.helpers if same(name) != same(one.owner)], language)
    count, reach = (None if value is None else number(value, language) for value in (one.output_n, one.reach_n))
    return ActivityRow(
        name=one.name,
        owner=lines(one.owner, said("helpers", language, names=helpers)),
        when=period_text(Period(start=one.start, end=one.end), language),
        cost="" if cents is None else euros(cents, language),
        output=lines(
            one.output, said("output_n", language, number=count), said("activity_reach", language, number=reach)
        ),
    )


def moments(p: Proposal) -> tuple[Moment, ...]:
    """Each day on which something begins, ends or is finished, in order."""
    t = words(p.language)
    found: list[tuple[date, str]] = []
    for activity in p.activities:
        if activity.start and activity.start == activity.end:
            found.append((activity.start, activity.name))
            continue
        if activity.start:
            found.append((activity.start, t["moment_start"].format(activity=activity.name)))
        if activity.end:
            found.append((activity.end, t["moment_end"].format(activity=activity.name)))
    found.sort(key=lambda moment: moment[0])
    return tuple(Moment(date_text(day, p.language), what) for day, what in found)


def milestones(p: Proposal) -> tuple[Moment, ...]:
    """What is finished on which day, and who sees to it; what has no day stands last."""
    ordered = sorted((one for one in p.milestones if one.text), key=lambda one: one.day or date.max)
    return tuple(
        Moment(day_text(one.day, p.language), lines(one.text, said("sees_to_it", p.language, name=one.owner)))
        for one in ordered
    )


def evidence(p: Proposal) -> tuple[str, ...]:
    """Each thing that shows the problem, with its source."""
    return tuple(_evidence(one) for one in p.evidence if one.text)


def _evidence(one: Evidence) -> str:
    return f"{one.text} ({one.source})" if one.source else one.text


def results(p: Proposal) -> tuple[str, ...]:
    """Each result, and below it how it is measured."""
    return tuple(_result(one, p.language) for one in p.results if one.text)


def _result(one: Outcome, language: Language) -> str:
    return lines(
        one.text,
        said("indicator", language, text=one.indicator),
        said("baseline", language, text=one.baseline),
        said("target", language, text=one.target),
        said("measured", language, text=one.how),
        said("measured_when", language, day=day_text(one.when, language)),
        said("measured_by", language, name=one.owner),
    )


def risks(p: Proposal) -> tuple[RiskRow, ...]:
    """Each thing that may go wrong."""
    t = words(p.language)
    estimates = {None: "", 1: t["estimate_1"], 2: t["estimate_2"], 3: t["estimate_3"]}
    return tuple(
        RiskRow(
            text=one.text,
            chance=estimates[one.chance],
            effect=estimates[one.effect],
            measure=lines(one.measure, said("sees_to_it", p.language, name=one.owner)),
        )
        for one in p.risks
        if one.text
    )


def attachments(p: Proposal, call: Call) -> tuple[str, ...]:
    """Each file that goes with the plan: what it is, and its name."""
    kinds = {one.id: one.title[p.language] for one in getattr(call, "attachments", ())}
    return tuple(f"{kinds.get(one.kind, one.kind)}: {one.name}" for one in p.attachments)
