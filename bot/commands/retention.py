"""`coalitiewijzer db retention` and `db replay-erasures`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.commands import outcome
from bot.commands.database import opened
from bot.commands.outcome import guarded, say
from bot.settings import Settings
from flows.services.privacy import erase_again
from flows.services.retention import sweep, to_warn, too_old
from knowledge.format import number
from storage import erasures


def keep(settings: Settings, *, dry_run: bool) -> int:
    """Delete what is kept for too long, or only tell what that is; returns the exit code."""
    return guarded(lambda: _tell(settings) if dry_run else _delete(settings))


def replay(settings: Settings, files: Sequence[Path]) -> int:
    """Erase again who was erased before and is back; returns the exit code."""
    chosen = list(files) or ([settings.erasures] if settings.erasures else [])
    if not chosen:
        return outcome.refuse("this database is in memory, so there is no file with erasures. Give one with --file.")

    def command() -> int:
        noted = [erasures.read(file) for file in chosen]
        again = 0
        with opened(settings) as database:
            for one in (one for found in noted for one in found.erasures):
                with database.transaction() as session:
                    again += erase_again(session, [one], datetime.now(UTC))
        known = sum(len(found.erasures) for found in noted)
        say(f"Erased again: {number(again, 'en')} of {number(known, 'en')} that stand in the file.")
        for file, found in zip(chosen, noted, strict=True):
            for line in found.unreadable:
                say(f"{file}:{line}: this line could not be read, so nobody was erased for it.")
        return 1 if any(found.unreadable for found in noted) else 0

    return guarded(command)


def _tell(settings: Settings) -> int:
    with opened(settings) as database, database.snapshot() as session:
        now = datetime.now(UTC)
        found, (people, coalitions) = too_old(session, now), to_warn(session, now)
    for one in found:
        oldest = f", the oldest from {one.oldest:%Y-%m-%d}" if one.oldest else ""
        say(f"{one.kind}: {number(one.number, 'en')}{oldest}")
    if not found:
        say("Nothing would go.")
    if people or coalitions:
        say(f"Would be warned first: {number(people, 'en')} people, {number(coalitions, 'en')} coalitions.")
    say("Nothing was changed.")
    return 0


def _delete(settings: Settings) -> int:
    now, gone, warned = datetime.now(UTC), dict[str, int](), 0
    with opened(settings) as database:
        more = True
        while more:
            with database.transaction() as session:
                swept = sweep(session, now)
            for kind, count in swept.gone.items():
                gone[kind] = gone.get(kind, 0) + count
            warned, more = warned + swept.warned, swept.more
    for kind, count in gone.items():
        say(f"{kind}: {number(count, 'en')} deleted")
    if not gone:
        say("Nothing was kept for too long.")
    if warned:
        say(f"Warned: {number(warned, 'en')}. They hear it in their chat.")
    return 0
