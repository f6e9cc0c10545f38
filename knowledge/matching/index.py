"""The directory as arrays, one row an organisation, so that all of them can be scored at once.

An index never changes: who reads it sees one moment of the directory. A change gives another index, which shares
nearly all memory with the one before it. A changed organisation gets a new row at the end, and its old row counts no
more. When many rows came that way, all are put in order again.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.areas import AreaTree
from knowledge.matching.arrays import Grown, Rows
from knowledge.matching.columns import Column, Distinct, Places
from knowledge.matching.evidence import Evidence, Record, said_by
from knowledge.matching.history import History, PastCoalition
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Question, Traits
from knowledge.matching.roll import Roll
from knowledge.matching.text import TextIndex, forget_words
from knowledge.matching.weights import Weights

FACETS: Final = ("theme", "target_group", "offer", "need")
AT_ONCE: Final = 2_000
"""How many organisations are turned into arrays at a time: enough for speed, little enough for memory."""
LATER: Final = 8
"""Rows are put in order when those that came later or are gone are more than one in so many."""

Counted = tuple[NDArray[np.intp], NDArray[np.intp]]
Lookup = Callable[[Sequence[int]], Mapping[int, Profile]]
"""Gives organisations by their ids; who is not there is left out."""


def _nobody(_: Sequence[int]) -> Mapping[int, Profile]:
    return {}


@dataclass(frozen=True, slots=True)
class Index:
    """All organisations of a directory, ready to be ranked.

    Attributes:
        tree: the areas, for overlap up and down.
        lookup: gives what the arrays leave out, such as names and texts; asked only for the few that are shown.
        roll: who the organisations are.
        columns: the masks of each facet.
        traits: type, legal form and the like.
        places: who works where.
        confirmed: the day of the last confirmation, counted from 1970; 0 when there was none. Shape (rows,).
        namers: rows that name a past partner, and behind it that partner's id; shape (pairs, 2).
        texts: what each says about itself.
        history: the plans of the past.
    """

    tree: AreaTree
    lookup: Lookup = _nobody
    roll: Roll = field(default_factory=Roll)
    columns: Mapping[str, Column] = field(default_factory=lambda: {facet: Column() for facet in FACETS})
    traits: Distinct[Traits] = field(default_factory=Distinct)
    places: Places = field(default_factory=Places)
    confirmed: Grown[np.uint16] = field(default_factory=lambda: Grown.of(np.zeros(0, dtype=np.uint16)))
    namers: Grown[np.int64] = field(default_factory=lambda: Grown.of(np.zeros((0, 2), dtype=np.int64)))
    texts: TextIndex = field(default_factory=TextIndex)
    history: History = field(default_factory=History)

    @classmethod
    def build(cls, profiles: Iterable[Profile], tree: AreaTree, past: Iterable[PastCoalition] = ()) -> "Index":
        """Turn organisations into arrays, and remember them. The order in which they come makes no difference.

        For directories that fit in memory. Others begin with an empty index, a `lookup`, and `changed`.

        Raises:
            ValueError: two organisations have the same id.
        """
        known = list(profiles)
        by_id = {profile.id: profile for profile in known}
        if len(by_id) < len(known):
            raise ValueError("two organisations have the same id")

        def lookup(ids: Sequence[int]) -> Mapping[int, Profile]:
            return {number: by_id[number] for number in ids if number in by_id}

        ordered = (by_id[number] for number in sorted(by_id))
        return cls(tree, lookup, history=History.build(past)).changed(ordered)

    def changed(self, profiles: Iterable[Profile], gone: Collection[int] = ()) -> "Index":
        """Return the index after some organisations came, changed or went; fastest in order of their ids.

        Args:
            profiles: those that are new, or that are no longer as they were; none of them twice.
            gone: ids of those that are no longer there; who was not there anyway makes no difference.
        """
        found, coming = self, iter(profiles)
        while (batch := list(islice(coming, AT_ONCE))) or gone:
            found = found._with(batch, found.roll.rows_of([*gone, *(profile.id for profile in batch)]))
            gone = ()
        if len(found.roll) - len(self.roll) > AT_ONCE:
            forget_words()
        return found

    def _with(self, profiles: Sequence[Profile], gone: Rows) -> "Index":
        if not profiles and not len(gone):
            return self
        first = len(self.roll)
        named = [(row, one) for row, profile in enumerate(profiles, start=first) for one in profile.past_partners]
        days = np.asarray([_day(profile.confirmed) for profile in profiles], dtype=np.uint16)
        found = replace(
            self,
            roll=self.roll.changed(np.asarray([profile.id for profile in profiles], dtype=np.int64), gone),
            columns={facet: column.extended(profiles, facet) for facet, column in self.columns.items()},
            traits=self.traits.extended(Traits.of(profile) for profile in profiles),
            places=self.places.extended(profiles),
            confirmed=self.confirmed.extended(days),
            namers=self.namers.extended(np.asarray(named, dtype=np.int64).reshape(-1, 2)),
            texts=self.texts.changed(map(said_by, profiles), gone),
        )
        crowded = found.roll.loose * LATER > len(found.roll) + LATER * AT_ONCE
        return found.in_order() if crowded else found

    def in_order(self) -> "Index":
        """Return the same index without rows that are gone, in the order of the ids."""
        rows = self.roll.rows()
        rows = rows[np.argsort(self.ids[rows])]
        moved = np.full(len(self.roll), -1)
        moved[rows] = np.arange(len(rows))
        namers = self.namers.values.copy()
        namers[:, 0] = moved[namers[:, 0]]
        return replace(
            self,
            roll=self.roll.taken(rows),
            columns={facet: column.taken(rows) for facet, column in self.columns.items()},
            traits=self.traits.taken(rows),
            places=self.places.taken(rows),
            confirmed=self.confirmed.taken(rows),
            namers=Grown.of(namers[namers[:, 0] >= 0]),
            texts=self.texts.taken(rows),
        )

    def ask(self, asker: Profile, wish: Wish, weights: Weights) -> Question:
        """Prepare a question to this directory, with what its texts and past plans say.

        Raises:
            KeyError: an area of the asker or the wish is not in the area tree.
        """
        question = Question.build(asker, wish, self.tree, weights)
        record = Record(self.roll, self.texts, self.history)
        return replace(question, evidence=Evidence.gather(record, asker, wish, question.near, weights))

    def __len__(self) -> int:
        """Return the number of organisations."""
        return len(self.roll.rows())

    @property
    def ids(self) -> NDArray[np.int64]:
        """The id of each row, also of those that are gone."""
        return self.roll.ids

    def rows_of(self, ids: Collection[int]) -> Rows:
        """Return the rows of those ids which are in the index."""
        return self.roll.rows_of(ids)

    def holding(self, terms: Collection[str], most: int) -> Rows:
        """Return the rows whose names and texts are most about some terms, at most so many."""
        rows = self.roll.rows()
        about = self.texts.about(terms, rows)
        best = np.argsort(-about, kind="stable")[:most]
        found: Rows = rows[best[about[best] > 0]]
        return found

    def profiles(self, rows: Iterable[int], question: Question) -> list[Profile]:
        """Look up the organisations of some rows, as they count in a question.

        Who is no longer there since the index was made is left out.
        """
        ids = self.ids[np.asarray(list(rows), dtype=np.intp)].tolist()
        found = self.lookup(ids) if ids else {}
        return [question.seen(found[number]) for number in ids if number in found]

    def outline(self, row: int, question: Question) -> Profile:
        """Return what the arrays tell of an organisation for the coalition it may join: no name, text or areas."""
        traits, nothing = self.traits.value(row), frozenset[str]()
        confirmed, inferred = self.columns["offer"].terms(row)
        day = int(self.confirmed.values[row])
        profile = Profile(
            id=int(self.ids[row]),
            name="",
            type=traits.type,
            areas=nothing,
            themes=nothing,
            target_groups=nothing,
            offers=confirmed | inferred,
            needs=nothing,
            inferred=frozenset(("offer", term) for term in inferred),
            legal_person=traits.legal_person,
            willing=traits.willing,
            confirmed=date.fromordinal(day + _EPOCH) if day else None,
        )
        return question.seen(profile)

    def count(self, facet: str, wanted: Collection[str], rows: Rows, question: Question) -> Counted:
        """Return how many of the wanted terms each row has, surely and inferred, as they count in a question."""
        confirmed, inferred = self.columns[facet].count(wanted, rows)
        stale = self.stale(rows, question)
        return np.where(stale, 0, confirmed), np.where(stale, confirmed + inferred, inferred)

    def stale(self, rows: Rows, question: Question) -> NDArray[np.bool_]:
        """Return which rows were confirmed too long ago for a question to be sure."""
        day = _day(question.fresh_since)
        days = self.confirmed.values[rows]
        found: NDArray[np.bool_] = (days > 0) & (days < day)
        return found


_EPOCH: Final = date(1970, 1, 1).toordinal()


def _day(day: date | None) -> int:
    """Return a day as a number above 0; 0 for none."""
    return 0 if day is None else max(day.toordinal() - _EPOCH, 1)
