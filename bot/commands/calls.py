"""`coalitiewijzer call ...`."""

from datetime import UTC, datetime
from pathlib import Path

from bot.commands.database import opened
from bot.commands.outcome import guarded, say
from bot.settings import Settings
from flows.services.areas import Areas
from flows.services.calls import add_calls
from knowledge.areas import AreaTree, areas
from knowledge.calls import Call, load_call, unknown_terms
from knowledge.content import ContentError
from knowledge.vocabulary import FACETS, vocabulary


def import_call(settings: Settings, file: Path) -> int:
    """Put a call into the database, or replace it; returns the exit code."""

    def command() -> int:
        call = load_call(file)
        with opened(settings) as database, database.transaction() as session:
            _check_ids(file, call, Areas(areas()).tree(session))
            changed = add_calls(session, [call], datetime.now(UTC))
        say(f"The call {call.code} {'is in the database now' if changed else 'was there already; nothing changed'}.")
        return 0

    return guarded(command)


def _check_ids(file: Path, call: Call, tree: AreaTree) -> None:
    known: dict[str, list[str]] = {facet: [term.id for term in vocabulary().terms(facet)] for facet in FACETS}
    for unknown in unknown_terms(call, known):
        raise ContentError(file, 1, f"there is no {unknown.facet} {unknown.term}")
    if call.municipality not in tree:
        raise ContentError(file, 1, f"municipality: there is no area {call.municipality}")
