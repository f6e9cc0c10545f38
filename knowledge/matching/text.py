"""Which texts are about the same: words, weighed by how rare they are, and the angle between two texts.

The weighing is TF-IDF with cosine (Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988).
How rare a word is depends on all texts, so that weights are worked out when a question comes, and only for the texts
that it is about. Stored is what does not change: which terms a text holds, and how often.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from math import log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.languages import LANGUAGES
from knowledge.matching.arrays import Lists, Rows, sums
from knowledge.words import forms_once, is_stop_word, key_of

SHORTEST: Final = 3  # letters: shorter words seldom carry a subject
LONGEST: Final = 40  # letters: what follows is no word that anybody writes twice
MOST: Final = 255  # times: more of the same word in one text count as this many

_WORD: Final = re.compile(r"[^\W\d_]+")
_COUNT_BITS: Final = 8
_AT_ONCE: Final = 65536
_BY_COUNT: Final = 1 + np.log(np.arange(1, MOST + 1).repeat([2] + [1] * (MOST - 1)))  # a count of 0 never occurs

Likeness = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Texts, numbered from 0, ready to be compared with another text.

    Attributes:
        numbers: the number of each term; shared with later indexes, which may know more terms.
        held_by: how many texts hold each term.
        size: how many texts count; those that are gone keep their number and count no more.
        held: the terms of each text, each with how often it holds it in the lowest bits.
        rarity: what each term weighs: more when fewer texts hold it.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    held_by: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    size: int = 0
    held: Lists[np.uint32] = field(default_factory=lambda: Lists.empty(np.uint32))
    rarity: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def build(cls, texts: Iterable[str]) -> "TextIndex":
        """Read texts; one without words of its own is like no other."""
        return cls().changed(texts, np.zeros(0, dtype=np.intp))

    def changed(self, texts: Iterable[str], gone: Rows) -> "TextIndex":
        """Return an index with more texts behind the others, in which some of the others count no more."""
        numbers, lengths, packed = self.numbers, [], []
        for text in texts:
            counts = Counter(terms_of(text))
            lengths.append(len(counts))
            for term, count in counts.items():
                number = numbers.get(term)
                if number is None:
                    number = numbers.setdefault(term, len(numbers))
                packed.append(number << _COUNT_BITS | min(count, MOST))
        more = np.asarray(packed, dtype=np.uint32)
        held_by = np.bincount(more >> _COUNT_BITS, minlength=len(numbers)).astype(np.int32)
        held_by[: len(self.held_by)] += self.held_by
        if len(gone):
            held_by -= np.bincount(self.held.of(gone)[0] >> _COUNT_BITS, minlength=len(held_by)).astype(np.int32)
        size = self.size + len(lengths) - len(gone)
        rarity = np.log((size + 1) / (held_by + 0.5))
        return TextIndex(numbers, held_by, size, self.held.extended(np.asarray(lengths, dtype=np.intp), more), rarity)

    def taken(self, rows: Rows) -> "TextIndex":
        """Return the same index with only these texts, which must be all that count."""
        return TextIndex(self.numbers, self.held_by, self.size, self.held.taken(rows), self.rarity)

    @property
    def empty(self) -> bool:
        """Whether no text holds any word."""
        return not self.held_by.any()

    def compare(self, text: str) -> "Comparison":
        """Prepare to compare texts with this one."""
        asked, weighed = np.zeros(len(self.held_by)), self._weighed(text)
        for number, weight in weighed.items():
            asked[number] = weight
        return Comparison(self, asked, not weighed)

    def likeness(self, text: str) -> Likeness:
        """Return how like each text is to this one; see `Comparison.likeness`."""
        return self.compare(text).likeness(None)

    def about(self, terms: Collection[str], rows: Rows) -> Likeness:
        """Return how much some of the texts are about terms: how many they hold, how rare those, how few others."""
        weight = np.zeros(len(self.held_by))
        known = [number for term in terms if (number := self._number(term)) is not None]
        weight[known] = self.rarity[known]
        found = np.zeros(len(rows))
        for start in range(0, len(rows), _AT_ONCE if known else len(rows) + 1):
            packed, lengths = self.held.of(rows[start : start + _AT_ONCE])
            found[start : start + _AT_ONCE] = sums(weight[packed >> _COUNT_BITS], lengths) / np.sqrt(lengths + 1)
        return found

    def shared(self, one: str, other: str, most: int) -> tuple[str, ...]:
        """Return the words that bind two texts, as they stand in the first, those that weigh most in front."""
        common = frozenset(terms_of(other))
        weighed = self._weighed(one)
        written: dict[str, str] = {}
        for word in _words(one):
            written.setdefault(_term(word), word)
        found = sorted(
            (term for term in written if term in common and self.numbers.get(term) in weighed),
            key=lambda term: (-weighed[self.numbers[term]], term),
        )
        return tuple(written[term] for term in found[:most])

    def _weighed(self, text: str) -> Mapping[int, float]:
        counts = Counter(number for term in terms_of(text) if (number := self._number(term)) is not None)
        weights = {number: (1 + log(count)) * float(self.rarity[number]) for number, count in counts.items()}
        length = sqrt(sum(weight**2 for weight in weights.values()))
        return {number: weight / length for number, weight in weights.items() if weight > 0}

    def _number(self, term: str) -> int | None:
        """Return the number of a term that a text holds."""
        number = self.numbers.get(term)
        return number if number is not None and number < len(self.held_by) and self.held_by[number] else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One text that others are compared with.

    Attributes:
        asked: what each term weighs in it; the squares add up to 1.
        silent: whether it has no word in common with any text.
    """

    index: TextIndex
    asked: NDArray[np.float64]
    silent: bool

    def likeness(self, rows: Rows | None) -> Likeness:
        """Return how like some of the texts, or all, are to it, from 0 (no word in common) to 1; shape (rows,)."""
        held = self.index.held
        if self.silent:
            return np.zeros(len(held) if rows is None else len(rows))
        packed, lengths = held.all() if rows is None else held.of(rows)
        terms = packed >> _COUNT_BITS
        weights = _BY_COUNT[packed & MOST] * self.index.rarity[terms]
        dots = sums(weights * self.asked[terms], lengths)
        squares = sums(weights * weights, lengths)
        return np.divide(dots, np.sqrt(squares), out=dots, where=squares > 0)


def forget_words() -> None:
    """Free the memory in which the terms of words are remembered; after many texts it is large."""
    _term.cache_clear()


def terms_of(text: str) -> list[str]:
    """Cut a text into terms: words that carry a subject, Dutch or English, without the ending of a plural."""
    return [term for word in _words(text) if (term := _term(word))]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


@lru_cache(maxsize=65536)
def _term(word: str) -> str:
    """Return the shortest word that a word may come from, so that a singular and its plural become one term.

    A word that carries no subject gives "".
    """
    term = word[:LONGEST] if word.isascii() else key_of(word[:LONGEST])  # it is in lower case already
    if len(term) < SHORTEST or any(is_stop_word(term, language) for language in LANGUAGES):
        return ""
    while shorter := [form for form in forms_once(term, "nl") if SHORTEST <= len(form) < len(term)]:
        term = min(shorter, key=lambda form: (len(form), form))
    return term
