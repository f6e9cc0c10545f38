"""What a turn says and notes, and the conversation that it says it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.engine.cards import Cards
from flows.engine.definitions import LANGUAGES, Script
from flows.engine.display import Display, SlotTexts
from flows.engine.messages import Button, Message, say
from flows.engine.questions import Questions
from flows.engine.state import State
from flows.engine.turns import Event


@dataclass(frozen=True, slots=True)
class Parts:
    """What is the same in every turn.

    Attributes:
        script: flows, slots, responses and words.
        questions: reads answers.
        cards: draws questions.
        display: how answers look in texts.
        main: the flow in which every conversation starts.
    """

    script: Script
    questions: Questions
    cards: Cards
    display: Display
    main: str


class Saying:
    """The messages and events of one turn, in the language of the conversation.

    Args:
        parts: what is the same in every turn.
        before: the conversation before this turn; it is not changed.
        today: for dates without a year.

    Attributes:
        state: the conversation as this turn makes it.
        values: the slots as people read them.
    """

    _undoing = False
    _silent = False
    _changing = ""

    def __init__(self, parts: Parts, before: State, today: date) -> None:
        state = before.copy()
        self.script = parts.script
        self.questions = parts.questions
        self.cards = parts.cards
        self.main = parts.main
        self.state = state
        self.today = today
        self.messages: list[Message] = []
        self.events: list[Event] = []
        self.values = SlotTexts(parts.display, state.slots)
        self._touched: set[str] = set()
        self._ahead: dict[str, str] = {}
        self._before = before
        state.turn += 1

    @property
    def language(self) -> str:
        """The language of the conversation."""
        return self.values.language

    def _message(self, response: Mapping[str, Any]) -> Message:
        custom = response.get("custom") or {}
        documents = tuple(custom.get("documents", ()))
        buttons = tuple(Button(one["title"], one["payload"]) for one in response.get("buttons") or ())
        named = self.script.responses.get(str(response.get("response") or ""))
        if named:
            said = say(named, self.language, response, self.values)
            return Message("say", said.text, buttons=(*said.buttons, *buttons), documents=documents)
        return Message("say", str(response.get("text") or ""), buttons=buttons, documents=documents)

    def say(self, response: str, **values: Any) -> None:
        """Say a response, unless the way is gone over silently."""
        named = self.script.responses.get(response)
        if named and not self._silent:
            self._emit(say(named, self.language, values, self.values))

    def log(self, kind: str, flow: str, step: str) -> None:
        """Note that something happened."""
        self.events.append(Event(kind, flow, step))

    def _emit(self, message: Message) -> None:
        if not self._silent and (message.text or message.documents):
            self.messages.append(message)

    def _set(self, name: str, value: Any) -> None:
        slots = self.state.slots
        if value is not None:
            slots[name] = value
        elif name in slots:
            del slots[name]
        else:
            return
        self._touched.add(name)
        if name == "language":
            self.values.language = LANGUAGES[0] if value is None else str(value)
