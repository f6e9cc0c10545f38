"""Messages on their way out: queued in the turn that made them, delivered afterwards, per chat in order.

An item is "queued", then "sending" from just before the channel is called, then "sent" or "failed"; or queued
again for a later moment. What still is "sending" after a crash may or may not have arrived.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, bindparam, func, or_, select
from sqlmodel import Field

from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.conversations import Conversation
from storage.errors import Conflict, NotFound
from storage.prepared import Prepared
from storage.statements import Session, records, rows, run, table_of


class OutboxItem(Stored, table=True):
    """One message for one chat.

    Attributes:
        id: its number; also the order in which messages were made.
        conversation_id: for whom.
        position: place in the row of all messages of this conversation, from 0.
        body: the message, as the engine made it.
        state: "queued", "sending", "sent" or "failed".
        attempts: how often sending it was given up for a later moment.
        not_before: when it may be sent.
        error: why the last attempt failed; "" when none did. Never the text of the message.
        created_at: when it was queued.
        sending_since: when it was last marked as being sent; None when it never was.
        sent_at: when it was sent, if it was.
        channel_message_id: the channel's own id of the message, if it has one.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("conversation_id", "position"),
        Index("ix_outbox_conversation_id_state_position", "conversation_id", "state", "position"),
        Index("ix_outbox_state_not_before", "state", "not_before"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    position: int
    body: dict[str, Any] = Field(sa_type=JSON)
    state: str
    attempts: int
    not_before: datetime = Field(sa_type=UtcDateTime)
    error: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    sending_since: datetime | None = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(sa_type=UtcDateTime)
    channel_message_id: str | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and the chat where it belongs."""

    id: int
    conversation_id: int
    chat: str
    body: Mapping[str, Any]
    attempts: int


_UNSENT = ("queued", "sending")
_item = table_of(OutboxItem)
_conversation = table_of(Conversation)
_earlier = _item.alias("earlier")
_NEXT_POSITION = (
    select(func.coalesce(func.max(_earlier.c.position) + 1, 0))
    .where(_earlier.c.conversation_id == bindparam("of_id"))
    .scalar_subquery()
)
_QUEUE = Prepared(
    _item.insert().values(position=_NEXT_POSITION).returning(_item.c.id),
    *("conversation_id", "body", "state", "attempts", "not_before", "error", "created_at"),
)
_PENDING = Prepared(
    select(_item)
    .where(_item.c.conversation_id == bindparam("of_id"), or_(*(_item.c.state == state for state in _UNSENT)))
    .order_by(_item.c.position)
)
_IS_FIRST_UNSENT = ~(
    select(_earlier.c.id)
    .where(
        _earlier.c.conversation_id == _item.c.conversation_id,
        _earlier.c.state.in_(_UNSENT),
        _earlier.c.position < _item.c.position,
    )
    .exists()
)
_DELIVERIES = (
    select(_item.c.id, _item.c.conversation_id, _conversation.c.chat, _item.c.body, _item.c.attempts)
    .join(_conversation, _conversation.c.id == _item.c.conversation_id)
    .where(_conversation.c.channel == bindparam("of_channel"))
)
_DUE = (
    _DELIVERIES.where(_item.c.state == "queued", _item.c.not_before <= bindparam("now"), _IS_FIRST_UNSENT)
    .order_by(_item.c.not_before, _item.c.id)
    .limit(bindparam("at_most"))
    .with_for_update(of=_item, skip_locked=True)
)
_INTERRUPTED = _DELIVERIES.where(_item.c.state == "sending", _item.c.sending_since < bindparam("before")).order_by(
    _item.c.id
)


def queue(session: Session, conversation_id: int, bodies: Sequence[Mapping[str, Any]], now: datetime) -> list[int]:
    """Put messages behind those that the conversation already has.

    Who queues must have taken the conversation, so that nobody else gives out the same positions.

    Returns:
        The ids of the new items, in the order of `bodies`.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such conversation.
    """
    fixed = {"state": "queued", "attempts": 0, "not_before": now, "error": "", "created_at": now}
    values = {"of_id": conversation_id, "conversation_id": conversation_id, **fixed}
    return [rows(session, _QUEUE, {**values, "body": body})[0][0] for body in bodies]


def pending(session: Session, conversation_id: int) -> list[OutboxItem]:
    """All messages of a conversation that were not sent yet, in order."""
    return records(session, OutboxItem, _PENDING, {"of_id": conversation_id})


def due(session: Session, channel: str, now: datetime, limit: int) -> list[Delivery]:
    """What may be sent now: of each conversation the first unsent message only, longest waiting first.

    A message that is being sent, or has to wait, holds up those behind it. Workers on PostgreSQL pass over
    what another worker has just taken.
    """
    values = {"of_channel": channel, "now": now, "at_most": limit}
    return [Delivery(*row) for row in run(session, _DUE, values)]


def interrupted(session: Session, channel: str, before: datetime) -> list[Delivery]:
    """What has been "sending" since before a moment: the worker that did so is gone.

    Nobody knows whether these arrived. The caller puts each back (`mark_retry`) or gives it up (`mark_failed`).
    """
    values = {"of_channel": channel, "before": before}
    return [Delivery(*row) for row in run(session, _INTERRUPTED, values)]


def mark_sending(session: Session, item_id: int, now: datetime) -> None:
    """Mark a queued item just before the channel is called; commit before calling.

    Raises:
        NotFound: the item was erased.
        Conflict: the item is not queued: somebody else is sending it or has sent it.
    """
    _move(session, item_id, ("queued",), {"state": "sending", "sending_since": now})


def mark_sent(session: Session, item_id: int, now: datetime, channel_message_id: str | None = None) -> None:
    """Mark an item as sent; straight from the queue where the reply itself carries the messages.

    Raises:
        NotFound: the item was erased.
        Conflict: the item was sent or given up before.
    """
    arrived = {"state": "sent", "sent_at": now, "error": "", "channel_message_id": channel_message_id}
    _move(session, item_id, _UNSENT, arrived)


def mark_retry(session: Session, item_id: int, not_before: datetime, error: str) -> None:
    """Put an item that could not be sent back, for a later moment; counts as an attempt.

    Raises:
        NotFound: the item was erased.
        Conflict: the item is not being sent.
    """
    again = {"state": "queued", "not_before": not_before, "error": error, "attempts": _item.c.attempts + 1}
    _move(session, item_id, ("sending",), again)


def mark_failed(session: Session, item_id: int, error: str) -> None:
    """Give an item up, so that the next of its chat can go; also one that nobody tried to send.

    Raises:
        NotFound: the item was erased.
        Conflict: the item was sent or given up before.
    """
    _move(session, item_id, _UNSENT, {"state": "failed", "error": error})


def _move(session: Session, item_id: int, states: Sequence[str], values: Mapping[str, Any]) -> None:
    statement = _item.update().where(_item.c.id == item_id, _item.c.state.in_(states)).values(**values)
    if run(session, statement).rowcount:
        return
    state = run(session, select(_item.c.state).where(_item.c.id == item_id)).scalar()
    if state is None:
        raise NotFound("outbox", item_id)
    raise Conflict("outbox", item_id, f"it is {state}")
