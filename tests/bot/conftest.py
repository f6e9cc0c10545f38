import asyncio
import shutil
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select
from telegram import Bot, Update

from bot.app import load_demo
from bot.channels.telegram import make_bot, poll
from bot.channels.telegram_in import CHANNEL
from bot.channels.telegram_intake import Intake
from bot.channels.telegram_out import TelegramSender
from bot.channels.telegram_webhook import PATH, webhook_app
from bot.conversation import Conversations
from bot.settings import Settings
from bot.worker import Worker
from flows.assembly import load
from flows.services.directory import Directory
from knowledge.areas import areas
from storage import conversations
from storage.database import Database
from storage.outbox import OutboxItem
from tests.botapi import AppServer, BotApi, CoreRequest, User

SECRET = "a-word-that-only-Telegram-knows"  # noqa: S105  made up

ANSWERS = {
    "consent": "[Ja, dat mag]",
    "contact_name": "Anna",
    "organisation_name": "Buurthuis De Ketel",
    "organisation_type": "[Welzijnsorganisatie]",
    "legal_person": "[Ja]",
    "municipality": "[Maassluis]",
    "areas": "1",
    "themes": "[Eenzaamheid en ontmoeting]\n[Klaar met kiezen (1)]",
    "target_groups": "ouderen",
    "change": "Over twee jaar kennen 100 ouderen iemand die langskomt.",
    "offers": "1, 2",
    "profile_ok": "[Ja, dit klopt]",
    "call": "[De Betrokken Stad]",
    "call_ok": "[Ja, deze oproep]",
    "partners": "1, 2",
    "gap_ok": "[Ja, verder]",
    "lead": "1",
    "title": "Samen aan tafel",
    "problem": "Veel ouderen zijn alleen thuis en kennen hun buren niet.",
    "evidence": "GGD 2024: 40 procent voelt zich eenzaam",
    "reach_n": "60",
    "reach_how": "Via de wijkverpleging en posters in de flat.",
    "period_start": "1 juni 2027",
    "period_end": "31 mei 2028",
    "activity_name": "Samen koken",
    "activity_owner": "1",
    "activity_cost": "4000",
    "activity_next": "[Verder met het geld]",
    "own_money": "500",
    "requested": "3500",
    "results": "60 ouderen doen mee",
    "sustain": "De vrijwilligers gaan door na de subsidie.",
}
"""What somebody answers, by the slot that is asked; everything else is skipped."""
MOST_QUESTIONS = 100
LONGEST = 3600
"""The most seconds of the double's time that a test waits until all messages are out."""


class Line:
    """A bot on the double, without sockets and without waiting: time goes as fast as the messages.

    Everything of the bot is made anew by `restart`, on the same database.
    """

    def __init__(self, file: Path) -> None:
        self.api = BotApi()
        self._url = f"sqlite:///{file}"
        self._script = load()
        self._loop = asyncio.Runner()
        self._open()

    def _open(self) -> None:
        self.database = Database(self._url)
        self.database.upgrade()
        self.talk = Conversations(self.database, *self._script, Directory(areas()))
        self.bot = Bot(self.api.token, request=CoreRequest(self.api), get_updates_request=CoreRequest(self.api))
        self.worker = Worker(self.database, CHANNEL, TelegramSender(self.bot), self._now)
        self.intake = Intake(self.talk, self._now, self.worker.wake)

    def _now(self) -> Any:
        return self.api.clock.now

    def run(self, work: Awaitable[Any]) -> Any:
        async def wait() -> Any:
            return await work

        return self._loop.run(wait())

    def close(self) -> None:
        self.database.close()
        self._loop.close()

    def restart(self) -> None:
        self.database.close()
        self._open()
        self.api.clock.advance(seconds=1)
        self.run(self.worker.recover(self.api.clock.now))

    def hear(self) -> None:
        """Apply what people did."""
        updates = [Update.de_json(update, self.bot) for update in self.api.take_updates()]
        self.run(self.intake.apply_all(updates))

    def deliver(self) -> None:
        """Send what may go at this moment."""
        self.run(self.worker.start())
        self.run(self.worker.finish())

    def settle(self) -> None:
        """Apply what people did, and let time go by until all messages are out."""
        self.hear()
        self.deliver()
        for _ in range(LONGEST):
            if not self.unsent():
                self.run(self.intake.finish())
                return
            self.api.clock.advance(seconds=1)
            self.deliver()
        raise AssertionError(f"not everything was sent:\n{self.unsent()}")

    def unsent(self) -> int:
        with self.database.snapshot() as session:
            of_state = select(func.count()).where(OutboxItem.state.in_(("queued", "sending")))  # type: ignore[attr-defined]
            return session.scalar(of_state) or 0

    def person(self, name: str = "Anna", language: str = "nl") -> "Person":
        return Person(self, self.api.user(name, language))


