"""Organisations that turned out to be one, and how to take that back.

Nothing of an organisation is thrown away or written over. The one that is gone keeps its own row, which its source may
go on to change; what is known of both together is worked out when it is read (`organisation_data.united`). Only what
refers to it moves: people, coalitions and the like. All that moved is written down, so that it can go back.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Index, RowMapping, Table, and_, or_, select
from sqlmodel import Field

from storage import claims, coalitions, exposure, mandates, organisations, people
from storage.changes import tick
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisations import Organisation
from storage.statements import Session, insert_new, insert_row, records, run, table_of

Row = Mapping[Any, Any]


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


@dataclass(frozen=True, slots=True)
class _Reference:
    """A column that refers to an organisation.

    Attributes:
        table: whose.
        column: its name.
        once: with the same values here, an organisation may stand there once only.
        live: which rows that holds for; all, when there is no condition.
        joined: what the row of the one that is kept becomes when both stand there; None: then they cannot be merged.
    """

    table: Table
    column: str
    once: tuple[str, ...] = ()
    live: ColumnElement[bool] | None = None
    joined: Callable[[Row, Row], dict[str, Any]] | None = None


def _as_partner(kept: Row, gone: Row) -> dict[str, Any]:
    """Who was only suggested makes way for who is in the coalition already; who leads it goes on leading."""
    in_it = gone if kept["state"] == "suggested" else kept
    role = "lead" if "lead" in {kept["role"], gone["role"]} else kept["role"]
    return {"role": role, "state": in_it["state"], "since": in_it["since"]}


def _as_shown(kept: Row, gone: Row) -> dict[str, Any]:
    chosen = [row["chosen_at"] for row in (kept, gone) if row["chosen_at"] is not None]
    return {"shown_at": min(kept["shown_at"], gone["shown_at"]), "chosen_at": min(chosen, default=None)}


def _as_speaker(kept: Row, gone: Row) -> dict[str, Any]:
    sure = gone if kept["confirmed_at"] is None else kept
    return {"confirmed_at": sure["confirmed_at"], "confirmed_by": sure["confirmed_by"]}


_organisation = table_of(Organisation)
_merge = table_of(OrganisationMerge)
_mandate = table_of(mandates.Mandate)
_REFERENCES = (
    _Reference(table_of(people.Person), "organisation_id"),
    _Reference(table_of(coalitions.Coalition), "asking_organisation_id", ("call_code",)),
    _Reference(table_of(coalitions.CoalitionPartner), "organisation_id", ("coalition_id",), joined=_as_partner),
    _Reference(table_of(exposure.Exposure), "organisation_id", ("call_code", "conversation_id"), joined=_as_shown),
    _Reference(_mandate, "organisation_id", ("person_id",), _mandate.c.ended_at.is_(None), _as_speaker),
    _Reference(table_of(claims.Claim), "organisation_id"),
    _Reference(table_of(claims.ClaimCode), "organisation_id"),
)
"""All that refers to an organisation, apart from what is a part of it and what this module stores itself."""
_BY_TABLE = {reference.table.name: reference for reference in _REFERENCES}


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
    moves = [move for reference in _REFERENCES for move in _moved(session, reference, kept, gone)]
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
        _move_back(session, _BY_TABLE[move["table"]], move, found[0])
    run(session, _merge.update().where(_merge.c.id == found[0].id), {"undone_at": now, "undone_by": by})
    tick(session, [found[0].kept_id, gone], coalitions=True)
    return found[0]


def history(session: Session, organisation_id: int) -> Sequence[OrganisationMerge]:
    """The merges in which an organisation was, those that were undone too, oldest first."""
    part = or_(_merge.c.kept_id == organisation_id, _merge.c.gone_id == organisation_id)
    return records(session, OrganisationMerge, select(_merge).where(part).order_by(_merge.c.id))


def referring(session: Session, organisation_id: int) -> dict[str, int]:
    """How many rows of each table refer to an organisation; tables without any are left out."""
    found = {
        one.table.name: len(run(session, select(one.table).where(one.table.c[one.column] == organisation_id)).all())
        for one in _REFERENCES
    }
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


def _moved(session: Session, reference: _Reference, kept: int, gone: int) -> list[dict[str, Any]]:
    """Move what refers to one organisation to another; gives what each row was."""
    table, column = reference.table, reference.table.c[reference.column]
    moves = []
    for row in run(session, select(table).where(column == gone)).mappings().all():
        there = _there_already(session, reference, row, kept)
        if there is None:
            moves.append({"table": table.name, "moved": _plain(_key(table, row))})
            run(session, table.update().where(_is(table, _key(table, row))), {reference.column: kept})
            continue
        if reference.joined is None:
            raise Conflict(
                "organisation", gone, f"both have a plan for {row['call_code']}; two plans cannot become one"
            )
        becomes = reference.joined(there, row)
        was = {name: there[name] for name in becomes}
        change = {"key": _plain(_key(table, there)), "was": _plain(was), "became": _plain(becomes)}
        moves.append({"table": table.name, "taken": _plain(row), "changed": change})
        run(session, table.delete().where(_is(table, _key(table, row))))
        run(session, table.update().where(_is(table, _key(table, there))), becomes)
    return moves


def _there_already(session: Session, reference: _Reference, row: RowMapping, kept: int) -> RowMapping | None:
    """Find the row that another one would collide with when it moved."""
    if not reference.once:
        return None
    table = reference.table
    same = {reference.column: kept, **{name: row[name] for name in reference.once}}
    live = [] if reference.live is None else [reference.live]
    if live and run(session, select(table).where(_is(table, _key(table, row)), *live)).first() is None:
        return None
    return run(session, select(table).where(_is(table, same), *live)).mappings().first()


def _move_back(session: Session, reference: _Reference, move: Row, merged: OrganisationMerge) -> None:
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
