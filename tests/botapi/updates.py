"""The updates that wait for the bot, until it acknowledges them."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tests.botapi.bell import Bell
from tests.botapi.clock import Clock

FIRST_ID = 700_000_001
KEPT = timedelta(hours=24)
"""Telegram keeps updates no longer than this."""
MOST_AT_ONCE = 100

Update = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update in the queue, with its kind and the chat it comes from."""

    body: Update
    kind: str
    chat: int
    since: datetime


class Updates:
    """The queue of one bot.

    Attributes:
        history: Every update ever built, wanted or not.
        allowed: The kinds which the bot asked for; empty for Telegram's usual set.
        poll: The getUpdates call that is open now, if any.
        bell: Rings when there may be news.
    """

    def __init__(self, clock: Clock) -> None:
        self.history: list[Waiting] = []
        self.allowed: list[str] = []
        self.poll: object | None = None
        self.closed = False
        self._clock = clock
        self._waiting: list[Waiting] = []
        self.bell = Bell()

    def put(self, kind: str, chat: int, content: dict[str, Any]) -> Update:
        """Build an update, and queue it if the bot wants its kind."""
        update = {"update_id": FIRST_ID + len(self.history), kind: copy.deepcopy(content)}
        item = Waiting(update, kind, chat, self._clock.now)
        self.history.append(item)
        if not self.allowed or kind in self.allowed:
            self._waiting.append(item)
            self.bell.ring()
        return update

    def repeat(self, update: Update) -> None:
        """Queue an update once more with the same id, as when its confirmation was lost."""
        item = next(item for item in self.history if item.body["update_id"] == update["update_id"])
        self._waiting.append(replace(item, since=self._clock.now))
        self.bell.ring()

    def waiting(self) -> list[Waiting]:
        """What the bot has not confirmed, oldest first, without what is too old."""
        return [item for item in self._waiting if self._clock.now - item.since < KEPT]

    def fetch(self, limit: int) -> list[Update]:
        """The oldest updates, which stay until they are confirmed."""
        return [item.body for item in self.waiting()[: min(max(limit, 1), MOST_AT_ONCE)]]

    def confirm_before(self, offset: int) -> None:
        """Forget what getUpdates confirms; a negative offset keeps only that many of the newest."""
        if offset < 0:
            self._waiting = self._waiting[offset:]
        elif offset:
            self._waiting = [item for item in self._waiting if item.body["update_id"] >= offset]

    def confirm(self, items: Iterable[Waiting]) -> None:
        """Forget what a webhook accepted."""
        done = {id(item) for item in items}
        self._waiting = [item for item in self._waiting if id(item) not in done]

    def drop(self) -> None:
        """Forget everything that waits."""
        self._waiting.clear()

    def close(self) -> None:
        """End open polls: the server goes down."""
        self.closed = True
        self.bell.ring()
