"""What is deleted because it has no use any more."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from storage.claims import Claim, ClaimCode
from storage.conversations import Conversation, TurnEvent
from storage.database import scrub_after_commit
from storage.links import Link
from storage.outbox import OutboxItem
from storage.statements import Session, run, table_of

_conversation = table_of(Conversation)
_event = table_of(TurnEvent)
_item = table_of(OutboxItem)
_link = table_of(Link)
_claim = table_of(Claim)
_code = table_of(ClaimCode)


def drop_emptied(session: Session, conversation_id: int) -> bool:
    """Delete a conversation in which nothing was said since it was erased, once its goodbye is out.

    Returns:
        Whether it was deleted; one with a state, or with a message that still has to go, stays.
    """
    return _drop_empty(session, _conversation.c.id == conversation_id) > 0


def drop_unused(session: Session, before: datetime) -> int:
    """Delete conversations that were begun before a moment and in which nothing was ever said.

    Returns:
        How many were deleted.
    """
    return _drop_empty(session, _conversation.c.created_at < before)


def drop_decided_claims(session: Session, before: datetime) -> int:
    """Delete the claims that ended before a moment, apart from those for which somebody speaks still, and old codes.

    Returns:
        How many claims were deleted.
    """
    decided = (_claim.c.decided_at < before) & (_claim.c.state != "confirmed")
    run(session, _code.delete().where(_code.c.expires_at < before))
    run(session, _code.delete().where(_code.c.claim_id.in_(select(_claim.c.id).where(decided))))
    return run(session, _claim.delete().where(decided)).rowcount


def _drop_empty(session: Session, which: ColumnElement[bool]) -> int:
    waiting = select(_item.c.id).where(
        _item.c.conversation_id == _conversation.c.id, _item.c.state.in_(("queued", "sending"))
    )
    empty = select(_conversation.c.id).where(which, _conversation.c.state.is_(None), ~waiting.exists())
    found = [row[0] for row in run(session, empty)]
    for table in (_event, _item, _link):
        run(session, table.delete().where(table.c.conversation_id.in_(found)))
    run(session, _conversation.delete().where(_conversation.c.id.in_(found)))
    if found:
        scrub_after_commit(session)
    return len(found)
