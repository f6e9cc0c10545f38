"""What a use case needs to know about the turn in which it runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flows.services.directory import Directory
from knowledge.areas import AreaTree
from storage.statements import Session

DUTCH_TIME = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where people find the assistant, for links to it; each is "" when there is none.

    Attributes:
        bot: the name of the bot in Telegram.
        web: the public address of the chat page, without a slash at its end.
    """

    bot: str = ""
    web: str = ""


NOWHERE = Addresses()
"""The assistant has no address, as in a terminal."""


@dataclass(frozen=True, slots=True)
class Context:
    """The turn at hand.

    Attributes:
        session: its transaction.
        now: its moment, aware, UTC.
        channel: where the person talks.
        chat: which chat of that channel.
        conversation_id: which conversation.
        directory: the organisations, ready for matching.
        mails: mails can be sent.
        addresses: where people find the assistant.
    """

    session: Session
    now: datetime
    channel: str
    chat: str
    conversation_id: int
    directory: Directory
    mails: bool = False
    addresses: Addresses = NOWHERE

    @property
    def today(self) -> date:
        """The day in the Netherlands."""
        return self.now.astimezone(DUTCH_TIME).date()

    @property
    def tree(self) -> AreaTree:
        """The areas, as they stand in this turn."""
        return self.directory.tree(self.session)


_current: ContextVar[Context] = ContextVar("context")


@contextmanager
def use(context: Context) -> Iterator[None]:
    """Make a context the current one, for the actions that run inside the block."""
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)


def current() -> Context:
    """Give the context of the turn that runs now.

    Raises:
        LookupError: no turn runs; an action was called from outside.
    """
    return _current.get()
