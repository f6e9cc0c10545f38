"""Consent of people that one other organisation of their coalition sees how to reach them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Index, and_, select, text
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, insert_new, records, run, table_of

_STANDS = text("withdrawn_at IS NULL")


class Match(NamedTuple):
    """Two organisations of a coalition, in one direction.

    Attributes:
        organisation_id: whose people can be reached.
        to_organisation_id: which may see how.
    """

    coalition_id: int
    organisation_id: int
    to_organisation_id: int


class ContactConsent(Stored, table=True):
    """A person lets one organisation see their own name, mail and phone. Never changed, only withdrawn.

    Attributes:
        organisation_id: for which the person speaks.
        to_organisation_id: which may see the data.
        text_version: in the words of which text the person was asked.
        withdrawn_at: since when no longer; None while it stands.
    """

    __tablename__ = "contact_consent"
    __table_args__ = (
        Index(
            "ix_contact_consent_standing",
            *("coalition_id", "organisation_id", "to_organisation_id", "person_id"),
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index("ix_contact_consent_coalition_id", "coalition_id"),
        Index("ix_contact_consent_organisation_id", "organisation_id"),
        Index("ix_contact_consent_to_organisation_id", "to_organisation_id"),
        Index("ix_contact_consent_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    to_organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    person_id: int = Field(foreign_key=f"{Person.__tablename__}.id")
    text_version: str
    given_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(sa_type=UtcDateTime)


_consent = table_of(ContactConsent)


def give(session: Session, match: Match, person_id: int, text_version: str, now: datetime) -> bool:
    """Write that a person lets an organisation see how to reach them; one that stands is kept.

    Args:
        session: the session.
        match: for which organisation the person speaks, and which may see the data.
        person_id: whose data.
        text_version: which version of the text the person saw.
        now: the moment.

    Returns:
        Whether it is new.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such coalition, organisation or person.
    """
    given = {"person_id": person_id, "text_version": text_version, "given_at": now}
    return insert_new(session, _consent, {**match._asdict(), **given})


def withdraw(session: Session, match: Match, person_id: int, now: datetime) -> bool:
    """Write that an organisation may not see any more how to reach a person.

    Returns:
        Whether there was anything to withdraw.
    """
    stands = _between(match) & (_consent.c.person_id == person_id) & _consent.c.withdrawn_at.is_(None)
    return run(session, _consent.update().where(stands), {"withdrawn_at": now}).rowcount > 0


def standing(session: Session, match: Match) -> list[ContactConsent]:
    """What stands between two organisations of a coalition, in one direction, the oldest first."""
    return _standing(session, _between(match))


def towards(session: Session, organisation_id: int, to_organisation_id: int) -> list[ContactConsent]:
    """What stands from one organisation to another in whichever coalition, the oldest first."""
    between = (_consent.c.organisation_id == organisation_id) & (_consent.c.to_organisation_id == to_organisation_id)
    return _standing(session, between)


def of_person(session: Session, person_id: int) -> list[ContactConsent]:
    """What a person consented to and did not withdraw, the oldest first."""
    return _standing(session, _consent.c.person_id == person_id)


def _between(match: Match) -> ColumnElement[bool]:
    return and_(*(_consent.c[name] == value for name, value in match._asdict().items()))


def _standing(session: Session, which: ColumnElement[bool]) -> list[ContactConsent]:
    stands = select(_consent).where(which, _consent.c.withdrawn_at.is_(None))
    return records(session, ContactConsent, stands.order_by(_consent.c.id))
