import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import structlog
from telegram import Bot

from bot.app import load_demo
from bot.channels.server import application
from bot.channels.telegram import make_bot, poll
from bot.channels.telegram_webhook import PATH, Webhook
from bot.conversation import Conversations
from bot.settings import Settings
from flows.assembly import load
from flows.services.directory import Directory
from knowledge.areas import areas
from storage.database import Database
from tests.bot.line import Line
from tests.botapi import AppServer

SECRET = "a-word-that-only-Telegram-knows"  # noqa: S105  made up


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
    line = Line(Path(shutil.copy(demo_file, tmp_path / "bot.db")), load())
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
    app.made = application(talk, Webhook(talk, bot, server.url + PATH, SECRET))
    with server:
        yield


@pytest.fixture
def serve_bot() -> Callable[[Conversations, Settings, str], AbstractContextManager[None]]:
    """Serves the bot over HTTP, by "polling" or by "webhook"."""
    return lambda talk, settings, mode: (_polling if mode == "polling" else _posted)(talk, make_bot(settings))
