"""What the name of a Dutch organisation says: its type, its legal form, and whether it is a person's name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.services.imports.patterns import any_of, fold
from knowledge.content import Content, ContentError, read_model
from knowledge.given_names import given_names
from knowledge.vocabulary import vocabulary

UNKNOWN_TYPE = "overig"
"""The type of an organisation of which nothing is known."""

_HERE = Path(__file__).parent
_LETTERS = re.compile(r"[^\W\d_]+")
_ONLY_A_NAME = re.compile(r"[^\W\d_]+(?:[ '’-]+[^\W\d_]+)*")
_LONGEST_PERSON = 5  # words, the small ones included


class _TypeRule(Content):
    type: str
    patterns: tuple[str, ...]


class _RuleFile(Content):
    types: tuple[_TypeRule, ...]
    legal_person: tuple[str, ...]
    not_yet: tuple[str, ...]
    foundation: frozenset[str]
    titles: tuple[str, ...]
    particles: frozenset[str]
    no_person: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Patterns:
    """The patterns of `names.yml`, ready to be searched for in folded names."""

    types: tuple[tuple[str, re.Pattern[str]], ...]
    legal_person: re.Pattern[str]
    not_yet: re.Pattern[str]
    titles: re.Pattern[str]


def key(name: str) -> str:
    """Give the same key for names of one organisation, and different keys where that is not certain.

    Capitals, accents, signs and spaces do not count. "Stg." is "Stichting", and a "Stichting" in front is left out
    when at least two words follow: "Stichting Samen Sterk" is "Samen Sterk", but "Stichting Impuls" may well be
    another organisation than "Impuls".
    """
    first, *rest = fold(name).split() or [name]
    if first not in _rules().foundation:
        return " ".join((first, *rest))
    return " ".join(rest) if len(rest) > 1 else " ".join(("stichting", *rest))


def organisation_type(name: str) -> str:
    """Give the id of the type that the words of a name show; `UNKNOWN_TYPE` when they show none."""
    folded = fold(name)
    return next((kind for kind, pattern in _patterns().types if pattern.search(folded)), UNKNOWN_TYPE)


def legal_person(name: str) -> bool | None:
    """Tell whether a name says that the organisation is a legal person: True, or None when it does not say so."""
    folded, patterns = fold(name), _patterns()
    return True if patterns.legal_person.search(folded) and not patterns.not_yet.search(folded) else None


def is_person(name: str) -> bool:
    """Tell whether a name is that of a private person, or names one.

    It does when a word such as "mevr." stands in it, or when it is a given name and a surname with no word that
    belongs to an organisation.
    """
    if _patterns().titles.search(fold(name)):
        return True
    words = _LETTERS.findall(name)
    looks_like_one = _ONLY_A_NAME.fullmatch(name) and words and _end_of_person(words, 0) == len(words)
    if not looks_like_one or fold(name) in _rules().no_person:
        return False
    return organisation_type(name) == UNKNOWN_TYPE and not legal_person(name) and not vocabulary().find_all(name)


def mentions_person(text: str) -> bool:
    """Tell whether a text seems to name a person somewhere; in doubt it does."""
    words = _LETTERS.findall(text)
    return any(_end_of_person(words, at) for at in range(len(words))) or bool(_patterns().titles.search(fold(text)))


def _end_of_person(words: Sequence[str], at: int) -> int:
    """Give the place after a given name with a surname that begins at a word; 0 when there is none."""
    if not (words[at][0].isupper() and fold(words[at]) in given_names()):
        return 0
    end = at + 1
    while end < min(len(words), at + _LONGEST_PERSON) and (words[end][0].isupper() or _is_particle(words[end])):
        end += 1
    return end if end > at + 1 and not _is_particle(words[end - 1]) else 0


def _is_particle(word: str) -> bool:
    return fold(word) in _rules().particles


@cache
def _rules() -> _RuleFile:
    return read_model(_HERE / "names.yml", _RuleFile)


@cache
def _patterns() -> _Patterns:
    rules = _rules()
    known = {term.id for term in vocabulary().terms("organisation_type")}
    if unknown := sorted({rule.type for rule in rules.types} - known):
        raise ContentError(_HERE / "names.yml", 1, f"types: there is no organisation type {', '.join(unknown)}")
    return _Patterns(
        types=tuple((rule.type, any_of(rule.patterns)) for rule in rules.types),
        legal_person=any_of(rules.legal_person),
        not_yet=any_of(rules.not_yet),
        titles=any_of(rules.titles),
    )
