"""What the guessing looks at in a text: its words, their inflections, their pieces, and pairs of words.

The pieces (three to five letters) make compounds, inflections and typing errors alike: "voetbalclup" shares most of its
pieces with "voetbal" and "club".
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.words import Word, forms, is_negator, is_stop_word, words_of

BUCKETS = 2**15
"""Features are known by a number below this, made of their letters; two of them seldom share one."""

LONGEST_TEXT = 1_000
"""Characters that are looked at; an answer that needs more says what it means before that."""

_PIECES = (3, 4, 5)
_SMALL_WORD = 0.6
_PAIR = 0.5
_DENIED = "-"


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a text.

    Attributes:
        words: its words.
        buckets: the number of each feature; each number once.
        strengths: how strongly each occurs, before weighting.
        places: the place, in `words`, of the word that each belongs to.
    """

    words: Sequence[Word]
    buckets: NDArray[np.int64]
    strengths: NDArray[np.float32]
    places: NDArray[np.int64]


def features(text: str) -> Features:
    """Give the features of a text; a word right after a negation counts as another word."""
    words = words_of(text[:LONGEST_TEXT])
    found: dict[int, tuple[float, int]] = {}
    before = ""
    denied = False
    for place, word in enumerate(words):
        small = _is_small(word.key)
        for bucket, strength in _of_word(word.key, denied=denied and not small):
            if strength > found.get(bucket, (0.0, 0))[0]:
                found[bucket] = (strength, place)
        if before:
            found.setdefault(_bucket(f"{before} {word.key}"), (_PAIR, place))
        before = word.key
        denied = is_negator(word.key) or (denied and small)
    strengths, places = zip(*found.values(), strict=True) if found else ((), ())
    return Features(
        words,
        np.fromiter(found, np.int64, len(found)),
        np.array(strengths, np.float32),
        np.array(places, np.int64),
    )


@lru_cache(maxsize=1024)
def _of_word(key: str, *, denied: bool) -> tuple[tuple[int, float], ...]:
    return tuple((_bucket(name), strength) for name, strength in _named(key, _DENIED if denied else ""))


def _named(key: str, sign: str) -> Iterator[tuple[str, float]]:
    small = _is_small(key)
    for form in forms(key, "nl"):
        yield f"{sign}{form}", _SMALL_WORD if small else 1.0
    if not small:
        whole = f"<{key}>"
        pieces = [whole[at : at + size] for size in _PIECES for at in range(len(whole) - size + 1)]
        for piece in pieces:
            yield f"{sign}|{piece}", 2 / math.sqrt(len(pieces))


def _is_small(key: str) -> bool:
    return is_stop_word(key, "nl") or is_stop_word(key, "en")


def _bucket(name: str) -> int:
    return crc32(name.encode()) % BUCKETS
