"""What is deleted because it has no use any more."""

from sqlalchemy import select
from sqlmodel import Session

from storage.conversations import Conversation, TurnEvent
from storage.database import scrub_after_commit
from storage.outbox import OutboxItem
from storage.statements import run, table_of

_conversation = table_of(Conversation)
_event = table_of(TurnEvent)
_item = table_of(OutboxItem)


def drop_emptied(session: Session, conversation_id: int) -> bool:
    """Delete a conversation in which nothing was said since it was erased, once its goodbye is out.

    Returns:
        Whether it was deleted; one with a state, or with a message that still has to go, stays.
    """
    waiting = select(_item.c.id).where(
        _item.c.conversation_id == conversation_id, _item.c.state.in_(("queued", "sending"))
    )
    of_it = _conversation.c.id == conversation_id
    emptied = select(_conversation.c.id).where(of_it, _conversation.c.state.is_(None), ~waiting.exists())
    if run(session, emptied).first() is None:
        return False
    for table in (_event, _item):
        run(session, table.delete().where(table.c.conversation_id == conversation_id))
    run(session, _conversation.delete().where(of_it))
    scrub_after_commit(session)
    return True
