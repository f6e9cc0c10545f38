"""Simple ways to rank, to see what the product's ranking adds."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.evidence import said_by
from knowledge.matching.history import History
from knowledge.matching.index import Index
from knowledge.matching.text import terms_of

K1: Final = 1.2
B: Final = 0.75
NEIGHBOURS: Final = 20

Scores = NDArray[np.float64]
Order = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Baselines:
    """An index in which nothing counts but one thing.

    Attributes:
        history: the past plans.
        ids: the organisation of each row, ascending.
        lengths: how many terms each organisation's document has: its name, its text, and those of its plans.
        holding: for each term the rows that hold it, and how often.
    """

    history: History
    ids: NDArray[np.int64]
    lengths: Scores
    holding: Mapping[str, tuple[NDArray[np.intp], Scores]]

    @classmethod
    def build(cls, index: Index) -> "Baselines":
        """Collect the documents."""
        history, ids = index.history, index.ids.tolist()
        profiles = index.lookup(ids)
        documents = [Counter(terms_of(said_by(profiles[number]))) for number in ids]
        told = [Counter(terms_of(told.text)) for told in history.told_of]
        for row, number in enumerate(ids):
            for plan in history.plans_of(number):
                documents[row].update(told[history.plans[plan]])
        holding: dict[str, tuple[list[int], list[int]]] = {}
        for row, document in enumerate(documents):
            for term, count in document.items():
                rows, counts = holding.setdefault(term, ([], []))
                rows.append(row)
                counts.append(count)
        return cls(
            history=history,
            ids=index.ids,
            lengths=np.asarray([document.total() for document in documents], dtype=np.float64),
            holding={term: (np.asarray(rows), np.asarray(counts, float)) for term, (rows, counts) in holding.items()},
        )

    def methods(self) -> dict[str, Callable[[str, str], Order]]:
        """Return each method by name; it takes the text of a query and a seed, and gives all rows in order."""
        return {
            "popularity": lambda _, seed: _ordered(self._popularity(), seed),
            "bm25": lambda text, seed: _ordered(self._bm25(text), seed),
            "neighbours": lambda text, seed: _ordered(self._neighbours(text), seed),
        }

    def _popularity(self) -> Scores:
        """In how many plans each took part."""
        return self._votes(np.ones(len(self.history.plans)))

    def _bm25(self, text: str) -> Scores:
        """Okapi BM25 (Robertson and Zaragoza, 2009), each organisation being one document."""
        found, size = np.zeros(len(self.lengths)), len(self.lengths)
        norm = K1 * (1 - B + B * self.lengths / max(self.lengths.mean(), 1))
        for term in frozenset(terms_of(text)) & self.holding.keys():
            rows, counts = self.holding[term]
            rarity = np.log(1 + (size - len(rows) + 0.5) / (len(rows) + 0.5))
            found[rows] += rarity * counts * (K1 + 1) / (counts + norm[rows])
        return found

    def _neighbours(self, text: str) -> Scores:
        """The plans with the likest texts vote for their members, each with its likeness."""
        likeness = self.history.texts.likeness(text)[self.history.plans]
        likeness[np.argsort(-likeness, kind="stable")[NEIGHBOURS:]] = 0
        return self._votes(likeness)

    def _votes(self, likeness: Scores) -> Scores:
        """Return what the plans of each organisation say together."""
        found, members = np.zeros(len(self.ids)), self.history.members
        there = np.isin(members, self.ids)
        found[np.searchsorted(self.ids, members[there])] = self.history.votes(likeness)[there]
        return found


def _ordered(scores: Scores, seed: str) -> Order:
    """Return all rows, the highest score first, equals by chance but the same for the same seed."""
    chance = np.random.default_rng(crc32(seed.encode())).permutation(len(scores))
    return np.lexsort((chance, -scores))
