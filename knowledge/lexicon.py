"""Which known words a word may stand for: the same, an inflection, a part of a compound, a typing error."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.languages import Language
from knowledge.words import forms, is_affix, is_lookalike

Kind = Literal["exact", "inflected", "head", "modifier", "typo"]
"""How a word stands for a known word: as the same word, an inflection, the end of a compound (which says what the
compound is: a "moestuin" in "buurtmoestuin"), its beginning (which only says more about it), or mistyped."""

_SHORTEST_PART = 5
_SHORTEST_REST = 3
_SHORTEST_MISTYPED = 6
_LENGTH_FOR_TWO_ERRORS = 11


class Spelling:
    """Finds the known word that somebody meant to type.

    Only words of six letters and more: a shorter word lies one letter away from too many others. One error is
    forgiven, in words of eleven letters and more two. Two letters that changed places count as one error. The first
    letter must be right: it mostly is, and "hinderen" is not "kinderen".
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._by_first: dict[str, list[str]] = defaultdict(list)
        for word in dict.fromkeys(known):
            if len(word) >= _SHORTEST_MISTYPED and word.isalpha():
                self._by_first[word[0]].append(word)

    def closest(self, key: str) -> str | None:
        """Give the known word nearest to `key`, or None when none is near enough."""
        if len(key) < _SHORTEST_MISTYPED or is_lookalike(key):
            return None
        errors = 2 if len(key) >= _LENGTH_FOR_TWO_ERRORS else 1
        near = process.extractOne(key, self._by_first.get(key[0], ()), scorer=OSA.distance, score_cutoff=errors)
        return None if near is None else near[0]


class Lexicon:
    """Known words of one language.

    Args:
        known: the known words, as `words.key_of` gives them.
        language: whose rules of inflection count; compounds exist in Dutch only.
        strict: only the same word and its inflections count, for words of a language that the text is hardly in.
    """

    def __init__(self, known: Iterable[str], language: Language, *, strict: bool = False) -> None:
        self._known = frozenset(known)
        self._language = language
        self._strict = strict
        self._by_form: dict[str, set[str]] = defaultdict(set)
        for word in self._known:
            for form in forms(word, language):
                self._by_form[form].add(word)
        self._without_plural: dict[str, frozenset[str]] = defaultdict(frozenset)
        for word in self._known:
            if word.endswith("en"):
                for form in forms(word, language) - {word}:
                    self._without_plural[form] |= {word}
        self._spelling = Spelling(sorted(self._known))

    def related(self, key: str, *, typos: bool = True) -> Mapping[str, Kind]:
        """Give the known words that `key` may stand for, each with the way in which they are related.

        Typing errors are looked for only when nothing else fits.
        """
        found: dict[str, Kind] = {}
        if not is_lookalike(key):
            if not self._strict and self._language == "nl":
                found.update(self._parts(key))
            for form in forms(key, self._language):
                found.update(dict.fromkeys(self._by_form.get(form, ()), "inflected"))
        if key in self._known:
            found[key] = "exact"
        if not found and typos and not self._strict and (meant := self._spelling.closest(key)):
            found[meant] = "typo"
        return found

    def _parts(self, key: str) -> dict[str, Kind]:
        """The longest known word that a longer word begins with, and the longest that it ends with."""
        found: dict[str, Kind] = {}
        if not key.isalpha():
            return found
        for word in sorted(forms(key, self._language)):
            cuts = range(_SHORTEST_REST, len(word) - _SHORTEST_PART + 1)
            found.update(dict.fromkeys(self._first((word[:-cut], word[-cut:]) for cut in cuts), "modifier"))
            found.update(dict.fromkeys(self._first((word[cut:], word[:cut]) for cut in cuts), "head"))
        return found

    def _first(self, splits: Iterable[tuple[str, str]]) -> frozenset[str]:
        for part, rest in splits:
            if not is_affix(rest) and (known := self._as_part(part)):
                return known
        return frozenset()

    def _as_part(self, part: str) -> frozenset[str]:
        """The known words that a part of a compound is. It may be inflected, or stand without its plural's -en."""
        if part in self._known:
            return frozenset({part})
        meant = (forms(part, self._language) & self._known) | self._without_plural.get(part, frozenset())
        return frozenset(word for word in meant if len(word) >= _SHORTEST_PART)
