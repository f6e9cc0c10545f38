"""Where Alembic gets its connection: from `Database.upgrade()`, or on the command line from `-x url=...`."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine
from sqlmodel import AutoString

from storage import calls, coalitions, conversations, documents, organisations, outbox, people, proposals
from storage.columns import Stored, UtcDateTime

_WITH_TABLES = (calls, coalitions, conversations, documents, organisations, outbox, people, proposals)


def _plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write the types of columns into a new migration without this package: it must outlive changes here."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def _migrate(connection: Connection) -> None:
    # The whole upgrade is one transaction; SQLite undoes changes of tables like any other.
    context.configure(
        connection=connection,
        target_metadata=Stored.metadata,
        transactional_ddl=True,
        render_item=_plain_type,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    engine = create_engine(context.get_x_argument(as_dictionary=True)["url"])
    with engine.begin() as own:
        _migrate(own)
    engine.dispose()
