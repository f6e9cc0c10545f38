"""`coalitiewijzer directory columns`, and the question whether a guess at the columns of a table is right."""

import sys
from pathlib import Path
from shlex import quote

from rich.console import Console

from bot.commands.database import opened
from bot.commands.outcome import BadOption, guarded, say
from bot.settings import Settings
from flows.services.areas import Areas
from flows.services.exchange.columns import is_own
from flows.services.exchange.mapping import Mapping, as_yaml, guess, read_mapping
from flows.services.exchange.meanings import AreaNames
from flows.services.exchange.tables import read_headings
from flows.services.imports.errors import MalformedFile
from knowledge.areas import areas
from storage.database import Database


def area_names(database: Database) -> AreaNames:
    """Give what finds areas by name: those that are shipped and those that were imported."""
    with database.snapshot() as session:
        return AreaNames(Areas(areas()).tree(session))


def municipality_id(names: AreaNames, asked: str) -> str:
    """Give the id of the municipality that was asked for; "" when none was.

    Raises:
        BadOption: there is no such municipality.
    """
    found = names.find_municipality(asked) if asked else ""
    if found is None:
        raise BadOption(f"--municipality: there is no municipality {asked}. Use its name, or a code such as GM0556.")
    return found


def show_guess(settings: Settings, table: Path, write: Path | None, sheet: str, municipality: str) -> int:
    """Guess what the columns of a table mean, and print that or write it to a new file; returns the exit code."""

    def command() -> int:
        with opened(settings) as database:
            municipality_of_rows = municipality_id(area_names(database), municipality)
        _, text = _guess(table, sheet, municipality_of_rows)
        if write is None:
            say(text.rstrip())
            return 0
        with write.open("x", encoding="utf-8") as file:
            file.write(text)
        say(f"Written to {write}. Look whether it is right, change what is not, and import with --mapping {write}.")
        return 0

    return guarded(command)


def mapping_of(table: Path, file: Path | None, names: AreaNames, municipality: str) -> Mapping | None:
    """Give what the columns of a table mean: from a mapping file, or guessed and confirmed.

    Returns:
        The mapping; None for a table that this program wrote.

    Raises:
        MalformedFile: the table cannot be read.
        BadOption: nobody confirmed the guess.
        ContentError: the mapping file is wrong.
    """
    if file is not None:
        return read_mapping(file, names)
    if is_own(read_headings(table)):
        return None
    guessed, text = _guess(table, "", municipality)
    say(text.rstrip())
    if not _confirmed():
        raise BadOption(
            "nobody confirmed what the columns mean, so nothing was imported. Write the guess to a file with: "
            f"coalitiewijzer directory columns {quote(str(table))} --write-mapping mapping.yml. Change that file where "
            "it is wrong, and import with --mapping mapping.yml."
        )
    return guessed


def _guess(table: Path, sheet: str, municipality: str) -> tuple[Mapping, str]:
    found = read_headings(table, sheet)
    try:
        guessed = guess(table, found, municipality)
    except ValueError as error:
        raise MalformedFile(table, f"{error}. Say in a mapping file what the columns mean") from error
    guessed = guessed.model_copy(update={"sheet": sheet})
    return guessed, as_yaml(guessed, table, found)


def is_terminal() -> bool:
    """Tell whether somebody is there to answer."""
    return sys.stdin.isatty()


def _confirmed() -> bool:
    if not is_terminal():
        return False
    answer = Console(soft_wrap=True, highlight=False).input("Is this right? Type yes to import: ")
    return answer.strip().casefold() in {"yes", "y", "ja", "j"}
