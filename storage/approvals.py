"""What partners answered when they were asked whether they agree to a version of their plan. No answer is changed."""

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import Index, bindparam, select
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import EMPTY, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.organisations import Organisation
from storage.people import Person
from storage.prepared import Prepared
from storage.statements import Session, insert_row, records, table_of

ApprovalAnswer = Literal["yes", "remark", "objection"]
"""Agrees; agrees and says something with it; does not agree, and says why."""


class Given(NamedTuple):
    """An answer of an organisation to a version, and what it says with it.

    Attributes:
        number: the number of the version that was shown.
        hash: the fingerprint of what that version says.
        remark: the remark, or the reason of an objection; "" for a bare yes.
    """

    number: int
    hash: str
    answer: ApprovalAnswer
    remark: str = ""


class Approval(Stored, table=True):
    """One answer of one organisation. The last one of an organisation counts.

    Attributes:
        number: of the version that was shown.
        hash: the fingerprint of that version.
        answer: "yes", "remark" or "objection".
        remark: what was said with it; "" for nothing.
        person_id: who gave it; None when that person is gone.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_coalition_id", "coalition_id"),
        Index("ix_approval_organisation_id", "organisation_id"),
        Index("ix_approval_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    number: int
    hash: str
    answer: str
    remark: str = Field(default="", sa_column_kwargs=EMPTY)
    person_id: int | None = Field(foreign_key=f"{Person.__tablename__}.id")
    at: datetime = Field(sa_type=UtcDateTime)


_approval = table_of(Approval)
_OF_COALITION = Prepared(
    select(_approval).where(_approval.c.coalition_id == bindparam("of_coalition")).order_by(_approval.c.id)
)


def add(session: Session, coalition_id: int, organisation_id: int, given: Given, person_id: int, now: datetime) -> int:
    """Keep an answer.

    Returns:
        Its id.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such coalition, organisation or person.
    """
    of = {"coalition_id": coalition_id, "organisation_id": organisation_id, "person_id": person_id, "at": now}
    return insert_row(session, _approval.insert(), {**of, **given._asdict()})


def all_of(session: Session, coalition_id: int) -> list[Approval]:
    """All answers in a coalition, oldest first."""
    return records(session, Approval, _OF_COALITION, {"of_coalition": coalition_id})


def last_of_each(session: Session, coalition_id: int) -> dict[int, Approval]:
    """The last answer of each organisation of a coalition, by its id."""
    return {one.organisation_id: one for one in all_of(session, coalition_id)}
