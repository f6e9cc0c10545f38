"""Lets turns through one by one, in a thread, so that the event loop never waits for the database.

Turns that wait at the same moment share one transaction: what takes longest in a turn is the commit, which waits for
the disk. One thread is enough: SQLite takes one writer at a time, and Python runs one thread at a time.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from bot.conversation import Answer, Conversations, Incoming, TurnFailed

Result = TypeVar("Result")
Promise = Future[Answer | TurnFailed | None]
MOST_AT_ONCE = 16


class Turnstile:
    """Lets turns through.

    Args:
        talk: runs the turns.
        clock: gives the moment, aware, UTC.
    """

    def __init__(self, talk: Conversations, clock: Callable[[], datetime]) -> None:
        self.talk = talk
        self.clock = clock
        self._waiting: deque[tuple[Incoming, Promise]] = deque()
        self._thread = ThreadPoolExecutor(1, "turns")

    async def answer(self, incoming: Incoming) -> Answer | None:
        """Run a turn as `Conversations.answer` does; it is committed when this returns.

        Raises:
            TurnFailed: the turn was undone as a whole.
        """
        promise: Promise = Future()
        self._waiting.append((incoming, promise))
        self._thread.submit(self._let_through)
        answer = await asyncio.wrap_future(promise)
        if isinstance(answer, TurnFailed):
            raise answer
        return answer

    async def run(self, work: Callable[[Conversations, datetime], Result]) -> Result:
        """Do something else with the database, in the same thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(self.talk, self.clock()))

    def _let_through(self) -> None:
        batch: list[tuple[Incoming, Promise]] = []
        while self._waiting and len(batch) < MOST_AT_ONCE:
            incoming, promise = self._waiting.popleft()
            if promise.set_running_or_notify_cancel():  # Who is gone before the turn began sends it again.
                batch.append((incoming, promise))
        if not batch:
            return
        try:
            answers = self.talk.answers([incoming for incoming, _ in batch], self.clock())
        except BaseException as error:  # noqa: BLE001 - somebody waits for each of these
            for _, promise in batch:
                promise.set_exception(error)
            return
        for (_, promise), answer in zip(batch, answers, strict=True):
            promise.set_result(answer)
