"""A conversation in the terminal, or through a pipe: one message a line."""

import json
import re
import secrets
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rich.console import Console
from rich.text import Text
from sqlalchemy.exc import OperationalError

from bot.channels.incoming_file import MOST_BYTES, heard_of, refused
from bot.channels.prompt import Prompt
from bot.channels.recording import Recorder
from bot.channels.rendering import Body, paragraphs
from bot.conversation import Conversations, Incoming
from bot.notices import deliver
from flows.engine.turns import Heard
from knowledge.files import FileRefused, shown_name
from knowledge.languages import Language
from knowledge.texts import text
from storage import conversations, documents, outbox, retention

CHANNEL = "terminal"
NOTHING: Mapping[str, Any] = MappingProxyType({})
_FILE = re.compile(r"(?:bestand|file) +(?P<quote>['\"]?)(?P<path>\S.*?)(?P=quote) *", re.IGNORECASE)
"""How somebody at this computer gives a file: "bestand plan.docx"."""
LOOK_EVERY = 0.5
"""Seconds between two looks for news, while nothing is typed."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """A chat in the terminal.

    Attributes:
        talk: runs the turns.
        chat: the name of the chat; the same name goes on with the same conversation.
        folder: where documents are put.
        language: for a new conversation.
        as_json: print one JSON object a reply, for programs.
        recorder: writes down what is said.
    """

    talk: Conversations
    chat: str
    folder: Path
    language: Language
    as_json: bool
    recorder: Recorder | None = None

    def run(self, notice: str = "", given: Mapping[str, Any] = NOTHING) -> None:
        """Talk until the input ends; news from others is told while somebody thinks about an answer.

        Args:
            notice: something to say first, beside the conversation.
            given: slots that are filled before anything is said.
        """
        if notice and not self.as_json:
            self._print(notice, "dim")
        self._hear("/start", given)
        prompt = Prompt()
        for line in prompt.lines(LOOK_EVERY):
            if line is None:
                self._look_for_news(prompt)
            elif line.strip():
                self._hear(line)
        if not self.as_json and not self.recorder:
            self._print(text("terminal_bye", self._language()), "dim")

    def _hear(self, line: str, given: Mapping[str, Any] = NOTHING) -> None:
        now = datetime.now(UTC)
        heard, update_id = Heard(line) if self.recorder else _heard(line), secrets.token_hex(8)
        self.talk.turn(Incoming(CHANNEL, self.chat, update_id, heard, self.language, given=given), now)
        self._deliver(now)
        if self.recorder:
            self.recorder.said(line)

    def _look_for_news(self, prompt: Prompt) -> None:
        # Who types an answer would give it to another question, if news asked one. A recording holds only what is said
        # at an answer. Either way news comes with the next answer.
        if prompt.typing or self.recorder:
            return
        now = datetime.now(UTC)
        with suppress(OperationalError):  # The database is busy for long; the next look comes soon.
            deliver(self.talk, CHANNEL, self.chat, now)
            with self.talk.database.transaction() as session:
                conversation = conversations.find(session, CHANNEL, self.chat)
                waits = conversation is not None and bool(outbox.pending(session, conversation.id))
            if waits:
                with prompt.aside():
                    self._deliver(now)

    def _deliver(self, now: datetime) -> None:
        with self.talk.database.transaction() as session:
            conversation = conversations.take(session, CHANNEL, self.chat, now)
            waiting = outbox.pending(session, conversation.id)
            saved = [self._save(session, document) for item in waiting for document in item.body["documents"]]
        language = self._language()
        for item in waiting:
            paths = [saved.pop(0) for _ in item.body["documents"]]
            self._show(item.body, paths, language)
        with self.talk.database.transaction() as session:
            for item in waiting:
                outbox.mark_sent(session, item.id, now)
            retention.drop_emptied(session, conversation.id)

    @property
    def begun(self) -> bool:
        """Whether something was said before."""
        return self._state() is not None

    def _state(self) -> dict[str, Any] | None:
        with self.talk.database.transaction() as session:
            return conversations.take(session, CHANNEL, self.chat, datetime.now(UTC)).state

    def _language(self) -> Language:
        state = self._state()
        language: Language = state["slots"]["language"] if state else self.language
        return language

    def _save(self, session: Any, document: Body) -> Path:
        stored = documents.read(session, document["id"])
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / stored.name
        path.write_bytes(stored.content)
        return path

    def _show(self, body: Body, paths: list[Path], language: Language) -> None:
        if body["kind"] == "close":
            if not self.as_json:
                self._print(body["text"] + "\n", "dim")
            return
        parts = paragraphs(body, language)
        if self.as_json:
            buttons = [{"title": b["title"], "payload": b["payload"]} for b in (*body["options"], *body["buttons"])]
            reply = {"text": "\n\n".join(parts), "buttons": buttons, "documents": [str(path) for path in paths]}
            sys.stdout.write(json.dumps(reply, ensure_ascii=False) + "\n")
            sys.stdout.flush()
            return
        if body["heading"]:
            self._print(body["heading"], "bold")
        self._print("\n\n".join(parts))
        for path in paths:
            self._print(text("terminal_document", language, path=path), "bold")
        if body["buttons"]:
            titles = " | ".join(button["title"] for button in body["buttons"])
            self._print(text("terminal_hint", language, buttons=titles), "dim")
        self._print("")

    def _print(self, what: str, style: str = "") -> None:
        Console(highlight=False, soft_wrap=not sys.stdout.isatty()).print(Text(what, style))


def _heard(line: str) -> Heard:
    """Tell what a line means: a file of this computer, or words.

    Only here is what somebody types a path: who types here reads this computer's files anyway.
    """
    named = _FILE.fullmatch(line.strip())
    if named is None:
        return Heard(line)
    path = Path(named["path"]).expanduser()
    if not path.suffix and not path.is_file():  # "bestand" may also be the first word of an answer.
        return Heard(line)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        return refused(path.name, FileRefused("file_not_there", name=shown_name(path.name)))
    return heard_of(path.name, data)
