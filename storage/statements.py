"""How the modules of this package talk to the database: plain statements in a transaction.

There is no unit of work: a chat turn then costs tenths of a millisecond, and a state that was changed in place is
written all the same. What is read comes back as loose objects: changing such an object changes nothing in the
database.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Executable, Insert, Row, Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper

from storage.columns import Stored
from storage.prepared import Form, Parameters, Prepared

Record = TypeVar("Record", bound=Stored)


class Session:
    """A transaction on its way, or a look at the database at one moment. Comes from `storage.database.Database`.

    Attributes:
        connection: runs the statements.
        forms: the statements that were prepared for this database.
        info: what modules of this package remember until its end.
    """

    __slots__ = ("connection", "forms", "info")

    def __init__(self, connection: Connection, forms: dict[Prepared, Form]) -> None:
        self.connection = connection
        self.forms = forms
        self.info: dict[str, Any] = {}


def table_of(model: type[Stored]) -> Table:
    """The table behind a model, for statements that are built once and used often."""
    return cast("Table", inspect(model).local_table)


def run(
    session: Session, statement: Executable, parameters: Parameters | None = None
) -> CursorResult[*tuple[Any, ...]]:
    """Run a statement in the session's transaction."""
    return session.connection.execute(statement, parameters)


def rows(session: Session, statement: Prepared, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a prepared query, or a change that gives something back."""
    return _form(session, statement).rows(session.connection, values)


def change(session: Session, statement: Prepared, values: Parameters) -> int:
    """Run a prepared change, for a sequence of values once each; returns how many rows it changed."""
    return _form(session, statement).change(session.connection, values)


def records(
    session: Session, model: type[Record], statement: Executable | Prepared, parameters: Mapping[str, Any] | None = None
) -> list[Record]:
    """Run a query that selects all columns of one table, and make loose objects of its rows."""
    if isinstance(statement, Prepared):
        form = _form(session, statement)
        return [_loose(model, zip(form.names, row, strict=True)) for row in rows(session, statement, parameters or {})]
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
    statement = _insert_or_nothing(session.connection.dialect.name, table, tuple(values))
    return change(session, statement, values) == 1


@cache
def _insert_or_nothing(dialect: str, table: Table, columns: tuple[str, ...]) -> Prepared:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return Prepared(insert(table).on_conflict_do_nothing(), *columns)


def _form(session: Session, statement: Prepared) -> Form:
    form = session.forms.get(statement)
    if form is None:
        form = session.forms[statement] = Form(statement, session.connection.dialect)
    return form


class Groups:
    """Rows in the order of their first column, taken by the value of that column, also in that order."""

    def __init__(self, rows: Iterable[Row[*tuple[Any, ...]]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, key: int) -> list[Row[*tuple[Any, ...]]]:
        """Give the rows with this value; to be asked in the order of the values."""
        while self._next is not None and self._next[0] < key:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] != key:
            return []
        return list(self._next[1])


def _loose(model: type[Record], values: Iterable[tuple[str, Any]]) -> Record:
    # Built as SQLAlchemy builds what it loads: ten times as fast as setting the attributes one by one.
    record: Record = class_mapper(model).class_manager.new_instance()
    vars(record).update(values)
    return record
