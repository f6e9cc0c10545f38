"""Applies updates: of one chat strictly in the order in which they came, of several chats at the same time."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from weakref import WeakValueDictionary

import structlog
from telegram import CallbackQuery, Update
from telegram.error import TelegramError

from bot.channels.telegram_file import with_file
from bot.channels.telegram_in import Reading, read
from bot.conversation import Conversations

log = structlog.get_logger()

AT_ONCE = 4


class Intake:
    """Applies updates.

    Args:
        talk: runs the turns.
        clock: gives the moment, aware, UTC.
        queued: called after each update, since there may be something to deliver.
    """

    def __init__(self, talk: Conversations, clock: Callable[[], datetime], queued: Callable[[], None]) -> None:
        self._talk = talk
        self._clock = clock
        self._queued = queued
        # A lock serves who came first first, and is dropped as soon as nobody holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._answering: set[asyncio.Task[None]] = set()

    async def apply(self, update: Update) -> None:
        """Apply one update. What it changed is committed when this returns.

        Raises:
            Exception: the database could not be written; the update must come again.
        """
        if update.callback_query:
            self._stop_turning(update.callback_query)
        reading = read(update)
        if reading is None:
            return
        chat = reading.incoming.chat
        lock = self._locks.setdefault(chat, asyncio.Lock())
        # The lock comes before the slot, so that one busy chat never holds more than one slot.
        async with lock:
            # A file comes before the turn, and before the slot, so that a slow one keeps nobody else waiting there.
            reading = await with_file(reading)
            async with self._slots:
                await asyncio.to_thread(self._hear, reading)
        self._queued()

    async def apply_all(self, updates: Sequence[Update]) -> None:
        """Apply updates that came together.

        Raises:
            Exception: one of them could not be applied; all of them must come again.
        """
        results = await asyncio.gather(*map(self.apply, updates), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def finish(self) -> None:
        """Wait for what is still on its way to Telegram."""
        if self._answering:
            await asyncio.wait(self._answering)

    def _hear(self, reading: Reading) -> None:
        if reading.tell:
            self._talk.tell(reading.incoming, reading.tell, self._clock())
        else:
            self._talk.turn(reading.incoming, self._clock())

    def _stop_turning(self, query: CallbackQuery) -> None:
        """Let the button on the phone stop turning, beside the turn and whatever comes of it."""
        task = asyncio.create_task(_answer(query))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)


async def _answer(query: CallbackQuery) -> None:
    try:
        await query.answer()
    except TelegramError as error:  # Too late, answered before, or no network: the press counts all the same.
        log.info("a press was not answered", error=type(error).__name__)
