"""Plans that were handed in, and what the municipality asked when it sent one back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Index, select
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import EMPTY, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, insert_row, records, run, table_of


class Asked(NamedTuple):
    """What staff ask about a section, and which organisation it concerns; None for those who write the plan."""

    section: str
    question: str
    organisation_id: int | None


class Submission(Stored, table=True):
    """A version of a plan that was handed in. The last one of a coalition counts.

    Attributes:
        id: also the number on the receipt.
        number: of the version.
        hash: the fingerprint of that version.
        person_id: who handed it in; None when that person is gone.
        withdrawn_at: when it was withdrawn; None while it stands.
    """

    __tablename__ = "submission"
    __table_args__ = (
        Index("ix_submission_coalition_id", "coalition_id"),
        Index("ix_submission_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    number: int
    hash: str
    person_id: int | None = Field(foreign_key=f"{Person.__tablename__}.id")
    at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def receipt(self) -> str:
        """The number on the receipt: the year, and a number that no other plan has."""
        return f"{self.at.year}-{self.id:04d}"


class StaffQuestion(Stored, table=True):
    """Something that staff ask about one section of a plan that they sent back; the section may then change.

    Attributes:
        submission_id: what was handed in when they asked.
        section: which section, by its name in `knowledge/proposal/changes.yml`.
        question: what they ask.
        organisation_id: whom it concerns; None for those who write the plan.
        asked_by: the name of the member of staff.
        answer: what the organisation says that it did; "" as long as it did not.
        answered_at: when it said so; None while the question is open.
        person_id: who said so; None when nobody did, or when that person is gone.
        closed_at: when the plan was handed in again, or withdrawn; None before.
    """

    __tablename__ = "staff_question"
    __table_args__ = (
        Index("ix_staff_question_coalition_id", "coalition_id"),
        Index("ix_staff_question_submission_id", "submission_id"),
        Index("ix_staff_question_organisation_id", "organisation_id"),
        Index("ix_staff_question_person_id", "person_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    submission_id: int = Field(foreign_key="submission.id")
    section: str
    question: str
    organisation_id: int | None = Field(foreign_key=f"{Organisation.__tablename__}.id")
    asked_by: str
    asked_at: datetime = Field(sa_type=UtcDateTime)
    answer: str = Field(default="", sa_column_kwargs=EMPTY)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key=f"{Person.__tablename__}.id")
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


_submission = table_of(Submission)
_question = table_of(StaffQuestion)


def add(session: Session, coalition_id: int, version: tuple[int, str], person_id: int, now: datetime) -> Submission:
    """Keep that a version was handed in, which is given by its number and its fingerprint.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such coalition or person.
    """
    number, digest = version
    new = {"coalition_id": coalition_id, "number": number, "hash": digest, "person_id": person_id, "at": now}
    return read(session, insert_row(session, _submission.insert(), {**new, "withdrawn_at": None}))


def read(session: Session, submission_id: int) -> Submission:
    """Read what was handed in.

    Raises:
        NotFound: there is no such submission.
    """
    found = records(session, Submission, select(_submission).where(_submission.c.id == submission_id))
    if not found:
        raise NotFound("submission", submission_id)
    return found[0]


def of_coalition(session: Session, coalition_id: int) -> list[Submission]:
    """What a coalition handed in, oldest first; also what was withdrawn."""
    query = select(_submission).where(_submission.c.coalition_id == coalition_id).order_by(_submission.c.id)
    return records(session, Submission, query)


def last(session: Session, coalition_id: int) -> Submission | None:
    """What a coalition handed in last; None when it never did, or withdrew it."""
    found = of_coalition(session, coalition_id)
    return found[-1] if found and found[-1].withdrawn_at is None else None


def coalitions_with_one(session: Session) -> list[int]:
    """The coalitions that ever handed in a plan, in the order in which they first did."""
    query = select(_submission.c.coalition_id).order_by(_submission.c.id)
    return list(dict.fromkeys(run(session, query).scalars()))


def withdraw(session: Session, submission_id: int, now: datetime) -> None:
    """Write that what was handed in is withdrawn; questions about it are closed."""
    run(session, _submission.update().where(_submission.c.id == submission_id), {"withdrawn_at": now})
    close(session, read(session, submission_id).coalition_id, now)


def ask(session: Session, submission: Submission, asked: Asked, by: str, now: datetime) -> int:
    """Keep a question of staff; gives its number.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such organisation.
    """
    new = {"coalition_id": submission.coalition_id, "submission_id": submission.id, "asked_by": by, "asked_at": now}
    return insert_row(session, _question.insert(), {**new, **asked._asdict(), "answer": ""})


def question(session: Session, question_id: int) -> StaffQuestion:
    """Read a question.

    Raises:
        NotFound: there is no such question.
    """
    found = records(session, StaffQuestion, select(_question).where(_question.c.id == question_id))
    if not found:
        raise NotFound("staff question", question_id)
    return found[0]


def questions(session: Session, coalition_id: int, *, open_only: bool) -> Sequence[StaffQuestion]:
    """All questions about the plan of a coalition, or those since it last came back; the oldest first."""
    query = select(_question).where(_question.c.coalition_id == coalition_id).order_by(_question.c.id)
    return records(session, StaffQuestion, query.where(_question.c.closed_at.is_(None)) if open_only else query)


def answer(session: Session, question_id: int, text: str, person_id: int, now: datetime) -> None:
    """Keep what an organisation says that it did; a later answer takes the place of an earlier one.

    Raises:
        Conflict: the plan was handed in again, or withdrawn.
    """
    still = (_question.c.id == question_id) & _question.c.closed_at.is_(None)
    said = {"answer": text, "person_id": person_id, "answered_at": now}
    if not run(session, _question.update().where(still), said).rowcount:
        raise Conflict("staff question", question_id, "it is closed")


def close(session: Session, coalition_id: int, now: datetime) -> None:
    """Close the questions about a plan that was handed in again, or withdrawn."""
    still = (_question.c.coalition_id == coalition_id) & _question.c.closed_at.is_(None)
    run(session, _question.update().where(still), {"closed_at": now})
