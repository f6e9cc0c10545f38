"""Who goes first among organisations that fit about as well: whoever was shown less often, and newcomers.

A list by points alone shows the same few to everybody, however small their lead. Here each place of a list goes to one
of those who fit about as well as the best for that place, and who are under the cap: nobody is shown in many more
conversations than another that fits about as well. That is amortised fairness (Biega, Gummadi and Weikum, "Equity of
attention", SIGIR 2018): no single list can be fair, a series can. They solve an integer program for each list, so that
attention follows relevance under a bound on the loss of quality; here the bound is kept at each place, and within it
relevance counts as equal. Of those

1. a newcomer goes first, where one is due: each so many places hold at least one. A least number in every beginning of
   a list is the form of FA*IR (Zehlike et al., "FA*IR: A fair top-k ranking algorithm", CIKM 2017);
2. then the one that fits best, and of equals the one that was shown least, and then the one that the seed says.

Nobody goes before somebody who fits clearly better, so that the cost in fit is bounded by `margin_pct`. Only the order
is decided here; scores and reasons stay what they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from knowledge.call_model import OwnFairness
from knowledge.content import Content, read_model
from knowledge.matching.ranking import Points, top


class FairnessRules(Content):
    """What fairness.yml says.

    Attributes:
        margin_pct: by how many percent of the points an organisation may be less than the best, and still go first.
        cap: in how many more conversations an organisation may have been shown than one that fits about as well.
        newcomer_each: of each so many places one is for a newcomer; 0 for none.
        newcomer_days: for how many days an organisation is a newcomer.
    """

    margin_pct: int = Field(ge=0, lt=100)
    cap: int = Field(ge=1)
    newcomer_each: int = Field(ge=0)
    newcomer_days: int = Field(ge=0)


@cache
def _defaults() -> FairnessRules:
    return read_model(Path(__file__).with_name("fairness.yml"), FairnessRules)


def fairness_rules(own: OwnFairness | None = None) -> FairnessRules:
    """Return the rules, with those of a call in place of the project's own.

    Raises:
        ContentError: fairness.yml does not fit.
    """
    return _defaults().model_copy(update=own.model_dump(exclude_none=True) if own else {})


@dataclass(frozen=True, slots=True)
class Fairness:
    """What decides among those who fit about as well.

    Without counts and newcomers the points decide, and among equals the seed.

    Attributes:
        seed: decides among equals that were shown as often; the same seed gives the same order.
        shown: in how many conversations each organisation was shown, by its id; who is not in it was never shown.
        newcomers: the ids of those who are new in the directory.
    """

    seed: str
    shown: Mapping[int, int] = field(default_factory=dict)
    newcomers: frozenset[int] = frozenset()
    rules: FairnessRules = field(default_factory=fairness_rules)

    def next(self, points: Points, ids: NDArray[np.int64], positions: NDArray[np.intp], before: Sequence[int]) -> int:
        """Return who gets the next place of a list; a position is an index into the arrays.

        Args:
            points: what each is worth at this place.
            ids: who each is.
            positions: who may get it; at least one.
            before: who stands before it in the list.
        """
        of_each = points[positions].astype(np.int64)
        near = positions[of_each * 100 >= of_each.max() * (100 - self.rules.margin_pct)]
        shown = np.asarray([self.shown.get(number, 0) for number in ids[near].tolist()])
        under = shown < shown.min() + self.rules.cap
        if self._newcomer_is_due(ids[list(before)].tolist()):
            new = under & np.isin(ids[near], list(self.newcomers))
            under = new if new.any() else under
        near, shown = near[under], shown[under]
        best = points[near] == points[near].max()
        near, shown = near[best], shown[best]
        least = near[shown == shown.min()]
        return int(least[top(points[least], ids[least], 1, self.seed)[0]])

    def _newcomer_is_due(self, before: Sequence[int]) -> bool:
        each = self.rules.newcomer_each
        return each > 0 and (len(before) + 1) // each > sum(number in self.newcomers for number in before)


def gini(counts: Sequence[int]) -> float:
    """Return how concentrated counts are: 0 when all are the same, nearly 1 when one has everything.

    The Gini coefficient of a list in ascending order, (sum of (2i - n - 1) x_i) / (n * sum of x_i) with i from 1
    (Damgaard and Weiner, "Describing inequality in plant size or fecundity", Ecology 81, 2000); 0 when all are 0.
    """
    ascending = np.sort(np.asarray(counts, dtype=np.int64))
    total, number = int(ascending.sum()), len(ascending)
    if total == 0:
        return 0.0
    weights = 2 * np.arange(1, number + 1) - number - 1
    return float(weights @ ascending) / (number * total)


def least_gini(counts: Sequence[int]) -> float:
    """Return the concentration when the same total were spread as evenly as whole numbers can be."""
    each, over = divmod(sum(counts), len(counts)) if counts else (0, 0)
    return gini([each + 1] * over + [each] * (len(counts) - over))
