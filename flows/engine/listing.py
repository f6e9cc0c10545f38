"""What the engine does with the list of a flow: shows what can be chosen, and opens, keeps and removes items."""

from typing import Any

from flows.engine.definitions import LANGUAGES, Flow
from flows.engine.display import SlotTexts
from flows.engine.going import Going
from flows.engine.lists import FIELD, ITEM, WAS, changeable_fields, fields, kept, name_of, opened, title_of

MOST_SHOWN = 40
"""Of a longer answer only the beginning stands in the title of a field."""


class Listing(Going):
    """A turn that works on lists."""

    def _list_flow(self) -> Flow | None:
        """Give the flow whose list is meant: the one that runs, or the nearest one that called it."""
        running = (self.script.flows[flow] for flow, _ in reversed(self.state.stack))
        return next((flow for flow in running if flow.items), None)

    def _work_on_list(self, action: str) -> None:
        """Carry out one of `LIST_ACTIONS`; where no list is meant, nothing happens."""
        flow = self._list_flow()
        if flow is None or flow.items is None:
            return
        items = self.state.slots.get(flow.items.slot) or []
        match action:
            case "action_list_items":
                options = [{"value": place, "title": name_of(flow, item)} for place, item in enumerate(items)]
                self._set("item_options", options)
            case "action_list_fields":
                self._set("field_options", self._fields(flow))
            case "action_open_item":
                self._open(flow)
            case "action_keep_item":
                self._set(flow.items.slot, kept(flow, self.state.slots))
                self._close_item(flow)
            case "action_remove_item":
                place = self.state.slots.get(ITEM)
                self._set(flow.items.slot, [item for at, item in enumerate(items) if at != place] or None)

    def _fields(self, flow: Flow) -> list[dict[str, Any]]:
        """Give the fields of the item that was chosen, with what they hold now."""
        values = self._values_of(flow)
        texts = SlotTexts(self.values.display, {**self.state.slots, **values})
        return [
            {
                "value": step.slot,
                "title": {
                    language: _titled(title_of(step, language), texts[step.slot] or self._empty(language))
                    for language in LANGUAGES
                },
                "also": {language: list(words) for language, words in step.also_called.items()},
            }
            for step in changeable_fields(flow)
        ]

    def _empty(self, language: str) -> str:
        return self.cards.text("utter_field_empty", language)

    def _open(self, flow: Flow) -> None:
        """Fill in the fields of the item that was chosen, but for the one that is to be asked again."""
        if flow.items is None:
            return
        asked = self.state.slots.get(FIELD)
        for slot, value in self._values_of(flow).items():
            self._set(slot, None if slot == asked else value)
            if slot == asked:
                self.state.former[slot] = value
                if isinstance(value, list) and value:
                    self.state.chosen[slot] = list(value)
        self._set(flow.items.prefix + WAS, self._item(flow))

    def _item(self, flow: Flow) -> Any:
        items = (self.state.slots.get(flow.items.slot) if flow.items else None) or [""]
        place = self.state.slots.get(ITEM)
        return items[place if isinstance(place, int) and 0 <= place < len(items) else 0]

    def _values_of(self, flow: Flow) -> dict[str, Any]:
        return opened(flow, self._item(flow))

    def _close_item(self, flow: Flow) -> None:
        """Clear the fields for the next item."""
        prefix = flow.items.prefix if flow.items else ""
        for name in (*(step.slot for step in fields(flow)), prefix + WAS):
            self._set(name, None)
            self.state.former.pop(name, None)
            self.state.chosen.pop(name, None)


def _titled(title: str, value: str) -> str:
    line = " ".join(value.split())
    return f"{title}: {line if len(line) <= MOST_SHOWN else line[:MOST_SHOWN].rstrip() + '...'}"
