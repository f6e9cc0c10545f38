"""What organisations have, a row each, in forms that a question scans fast.

Facets become bit masks. Traits do not: few organisations differ in all of them, so each distinct set of traits is
stored once and a row holds its number. Areas do neither: a country has thousands, an organisation works in a few, and
a question asks of a few. So each area has the list of those who work there.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.arrays import Grown, Rows
from knowledge.matching.profile import Profile

WORD: Final = 64  # bits in the widest mask that numpy counts in one go

Flags = NDArray[np.bool_]
Counts = NDArray[np.uint16]
Mask = Grown[np.unsignedinteger[Any]]
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Column:
    """One facet of all organisations.

    Attributes:
        bits: the bit of each term that any organisation has or had.
        size: how many rows.
        confirmed: masks of confirmed terms, shape (rows,), one for each 64 terms, as narrow as the terms allow.
        inferred: masks of inferred terms, of the same shape.
    """

    bits: Mapping[str, int] = field(default_factory=dict)
    size: int = 0
    confirmed: tuple[Mask, ...] = ()
    inferred: tuple[Mask, ...] = ()

    def extended(self, profiles: Sequence[Profile], facet: str) -> "Column":
        """Return a column with more rows; terms that are new get a bit."""
        bits = dict(self.bits)
        known: dict[frozenset[str], int] = {}

        def mask(terms: frozenset[str]) -> int:
            if terms not in known:
                known[terms] = sum(1 << bits.setdefault(term, len(bits)) for term in sorted(terms))
            return known[terms]

        both = [mask(profile.terms(facet)) for profile in profiles]
        inferred = [mask(profile.inferred_terms(facet)) for profile in profiles]
        confirmed = [all_terms & ~unsure for all_terms, unsure in zip(both, inferred, strict=True)]
        width = len(bits)
        return Column(
            bits,
            self.size + len(profiles),
            _extended(self.confirmed, self.size, confirmed, width),
            _extended(self.inferred, self.size, inferred, width),
        )

    def taken(self, rows: Rows) -> "Column":
        """Return a column of only these rows."""
        confirmed, inferred = (tuple(mask.taken(rows) for mask in masks) for masks in (self.confirmed, self.inferred))
        return Column(self.bits, len(rows), confirmed, inferred)

    def count(self, wanted: Collection[str], rows: Rows) -> tuple[Counts, Counts]:
        """Return how many of the wanted terms each row has, confirmed and inferred; both of the shape of rows."""
        mask = self._mask(wanted)
        return _count(self.confirmed, mask, rows), _count(self.inferred, mask, rows)

    def has_any(self, wanted: Collection[str], rows: Rows) -> Flags:
        """Return whether each row has one of the wanted terms, confirmed or not."""
        mask = self._mask(wanted)
        found = np.zeros(len(rows), dtype=np.bool_)
        for masks in (self.confirmed, self.inferred):
            for number, column in enumerate(masks):
                found |= _masked(column, number, mask, rows) != 0
        return found

    def terms(self, row: int) -> tuple[frozenset[str], frozenset[str]]:
        """Return the confirmed and the inferred terms of one row."""
        confirmed, inferred = (
            sum(int(mask.values[row]) << number * WORD for number, mask in enumerate(masks))
            for masks in (self.confirmed, self.inferred)
        )
        return self._terms(confirmed), self._terms(inferred)

    def _terms(self, mask: int) -> frozenset[str]:
        return frozenset(term for term, bit in self.bits.items() if mask >> bit & 1)

    def _mask(self, terms: Collection[str]) -> int:
        return sum(1 << self.bits[term] for term in frozenset(terms) if term in self.bits)


@dataclass(frozen=True, slots=True)
class Distinct(Generic[Value]):
    """Values that many organisations share, each stored once.

    Attributes:
        numbers: the distinct values, numbered from 0.
        of_row: the number of each row's value, shape (rows,).
    """

    numbers: Mapping[Value, int] = field(default_factory=dict)
    of_row: Grown[np.unsignedinteger[Any]] = field(default_factory=lambda: Grown.of(np.zeros(0, dtype=np.uint8)))

    def extended(self, values: Iterable[Value]) -> "Distinct[Value]":
        """Return more rows, with these values."""
        numbers = dict(self.numbers)
        more = [numbers.setdefault(value, len(numbers)) for value in values]
        return Distinct(numbers, self.of_row.extended(np.asarray(more, dtype=np.min_scalar_type(len(numbers)))))

    def taken(self, rows: Rows) -> "Distinct[Value]":
        """Return only these rows."""
        return Distinct(self.numbers, self.of_row.taken(rows))

    def look_up(self, worth: Callable[[Value], int], rows: Rows) -> NDArray[np.int32]:
        """Return what the value of each row is worth; each distinct value is asked once."""
        table = np.asarray([worth(value) for value in self.numbers], dtype=np.int32)
        found: NDArray[np.int32] = table[self.of_row.values[rows]]
        return found

    def value(self, row: int) -> Value:
        """Return the value of one row."""
        return list(self.numbers)[int(self.of_row.values[row])]


@dataclass(frozen=True, slots=True)
class Places:
    """Who works where.

    Attributes:
        size: how many rows.
        working: the rows that work in an area, ascending, by the area and whether that is inferred.
    """

    size: int = 0
    working: Mapping[tuple[str, bool], Grown[np.int32]] = field(default_factory=dict)

    def extended(self, profiles: Sequence[Profile]) -> "Places":
        """Return more rows."""
        more: dict[tuple[str, bool], list[int]] = defaultdict(list)
        for row, profile in enumerate(profiles, start=self.size):
            inferred = profile.inferred_terms("area")
            for area in profile.areas:
                more[area, area in inferred].append(row)
        working = dict(self.working)
        for key, rows in more.items():
            added = np.asarray(rows, dtype=np.int32)
            working[key] = working[key].extended(added) if key in working else Grown.of(added)
        return Places(self.size + len(profiles), working)

    def taken(self, rows: Rows) -> "Places":
        """Return only these rows, in this order."""
        moved = np.full(self.size, -1, dtype=np.int32)
        moved[rows] = np.arange(len(rows))
        working = {}
        for key, old in self.working.items():
            there = moved[old.values]
            working[key] = Grown.of(np.sort(there[there >= 0]))
        return Places(len(rows), working)

    def inside(self, areas: Iterable[str]) -> Flags:
        """Return for all rows whether they work in one of the areas."""
        found = np.zeros(self.size, dtype=np.bool_)
        for area in areas:
            for _, rows in self._of(area):
                found[rows] = True
        return found

    def most(self, worth: Callable[[str, bool], int], areas: Iterable[str]) -> Counts:
        """Return for all rows the most that one of their areas is worth, of areas that are worth something."""
        found = np.zeros(self.size, dtype=np.uint16)
        worths = ((worth(area, inferred), rows) for area in areas for inferred, rows in self._of(area))
        for points, rows in sorted(worths, key=lambda pair: pair[0]):  # so that the most is written last
            found[rows] = points
        return found

    def _of(self, area: str) -> Iterator[tuple[bool, NDArray[np.int32]]]:
        for inferred in (False, True):
            if (area, inferred) in self.working:
                yield inferred, self.working[area, inferred].values


def _extended(masks: tuple[Mask, ...], size: int, more: Sequence[int], width: int) -> tuple[Mask, ...]:
    """Add rows to masks, split into words of at most 64 bits; narrow masks scan faster and take less room."""
    found = []
    for number, start in enumerate(range(0, max(width, 1), WORD)):
        bits = min(width - start, WORD)
        words = [mask >> start & (1 << WORD) - 1 for mask in more]
        added = np.asarray(words, dtype=np.min_scalar_type((1 << max(bits, 1)) - 1))
        before: Mask = masks[number] if number < len(masks) else Grown.of(np.zeros(size, dtype=added.dtype))
        found.append(before.extended(added))
    return tuple(found)


def _masked(column: Mask, number: int, mask: int, rows: Rows) -> NDArray[np.unsignedinteger[Any]]:
    values = column.values[rows]
    # Bits that the column is too narrow for are of terms that came after it.
    word = mask >> number * WORD & (1 << 8 * values.dtype.itemsize) - 1
    masked: NDArray[np.unsignedinteger[Any]] = values & values.dtype.type(word)
    return masked


def _count(masks: tuple[Mask, ...], wanted: int, rows: Rows) -> Counts:
    total = np.zeros(len(rows), dtype=np.uint16)
    for number, column in enumerate(masks):
        if wanted >> number * WORD & (1 << WORD) - 1:
            total += np.bitwise_count(_masked(column, number, wanted, rows))
    return total
