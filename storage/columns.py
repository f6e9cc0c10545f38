"""What all tables share: their base class, the names of their constraints, and aware times."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect, MetaData, text
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

NEVER_REUSE_IDS = {"sqlite_autoincrement": True}
"""Table option: an id that was erased never comes back for another record.

Messages already sent, states of conversations and a worker in the middle of a delivery remember ids. SQLite
gives the highest id out again after a delete unless told not to; PostgreSQL's sequences never do.
"""

CLUSTERED = {"sqlite_with_rowid": False}
"""Table option: rows lie in the order of the primary key, so that there is no second tree to write."""

EMPTY = {"server_default": text("''")}
"""Column option: empty in the rows that were there before the column."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Takes aware datetimes of any zone and gives back aware datetimes in UTC.

    SQLite keeps no time zone, so everything is stored in UTC, and is marked as UTC when it is read.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a naive datetime: it could be any moment of a whole day.

        Raises:
            ValueError: the datetime has no time zone.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give every stored moment its time zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Stored(SQLModel):
    """Base of all tables: one catalogue, in which constraints have the same names on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
