"""How the register of grants of Amsterdam is read: the rules in `amsterdam.yml`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flows.services.imports.patterns import any_of
from knowledge.areas import areas
from knowledge.content import Content, ContentError, read_model
from knowledge.vocabulary import Facet, vocabulary

_FILE = Path(__file__).with_name("amsterdam.yml")
_FACETS: Mapping[str, Facet] = {"theme": "theme", "target_group": "target_group", "offer": "capacity"}

Patterns = Mapping[tuple[str, str], re.Pattern[str]]
"""Per facet of an organisation and term the pattern of words."""
PatternTexts = Mapping[str, Mapping[str, tuple[str, ...]]]
"""The same as the file has it: per facet, then per term."""


class DescriptionRules(Content):
    """How the description of an organisation is put together; lengths in letters."""

    source: str
    titles: str
    quoted: str
    most_titles: int
    longest_title: int


class RuleFile(Content):
    """The rules as they are written; what each is for stands in the file."""

    source: str
    municipality: str
    private_persons: frozenset[str]
    district: str
    districts: Mapping[str, str]
    themes: Mapping[str, str | None]
    schemes: Mapping[str, str]
    offers: Mapping[str, tuple[str, ...]]
    misleading: PatternTexts
    more: PatternTexts
    empty_titles: frozenset[str]
    description: DescriptionRules


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules; what each is for stands in the file.

    Attributes:
        file: the rules as they are written.
        offers: words that may lead to an offer through the vocabulary.
        misleading: words that do not lead to a term, though the vocabulary says so.
        more: words that lead to a term without the vocabulary.
    """

    file: RuleFile
    offers: Patterns
    misleading: Patterns
    more: Patterns


@cache
def rules() -> Rules:
    """Give the rules that are shipped.

    Raises:
        ContentError: the file is wrong, or names a term or area that does not exist.
    """
    read = read_model(_FILE, RuleFile)
    _check("theme", filter(None, read.themes.values()))
    known = {area.id for area in areas().all()}
    if unknown := sorted({read.municipality, *read.districts.values()} - known):
        raise ContentError(_FILE, 1, f"there is no area {', '.join(unknown)}")
    return Rules(read, _patterns({"offer": read.offers}), _patterns(read.misleading), _patterns(read.more))


def _patterns(texts: PatternTexts) -> Patterns:
    for facet, terms in texts.items():
        if facet not in _FACETS:
            raise ContentError(_FILE, 1, f"there is no facet {facet}; use {', '.join(_FACETS)}")
        _check(_FACETS[facet], terms)
    return {(facet, term): any_of(words) for facet, terms in texts.items() for term, words in terms.items()}


def _check(facet: Facet, used: Iterable[str]) -> None:
    known = {term.id for term in vocabulary().terms(facet)}
    if unknown := sorted(set(used) - known):
        raise ContentError(_FILE, 1, f"there is no {facet} {', '.join(unknown)}")
