"""What the words in a file mean: terms of the vocabulary by their exact names, and areas by id, code or name."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from flows.services.imports.patterns import fold
from knowledge.areas import Area, AreaTree, name_key
from knowledge.languages import LANGUAGES
from knowledge.vocabulary import Facet, Term, vocabulary

FACETS: Mapping[str, Facet] = {
    "theme": "theme",
    "target_group": "target_group",
    "offer": "capacity",
    "need": "capacity",
}
"""The facet of the vocabulary that each facet of an organisation takes its terms from."""
_DIFFERENT_WORDS = 10_000


@lru_cache(maxsize=_DIFFERENT_WORDS)
def term_of(facet: Facet, text: str) -> str | None:
    """Give the id of the term that has exactly this id, name or synonym, in any language; None when none has."""
    return _by_name(facet).get(fold(text))


@cache
def _by_name(facet: Facet) -> Mapping[str, str]:
    found: dict[str, str] = {}
    # Ids and names come before synonyms: what is the name of one term may be a synonym of another.
    for wanted in (_ids_and_labels, _synonyms):
        for term in vocabulary().terms(facet):
            for text in wanted(term):
                found.setdefault(fold(text), term.id)
    return found


def _ids_and_labels(term: Term) -> Iterator[str]:
    yield term.id
    yield from term.labels.values()


def _synonyms(term: Term) -> Iterator[str]:
    for language in LANGUAGES:
        yield from term.synonyms.get(language, ())
        yield from term.answers.get(language, ())


class AreaNames:
    """Finds areas of a tree by id, by code and by name."""

    def __init__(self, tree: AreaTree) -> None:
        self.tree = tree
        self.find = lru_cache(maxsize=_DIFFERENT_WORDS)(self._find)
        self._by_code = {area.code.casefold(): area for area in tree.all() if area.code}
        self._by_name: dict[str, list[Area]] = defaultdict(list)
        for area in tree.all():
            self._by_name[name_key(area.name)].append(area)

    def _find(self, text: str, municipality: str = "") -> str | None:
        """Give the id of an area; None when there is none, or several.

        Args:
            text: its id, its code ("GM0556") or its name.
            municipality: the id of the municipality in which a name is looked for first; "" when it is not known.
        """
        plain = text.strip().casefold()
        if plain in self.tree:
            return plain
        if area := self._by_code.get(plain):
            return area.id
        named = self._by_name.get(name_key(text), [])
        within = [area for area in named if municipality and self.tree.municipality(area.id).id == municipality]
        found = within or [area for area in named if area.parent is None] or named
        return found[0].id if len(found) == 1 else None

    def find_municipality(self, text: str) -> str | None:
        """Give the id of the municipality that a text names, or in which the area lies that it names."""
        found = self.find(text)
        return None if found is None else self.tree.municipality(found).id
