"""Lets turns through one by one, in a thread, so that the event loop never waits for the database.

Turns that wait at the same moment share one transaction: what takes longest in a turn is the commit, which waits for
the disk. One thread is enough: SQLite takes one writer at a time, and Python runs one thread at a time.
"""

import asyncio
from asyncio import AbstractEventLoop, Future
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from bot.conversation import Answer, Conversations, Incoming, TurnFailed

Result = TypeVar("Result")
Outcome = Answer | TurnFailed | None
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
        self._waiting: deque[tuple[Incoming, Future[Outcome]]] = deque()
        self._thread = ThreadPoolExecutor(1, "turns")

    async def answer(self, incoming: Incoming) -> Answer | None:
        """Run a turn as `Conversations.answer` does; it is committed when this returns.

        Raises:
            TurnFailed: the turn was undone as a whole.
        """
        promise: Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((incoming, promise))
        self._thread.submit(self._let_through)
        answer = await promise
        if isinstance(answer, TurnFailed):
            raise answer
        return answer

    async def run(self, work: Callable[[Conversations, datetime], Result]) -> Result:
        """Do something else with the database, in the same thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: work(self.talk, self.clock()))

    def _let_through(self) -> None:
        batch: list[tuple[Incoming, Future[Outcome]]] = []
        while self._waiting and len(batch) < MOST_AT_ONCE:
            incoming, promise = self._waiting.popleft()
            if not promise.cancelled():  # Who is gone before the turn began sends it again.
                batch.append((incoming, promise))
        if not batch:
            return
        try:
            outcomes: Sequence[Outcome | BaseException] = self.talk.answers(
                [incoming for incoming, _ in batch], self.clock()
            )
        except BaseException as error:  # noqa: BLE001 - somebody waits for each of these
            outcomes = [error] * len(batch)
        kept: dict[AbstractEventLoop, list[tuple[Future[Outcome], Outcome | BaseException]]] = {}
        for (_, promise), outcome in zip(batch, outcomes, strict=True):
            kept.setdefault(promise.get_loop(), []).append((promise, outcome))
        for loop, promises in kept.items():  # All at once, since waking an event loop takes long.
            loop.call_soon_threadsafe(_keep, promises)


def _keep(promises: Sequence[tuple[Future[Outcome], Outcome | BaseException]]) -> None:
    """Give each who still waits what came of the turn."""
    for promise, outcome in promises:
        if promise.done():
            continue
        if isinstance(outcome, BaseException) and not isinstance(outcome, TurnFailed):
            promise.set_exception(outcome)
        else:
            promise.set_result(outcome)
