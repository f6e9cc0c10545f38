"""The lines of a budget as people see them: numbered, and with what each comes from, so that it can be changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.services import members, plan_money
from flows.services.answers import answers_to, coalition_of, is_asker
from flows.services.calls import find_call
from flows.services.coalitions import current, do
from flows.services.context import Context
from flows.services.members import Member
from flows.services.plan_owners import OWN
from knowledge.call_model import Call
from knowledge.proposal.budget_words import budget_words, kind_title, status_title
from knowledge.proposal.parts import Income, Line, same
from storage.coalitions import Coalition

Side = Literal["costs", "income"]
Group = Literal["activities", "other_costs", "gifts", "own_money", "partners", "others", "requested"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a budget.

    Attributes:
        ref: what it comes from, as `other_costs.0`; it stays the same when lines before it change.
        side: on which side it stands.
        group: which sum it is part of, where sums are told.
        text: what it is.
        cents: euro cents; None for an activity of which the costs are not known yet.
        notes: what else is known of it, in words.
        partner: the name of who told it, where that is not the organisation that asks.
    """

    ref: str
    side: Side
    group: Group
    text: str
    cents: int | None
    notes: tuple[str, ...] = ()
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan whose money is looked at.

    Attributes:
        coalition: whose plan; None for one's own without a coalition.
        told: the answers of which it is made.
        mine: the organisation of this chat came with it, so it may change lines.
        givers: those who contribute.
        call: the call that it answers.
    """

    coalition: Coalition | None
    told: Mapping[str, Any]
    mine: bool
    givers: Sequence[Member]
    call: Call

    @property
    def rate_cents(self) -> int | None:
        """What an hour of a volunteer counts for."""
        return self.call.volunteer_hour_cents

    @property
    def partners(self) -> list[tuple[Any, str]]:
        """Who may be meant by a name: the organisation that asks, and those who take part or may come to."""
        found = [(one.profile.id, one.profile.name) for one in self.givers if one.state not in {"declined", "left"}]
        return [(OWN, str(self.told["organisation_name"])), *found]


def plan_of(context: Context, slots: Mapping[str, Any]) -> Plan | None:
    """Find the plan whose money is meant in this chat: that which it writes, else that of the coalition it works on.

    Returns:
        None while there is no plan, or no call for it.

    Raises:
        Refused: the organisation of this chat does not take part in the coalition.
    """
    coalition = coalition_of(context, slots) or current(context, slots)
    mine = coalition is None or is_asker(context, coalition)
    if coalition is not None and not mine:
        do(context, coalition.id, "see")
    told = answers_to(context, slots, coalition)
    if any(told.get(name) is None for name in ("call", "organisation_name", "areas", "themes", "target_groups")):
        return None
    givers = [*members.asking(context, coalition), *members.of(context, coalition, told)]
    return Plan(coalition, told, mine, givers, find_call(context, told["call"]))


def rows(context: Context, plan: Plan) -> list[Row]:
    """Give the lines of the budget, costs first; their number is their place, from 1."""
    costs = plan_money.costs(context, plan.told, None)
    detailed = {same(line.activity) for line in costs if line.activity}
    income = plan_money.income(context, plan.told, "", (), plan.rate_cents)
    return [
        *_activities(context, plan, detailed),
        *_told_costs(context, plan),
        *_gifts(plan, "costs"),
        *_of_members(plan, "costs"),
        *_asked_and_own(plan, income),
        *_gifts(plan, "income"),
        *_of_members(plan, "income"),
        *_told_income(context, plan),
    ]


def options(found: Sequence[Row]) -> list[dict[str, Any]]:
    """Give the lines as options of a question: each is called by its number and by its words."""
    return [
        {
            "value": row.ref,
            "title": row.text,
            "also": {"nl": [f"regel {number}"], "en": [f"line {number}"]},
        }
        for number, row in enumerate(found, start=1)
    ]


def _words(key: str, plan: Plan, **values: str) -> str:
    return budget_words().overview[key][plan.told["language"]].format(**values)


def _activities(context: Context, plan: Plan, detailed: set[str]) -> Iterator[Row]:
    for place, item in enumerate(plan.told.get("activities") or ()):
        owner = plan_money.partner_name(context, plan.told, item["owner"])
        notes = (_words("of_activity", plan, name=owner),) if owner else ()
        known = item["cost"] if isinstance(item["cost"], int) else None
        if known is not None or same(item["name"]) not in detailed:
            yield Row(f"activities.{place}", "costs", "activities", item["name"], known, notes)


def _told_costs(context: Context, plan: Plan) -> Iterator[Row]:
    language = plan.told["language"]
    lines = plan_money.costs(context, {**plan.told, "own_in_kind": None}, None)
    for place, line in enumerate(lines):
        notes = [
            _words("for_activity", plan, name=line.activity) if line.activity else "",
            _words("to_partner", plan, name=line.partner) if line.partner else "",
            kind_title(line.kind, "costs", language),
            _words("in_year", plan, year=str(line.year)) if line.year else "",
        ]
        yield _row(f"other_costs.{place}", "costs", "other_costs", line, notes)


def _told_income(context: Context, plan: Plan) -> Iterator[Row]:
    language, own = plan.told["language"], ("requested", "own_money", "own_in_kind")
    lines = plan_money.income(context, {**plan.told, **dict.fromkeys(own)}, "", (), None)
    for place, item in enumerate(lines):
        notes = [
            _words("from_partner", plan, name=item.partner) if item.partner else "",
            _kind_note(item, plan),
            status_title(item.status, language),
        ]
        yield _row(f"other_income.{place}", "income", "others", item, notes)


def _kind_note(item: Income, plan: Plan) -> str:
    """Name the kind of a source of money, unless its own words do."""
    title = kind_title(item.kind, "income", plan.told["language"])
    return "" if item.kind == "other" or same(title) in same(item.text) else title


def _asked_and_own(plan: Plan, income: Sequence[Income]) -> Iterator[Row]:
    for item in income:
        if item.kind == "requested":
            yield Row("requested", "income", "requested", _group("requested", plan), item.cents)
    if plan.told.get("own_money"):
        own = next(item for item in income if item.kind == "own_money")
        yield Row("own_money", "income", "own_money", own.text, own.cents)


def _gifts(plan: Plan, side: Side) -> Iterator[Row]:
    told = plan.told
    both = (_words("both_sides", plan),)
    for gift in plan_money.gifts(told["organisation_name"], told.get("own_in_kind"), plan.rate_cents, told["language"]):
        if side == "costs" or gift.cents:
            ref = "goods" if gift.hours is None else "hours"
            yield Row(f"{ref}.{side}", side, "gifts", gift.text, gift.cents, both if gift.cents else ())


def _of_members(plan: Plan, side: Side) -> Iterator[Row]:
    """What partners told themselves; here it can only be looked at."""
    language, rate = plan.told["language"], plan.rate_cents
    number = 0
    for member in plan.givers:
        name = member.profile.name
        lines: list[Line | Income] = []
        if side == "income":
            lines += plan_money.income_of([member], rate, language)
        else:
            tasks = [one for one in member.contribution.activities if one.cost_cents is not None]
            lines += [Line(text=one.name, cents=one.cost_cents or 0) for one in tasks]
            lines += plan_money.costs_of([member], rate, language)
        for line in lines:
            yield _row(f"theirs.{side}.{number}", side, "partners", line, [_words("told_by", plan, name=name)], name)
            number += 1


def _row(ref: str, side: Side, group: Group, line: Line | Income, notes: Sequence[str], partner: str = "") -> Row:
    return Row(ref, side, group, line.text, line.cents, tuple(filter(None, notes)), partner)


def _group(name: Group, plan: Plan) -> str:
    title = budget_words().groups[name][plan.told["language"]]
    return title[:1].upper() + title[1:]
