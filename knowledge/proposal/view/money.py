"""The costs and the income of a plan, as people read them."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.format import euros, listing, number
from knowledge.proposal.budget import budget
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Income, Line, same
from knowledge.proposal.view.fixed import lines, said, words


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
class PartnerSum:
    """The money of one partner: what it costs in money and in its own hours and goods, and what it gives itself."""

    name: str
    money: str
    in_kind: str
    gives: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The costs of one part: an activity, or a year."""

    name: str
    amount: str


def per_partner(p: Proposal) -> tuple[PartnerSum, ...]:
    """The money of each partner; what belongs to none of them stands last."""
    t = words(p.language)
    found = budget(p).partners if p.cost_lines() else ()
    return tuple(
        PartnerSum(
            one.name or t["no_partner"],
            *(euros(cents, p.language) for cents in (one.money_cents, one.in_kind_cents, one.own_cents)),
        )
        for one in found
        if one.name or one.gets_cents or one.own_cents
    )


def loose_note(p: Proposal) -> str:
    """Say which hours, rooms and goods of partners no cost stands against; empty when there are none."""
    t = words(p.language)
    names = [
        f"{one.name or t['no_partner']} ({euros(one.loose_cents, p.language)})"
        for one in (budget(p).partners if p.cost_lines() else ())
        if one.loose_cents
    ]
    return said("loose_note", p.language, names=listing(names, p.language))


def per_activity(p: Proposal) -> tuple[Sum, ...]:
    """The costs of each activity, and those of the plan as a whole; nothing when there is only one of these.

    The amount of an activity of which nobody said what it costs is empty.
    """
    whole = words(p.language)["whole_plan"]
    lines = p.cost_lines()
    found = budget(p).activities if lines else {}
    known = {same(line.activity or "") for line in lines}
    return _several(
        Sum(name or whole, euros(cents, p.language) if same(name) in known else "") for name, cents in found.items()
    )


def per_year(p: Proposal) -> tuple[Sum, ...]:
    """The costs in each calendar year; nothing when there is only one."""
    unknown = words(p.language)["no_year"]
    found = budget(p).years if p.cost_lines() else {}
    return _several(Sum(str(year or unknown), euros(cents, p.language)) for year, cents in found.items())


def year_note(p: Proposal) -> str:
    """Say how costs without a year were divided over the years; empty where that was not done."""
    undated = any(line.year is None for line in p.cost_lines())
    return words(p.language)["year_note"] if undated and per_year(p) else ""


def _several(rows: Iterable[Sum]) -> tuple[Sum, ...]:
    found = tuple(rows)
    return found if len(found) > 1 else ()


def costs(p: Proposal) -> tuple[CostRow, ...]:
    """Each cost; below what it is for stands its sort, who gets the money, and when, as far as that is known."""
    t = words(p.language)
    rows = []
    for line in p.cost_lines():
        part = line.activity or t["whole_plan"]
        if same(part) == same(line.text):
            part = t["whole_activity"]
        rows.append(CostRow(lines(line.text, _details(line, p)), part, euros(line.cents, p.language)))
    return tuple(rows)


def _details(line: Line, p: Proposal) -> str:
    t = words(p.language)
    hours = None if line.hours is None else number(line.hours, p.language)
    return "; ".join(
        filter(
            None,
            [
                t[f"cost_{line.kind}"] if line.kind else "",
                said("hours", p.language, number=hours),
                said("goes_to", p.language, name=line.partner),
                str(line.year or ""),
            ],
        )
    )


def income(p: Proposal) -> tuple[IncomeRow, ...]:
    """Each source of money or help; below it stands the partner that gives it, where the source does not name it."""
    t = words(p.language)
    rows = []
    for item in p.income:
        status = item.status or ("requested" if item.kind == "requested" else None)
        sure = t[f"status_{status}"] if status else ""
        rows.append(IncomeRow(_source(item), t[f"kind_{item.kind}"], sure, euros(item.cents, p.language)))
    return tuple(rows)


def _source(item: Income) -> str:
    named = item.partner and same(item.partner) not in same(item.text)
    return lines(item.text, item.partner or "") if named else item.text


def balance(p: Proposal) -> str:
    """Say how costs and income differ, to the cent; empty while one of the two is."""
    if not (p.cost_lines() and p.income):
        return ""
    difference = p.income_cents - p.cost_cents
    case = "equal" if difference == 0 else "short" if difference < 0 else "over"
    return words(p.language)[f"balance_{case}"].format(amount=euros(abs(difference), p.language))
