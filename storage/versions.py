"""Versions of whole proposals: what a coalition's plan said at a moment, with a number and a hash of its content.

A version is never changed, except that the name of who is erased is struck out of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, select
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.people import Person
from storage.statements import Session, insert_new, records, table_of


class ProposalVersion(Stored, table=True):
    """One version of the plan of a coalition.

    Attributes:
        number: from 1, without gaps.
        hash: of what is agreed on, as 64 hexadecimal digits; versions that say the same have the same.
        content: what the plan says, as plain JSON values; without contact data.
        person_id: in whose chat it was made; None when that person is gone.
    """

    __tablename__ = "proposal_version"
    __table_args__ = (
        UniqueConstraint("coalition_id", "number"),
        Index("ix_proposal_version_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    number: int
    hash: str
    content: dict[str, Any] = Field(sa_type=JSON)
    person_id: int | None = Field(foreign_key=f"{Person.__tablename__}.id")
    at: datetime = Field(sa_type=UtcDateTime)


_version = table_of(ProposalVersion)


def add(
    session: Session,
    key: tuple[int, int],
    hash_: str,
    content: Mapping[str, Any],
    person_id: int | None,
    now: datetime,
) -> ProposalVersion:
    """Add the next version of the plan of a coalition.

    Args:
        session: the session.
        key: the coalition, and the number of the version: one more than that of its last.
        hash_: of what is agreed on.
        content: what the plan says, as plain JSON values, without contact data.
        person_id: in whose chat it is made.
        now: the moment.

    Raises:
        Conflict: there is such a version already, or not yet the one before it.
        sqlalchemy.exc.IntegrityError: there is no such coalition or person.
    """
    coalition_id, number = key
    before = last(session, coalition_id)
    if number != (before.number if before else 0) + 1:
        raise Conflict("version", key, "it is not the next")
    new = {"coalition_id": coalition_id, "number": number, "hash": hash_, "content": dict(content)}
    if not insert_new(session, _version, {**new, "person_id": person_id, "at": now}):
        raise Conflict("version", key, "somebody else was first")
    return read(session, coalition_id, number)


def last(session: Session, coalition_id: int) -> ProposalVersion | None:
    """The newest version of the plan of a coalition; None when there is none."""
    newest = select(_version).where(_version.c.coalition_id == coalition_id).order_by(_version.c.number.desc()).limit(1)
    found = records(session, ProposalVersion, newest)
    return found[0] if found else None


def read(session: Session, coalition_id: int, number: int) -> ProposalVersion:
    """Read a version.

    Raises:
        NotFound: there is no such version.
    """
    of_it = (_version.c.coalition_id == coalition_id) & (_version.c.number == number)
    found = records(session, ProposalVersion, select(_version).where(of_it))
    if not found:
        raise NotFound("version", (coalition_id, number))
    return found[0]


def all_of(session: Session, coalition_id: int) -> list[ProposalVersion]:
    """All versions of the plan of a coalition, oldest first."""
    of_it = select(_version).where(_version.c.coalition_id == coalition_id).order_by(_version.c.number)
    return records(session, ProposalVersion, of_it)
