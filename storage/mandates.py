"""Who may speak for which organisation, since when, until when, and who confirmed it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Index, select, text
from sqlmodel import Field

from storage import people
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, insert_new, records, run, table_of

_STANDS = text("ended_at IS NULL")


class Mandate(Stored, table=True):
    """A person speaks for an organisation, from a moment on. Never deleted when it ends, only when the person goes.

    Attributes:
        ended_at: since when no longer; None while it stands.
        confirmed_at: when somebody else than the person confirmed it; None as long as only the person says so.
        confirmed_by: who did: the name of a member of staff, or "contact" for the organisation's known address.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        Index(
            "ix_mandate_person_id_organisation_id",
            *("person_id", "organisation_id"),
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_mandate_organisation_id", "organisation_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key=f"{Person.__tablename__}.id")
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(sa_type=UtcDateTime)
    confirmed_by: str


_mandate = table_of(Mandate)


def grant(session: Session, person_id: int, organisation_id: int, now: datetime) -> Mandate:
    """Let a person speak for an organisation, from now on also in their chat; a mandate that stands is kept.

    Raises:
        NotFound: there is no such person.
        sqlalchemy.exc.IntegrityError: there is no such organisation.
    """
    new = {"person_id": person_id, "organisation_id": organisation_id, "started_at": now, "confirmed_by": ""}
    insert_new(session, _mandate, new)
    people.change(session, person_id, organisation_id=organisation_id)
    return read(session, person_id, organisation_id)


def read(session: Session, person_id: int, organisation_id: int) -> Mandate:
    """Read the standing mandate of a person for an organisation.

    Raises:
        NotFound: there is none.
    """
    found = _standing(session, _of(person_id, organisation_id))
    if not found:
        raise NotFound("mandate", (person_id, organisation_id))
    return found[0]


def by_id(session: Session, mandate_id: int) -> Mandate:
    """Read a mandate, whether it stands or has ended.

    Raises:
        Conflict: it does not exist.
    """
    found = records(session, Mandate, select(_mandate).where(_mandate.c.id == mandate_id))
    if not found:
        raise Conflict("mandate", mandate_id, "it does not exist")
    return found[0]


def confirm(session: Session, mandate_id: int, by: str, now: datetime) -> None:
    """Write that somebody confirmed a mandate; who confirmed it first stays known.

    Raises:
        Conflict: it has ended, or does not exist.
    """
    stands = (_mandate.c.id == mandate_id) & _mandate.c.ended_at.is_(None)
    if run(session, select(_mandate.c.id).where(stands)).first() is None:
        raise Conflict("mandate", mandate_id, "it does not stand any more")
    first = stands & _mandate.c.confirmed_at.is_(None)
    run(session, _mandate.update().where(first), {"confirmed_at": now, "confirmed_by": by})


def end(session: Session, person_id: int, organisation_id: int, now: datetime) -> None:
    """End a mandate; the person then speaks for the organisation of the oldest other one, or for none.

    Raises:
        NotFound: no such mandate stands.
    """
    mandate = read(session, person_id, organisation_id)
    run(session, _mandate.update().where(_mandate.c.id == mandate.id), {"ended_at": now})
    if people.read(session, person_id).organisation_id == organisation_id:
        left = of_person(session, person_id)
        people.change(session, person_id, organisation_id=left[0].organisation_id if left else None)


def speak_for(session: Session, person_id: int, organisation_id: int) -> None:
    """Let a person, from now on, speak in their chat for another organisation of theirs.

    Raises:
        NotFound: the person has no standing mandate for it.
    """
    read(session, person_id, organisation_id)
    people.change(session, person_id, organisation_id=organisation_id)


def of_person(session: Session, person_id: int) -> Sequence[Mandate]:
    """The standing mandates of a person, oldest first."""
    return _standing(session, _mandate.c.person_id == person_id)


def of_organisation(session: Session, organisation_id: int) -> Sequence[Mandate]:
    """The standing mandates for an organisation, oldest first."""
    return _standing(session, _mandate.c.organisation_id == organisation_id)


def unconfirmed(session: Session) -> Sequence[Mandate]:
    """The standing mandates that nobody confirmed yet, oldest first; for staff."""
    return _standing(session, _mandate.c.confirmed_at.is_(None))


def _of(person_id: int, organisation_id: int) -> ColumnElement[bool]:
    return (_mandate.c.person_id == person_id) & (_mandate.c.organisation_id == organisation_id)


def _standing(session: Session, which: ColumnElement[bool]) -> list[Mandate]:
    stands = select(_mandate).where(which, _mandate.c.ended_at.is_(None))
    return records(session, Mandate, stands.order_by(_mandate.c.started_at, _mandate.c.id))
