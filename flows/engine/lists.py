"""Lists that a flow fills item by item (`items` in its metadata): what an item is, and which one a text names.

An item is a mapping of the names of its fields to their values, or only a text where the first field says it all. A
field is a question of the flow whose slot begins with the prefix of the list; the question that is asked each time is
the menu, in which the option "change" leads to flow `change_item`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from flows.engine.answers import Unreadable, plain
from flows.engine.choosing import read_choice
from flows.engine.definitions import Collect, Flow, Option, Script
from flows.engine.options import Options

ITEM, FIELD = "item", "item_field"
"""The slots with the place of the item that is meant, and with the field of it."""

CHANGE = "change"
"""The option of the menu that changes an item."""

WAS = "was"
"""Behind the prefix of a list: the slot with the item that is being changed, as it was."""

_BETWEEN = (" van ", " bij ", " of ", " for ")
LIST_ACTIONS = frozenset(
    {"action_list_items", "action_list_fields", "action_open_item", "action_keep_item", "action_remove_item"}
)
"""What the engine itself does with the list of the flow that runs, or that called the one that runs."""


class Named(NamedTuple):
    """An item that a text names, and perhaps a field of it."""

    flow: Flow
    place: int
    field: str


def list_flows(script: Script) -> Iterator[Flow]:
    """Give the flows that fill a list."""
    return (flow for flow in script.flows.values() if flow.items)


def fields(flow: Flow) -> list[Collect]:
    """Give the questions for the fields of an item, the one that names it first."""
    prefix = flow.items.prefix if flow.items else ""
    return [step for step in flow.collects() if step.slot.startswith(prefix) and not step.ask_before_filling]


def menu(flow: Flow) -> Collect | None:
    """Give the question that is asked each time: what to do with the list."""
    return next((step for step in flow.collects() if step.ask_before_filling), None)


def opened(flow: Flow, item: Any) -> dict[str, Any]:
    """Give the fields of an item by the slots that they are asked in; what an older one lacks is left open."""
    if flow.items is None:
        return {}
    asked, values = fields(flow), item if isinstance(item, Mapping) else {}
    found: dict[str, Any] = {}
    for step in asked:
        value = values.get(step.slot.removeprefix(flow.items.prefix))
        found[step.slot] = ([] if step.multiple else "") if value is None else value
    if isinstance(item, str):
        found[asked[0].slot] = item
    return found


def made(flow: Flow, slots: Mapping[str, Any]) -> Any:
    """Make an item of what was answered."""
    if flow.items is None:
        return None
    values = {step.slot.removeprefix(flow.items.prefix): slots.get(step.slot) for step in fields(flow)}
    item = {name: "" if value is None else value for name, value in values.items()}
    first, *others = item
    if flow.items.plain and all(item[name] in ("", []) for name in others):
        return item[first]
    return item


def kept(flow: Flow, slots: Mapping[str, Any]) -> list[Any]:
    """Give the list with the item that was answered: in the place of the one that was opened, or at the end."""
    if flow.items is None:
        return []
    items = list(slots.get(flow.items.slot) or ())
    was, item = slots.get(flow.items.prefix + WAS), made(flow, slots)
    if was is not None and was in items:  # Somebody else may have taken it away meanwhile.
        items[items.index(was)] = item
        return items
    return [*items, item]


def name_of(flow: Flow, item: Any) -> str:
    """Give what an item is called."""
    return str(opened(flow, item)[fields(flow)[0].slot])


def title_of(step: Collect, language: str) -> str:
    """Give the title of a field: the first of the words for it."""
    words = step.also_called.get(language) or ()
    return words[0][:1].upper() + words[0][1:] if words else ""


def changeable_fields(flow: Flow) -> list[Collect]:
    """Give the fields that can be changed alone: those with words for them."""
    return [step for step in fields(flow) if step.also_called]


def named(script: Script, slots: Mapping[str, Any], text: str) -> Named | None:
    """Find the item, and perhaps the field of it, that a text names: "activiteit 2", "de datum van Koffie"."""
    articles = script.words.get("article", ())
    folded = plain(text)
    for flow in list_flows(script):
        if flow.items is None or not slots.get(flow.items.slot):
            continue
        for field, item in _ways(folded):
            place = _place(flow, item, slots, articles)
            if place is None:
                continue
            slot = _field(flow, field, articles) if field else ""
            if slot is not None:
                return Named(flow, place, slot)
    return None


def _ways(text: str) -> Iterator[tuple[str, str]]:
    """Give the ways to part a text into a field and an item."""
    yield "", text
    for between in _BETWEEN:
        before, found, after = text.partition(between)
        if found:
            yield before, after


def _place(flow: Flow, text: str, slots: Mapping[str, Any], articles: Collection[str]) -> int | None:
    if flow.items is None:
        return None
    items: Sequence[Any] = slots[flow.items.slot]
    first, _, rest = text.partition(" ")
    text = rest if rest and first in articles else text
    called = {plain(word) for words in flow.items.called.values() for word in words}
    first, _, rest = text.partition(" ")
    if rest and first in called:
        text = rest
        if text.isdecimal():
            place = int(text[:4])
            return place - 1 if 1 <= place <= len(items) else None
    if text.isdecimal():
        return None
    options = Options([Option(place, {"nl": name_of(flow, item)}) for place, item in enumerate(items)])
    try:
        return int(read_choice(text, options, articles))
    except Unreadable:
        return None


def _field(flow: Flow, text: str, articles: Collection[str]) -> str | None:
    known = changeable_fields(flow)
    options = Options([Option(step.slot, {}, step.also_called) for step in known])
    if text.isdecimal():
        return None
    try:
        return str(read_choice(text, options, articles))
    except Unreadable:
        return None
