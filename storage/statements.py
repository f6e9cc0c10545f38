"""How the modules of this package talk to the database: plain statements in the session's transaction.

Statements go straight to the session's connection, past SQLAlchemy's unit of work: a chat turn then costs
tenths of a millisecond, and a state that was changed in place is written all the same. What is read comes back
as loose objects: changing such an object changes nothing in the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable, Insert, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper
from sqlmodel import Session

from storage.columns import Stored

Record = TypeVar("Record", bound=Stored)
_CONNECTION = "connection"
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


def table_of(model: type[Stored]) -> Table:
    """The table behind a model, for statements that are built once and used often."""
    return cast("Table", inspect(model).local_table)


def keep_connection(session: Session, connection: Connection) -> None:
    """Remember the connection of a session, which has one from its beginning to its end.

    Asking the session for it each time would take as long as a quarter of a statement.
    """
    session.info[_CONNECTION] = connection


def connection_of(session: Session) -> Connection:
    """The connection of a session that comes from `Database`."""
    connection: Connection = session.info[_CONNECTION]
    return connection


def run(
    session: Session, statement: Executable, parameters: Parameters | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement in the session's transaction."""
    return connection_of(session).execute(statement, parameters)


def records(
    session: Session, model: type[Record], statement: Executable, parameters: Parameters | None = None
) -> list[Record]:
    """Run a query that selects all columns of one table, and make loose objects of its rows."""
    result = run(session, statement, parameters)
    names = tuple(result.keys())
    return [_loose(model, zip(names, row, strict=True)) for row in result]


def insert_row(session: Session, statement: Insert, values: Mapping[str, Any]) -> int:
    """Insert one row into a table that numbers its rows, and return its id."""
    key = cast("Sequence[int]", run(session, statement, values).inserted_primary_key)
    return key[0]


def insert_new(session: Session, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert one row unless a unique key has it already; also when two sessions do so at the same moment.

    Returns:
        Whether the row is new.
    """
    statement = _insert_or_nothing(session.get_bind().dialect.name, table)
    return run(session, statement, values).rowcount == 1


@cache
def _insert_or_nothing(dialect: str, table: Table) -> Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    # SQLAlchemy forgets the count of an insert unless it is asked not to.
    return insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def _loose(model: type[Record], values: Iterable[tuple[str, Any]]) -> Record:
    # Built as SQLAlchemy builds what it loads: ten times as fast as setting the attributes one by one.
    record: Record = class_mapper(model).class_manager.new_instance()
    vars(record).update(values)
    return record
