"""The directory as arrays, one row an organisation, so that all of them can be scored at once.

Facets become bit masks. Areas do not: a country has thousands of them, an organisation works in a few, and many
organisations work in exactly the same ones. So each distinct set of areas is stored once and a row holds its
number; the same goes for traits such as the type. A question then looks at each distinct set once.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.areas import AreaTree
from knowledge.matching.evidence import Evidence, Record, said_by
from knowledge.matching.history import History, PastCoalition
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Question, Traits
from knowledge.matching.text import TextIndex
from knowledge.matching.weights import Weights

FACETS: Final = ("theme", "target_group", "offer", "need")
WORD: Final = 64  # bits in the widest mask that numpy counts in one go

Rows = NDArray[np.intp]
Masks = tuple[NDArray[np.unsignedinteger[Any]], ...]
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Column:
    """One facet of all organisations.

    Attributes:
        bits: the bit of each term that any organisation has.
        confirmed: masks of confirmed terms, shape (rows,), one for each 64 terms, as narrow as the terms allow.
        inferred: masks of inferred terms, of the same shape.
    """

    bits: Mapping[str, int]
    confirmed: Masks
    inferred: Masks

    @classmethod
    def build(cls, profiles: Sequence[Profile], facet: str) -> "Column":
        """Give each term of a facet a bit, and each organisation its masks."""
        terms = sorted(frozenset[str]().union(*{profile.terms(facet) for profile in profiles}))
        bits = {term: bit for bit, term in enumerate(terms)}
        known: dict[frozenset[str], int] = {}

        def mask(of: frozenset[str]) -> int:
            if of not in known:
                known[of] = sum(1 << bits[term] for term in of)
            return known[of]

        inferred = [mask(profile.inferred_terms(facet)) for profile in profiles]
        both = [mask(profile.terms(facet)) for profile in profiles]
        confirmed = [all_terms & ~unsure for all_terms, unsure in zip(both, inferred, strict=True)]
        return cls(bits, _words(confirmed, len(bits)), _words(inferred, len(bits)))

    def count(self, wanted: Collection[str], rows: Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return how many of the wanted terms each row has, confirmed and inferred; both of the shape of rows."""
        mask = sum(1 << self.bits[term] for term in wanted if term in self.bits)
        return _count(self.confirmed, mask, rows), _count(self.inferred, mask, rows)

    def has_any(self, wanted: Collection[str]) -> NDArray[np.bool_]:
        """Return for all organisations whether they have one of the wanted terms, confirmed or not."""
        mask = sum(1 << self.bits[term] for term in wanted if term in self.bits)
        found = np.zeros(len(self.confirmed[0]), dtype=np.bool_)
        for number, (confirmed, inferred) in enumerate(zip(self.confirmed, self.inferred, strict=True)):
            found |= ((confirmed | inferred) & _word(mask, number, confirmed.dtype)) != 0
        return found


@dataclass(frozen=True, slots=True)
class Distinct(Generic[Value]):
    """Values that many organisations share, each stored once.

    Attributes:
        values: the distinct values.
        of_row: the number of each row's value, shape (rows,).
    """

    values: tuple[Value, ...]
    of_row: NDArray[np.int32]

    @classmethod
    def build(cls, values: Iterable[Value]) -> "Distinct[Value]":
        """Number the values in the order in which they first occur."""
        numbers: dict[Value, int] = {}
        of_row = [numbers.setdefault(value, len(numbers)) for value in values]
        return cls(tuple(numbers), np.asarray(of_row, dtype=np.int32))

    def look_up(self, worth: Callable[[Value], int]) -> NDArray[np.int32]:
        """Return for all organisations what their value is worth; each distinct value is asked once."""
        table = np.asarray([worth(value) for value in self.values], dtype=np.int32)
        return table[self.of_row]


