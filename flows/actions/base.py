"""What all business steps share."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from flows.services.context import Context, current
from flows.services.refusal import Refused
from knowledge.languages import Language


class Step(Action):
    """A business step: reads slots, runs a use case, and gives slots back.

    Attributes:
        id: the name under which flows call it, `action_...`.
    """

    id: ClassVar[str]

    def name(self) -> str:
        """Give the name under which flows call this step."""
        return self.id

    async def run(
        self,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[dict[str, Any]]:
        """Run the step in the current turn; rasa_sdk calls this."""
        try:
            filled = self.step(current(), tracker.slots, dispatcher)
        except Refused as refused:
            dispatcher.utter_message(response="utter_refused", sentence=refused.sentence[tracker.slots["language"]])
            filled = {"refused": True}
        return [SlotSet(name, value) for name, value in filled.items()]

    @abstractmethod
    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Do the work.

        Args:
            context: the turn.
            slots: a copy of the slots.
            say: what to say goes here, by `say.utter_message(response=...)`.

        Returns:
            The slots to fill; None clears one.

        Raises:
            Refused: that may not be done. Its sentence is said, and the slot `refused` is filled, for flows that go
                another way then.
        """


def option(value: object, title: str | Mapping[Language, str] | Mapping[str, str]) -> dict[str, Any]:
    """Give one option of a question whose options stand in a slot."""
    return {"value": value, "title": title if isinstance(title, str) else dict(title)}
