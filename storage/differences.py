"""Organisations that look like one and are not, so that nobody has to decide that twice."""

from datetime import datetime

from sqlalchemy import Index, select
from sqlmodel import Field

from storage import organisations
from storage.columns import CLUSTERED, Stored, UtcDateTime
from storage.errors import Conflict
from storage.organisations import Organisation
from storage.statements import Session, insert_new, run, table_of


class OrganisationDifference(Stored, table=True):
    """Somebody decided that two organisations are not the same; the one with the smaller id stands first."""

    __tablename__ = "organisation_difference"
    __table_args__ = (Index("ix_organisation_difference_other_id", "other_id"), CLUSTERED)

    one_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id", primary_key=True)
    other_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id", primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    why: str


_difference = table_of(OrganisationDifference)


def remember(session: Session, one: int, other: int, by: str, why: str, now: datetime) -> bool:
    """Remember that two organisations are not the same; returns whether that is new.

    Raises:
        NotFound: one of them does not exist.
        Conflict: they are the same, or one stands for the other.
    """
    if organisations.standing(session, one) == organisations.standing(session, other):
        raise Conflict("organisation", one, f"it is the same as {other}")
    first, second = sorted((one, other))
    return insert_new(session, _difference, {"one_id": first, "other_id": second, "at": now, "by": by, "why": why})


def pairs(session: Session) -> set[tuple[int, int]]:
    """The pairs of which somebody decided that they are not the same, the smaller id first."""
    return {(row.one_id, row.other_id) for row in run(session, select(_difference.c.one_id, _difference.c.other_id))}
