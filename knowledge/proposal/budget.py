"""The money of a plan added up, to the cent: both sides, per partner, activity, year and kind, and what to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from knowledge.call_model import Call
from knowledge.proposal.budget_words import Value, budget_words
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import CostKind, Income, IncomeKind, Line, Period, same

_OWN: Final[frozenset[IncomeKind]] = frozenset({"own_money", "own_in_kind"})
_GIVEN: Final[frozenset[CostKind]] = frozenset({"volunteers", "room", "material"})
"""The costs that a partner can pay with hours, rooms or goods; paid work asks for money."""


@dataclass(frozen=True, slots=True)
class PartnerMoney:
    """The money of one partner, in euro cents.

    Attributes:
        name: of the partner; "" for what belongs to none of them.
        gets_cents: the costs that it makes, hours and goods of its own included.
        in_kind_cents: the part of these that are its own hours, rooms and goods: no money goes to it for these.
        gives_cents: the cover that comes from it, hours, rooms and goods included; for "" also what others pay.
        own_cents: the part of that cover that is its own: its money, hours, rooms and goods.
        loose_cents: the part of its own hours, rooms and goods that no cost stands against.
    """

    name: str
    gets_cents: int = 0
    in_kind_cents: int = 0
    gives_cents: int = 0
    own_cents: int = 0
    loose_cents: int = 0

    @property
    def money_cents(self) -> int:
        """What it gets in money."""
        return self.gets_cents - self.in_kind_cents


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to do about the money; `budget_words.suggestion_text` puts it into words."""

    key: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Budget:
    """The money of a plan. All sums are exact, and each way to divide the costs adds up to their total.

    Attributes:
        costs: every cost once.
        income: everything that pays them.
        cost_cents: all costs.
        income_cents: all cover.
        difference_cents: cover less costs; below 0 when there is too little.
        partners: what each gets and gives, those of the plan first; the last has no name and holds the rest.
        activities: the costs of each; "" is the plan as a whole.
        years: the costs in each calendar year; None where no day is known.
        kinds: the costs of each kind; None where nobody said which.
        suggestions: what to do, most important first.
    """

    costs: tuple[Line, ...]
    income: tuple[Income, ...]
    cost_cents: int
    income_cents: int
    difference_cents: int
    partners: tuple[PartnerMoney, ...]
    activities: Mapping[str, int]
    years: Mapping[int | None, int]
    kinds: Mapping[CostKind | None, int]
    suggestions: tuple[Suggestion, ...]

    @property
    def money_cents(self) -> int:
        """All costs that money must pay: those without the hours, rooms and goods of partners."""
        return sum(one.money_cents for one in self.partners)

    @property
    def cash_cents(self) -> int:
        """All cover that is money."""
        return sum(one.cents for one in self.income if one.kind != "own_in_kind")

    @property
    def most(self) -> tuple[str, int] | None:
        """The partner to which nearly all money goes, with its share in percent; None when there is none."""
        money = self.money_cents
        for one in self.partners:
            if one.name and one.money_cents * 100 > budget_words().most_pct * money:
                return one.name, one.money_cents * 100 // money
        return None


def budget(proposal: Proposal, call: Call | None = None) -> Budget:
    """Add up the money of a plan.

    A cost belongs to the partner that it names, else to who does its activity. What a partner gives in hours, rooms or
    goods stands on both sides. Under the same words and with the same amount such a cost belongs to who gives it; what
    else it gives stands against its own costs for volunteers, rooms and goods.

    Args:
        proposal: the plan, however far it is.
        call: that it answers, for what it allows; without it no suggestion names a limit.
    """
    costs = proposal.cost_lines()
    kinds: dict[CostKind | None, int] = {}
    for line in costs:
        kinds[line.kind] = kinds.get(line.kind, 0) + line.cents
    found = Budget(
        costs=costs,
        income=proposal.income,
        cost_cents=proposal.cost_cents,
        income_cents=proposal.income_cents,
        difference_cents=proposal.income_cents - proposal.cost_cents,
        partners=_partners(proposal, costs),
        activities=_activities(proposal, costs),
        years=_years(proposal, costs),
        kinds=kinds,
        suggestions=(),
    )
    return replace(found, suggestions=tuple(_suggestions(found, proposal, call)))


def per_year(line: Line, period: Period) -> Mapping[int | None, int]:
    """Divide a cost over the calendar years of a period, by their days; both days count.

    Each year gets whole cents, rounded down; the last year gets what is left, so that the sum is exact.

    Args:
        line: the cost; one with a year of its own is not divided.
        period: of the activity, else of the plan; with a day missing or out of order the year is unknown.
    """
    start, end = period.start, period.end
    if line.year is not None:
        return {line.year: line.cents}
    if start is None or end is None or end < start:
        return {None: line.cents}
    days = (end - start).days + 1
    found: dict[int | None, int] = {}
    for year in range(start.year, end.year):
        last = date(year, 12, 31)
        found[year] = line.cents * ((last - max(start, date(year, 1, 1))).days + 1) // days
    found[end.year] = line.cents - sum(found.values())
    return found


