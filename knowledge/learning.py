"""Learning what people mean by their words: from the vocabulary and its sayings to the files of `knowledge.guessing`.

The method is multinomial logistic regression, which finds weights of features that give each example its own term. It
is done in the space of the examples (their likeness to each other), because there are fewer examples than features.
Nothing is left to chance: the same sayings give the same files.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.guessing.features import BUCKETS, features
from knowledge.guessing.meaning import meanings
from knowledge.guessing.model import MEANINGS_FILE, WORDS_FILE, Numbers
from knowledge.guessing.sayings import NOTHING, sayings
from knowledge.languages import LANGUAGES
from knowledge.vocabulary import Facet, vocabulary

FACETS: tuple[Facet, ...] = ("theme", "target_group", "capacity")
"""The facets that sayings exist for."""

# How much an example counts. Words that mean a term only in a short answer say less than a saying; most people type
# Dutch; and a feature that only one example has says nothing that could be of use elsewhere.
_SYNONYM, _ANSWER, _ENGLISH = 0.7, 0.3, 0.5
_FEWEST_EXAMPLES = 2
# Chosen by leaving out two fifths of the lines of the sayings and guessing them (tests/bench/README.md).
_CAUTION = 1e-4
_ROUNDS = 150


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the outcome it stands for (0 is nothing, then the terms in order), and how much it counts."""

    text: str
    outcome: int
    counts: float


def examples(facet: Facet) -> list[Example]:
    """Give all that is known of how people name the terms of a facet.

    Raises:
        ContentError: a file is wrong, or its terms are not those of the vocabulary.
    """
    terms = vocabulary().terms(facet)
    outcomes = {NOTHING: 0, **{term.id: number for number, term in enumerate(terms, start=1)}}
    found: list[tuple[str, str, str, float]] = []
    for term in terms:
        for language in LANGUAGES:
            found.append((term.labels[language], term.id, language, 1.0))
            found += [(text, term.id, language, _SYNONYM) for text in term.synonyms.get(language, ())]
            found += [(text, term.id, language, _ANSWER) for text in term.answers.get(language, ())]
    said = (*sayings(facet), *sayings("nothing"))
    found += [(one.text, one.term_id, one.language, 1.0) for one in said]
    return [
        Example(text, outcomes[term_id], counts * (_ENGLISH if language == "en" else 1.0))
        for text, term_id, language, counts in found
    ]


def fingerprint() -> str:
    """Give a short text that changes with any example."""
    every = "\n".join(f"{facet}\t{one.outcome}\t{one.text}" for facet in FACETS for one in examples(facet))
    return hashlib.sha256(every.encode()).hexdigest()[:16]


def learn_words(file: Path = WORDS_FILE) -> None:
    """Learn from the words of the examples, and keep it in a file."""
    kept: dict[str, NDArray[np.generic]] = {}
    for facet in FACETS:
        given = examples(facet)
        rows, rarity = _rows([one.text for one in given])
        used = np.flatnonzero(rarity)
        weights, bias = _learn(rows[:, used], given)
        step = float(np.abs(weights).max()) / 127
        steps = np.zeros((BUCKETS, len(bias)), np.int8)
        steps[used] = np.rint(weights / step).astype(np.int8)
        kept |= {
            f"{facet}.rarity": rarity.astype(np.float16),
            f"{facet}.weights": steps,
            f"{facet}.step": np.array(step),
            f"{facet}.bias": bias,
        }
    _keep(file, kept)


def learn_meanings(file: Path = MEANINGS_FILE) -> None:
    """Learn from the meanings of the examples, and keep it in a file; needs the extra `semantic`, and a minute."""
    given = {facet: examples(facet) for facet in FACETS}
    texts = list(dict.fromkeys(one.text for facet in FACETS for one in given[facet]))
    known = meanings(texts)
    centre = known.mean(axis=0)
    turned = known - centre
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    row_of = {text: row for row, text in enumerate(texts)}
    kept: dict[str, NDArray[np.generic]] = {"centre": centre}
    for facet in FACETS:
        weights, bias = _learn(turned[[row_of[one.text] for one in given[facet]]], given[facet])
        kept |= {f"{facet}.weights": weights.astype(np.float16), f"{facet}.bias": bias}
    _keep(file, kept)


def _rows(texts: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Give the features of texts as rows of length 1, and how rare each feature is (inverse document frequency)."""
    found = [features(text) for text in texts]
    held = np.bincount(np.concatenate([one.buckets for one in found]), minlength=BUCKETS)
    rarity = np.zeros(BUCKETS, np.float32)
    known = held >= _FEWEST_EXAMPLES
    rarity[known] = np.log(1 + len(texts) / held[known])
    rows = np.zeros((len(texts), BUCKETS), np.float32)
    for row, one in enumerate(found):
        weighted = one.strengths * rarity[one.buckets]
        rows[row, one.buckets] = weighted / (np.linalg.norm(weighted) or 1.0)
    return rows, rarity


def _learn(rows: Numbers, given: Sequence[Example]) -> tuple[Numbers, Numbers]:
    """Find weights and biases by accelerated gradient descent (Nesterov) over the examples.

    All outcomes count the same, however many examples they have.
    """
    outcomes = np.array([one.outcome for one in given])
    truth = np.eye(outcomes.max() + 1, dtype=np.float32)[outcomes]
    counts = _balanced(outcomes, (one.counts for one in given))
    likeness = rows @ rows.T
    pace = 1 / (0.5 * (_largest(likeness, counts) + 1) + _CAUTION)
    mix = ahead = np.zeros_like(truth)
    bias = ahead_bias = np.zeros(truth.shape[1], np.float32)
    speed = 1.0
    for _ in range(_ROUNDS):
        error = (_shares(likeness @ ahead + ahead_bias) - truth) * counts
        new_mix = ahead - pace * (error + _CAUTION * ahead)
        new_bias = ahead_bias - pace * error.sum(axis=0)
        new_speed = (1 + math.sqrt(1 + 4 * speed * speed)) / 2
        push = np.float32((speed - 1) / new_speed)
        ahead, ahead_bias = new_mix + push * (new_mix - mix), new_bias + push * (new_bias - bias)
        mix, bias, speed = new_mix, new_bias, new_speed
    return rows.T @ mix, bias


def _balanced(outcomes: NDArray[np.int64], counts: Iterable[float]) -> Numbers:
    each = np.fromiter(counts, np.float32, len(outcomes))
    total = np.bincount(outcomes, weights=each)
    return (each / total[outcomes] / len(total)).astype(np.float32)[:, None]


def _largest(likeness: Numbers, counts: Numbers) -> float:
    """Bound the largest eigenvalue of the weighted likeness, by power iteration."""
    root = np.sqrt(counts[:, 0])
    direction = np.full(len(root), 1 / math.sqrt(len(root)), np.float32)
    size = 1.0
    for _ in range(20):
        turned = root * (likeness @ (root * direction))
        size = float(np.linalg.norm(turned))
        direction = np.asarray(turned / size, np.float32)
    return 1.05 * size


def _shares(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _keep(file: Path, kept: dict[str, NDArray[np.generic]]) -> None:
    np.savez_compressed(file, allow_pickle=False, facets=np.array(FACETS), fingerprint=np.array(fingerprint()), **kept)
