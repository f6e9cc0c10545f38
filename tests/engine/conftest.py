"""A small conversation in YAML, and somebody who talks with it."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows.engine.definitions import Option, Script
from flows.engine.interpreter import Interpreter
from flows.engine.loader import load_script
from flows.engine.messages import Message
from flows.engine.state import State
from flows.engine.turns import ActionCall, ActionResult, Event, Heard, Turn

HERE = Path(__file__).parent
TODAY = date(2027, 3, 1)

TYPES = (
    Option("residents", {"nl": "Bewoners", "en": "Residents"}),
    Option("business", {"nl": "Bedrijf", "en": "Business"}, {"nl": ("winkel",)}),
)
THEMES = (
    Option("lonely", {"nl": "Eenzaamheid", "en": "Loneliness"}),
    Option("care", {"nl": "Zorg en langer thuis wonen", "en": "Care and living at home"}),
    Option("green", {"nl": "Groen", "en": "Green"}),
)
OPTIONS = {"types": TYPES, "themes": THEMES}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def list_areas(slots: Mapping[str, Any]) -> ActionResult:
    first = {"value": "north", "title": "Noord"}
    second = {"value": "south", "title": {"nl": "Zuid", "en": "South"}}
    return ActionResult([slot("area_options", [first, second])])


def find(slots: Mapping[str, Any]) -> ActionResult:
    if slots.get("area") == "south":
        return ActionResult([slot("found", [])])
    partners = [{"value": f"p{number}", "title": f"Partner {word}"} for number, word in enumerate(("een", "twee"), 1)]
    return ActionResult([slot("found", partners), {"event": "followup", "name": "x"}], [{"text": "Gezocht."}])


def answer(slots: Mapping[str, Any]) -> ActionResult:
    return ActionResult(responses=[{"response": "utter_answer", "asked": slots["question"]}])


def why(slots: Mapping[str, Any]) -> ActionResult:
    documents = {"documents": [{"id": 7, "name": "score.pdf"}]}
    return ActionResult(responses=[{"text": f"Daarom {slots['why']}.", "custom": documents}])


ACTIONS = {"action_list_areas": list_areas, "action_find": find, "action_answer": answer, "action_why": why}


class Talk:
    """Somebody who talks with the bot; each turn is also checked for what must always hold."""

    def __init__(self, interpreter: Interpreter, actions: Mapping[str, Callable[..., ActionResult]]) -> None:
        self.interpreter = interpreter
        self.actions = actions
        self.state = State(interpreter.slots_at_start("nl"))
        self.messages: list[Message] = []
        self.cards: list[Message] = []
        self.events: list[Event] = []
        self.called: list[ActionCall] = []

    def say(self, *texts: str) -> "Talk":
        for text in texts:
            self._hear(Heard(text))
        return self

    def press(self, title: str, card: Message | None = None) -> "Talk":
        """Press a button by what stands on it, on the newest card or on an older one."""
        card = card or self.cards[-1]
        titles = [button.title for button in (*card.options, *card.buttons)]
        self._hear(Heard(card=card.card, button=titles.index(title)))
        return self

    @property
    def question(self) -> Message:
        """The question that the last turn showed."""
        return next(message for message in reversed(self.messages) if message.kind in {"ask", "update"})

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages]

    @property
    def slots(self) -> dict[str, Any]:
        return self.state.slots

    def _hear(self, heard: Heard) -> None:
        before = json.dumps(self.state.to_json())
        turn = self._run(self.state, heard)
        assert json.dumps(self.state.to_json()) == before, "the given state was changed"
        assert self._run(State.from_json(json.loads(before)), heard) == turn, "a saved state gave another turn"
        assert State.from_json(json.loads(json.dumps(turn.state.to_json()))) == turn.state
        json.dumps([message.to_json() for message in turn.messages])
        self.state, self.messages, self.events = turn.state, turn.messages, turn.events
        self.cards += [message for message in turn.messages if message.kind in {"ask", "update"}]

    def _run(self, state: State, heard: Heard) -> Turn:
        self.called = []
        turn = self.interpreter.turn(state, heard, TODAY)
        try:
            call = next(turn)
            while True:
                self.called.append(call)
                call = turn.send(self.actions[call.name](call.slots))
        except StopIteration as end:
            done: Turn = end.value
            return done


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """The files of the small conversation, for changing."""
    found = []
    for name in ("conversation.yml", "responses.yml"):
        (tmp_path / name).write_text((HERE / name).read_text("utf-8"), "utf-8")
        found.append(tmp_path / name)
    return found


@pytest.fixture
def change_files(files: list[Path]) -> Callable[[str, str], None]:
    """Change a text that stands in the files exactly once."""

    def change(old: str, new: str) -> None:
        texts = {file: file.read_text("utf-8") for file in files}
        assert sum(text.count(old) for text in texts.values()) == 1, old
        for file, text in texts.items():
            file.write_text(text.replace(old, new), "utf-8")

    return change


@pytest.fixture
def load(files: list[Path]) -> Callable[[], Script]:
    """Load the files as they are now."""
    return lambda: load_script(files, ACTIONS, OPTIONS)


@pytest.fixture
def talk(load: Callable[[], Script]) -> Callable[..., Talk]:
    """Start talking: `talk(suggest=..., actions=...)`."""

    def start(actions: Mapping[str, Callable[..., ActionResult]] | None = None, **settings: Any) -> Talk:
        return Talk(Interpreter(load(), **settings), {**ACTIONS, **(actions or {})})

    return start
