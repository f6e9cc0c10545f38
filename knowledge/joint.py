"""The answers of a plan that partners write together, and how two versions of one become one."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge.content import Content, read_model
from knowledge.format import date_text, listing
from knowledge.languages import Language, Texts
from knowledge.vocabulary import vocabulary

Choice = Literal["theirs", "mine", "both"]


class Answer(Content):
    """One answer that partners write together.

    Attributes:
        both: what becomes of two versions of which both are to be kept; "one" when there is room for one only.
        name: what it is called inside a sentence.
    """

    both: Literal["one", "text", "list"]
    name: Texts


class _Joint(Content):
    answers: Mapping[str, Answer]
    choices: Mapping[Choice, Texts]


def answers() -> Mapping[str, Answer]:
    """Give the answers that partners write together, by the names of their questions."""
    return _joint().answers


def choices(name: str) -> dict[Choice, Texts]:
    """Give what may be chosen when two people gave this answer at the same time."""
    one_only = answers()[name].both == "one"
    return {choice: words for choice, words in _joint().choices.items() if not (one_only and choice == "both")}


def together(name: str, theirs: Any, mine: Any) -> Any:
    """Make one answer of two.

    Raises:
        ValueError: there is room for one only.
    """
    match answers()[name].both:
        case "text":
            return "\n\n".join(filter(None, (theirs, mine)))
        case "list":
            return [*(theirs or ()), *(one for one in mine or () if one not in (theirs or ()))]
        case _:
            raise ValueError(name)


def shown(name: str, value: Any, language: Language) -> str:
    """Write an answer as people read it; a dash when it was left open."""
    if value in ("", [], None):
        return "-"
    if name == "resident_roles":
        return listing([vocabulary().label("resident_role", one, language) for one in value], language)
    if name.startswith("period_"):
        return date_text(date.fromisoformat(value), language)
    return "\n".join(value) if isinstance(value, list) else str(value)


@cache
def _joint() -> _Joint:
    return read_model(Path(__file__).with_name("joint.yml"), _Joint)
