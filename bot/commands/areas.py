"""`coalitiewijzer directory areas`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from bot.commands.database import opened
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from flows.services.areas import AreaChange, AreaImport, UnknownMunicipality, chosen, prepare
from flows.services.imports.cbs import Places, read_places
from knowledge.areas import areas
from knowledge.format import listing, number

_MOST_NAMED = 20


def import_areas(settings: Settings, file: Path, municipalities: Sequence[str], *, whole: bool, dry_run: bool) -> int:
    """Take the municipalities, districts and neighbourhoods of a file over: all, or none when something is wrong.

    Args:
        settings: where the database is.
        file: a file in a format of CBS.
        municipalities: names or codes, to take only these; none means all.
        whole: the file holds all municipalities there are: one that it lacks does not exist any more.
        dry_run: only tell what would happen.

    Returns:
        The exit code.
    """

    def command() -> int:
        say(f"Reading {file.name}")
        found = read_places(file)
        try:
            places = chosen(found.places, municipalities)
        except UnknownMunicipality as error:
            return refuse(_unknown(file, error))
        with opened(settings) as database, database.transaction() as session:
            done = prepare(session, areas(), places, whole=whole)
            if not dry_run:
                done.carry_out(session)
        for line in _report(found, done, dry_run=dry_run):
            say(line)
        return 0

    return guarded(command)


def _unknown(file: Path, error: UnknownMunicipality) -> str:
    alike = f" Perhaps you mean {listing(error.alike, 'en')}." if error.alike else ""
    return f'{file.name} has no municipality "{error.asked}".{alike} Nothing was imported. Give its name or code.'


def _report(found: Places, done: AreaImport, *, dry_run: bool) -> Iterator[str]:
    yield f"Rows read: {number(found.rows, 'en')}"
    if found.left_out:
        yield f"Rows left out, the country, foreign ground or water: {number(found.left_out, 'en')}"
    counts = ", ".join(f"{number(done.changes[change], 'en')} {change}" for change in get_args(AreaChange))
    yield f"Areas: {counts}"
    if done.adopted:
        names = [f"{one.name} ({one.code})" for one in done.adopted]
        yield f"Known already, and now with a code: {_some(names)}"
    if done.in_use:
        names = [f"{one.name} ({one.code})" for one in done.in_use]
        yield f"Gone from the file, but kept, because an organisation or a call names them: {_some(names)}"
    if dry_run:
        yield "Nothing was stored, because of --dry-run."


def _some(names: Sequence[str]) -> str:
    more = [f"{number(len(names) - _MOST_NAMED, 'en')} more"] if len(names) > _MOST_NAMED else []
    return listing([*names[:_MOST_NAMED], *more], "en")
