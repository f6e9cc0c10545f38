"""Checks single answers, for those who run Rasa: `validate_<slot>` reads a text as our own questions read it.

Our own conversations do not need this, since their engine reads every answer itself.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from flows.engine.answers import Unreadable
from flows.engine.definitions import Collect
from flows.engine.interpreter import Interpreter


class ValidateSlot(Action):
    """Checks the answer to one question.

    Rasa's CALM runs it as an action after it filled the slot; the form of Rasa open source calls `validate`.

    Args:
        interpreter: the conversation.
        step: the question.
        today: gives the day, for dates without a year.
    """

    def __init__(self, interpreter: Interpreter, step: Collect, today: Callable[[], date]) -> None:
        self._questions = interpreter.questions
        self._step = step
        self._today = today

    def name(self) -> str:
        """Give the name under which Rasa calls it."""
        return f"validate_{self._step.slot}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> list[dict[str, Any]]:
        """Check what the slot holds; rasa_sdk calls this."""
        value = tracker.slots.get(self._step.slot)
        return [SlotSet(name, value) for name, value in self.validate(value, dispatcher, tracker, domain).items()]

    def validate(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict[str, Any]:
        """Read a value, and say what is wrong with it if anything is.

        Returns:
            The slot with what was understood, or with None. Checking that again changes nothing.
        """
        slot = self._step.slot
        if value is None:
            return {slot: None}
        try:
            found = self._read(value, tracker.slots)
        except Unreadable as error:
            own = f"utter_reject_{error.reason}_{slot}"
            name = own if own in self._questions.script.responses else f"utter_reject_{error.reason}"
            dispatcher.utter_message(response=name, **_limits(self._step, error))
            return {slot: None}
        for rejection in self._step.rejections:
            if rejection.condition.holds({**tracker.slots, slot: found}):
                dispatcher.utter_message(response=rejection.utter)
                return {slot: None}
        return {slot: found}

    def _read(self, value: Any, slots: Mapping[str, Any]) -> Any:
        """Read a text; what is no text was read before.

        Raises:
            Unreadable: it cannot be read; or it is a guess, which nobody can confirm here; or it takes something away,
                and from what is not known here.
        """
        step, questions = self._step, self._questions
        known = isinstance(value, str) and value in [option.value for option in questions.options(step, slots)]
        if isinstance(value, str) and not known:
            reading = questions.read(step, value, slots, slots.get("language") or "nl", self._today())
            if reading.how in {"guess", "remove"}:
                raise Unreadable("choice")
            value = reading.value
        elif known and step.multiple:
            value = [value]
        if step.multiple and not step.least <= len(value) <= step.most and not (step.optional and not value):
            raise Unreadable("too_few" if len(value) < step.least else "too_many")
        return value


def _limits(step: Collect, error: Unreadable) -> dict[str, Any]:
    return {"least": step.least, "most": step.most, "length": error.length, "over": error.length - step.most}


def validators(interpreter: Interpreter, today: Callable[[], date]) -> list[ValidateSlot]:
    """Give the check of every question."""
    return [ValidateSlot(interpreter, step, today) for step in interpreter.questions.asks.values()]