def _years(proposal: Proposal, costs: Iterable[Line]) -> Mapping[int | None, int]:
    dates = {same(one.name): Period(start=one.start, end=one.end) for one in proposal.activities}
    found: dict[int | None, int] = {}
    for line in costs:
        period = dates.get(same(line.activity or ""), proposal.period)
        if period.months is None:
            period = proposal.period
        for year, cents in per_year(line, period).items():
            found[year] = found.get(year, 0) + cents
    return dict(sorted(found.items(), key=lambda item: (item[0] is None, item[0] or 0)))


def _activities(proposal: Proposal, costs: Iterable[Line]) -> Mapping[str, int]:
    """Add up per activity; one that is not in the plan (any more) stands under the name that its costs give."""
    names = {same(one.name): one.name for one in reversed(proposal.activities)}
    found = dict.fromkeys((one.name for one in proposal.activities if names[same(one.name)] == one.name), 0)
    for line in costs:
        name = names.setdefault(same(line.activity or ""), line.activity or "")
        found[name] = found.get(name, 0) + line.cents
    return found


def _partners(proposal: Proposal, costs: Iterable[Line]) -> tuple[PartnerMoney, ...]:
    names = {same(one.name): one.name for one in reversed(proposal.members)}
    owners = {same(one.name): one.owner for one in reversed(proposal.activities)}
    found = {one.name: PartnerMoney(one.name) for one in proposal.members}

    def add(name: str, **cents: int) -> None:
        known = names.setdefault(same(name), name)
        one = found.get(known, PartnerMoney(known))
        found[known] = replace(one, **{key: getattr(one, key) + more for key, more in cents.items()})

    gifts = [item for item in proposal.income if item.kind == "own_in_kind"]
    for item in proposal.income:
        own = item.cents if item.kind in _OWN else 0
        loose = item.cents if item.kind == "own_in_kind" else 0
        add(item.partner or "", gives_cents=item.cents, own_cents=own, loose_cents=loose)
    others: list[Line] = []
    for line in costs:
        gift = None if line.partner or line.activity else _gift(line, gifts)
        if gift is None:
            others.append(line)
            continue
        gifts.remove(gift)
        add(gift.partner or "", gets_cents=line.cents, in_kind_cents=line.cents, loose_cents=-line.cents)
    for line in others:
        name = line.partner or owners.get(same(line.activity or ""), "")
        add(name, gets_cents=line.cents)
        loose = found[names[same(name)]].loose_cents if name and line.kind in _GIVEN else 0
        given = min(line.cents, loose)
        add(name, in_kind_cents=given, loose_cents=-given)
    return tuple(sorted(found.values(), key=lambda one: not one.name))


def _gift(line: Line, gifts: Iterable[Income]) -> Income | None:
    """Find the hours, rooms or goods of a partner that a cost says in the same words, with the same amount."""
    wanted = (same(line.text), line.cents)
    return next((one for one in gifts if one.partner and (same(one.text), one.cents) == wanted), None)


def _suggestions(found: Budget, proposal: Proposal, call: Call | None) -> Iterator[Suggestion]:
    if found.difference_cents < 0:
        yield from _short(found, proposal, call)
    elif found.difference_cents > 0:
        yield from _over(found.difference_cents, proposal.requested_cents)
    ideas = sum(item.cents for item in proposal.income if item.status == "idea")
    if ideas and ideas * 100 > budget_words().idea_pct * found.income_cents:
        yield Suggestion("idea", {"idea_cents": ideas, "share": ideas * 100 // found.income_cents})
    if len(proposal.members) > 1 and found.most:
        yield Suggestion("most", {"name": found.most[0], "share": found.most[1]})


def _short(found: Budget, proposal: Proposal, call: Call | None) -> Iterator[Suggestion]:
    short, asked = -found.difference_cents, proposal.requested_cents
    yield Suggestion("short", {"difference_cents": short})
    if call is not None:
        more = min(short, call.ceiling_cents - asked)
        if more > 0:
            yield Suggestion("ask_more", {"more_cents": more, "total_cents": asked + more})
        else:
            yield Suggestion("at_ceiling", {"ceiling_cents": call.ceiling_cents})
    money = {same(item.partner or "") for item in proposal.income if item.kind == "own_money" and item.cents}
    with_us = (one.name for one in proposal.members if one.state in {"asks", "accepted"})
    if none_yet := tuple(name for name in with_us if same(name) not in money):
        yield Suggestion("who_gives_more", {"names": none_yet})
    if call is not None and call.volunteer_hour_cents:
        hours = -(-short // call.volunteer_hour_cents)
        yield Suggestion("hours", {"hours": hours, "value_cents": hours * call.volunteer_hour_cents})


def _over(over: int, asked: int) -> Iterator[Suggestion]:
    yield Suggestion("over", {"difference_cents": over})
    if over < asked:
        yield Suggestion("ask_less", {"less_cents": over, "total_cents": asked - over})
    yield Suggestion("forgotten_costs", {})
