"""Notices: what a turn in one chat has for another chat.

A turn never writes into the conversation of somebody else: two turns that want each other's conversation would wait for
each  A notice that was delivered is deleted.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, Index, bindparam, select
from sqlmodel import Field

from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.people import Person
from storage.prepared import Prepared
from storage.statements import Session, insert_row, records, rows, run, table_of

NoticeKind = Literal["say", "flow"]


class Notice(Stored, table=True):
    """Something to say to a person, or to ask.

    Attributes:
        kind: "say" for a response, "flow" for a flow that is started.
        name: of the response or the flow.
        given: for the places in the response, or the slots with which the flow starts.
        not_before: when it may be delivered.
        attempts: how often delivering it went wrong.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_person_id_not_before", "person_id", "not_before"),
        Index("ix_notice_not_before", "not_before"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key=f"{Person.__tablename__}.id")
    kind: str
    name: str
    given: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    not_before: datetime = Field(sa_type=UtcDateTime)
    attempts: int


_notice = table_of(Notice)
_person = table_of(Person)
_FOR_PERSON = Prepared(
    select(_notice)
    .where(_notice.c.person_id == bindparam("of_id"), _notice.c.not_before <= bindparam("now", type_=UtcDateTime))
    .order_by(_notice.c.id)
)
_CHATS = Prepared(
    select(_person.c.chat)
    .join(_notice, _notice.c.person_id == _person.c.id)
    .where(_person.c.channel == bindparam("of_channel"), _notice.c.not_before <= bindparam("now", type_=UtcDateTime))
    .group_by(_person.c.chat)
)


def add(
    session: Session,
    person_id: int,
    kind: NoticeKind,
    name: str,
    given: Mapping[str, Any],
    moments: tuple[datetime, datetime],
) -> int:
    """Leave a notice for a person.

    Args:
        session: the session.
        person_id: for whom.
        kind: what to do.
        name: of the response or the flow.
        given: values or slots.
        moments: now, and when it may be delivered.

    Returns:
        Its id.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such person.
    """
    new = {"person_id": person_id, "kind": kind, "name": name, "given": dict(given)}
    when = dict(zip(("created_at", "not_before"), moments, strict=True))
    return insert_row(session, _notice.insert(), {**new, **when, "attempts": 0})


def due_for(session: Session, person_id: int, now: datetime) -> list[Notice]:
    """What may be delivered to a person now, in the order in which it came."""
    return records(session, Notice, _FOR_PERSON, {"of_id": person_id, "now": now})


def chats(session: Session, channel: str, now: datetime) -> list[str]:
    """The chats of a channel for which something may be delivered now."""
    return [chat for (chat,) in rows(session, _CHATS, {"of_channel": channel, "now": now})]


def remove(session: Session, notice_id: int) -> None:
    """Delete a notice: it was delivered, or is not needed any more."""
    run(session, _notice.delete().where(_notice.c.id == notice_id))


def put_off(session: Session, notice_id: int, not_before: datetime) -> None:
    """Put a notice off that could not be delivered."""
    later = {"not_before": not_before, "attempts": _notice.c.attempts + 1}
    run(session, _notice.update().where(_notice.c.id == notice_id).values(**later))


def wait(session: Session, person_id: int, now: datetime, until: datetime) -> None:
    """Put off what is due for a person and cannot be said yet, so that nobody looks at it all the time."""
    due = (_notice.c.person_id == person_id) & (_notice.c.not_before <= now)
    run(session, _notice.update().where(due), {"not_before": until})
