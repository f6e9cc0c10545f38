"""What people wrote for a coalition, in the order in which they did: nothing that was written is ever written over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, UniqueConstraint, bindparam, select
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict
from storage.organisations import Organisation
from storage.people import Person
from storage.prepared import Prepared
from storage.statements import Session, insert_new, records, rows, table_of

OWN_PART = "own_part"
"""What sections begin with in which the organisation that asks tells its own part; each is one answer ("own_part.X").

A section that is called so and nothing more holds all of these answers, as they were kept at first.
"""


class Revision(Stored, table=True):
    """One version of one section. The section says now what its version with the highest number says.

    Attributes:
        section: which: "contribution", the name of an answer that partners write together, or `OWN_PART` and the name
            of an answer that the organisation that asks gives alone.
        organisation_id: whose section: who contributes, or for what is written together the one that asks.
        number: from 1, without gaps.
        content: what it says, as plain JSON values.
        person_id: who wrote it; None when that person is gone.
    """

    __tablename__ = "revision"
    __table_args__ = (
        UniqueConstraint("coalition_id", "organisation_id", "section", "number"),
        Index("ix_revision_organisation_id", "organisation_id"),
        Index("ix_revision_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    section: str
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    number: int
    content: dict[str, Any] = Field(sa_type=JSON)
    person_id: int | None = Field(foreign_key=f"{Person.__tablename__}.id")
    at: datetime = Field(sa_type=UtcDateTime)


_revision = table_of(Revision)
_OF_SECTION = Prepared(
    select(_revision)
    .where(
        _revision.c.coalition_id == bindparam("of_coalition"),
        _revision.c.organisation_id == bindparam("of_organisation"),
        _revision.c.section == bindparam("of_section"),
    )
    .order_by(_revision.c.number)
)
_later = _revision.alias("later")
_IS_LAST = ~(
    select(_later.c.id)
    .where(*(_later.c[key] == _revision.c[key] for key in ("coalition_id", "organisation_id", "section")))
    .where(_later.c.number > _revision.c.number)
    .exists()
)
_LAST_OF_EACH = Prepared(
    select(_revision)
    .where(
        _revision.c.coalition_id == bindparam("of_coalition"),
        _revision.c.organisation_id == bindparam("of_organisation"),
        _IS_LAST,
    )
    .order_by(_revision.c.section)
)
_coalition = table_of(Coalition)
_LAST_NUMBERS = Prepared(
    select(_revision.c.section, _revision.c.number)
    .join(
        _coalition,
        (_coalition.c.id == _revision.c.coalition_id)
        & (_coalition.c.asking_organisation_id == _revision.c.organisation_id),
    )
    .where(_revision.c.coalition_id == bindparam("of_coalition"), _IS_LAST)
)


def append(
    session: Session,
    key: tuple[int, int, str],
    after: int,
    content: Mapping[str, Any],
    person_id: int | None,
    now: datetime,
) -> int:
    """Write the next version of a section.

    Args:
        session: the session.
        key: the coalition, the organisation and the section.
        after: the number of the version that its writer saw last; 0 when there was none.
        content: what it says, as plain JSON values.
        person_id: who wrote it.
        now: the moment.

    Returns:
        Its number.

    Raises:
        Conflict: there is a later version, which the writer did not see.
        sqlalchemy.exc.IntegrityError: there is no such coalition, organisation or person.
    """
    coalition_id, organisation_id, section = key
    where = {"coalition_id": coalition_id, "organisation_id": organisation_id, "section": section}
    new = {**where, "number": after + 1, "content": dict(content), "person_id": person_id, "at": now}
    if not insert_new(session, _revision, new):
        raise Conflict("revision", key, f"there is a version after {after}")
    return after + 1


def last(session: Session, coalition_id: int, organisation_id: int, section: str) -> Revision | None:
    """What a section says now; None when nobody wrote it."""
    found = history(session, coalition_id, organisation_id, section)
    return found[-1] if found else None


def history(session: Session, coalition_id: int, organisation_id: int, section: str) -> list[Revision]:
    """All versions of a section, oldest first."""
    key = {"of_coalition": coalition_id, "of_organisation": organisation_id, "of_section": section}
    return records(session, Revision, _OF_SECTION, key)


def sections(session: Session, coalition_id: int, organisation_id: int) -> list[Revision]:
    """What each section of an organisation in a coalition says now."""
    return records(session, Revision, _LAST_OF_EACH, {"of_coalition": coalition_id, "of_organisation": organisation_id})


def numbers(session: Session, coalition_id: int) -> dict[str, int]:
    """The number of the last version of each section of the organisation that asks for a coalition."""
    return {str(section): number for section, number in rows(session, _LAST_NUMBERS, {"of_coalition": coalition_id})}


def newest(session: Session, coalition_id: int) -> list[Revision]:
    """What each section of each organisation of a coalition says now, the one that changed last first."""
    of_it = select(_revision).where(_revision.c.coalition_id == coalition_id, _IS_LAST)
    return records(session, Revision, of_it.order_by(_revision.c.at.desc(), _revision.c.id.desc()))


def of_all(session: Session, coalition_id: int, section: str) -> Sequence[Revision]:
    """What a section says now, of each organisation of a coalition that wrote it."""
    of_section = (_revision.c.coalition_id == coalition_id) & (_revision.c.section == section)
    return records(
        session, Revision, select(_revision).where(of_section, _IS_LAST).order_by(_revision.c.organisation_id)
    )
