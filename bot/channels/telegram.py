"""The conversation in Telegram, by polling: asking Telegram again and again for what people sent.

python-telegram-bot is the transport and gives the types, no more: its own queue confirms an update before the work
is done, so that a crash would lose what people wrote.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import structlog
from starlette.routing import BaseRoute
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.mail import mailing
from bot.channels.telegram_in import CHANNEL, UPDATES
from bot.channels.telegram_intake import Intake
from bot.channels.telegram_menu import introduce
from bot.channels.telegram_out import TelegramSender
from bot.conversation import Conversations
from bot.interruption import run_errands
from bot.notices import deliver_due
from bot.settings import Settings
from bot.worker import Worker

log = structlog.get_logger()
Result = TypeVar("Result")
Clock = Callable[[], datetime]

LONG_POLL = 30
"""Seconds that Telegram keeps a question for updates open."""
LONGEST_PAUSE = 30.0
"""The most seconds between two tries when Telegram or the database does not answer."""

# Not what the library says: its text holds the token.
TOKEN_REFUSED = "Telegram refuses the token in COALITIEWIJZER_TELEGRAM_TOKEN."  # noqa: S105 - no token


class NotSetUp(Exception):
    """The settings do not allow this. Who runs the program can mend it; the text says how."""


class Stopped(Exception):
    """The program was told to stop, before what was waited for came."""


def run_polling(settings: Settings, talk: Conversations) -> None:
    """Serve Telegram until the process is told to stop (Ctrl+C or SIGTERM).

    Raises:
        NotSetUp: there is no token, or Telegram refuses it.
        MailNotSetUp: the settings for mail are wrong.
    """
    bot = make_bot(settings)

    async def serve() -> None:
        stopping = asyncio.Event()
        _stop_on_signals(stopping)
        async with mailing(settings, talk.database, utc_now):
            await poll(talk, bot, stopping)

    asyncio.run(serve())


def make_bot(settings: Settings) -> Bot:
    """Make the way to the Bot API.

    Raises:
        NotSetUp: there is no token.
    """
    token = settings.telegram_token.get_secret_value()
    if not token:
        raise NotSetUp("Set COALITIEWIJZER_TELEGRAM_TOKEN to the token that @BotFather gave you.")
    # These loggers would write what people say, and addresses with the token in them.
    logging.getLogger("telegram").setLevel(logging.CRITICAL + 1)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    request = HTTPXRequest(read_timeout=20, connect_timeout=10, pool_timeout=10)
    polling = HTTPXRequest(connection_pool_size=1, read_timeout=10, connect_timeout=10, pool_timeout=10)
    base = settings.telegram_base_url
    files = base.removesuffix("bot") + "file/bot"  # Where the same server gives files.
    return Bot(token, base, files, request=request, get_updates_request=polling)


def utc_now() -> datetime:
    """Give the moment."""
    return datetime.now(UTC)


async def poll(talk: Conversations, bot: Bot, stopping: asyncio.Event, clock: Clock = utc_now) -> None:
    """Fetch updates, apply them, and only then confirm them, which fetching the next does.

    Raises:
        NotSetUp: Telegram refuses the token.
    """
    try:
        await _until_it_works(lambda: _unless(stopping, bot.initialize()), stopping)
        async with serving(talk, bot, stopping, clock) as intake:
            await _until_it_works(lambda: _unless(stopping, bot.delete_webhook()), stopping)
            offset: int | None = None
            while True:
                offset = await _until_it_works(partial(_next_batch, bot, intake, stopping, offset), stopping)
    except Stopped:
        log.info("stopped")
    finally:
        await bot.shutdown()


class Polling:
    """Telegram's part of the server when Telegram cannot reach it.

    Args:
        talk: runs the turns.
        bot: the way to the Bot API.
    """

    def __init__(self, talk: Conversations, bot: Bot) -> None:
        self._talk = talk
        self._bot = bot
        self.routes: list[BaseRoute] = []

    @property
    def name(self) -> str:
        """The name of the bot; "" as long as Telegram has not told it."""
        return name_of(self._bot)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Fetch updates and deliver messages as long as the block lasts."""
        stopping = asyncio.Event()
        polling = asyncio.create_task(poll(self._talk, self._bot, stopping))
        polling.add_done_callback(_tell_refusal)
        try:
            yield
        finally:
            stopping.set()
            with suppress(NotSetUp):
                await polling


