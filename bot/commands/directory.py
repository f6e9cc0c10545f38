"""`coalitiewijzer directory ...`."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.commands.database import opened
from bot.commands.outcome import guarded, refuse, say
from bot.settings import Settings
from flows.services.imports.formats import FORMATS
from flows.services.imports.reading import Reading, store
from knowledge.format import listing, number
from storage.organisations import Change

_MOST_ROWS = 20
_FACETS = {
    "theme": "themes",
    "target_group": "target groups",
    "offer": "offers",
    "area": "areas",
}


def import_file(settings: Settings, file: Path, file_format: str) -> int:
    """Put the organisations of a file into the directory: all, or none when something is wrong.

    Returns:
        The exit code.
    """
    reader = FORMATS.get(file_format)
    if reader is None:
        return refuse(f"there is no format {file_format}. Use {listing(FORMATS, 'en')}.")

    def command() -> int:
        say(f"Reading {file.name}")
        reading = reader(file)
        say(f"Storing {number(len(reading.organisations), 'en')} organisations")
        with (
            opened(settings) as database,
            database.transaction() as session,
            _progress(len(reading.organisations)) as done,
        ):
            changes = store(session, reading, datetime.now(UTC), done)
        for line in _report(reading, changes):
            say(line)
        return 0

    return guarded(command)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar while the block runs; nothing where no terminal shows it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Storing", total=total)
        yield lambda done: progress.update(task, completed=done)


def _report(reading: Reading, changes: Counter[Change]) -> Iterator[str]:
    counts = ", ".join(f"{number(changes[change], 'en')} {change}" for change in get_args(Change))
    yield f"Rows read: {number(reading.rows, 'en')}"
    yield f"Organisations: {number(len(reading.organisations), 'en')} ({counts})"
    facets = reading.facets()
    inferred = ", ".join(f"{number(facets[facet], 'en')} {name}" for facet, name in _FACETS.items())
    yield f"Inferred, not confirmed: {inferred}"
    for reason, rows in reading.skipped.items():
        yield f"Rows left out, {reason}: {number(len(rows), 'en')}{_which(rows)}"
    yield f"Rows that led to no theme: {number(len(reading.without_theme), 'en')}"
    alone = number(reading.organisations_without_theme(), "en")
    yield f"Organisations without a theme, which cannot be suggested: {alone}"
    for heading, times in reading.unknown_headings.items():
        yield f"Heading that the rules do not know: “{heading}” ({number(times, 'en')} rows)"


def _which(rows: Sequence[int]) -> str:
    """Name the rows where they are few enough to look through."""
    return f" (rows {', '.join(map(str, rows))})" if len(rows) <= _MOST_ROWS else ""
