"""What happened in other places: examples, tips, and what confused people."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.content import Content, ContentError, read_model
from knowledge.languages import Texts
from knowledge.sources import Source, cited

_FILE = Path(__file__).with_name("cases.yml")

Who = Literal["everyone", "organisations", "partners", "residents", "small_groups", "staff"]


class _ExampleText(Content):
    id: str
    title: Texts
    what: Texts
    lesson: Texts
    sources: tuple[str, ...]


class _TipText(Content):
    id: str
    text: Texts
    sources: tuple[str, ...]


class _ConfusionText(Content):
    id: str
    who: Who
    confusion: Texts
    answer: Texts
    sources: tuple[str, ...]


class _CaseFile(Content):
    examples: tuple[_ExampleText, ...]
    tips: tuple[_TipText, ...]
    confusions: tuple[_ConfusionText, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """What one municipality did: a title, what happened and what can be learned from it, per language."""

    id: str
    title: Texts
    what: Texts
    lesson: Texts
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Tip:
    """One piece of advice, per language."""

    id: str
    text: Texts
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """What people did not understand, who they were, and what to answer them, per language."""

    id: str
    who: Who
    confusion: Texts
    answer: Texts
    sources: tuple[Source, ...]


@cache
def examples() -> tuple[Example, ...]:
    """Give the examples, the one of Maassluis first.

    Raises:
        ContentError: the file is wrong.
    """
    return tuple(
        Example(text.id, text.title, text.what, text.lesson, cited(text.sources, _FILE)) for text in _read().examples
    )


@cache
def tips() -> tuple[Tip, ...]:
    """Give the tips.

    Raises:
        ContentError: the file is wrong.
    """
    return tuple(Tip(text.id, text.text, cited(text.sources, _FILE)) for text in _read().tips)


@cache
def confusions() -> tuple[Confusion, ...]:
    """Give what confused people, with answers.

    Raises:
        ContentError: the file is wrong.
    """
    return tuple(
        Confusion(text.id, text.who, text.confusion, text.answer, cited(text.sources, _FILE))
        for text in _read().confusions
    )


@cache
def _read() -> _CaseFile:
    read = read_model(_FILE, _CaseFile)
    for texts in (read.examples, read.tips, read.confusions):
        ids = [text.id for text in texts]
        if len(set(ids)) < len(ids):
            raise ContentError(_FILE, 1, "the same id stands here twice")
    return read