AreaSet = frozenset[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Index:
    """All organisations of a directory, ready to be ranked.

    Attributes:
        tree: the areas, for overlap up and down.
        profiles: the organisations in order of their id, which is also the order of the rows.
        ids: their ids, ascending, shape (rows,).
        columns: the masks of each facet.
        traits: type, legal form and the like.
        places: the areas of each organisation, each with whether it is inferred.
        named_by: for an organisation, the rows that name it as a past partner.
        record: what organisations say of themselves, and the plans that they made before.
    """

    tree: AreaTree
    profiles: tuple[Profile, ...]
    ids: NDArray[np.int64]
    columns: Mapping[str, Column]
    traits: Distinct[Traits]
    places: Distinct[AreaSet]
    named_by: Mapping[int, Sequence[int]]
    record: Record

    @classmethod
    def build(cls, profiles: Iterable[Profile], tree: AreaTree, past: Iterable[PastCoalition] = ()) -> "Index":
        """Turn organisations into arrays. The order in which they come makes no difference.

        Raises:
            ValueError: two organisations have the same id.
        """
        ordered = tuple(sorted(profiles, key=lambda profile: profile.id))
        ids = np.asarray([profile.id for profile in ordered], dtype=np.int64)
        if np.any(ids[1:] == ids[:-1]):
            raise ValueError("two organisations have the same id")
        named_by: dict[int, list[int]] = {}
        for row, profile in enumerate(ordered):
            for partner in profile.past_partners:
                named_by.setdefault(partner, []).append(row)
        return cls(
            tree=tree,
            profiles=ordered,
            ids=ids,
            columns={facet: Column.build(ordered, facet) for facet in FACETS},
            traits=Distinct.build(Traits.of(profile) for profile in ordered),
            places=Distinct.build(_area_set(profile) for profile in ordered),
            named_by=named_by,
            record=Record(ids, TextIndex.build(map(said_by, ordered)), History.build(past, ids)),
        )

    def ask(self, asker: Profile, wish: Wish, weights: Weights) -> Question:
        """Prepare a question to this directory, with what its texts and past plans say.

        Raises:
            KeyError: an area of the asker or the wish is not in the area tree.
        """
        question = Question.build(asker, wish, self.tree, weights)
        return replace(question, evidence=Evidence.gather(self.record, asker, wish, question.near, weights))

    def __len__(self) -> int:
        """Return the number of organisations."""
        return len(self.profiles)

    def rows_of(self, ids: Collection[int]) -> Rows:
        """Return the rows of those ids which are in the index."""
        wanted = np.asarray(sorted(ids), dtype=np.int64)
        rows: Rows = np.searchsorted(self.ids, wanted)
        there = rows < len(self.ids)
        rows, wanted = rows[there], wanted[there]
        found: Rows = rows[self.ids[rows] == wanted]
        return found


def _area_set(profile: Profile) -> AreaSet:
    inferred = profile.inferred_terms("area")
    return frozenset((area, area in inferred) for area in profile.areas)


def _words(masks: Sequence[int], bits: int) -> Masks:
    """Split masks of any width into words of at most 64 bits; narrow masks scan faster and take less room."""
    if bits <= WORD:
        return (np.asarray(masks, dtype=np.min_scalar_type((1 << max(bits, 1)) - 1)),)
    full = (1 << WORD) - 1
    return tuple(
        np.asarray([mask >> start & full for mask in masks], dtype=np.uint64) for start in range(0, bits, WORD)
    )


def _word(mask: int, number: int, dtype: np.dtype[Any]) -> np.unsignedinteger[Any]:
    word: np.unsignedinteger[Any] = dtype.type(mask >> number * WORD & (1 << WORD) - 1)
    return word


def _count(masks: Masks, wanted: int, rows: Rows) -> NDArray[np.intp]:
    total = np.zeros(len(rows), dtype=np.intp)
    for number, column in enumerate(masks):
        word = _word(wanted, number, column.dtype)
        if word:
            total += np.bitwise_count(column[rows] & word)
    return total
