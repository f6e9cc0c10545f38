"""What changes in the directory, so that those who keep a copy of it know what in theirs is old.

Each transaction that changes the directory gets the next number when it commits, and writes which organisations changed
under that number. A single row holds the number. Whoever raises it keeps others from doing so until the commit, so that
numbers become visible in their order: who sees a number misses nothing below it, however long ago that began. It is
the last that a transaction locks, so that two of them never wait for each other, and a long one keeps nobody waiting.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import bindparam, delete, select, text
from sqlmodel import Field

from storage.columns import CLUSTERED, Stored
from storage.statements import Session, insert_new, run, table_of

KEPT = 100_000
"""How many changes are kept at least; who missed more than are there must read the whole directory."""
_SELDOM = 256
"""Once in so many numbers old changes are deleted."""
_PENDING = "directory changes"


class DirectoryRevision(Stored, table=True):
    """A single row that counts the changes of the directory.

    Attributes:
        number: how many there were.
        coalitions: the number of the last one that changed past coalitions.
        forgotten: up to this number it is no longer known what changed.
    """

    __tablename__ = "directory_revision"

    id: int = Field(primary_key=True)
    number: int
    coalitions: int = Field(sa_column_kwargs={"server_default": text("0")})
    forgotten: int = Field(sa_column_kwargs={"server_default": text("0")})


class DirectoryChange(Stored, table=True):
    """An organisation that came, changed or went with a revision; it may be gone."""

    __tablename__ = "directory_change"
    __table_args__ = (CLUSTERED,)

    revision: int = Field(primary_key=True)
    organisation_id: int = Field(primary_key=True)


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since a revision.

    Attributes:
        revision: up to where this goes.
        organisations: ids of those that came, changed or went.
        coalitions: whether past coalitions changed.
        settled: whether all of it is committed; what is not may yet be undone.
    """

    revision: int
    organisations: frozenset[int]
    coalitions: bool
    settled: bool


@dataclass(slots=True)
class _Pending:
    """What a transaction changed so far."""

    ticks: int = 0
    organisations: set[int] = field(default_factory=set)
    coalitions: bool = False


_revision = table_of(DirectoryRevision)
_change = table_of(DirectoryChange)
_NUMBER = select(_revision.c.number)
_RAISE = _revision.update().values(number=_revision.c.number + bindparam("ticks")).returning(_revision.c.number)
# One statement, so that all of it is of one moment.
_SINCE = select(_revision, _change.c.organisation_id).select_from(
    _revision.outerjoin(_change, _change.c.revision > bindparam("known"))
)
_OLDEST_KEPT = select(_change.c.revision).order_by(_change.c.revision.desc()).offset(KEPT).limit(1)


def revision(session: Session) -> int:
    """A number that grows with each change of the directory, also those of this transaction; 0 when there was none."""
    stored: int = run(session, _NUMBER).scalar() or 0
    return stored + _pending(session).ticks


def settled(session: Session) -> bool:
    """Tell whether this transaction changed nothing of the directory so far."""
    return not _pending(session).ticks


def since(session: Session, known: int) -> Changes | None:
    """What changed after a revision, also in this transaction; None when that is no longer known.

    A look at an earlier moment, from before that revision, gives nothing new.
    """
    pending = _pending(session)
    found = run(session, _SINCE, {"known": known}).all()
    if not found:
        return Changes(pending.ticks, frozenset(pending.organisations), pending.coalitions, not pending.ticks)
    first = found[0]
    if known < first.forgotten:
        return None
    return Changes(
        revision=max(first.number, known) + pending.ticks,
        organisations=frozenset(row.organisation_id for row in found if row.organisation_id) | pending.organisations,
        coalitions=first.coalitions > known or pending.coalitions,
        settled=not pending.ticks,
    )


def tick(session: Session, organisations: Iterable[int], *, coalitions: bool = False) -> None:
    """Count a change of the directory.

    Args:
        session: the session.
        organisations: ids of those that came, changed or went.
        coalitions: whether it changes which coalitions were agreed, or who is in them.
    """
    pending = _pending(session)
    pending.ticks += 1
    pending.organisations.update(organisations)
    pending.coalitions |= coalitions


def write_pending(session: Session) -> None:
    """Write what this transaction changed; right before its commit, and nothing after it."""
    pending = _pending(session)
    if not pending.ticks:
        return
    raised = {"ticks": pending.ticks}
    number = run(session, _RAISE, raised).scalar()
    if number is None:
        insert_new(session, _revision, {"id": 1, "number": 0, "coalitions": 0, "forgotten": 0})
        number = run(session, _RAISE, raised).scalar_one()
    if pending.coalitions:
        run(session, _revision.update(), {"coalitions": number})
    if len(pending.organisations) > KEPT:
        _forget(session, number)
    elif pending.organisations:
        new = [{"revision": number, "organisation_id": one} for one in sorted(pending.organisations)]
        run(session, _change.insert(), new)
        if number // _SELDOM > (number - pending.ticks) // _SELDOM:
            _forget(session, run(session, _OLDEST_KEPT).scalar())
    session.info.pop(_PENDING)


def _forget(session: Session, number: int | None) -> None:
    """Delete changes up to a number."""
    if number is not None:
        run(session, delete(_change).where(_change.c.revision <= number))
        run(session, _revision.update(), {"forgotten": number})


def _pending(session: Session) -> _Pending:
    found: _Pending = session.info.setdefault(_PENDING, _Pending())
    return found
