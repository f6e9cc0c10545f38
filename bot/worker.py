"""Delivers the messages that stand in the outbox.

Of each chat one message at a time is on its way, in order; other chats do not wait for it. A message is marked
before it is sent, and again afterwards: after a crash nothing is lost, and at most one message a chat comes twice.
There must be one worker per channel.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog

from bot.delivery import DeliveryError, File, Gone, Outgoing, Receipt, Refused, Sender, TooFast, Unreachable
from bot.pacing import Pacing
from knowledge.languages import LANGUAGES
from storage import conversations, documents, outbox, retention
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.outbox import Delivery
from storage.statements import Session

log = structlog.get_logger()
Result = TypeVar("Result")

POLL = 1.0
"""Seconds between two looks into the outbox when nobody rings; another process may have queued something."""
AT_ONCE = 8
"""The most messages on their way at the same time."""
LOOK_AT = 50
MOST_TRIES = 20
"""With the waits below: given up after about two hours."""
LONGEST_WAIT = timedelta(minutes=10)
LONGEST_CALL = timedelta(minutes=5)
"""A message that is "sending" for longer was left by an accident."""
REMEMBER_UPDATES = timedelta(days=14)
"""Telegram keeps updates for a day; marks of older ones only fill the table."""


class Worker:
    """Delivers what stands in the outbox for one channel.

    Args:
        database: where the outbox is.
        channel: whose messages.
        sender: sends them.
        clock: gives the moment, aware, UTC.
        errand: is done now and then, with the moment: what is due may put messages into the outbox.
        news: is done before each look into the outbox, with the moment: brings what other chats left.
    """

    def __init__(
        self,
        database: Database,
        channel: str,
        sender: Sender,
        clock: Callable[[], datetime],
        errand: Callable[[datetime], object] = bool,
        news: Callable[[datetime], object] = bool,
    ) -> None:
        self._database = database
        self._channel = channel
        self._sender = sender
        self._clock = clock
        self._errand = errand
        self._news_from_chats = news
        self._pacing = Pacing()
        self._news = asyncio.Event()
        self._sending: dict[int, asyncio.Task[None]] = {}
        # One thread for all its transactions: the event loop never waits for the database, nor do they for each other.
        self._thread = ThreadPoolExecutor(1, "outbox")

    def wake(self) -> None:
        """Tell that something was queued. To be called in the worker's event loop."""
        self._news.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Deliver until told to stop; what is on its way then is finished."""
        recovered_at: datetime | None = None
        while not stopping.is_set():
            self._news.clear()
            try:
                now = self._clock()
                if recovered_at is None or now - recovered_at > LONGEST_CALL:
                    # At the start nothing can be on its way; later only what is too old was left by an accident.
                    await self.recover(recovered_at or now)
                    recovered_at = now
                    await self._in_thread(partial(self._errand, now))
                await self._in_thread(partial(self._news_from_chats, self._clock()))
                wait = await self.start()
            except Exception as error:  # noqa: BLE001 - the database may be back in a moment
                log.error("the outbox could not be read", error=type(error).__name__)  # noqa: TRY400 - short
                wait = POLL
            await self._rest(wait, stopping)
        await self.finish()
        self._thread.shutdown()

    async def start(self) -> float:
        """Start sending all that may go now.

        Returns:
            After how many seconds to look again, unless something happens before.
        """
        now = self._clock()
        chosen, wait = await self._in_thread(lambda: self._choose(now))
        for delivery in chosen:
            task = asyncio.create_task(self._deliver(delivery))
            self._sending[delivery.id] = task
            task.add_done_callback(partial(self._done, delivery.id))
        return wait

    async def finish(self) -> None:
        """Wait until all that is on its way has arrived, or has not."""
        while self._sending:
            await asyncio.wait(self._sending.values())

    async def recover(self, before: datetime) -> None:
        """Put back what has been "sending" since before a moment: nobody knows whether it arrived.

        Marks of updates that no channel delivers again any more are dropped at the same time.
        A person who sees a message twice is better off than one who waits for a question that never comes.
        """
        now = self._clock()

        def put_back() -> None:
            with self._database.transaction() as session:
                conversations.forget_updates(session, now - REMEMBER_UPDATES)
                for delivery in outbox.interrupted(session, self._channel, before):
                    if delivery.id not in self._sending:
                        _try_later(session, delivery, now, "interrupted")

        await self._in_thread(put_back)

    def _choose(self, now: datetime) -> tuple[list[Delivery], float]:
        chosen: list[Delivery] = []
        wait = POLL
        with self._database.transaction() as session:
            for delivery in outbox.due(session, self._channel, now, LOOK_AT):
                if len(self._sending) + len(chosen) >= AT_ONCE:
                    break
                free = self._pacing.free_at(delivery.chat, now)
                if free > now:
                    wait = min(wait, (free - now).total_seconds())
                    continue
                self._pacing.count(delivery.chat, now)
                outbox.mark_sending(session, delivery.id, now)
                chosen.append(delivery)
        return chosen, wait

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            error = await self._try(delivery)
            if error:
                await self._in_thread(lambda: self._not_arrived(delivery, error))
        except Exception as error:  # noqa: BLE001 - one of the three edges where everything is caught
            # Not what the error says: that may quote the message. `recover` puts the item back later.
            log.error("delivery failed", item=delivery.id, error=type(error).__name__)  # noqa: TRY400

    async def _try(self, delivery: Delivery) -> DeliveryError | None:
        try:
            outgoing = await self._in_thread(lambda: self._load(delivery))
            receipt = await self._sender.send(outgoing) if outgoing else None
            await self._in_thread(lambda: self._arrived(delivery, receipt))
        except DeliveryError as error:
            return error
        except (NotFound, Conflict):
            return Refused("erased")
        return None

    def _load(self, delivery: Delivery) -> Outgoing | None:
        """Give what is to be sent, or None when the next message would overwrite it at once."""
        with self._database.transaction() as session:
            conversation = conversations.take(session, self._channel, delivery.chat, self._clock())
            if conversation.id != delivery.conversation_id:  # Leaving the transaction this way also undoes `take`.
                raise NotFound("conversation", delivery.conversation_id)
            if _is_overtaken(session, delivery):
                return None
            stored = [documents.read(session, document["id"]) for document in delivery.body["documents"]]
            language = conversation.state["slots"]["language"] if conversation.state else LANGUAGES[0]
            files = tuple(File(one.name, one.content, one.media_type) for one in stored)
            return Outgoing(delivery.chat, dict(delivery.body), language, conversation.card, files)

    def _arrived(self, delivery: Delivery, receipt: Receipt | None) -> None:
        now = self._clock()
        # One message was counted when it was chosen.
        self._pacing.count(delivery.chat, now, (receipt.calls if receipt else 0) - 1)
        with self._database.transaction() as session:
            if receipt:
                conversations.set_card(session, delivery.conversation_id, receipt.card)
            outbox.mark_sent(session, delivery.id, now, receipt.message_id if receipt else None)
            retention.drop_emptied(session, delivery.conversation_id)

    def _not_arrived(self, delivery: Delivery, error: DeliveryError) -> None:
        now = self._clock()
        with suppress(NotFound, Conflict), self._database.transaction() as session:  # Perhaps erased meanwhile.
            match error:
                case TooFast():
                    outbox.mark_retry(session, delivery.id, now + error.wait, error.code)
                case Unreachable():
                    _try_later(session, delivery, now, error.code)
                case Gone():
                    for item in outbox.pending(session, delivery.conversation_id):
                        outbox.mark_failed(session, item.id, error.code)
                case _:
                    outbox.mark_failed(session, delivery.id, error.code)
                    log.error("message refused", item=delivery.id, reason=error.code)
            retention.drop_emptied(session, delivery.conversation_id)

    def _done(self, number: int, _task: asyncio.Task[None]) -> None:
        del self._sending[number]
        self._news.set()

    async def _rest(self, seconds: float, stopping: asyncio.Event) -> None:
        waiting = [asyncio.create_task(event.wait()) for event in (self._news, stopping)]
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for task in waiting:
            task.cancel()

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _try_later(session: Session, delivery: Delivery, now: datetime, code: str) -> None:
    """Wait 1, 2, 4, ... seconds before the next try, and give up after the last."""
    if delivery.attempts + 1 >= MOST_TRIES:
        log.error("message given up", item=delivery.id, reason=code)
        outbox.mark_failed(session, delivery.id, code)
        return
    wait = min(timedelta(seconds=2 ** min(delivery.attempts, MOST_TRIES)), LONGEST_WAIT)
    outbox.mark_retry(session, delivery.id, now + wait, code)


def _is_overtaken(session: Session, delivery: Delivery) -> bool:
    """Tell whether the next message draws the same card again: who chooses fast sees the last state at once."""
    if delivery.body["kind"] != "update":
        return False
    _, *later = outbox.pending(session, delivery.conversation_id)
    return bool(later) and later[0].body["kind"] in {"update", "close"}
