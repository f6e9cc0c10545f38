"""Conversations: where each chat stands, which updates were seen, and which steps people took."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import JSON, Index, UniqueConstraint, and_, bindparam, case, func, not_, or_, select
from sqlmodel import Field

from storage.columns import CLUSTERED, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import NotFound
from storage.prepared import Prepared
from storage.statements import Session, change, insert_new, records, run, table_of


class Conversation(Stored, table=True):
    """One chat in one channel.

    Attributes:
        id: the number by which other records know it.
        channel: "telegram", "terminal", "rest", ...
        chat: the channel's own name for the chat.
        person_id: who talks there, as soon as that is a person with a record.
        state: the engine's state; None at the very beginning.
        card: the channel's id of the message that shows the open question, where a channel can edit messages.
        reply: what was answered last, where the answer itself carries the messages; None elsewhere.
        created_at: when the chat began.
        updated_at: when its state was last saved.
        heard_at: when the person last said something, to a day; None when that never was.
        warned_at: when the person was warned that all this goes; None when that is not so.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("channel", "chat"),
        Index("ix_conversation_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    channel: str
    chat: str
    person_id: int | None = Field(foreign_key="person.id")
    state: dict[str, Any] | None = Field(sa_type=JSON)
    card: str | None
    reply: dict[str, Any] | None = Field(sa_type=JSON(none_as_null=True))
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TurnEvent(Stored, table=True):
    """Something that happened at a step. Only added, never changed; holds codes, never what anybody typed."""

    __tablename__ = "turn_event"
    # One index for both queries, by conversation and over all of them: each index is written in every turn.
    __table_args__ = (Index("ix_turn_event_conversation_id_flow_step_kind", "conversation_id", "flow", "step", "kind"),)

    id: int = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversation.id")
    at: datetime = Field(sa_type=UtcDateTime)
    kind: str
    flow: str
    step: str


class SeenUpdate(Stored, table=True):
    """An update of a channel that was dealt with. Channels deliver again when they are in doubt."""

    __tablename__ = "seen_update"
    # No index by moment: that would cost more in every turn than looking through the table once a day.
    __table_args__ = (CLUSTERED,)

    channel: str = Field(primary_key=True)
    update_id: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)


# At least one letter, so that a telephone number is no code.
_CODE = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9_.-]{1,80}")
_HEARD_TO = timedelta(days=1)
_conversation = table_of(Conversation)
_event = table_of(TurnEvent)
_seen = table_of(SeenUpdate)
_OF_CHAT = Prepared(
    select(_conversation)
    .where(_conversation.c.channel == bindparam("of_channel"), _conversation.c.chat == bindparam("of_chat"))
    .with_for_update()
)
_SAVE_STATE = Prepared(
    _conversation.update()
    .where(_conversation.c.id == bindparam("of_id"))
    .values(state=bindparam("new_state"), reply=bindparam("new_reply"), updated_at=bindparam("now"))
)
_LOG = Prepared(_event.insert(), "conversation_id", "at", "kind", "flow", "step")
_PER_CONVERSATION = (
    select(
        _event.c.conversation_id,
        func.max(case((_event.c.kind == "asked", _event.c.id))).label("open"),
        func.max(_event.c.at).label("heard"),
    )
    .group_by(_event.c.conversation_id)
    .subquery()
)
_PER_QUESTION = (
    select(
        _event.c.conversation_id,
        _event.c.flow,
        _event.c.step,
        func.max(case((_event.c.kind == "asked", _event.c.id))).label("asked"),
        func.count(case((_event.c.kind == "answered", 1))).label("answered"),
    )
    .group_by(_event.c.conversation_id, _event.c.flow, _event.c.step)
    .subquery()
)
_LEFT_OPEN = and_(_PER_QUESTION.c.asked == _PER_CONVERSATION.c.open, _PER_QUESTION.c.answered == 0)
_QUIET = _PER_CONVERSATION.c.heard < bindparam("quiet_since", type_=UtcDateTime)
_DROP_OFF = (
    select(
        _PER_QUESTION.c.flow,
        _PER_QUESTION.c.step,
        func.count(case((or_(not_(_LEFT_OPEN), _QUIET), 1))).label("asked"),
        func.count(case((and_(_LEFT_OPEN, _QUIET), 1))).label("stopped"),
    )
    .join(_PER_CONVERSATION, _PER_CONVERSATION.c.conversation_id == _PER_QUESTION.c.conversation_id)
    .where(_PER_QUESTION.c.asked.is_not(None))
    .group_by(_PER_QUESTION.c.flow, _PER_QUESTION.c.step)
)


class DropOff(NamedTuple):
    """How many conversations came to a question, and how many of them stopped there."""

    asked: int
    stopped: int


def take(session: Session, channel: str, chat: str, now: datetime) -> Conversation:
    """Take the conversation of a chat for this transaction; begin one when there is none.

    Until the transaction ends nobody else can take it: PostgreSQL locks the row, and on SQLite there is one
    writing transaction at a time.
    """
    key = {"of_channel": channel, "of_chat": chat}
    found = records(session, Conversation, _OF_CHAT, key)
    if not found:
        new = {"channel": channel, "chat": chat, "created_at": now, "updated_at": now}
        insert_new(session, _conversation, new)
        found = records(session, Conversation, _OF_CHAT, key)
    return found[0]


