"""The lists of a plan as people read them in the chat: activities, milestones, results and risks, a line each."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from flows.services.answers import answers_to, coalition_of
from flows.services.context import Context
from flows.services.plan_owners import name_of, takes_part
from knowledge.format import date_text, euros, listing
from knowledge.languages import Language
from knowledge.texts import text
from storage.coalitions import Coalition

PlanList = Literal["activities", "milestones", "results", "risks"]

_DAYS = frozenset({"start", "end", "day", "when"})
_PARTS: Mapping[PlanList, tuple[str, ...]] = {
    "activities": ("owner", "helpers", "start", "end", "output", "reach", "cost"),
    "milestones": ("day", "owner"),
    "results": ("indicator", "baseline", "target", "how", "when", "owner"),
    "risks": ("chance", "effect", "measure", "owner"),
}
"""What stands in a line behind the name, in this order; `line_LIST_PART` in texts.yml says how."""

NAME: Mapping[PlanList, str] = {"activities": "name", "milestones": "text", "results": "text", "risks": "text"}


def lines(context: Context, slots: Mapping[str, Any], name: PlanList) -> list[str]:
    """Write a list of the plan, a line an item, with what is known of each."""
    coalition = coalition_of(context, slots)
    told = answers_to(context, slots, coalition)
    items = slots.get(name) or ()
    return [
        f"{number}. {_line(context, name, one if isinstance(one, Mapping) else {NAME[name]: one}, (coalition, told))}"
        for number, one in enumerate(items, start=1)
    ]


def _line(
    context: Context, name: PlanList, item: Mapping[str, Any], plan: tuple[Coalition | None, Mapping[str, Any]]
) -> str:
    language: Language = plan[1]["language"]
    said = [str(item[NAME[name]])]
    for part in _PARTS[name]:
        value = _value(context, part, item.get(part, ""), plan)
        if value:
            said.append(text(f"line_{name}_{part}", language, value=value))
    return ", ".join(said)


def _value(context: Context, part: str, value: Any, plan: tuple[Coalition | None, Mapping[str, Any]]) -> str:
    told = plan[1]
    language: Language = told["language"]
    if part == "cost":
        return text("cost_unknown", language) if value == "" else euros(value, language)
    if value in ("", [], None):
        return ""
    match part:
        case "owner":
            return _owner(context, value, plan)
        case "helpers":
            return listing([_owner(context, one, plan) for one in value], language)
        case "chance" | "effect":
            return text(f"estimate_{value}", language)
        case _:
            return date_text(date.fromisoformat(value), language) if part in _DAYS else str(value)


def _owner(context: Context, owner: Any, plan: tuple[Coalition | None, Mapping[str, Any]]) -> str:
    coalition, told = plan
    name = name_of(context, told, owner)
    if not name or takes_part(context, coalition, told, owner):
        return name
    return text("owner_left", told["language"], name=name)