def name_of(bot: Bot) -> str:
    """Give the name of a bot; "" as long as Telegram has not told it."""
    try:
        return bot.username
    except RuntimeError:  # Not initialised.
        return ""


def _tell_refusal(polling: asyncio.Task[None]) -> None:
    if not polling.cancelled() and (error := polling.exception()):
        log.error("Telegram is not served", reason=str(error))


@asynccontextmanager
async def serving(talk: Conversations, bot: Bot, stopping: asyncio.Event, clock: Clock) -> AsyncIterator[Intake]:
    """Deliver what stands in the outbox, and take updates, as long as the block lasts.

    Args:
        talk: runs the turns.
        bot: the way to the Bot API, initialised.
        stopping: set at the end of the block.
        clock: gives the moment, aware, UTC.
    """
    try:
        await introduce(bot)
    except TelegramError as error:  # Telegram limits how often; what was set before still stands.
        log.warning("commands and descriptions were not set", error=type(error).__name__)
    talk.addresses = replace(talk.addresses, bot=talk.addresses.bot or bot.username)
    due, news = partial(run_errands, talk, CHANNEL), partial(deliver_due, talk, CHANNEL)
    worker = Worker(talk.database, CHANNEL, TelegramSender(bot), clock, due, news)
    delivering = asyncio.create_task(worker.run(stopping))
    intake = Intake(talk, clock, worker.wake)
    sys.stderr.write(f"The bot @{bot.username} runs. Ctrl+C stops it.\n")
    try:
        yield intake
    finally:
        stopping.set()
        await delivering
        await intake.finish()


async def _next_batch(bot: Bot, intake: Intake, stopping: asyncio.Event, offset: int | None) -> int | None:
    """Fetch and apply updates; returns the offset that confirms them.

    Raises:
        Stopped: the program was told to stop while nothing came. What has come is applied first.
    """
    fetching = bot.get_updates(offset=offset, timeout=LONG_POLL, allowed_updates=UPDATES)
    updates = await _unless(stopping, fetching)
    await intake.apply_all(updates)
    return updates[-1].update_id + 1 if updates else offset


async def _until_it_works(work: Callable[[], Awaitable[Result]], stopping: asyncio.Event) -> Result:
    """Try something, with longer and longer pauses in between.

    Raises:
        NotSetUp: Telegram refuses the token.
        Stopped: the program was told to stop.
    """
    pause = 1.0
    while not stopping.is_set():
        try:
            return await work()
        except InvalidToken:
            raise NotSetUp(TOKEN_REFUSED) from None
        except Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, what people wrote waits at Telegram meanwhile
            log.warning("trying again", error=type(error).__name__, seconds=pause)
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), pause)
        pause = min(pause * 2, LONGEST_PAUSE)
    raise Stopped


async def _unless(stopping: asyncio.Event, work: Awaitable[Result]) -> Result:
    """Wait for something, but no longer than until the program is told to stop.

    Raises:
        Stopped: it was told to stop first.
    """
    working = asyncio.ensure_future(work)
    told = asyncio.ensure_future(stopping.wait())
    await asyncio.wait((working, told), return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if working.done():
        return working.result()
    working.cancel()
    with suppress(asyncio.CancelledError):
        await working
    raise Stopped


def _stop_on_signals(stopping: asyncio.Event) -> None:
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C ends the program at once, and nothing is lost.
            asyncio.get_running_loop().add_signal_handler(one, stopping.set)
