"""Plans that organisations made together before, and how like each is to what is asked now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.languages import Texts
from knowledge.matching.profile import Wish
from knowledge.matching.text import Likeness, TextIndex
from knowledge.matching.weights import PlanWeights

YEAR: Final = 365.25  # days


@dataclass(frozen=True, slots=True)
class PastCoalition:
    """A plan that organisations made together.

    Attributes:
        members: the ids of all who took part.
        when: when they began.
        name: what a reason calls it. It must be public: every asker may read it.
        programme: what it answered, such as a municipality or a fund; "" when not known.
        themes: what it was about.
        areas: where its members work.
        text: what it was about, in words.
    """

    members: frozenset[int]
    when: date
    name: Texts
    programme: str = ""
    themes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What past plans are compared with.

    Attributes:
        asker: the id of the organisation that asks.
        wish: the call.
        near: the areas that lie near the asker.
    """

    asker: int
    wish: Wish
    near: Collection[str]


@dataclass(frozen=True, slots=True)
class History:
    """Past plans as arrays: memberships are pairs of a plan and a row of the index, the plans in order.

    Attributes:
        plans: the plans, in an order of their own.
        texts: their texts.
        days: the day on which each began, counted as `date.toordinal` does.
        tags: for each programme, theme and area (with its kind in front) the plans that have it.
        themes: how many themes each plan has.
        told: whether anything tells what a plan was about.
        plan_of: the plan of each membership.
        row_of: the row of each membership.
        plans_of: the plans in which an organisation took part, by its id.
    """

    plans: tuple[PastCoalition, ...]
    texts: TextIndex
    days: NDArray[np.int64]
    tags: Mapping[tuple[str, str], NDArray[np.intp]]
    themes: NDArray[np.int64]
    told: NDArray[np.bool_]
    plan_of: NDArray[np.intp]
    row_of: NDArray[np.intp]
    plans_of: Mapping[int, Sequence[int]]

    @classmethod
    def build(cls, past: Iterable[PastCoalition], ids: NDArray[np.int64]) -> "History":
        """Order the plans, so that the order in which they come makes no difference.

        Args:
            past: the plans; members that are not in the index are known as partners only.
            ids: the ids of the index, ascending.
        """
        plans = tuple(sorted(past, key=_order))
        tags: dict[tuple[str, str], list[int]] = defaultdict(list)
        plans_of: dict[int, list[int]] = defaultdict(list)
        pairs = []
        rows = {int(number): row for row, number in enumerate(ids)} if plans else {}
        for number, plan in enumerate(plans):
            for tag in _tags(plan):
                tags[tag].append(number)
            for member in sorted(plan.members):
                plans_of[member].append(number)
                if member in rows:
                    pairs.append((number, rows[member]))
        of_pairs = np.asarray(pairs, dtype=np.intp).reshape(-1, 2)
        return cls(
            plans=plans,
            texts=TextIndex.build(plan.text for plan in plans),
            days=np.asarray([plan.when.toordinal() for plan in plans], dtype=np.int64),
            tags={tag: np.asarray(numbers, dtype=np.intp) for tag, numbers in tags.items()},
            themes=np.asarray([len(plan.themes) for plan in plans], dtype=np.int64),
            told=np.asarray([bool(plan.text or plan.themes) for plan in plans], dtype=np.bool_),
            plan_of=of_pairs[:, 0],
            row_of=of_pairs[:, 1],
            plans_of=plans_of,
        )

    def subject(self, wish: Wish, weights: PlanWeights) -> Likeness:
        """Return how like the subject of each plan is to the call; of a plan that tells nothing, an average."""
        shared = self._count("theme", wish.themes)
        either = np.maximum(len(wish.themes) + self.themes - shared, 1)
        found: Likeness = self.texts.likeness(wish.text) ** weights.sharpness + weights.theme * shared / either
        if self.told.any():
            found[~self.told] = found[self.told].mean()
        return found

    def says(self, subject: Likeness, asked: Asked, weights: PlanWeights) -> Likeness:
        """Return how much each plan says about who may fit the call; shape (plans,).

        The likeness of its subject, times more when it answered the same programme, when its members work near the
        asker and when the asker took part itself; less when it is long ago, nothing when it was not there yet.
        """
        wish = asked.wish
        own = np.zeros(len(self.plans))
        own[list(self.plans_of.get(asked.asker, ()))] = 1
        same = self._count("programme", {wish.programme} - {""}) > 0
        near = self._count("area", asked.near) > 0
        around = 1 + weights.near * near + weights.own * own
        found: Likeness = (subject + weights.any) * (1 + weights.programme * same) * around
        return found if wish.when is None else found * self._memory(wish.when, weights.years)

    def _memory(self, when: date, years: float) -> Likeness:
        age = (when.toordinal() - self.days) / YEAR
        return np.where(age > 0, np.exp(-np.maximum(age, 0) / years), 0.0)

    def _count(self, kind: str, terms: Collection[str]) -> NDArray[np.int64]:
        """Return how many of the terms each plan has."""
        found = np.zeros(len(self.plans), dtype=np.int64)
        for term in terms:
            if (kind, term) in self.tags:
                found[self.tags[kind, term]] += 1
        return found


def _order(plan: PastCoalition) -> tuple[object, ...]:
    return plan.when, sorted(plan.members), plan.programme, plan.text, sorted(plan.name.items())


def _tags(plan: PastCoalition) -> Iterator[tuple[str, str]]:
    yield "programme", plan.programme
    yield from (("theme", theme) for theme in plan.themes)
    yield from (("area", area) for area in plan.areas)
