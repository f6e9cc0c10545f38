"""Deleting what is kept for too long, now and then, while the program runs."""

from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from bot.conversation import Conversations, logged
from flows.services import claims, invitations
from flows.services.retention import Swept, sweep
from knowledge.retention import retention
from storage import retention as stored

UNUSED_FOR = timedelta(days=1)
"""A chat in which nothing was ever said goes after this."""

_NEXT: WeakKeyDictionary[Conversations, datetime] = WeakKeyDictionary()
"""When to look again."""


def tidy(talk: Conversations, now: datetime) -> Swept | None:
    """Delete a little of what is kept for too long, when it is time for that; what goes wrong is logged.

    Returns:
        What it came to; None when it was not time.
    """
    if now < _NEXT.get(talk, now):
        return None
    _NEXT[talk] = now + timedelta(minutes=retention().every_minutes)
    try:
        with talk.database.transaction() as session:
            stored.drop_unused(session, now - UNUSED_FOR)
            claims.tidy(session, now)
            invitations.expire(session, now)
            swept = sweep(session, now)
    except Exception as error:  # noqa: BLE001 - an edge, as a turn is: there is a next time
        logged(error)
        return None
    if swept.more:
        _NEXT[talk] = now
    return swept
