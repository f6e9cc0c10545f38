"""The core of the double: one bot, the people who use it, and all that passes between them."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from tests.botapi.calls import Call, Upload
from tests.botapi.clock import Clock
from tests.botapi.faults import Fault, Faults
from tests.botapi.files import Files
from tests.botapi.intake import Webhook
from tests.botapi.people import Press, User
from tests.botapi.profile import Profile
from tests.botapi.screen import Chat
from tests.botapi.updates import Update, Updates

PATIENCE = 5.0
STEP = 0.002
FIRST_USER = 1001


class BotApi:
    """A double of the Bot API for one bot.

    Use it as a context manager: its end fails the test if the bot called something wrong (`verify`).
    The parts are public: `clock`, `faults`, `updates`, `files`, `calls`, `profile`, `webhook`, `people`.

    Attributes:
        callback_lifetime: How long a press can be answered. Telegram does not publish its limit; this is
            at the strict side of what people report.
        problems: What the bot did that no real server would accept quietly, or that the double lacks.
    """

    def __init__(self, username: str = "coalitie_test_bot", name: str = "Coalitiewijzer") -> None:
        self.bot_id = 123456
        self.token = f"{self.bot_id}:TEST-TOKEN_of-the-double"
        self.username = username
        self.name = name
        self.lock = threading.RLock()
        self.clock = Clock()
        self.faults = Faults()
        self.updates = Updates(self.clock)
        self.files = Files()
        self.profile = Profile()
        self.webhook = Webhook()
        self.people: dict[int, User] = {}
        self.presses: dict[str, Press] = {}
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.callback_lifetime = timedelta(seconds=15)
        self._numbers: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.verify()

    def user(self, name: str = "Anna", language: str = "nl") -> User:
        """Somebody new, who has not started the bot yet."""
        with self.lock:
            number = FIRST_USER + len(self.people)
            self.people[number] = User(self, number, name, language)
            return self.people[number]

    def number(self, what: str) -> str:
        """The next number of a series."""
        self._numbers[what] += 1
        return str(self._numbers[what])

    def record(self, method: str, fields: dict[str, str], files: dict[str, Upload]) -> Call:
        """Write a call in the log as it comes in."""
        call = Call(method, fields, files, self.clock.now)
        self.calls.append(call)
        return call

    def calls_of(self, *methods: str, chat: Chat | None = None) -> list[Call]:
        """The calls of these methods, of one chat or of all, oldest first."""
        return [call for call in list(self.calls) if call.method in methods and (chat is None or call.chat == chat.id)]

    def fail(self, method: str | None = None, **rule: Any) -> Fault:
        """Order a fault; see `Fault` for the words."""
        return self.faults.add(method, **rule)

    def take_updates(self) -> list[Update]:
        """What waits, confirmed at once: for a test that hands updates to the bot itself."""
        with self.lock:
            waiting = self.updates.waiting()
            self.updates.confirm(waiting)
            return [item.body for item in waiting]

    def repeat(self, update: Update) -> None:
        """Deliver an update once more with the same id, as Telegram does when a confirmation was lost."""
        with self.lock:
            self.updates.repeat(update)

    def wait(self, condition: Callable[[], Any], patience: float = PATIENCE) -> None:
        """Wait until a condition holds: for a bot that runs in another thread or process.

        Raises:
            AssertionError: it did not hold in time.
        """
        end = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < end, self._situation()
            time.sleep(STEP)

    async def until(self, condition: Callable[[], Any], patience: float = PATIENCE) -> None:
        """Wait until a condition holds: for a bot that runs in this event loop.

        Raises:
            AssertionError: it did not hold in time.
        """
        end = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < end, self._situation()
            await asyncio.sleep(STEP)

    def verify(self) -> None:
        """Check all that passed against the two libraries' tables of the Bot API.

        Raises:
            AssertionError: the bot, or the double, did something that is not in the Bot API.
        """
        from tests.botapi import contract  # noqa: PLC0415  takes seconds to import, so only when used

        problems = list(self.problems)
        for call in list(self.calls):
            problems += contract.check_call(call)
        for item in self.updates.history:
            problems += contract.check_update(item.body)
        assert not problems, "\n".join(dict.fromkeys(problems))

    def _situation(self) -> str:
        chats = [f"{user.name}:\n{user.chat.history()}" for user in self.people.values()]
        return "\n\n".join(["what was waited for did not come", *self.problems, *chats])
