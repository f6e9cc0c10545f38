"""Writes a conversation down as a dialogue test, in the form of Rasa's end-to-end tests.

What it claims is what happened: which flows started and ended, which steps ran, which answers changed, what was said.
"""

import re
from collections.abc import Callable, Container, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from flows.engine.interpreter import Interpreter
from flows.engine.messages import Message
from flows.engine.state import State
from flows.engine.turns import ActionCall, ActionResult, Heard, Turn
from knowledge.languages import Language

HEADER = """\
# A recorded conversation. Play it with the dialogue tests: put it in tests/conversations.
# It holds all that was typed, so type no real names or other personal data in a session that you record.
# /SetSlots(...) is a button that was pressed. Delete lines under assertions whose texts or answers may change.
"""

_SENTENCE = re.compile(r".+?(?:[.?!](?=\s)|$)", re.MULTILINE)
_MEANS_MORE = re.compile(r"[\\.^$*+?{}\[\]|()]")
"""What has a meaning of its own in a regular expression; `re.escape` also marks spaces, which nobody can read."""
_WIDE = 10_000
"""Long lines stay whole."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What one turn did.

    Attributes:
        before: the slots before it.
        turn: what it gave.
        actions: the business steps that ran, in order.
        asked: the slots that hold answers of people.
    """

    before: Mapping[str, Any]
    turn: Turn
    actions: Sequence[str]
    asked: Container[str]


class Watched(Interpreter):
    """Interprets as another interpreter does, and tells what happened in each turn.

    Args:
        interpreter: whose script and knowledge it uses.
        tell: hears of each turn that came to its end.
    """

    def __init__(self, interpreter: Interpreter, tell: Callable[[Happened], None]) -> None:
        vars(self).update(vars(interpreter))  # The same parts, so that nothing is loaded twice.
        self._tell = tell

    def turn(self, state: State, heard: Heard, today: date) -> Generator[ActionCall, ActionResult, Turn]:
        """Run one turn, as `Interpreter.turn` does."""
        before, actions = dict(state.slots), list[str]()
        steps = super().turn(state, heard, today)
        try:
            call = next(steps)
            while True:
                actions.append(call.name)
                call = steps.send((yield call))
        except StopIteration as end:
            turn: Turn = end.value
        self._tell(Happened(before, turn, actions, self.questions.asks))
        return turn


class Recorder:
    """Writes one conversation from its beginning; the file is whole after every turn.

    Args:
        file: where to; it must not exist.
        language: of the new conversation.
        now: the moment, since what can be chosen depends on the day.
        calls: codes of the calls that can be chosen.

    Raises:
        OSError: the file is there already, or cannot be made.
    """

    def __init__(self, file: Path, language: Language, now: datetime, calls: Sequence[str]) -> None:
        self._file = file
        self._begun = {"now": now.isoformat(timespec="seconds"), "language": language, "calls": list(calls)}
        self._turns: list[Happened] = []
        self._steps: list[dict[str, Any]] = []
        file.open("x", encoding="utf-8").close()
        self._write()

    def watch(self, interpreter: Interpreter) -> Interpreter:
        """Give an interpreter whose turns are written down."""
        return Watched(interpreter, self._turns.append)

    def said(self, line: str) -> None:
        """Write down what a line of the person led to."""
        claims = [claim for turn in self._turns for claim in _claims(turn)]
        self._steps.append({"user": line, "assertions": claims} if claims else {"user": line})
        self._turns.clear()
        self._write()

    def _write(self) -> None:
        document = {
            "metadata": [{"recorded": self._begun}],
            "test_cases": [{"test_case": self._file.stem, "metadata": "recorded", "steps": self._steps}],
        }
        written = StringIO()
        yaml = YAML()
        yaml.width = _WIDE
        yaml.representer.ignore_aliases = lambda _: True
        yaml.dump(document, written)
        # First beside it and then in its place, so that who stops in between finds it whole.
        beside = self._file.with_name(f".{self._file.name}.new")
        beside.write_text(HEADER + written.getvalue(), encoding="utf-8")
        beside.replace(self._file)


def _claims(happened: Happened) -> Iterator[dict[str, Any]]:
    for event in happened.turn.events:
        if event.kind == "started":
            yield {"flow_started": event.flow}
        elif event.kind == "completed":
            yield {"flow_completed": {"flow_id": event.flow}}
    yield from ({"action_executed": name} for name in dict.fromkeys(happened.actions))
    before, after = happened.before, happened.turn.state.slots
    erased = after.get("forgotten")  # Then nothing is remembered, and only a goodbye is said.
    if not erased and (filled := [_slot(happened, name) for name in after if after[name] != before.get(name)]):
        yield {"slot_was_set": filled}
    if not erased and (cleared := [{"name": name} for name in before if name not in after]):
        yield {"slot_was_not_set": cleared}
    kinds = {"say"} if erased else {"say", "ask", "update"}
    said = [_uttered(message) for message in happened.turn.messages if message.kind in kinds]
    yield from ({"bot_uttered": claim} for claim in said if claim)


def _slot(happened: Happened, name: str) -> dict[str, Any]:
    """Name a slot, with its value where a person gave it; the values of others are inner workings."""
    return {"name": name, "value": happened.turn.state.slots[name]} if name in happened.asked else {"name": name}


def _uttered(message: Message) -> dict[str, Any]:
    found = _SENTENCE.search(message.text)
    claim: dict[str, Any] = {"text_matches": _MEANS_MORE.sub(r"\\\g<0>", found[0])} if found else {}
    buttons = [{"title": one.title, "payload": one.payload} for one in (*message.options, *message.buttons)]
    return {**claim, "buttons": buttons} if buttons and message.kind != "say" else claim
