"""Which terms a text probably means, learned from the sayings: linear models, small enough to read in a moment.

`coalitiewijzer vocabulary learn` makes the files; `knowledge/learning.py` is how.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.guessing.features import features

Numbers = NDArray[np.float32]

FOLDER = Path(__file__).parents[1] / "vocabulary"
WORDS_FILE = FOLDER / "learned_words.npz"
MEANINGS_FILE = FOLDER / "learned_meanings.npz"
_SHARE_OF_THE_BEST = 0.3


@dataclass(frozen=True, slots=True)
class WordModel:
    """What the words of a text say.

    Attributes:
        rarity: how much each feature counts; 0 for features that no saying has.
        weights: what each feature says for each outcome, in whole steps of `step`; outcome 0 is that the text
            answers nothing, the others are the terms in their order.
        step: the size of a step.
        bias: how likely each outcome is before anything is read.
    """

    rarity: Numbers
    weights: NDArray[np.int8]
    step: float
    bias: Numbers

    def read(self, text: str) -> "Reading":
        """Score a text."""
        found = features(text)
        strengths = found.strengths * self.rarity[found.buckets]
        known = float(found.strengths[strengths > 0].sum() / (found.strengths.sum() or 1.0))
        length = float(np.linalg.norm(strengths)) or 1.0
        said = self.weights[found.buckets] * (strengths / length * np.float32(self.step))[:, None]
        by_word = np.zeros((len(found.words), len(self.bias)), np.float32)
        np.add.at(by_word, found.places, said)
        return Reading(by_word.sum(axis=0) + self.bias, by_word, tuple(word.text for word in found.words), known)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the words of a text say.

    Attributes:
        scores: for each outcome, as log odds.
        by_word: the part of each word in that.
        words: the words, as they were typed.
        known: how much of the text occurs in any saying, between 0 and 1.
    """

    scores: Numbers
    by_word: Numbers
    words: Sequence[str]
    known: float

    def leading_to(self, outcome: int) -> tuple[str, ...]:
        """Give the words that speak most for an outcome, in their order."""
        spoken = self.by_word[:, outcome]
        enough = _SHARE_OF_THE_BEST * spoken.max(initial=0.0)
        chosen = (word for word, part in zip(self.words, spoken, strict=True) if part > 0 and part >= enough)
        return tuple(dict.fromkeys(chosen))


@dataclass(frozen=True, slots=True)
class MeaningModel:
    """What the meaning of a text as a whole says; the attributes are like those of `WordModel`.

    Attributes:
        centre: the mean of what was learned from, which says nothing.
        weights: what each dimension of a meaning says for each outcome.
        bias: how likely each outcome is before anything is read.
    """

    centre: Numbers
    weights: Numbers
    bias: Numbers

    def scores(self, meaning: Numbers) -> Numbers:
        """Score the meaning of a text, as log odds for each outcome."""
        turned = meaning - self.centre
        scored: Numbers = turned / (np.linalg.norm(turned) or 1.0) @ self.weights + self.bias
        return scored


@cache
def word_models() -> Mapping[str, WordModel]:
    """Read what was learned about words, by facet."""
    with np.load(WORDS_FILE) as kept:
        return {
            str(facet): WordModel(
                kept[f"{facet}.rarity"].astype(np.float32),
                kept[f"{facet}.weights"],
                float(kept[f"{facet}.step"]),
                kept[f"{facet}.bias"],
            )
            for facet in kept["facets"]
        }


@cache
def meaning_models() -> Mapping[str, MeaningModel]:
    """Read what was learned about meanings, by facet."""
    with np.load(MEANINGS_FILE) as kept:
        return {
            str(facet): MeaningModel(kept["centre"], kept[f"{facet}.weights"].astype(np.float32), kept[f"{facet}.bias"])
            for facet in kept["facets"]
        }


def learned_from(file: Path) -> str:
    """Tell what a file was learned from: the fingerprint of the examples."""
    with np.load(file) as kept:
        return str(kept["fingerprint"])
