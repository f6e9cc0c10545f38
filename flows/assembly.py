"""Puts the conversation together: flow files, options from the knowledge base, and the business steps."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from flows.actions import ACTIONS
from flows.actions.runner import ActionRunner
from flows.engine.definitions import Option, Script
from flows.engine.interpreter import Interpreter
from flows.engine.loader import load_script
from knowledge.faq import SURE, search
from knowledge.format import date_text, euros, listing
from knowledge.guessing.meaning import prepare
from knowledge.languages import LANGUAGES, Language
from knowledge.proposal.budget_words import amount_or_hours
from knowledge.vocabulary import Facet, vocabulary

_HERE = Path(__file__).parent

FACETS: dict[str, Facet] = {
    "themes": "theme",
    "target_groups": "target_group",
    "capacities": "capacity",
    "capacities_needed": "capacity",
    "organisation_types": "organisation_type",
    "resident_roles": "resident_role",
}
"""Lists of options that questions may name under `choices`, and the facet of the vocabulary that each shows."""


def flow_files() -> list[Path]:
    """Give the files that the conversation is written in."""
    return sorted([*_HERE.glob("conversations/*.yml"), *_HERE.glob("domain/*.yml")])


def load(*, semantic: bool = False) -> tuple[Interpreter, ActionRunner]:
    """Load the conversation; with `semantic`, free text is understood by its meaning too.

    Raises:
        ModuleNotFoundError: the extra `semantic` is asked for and not installed.
        FlowError: a flow file is wrong.
        ContentError: a content file is wrong.
    """
    if semantic:
        prepare()
    runner = ActionRunner(ACTIONS)
    return Interpreter(script(runner), partial(suggest, semantic=semantic), _show, _knows_question), runner


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


def suggest(choices: str, text: str, language: str, *, semantic: bool) -> Sequence[str]:
    """Give the options of a list that a free text probably means, best first."""
    if choices not in FACETS:
        return ()
    lacking = choices == "capacities_needed"
    found = vocabulary().suggest(FACETS[choices], text, _language(language), lacking=lacking, semantic=semantic)
    return [one.term_id for one in found]


def _knows_question(text: str, language: str) -> bool:
    hits = search(text, _language(language), limit=1)
    return bool(hits) and hits[0].score >= SURE


def _show(kind: str, value: Any, language: str) -> str:
    known = _language(language)
    match kind:
        case "amount":
            return euros(value, known)
        case "amount_or_hours":
            return amount_or_hours(value, known)
        case "date" | "end_date":
            return date_text(date.fromisoformat(value), known)
        case "amount_lines":
            return listing([f"{item['text']} {euros(item['cents'], known)}" for item in value], known)
        case "lines":
            return "; ".join(one if isinstance(one, str) else str(one["text"]) for one in value)
        case _:
            return str(value)


def _language(language: str) -> Language:
    return language if language in LANGUAGES else LANGUAGES[0]
