"""The database itself: how to connect, transactions, and the upgrade to the newest tables.

All that is particular to SQLite or PostgreSQL stands here (and in `statements.insert_new`).
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONEncoder
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url

from storage import erasures
from storage.changes import write_pending
from storage.prepared import Form, Prepared
from storage.statements import Session, change

_ERASED = "erased"
_BEGIN = Prepared(text("BEGIN IMMEDIATE").columns())
_MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = "PRAGMA busy_timeout = 5000"
# An arbitrary number that means "upgrading the tables" to PostgreSQL's advisory locks.
_UPGRADE_LOCK = 5_562_026
_PRAGMAS = (
    _PATIENCE,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)
# Pure ASCII: a lone half of a surrogate pair, which chat clients do send, cannot be written as UTF-8.
_JSON = JSONEncoder(separators=(",", ":"), allow_nan=False)


class Database:
    """A SQLite file, a SQLite database in memory (`sqlite://`), or a PostgreSQL database.

    SQLite runs in WAL mode with synchronous FULL, so a power cut loses nothing that was committed. The folder
    of a SQLite file is made when it does not exist.

    Args:
        url: its address.
        erasures_file: where to note who was erased (`storage.erasures`); None for nowhere.
    """

    def __init__(self, url: str, erasures_file: Path | None = None) -> None:
        parsed = make_url(url)
        self._erasures_file = erasures_file
        self._residue = False
        self._forms: dict[Prepared, Form] = {}
        self._is_sqlite = parsed.get_backend_name() == "sqlite"
        if self._is_sqlite:
            self._engine = _sqlite(parsed)
            self._begin_upgrade = "BEGIN IMMEDIATE"
            self._snapshot_options = {}
        else:
            self._engine = create_engine(parsed, json_serializer=_JSON.encode)
            self._begin_upgrade = f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"
            self._snapshot_options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

    def upgrade(self) -> None:
        """Bring the tables to the newest version; returns at once when they are there already.

        Two processes that start together do not get in each other's way: one waits for the other.
        """
        with self.snapshot() as session:
            if stored_version(session.connection) == newest_version():
                return
        # Alembic takes longer to import than all the rest of this package; most starts do not need it.
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        with self._engine.begin() as connection:
            connection.exec_driver_sql(self._begin_upgrade)
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            command.upgrade(config, "head")

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction: it is committed at the end, and undone when an exception leaves the block.

        On SQLite it holds the right to write from its beginning, so that two transactions never find out at
        their commit that they were in each other's way.

        Raises:
            sqlalchemy.exc.OperationalError: somebody else kept on writing for more than five seconds.
        """
        with self._engine.begin() as connection:
            session = Session(connection, self._forms)
            if self._is_sqlite:
                change(session, _BEGIN, {})
            yield session
            write_pending(session)
            erasures.write_pending(session, self._erasures_file)
        self._residue = self._residue or (self._is_sqlite and _ERASED in session.info)
        if self._residue:
            self._scrub()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """Look at the database as it is at one moment, without keeping anybody from writing.

        For long reads, such as the whole directory. Writing in it is an error.
        """
        with self._engine.connect().execution_options(**self._snapshot_options) as connection:
            session = Session(connection, self._forms)
            if not self._is_sqlite:
                yield session
                return
            connection.exec_driver_sql("PRAGMA query_only = ON")
            connection.exec_driver_sql("BEGIN")
            try:
                yield session
            finally:
                connection.exec_driver_sql("PRAGMA query_only = OFF")

    def close(self) -> None:
        """Close all connections. The last one to close a SQLite file also folds its log into it."""
        self._engine.dispose()

    def _scrub(self) -> None:
        """Rewrite the SQLite file without what was erased, and fold the write-ahead log into it.

        Overwriting deleted content with zeros is not enough: when SQLite moves rows between pages, copies stay
        behind in the unused parts of pages. Does not wait for others; the next transaction tries again.
        """
        connection = self._engine.raw_connection()
        cursor = connection.cursor()
        try:
            cursor.execute("PRAGMA busy_timeout = 0")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            kept_by_a_reader = cursor.fetchall()[0][0] != 0
            self._residue = kept_by_a_reader
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
        finally:
            cursor.execute(_PATIENCE)
            connection.close()


def scrub_after_commit(session: Session) -> None:
    """Ask that what this transaction deletes is gone from the file too, soon after it is committed.

    Only SQLite needs it: its file and its log would keep parts of deleted rows for long. PostgreSQL's own
    vacuum and its archives of the log are the care of who runs that server.
    """
    session.info[_ERASED] = True


def stored_version(connection: Connection) -> str | None:
    """The version of the tables in the database; None when there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def newest_version() -> str:
    """The version of the tables that this program knows: the number of the last migration file."""
    return max(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, json_serializer=_JSON.encode)
    else:
        # One connection, for which threads wait in turn: a second one would see another, empty database.
        one = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
        engine = create_engine(url, json_serializer=_JSON.encode, connect_args={"check_same_thread": False}, **one)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    # Python's driver would begin transactions by itself, and only at the first change. Beginning them in
    # SQLAlchemy's "begin" event would do too, but with any such event each statement takes a third longer.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()
