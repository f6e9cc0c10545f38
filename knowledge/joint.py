"""The answers of a plan that partners write together, and how two versions of one become one."""

from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

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
        values: how the values of an answer that is chosen are written.
    """

    both: Literal["one", "text", "list"]
    name: Texts
    values: Mapping[str, Texts] = Field(default_factory=dict)


class _Joint(Content):
    answers: Mapping[str, Answer]
    choices: Mapping[Choice, Texts]


class _OwnPart(Content):
    plan: Mapping[str, Answer]
    profile: Mapping[str, Answer]


def own() -> Mapping[str, Answer]:
    """Give the answers of the plan that the organisation that asks gives alone, by the names of their questions."""
    return {**_own_part().plan, **_own_part().profile}


def of_profile() -> Collection[str]:
    """Give those of its own answers that say what the organisation is, whatever the plan."""
    return _own_part().profile.keys()


def of_plan() -> Collection[str]:
    """Give those of its own answers that are about this plan only."""
    return _own_part().plan.keys()


def answer(name: str) -> Answer:
    """Give what is known of an answer of the plan, whoever writes it.

    Raises:
        KeyError: it is none.
    """
    return _every()[name]


def answers() -> Mapping[str, Answer]:
    """Give the answers that partners write together, by the names of their questions."""
    return _joint().answers


def choices(name: str) -> dict[Choice, Texts]:
    """Give what may be chosen when two people gave this answer at the same time."""
    one_only = answer(name).both == "one"
    return {choice: words for choice, words in _joint().choices.items() if not (one_only and choice == "both")}


def together(name: str, theirs: Any, mine: Any) -> Any:
    """Make one answer of two.

    Raises:
        ValueError: there is room for one only.
    """
    match answer(name).both:
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
    words = answer(name).values
    if isinstance(value, list):
        return "\n".join(_item(one) for one in value)
    return words[value][language] if value in words else str(value)


def _item(one: Any) -> str:
    """Write an item of a list: its own words, without its details."""
    return str(one.get("text") or one.get("name") or "") if isinstance(one, Mapping) else str(one)


@cache
def _every() -> Mapping[str, Answer]:
    return {**own(), **answers()}


@cache
def _own_part() -> _OwnPart:
    return read_model(Path(__file__).with_name("own_part.yml"), _OwnPart)


@cache
def _joint() -> _Joint:
    return read_model(Path(__file__).with_name("joint.yml"), _Joint)
