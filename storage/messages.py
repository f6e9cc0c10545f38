"""Messages from one organisation of a coalition to another, and questions to the project staff."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Index, or_, select
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import EMPTY, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, insert_row, records, run, table_of


class Way(NamedTuple):
    """From which organisation to which a message goes, and with whose coalition it is kept; see `PartnerMessage`."""

    coalition_id: int | None
    organisation_id: int | None
    to_organisation_id: int | None


class PartnerMessage(Stored, table=True):
    """What somebody wrote to another organisation, or to the project staff.

    Attributes:
        coalition_id: with whose coalition it is kept; None for a question to staff from before there was one.
        organisation_id: which wrote it; None as long as the person speaks for none.
        person_id: who wrote it; never told to another organisation.
        to_organisation_id: for whom; None for the project staff.
        answer: what the staff answered; a partner answers with a message of its own.
        answered_at: when it was answered, in whatever way.
        answered_by: the name of the member of staff who did; "" where a partner did.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_coalition_id", "coalition_id"),
        Index("ix_message_organisation_id", "organisation_id"),
        Index("ix_message_to_organisation_id_answered_at", "to_organisation_id", "answered_at"),
        Index("ix_message_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int | None = Field(foreign_key=f"{Coalition.__tablename__}.id")
    organisation_id: int | None = Field(foreign_key=f"{Organisation.__tablename__}.id")
    person_id: int | None = Field(foreign_key=f"{Person.__tablename__}.id")
    to_organisation_id: int | None = Field(foreign_key=f"{Organisation.__tablename__}.id")
    text: str
    answer: str = Field(default="", sa_column_kwargs=EMPTY)
    created_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(sa_type=UtcDateTime)
    answered_by: str = Field(default="", sa_column_kwargs=EMPTY)


_message = table_of(PartnerMessage)
_TO_STAFF = _message.c.to_organisation_id.is_(None)


def add(session: Session, way: Way, person_id: int, text: str, now: datetime) -> int:
    """Keep a message.

    Args:
        session: the session.
        way: from whom and for whom.
        person_id: who writes it.
        text: what it says.
        now: the moment.

    Returns:
        Its id.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such coalition, organisation or person.
    """
    new = {**way._asdict(), "person_id": person_id, "text": text, "created_at": now}
    return insert_row(session, _message.insert(), {**new, "answer": "", "answered_by": ""})


def read(session: Session, message_id: int) -> PartnerMessage:
    """Read a message.

    Raises:
        NotFound: there is no such message.
    """
    found = records(session, PartnerMessage, select(_message).where(_message.c.id == message_id))
    if not found:
        raise NotFound("message", message_id)
    return found[0]


def between(session: Session, coalition_id: int, organisation_id: int, most: int) -> list[PartnerMessage]:
    """The last messages in a coalition that an organisation wrote or got, the most recent last."""
    theirs = or_(_message.c.organisation_id == organisation_id, _message.c.to_organisation_id == organisation_id)
    found = select(_message).where(_message.c.coalition_id == coalition_id, theirs, ~_TO_STAFF)
    return records(session, PartnerMessage, found.order_by(_message.c.id.desc()).limit(most))[::-1]


def asked_by(session: Session, person_id: int, most: int) -> list[PartnerMessage]:
    """The last questions of a person to the project staff, the most recent last."""
    found = select(_message).where(_TO_STAFF, _message.c.person_id == person_id)
    return records(session, PartnerMessage, found.order_by(_message.c.id.desc()).limit(most))[::-1]


def to_staff(session: Session, *, only_open: bool) -> Sequence[PartnerMessage]:
    """The questions to the project staff, or those that were not answered yet; the oldest first."""
    query = select(_message).where(_TO_STAFF).order_by(_message.c.id)
    return records(session, PartnerMessage, query.where(_message.c.answered_at.is_(None)) if only_open else query)


def answered(session: Session, message_id: int, now: datetime) -> None:
    """Write that the organisation that got a message answered it; the first time counts."""
    first = (_message.c.id == message_id) & _message.c.answered_at.is_(None)
    run(session, _message.update().where(first), {"answered_at": now})


def answer(session: Session, message_id: int, text: str, by: str, now: datetime) -> PartnerMessage:
    """Keep the answer of the staff to a question.

    Raises:
        NotFound: there is no such question to the staff.
        Conflict: somebody answered it before.
    """
    question = read(session, message_id)
    if question.to_organisation_id is not None:
        raise NotFound("question", message_id)
    open_one = (_message.c.id == message_id) & _message.c.answered_at.is_(None)
    if not run(session, _message.update().where(open_one), _answer(text, by, now)).rowcount:
        raise Conflict("question", message_id, "it was answered before")
    return read(session, message_id)


def _answer(text: str, by: str, now: datetime) -> dict[str, object]:
    return {"answer": text, "answered_by": by, "answered_at": now}
