"""`coalitiewijzer db ...`, and opening the database for other commands."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.commands.outcome import guarded, say
from bot.settings import Settings
from storage.database import Database, newest_version


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """Give the configured database with its tables up to date, and close it afterwards."""
    database = Database(settings.database_url, settings.erasures)
    try:
        database.upgrade()
        yield database
    finally:
        database.close()


def upgrade(settings: Settings) -> int:
    """Bring the tables to the newest version, and say which that is; returns the exit code."""

    def command() -> int:
        with opened(settings):
            say(f"The database has version {newest_version()}.")
        return 0

    return guarded(command)
