"""Which row of an index an organisation has."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.arrays import Grown, Rows


@dataclass(frozen=True, slots=True)
class Roll:
    """The ids of organisations, a row each. A row that is gone keeps its number and counts no more.

    Attributes:
        numbers: the id of each row.
        here: whether each row counts.
        sorted: how many rows in front are in order of their id; the others came later, and are few.
    """

    numbers: Grown[np.int64] = field(default_factory=lambda: Grown.of(np.zeros(0, dtype=np.int64)))
    here: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    sorted: int = 0

    def __len__(self) -> int:
        """Return the number of rows, also of those that are gone."""
        return self.numbers.size

    @property
    def ids(self) -> NDArray[np.int64]:
        """The id of each row."""
        return self.numbers.values

    @property
    def loose(self) -> int:
        """How many rows came later or are gone."""
        return len(self) - min(self.sorted, int(np.count_nonzero(self.here)))

    def rows(self) -> Rows:
        """Return all rows that count."""
        return np.flatnonzero(self.here)

    def rows_of(self, ids: Collection[int]) -> Rows:
        """Return the rows of those ids which are here, ascending."""
        wanted, numbers = np.asarray(sorted(frozenset(ids)), dtype=np.int64), self.ids
        front, back = numbers[: self.sorted], numbers[self.sorted :]
        rows = np.searchsorted(front, wanted)
        there = rows < self.sorted
        rows, wanted_there = rows[there], wanted[there]
        found = rows[front[rows] == wanted_there]
        if len(back) and len(wanted):
            found = np.concatenate((found, self.sorted + np.flatnonzero(np.isin(back, wanted))))
        here: Rows = found[self.here[found]]
        return here

    def changed(self, more: NDArray[np.int64], gone: Rows) -> "Roll":
        """Return more rows behind the others, in which some of the others count no more."""
        here = np.concatenate((self.here, np.ones(len(more), dtype=np.bool_)))
        here[gone] = False
        numbers = self.numbers.extended(more)
        ordered = self.sorted
        if ordered == len(self):
            joined = numbers.values[max(ordered - 1, 0) :]
            falls = np.flatnonzero(joined[1:] <= joined[:-1])
            ordered = int(falls[0]) + max(ordered - 1, 0) + 1 if len(falls) else len(numbers.values)
        return Roll(numbers, here, ordered)

    def taken(self, rows: Rows) -> "Roll":
        """Return only these rows, which must be in order of their id."""
        return Roll(self.numbers.taken(rows), np.ones(len(rows), dtype=np.bool_), len(rows))
