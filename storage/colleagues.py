"""Links by which somebody who speaks for an organisation lets a colleague speak for it too."""

from datetime import datetime

from sqlalchemy import Index, select
from sqlmodel import Field

from storage.columns import CLUSTERED, Stored, UtcDateTime
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, records, run, table_of


class ColleagueLink(Stored, table=True):
    """A secret that gives one person a mandate, once. Only its hash is stored, so who reads the table can use none.

    Attributes:
        hash: of the secret (`links.digest`).
        organisation_id: for which organisation.
        person_id: who made it.
        expires_at: until when it works.
        used_at: when it was used; None when it was not.
    """

    __tablename__ = "colleague_link"
    __table_args__ = (
        Index("ix_colleague_link_organisation_id", "organisation_id"),
        Index("ix_colleague_link_person_id", "person_id"),
        CLUSTERED,
    )

    hash: str = Field(primary_key=True)
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    person_id: int = Field(foreign_key=f"{Person.__tablename__}.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(sa_type=UtcDateTime)


_link = table_of(ColleagueLink)


def add(
    session: Session, hashed: str, organisation_id: int, person_id: int, now: datetime, expires_at: datetime
) -> None:
    """Store a link.

    Args:
        session: the session.
        hashed: the hash of its secret.
        organisation_id: for which organisation.
        person_id: who made it.
        now: the moment.
        expires_at: until when it works.
    """
    of_it = {"hash": hashed, "organisation_id": organisation_id, "person_id": person_id}
    run(session, _link.insert(), {**of_it, "created_at": now, "expires_at": expires_at})


def find(session: Session, hashed: str, now: datetime) -> ColleagueLink | None:
    """Find a link that still works, by the hash of its secret."""
    live = (_link.c.hash == hashed) & _link.c.used_at.is_(None) & (_link.c.expires_at > now)
    return next(iter(records(session, ColleagueLink, select(_link).where(live))), None)


def use(session: Session, hashed: str, now: datetime) -> bool:
    """Write that a link was used; False when somebody else did so first, or when it works no longer."""
    live = (_link.c.hash == hashed) & _link.c.used_at.is_(None) & (_link.c.expires_at > now)
    return run(session, _link.update().where(live), {"used_at": now}).rowcount > 0


def drop_made(session: Session, person_id: int, organisation_id: int) -> None:
    """Drop the links that somebody made for an organisation for which they no longer speak."""
    made = (_link.c.person_id == person_id) & (_link.c.organisation_id == organisation_id)
    run(session, _link.delete().where(made, _link.c.used_at.is_(None)))
