"""`coalitiewijzer telegram` and `doctor`."""

from collections.abc import Callable, Iterator
from datetime import datetime

from bot.app import build
from bot.channels.mail import MailNotSetUp
from bot.channels.telegram import NotSetUp, run_polling
from bot.channels.telegram_doctor import Seen, doctor_live
from bot.commands.database import opened
from bot.commands.flows import check_flows
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from flows.services.calls import calls_open_on
from flows.services.context import DUTCH_TIME
from storage import organisations
from storage.database import Database, newest_version

UNWELL = 1
"""The exit code of the doctor when something is not in order."""

_TRY = "To try it with invented ones: coalitiewijzer serve --demo"
_NO_CALLS = f". Without one nobody can make a plan. Add one: coalitiewijzer call import FILE. {_TRY}"
_NO_ORGANISATIONS = f". Without any, no partner is suggested. Add them: coalitiewijzer directory import FILE. {_TRY}"


def poll(settings: Settings) -> int:
    """Serve Telegram by asking for messages, until told to stop; returns the exit code."""

    def command() -> int:
        run_polling(settings, build(settings))
        return 0

    return _set_up(command)


def doctor(settings: Settings, chat: int | None, *, live: bool) -> int:
    """Say whether database, conversation and, when asked, Telegram are in order; returns the exit code."""

    def command() -> int:
        with opened(settings) as database:
            say(f"good: the database has version {newest_version()}")
            for line in _filled(database):
                say(line)
        wrong = check_flows()
        for seen in doctor_live(settings, chat) if live else ():
            say(_line(seen))
            wrong = wrong or not seen.good
        return UNWELL if wrong else 0

    return _set_up(command)


def _filled(database: Database) -> Iterator[str]:
    """Say how many calls are open, and how many organisations there are. A new database has none, and is in order."""
    today = datetime.now(DUTCH_TIME).date()
    with database.snapshot() as session:
        open_now, known = len(calls_open_on(session, today)), organisations.count(session)
    yield f"calls open today: {open_now}{'' if open_now else _NO_CALLS}"
    yield f"organisations: {known}{'' if known else _NO_ORGANISATIONS}"


def _line(seen: Seen) -> str:
    return f"{'good' if seen.good else 'WRONG'}: {seen.call}: {seen.what}"


def _set_up(command: Callable[[], int]) -> int:
    """Run a command; a setting that is missing is told in one line."""
    try:
        return guarded(command)
    except (MailNotSetUp, NotSetUp) as error:
        return refuse(str(error))
