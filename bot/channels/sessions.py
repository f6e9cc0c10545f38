"""Conversations that belong to whoever knows an unguessable word, for channels without accounts of their own."""

import secrets
from datetime import datetime
from urllib.parse import quote

from starlette.responses import Response

from bot.conversation import Conversations
from bot.notices import deliver
from bot.replies import Reply
from storage import conversations, documents, outbox
from storage.errors import NotFound
from storage.links import digest

SECRET_BYTES = 32
"""256 random bits: more than anybody can try."""
MOST_NUMBER = 2**31 - 1
"""The largest number that a database takes for an id."""


def begin(talk: Conversations, channel: str, now: datetime) -> str:
    """Begin a conversation, and give the word by which it is found; only the hash of that is stored."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    with talk.database.transaction() as session:
        conversations.take(session, channel, digest(token), now)
    return token


def catch_up(talk: Conversations, channel: str, chat: str, now: datetime) -> bool:
    """Add what others left for somebody to what was answered last, so that a page which is loaded shows it.

    Returns:
        Whether there was anything.
    """
    deliver(talk, channel, chat, now)
    with talk.database.transaction() as session:
        conversation = conversations.find(session, channel, chat)
        if conversation is None or conversation.state is None:
            return False
        items = outbox.pending(session, conversation.id)
        if not items:
            return False
        for item in items:
            outbox.mark_sent(session, item.id, now)
        asks = conversation.state["asked"] is not None
        reply = Reply.from_json(conversation.reply).with_news([item.body for item in items], asks=asks)
        conversations.save_state(session, conversation, conversation.state, now, reply.to_json())
        return True


def read_document(talk: Conversations, channel: str, token: str, number: int) -> documents.StoredDocument | None:
    """Give a document of the conversation to which a word belongs; None when it has no such document."""
    if number > MOST_NUMBER:
        return None
    with talk.database.transaction() as session:
        conversation = conversations.find(session, channel, digest(token))
        try:
            document = documents.read(session, number)
        except NotFound:
            return None
        return document if conversation and document.conversation_id == conversation.id else None


def download(document: documents.StoredDocument) -> Response:
    """Answer with a document, to be saved and never to be shown as a page of this site."""
    disposition = f"attachment; filename*=UTF-8''{quote(document.name, safe='')}"
    headers = {**PRIVATE, "Content-Disposition": disposition, "Content-Security-Policy": "sandbox"}
    return Response(document.content, media_type=document.media_type, headers=headers)


PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Headers of every answer that belongs to one person."""
