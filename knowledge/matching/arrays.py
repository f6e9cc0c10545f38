"""Arrays that grow at their end. Who holds one keeps what it holds, whatever is added for others."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound=np.generic)
Rows = NDArray[np.intp]


@dataclass(slots=True)
class _Room(Generic[Scalar]):
    """Memory with room to spare, of which the first part is in use."""

    values: NDArray[Scalar]
    used: int


@dataclass(frozen=True, slots=True)
class Grown(Generic[Scalar]):
    """The first `size` values of some room.

    Adding to it writes behind those, and gives another array that shares them. Where another one already wrote there,
    all is copied first. So an array never changes, and a chain of additions copies each value a few times only.
    """

    room: _Room[Scalar]
    size: int

    @classmethod
    def of(cls, values: NDArray[Scalar]) -> "Grown[Scalar]":
        """Take values over; they must not be changed afterwards."""
        return cls(_Room(values, len(values)), len(values))

    @property
    def values(self) -> NDArray[Scalar]:
        """All values, shape (size,); not to be written to."""
        return self.room.values[: self.size]

    def extended(self, more: NDArray[Any]) -> "Grown[Scalar]":
        """Return an array with more values at the end, as wide as both need."""
        if not len(more):
            return self
        room, size = self.room, self.size + len(more)
        dtype = np.promote_types(room.values.dtype, more.dtype)
        if room.used != self.size or size > len(room.values) or dtype != room.values.dtype:
            # Memory that nothing was written to yet takes no room, so that doubling costs nothing.
            room = _Room(np.empty((max(2 * self.size, size), *more.shape[1:]), dtype=dtype), self.size)
            room.values[: self.size] = self.values
        room.values[self.size : size] = more
        room.used = size
        return Grown(room, size)

    def taken(self, rows: Rows) -> "Grown[Scalar]":
        """Return an array of only these of its values."""
        return Grown.of(self.values[rows])


@dataclass(frozen=True, slots=True)
class Lists(Generic[Scalar]):
    """A list of values for each row, all behind each other.

    Attributes:
        ends: where the list of each row ends, and before those where the first begins; shape (rows + 1,).
        values: the lists.
    """

    ends: Grown[np.uint32]
    values: Grown[Scalar]

    @classmethod
    def empty(cls, dtype: type[Scalar]) -> "Lists[Scalar]":
        """Return no lists."""
        return cls(Grown.of(np.zeros(1, dtype=np.uint32)), Grown.of(np.zeros(0, dtype=dtype)))

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.ends.size - 1

    def extended(self, lengths: NDArray[Any], values: NDArray[Any]) -> "Lists[Scalar]":
        """Return more rows, whose lists have these lengths and stand behind each other in `values`."""
        ends = (np.cumsum(lengths, dtype=np.uint32) + np.uint32(self.values.size)).astype(np.uint32)
        return Lists(self.ends.extended(ends), self.values.extended(values))

    def all(self) -> tuple[NDArray[Scalar], NDArray[np.intp]]:
        """Return the lists of all rows behind each other, and how long each is."""
        return self.values.values, np.diff(self.ends.values).astype(np.intp)

    def of(self, rows: Rows) -> tuple[NDArray[Scalar], NDArray[np.intp]]:
        """Return the lists of some rows behind each other, and how long each is."""
        ends = self.ends.values
        starts = ends[rows].astype(np.intp)
        lengths = ends[rows + 1] - starts
        behind = np.cumsum(lengths)
        places = np.repeat(starts - (behind - lengths), lengths)
        places += np.arange(len(places))
        return self.values.values[places], lengths

    def taken(self, rows: Rows) -> "Lists[Scalar]":
        """Return the lists of only these rows, in this order."""
        values, lengths = self.of(rows)
        ends = np.concatenate(([0], np.cumsum(lengths))).astype(np.uint32)
        return Lists(Grown.of(ends), Grown.of(values))


def sums(values: NDArray[np.float64], lengths: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the sum of each list, of lists that stand behind each other."""
    found = np.zeros(len(lengths))
    filled = np.flatnonzero(lengths)
    if len(filled):
        starts = np.cumsum(lengths)[filled] - lengths[filled]
        found[filled] = np.add.reduceat(values, starts)
    return found
