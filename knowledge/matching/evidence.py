"""What texts and past plans say about organisations, for one question.

Each part is whole points, worked out for the rows that matter, so that the score of a row and the reason that a person
reads come from the same numbers.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.arrays import Rows, Scalar
from knowledge.matching.history import Asked, History
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.roll import Roll
from knowledge.matching.text import Comparison, Likeness, TextIndex
from knowledge.matching.weights import Weights

Points = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Record:
    """What is there to compare with.

    Attributes:
        roll: the organisations, one a row.
        texts: what each says about itself, its name included; one a row.
        history: the plans of the past.
    """

    roll: Roll
    texts: TextIndex
    history: History


@dataclass(frozen=True, slots=True)
class Evidence:
    """What follows for one asker and one call.

    Attributes:
        asked: the call's text, to compare others with.
        votes: what past plans say of each organisation that took part in any.
        together: which of those were in a plan with the asker.
        likeness: what each past plan weighs.
        alike: which past plans are about the same subject.
    """

    record: Record
    wish: Wish
    weights: Weights
    asked: Comparison
    votes: Likeness
    together: Flags
    likeness: Likeness
    alike: Flags

    @classmethod
    def gather(
        cls, record: Record, asker: Profile, wish: Wish, near: Collection[str], weights: Weights
    ) -> "Evidence | None":
        """Compare a call with all past plans, and prepare to compare it with texts; None when there is nothing."""
        history = record.history
        if not (wish.text and not record.texts.empty) and not len(history.plans):
            return None
        subject = history.subject(wish, weights.plans)
        likeness = history.says(subject, Asked(asker.id, wish, near), weights.plans)
        return cls(
            record=record,
            wish=wish,
            weights=weights,
            asked=record.texts.compare(wish.text),
            votes=history.votes(likeness),
            together=history.together(asker.id, likeness > 0),
            likeness=likeness,
            alike=history.told & (subject >= weights.plans.alike),
        )

    def text(self, rows: Rows) -> Points:
        """Return the points for a text that is like the call's."""
        return _rounded(self.weights.text * np.sqrt(self.asked.likeness(rows)))

    def plans(self, rows: Rows) -> Points:
        """Return the points for taking part in plans that are like the one asked."""
        votes, weights = self._of(self.votes, rows), self.weights.plans
        return _rounded(weights.most * votes / (votes + weights.half))

    def worked_together(self, rows: Rows) -> Flags:
        """Return who was in a plan with the asker."""
        return self._of(self.together, rows)

    def fits(self, rows: Rows) -> Flags:
        """Return whose text or past gives a sign that the subject may be theirs."""
        found: Flags = (self.asked.likeness(rows) > 0) | (self._of(self.votes, rows) > 0)
        return found

    def row(self, organisation: int) -> int | None:
        """Return the row of an organisation; None when it is not in the index."""
        found = self.record.roll.rows_of([organisation])
        return int(found[0]) if len(found) else None

    def best_plan(self, organisation: int) -> int:
        """Return the number of the past plan that says most about an organisation that has taken part in one."""
        plans = self.record.history.plans_of(organisation)
        return int(plans[np.argmax(self.likeness[plans])])

    def words(self, profile: Profile, most: int) -> tuple[str, ...]:
        """Return the words of the call that an organisation uses too."""
        return self.record.texts.shared(self.wish.text, said_by(profile), most)

    def _of(self, of_member: NDArray[Scalar], rows: Rows) -> NDArray[Scalar]:
        """Return for each row what holds for that member of past plans; nothing for who is none."""
        members = self.record.history.members
        found = np.zeros(len(rows), dtype=of_member.dtype)
        if len(members):
            ids = self.record.roll.ids[rows]
            places = np.minimum(np.searchsorted(members, ids), len(members) - 1)
            there = members[places] == ids
            found[there] = of_member[places[there]]
        return found


def said_by(profile: Profile) -> str:
    """Return all that an organisation says about itself."""
    return f"{profile.name}\n{profile.text}"


def _rounded(points: NDArray[np.float64]) -> Points:
    return np.floor(points + 0.5).astype(np.int32)
