"""Plans that organisations made together before, and how like each is to what is asked now."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.languages import LANGUAGES, Language, Texts
from knowledge.matching.arrays import sums
from knowledge.matching.profile import Wish
from knowledge.matching.text import Likeness, TextIndex
from knowledge.matching.weights import PlanWeights

YEAR: Final = 365.25  # days


def _none() -> NDArray[np.int64]:
    return np.zeros(0, dtype=np.int64)


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
class Told:
    """What is told of a plan, apart from its members and its day; the plans for one call share it.

    Attributes:
        text: what it was about; here "" where nothing tells that.
    """

    name: tuple[tuple[Language, str], ...]
    programme: str
    themes: frozenset[str]
    areas: frozenset[str]
    text: str

    @classmethod
    def of(cls, plan: PastCoalition) -> "Told":
        """Return what a plan tells."""
        name = tuple((language, plan.name[language]) for language in LANGUAGES)
        return cls(name, plan.programme, plan.themes, plan.areas, plan.text)


@dataclass(frozen=True, slots=True)
class History:
    """Past plans as arrays, the plans in order. What is told of several plans is stored once.

    Attributes:
        told_of: the different things that are told.
        texts: the text of each of those.
        plans: for each plan the number of what is told of it.
        days: the day on which each began, counted as `date.toordinal` does.
        members: the ids of all who took part in any plan, ascending.
        ends: where the plans of each member end, and before those where the first begin; shape (members + 1,).
        plan_of: the plans of each member, ascending, one member after the other.
    """

    told_of: tuple[Told, ...] = ()
    texts: TextIndex = field(default_factory=TextIndex)
    plans: NDArray[np.intp] = field(default_factory=_none)
    days: NDArray[np.int64] = field(default_factory=_none)
    members: NDArray[np.int64] = field(default_factory=_none)
    ends: NDArray[np.intp] = field(default_factory=lambda: np.zeros(1, dtype=np.intp))
    plan_of: NDArray[np.intp] = field(default_factory=_none)

    @classmethod
    def build(cls, past: Iterable[PastCoalition]) -> "History":
        """Order the plans, so that the order in which they come makes no difference."""
        ordered = sorted(past, key=_order)
        numbers: dict[Told, int] = {}
        plans = [numbers.setdefault(Told.of(plan), len(numbers)) for plan in ordered]
        pairs = sorted((member, number) for number, plan in enumerate(ordered) for member in plan.members)
        of_pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
        members, counts = np.unique(of_pairs[:, 0], return_counts=True)
        return cls(
            told_of=tuple(numbers),
            texts=TextIndex.build(told.text for told in numbers),
            plans=np.asarray(plans, dtype=np.intp),
            days=np.asarray([plan.when.toordinal() for plan in ordered], dtype=np.int64),
            members=members,
            ends=np.concatenate(([0], np.cumsum(counts))),
            plan_of=of_pairs[:, 1].astype(np.intp),
        )

    @property
    def told(self) -> NDArray[np.bool_]:
        """Whether anything tells what each plan was about."""
        return self._each(lambda told: bool(told.text or told.themes)).astype(np.bool_)

    def name(self, plan: int) -> Texts:
        """Return what a reason calls a plan."""
        return dict(self.told_of[self.plans[plan]].name)

    def plans_of(self, organisation: int) -> NDArray[np.intp]:
        """Return the plans in which an organisation took part, ascending."""
        place = int(np.searchsorted(self.members, organisation))
        if place == len(self.members) or self.members[place] != organisation:
            return self.plan_of[:0]
        return self.plan_of[self.ends[place] : self.ends[place + 1]]

    def votes(self, likeness: Likeness) -> Likeness:
        """Return the sum of what the plans of each member say; shape (members,)."""
        return sums(likeness[self.plan_of], np.diff(self.ends))

    def together(self, asker: int, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return which members took part in a known plan of the asker; shape (members,)."""
        own = np.zeros(len(self.plans), dtype=np.bool_)
        own[self.plans_of(asker)] = True
        return sums((own & known)[self.plan_of].astype(np.float64), np.diff(self.ends)) > 0

    def subject(self, wish: Wish, weights: PlanWeights) -> Likeness:
        """Return how like the subject of each plan is to the call; of a plan that tells nothing, an average."""
        shared = self._each(lambda told: len(wish.themes & told.themes))
        either = self._each(lambda told: max(len(wish.themes | told.themes), 1))
        like = self.texts.likeness(wish.text)[self.plans]
        found: Likeness = like**weights.sharpness + weights.theme * shared / either
        told = self.told
        if told.any():
            found[~told] = found[told].mean()
        return found

    def says(self, subject: Likeness, asked: Asked, weights: PlanWeights) -> Likeness:
        """Return how much each plan says about who may fit the call; shape (plans,).

        The likeness of its subject, times more when it answered the same programme, when its members work near the
        asker and when the asker took part itself; less when it is long ago, nothing when it was not there yet.
        """
        wish = asked.wish
        own = np.zeros(len(self.plans))
        own[self.plans_of(asked.asker)] = 1
        same = self._each(lambda told: bool(wish.programme) and told.programme == wish.programme)
        near = self._each(lambda told: not told.areas.isdisjoint(asked.near))
        around = 1 + weights.near * near + weights.own * own
        found: Likeness = (subject + weights.any) * (1 + weights.programme * same) * around
        return found if wish.when is None else found * self._memory(wish.when, weights.years)

    def _memory(self, when: date, years: float) -> Likeness:
        age = (when.toordinal() - self.days) / YEAR
        return np.where(age > 0, np.exp(-np.maximum(age, 0) / years), 0.0)

    def _each(self, worth: Callable[[Told], int]) -> NDArray[np.int64]:
        """Return what is worth what is told of each plan; each different thing is asked once."""
        return np.asarray([worth(told) for told in self.told_of], dtype=np.int64)[self.plans]


def _order(plan: PastCoalition) -> tuple[object, ...]:
    subject = (plan.programme, plan.text, sorted(plan.name.items()), sorted(plan.themes), sorted(plan.areas))
    return plan.when, sorted(plan.members), *subject
