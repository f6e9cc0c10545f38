"""How good an order is, when some of what it holds is known to be right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from statistics import fmean
from typing import Final

import numpy as np

FIRST: Final = 10
RESAMPLED: Final = 2000
_SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Places:
    """Where the right ones stand in one order.

    Attributes:
        found: their places, counted from 1, ascending; the right ones that the order does not hold are not in it.
        right: how many right ones there are, at least one.
    """

    found: Sequence[int]
    right: int

    def recall(self) -> float:
        """Return the share of the right ones that stand among the first ten."""
        return sum(place <= FIRST for place in self.found) / self.right

    def reciprocal_rank(self) -> float:
        """Return one divided by the place of the first right one; 0 without any."""
        return 1 / self.found[0] if self.found else 0.0

    def gain(self) -> float:
        """Return the normalised discounted gain of the first ten (NDCG), right or wrong."""
        gained = sum(1 / log2(place + 1) for place in self.found if place <= FIRST)
        return gained / sum(1 / log2(place + 1) for place in range(1, min(self.right, FIRST) + 1))

    def precision(self) -> float:
        """Return the average precision: at each right one, the share of right ones up to there."""
        return sum(number / place for number, place in enumerate(self.found, start=1)) / self.right


MEASURES: Final = {
    "recall_at_10": Places.recall,
    "mrr": Places.reciprocal_rank,
    "ndcg_at_10": Places.gain,
    "map": Places.precision,
}


def summary(queries: Sequence[Places]) -> Mapping[str, float | list[float]]:
    """Return each measure as the average over the queries, and with `_95` the interval of that average.

    The interval is the middle 95 % of averages over queries drawn again with replacement (bootstrap), reproducibly.
    """
    found: dict[str, float | list[float]] = {}
    drawn = np.random.default_rng(_SEED).integers(0, len(queries), (RESAMPLED, len(queries))) if queries else None
    for name, measure in MEASURES.items():
        values = [measure(query) for query in queries]
        found[name] = round(fmean(values), 4) if values else 0.0
        if drawn is not None:
            averages = np.asarray(values)[drawn].mean(axis=1)
            found[f"{name}_95"] = [round(float(edge), 4) for edge in np.quantile(averages, (0.025, 0.975))]
    return found
