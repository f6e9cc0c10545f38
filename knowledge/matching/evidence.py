"""What texts and past plans say about every organisation, for one question.

Each part is an array of whole points with one value a row of the index, so that the score of a row and the reason that
a person reads come from the same number.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.history import Asked, History
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.text import TextIndex
from knowledge.matching.weights import Weights

Points = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Record:
    """What is there to compare with.

    Attributes:
        ids: the organisations, ascending; one a row.
        texts: what each says about itself, its name included.
        history: the plans of the past.
    """

    ids: NDArray[np.int64]
    texts: TextIndex
    history: History


@dataclass(frozen=True, slots=True)
class Evidence:
    """What follows for one asker and one call.

    Attributes:
        text: points for a text that is like the call's.
        plans: points for taking part in plans that are like the one asked.
        worked_together: who was in a plan with the asker.
        fits: whose text or past gives a sign that the subject may be theirs.
        likeness: what each past plan weighs.
        alike: which past plans are about the same subject.
    """

    record: Record
    wish: Wish
    text: Points
    plans: Points
    worked_together: NDArray[np.bool_]
    fits: NDArray[np.bool_]
    likeness: NDArray[np.float64]
    alike: NDArray[np.bool_]

    @classmethod
    def gather(
        cls, record: Record, asker: Profile, wish: Wish, near: Collection[str], weights: Weights
    ) -> "Evidence | None":
        """Compare a call with all texts and all past plans; None when there is nothing to compare."""
        history, rows = record.history, len(record.ids)
        if not (wish.text and record.texts.terms) and not history.plans:
            return None
        subject = history.subject(wish, weights.plans)
        likeness = history.says(subject, Asked(asker.id, wish, near), weights.plans)
        votes = np.bincount(history.row_of, likeness[history.plan_of], minlength=rows)
        text = np.sqrt(record.texts.likeness(wish.text))
        return cls(
            record=record,
            wish=wish,
            text=_rounded(weights.text * text),
            plans=_rounded(weights.plans.most * votes / (votes + weights.plans.half)),
            worked_together=_together(history, asker.id, likeness > 0, rows),
            fits=(text > 0) | (votes > 0),
            likeness=likeness,
            alike=history.told & (subject >= weights.plans.alike),
        )

    def row(self, organisation: int) -> int | None:
        """Return the row of an organisation; None when it is not in the index."""
        row = int(np.searchsorted(self.record.ids, organisation))
        return row if row < len(self.record.ids) and self.record.ids[row] == organisation else None

    def best_plan(self, organisation: int) -> int:
        """Return the number of the past plan that says most about an organisation that has taken part in one."""
        return max(self.record.history.plans_of[organisation], key=lambda plan: (self.likeness[plan], -plan))

    def words(self, profile: Profile, most: int) -> tuple[str, ...]:
        """Return the words of the call that an organisation uses too."""
        return self.record.texts.shared(self.wish.text, said_by(profile), most)


def said_by(profile: Profile) -> str:
    """Return all that an organisation says about itself."""
    return f"{profile.name}\n{profile.text}"


def _together(history: History, asker: int, known: NDArray[np.bool_], rows: int) -> NDArray[np.bool_]:
    """Return who took part in a known plan of the asker."""
    own = np.zeros(len(history.plans), dtype=np.bool_)
    own[list(history.plans_of.get(asker, ()))] = True
    found = np.zeros(rows, dtype=np.bool_)
    found[history.row_of[(own & known)[history.plan_of]]] = True
    return found


def _rounded(points: NDArray[np.float64]) -> Points:
    return np.floor(points + 0.5).astype(np.int32)
