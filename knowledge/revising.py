"""Words about versions of a plan: how the chat tells of them, and which part and versions somebody means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from knowledge.content import Content, read_model
from knowledge.languages import LANGUAGES, Language, Texts

Key = TypeVar("Key")
_NUMBER = re.compile(r"\b\d{1,6}\b")
_VERSION = re.compile(r"\b(versies?|versions?)\b")


class _Words(Content):
    phrases: Mapping[str, Texts]
    called: Mapping[str, Mapping[Language, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Meant:
    """What somebody means who names a part, versions, or both.

    Attributes:
        part: the key of the part; None for the whole plan.
        numbers: of versions, in the order in which they were named.
        readable: anything of it could be read.
    """

    part: Any
    numbers: tuple[int, ...]
    readable: bool


def phrase(which: str, language: Language, **values: object) -> str:
    """Give a phrase, its places filled.

    Raises:
        KeyError: there is no such phrase.
    """
    return _words().phrases[which][language].format(**values)


def called(name: str) -> tuple[str, ...]:
    """Give other words for a part, in all languages."""
    found = _words().called.get(name, {})
    return tuple(word for language in LANGUAGES for word in found.get(language, ()))


def meant(text: str, parts: Iterable[tuple[Key, Iterable[str]]]) -> Meant:
    """Find out which part and which versions somebody means.

    Args:
        text: what they typed, such as "versie 2 van titel" or "versie 2 en 4".
        parts: the parts that there are, each with what it is called; of several that fit, the longest name counts.
    """
    said = " ".join(re.findall(r"[\w'’&-]+", text.casefold()))
    found = max(
        ((len(name), key, name) for key, names in parts for name in map(_plain, names) if _holds(said, name)),
        key=lambda one: one[0],
        default=None,
    )
    rest = said if found is None else re.sub(rf"(?<!\w){re.escape(found[2])}(?!\w)", " ", said)
    numbers = tuple(int(one) for one in _NUMBER.findall(rest))
    readable = found is not None or bool(numbers) or not said.strip()
    return Meant(found[1] if found else None, numbers, readable or bool(_VERSION.search(rest)))


def _plain(name: str) -> str:
    return " ".join(re.findall(r"[\w'’&-]+", name.casefold()))


def _holds(said: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None


@cache
def _words() -> _Words:
    return read_model(Path(__file__).with_name("revising.yml"), _Words)
