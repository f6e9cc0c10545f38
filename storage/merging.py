"""Organisations that turned out to be one, and how to take that back.

Nothing of an organisation is thrown away or written over. The one that is gone keeps its own row, which its source may
go on to change; what is known of both together is worked out when it is read (`organisation_data.united`). Only what
refers to it moves: people, coalitions and the like. All that moved is written down, so that it can go back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, RowMapping, Table, and_, or_, select
from sqlmodel import Field

from storage import organisations
from storage.changes import tick
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisations import Organisation
from storage.references import REFERENCES, Reference, Row
from storage.statements import Session, insert_new, insert_row, records, run, table_of


class OrganisationMerge(Stored, table=True):
    """One organisation was merged into another. Never deleted when it is undone, only when one of the two goes.

    Attributes:
        kept_id: which stands for both.
        gone_id: which stands in the directory no longer.
        by: who decided.
        why: the reason; may be empty.
        moves: what referred to the one that is gone, as it was.
        undone_at: when it was taken back; None while it stands.
        undone_by: who did.
    """

    __tablename__ = "organisation_merge"
    __table_args__ = (
        Index("ix_organisation_merge_kept_id", "kept_id"),
        Index("ix_organisation_merge_gone_id", "gone_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    kept_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    gone_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    at: datetime = Field(sa_type=UtcDateTime)
    by: str
    why: str
    moves: list[dict[str, Any]] = Field(sa_type=JSON)
    undone_at: datetime | None = Field(sa_type=UtcDateTime)
    undone_by: str


_organisation = table_of(Organisation)
_merge = table_of(OrganisationMerge)
_BY_COLUMN = {(reference.table.name, reference.column): reference for reference in REFERENCES}


def merge(session: Session, kept: int, gone: int, by: str, why: str, now: datetime) -> OrganisationMerge:
    """Let one organisation stand for another too.

    Args:
        session: the session.
        kept: which goes on to stand in the directory.
        gone: which does not.
        by: who decided.
        why: the reason; may be empty.
        now: the moment.

    Raises:
        NotFound: one of them does not exist.
        Conflict: they are the same, one of them was merged already, or both asked for a coalition for the same call.
    """
    for one in (kept, gone):
        _check_stands(session, one)
    if kept == gone:
        raise Conflict("organisation", kept, "it cannot be merged with itself")
    moves = [move for reference in REFERENCES for move in _moved(session, reference, kept, gone)]
    run(session, _organisation.update().where(_organisation.c.id == gone), {"merged_into": kept})
    new = {"kept_id": kept, "gone_id": gone, "at": now, "by": by, "why": why, "moves": moves, "undone_by": ""}
    number = insert_row(session, _merge.insert(), new)
    tick(session, [kept, gone], coalitions=True)
    return records(session, OrganisationMerge, select(_merge).where(_merge.c.id == number))[0]


def undo(session: Session, gone: int, by: str, now: datetime) -> OrganisationMerge:
    """Let an organisation that was merged stand by itself again, with what referred to it then.

    What came later stays with the one that was kept, and what was changed later stays as it is.

    Raises:
        NotFound: it was not merged.
        Conflict: the one that was kept was itself merged since.
    """
    standing = select(_merge).where(_merge.c.gone_id == gone, _merge.c.undone_at.is_(None))
    found = records(session, OrganisationMerge, standing)
    if not found:
        raise NotFound("merge", gone)
    _check_stands(session, found[0].kept_id)
    run(session, _organisation.update().where(_organisation.c.id == gone), {"merged_into": None})
    for move in reversed(found[0].moves):
        _move_back(session, _BY_COLUMN[move["table"], move.get("column", _column_of(move))], move, found[0])
    run(session, _merge.update().where(_merge.c.id == found[0].id), {"undone_at": now, "undone_by": by})
    tick(session, [found[0].kept_id, gone], coalitions=True)
    return found[0]


def history(session: Session, organisation_id: int) -> Sequence[OrganisationMerge]:
    """The merges in which an organisation was, those that were undone too, oldest first."""
    part = or_(_merge.c.kept_id == organisation_id, _merge.c.gone_id == organisation_id)
    return records(session, OrganisationMerge, select(_merge).where(part).order_by(_merge.c.id))


def referring(session: Session, organisation_id: int) -> dict[str, int]:
    """How many rows of each table refer to an organisation; tables without any are left out."""
    found: dict[str, int] = {}
    for one in REFERENCES:
        rows = run(session, select(one.table).where(one.table.c[one.column] == organisation_id)).all()
        found[one.table.name] = found.get(one.table.name, 0) + len(rows)
    return {name: number for name, number in found.items() if number}


def stood_for(session: Session, organisation_id: int) -> list[int]:
    """The organisations for which another one stands, those that were merged into these too."""
    into = select(_organisation.c.id).where(_organisation.c.merged_into == organisation_id).order_by(_organisation.c.id)
    direct = [row.id for row in run(session, into)]
    return [number for one in direct for number in (*stood_for(session, one), one)]


def let_go(session: Session, organisation_id: int) -> None:
    """Let those that were merged into an organisation, which is about to be erased, stand by themselves again."""
    run(session, _organisation.update().where(_organisation.c.merged_into == organisation_id), {"merged_into": None})


def _check_stands(session: Session, organisation_id: int) -> None:
    standing = organisations.standing(session, organisation_id)
    if standing != organisation_id:
        raise Conflict("organisation", organisation_id, f"it was merged into {standing}")


def _moved(session: Session, reference: Reference, kept: int, gone: int) -> list[dict[str, Any]]:
    """Move what refers to one organisation to another; gives what each row was."""
    table, column = reference.table, reference.table.c[reference.column]
    of_it = {"table": table.name, "column": reference.column}
    moves = []
    for row in run(session, select(table).where(column == gone)).mappings().all():
        there = _there_already(session, reference, row, kept)
        if there is None:
            moves.append({**of_it, "moved": _plain(_key(table, row))})
            run(session, table.update().where(_is(table, _key(table, row))), {reference.column: kept})
            continue
        if reference.joined is None:
            raise Conflict("organisation", gone, reference.clash.format(**row))
        becomes = reference.joined(there, row)
        was = {name: there[name] for name in becomes}
        change = {"key": _plain(_key(table, there)), "was": _plain(was), "became": _plain(becomes)}
        moves.append({**of_it, "taken": _plain(row), "changed": change})
        run(session, table.delete().where(_is(table, _key(table, row))))
        run(session, table.update().where(_is(table, _key(table, there))), becomes)
    return moves


def _there_already(session: Session, reference: Reference, row: RowMapping, kept: int) -> RowMapping | None:
    """Find the row that another one would collide with when it moved."""
    if not reference.once:
        return None
    table = reference.table
    same = {reference.column: kept, **{name: row[name] for name in reference.once}}
    live = [] if reference.live is None else [reference.live]
    if live and run(session, select(table).where(_is(table, _key(table, row)), *live)).first() is None:
        return None
    return run(session, select(table).where(_is(table, same), *live)).mappings().first()


def _move_back(session: Session, reference: Reference, move: Row, merged: OrganisationMerge) -> None:
    table = reference.table
    if "moved" in move:
        before = _stored(table, move["moved"])
        now_at = {**before, reference.column: merged.kept_id}
        run(session, table.update().where(_is(table, now_at)), {reference.column: merged.gone_id})
        return
    taken, change = _stored(table, move["taken"]), move["changed"]
    if all(_exists(session, key.column, taken[key.parent.name]) for key in table.foreign_keys):
        insert_new(session, table, taken)
    untouched = _is(table, {**_stored(table, change["key"]), **_stored(table, change["became"])})
    run(session, table.update().where(untouched), _stored(table, change["was"]))


def _column_of(move: Row) -> str:
    """Which column a move was of that was written down before these were: each table had one then."""
    return "asking_organisation_id" if move["table"] == "coalition" else "organisation_id"


def _exists(session: Session, column: Any, value: object) -> bool:
    return value is None or run(session, select(column).where(column == value)).first() is not None


def _key(table: Table, row: Row) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key}


def _is(table: Table, values: Row) -> ColumnElement[bool]:
    return and_(*(table.c[name] == value for name, value in values.items()))


def _plain(values: Row) -> dict[str, Any]:
    """Give the values of a row as JSON holds them."""
    return {name: one.isoformat() if isinstance(one, datetime) else one for name, one in values.items()}


def _stored(table: Table, values: Row) -> dict[str, Any]:
    """Give the values of a row as they were before `_plain`."""
    return {
        name: datetime.fromisoformat(one) if one is not None and isinstance(table.c[name].type, UtcDateTime) else one
        for name, one in values.items()
    }
