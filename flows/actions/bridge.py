"""Lets the whole conversation run inside Rasa open source, which knows forms but no flows.

`coalitiewijzer flows export --rasa` writes a project with one form. It asks for one slot, `heard`, and never gets it:
every text goes to our own engine, and what that says goes out through Rasa.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from flows.actions.validators import ValidateSlot

FORM = "coalitiewijzer"
HEARD = "heard"
TAKEN = ("action_back", "action_restart")
"""What Rasa does by itself at `/back` and `/restart`, which are commands of ours: a project may replace them."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a turn gave.

    Attributes:
        messages: each as keywords of rasa_sdk's `utter_message`.
        slots: all that are filled after it.
    """

    messages: Sequence[Mapping[str, Any]]
    slots: Mapping[str, Any]


class Bridge:
    """Hands what Rasa heard to our engine.

    Args:
        hear: `(sender, text, message)`: runs one turn; `message` is what Rasa tells about the text.
        slots: the names of the conversation's slots.
    """

    def __init__(self, hear: Callable[[str, str, Mapping[str, Any]], Awaitable[Said]], slots: Iterable[str]) -> None:
        self._hear = hear
        self._slots = tuple(slots)

    async def turn(self, text: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
        """Run one turn.

        Returns:
            The slots that Rasa must change to hold what ours hold.
        """
        said = await self._hear(tracker.sender_id, text, tracker.latest_message)
        for message in said.messages:
            dispatcher.utter_message(**message)
        now = {name: said.slots.get(name) for name in self._slots}
        return {name: value for name, value in now.items() if tracker.slots.get(name) != value}


class ValidateForm(FormValidationAction):
    """The form's checks: one for `heard`, and one for each slot that somebody adds to the form."""

    def __init__(self, checks: Iterable[ValidateSlot], bridge: Bridge) -> None:
        self._bridge = bridge
        for check in checks:  # rasa_sdk finds the check of a slot by its name.
            setattr(self, check.name(), check.validate)

    def name(self) -> str:
        """Give the name under which Rasa calls it."""
        return f"validate_{FORM}"

    async def validate_heard(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Run a turn."""
        return {HEARD: None, **await self._bridge.turn(value, dispatcher, tracker)}


class Typed(Action):
    """Does what was typed, where Rasa would do something of its own."""

    def __init__(self, name: str, bridge: Bridge) -> None:
        self._name = name
        self._bridge = bridge

    def name(self) -> str:
        """Give the name under which Rasa calls it."""
        return self._name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Run a turn."""
        changed = await self._bridge.turn(tracker.latest_message.get("text") or "", dispatcher, tracker)
        return [SlotSet(name, value) for name, value in {HEARD: None, **changed}.items()]