def find(session: Session, channel: str, chat: str) -> Conversation | None:
    """Take the conversation of a chat for this transaction, as `take` does; None when there is none."""
    found = records(session, Conversation, _OF_CHAT, {"of_channel": channel, "of_chat": chat})
    return found[0] if found else None


def read(session: Session, conversation_id: int) -> Conversation:
    """Read a conversation.

    Raises:
        NotFound: there is no such conversation.
    """
    found = records(session, Conversation, select(_conversation).where(_conversation.c.id == conversation_id))
    if not found:
        raise NotFound("conversation", conversation_id)
    return found[0]


def move(session: Session, conversation: Conversation, channel: str, chat: str, card: str | None) -> None:
    """Give a conversation to another chat, which has none.

    Args:
        session: the session.
        conversation: what to move.
        channel: the other channel.
        chat: its name for the chat.
        card: its id of a message there that still shows an older question.

    Raises:
        sqlalchemy.exc.IntegrityError: that chat has a conversation.
    """
    values = {"channel": channel, "chat": chat, "card": card, "reply": None}
    run(session, _conversation.update().where(_conversation.c.id == conversation.id), values)


def save_state(
    session: Session,
    conversation: Conversation,
    state: dict[str, Any],
    now: datetime,
    reply: dict[str, Any] | None = None,
) -> None:
    """Write where a conversation stands now, also when `state` is the object that was read, changed in place.

    Args:
        session: the session.
        conversation: whose state.
        state: the state.
        now: the moment.
        reply: what is answered, where the answer itself carries the messages.

    Raises:
        NotFound: the conversation was erased.
        ValueError: the state holds a number that is none (nan or infinity).
    """
    values = {"of_id": conversation.id, "new_state": state, "new_reply": reply, "now": now}
    if not change(session, _SAVE_STATE, values):
        raise NotFound("conversation", conversation.id)
    conversation.state = state
    conversation.reply = reply
    conversation.updated_at = now


def note_heard(session: Session, conversation: Conversation, now: datetime) -> None:
    """Write that the person says something; once a day is enough, so that most turns write nothing for it."""
    if conversation.heard_at is None or now - conversation.heard_at >= _HEARD_TO:
        run(session, _conversation.update().where(_conversation.c.id == conversation.id), {"heard_at": now})
        conversation.heard_at = now


def set_card(session: Session, conversation_id: int, card: str | None) -> None:
    """Remember which of the channel's messages shows the open question; None when none does any more.

    Raises:
        NotFound: there is no such conversation.
    """
    statement = _conversation.update().where(_conversation.c.id == conversation_id)
    if not run(session, statement, {"card": card}).rowcount:
        raise NotFound("conversation", conversation_id)


def first_time(session: Session, channel: str, update_id: str, now: datetime) -> bool:
    """Mark an update of a channel as seen.

    Args:
        session: the session.
        channel: the channel.
        update_id: the channel's own number of the update. It outlives the erasing of a person, so it must not
            contain the chat.
        now: the moment.

    Returns:
        False when it was seen before, so that it has to be left alone.
    """
    return insert_new(session, _seen, {"channel": channel, "update_id": update_id, "at": now})


def forget_updates(session: Session, before: datetime) -> int:
    """Drop the marks of updates seen before a moment; channels do not deliver again after a week or so.

    Returns:
        How many were dropped.
    """
    return run(session, _seen.delete().where(_seen.c.at < before)).rowcount


def log(session: Session, conversation_id: int, events: Sequence[tuple[str, str, str]], now: datetime) -> None:
    """Add events to the turn log.

    Args:
        session: the session.
        conversation_id: whose turn it was.
        events: kind ("asked", "answered", "rejected", "left", ...), flow and step of each, in order.
        now: the moment of the turn.

    Raises:
        ValueError: an event holds something that is no code. Texts of people do not belong in the log.
    """
    rows = []
    for kind, flow, step in events:
        if not all(_CODE.fullmatch(word) for word in (kind, flow, step)):
            raise ValueError("the turn log takes codes only")
        rows.append({"conversation_id": conversation_id, "at": now, "kind": kind, "flow": flow, "step": step})
    if rows:
        change(session, _LOG, rows)


def drop_off(session: Session, quiet_since: datetime) -> Mapping[tuple[str, str], DropOff]:
    """Where people stop: per question (flow, step), how many conversations it was asked in, and stopped at it.

    A conversation stopped at a question when that was the last one that it was asked, it never answered it, and
    nothing has happened in it since `quiet_since`. So nobody stops at two questions; and who answered, and took that
    back or was asked again, did not stop there. A conversation in which something happened later may still answer:
    it is not counted at the question that it has open. Conversations are counted, not events, so a question that is
    repeated does not look like two people. Erased conversations are not known any more.
    """
    rows = run(session, _DROP_OFF, {"quiet_since": quiet_since})
    return {(flow, step): DropOff(asked, stopped) for flow, step, asked, stopped in rows}
