"""Changes of the lines of a budget: each gives the answer to fill, which is kept when the turn ends, as all are."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from flows.services.context import Context
from flows.services.plan_owners import OWN
from flows.services.plan_rows import Plan, Row, rows
from flows.services.refusal import Refused
from knowledge.format import euros
from knowledge.languages import LANGUAGES
from knowledge.proposal.budget_words import Detail, budget_words, split_activity, split_status
from knowledge.proposal.parts import same

MOST_LINES = 60
"""More costs, or more sources of money, than anybody reads in one list."""

Told = Literal["other_costs", "other_income"]


def placed(items: Sequence[Mapping[str, Any]], name: Told, plan: Plan) -> list[dict[str, Any]]:
    """Take from the words of lines what they say themselves: for which activity, or how sure it is.

    What was said of a line before stays. The words that are taken go out of its text.
    """
    names, found = activities(plan), []
    for item in items:
        text, more = str(item["text"]), dict[str, Any]()
        if name == "other_costs" and "activity" not in item:
            text, activity = split_activity(text, names)
            more = {"activity": activity} if activity else {}
        elif name == "other_income":
            text, status = split_status(text)
            more = {"status": status} if status and "status" not in item else {}
        found.append({**item, "text": text, **more})
    return found


def activities(plan: Plan) -> list[str]:
    """Give the names of all activities, to which costs may belong."""
    own = [str(item["name"]) for item in plan.told.get("activities") or ()]
    return own + [task.name for one in plan.givers for task in one.contribution.activities]


def with_lines(plan: Plan, name: Told, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Add lines.

    Raises:
        Refused: it is not the plan of this organisation, or there would be too many lines.
    """
    check(plan)
    kept = [*(plan.told.get(name) or ()), *placed(items, name, plan)]
    if len(kept) > MOST_LINES:
        raise _refused("too_many", most=str(MOST_LINES))
    return {name: kept}


def with_amount(plan: Plan, row: Row, said: int | Mapping[str, int], text: str = "") -> dict[str, Any]:
    """Give a line another amount, and another text where one is given and the line is one that was told.

    Args:
        plan: the plan.
        row: the line.
        said: an amount in cents; or hours, with an amount.
        text: the new text; "" leaves it.

    Raises:
        Refused: the line is not theirs, does not take this, or the amount is over what the call allows.
    """
    check(plan, row)
    name, _, place = row.ref.partition(".")
    if name in {"hours", "goods"}:
        return {"own_in_kind": _gift(plan, name, said)}
    if not isinstance(said, int):
        raise _refused("no_hours")
    match name:
        case "activities":
            value: Any = _replaced(plan.told[name], int(place), {"cost": said})
        case "other_costs" | "other_income":
            value = _replaced(plan.told[name], int(place), {"cents": said} | ({"text": text} if text else {}))
        case _:
            if name == "requested" and said > plan.call.ceiling_cents:
                raise _refused("over_ceiling", ceiling=plan.call.ceiling_cents)
            value = said
    return {name: value}


def without(context: Context, plan: Plan, row: Row) -> dict[str, Any]:
    """Take a line away; of an activity only its amount goes.

    Raises:
        Refused: the line is not theirs, or always stands there.
    """
    check(plan, row)
    name, _, place = row.ref.partition(".")
    match name:
        case "hours" | "goods":
            value: Any = _gift(plan, name, {"hours": 0, "cents": 0} if name == "hours" else 0)
        case "other_costs" | "other_income":
            value = [item for at, item in enumerate(plan.told[name]) if at != int(place)]
        case "activities" if row.cents is not None:
            value = _replaced(plan.told[name], int(place), {"cost": ""})
        case "own_money":
            value = 0
        case _:
            number = [one.ref for one in rows(context, plan)].index(row.ref) + 1
            raise _refused("stays", number=str(number))
    return {"own_in_kind" if name in {"hours", "goods"} else name: value}


def with_detail(plan: Plan, row: Row, detail: Detail) -> dict[str, Any]:
    """Say more of a line: its activity, partner, kind, year, or how sure it is.

    Raises:
        Refused: the line is not theirs, or is none to which details belong.
    """
    check(plan, row)
    name, _, place = row.ref.partition(".")
    if name not in {"other_costs", "other_income"}:
        raise _refused("no_detail")
    value = detail.value
    if detail.field == "partner":
        value = next((key for key, called in plan.partners if same(called) == same(str(value))), OWN)
    return {name: _replaced(plan.told[name], int(place), {detail.field: value})}


def check(plan: Plan, row: Row | None = None) -> None:
    """Tell whether the organisation of this chat may change a line, or the plan as a whole.

    Raises:
        Refused: it may not.
    """
    if row and row.partner:
        raise _refused("not_mine", name=row.partner)
    if not plan.mine:
        raise _refused("not_asker", name=str(plan.told["organisation_name"]))


def _refused(key: str, **values: str | int) -> Refused:
    """A refusal in every language; whole numbers are euro cents."""
    return Refused(
        {
            language: budget_words()
            .refusals[key][language]
            .format(**{name: euros(one, language) if isinstance(one, int) else one for name, one in values.items()})
            for language in LANGUAGES
        }
    )


def _gift(plan: Plan, part: str, said: int | Mapping[str, int]) -> int | dict[str, int]:
    """Change the hours or the rooms and goods, and leave the other as it is."""
    now = plan.told.get("own_in_kind") or 0
    hours, cents = (0, now) if isinstance(now, int) else (now["hours"], now["cents"])
    if part == "hours":
        if isinstance(said, int):
            raise _refused("only_hours")
        hours, cents = said["hours"], cents + said["cents"]
    elif isinstance(said, int):
        cents = said
    else:
        hours, cents = hours + said["hours"], said["cents"]
    return {"hours": hours, "cents": cents} if hours else cents


def _replaced(items: Sequence[Mapping[str, Any]], place: int, change: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**item, **change} if at == place else dict(item) for at, item in enumerate(items)]
