"""Collects the dialogues in this folder: files in Rasa's end-to-end test format, run against the real conversation.

A step is what a user types, with what must be true afterwards. Supported assertions: `bot_uttered` (`text_matches`, a
regular expression that some message of the turn must contain; `text_lacks`, one that none may contain; `buttons`,
titles that must all be offered), `slot_was_set`, `slot_was_not_set`, `flow_started`, `flow_completed`, `documents`.
A step with `metadata: new_process` first builds everything anew on the same database, as a restart does.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlmodel import select

from bot.app import build, load_demo
from bot.conversation import Conversations, Incoming
from bot.settings import Settings
from flows.engine.turns import Heard
from flows.services.calls import add_calls
from knowledge.calls import shipped_calls
from storage import conversations, outbox
from storage.conversations import TurnEvent

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Take every YAML file of this folder as a file of dialogues."""
    if file_path.suffix == ".yml" and file_path.parent == Path(__file__).parent:
        return DialogueFile.from_parent(parent, path=file_path)
    return None


class DialogueFile(pytest.File):
    def collect(self) -> Iterator[pytest.Item]:
        document = YAML(typ="safe").load(self.path.read_text(encoding="utf-8"))
        fixtures = {name: steps for fixture in document.get("fixtures", ()) for name, steps in fixture.items()}
        for case in document["test_cases"]:
            begin = [step for name in case.get("fixtures", ()) for step in fixtures[name]]
            yield Dialogue.from_parent(self, name=case["test_case"], steps=[*begin, *case["steps"]])


class Dialogue(pytest.Item):
    def __init__(self, *, steps: list[Mapping[str, Any]], **rest: Any) -> None:
        super().__init__(**rest)
        self.steps = steps

    def runtest(self) -> None:
        folder = self.config._tmp_path_factory.mktemp("dialogue")
        Chat(f"sqlite:///{folder}/chat.db").play(self.steps)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, AssertionError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)


class Chat:
    """One dialogue on one database."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.talk = self._start()
        self.number = 0
        load_demo(self.talk)
        with self.talk.database.transaction() as session:
            add_calls(session, shipped_calls(), NOW)

    def _start(self) -> Conversations:
        return build(Settings(database_url=self.url))

    def play(self, steps: list[Mapping[str, Any]]) -> None:
        try:
            for step in steps:
                if step.get("metadata") == "new_process":
                    self.talk.database.close()
                    self.talk = self._start()
                self._say(step)
        finally:
            self.talk.database.close()

    def _say(self, step: Mapping[str, Any]) -> None:
        self.number += 1
        with self.talk.database.transaction() as session:
            before = len(session.exec(select(TurnEvent)).all())
        self.talk.turn(Incoming("test", "1", f"u{self.number}", Heard(step["user"])), NOW)
        with self.talk.database.transaction() as session:
            conversation = conversations.take(session, "test", "1", NOW)
            items = outbox.pending(session, conversation.id)
            for item in items:
                outbox.mark_sent(session, item.id, NOW)
            events = [(event.kind, event.flow) for event in session.exec(select(TurnEvent).order_by("id")).all()][
                before:
            ]
        slots = conversation.state["slots"] if conversation.state else {}
        assert step.keys() <= {"user", "assertions", "metadata"}, step
        said = Said(step["user"], [item.body for item in items], slots, events)
        said.bot_uttered({"text_lacks": "Er ging iets mis bij ons|Something went wrong on our side"})
        for assertion in step.get("assertions", ()):
            ((kind, wanted),) = assertion.items()
            getattr(said, kind)(wanted)


class Said:
    """What one turn gave, and the assertions on it."""

    def __init__(
        self, user: str, bodies: list[Mapping[str, Any]], slots: Mapping[str, Any], events: list[tuple[str, str]]
    ) -> None:
        self.user, self.bodies, self.slots, self.events = user, bodies, slots, events
        self.text = "\n---\n".join(
            f"{body['heading']}\n{body['text']}\n{body['note']}" for body in bodies if body["kind"] != "close"
        )

    def _must(self, holds: object, what: str) -> None:
        if not holds:
            message = f"after '{self.user}': {what}\nthe bot said:\n{self.text}\nslots: {sorted(self.slots)}"
            raise AssertionError(message)

    def bot_uttered(self, wanted: Mapping[str, Any]) -> None:
        if "text_matches" in wanted:
            self._must(re.search(wanted["text_matches"], self.text), f"no message matches {wanted['text_matches']}")
        if "text_lacks" in wanted:
            self._must(not re.search(wanted["text_lacks"], self.text), f"a message matches {wanted['text_lacks']}")
        offered = {button["title"] for body in self.bodies for button in (*body["options"], *body["buttons"])}
        for title in wanted.get("buttons", ()):
            self._must(title in offered, f"no button {title} among {offered}")

    def slot_was_set(self, wanted: list[Mapping[str, Any]]) -> None:
        for slot in wanted:
            self._must(slot["name"] in self.slots, f"{slot['name']} is not set")
            if "value" in slot:
                self._must(self.slots[slot["name"]] == slot["value"], f"{slot['name']} is not {slot['value']}")

    def slot_was_not_set(self, wanted: list[Mapping[str, Any]]) -> None:
        for slot in wanted:
            self._must(slot["name"] not in self.slots, f"{slot['name']} is set")

    def flow_started(self, wanted: str) -> None:
        self._must(("started", wanted) in self.events, f"flow {wanted} did not start")

    def flow_completed(self, wanted: str) -> None:
        self._must(("completed", wanted) in self.events, f"flow {wanted} did not end")

    def documents(self, wanted: list[str]) -> None:
        endings = [Path(document["name"]).suffix for body in self.bodies for document in body["documents"]]
        self._must(endings == wanted, f"documents are {endings}")
