"""`coalitiewijzer flows draw`."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.commands.outcome import guarded, refuse, say
from flows.actions import ACTIONS
from flows.actions.runner import ActionRunner
from flows.assembly import script
from flows.engine.check_graph import unknown_targets
from flows.engine.definitions import Script
from flows.engine.diagram.graph import Diagram, Words, flow_diagram, overview
from flows.engine.diagram.mermaid import to_mermaid
from flows.engine.diagram.svg import to_svg
from knowledge.languages import Language
from knowledge.texts import text
from storage.conversations import drop_off
from storage.database import Database, newest_version, stored_version

QUIET = timedelta(days=1)
"""Who was quiet for shorter may still answer."""
FEWEST = 5
"""Of fewer people no share is shown: it would say too much about one of them, and too little about the question."""

_MAIN = "main"
_OVERVIEW = "overview"

Figures = Mapping[str, Mapping[str, str]]
"""Per flow and step: what to show about the people who left there."""


def draw_flows(folder: Path, language: Language, database_url: str) -> int:
    """Write a picture of every flow and an overview, as Mermaid and as SVG; returns the exit code.

    Args:
        folder: where the files go; it is made when it does not exist.
        language: the language of the questions.
        database_url: where the shares come from of people who left; empty: none are shown.
    """

    def command() -> int:
        found = script(ActionRunner(ACTIONS))
        if any(unknown_targets(found)):
            return refuse("a step leads to nothing. Run coalitiewijzer flows check, and correct what it says.")
        if database_url and (why := _unusable(database_url)):
            return refuse(why)
        figures = _figures(found, database_url, language) if database_url else None
        folder.mkdir(parents=True, exist_ok=True)
        pictures = diagrams(found, language, figures)
        for name, picture in pictures.items():
            (folder / f"{name}.mmd").write_text(to_mermaid(picture), encoding="utf-8")
            (folder / f"{name}.svg").write_text(to_svg(picture), encoding="utf-8")
        say(f"Drew {len(found.flows)} flows and an overview in {folder}: {2 * len(pictures)} files.")
        return 0

    return guarded(command)


def diagrams(found: Script, language: Language, figures: Figures | None = None) -> Mapping[str, Diagram]:
    """Draw every flow, and the overview, by the names of their files.

    Args:
        found: the conversation.
        language: the language of the questions.
        figures: what to show about people who left; None: nothing.
    """
    words = _words(language)
    pictures = {_OVERVIEW: overview(found, _MAIN, language, words)}
    for flow in found.flows.values():
        pictures[flow.id] = flow_diagram(found, flow, language, words, (figures or {}).get(flow.id, {}))
    if figures is None:
        return pictures
    notes = (words("counted"), words("stopped_means"), words("few_means", fewest=FEWEST))
    return {name: replace(picture, notes=notes) if name in figures else picture for name, picture in pictures.items()}


def _figures(found: Script, database_url: str, language: Language) -> Figures:
    words = _words(language)
    database = Database(database_url)
    try:
        with database.snapshot() as session:
            counts = drop_off(session, datetime.now(UTC) - QUIET)
    finally:
        database.close()
    figures: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for flow in found.flows.values():
        for step in flow.collects():
            asked, stopped = counts.get((flow.id, step.id), (0, 0))
            share = f"{100 * stopped / asked:.0f}" if asked >= FEWEST else ""
            figures[flow.id][step.id] = words("left", asked=asked, share=share) if share else words("few")
    return figures


def _unusable(database_url: str) -> str:
    """Say why a database cannot be looked at; it is only read, so that nothing is made or brought up to date here."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).exists():
        return f"{url.database}: there is no such database. Check the path and try again."
    database = Database(database_url)
    try:
        with database.snapshot() as session:
            version = stored_version(session.connection)
    finally:
        database.close()
    if version == newest_version():
        return ""
    return f"the database has version {version}, not {newest_version()}. Run coalitiewijzer db upgrade first."


def _words(language: Language) -> Words:
    def words(key: str, **values: object) -> str:
        return text(f"draw_{key}", language, **values)

    return words
