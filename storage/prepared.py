"""Statements of nearly every turn: put into SQL once for each database, and from then on given straight to its driver.

What SQLAlchemy does around each execution (finding the SQL again, an object for the execution and one for the result)
takes longer than such a statement itself. Its types still translate the values, and errors are still its own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, SelectBase, UpdateBase
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]
_Translate = Callable[[Any], Any]


class Prepared:
    """A statement that is used often; each database has its own form of it.

    Args:
        statement: the statement, with `bindparam` for its values. Lists of any length (`IN`) are not possible.
        columns: of an insert, the columns whose values are given.
    """

    def __init__(self, statement: SelectBase | UpdateBase, *columns: str) -> None:
        self.statement = statement
        self.columns = columns


class Form:
    """A prepared statement as one database takes it.

    Attributes:
        names: of what it gives, in order.
    """

    def __init__(self, prepared: Prepared, dialect: Dialect) -> None:
        compiled = prepared.statement.compile(dialect=dialect, column_keys=prepared.columns or None)
        given = prepared.statement.exported_columns
        self.names = tuple(map(str, given.keys()))
        self._sql = str(compiled)
        self._results = [(place, put) for place, one in enumerate(given) if (put := _from_database(one.type, dialect))]
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        self._places = compiled.positiontup
        self._translate = {
            name: put for name, bind in compiled.binds.items() if (put := _to_database(bind.type, dialect))
        }

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Run it once, and give what it gives."""
        cursor = self._run(connection, values)
        found = cursor.fetchall()
        cursor.close()
        return [self._read(row) for row in found] if self._results else list(found)

    def change(self, connection: Connection, values: Parameters) -> int:
        """Run it, for a sequence of values once each, and tell how many rows it changed."""
        cursor = self._run(connection, values)
        count = cursor.rowcount
        cursor.close()
        return count

    def _run(self, connection: Connection, values: Parameters) -> DBAPICursor:
        driver = connection.connection
        cursor = driver.cursor()
        try:
            if isinstance(values, Mapping):
                cursor.execute(self._sql, self._write(values))
            else:
                cursor.executemany(self._sql, [self._write(one) for one in values])
        except Exception as error:
            raise _failed(connection, self._sql, error) from error
        return cursor

    def _write(self, values: Mapping[str, Any]) -> Any:
        """Put values into the types and the order that the driver takes."""
        written = {**self._fixed, **values}
        for name, put in self._translate.items():
            written[name] = put(written[name])
        return written if self._places is None else [written[name] for name in self._places]

    def _read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        read = list(row)
        for place, put in self._results:
            read[place] = put(read[place])
        return tuple(read)


def _to_database(kind: TypeEngine[Any], dialect: Dialect) -> _Translate | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _from_database(kind: TypeEngine[Any], dialect: Dialect) -> _Translate | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _failed(connection: Connection, sql: str, error: Exception) -> Exception:
    """Give an error of the driver as SQLAlchemy's; a connection that was lost is not used again, nor are its fellows.

    Without the values: they may be what a person wrote.
    """
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    lost = isinstance(error, base) and dialect.is_disconnect(error, connection.connection, None)
    if lost:
        connection.invalidate(error)
        connection.engine.dispose(close=False)
    return DBAPIError.instance(sql, None, error, base, connection_invalidated=lost, dialect=dialect)