class Person:
    """Somebody with a phone, who waits for the answer each time."""

    def __init__(self, line: Line, user: User) -> None:
        self.line = line
        self.user = user
        self.chat = user.chat

    def say(self, text: str) -> None:
        self.user.say(text)
        self.line.settle()

    def press(self, *labels: str, **which: Any) -> None:
        for label in labels:
            self.user.press(label, **which)
            self.line.settle()

    @property
    def sees(self) -> str:
        """The newest message."""
        return self.chat.last.text

    @property
    def state(self) -> dict[str, Any]:
        """What the conversation remembers."""
        with self.line.database.transaction() as session:
            return conversations.take(session, CHANNEL, str(self.user.id), self.line.api.clock.now).state or {}

    @property
    def asked(self) -> str:
        """The slot of the open question."""
        return self.state["asked"]["slot"]

    def go_to(self, slot: str) -> None:
        """Begin where needed, and answer all questions until this one is open."""
        if not self.chat.bot_messages:
            self.say("/start")
        for _ in range(MOST_QUESTIONS):
            if self.asked == slot:
                return
            self.do(ANSWERS.get(self.asked, "[Overslaan]"))
        raise AssertionError(f"{slot} is not asked:\n{self.chat.transcript()}")

    def do(self, steps: str) -> None:
        """Do one thing a line: "[Label]" is a button, anything else is typed."""
        for step in filter(None, map(str.strip, steps.splitlines())):
            if step.startswith("[") and step.endswith("]"):
                self.press(step[1:-1])
            else:
                self.say(step)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """What one test says about logging, such as where to, holds for that test alone."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the example calls and organisations."""
    file = tmp_path_factory.mktemp("demo") / "demo.db"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    load_demo(Conversations(database, *load(), Directory(areas())))
    database.close()
    return file


@pytest.fixture
def line(tmp_path: Path, demo_file: Path) -> Iterator[Line]:
    line = Line(Path(shutil.copy(demo_file, tmp_path / "bot.db")))
    yield line
    line.close()
    line.api.verify()


@contextmanager
def _polling(talk: Conversations, bot: Bot) -> Iterator[None]:
    """The polling loop in a thread of its own."""
    loops: list[Any] = []
    ready = threading.Event()

    async def serve() -> None:
        stopping = asyncio.Event()
        loops.extend((asyncio.get_running_loop(), stopping))
        ready.set()
        await poll(talk, bot, stopping)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        loops[0].call_soon_threadsafe(loops[1].set)
        thread.join()


class Later:
    """An application that is made when its address is known."""

    made: Any

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await self.made(scope, receive, send)


@contextmanager
def _posted(talk: Conversations, bot: Bot) -> Iterator[None]:
    """The webhook server."""
    app = Later()
    server = AppServer(app)  # type: ignore[arg-type]
    app.made = webhook_app(talk, bot, server.url + PATH, SECRET)
    with server:
        yield


@pytest.fixture
def serve_bot() -> Callable[[Conversations, Settings, str], AbstractContextManager[None]]:
    """Serves the bot over HTTP, by "polling" or by "webhook"."""
    return lambda talk, settings, mode: (_polling if mode == "polling" else _posted)(talk, make_bot(settings))
