"""Puts the conversation together: flow files, options from the knowledge base, and the business steps."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from flows.actions import ACTIONS
from flows.actions.runner import ActionRunner
from flows.engine.definitions import Option, Script
from flows.engine.interpreter import Interpreter
from flows.engine.loader import load_script
from knowledge.faq import SURE, search
from knowledge.format import date_text, euros, listing
from knowledge.languages import LANGUAGES, Language
from knowledge.vocabulary import Facet, vocabulary

_HERE = Path(__file__).parent

FACETS: dict[str, Facet] = {
    "themes": "theme",
    "target_groups": "target_group",
    "capacities": "capacity",
    "organisation_types": "organisation_type",
    "resident_roles": "resident_role",
}
"""Lists of options that questions may name under `choices`, and the facet of the vocabulary that each shows."""


def flow_files() -> list[Path]:
    """Give the files that the conversation is written in."""
    return sorted([*_HERE.glob("conversations/*.yml"), *_HERE.glob("domain/*.yml")])


def load() -> tuple[Interpreter, ActionRunner]:
    """Load the conversation.

    Raises:
        FlowError: a flow file is wrong.
        ContentError: a content file is wrong.
    """
    runner = ActionRunner(ACTIONS)
    return Interpreter(script(runner), _suggest, _show, _knows_question), runner


def script(runner: ActionRunner) -> Script:
    """Load the flow files alone.

    Raises:
        FlowError: a flow file is wrong.
    """
    return load_script(flow_files(), runner.names, options())


def options() -> dict[str, tuple[Option, ...]]:
    """Give the lists of options that questions may name under `choices`."""
    return {
        name: tuple(Option(term.id, term.labels) for term in vocabulary().terms(facet))
        for name, facet in FACETS.items()
    }


def _suggest(choices: str, text: str, language: str) -> Sequence[str]:
    if choices not in FACETS:
        return ()
    return [found.term_id for found in vocabulary().suggest(FACETS[choices], text, _language(language))]


def _knows_question(text: str, language: str) -> bool:
    hits = search(text, _language(language), limit=1)
    return bool(hits) and hits[0].score >= SURE


def _show(kind: str, value: Any, language: str) -> str:
    known = _language(language)
    match kind:
        case "amount":
            return euros(value, known)
        case "date" | "end_date":
            return date_text(date.fromisoformat(value), known)
        case "amount_lines":
            return listing([f"{item['text']} {euros(item['cents'], known)}" for item in value], known)
        case "lines":
            return "; ".join(value)
        case _:
            return str(value)


def _language(language: str) -> Language:
    return language if language in LANGUAGES else LANGUAGES[0]
