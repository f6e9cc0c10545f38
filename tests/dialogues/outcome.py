"""What a step gave, and the assertions on it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SORRY = "Er ging iets mis bij ons|Something went wrong on our side"
"""What the bot says when a turn failed. That is always wrong."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a person sees it.

    Attributes:
        text: all of it, choices included.
        buttons: title and payload of each, in order.
        documents: names of files.
    """

    text: str
    buttons: Sequence[tuple[str, str]] = ()
    documents: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step gave.

    Attributes:
        shown: the messages that came or changed.
        slots: what the conversation remembers now.
        known_slots: those that exist.
        events: kind and flow of what happened.
        actions: the business steps that ran.
    """

    shown: Sequence[Shown]
    slots: Mapping[str, Any]
    known_slots: Collection[str]
    events: Collection[tuple[str, str]]
    actions: Collection[str]

    def check(self, kind: str, wanted: Any) -> None:
        """Check one assertion.

        Raises:
            AssertionError: it does not hold.
        """
        getattr(self, f"_{kind}")(wanted)

    def account(self) -> str:
        """Tell all of it, for whoever looks for the cause."""
        said = "\n---\n".join(f"{one.text}\n[{'] ['.join(title for title, _ in one.buttons)}]" for one in self.shown)
        return f"the bot said:\n{said}\nevents: {self.events}\nactions: {self.actions}\nslots: {self.slots}"

    def documents(self, endings: Sequence[str]) -> None:
        """Check which files came."""
        found = [Path(name).suffix for shown in self.shown for name in shown.documents]
        assert found == list(endings), f"documents are {found}, not {list(endings)}"

    def _bot_uttered(self, wanted: Mapping[str, Any]) -> None:
        if "text_matches" in wanted:
            assert self._says(wanted["text_matches"]), f"no message matches {wanted['text_matches']}"
        if "buttons" in wanted:
            titles = [button["title"] for button in wanted["buttons"]]
            assert self._offers(wanted["buttons"]), f"no message has the buttons {titles}, in this order"

    def _bot_did_not_utter(self, wanted: Mapping[str, Any]) -> None:
        if "text_matches" in wanted:
            assert not self._says(wanted["text_matches"]), f"a message matches {wanted['text_matches']}"
        if "buttons" in wanted:
            titles = [button["title"] for button in wanted["buttons"]]
            assert not self._offers(wanted["buttons"]), f"a message has the buttons {titles}"

    def _slot_was_set(self, wanted: Sequence[Mapping[str, Any]]) -> None:
        for name, slot in self._named(wanted):
            assert name in self.slots, f"{name} is not set"
            if "value" in slot:
                assert self.slots[name] == slot["value"], f"{name} is {self.slots[name]!r}, not {slot['value']!r}"

    def _slot_was_not_set(self, wanted: Sequence[Mapping[str, Any]]) -> None:
        for name, slot in self._named(wanted):
            if "value" in slot:
                assert self.slots.get(name) != slot["value"], f"{name} is {slot['value']!r}"
            else:
                assert name not in self.slots, f"{name} is {self.slots[name]!r}"

    def _flow_started(self, flow: str) -> None:
        assert ("started", flow) in self.events, f"flow {flow} did not start"

    def _flow_completed(self, wanted: Mapping[str, Any]) -> None:
        assert ("completed", wanted["flow_id"]) in self.events, f"flow {wanted['flow_id']} did not end"

    def _action_executed(self, name: str) -> None:
        assert name in self.actions, f"{name} did not run, only {sorted(self.actions)}"

    def _named(self, wanted: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
        unknown = [slot["name"] for slot in wanted if slot["name"] not in self.known_slots]
        assert not unknown, f"there is no slot {', '.join(unknown)}"
        return [(slot["name"], slot) for slot in wanted]

    def _says(self, pattern: str) -> bool:
        return any(re.search(pattern, shown.text) for shown in self.shown)

    def _offers(self, wanted: Sequence[Mapping[str, Any]]) -> bool:
        return any(_in_order(wanted, shown.buttons) for shown in self.shown)


def _in_order(wanted: Sequence[Mapping[str, Any]], buttons: Sequence[tuple[str, str]]) -> bool:
    """Tell whether all wanted buttons are there in this order; others may stand between them."""
    rest = iter(buttons)
    return all(any(_is(button, one) for one in rest) for button in wanted)


def _is(wanted: Mapping[str, Any], button: tuple[str, str]) -> bool:
    title, payload = button
    return bool(wanted["title"] == title and wanted.get("payload", payload) == payload)
