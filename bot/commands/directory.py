"""`coalitiewijzer directory ...`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.commands.columns import area_names, mapping_of, municipality_id
from bot.commands.database import opened
from bot.commands.doubles import possible_doubles
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from flows.services.areas import Areas
from flows.services.exchange.export import shared
from flows.services.exchange.findings import FaultyFile, Finding, Findings
from flows.services.exchange.formats import FORMATS, TABLES, Source, read
from flows.services.exchange.mapping import read_mapping
from flows.services.exchange.storing import Stored, store
from flows.services.exchange.writing import WRITERS, CannotWrite
from flows.services.imports.reading import Reading
from knowledge.areas import areas
from knowledge.format import listing, number
from storage import organisations
from storage.database import Database
from storage.organisation_data import OrganisationData
from storage.organisations import Change

FAULTY = 1
"""The exit code when a file was read and has errors in it: nothing of it was imported."""

_MOST_ROWS = 20
_LONGEST = 60
_FACETS = {
    "theme": "themes",
    "target_group": "target groups",
    "offer": "offers",
    "area": "areas",
}


@dataclass(frozen=True, slots=True)
class Import:
    """What to import, and how; empty is what the file or its mapping says.

    Attributes:
        file: the file, or the folder of a package.
        file_format: a key of `FORMATS`.
        mapping: the file that says what the columns of a table mean; None to guess, and ask.
        source: the source under which the organisations stand in the directory.
        municipality: name, code or id, for organisations of which the file does not tell.
        dry_run: only tell what would change.
    """

    file: Path
    file_format: str
    mapping: Path | None = None
    source: str = ""
    municipality: str = ""
    dry_run: bool = False


def import_file(settings: Settings, asked: Import) -> int:
    """Put the organisations of a file into the directory: all, or none when something is wrong.

    Returns:
        The exit code: 1 when the file has errors in it.
    """
    if asked.file_format not in FORMATS:
        return refuse(f"there is no format {asked.file_format}. Use {listing(FORMATS, 'en')}.")

    def command() -> int:
        with opened(settings) as database:
            names = area_names(database)
            source = Source(asked.file, names, asked.source, municipality_id(names, asked.municipality))
            if asked.file_format in TABLES:
                source.mapping = mapping_of(asked.file, asked.mapping, names, source.municipality)
            elif asked.mapping is not None:
                source.mapping = read_mapping(asked.mapping, names, table=False)
            return _import(database, asked, source)

    return guarded(command)


def _import(database: Database, asked: Import, source: Source) -> int:
    say(f"Reading {asked.file.name}")
    try:
        with ExitStack() as stack:
            with progress("Reading") as done:
                reading = stack.enter_context(read(asked.file_format, source, done))
            how_many = len(reading.organisations)
            say(f"{'Comparing' if asked.dry_run else 'Storing'} {number(how_many, 'en')} organisations")
            opening = database.snapshot() if asked.dry_run else database.transaction()
            with opening as session, progress("Comparing" if asked.dry_run else "Storing", how_many) as done:
                stored = store(session, reading, datetime.now(UTC), done, write=not asked.dry_run)
            for line in _report(reading, stored, source.findings):
                say(line)
    except FaultyFile as error:
        _tell(error.findings)
        return FAULTY
    if asked.dry_run:
        say("This was a dry run: nothing was changed.")
    else:
        say(possible_doubles(database))
    return 0


def export_file(settings: Settings, path: Path, file_format: str, *, demo: bool) -> int:
    """Write the organisations that want to be found to a file, or to the folder of a package.

    Returns:
        The exit code.
    """
    writer = WRITERS.get(file_format)
    if writer is None:
        return refuse(f"there is no format {file_format} to write. Use {listing(WRITERS, 'en')}.")

    def command() -> int:
        written = 0
        with opened(settings) as database, database.snapshot() as session:
            tree = Areas(areas()).tree(session)
            with progress("Writing", organisations.count(session)) as done:

                def counted() -> Iterator[OrganisationData]:
                    nonlocal written
                    for data in shared(session, done, demo=demo):
                        written += 1
                        yield data

                try:
                    writer(path, counted(), tree)
                except CannotWrite as error:
                    return refuse(f"{error}.")
        say(f"Written to {path}: {number(written, 'en')} organisations that want to be found.")
        return 0

    return guarded(command)


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block runs, without an end when no total is known; nothing where no terminal shows it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def _tell(findings: Findings) -> None:
    """Say everything that is wrong, or the first part of very much."""
    for line in _listed(findings.errors, findings.how_many_errors(), "errors"):
        say(line)
    for line in _listed(findings.warnings, findings.how_many_warnings(), "warnings"):
        say(line)
    how_many = findings.how_many_errors()
    say(
        f"Nothing was imported: {number(how_many, 'en')} error{'s' if how_many != 1 else ''}. "
        "Correct the file and try again."
    )


def _listed(found: Sequence[Finding], how_many: int, what: str) -> Iterator[str]:
    if found:
        yield f"{what.capitalize()}: {number(how_many, 'en')}"
    for one in found[:_MOST_ROWS]:
        yield f"  {one}"
    if how_many > _MOST_ROWS:
        yield f"  ... and {number(how_many - min(_MOST_ROWS, len(found)), 'en')} more {what}"


def _report(reading: Reading, stored: Stored, findings: Findings) -> Iterator[str]:
    counts = ", ".join(f"{number(stored.changes[change], 'en')} {change}" for change in get_args(Change))
    yield f"Rows read: {number(reading.rows, 'en')}"
    yield f"Organisations: {number(len(reading.organisations), 'en')} ({counts})"
    if stored.inferred:
        told = ", ".join(f"{number(stored.inferred[facet], 'en')} {name}" for facet, name in _FACETS.items())
        yield f"Inferred, not confirmed: {told}"
    for reason, rows in reading.skipped.items():
        yield f"Rows left out, {reason}: {number(len(rows), 'en')}{_which(rows)}"
    if reading.without_theme:
        yield f"Rows that led to no theme: {number(len(reading.without_theme), 'en')}"
    yield f"Organisations without a theme, which cannot be suggested: {number(stored.without_theme, 'en')}"
    for heading, times in reading.unknown_headings.items():
        yield f"Heading that the rules do not know: “{heading}” ({number(times, 'en')} rows)"
    for difference in stored.differences:
        yield f"Changed: {difference.name}"
        yield from (f"  {line}" for line in _fields(difference.fields))
    if (more := stored.changes["changed"] - len(stored.differences)) > 0:
        yield f"... and {number(more, 'en')} more changed"
    if stored.how_many_missing:
        yield f"No longer in this source; left as they are: {number(stored.how_many_missing, 'en')}"
        yield from (f"  {name}" for name in stored.missing)
    yield from _listed(findings.warnings, findings.how_many_warnings(), "warnings")


def _fields(fields: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for name, (before, after) in fields.items():
        yield f"{name}: {_short(before)} -> {_short(after)}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return f"“{plain if len(plain) <= _LONGEST else f'{plain[:_LONGEST]}...'}”" if plain else "nothing"


def _which(rows: Sequence[int]) -> str:
    """Name the rows where they are few enough to look through."""
    return f" (rows {', '.join(map(str, rows))})" if len(rows) <= _MOST_ROWS else ""
