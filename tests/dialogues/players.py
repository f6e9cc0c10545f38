"""Those who play a dialogue: each says a line through one channel, and tells what a person then sees.

Besides what is shown they all look into the same two places: the database, and what the interpreter did.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from sqlmodel import select

from bot.channels.recording import Happened, Watched
from bot.channels.rendering import Body, paragraphs
from bot.conversation import Conversations, Incoming
from flows.actions.runner import ActionRunner
from flows.assembly import load
from flows.engine.interpreter import Interpreter
from flows.engine.turns import Heard
from flows.services.calls import add_calls
from flows.services.context import DUTCH_TIME
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from storage import conversations, outbox, retention
from storage.conversations import Conversation
from storage.database import Database
from storage.statements import records
from tests.dialogues.files import Case
from tests.dialogues.outcome import Shown

MEMORY = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it

Script = tuple[Interpreter, ActionRunner]

loaded: Callable[[], Script] = cache(load)
"""The conversation, loaded once for all dialogues: that costs more than playing one."""


class Player(Protocol):
    """Plays one dialogue.

    Attributes:
        happened: the turns since somebody last emptied the list.
    """

    happened: list[Happened]

    def say(self, line: str) -> list[Shown]:
        """Say a line; gives the messages that came or changed."""

    def restart(self) -> None:
        """Build everything anew on the same database, as a new process does."""

    def state(self) -> dict[str, Any]:
        """Give what the database remembers of the conversation."""

    def close(self) -> None:
        """End."""


class EnginePlayer:
    """The shortest real way: a turn of the conversation on a SQLite file, and what it put into the outbox."""

    def __init__(self, file: Path, case: Case) -> None:
        self.happened: list[Happened] = []
        self._url = f"sqlite:///{file}"
        self._case = case
        self._said = 0
        self._talk = talk_on(self._url, watched(loaded(), self.happened))

    def restart(self) -> None:
        self.close()
        self._talk = talk_on(self._url, watched(load(), self.happened))

    def say(self, line: str) -> list[Shown]:
        self._said += 1
        now = self._case.now
        self._talk.turn(Incoming("test", "1", f"u{self._said}", Heard(line), self._case.language), now)
        with self._talk.database.transaction() as session:
            conversation = conversations.take(session, "test", "1", now)
            items = outbox.pending(session, conversation.id)
            for item in items:
                outbox.mark_sent(session, item.id, now)
            retention.drop_emptied(session, conversation.id)
        language = (conversation.state or {"slots": {}})["slots"].get("language", self._case.language)
        return [shown(item.body, language) for item in items]

    def state(self) -> dict[str, Any]:
        return state_of(self._talk.database, "test", "1")

    def close(self) -> None:
        self._talk.database.close()


def watched(script: Script, happened: list[Happened]) -> Script:
    """Give a script of which every turn is noted."""
    interpreter, runner = script
    return Watched(interpreter, happened.append), runner


def talk_on(url: str, script: Script) -> Conversations:
    """Open a database to talk on."""
    return Conversations(Database(url), *script, Directory(areas()))


def shown(body: Body, language: Any) -> Shown:
    """Give a message of the outbox as the terminal shows it."""
    buttons = [(button["title"], button["payload"]) for button in (*body["options"], *body["buttons"])]
    text = "\n\n".join([*filter(None, [body["heading"]]), *paragraphs(body, language)])
    return Shown(text, buttons, [document["name"] for document in body["documents"]])


def state_of(database: Database, channel: str, chat: str) -> dict[str, Any]:
    """Give the state of a conversation; empty when there is none."""
    mine = select(Conversation).where(Conversation.channel == channel, Conversation.chat == chat)
    with database.snapshot() as session:
        return next((found.state for found in records(session, Conversation, mine)), None) or {}


@contextmanager
def fresh_database(case: Case) -> Iterator[Path]:
    """Give a database with the invented organisations, and the calls of a case, open when it takes place.

    It stands in memory where the machine has such a place: most of the time would go to waiting for the disk.
    """
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        file = Path(folder) / "chat.db"
        file.write_bytes(_filled(case.now, case.calls))
        yield file


@cache
def _filled(now: datetime, calls: Collection[str]) -> bytes:
    today = now.astimezone(DUTCH_TIME).date()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "template.db"
        database = Database(f"sqlite:///{file}")
        database.upgrade()
        with database.transaction() as session:
            add_calls(session, [opened(call, today) for call in shipped_calls() if call.code in calls], now)
            add_demo(session, now)
        database.close()
        return file.read_bytes()
