"""Coalitions: an organisation that asks, and those with whom it wants to answer a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TypedDict, Unpack

from sqlalchemy import ColumnElement, Index, UniqueConstraint, select
from sqlmodel import Field

from storage.calls import CallRecord
from storage.columns import CLUSTERED, EMPTY, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import NotFound
from storage.organisations import Organisation
from storage.statements import Session, insert_new, records, run, table_of


class Coalition(Stored, table=True):
    """One organisation's coalition for one call; its state is "forming" until the partners agree.

    Attributes:
        decision_rule: how its members decide, as a stable word; "" as long as they did not say so.
        decision_note: the same in their own words; may be empty.
        warned_at: when its members were warned that it goes, since nothing happens in it; None when that is not so.
    """

    __tablename__ = "coalition"
    __table_args__ = (
        UniqueConstraint("asking_organisation_id", "call_code"),
        Index("ix_coalition_call_code", "call_code"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    call_code: str = Field(foreign_key=f"{CallRecord.__tablename__}.code")
    name: str
    asking_organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    state: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    decision_rule: str = Field(sa_column_kwargs=EMPTY)
    decision_note: str = Field(sa_column_kwargs=EMPTY)
    warned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class CoalitionPartner(Stored, table=True):
    """An organisation in a coalition, since the moment at which it got this role and state."""

    __tablename__ = "coalition_partner"
    __table_args__ = (Index("ix_coalition_partner_organisation_id", "organisation_id"), CLUSTERED)

    coalition_id: int = Field(foreign_key="coalition.id", primary_key=True)
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id", primary_key=True)
    role: str
    state: str
    since: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True)
class PartnerData:
    """A place: role "lead", "candidate" (for that), "partner" or "support"; state as in `knowledge/lifecycle.yml`."""

    organisation_id: int
    role: str
    state: str


@dataclass(frozen=True, slots=True)
class AgreedCoalition:
    """A coalition that its members agreed on: for which call, since when, and who, by their ids in ascending order."""

    call_code: str
    created_at: datetime
    members: tuple[int, ...]


class CoalitionChanges(TypedDict, total=False):
    """What may change about a coalition; what is left out stays as it is."""

    name: str
    state: str
    decision_rule: str
    decision_note: str


_coalition = table_of(Coalition)
_partner = table_of(CoalitionPartner)


def open_or_get(session: Session, call_code: str, asking_organisation_id: int, name: str, now: datetime) -> Coalition:
    """The coalition of an organisation for a call; a new one, without partners yet, when there is none.

    Args:
        session: the session.
        call_code: the call, which must be saved.
        asking_organisation_id: who asks.
        name: the name of a new coalition; one that is there already keeps its name.
        now: the moment.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such call or organisation.
    """
    key = {"call_code": call_code, "asking_organisation_id": asking_organisation_id}
    new = {**key, "name": name, "state": "forming", "created_at": now, "updated_at": now}
    query = select(_coalition).where(*(_coalition.c[column] == value for column, value in key.items()))
    found = records(session, Coalition, query)
    if not found:
        insert_new(session, _coalition, new)
        found = records(session, Coalition, query)
    return found[0]


def read(session: Session, coalition_id: int) -> Coalition:
    """Read a coalition.

    Raises:
        NotFound: there is no such coalition.
    """
    found = records(session, Coalition, select(_coalition).where(_coalition.c.id == coalition_id))
    if not found:
        raise NotFound("coalition", coalition_id)
    return found[0]


def calls_of(session: Session, organisation_id: int) -> frozenset[str]:
    """The calls for which an organisation asked for a coalition."""
    asked = select(_coalition.c.call_code).where(_coalition.c.asking_organisation_id == organisation_id)
    return frozenset(row.call_code for row in run(session, asked))


def of_organisation(session: Session, organisation_id: int) -> list[Coalition]:
    """The coalitions in which an organisation has a place, whatever its state there, oldest first."""
    joined = select(_partner.c.coalition_id).where(_partner.c.organisation_id == organisation_id)
    return records(session, Coalition, select(_coalition).where(_coalition.c.id.in_(joined)).order_by(_coalition.c.id))


def of_call(session: Session, call_code: str) -> list[Coalition]:
    """The coalitions for a call that did not end, oldest first."""
    stands = (_coalition.c.call_code == call_code) & (_coalition.c.state != "ended")
    return records(session, Coalition, select(_coalition).where(stands).order_by(_coalition.c.id))


def change(session: Session, coalition_id: int, now: datetime, **changes: Unpack[CoalitionChanges]) -> None:
    """Write what changed about a coalition. Who moves its state on counts a change of coalitions (`changes.tick`).

    Raises:
        NotFound: there is no such coalition.
    """
    values = {**changes, "updated_at": now}
    if not run(session, _coalition.update().where(_coalition.c.id == coalition_id), values).rowcount:
        raise NotFound("coalition", coalition_id)


def place(session: Session, coalition_id: int, organisation_id: int) -> CoalitionPartner | None:
    """The place of an organisation in a coalition; None when it has none."""
    found = records(session, CoalitionPartner, select(_partner).where(_at(coalition_id, organisation_id)))
    return found[0] if found else None


def put(session: Session, coalition_id: int, organisation_id: int, role: str, state: str, now: datetime) -> None:
    """Give an organisation a place in a coalition, or another role or state in it.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such coalition or organisation.
    """
    key = {"coalition_id": coalition_id, "organisation_id": organisation_id}
    values = {"role": role, "state": state, "since": now}
    if not insert_new(session, _partner, {**key, **values}):
        run(session, _partner.update().where(_at(coalition_id, organisation_id)), values)
    run(session, _coalition.update().where(_coalition.c.id == coalition_id), {"updated_at": now})


def give_role(session: Session, coalition_id: int, organisation_id: int, role: str, now: datetime) -> None:
    """Give a place another role; since when it is in its state stays."""
    run(session, _partner.update().where(_at(coalition_id, organisation_id)), {"role": role})
    run(session, _coalition.update().where(_coalition.c.id == coalition_id), {"updated_at": now})


def set_partners(session: Session, coalition_id: int, wanted: Sequence[PartnerData], now: datetime) -> bool:
    """Make these the partners of a coalition; who stays with the same role and state keeps its `since`.

    Returns:
        Whether anything changed.

    Raises:
        NotFound: there is no such coalition.
        sqlalchemy.exc.IntegrityError: an organisation does not exist, or stands in the list twice.
    """
    read(session, coalition_id)
    before = {PartnerData(one.organisation_id, one.role, one.state) for one in partners(session, coalition_id)}
    added = [one for one in wanted if one not in before]
    gone = [one.organisation_id for one in before - set(wanted)]
    if not added and not gone:
        return False
    of_coalition = _partner.c.coalition_id == coalition_id
    run(session, _partner.delete().where(of_coalition, _partner.c.organisation_id.in_(gone)))
    for one in added:
        values = {"organisation_id": one.organisation_id, "role": one.role, "state": one.state, "since": now}
        run(session, _partner.insert(), {"coalition_id": coalition_id, **values})
    run(session, _coalition.update().where(_coalition.c.id == coalition_id), {"updated_at": now})
    return True


def partners(session: Session, coalition_id: int) -> list[CoalitionPartner]:
    """The partners of a coalition: the lead partner first, then in the order in which they came."""
    found = records(session, CoalitionPartner, select(_partner).where(_partner.c.coalition_id == coalition_id))
    return sorted(found, key=lambda one: (one.role != "lead", one.since, one.organisation_id))


def agreed(session: Session) -> list[AgreedCoalition]:
    """The coalitions on which their members agreed, the oldest first; also those that ended since.

    One that is forming is left out, and so is who was suggested only: they may not know of it. Who moves a coalition on
    counts a change of coalitions (`changes.tick`), so that matching learns of it.
    """
    query = (
        select(_coalition.c.id, _coalition.c.call_code, _coalition.c.created_at, _partner.c.organisation_id)
        .join(_partner, _partner.c.coalition_id == _coalition.c.id)
        .where(_coalition.c.state != "forming", _partner.c.state != "suggested")
        .order_by(_coalition.c.id, _partner.c.organisation_id)
    )
    found = groupby(run(session, query), key=lambda row: (row.id, row.call_code, row.created_at))
    return [
        AgreedCoalition(call_code, created_at, tuple(row.organisation_id for row in rows))
        for (_, call_code, created_at), rows in found
    ]


def _at(coalition_id: int, organisation_id: int) -> ColumnElement[bool]:
    return (_partner.c.coalition_id == coalition_id) & (_partner.c.organisation_id == organisation_id)
