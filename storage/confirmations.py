"""Who was asked in their chat whether an entry of the directory is still right, and who is to be asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Index, and_, or_, select
from sqlmodel import Field

from storage.changes import tick
from storage.columns import CLUSTERED, Stored, UtcDateTime
from storage.conversations import Conversation
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, insert_new, run, table_of


class ConfirmationRequest(Stored, table=True):
    """An organisation was asked, for the last time, whether its entry is right.

    Attributes:
        conversation_id: where.
        asked_at: when.
        reminded_at: when it was asked once more, having said nothing; None when it was not.
    """

    __tablename__ = "confirmation_request"
    __table_args__ = (Index("ix_confirmation_request_conversation_id", "conversation_id"), CLUSTERED)

    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id", primary_key=True)
    conversation_id: int = Field(foreign_key=f"{Conversation.__tablename__}.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    reminded_at: datetime | None = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Moments:
    """What counts as long ago, at one moment.

    Attributes:
        stale: who said nothing since is asked.
        remind: who was asked before this, and said nothing, is asked once more.
        quiet: who said something since is left in peace.
    """

    stale: datetime
    remind: datetime
    quiet: datetime


@dataclass(frozen=True, slots=True)
class Stale:
    """An organisation that nobody confirmed for long.

    Attributes:
        id: its number.
        name: its name.
        last: when somebody last confirmed or told it, or else when it was added.
        source: where it comes from.
        asked_at: when it was last asked; None when it never was.
        channel: the channel in which somebody of it was last heard; "" when nobody of it talks here.
    """

    id: int
    name: str
    last: datetime
    source: str
    asked_at: datetime | None
    channel: str


_organisation = table_of(Organisation)
_person = table_of(Person)
_conversation = table_of(Conversation)
_request = table_of(ConfirmationRequest)
_ASKED = _organisation.outerjoin(_request, _request.c.organisation_id == _organisation.c.id)
_SPOKEN_FOR = _person.c.organisation_id == _organisation.c.id


def due(session: Session, channel: str, moments: Moments, limit: int) -> list[tuple[int, str]]:
    """Give who is to be asked now: the organisation and the chat where it was heard last, longest silent first.

    One that does not want to be suggested is not asked, nor one of which nobody talks in this channel.
    """
    heard = (
        select(_organisation.c.id, _conversation.c.chat)
        .select_from(_ASKED)
        .join(_person, _SPOKEN_FOR)
        .join(_conversation, _conversation.c.person_id == _person.c.id)
        .where(_is_stale(moments.stale), _may_be_asked(moments))
        .where(_conversation.c.channel == channel, _conversation.c.updated_at < moments.quiet)
        .where(_conversation.c.state.is_not(None))
        .order_by(_organisation.c.id, _conversation.c.updated_at)
    )
    # Of several chats of one organisation the last counts.
    return list({row.id: row.chat for row in run(session, heard)}.items())[:limit]


def note(session: Session, organisation_id: int, chat: tuple[str, str], moments: Moments, now: datetime) -> bool:
    """Write that an organisation is asked now, unless somebody else just did.

    Args:
        session: the session.
        organisation_id: who is asked.
        chat: the channel and its chat.
        moments: what counts as long ago.
        now: the moment.

    Returns:
        False when it is not to be asked (any more).
    """
    channel, name = chat
    here = select(_conversation.c.id).where(_conversation.c.channel == channel, _conversation.c.chat == name)
    conversation_id = run(session, here).scalar_one()
    new = {"organisation_id": organisation_id, "conversation_id": conversation_id, "asked_at": now}
    if insert_new(session, _request, {**new, "reminded_at": None}):
        return True
    of_it = _request.c.organisation_id == organisation_id
    again = _request.update().where(of_it, _request.c.asked_at < moments.stale)
    if run(session, again, {**new, "reminded_at": None}).rowcount:
        return True
    waiting = (_request.c.asked_at < moments.remind) & _request.c.reminded_at.is_(None)
    reminder = {"conversation_id": conversation_id, "reminded_at": now}
    return run(session, _request.update().where(of_it, waiting), reminder).rowcount > 0


def confirm(session: Session, organisation_id: int, now: datetime, *, willing: bool = True) -> None:
    """Write that the organisation itself said that its entry is right, or, not willing, that it wants none."""
    values = {"confirmed_at": now} | ({} if willing else {"willing": False})
    run(session, _organisation.update().where(_organisation.c.id == organisation_id), values)
    tick(session, [organisation_id])


def stale(session: Session, before: datetime) -> Iterator[Stale]:
    """Give the organisations of the directory that nobody confirmed since a moment, longest ago first."""
    query = (
        select(_organisation, _request.c.asked_at, _conversation.c.channel)
        .select_from(_ASKED)
        .outerjoin(_person, _SPOKEN_FOR)
        .outerjoin(_conversation, _conversation.c.person_id == _person.c.id)
        .where(_is_stale(before))
        .order_by(_organisation.c.id, _conversation.c.updated_at)
    )
    found = {}
    for row in run(session, query):
        last = max(filter(None, (row.confirmed_at, row.stated_at)), default=row.created_at)
        found[row.id] = Stale(row.id, row.name, last, row.source, row.asked_at, row.channel or "")
    yield from sorted(found.values(), key=lambda one: (one.last, one.id))


def _is_stale(before: datetime) -> ColumnElement[bool]:
    told = [
        or_(moment.is_(None), moment < before) for moment in (_organisation.c.confirmed_at, _organisation.c.stated_at)
    ]
    standing = _organisation.c.merged_into.is_(None) & _organisation.c.willing & ~_organisation.c.demo
    # Who never confirmed anything counts from the day on which it was added.
    return and_(standing, *told, _organisation.c.created_at < before)


def _may_be_asked(moments: Moments) -> ColumnElement[bool]:
    again = or_(_request.c.asked_at < moments.stale, _request.c.reminded_at.is_(None))
    return or_(_request.c.asked_at.is_(None), and_(_request.c.asked_at < moments.remind, again))
