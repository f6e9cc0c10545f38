"""Which texts are about the same: words, weighed by how rare they are, and the angle between two texts.

The weighing is TF-IDF with cosine (Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988).
Words are stored by term, so that a question touches only the texts that hold one of its words.
"""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.languages import LANGUAGES
from knowledge.words import forms, is_stop_word, key_of

SHORTEST: Final = 3  # letters: shorter words seldom carry a subject
LONGEST: Final = 40  # letters: what follows is no word that anybody writes twice

_WORD: Final = re.compile(r"[^\W\d_]+")

Likeness = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TextIndex:
    """Texts, numbered from 0, ready to be compared with another text.

    Attributes:
        size: how many texts.
        terms: the number of each term.
        rarity: what each term weighs: more when fewer texts hold it.
        starts: where the postings of each term begin, shape (terms + 1,).
        texts: the texts that hold a term, the terms one after the other.
        weights: what a term weighs in such a text; the squares of one text's weights add up to 1.
    """

    size: int
    terms: Mapping[str, int]
    rarity: NDArray[np.float64]
    starts: NDArray[np.int64]
    texts: NDArray[np.int32]
    weights: NDArray[np.float32]

    @classmethod
    def build(cls, texts: Iterable[str]) -> "TextIndex":
        """Read texts; one without words of its own is like no other."""
        numbers: dict[str, int] = {}
        postings = array("i")  # term, text and count, one after the other
        size = 0
        for text in texts:
            for word, count in Counter(terms_of(text)).items():
                postings.extend((numbers.setdefault(word, len(numbers)), size, count))
            size += 1
        term, where, counts = np.asarray(postings, dtype=np.int32).reshape(-1, 3).T
        held_by = np.bincount(term, minlength=len(numbers))
        rarity = np.log((size + 1) / (held_by + 0.5))
        weight = (1 + np.log(counts)) * rarity[term]
        length = np.sqrt(np.bincount(where, weight**2, minlength=size))
        by_term = np.argsort(term, kind="stable")
        return cls(
            size=size,
            terms=numbers,
            rarity=rarity,
            starts=np.concatenate(([0], np.cumsum(held_by))),
            texts=where[by_term],
            weights=(weight / length[where])[by_term].astype(np.float32),
        )

    def likeness(self, text: str) -> Likeness:
        """Return how like each text is to this one, from 0 (no word in common) to 1; shape (size,)."""
        found = np.zeros(self.size)
        for number, weight in self._weighed(text).items():
            held = slice(self.starts[number], self.starts[number + 1])
            found[self.texts[held]] += weight * self.weights[held]
        return found

    def shared(self, one: str, other: str, most: int) -> tuple[str, ...]:
        """Return the words that bind two texts, as they stand in the first, those that weigh most in front."""
        common = frozenset(terms_of(other))
        weighed = self._weighed(one)
        written: dict[str, str] = {}
        for word in _words(one):
            written.setdefault(_term(word), word)
        found = sorted(
            (term for term in written if term in common and self.terms.get(term) in weighed),
            key=lambda term: (-weighed[self.terms[term]], term),
        )
        return tuple(written[term] for term in found[:most])

    def _weighed(self, text: str) -> dict[int, float]:
        counts = Counter(self.terms[term] for term in terms_of(text) if term in self.terms)
        weights = {number: (1 + log(count)) * float(self.rarity[number]) for number, count in counts.items()}
        length = sqrt(sum(weight**2 for weight in weights.values()))
        return {number: weight / length for number, weight in weights.items() if weight > 0}


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
    term = key_of(word[:LONGEST])
    if len(term) < SHORTEST or any(is_stop_word(term, language) for language in LANGUAGES):
        return ""
    while shorter := [form for form in forms(term, "nl") if SHORTEST <= len(form) < len(term)]:
        term = min(shorter, key=lambda form: (len(form), form))
    return term
