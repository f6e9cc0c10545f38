"""Going on with a conversation in another channel, by a link that opens once."""

import secrets
from datetime import datetime, timedelta
from typing import Literal

from storage import conversations, links, people, privacy
from storage.statements import Session

CARRY_OVER = "carry_over"
MOVED = "moved"
"""The purpose of a link that opens nothing: it tells the chat that was left where its conversation went."""

OPEN_FOR = timedelta(hours=1)
REMEMBER = timedelta(days=90)
SECRET_BYTES = 32
"""256 random bits, in 43 characters."""

Followed = Literal["moved", "already_here", "dead", "occupied"]
"""What came of following a link: it opens nothing (any more), or the chat has answers of its own."""


def make_link(session: Session, conversation_id: int, now: datetime) -> str:
    """Make a link for a conversation, and give its secret, which is not stored.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such conversation.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    links.add(session, links.digest(secret), CARRY_OVER, conversation_id, now, now + OPEN_FOR)
    return secret


def follow(session: Session, secret: str, channel: str, chat: str, now: datetime) -> Followed:
    """Move the conversation of a link, with all that belongs to it, to the chat in which the link was followed.

    A chat in which nobody agreed to anything yet holds no answers, so it makes way. Otherwise nothing changes.
    """
    link = links.find(session, links.digest(secret), CARRY_OVER)
    here = conversations.find(session, channel, chat)
    if link and here and link.conversation_id == here.id:
        return "already_here"
    if link is None or link.used_at is not None or link.expires_at <= now:
        return "dead"
    if here and (here.state or {"slots": {}})["slots"].get("consent"):
        return "occupied"
    if not links.use_up(session, link.conversation_id, CARRY_OVER, now):
        return "dead"
    if here:
        privacy.erase(session, people.person_for(session, channel, chat, now).id, now)
    moved = conversations.read(session, link.conversation_id)
    conversations.move(session, moved, channel, chat, here.card if here else None)
    if moved.person_id is not None:
        people.move(session, moved.person_id, channel, chat)
    links.add(session, moved.chat, MOVED, moved.id, now, now + REMEMBER)
    return "moved"


def has_moved(session: Session, chat: str) -> bool:
    """Tell whether the conversation of a chat that has none went elsewhere."""
    return links.find(session, chat, MOVED) is not None
