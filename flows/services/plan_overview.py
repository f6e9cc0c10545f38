"""The budget in words: every line with its number, the sums, what is missing, and the costs divided."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from flows.services.context import Context
from flows.services.plan_rows import Plan, Row, Side
from flows.services.proposals import Draft, draft_of
from knowledge.format import euros
from knowledge.languages import Language
from knowledge.proposal.budget import Budget, budget
from knowledge.proposal.budget_words import budget_words, kind_title, suggestion_text

By = Literal["partner", "activity", "year", "kind"]


def overview(context: Context, slots: Mapping[str, Any], plan: Plan, found: Sequence[Row]) -> str:
    """Write the whole budget: both sides with a number before each line, their sums, and what to do."""
    draft = draft_of(context, slots, plan.coalition)
    money, language = budget(draft.proposal, draft.call), slots["language"]
    costs = _side(found, "costs", money.cost_cents, language)
    income = _side(found, "income", money.income_cents, language)
    return "\n".join([*costs, "", *income, *_differ(draft, money, language)])


def divided(context: Context, slots: Mapping[str, Any], plan: Plan, by: By) -> str:
    """Write the costs per partner (and what each gives), per activity, per year or per kind, a line each."""
    language = slots["language"]
    money = budget(draft_of(context, slots, plan.coalition).proposal)
    if by == "partner":
        return "\n".join(_partners(money, language))
    each: Mapping[By, Mapping[Any, int]] = {"activity": money.activities, "year": money.years, "kind": money.kinds}
    parts = each[by]
    shown = [
        _say("part_row", language, name=_name(by, part, language), amount=euros(cents, language))
        for part, cents in parts.items()
        if part or cents
    ]
    return "\n".join([*shown, _say("total", language, amount=euros(money.cost_cents, language))])


def sums(found: Sequence[Row], side: Side, language: Language) -> str:
    """Say of what the sum of a side is made: "activiteiten 6.000 euro, andere kosten 350 euro"."""
    each: dict[str, int] = {}
    for row in found:
        if row.side == side and row.cents:
            each[row.group] = each.get(row.group, 0) + row.cents
    words = budget_words().groups
    return ", ".join(f"{words[group][language]} {euros(cents, language)}" for group, cents in each.items())


def _side(found: Sequence[Row], side: Side, total: int, language: Language) -> Iterator[str]:
    yield _say(side, language)
    numbered = [(number, row) for number, row in enumerate(found, start=1) if row.side == side]
    for number, row in numbered:
        amount = _say("unknown", language) if row.cents is None else euros(row.cents, language)
        if row.ref == "hours.costs" and not row.cents:
            amount = _say("no_money", language)
        notes = f" ({', '.join(row.notes)})" if row.notes else ""
        yield _say("row", language, number=str(number), text=row.text, amount=amount, notes=notes)
    yield _say("total", language, amount=euros(total, language)) if numbered else _say("none", language)


def _differ(draft: Draft, money: Budget, language: Language) -> Iterator[str]:
    """Say what to do; as long as nobody came to the amount that is asked, too little money is no news."""
    if not money.costs or not money.income:
        return
    yield ""
    if not money.difference_cents:
        yield _say("equal", language)
    early = not draft.proposal.requested_cents
    for one in money.suggestions:
        if not early or one.key in {"short", "over", "idea"}:
            yield suggestion_text(one.key, one.values, language)


def _partners(money: Budget, language: Language) -> Iterator[str]:
    for one in money.partners:
        values = {"gets": euros(one.gets_cents, language), "gives": euros(one.gives_cents, language)}
        if not (one.gets_cents or one.gives_cents):
            continue
        if one.name:
            yield _say("partner_row", language, name=one.name, **values)
        else:
            yield _say("nobody_row", language, name=_say("nobody", language), **values)
    yield _say("total", language, amount=euros(money.cost_cents, language))


def _name(by: By, part: Any, language: Language) -> str:
    if part is None or part == "":
        return _say({"activity": "whole_plan", "year": "no_year", "kind": "no_kind"}[by], language)
    return kind_title(part, "costs", language) if by == "kind" else str(part)


def _say(key: str, language: Language, **values: str) -> str:
    return budget_words().overview[key][language].format_map(values)
