"""Which organisations were shown as a partner, in which conversations, and in which of those they were chosen."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Index, Select, bindparam, case, func, or_, select
from sqlmodel import Field

from storage.calls import CallRecord
from storage.columns import CLUSTERED, Stored, UtcDateTime
from storage.conversations import Conversation
from storage.organisations import Organisation
from storage.statements import Session, insert_new, run, table_of


class Exposure(Stored, table=True):
    """An organisation that a conversation showed for a call; shown again in the same conversation is one row.

    Attributes:
        call_code: the call.
        organisation_id: who was shown.
        conversation_id: where. The row goes when the conversation is erased.
        shown_at: when for the first time.
        chosen_at: since when it is among the chosen partners; None when it is not.
    """

    __tablename__ = "exposure"
    __table_args__ = (
        Index("ix_exposure_conversation_id", "conversation_id"),
        Index("ix_exposure_organisation_id", "organisation_id"),
        CLUSTERED,
    )

    call_code: str = Field(foreign_key=f"{CallRecord.__tablename__}.code", primary_key=True)
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id", primary_key=True)
    conversation_id: int = Field(foreign_key=f"{Conversation.__tablename__}.id", primary_key=True)
    shown_at: datetime = Field(sa_type=UtcDateTime)
    chosen_at: datetime | None = Field(sa_type=UtcDateTime)


class Count(NamedTuple):
    """In how many conversations an organisation was shown for a call, and in how many of those it is chosen."""

    shown: int
    chosen: int


_exposure = table_of(Exposure)
_organisation = table_of(Organisation)
_COUNTS = (
    select(_exposure.c.organisation_id, func.count(), func.count(_exposure.c.chosen_at))
    .where(_exposure.c.call_code == bindparam("of_call"))
    .where(_exposure.c.conversation_id != bindparam("not_of"))
    .group_by(_exposure.c.organisation_id)
)
_CONVERSATIONS = select(func.count(_exposure.c.conversation_id.distinct())).where(
    _exposure.c.call_code == bindparam("of_call")
)


def _newcomers() -> Select[tuple[int]]:
    """Build the query of `newcomers`: it jumps through an index from source to source, however many came from each."""
    other = _organisation.alias()
    sources = select(func.min(_organisation.c.source).label("name")).cte("sources", recursive=True)
    following = select(func.min(other.c.source)).where(other.c.source > sources.c.name).scalar_subquery()
    sources = sources.union_all(select(following).where(sources.c.name.is_not(None)))
    first = select(func.min(other.c.created_at)).where(other.c.source == sources.c.name).scalar_subquery()
    since = bindparam("since", type_=UtcDateTime)
    after = case((or_(sources.c.name == bindparam("one_by_one"), first < since), since), else_=first)
    of_source = (_organisation.c.source == sources.c.name) & (_organisation.c.created_at > after)
    of_source &= _organisation.c.willing  # Each conversation has an organisation of its own, which nobody is shown.
    return select(_organisation.c.id).select_from(sources).join(_organisation, of_source)


_NEWCOMERS = _newcomers()
NOBODY = 0
"""No conversation has this id."""


def show(session: Session, call_code: str, conversation_id: int, organisations: Iterable[int], now: datetime) -> None:
    """Write that a conversation shows these organisations for a call; those that it showed before stay as they are.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such call, conversation or organisation.
    """
    of_it = {"call_code": call_code, "conversation_id": conversation_id, "shown_at": now}
    for organisation_id in organisations:
        insert_new(session, _exposure, {**of_it, "organisation_id": organisation_id})


def choose(session: Session, call_code: str, conversation_id: int, chosen: Collection[int], now: datetime) -> None:
    """Make these of the organisations that a conversation showed for a call the chosen ones, and no others."""
    of_it = (_exposure.c.call_code == call_code) & (_exposure.c.conversation_id == conversation_id)
    among = _exposure.c.organisation_id.in_(chosen)
    since = case((among, func.coalesce(_exposure.c.chosen_at, bindparam("now", now, UtcDateTime))), else_=None)
    changed = or_(among & _exposure.c.chosen_at.is_(None), ~among & _exposure.c.chosen_at.is_not(None))
    run(session, _exposure.update().where(of_it, changed).values(chosen_at=since))


def counts(session: Session, call_code: str, without: int = NOBODY) -> dict[int, Count]:
    """How often each organisation was shown for a call, and chosen; who never was is not in it.

    Args:
        session: the session.
        call_code: the call.
        without: a conversation that is not counted.
    """
    rows = run(session, _COUNTS, {"of_call": call_code, "not_of": without})
    return {organisation_id: Count(shown, chosen) for organisation_id, shown, chosen in rows}


def conversations(session: Session, call_code: str) -> int:
    """How many conversations showed somebody for a call."""
    found: int = run(session, _CONVERSATIONS, {"of_call": call_code}).scalar_one()
    return found


def newcomers(session: Session, since: datetime, one_by_one: str) -> frozenset[int]:
    """Organisations that want to be found and came after a moment, but not with the first load of their source.

    Who fills a directory with a whole register makes nobody a newcomer; who is in a later edition of it, is one.

    Args:
        session: the session.
        since: the moment.
        one_by_one: the source whose organisations come by themselves, so that it has no first load.
    """
    return frozenset(row[0] for row in run(session, _NEWCOMERS, {"since": since, "one_by_one": one_by_one}))
