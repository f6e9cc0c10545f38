"""Who was reminded of a contribution that is still to come, how often, and who wants that no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlmodel import Field

from storage.coalitions import Coalition, CoalitionPartner
from storage.columns import CLUSTERED, Stored, UtcDateTime
from storage.conversations import Conversation
from storage.mandates import Mandate
from storage.notices import Notice
from storage.people import Person
from storage.revisions import Revision
from storage.statements import Session, insert_new, run, table_of

CONTRIBUTION = "contribution"
"""The section whose absence people are reminded of."""

RESPONSE = "utter_reminder"
"""What is said to remind somebody."""


class Reminder(Stored, table=True):
    """A person was reminded for a coalition, or does not want to be.

    Attributes:
        count: how often.
        last_at: when last; None when never.
        stopped_at: since when the person wants none; None when that was not said.
    """

    __tablename__ = "reminder"
    __table_args__ = (CLUSTERED,)

    person_id: int = Field(foreign_key=f"{Person.__tablename__}.id", primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id", primary_key=True, index=True)
    count: int
    last_at: datetime | None = Field(sa_type=UtcDateTime)
    stopped_at: datetime | None = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person whose organisation takes part in a coalition and did not tell its contribution yet.

    Attributes:
        since: since when it takes part.
        count: how often the person was reminded.
        last_at: when last; None when never.
    """

    person_id: int
    coalition_id: int
    call_code: str
    name: str
    organisation_id: int
    since: datetime
    count: int
    last_at: datetime | None


_reminder = table_of(Reminder)
_coalition = table_of(Coalition)
_place = table_of(CoalitionPartner)
_person = table_of(Person)
_mandate = table_of(Mandate)
_revision = table_of(Revision)
_conversation = table_of(Conversation)
_notice = table_of(Notice)


def waiting(session: Session, before: datetime, quiet: datetime) -> list[Waiting]:
    """Give the people who may be reminded, longest waiting first; nobody for whom a reminder is on its way.

    Args:
        session: the session.
        before: since when their organisation takes part at least, and since when they were not reminded.
        quiet: who said something since is left in peace.
    """
    of_it = and_(_reminder.c.person_id == _person.c.id, _reminder.c.coalition_id == _place.c.coalition_id)
    told = select(_revision.c.id).where(
        _revision.c.coalition_id == _place.c.coalition_id,
        _revision.c.organisation_id == _place.c.organisation_id,
        _revision.c.section == CONTRIBUTION,
    )
    on_its_way = select(_notice.c.id).where(_notice.c.person_id == _person.c.id, _notice.c.name == RESPONSE)
    query = (
        select(
            _person.c.id.label("person_id"),
            *(_place.c.coalition_id, _coalition.c.call_code, _coalition.c.name, _place.c.organisation_id),
            *(_place.c.since, _reminder.c.count, _reminder.c.last_at),
        )
        .select_from(_place)
        .join(_coalition, _coalition.c.id == _place.c.coalition_id)
        .join(_mandate, and_(_mandate.c.organisation_id == _place.c.organisation_id, _mandate.c.ended_at.is_(None)))
        .join(_person, _person.c.id == _mandate.c.person_id)
        .join(_conversation, _conversation.c.person_id == _person.c.id)
        .outerjoin(_reminder, of_it)
        .where(_place.c.state == "accepted", _place.c.since < before, _coalition.c.state != "ended")
        .where(_coalition.c.asking_organisation_id != _place.c.organisation_id, ~told.exists(), ~on_its_way.exists())
        .where(_conversation.c.updated_at < quiet, _conversation.c.state.is_not(None))
        .where(_reminder.c.stopped_at.is_(None), or_(_reminder.c.last_at.is_(None), _reminder.c.last_at < before))
        .order_by(_place.c.since, _place.c.coalition_id, _person.c.id)
    )
    return [Waiting(**{**row, "count": row["count"] or 0}) for row in run(session, query).mappings()]


def note(session: Session, person_id: int, coalition_id: int, count: int, now: datetime) -> bool:
    """Write that a person is reminded now.

    Args:
        session: the session.
        person_id: who.
        coalition_id: of which coalition.
        count: how often before.
        now: the moment.

    Returns:
        False when somebody else just did so, or the person stopped it.
    """
    new = {"person_id": person_id, "coalition_id": coalition_id, "count": 1, "last_at": now, "stopped_at": None}
    if count == 0 and insert_new(session, _reminder, new):
        return True
    same = (_reminder.c.person_id == person_id) & (_reminder.c.coalition_id == coalition_id)
    same &= (_reminder.c.count == count) & _reminder.c.stopped_at.is_(None)
    return run(session, _reminder.update().where(same), {"count": count + 1, "last_at": now}).rowcount > 0


def stop(session: Session, person_id: int, coalition_ids: Iterable[int], now: datetime) -> None:
    """Write that a person wants no (more) reminders for these coalitions."""
    for coalition_id in coalition_ids:
        key = {"person_id": person_id, "coalition_id": coalition_id}
        if not insert_new(session, _reminder, {**key, "count": 0, "last_at": None, "stopped_at": now}):
            of_it = (_reminder.c.person_id == person_id) & (_reminder.c.coalition_id == coalition_id)
            run(session, _reminder.update().where(of_it), {"stopped_at": now})


def take_back(session: Session, person_ids: Iterable[int]) -> None:
    """Delete the reminders that are on their way to these people."""
    run(session, _notice.delete().where(_notice.c.person_id.in_(list(person_ids)), _notice.c.name == RESPONSE))
