"""`coalitiewijzer telegram` and `doctor`."""

from collections.abc import Callable

from bot.app import build
from bot.channels.telegram import NotSetUp, run_polling
from bot.channels.telegram_doctor import Seen, doctor_live
from bot.commands.database import opened
from bot.commands.flows import check_flows
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from storage.database import newest_version

UNWELL = 1
"""The exit code of the doctor when something is not in order."""


def poll(settings: Settings) -> int:
    """Serve Telegram by asking for messages, until told to stop; returns the exit code."""

    def command() -> int:
        run_polling(settings, build(settings))
        return 0

    return _set_up(command)


def doctor(settings: Settings, chat: int | None, *, live: bool) -> int:
    """Say whether database, conversation and, when asked, Telegram are in order; returns the exit code."""

    def command() -> int:
        with opened(settings):
            say(f"good: the database has version {newest_version()}")
        wrong = check_flows()
        for seen in doctor_live(settings, chat) if live else ():
            say(_line(seen))
            wrong = wrong or not seen.good
        return UNWELL if wrong else 0

    return _set_up(command)


def _line(seen: Seen) -> str:
    return f"{'good' if seen.good else 'WRONG'}: {seen.call}: {seen.what}"


def _set_up(command: Callable[[], int]) -> int:
    """Run a command; a setting that is missing is told in one line."""
    try:
        return guarded(command)
    except NotSetUp as error:
        return refuse(str(error))
