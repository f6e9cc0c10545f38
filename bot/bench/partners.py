"""How well the ranking finds the partners with whom an organisation really worked, on data in the Interreg format.

The protocol. Of each project of one split the lead, the programme, the themes and the text (proper names are masked in
the data) are given; its other partners must be found. Known is what came before: the projects of other splits with an
earlier start, and the older teams. Candidates are the organisations in those, without the lead. A query counts when
at least one partner is a candidate; partners who are not, cannot be found and are left out. Each measure is
averaged over the queries. Weights are those of `knowledge/matching/weights.yml`; nothing is fitted here.

`seen` (`--seen`) leaves out organisations that stand in no known project but only in the older teams. The data hold
older teams only of organisations that take part after 2013, so that who is there alone must come back later: in the
split dev all of them do. To rank them first would be to read the answer. Nothing here does so, and their share makes
dev hard.

`rolling` (`--parts`) cuts one split into equal parts by start; each but the first is predicted from the parts before
it, always with `seen`. Weights are chosen so, without a look at later splits.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.bench.baselines import Baselines
from bot.bench.interreg import Interreg, Project
from bot.bench.metrics import Places, summary
from knowledge.content import ContentError
from knowledge.matching.index import Index
from knowledge.matching.ranking import eligible, points_of, top
from knowledge.matching.weights import Weights, weights

Order = NDArray[np.intp]
"""Rows of an index, best first."""

WITHOUT: Final[dict[str, dict[str, float]]] = {
    "text": {"text": 0},
    "nearness": {"near_overlap": 0, "near_municipality": 0},
    "past_plans": {"plans.most": 0},
    "worked_together": {"past": 0, "plans.own": 0},
    "plans_text": {"plans.sharpness": 99},
    "plans_themes": {"plans.theme": 0},
    "plans_programme": {"plans.programme": 0},
    "plans_nearness": {"plans.near": 0},
    "plans_age": {"plans.years": 1e9},
}
"""Per part of the ranking that can be left out, the weights that do so."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Queries that share what is known.

    Attributes:
        known: the projects before them, in order of start.
        teams: the older teams.
        queries: the projects whose partners must be found.
    """

    known: tuple[Project, ...]
    teams: tuple[frozenset[str], ...]
    queries: tuple[Project, ...]


def bench_partners(folder: Path, split: str, parts: int, *, seen: bool) -> dict[str, Any]:
    """Measure the ranking on the data of a folder; see the top of this file.

    Args:
        folder: the data.
        split: the projects whose partners must be found.
        parts: when more than 1, each part of the split is predicted from the parts before it.
        seen: leave out organisations that only the older teams know.

    Returns:
        What `measure` returns, with the split in front.

    Raises:
        ContentError: a file is missing or not as expected, or no project has this split.
    """
    data = Interreg.read(folder)
    if not any(project.split == split for project in data.projects):
        raise ContentError(folder / "projects.jsonl", 1, f"no project has the split {split}")
    tried = rolling(data, split, parts) if parts > 1 else trials(data, split, seen=seen)
    return {"split": split, **measure(data, list(tried))}


def trials(data: Interreg, split: str, *, seen: bool = False) -> Iterator[Trial]:
    """Yield the queries of a split, those that share what is known together."""
    others = sorted((one for one in data.projects if one.split != split), key=_start)
    asked = sorted((one for one in data.projects if one.split == split), key=_start)
    for count, queries in groupby(asked, key=lambda query: sum(one.start < query.start for one in others)):
        yield _trial(data, others[:count], tuple(queries), seen=seen)


def rolling(data: Interreg, split: str, parts: int) -> Iterator[Trial]:
    """Yield the parts of a split, each with the parts before it as what is known."""
    ordered = sorted((one for one in data.projects if one.split == split), key=_start)
    edges = [len(ordered) * part // parts for part in range(1, parts + 1)]
    for first, end in pairwise(edges):
        start = ordered[first].start
        yield _trial(data, [one for one in ordered if one.start < start], tuple(ordered[first:end]), seen=True)


def measure(data: Interreg, tried: Sequence[Trial]) -> dict[str, Any]:
    """Return the figures of the ranking, of simple methods, and of the ranking without each of its parts.

    Returns:
        queries; candidates (the most in one trial); the measures of `bot.bench.metrics`; median_ms of one question;
        `baselines` and `without`, each with measures by name.
    """
    full, took, candidates = weights(), [], 0
    found: dict[str, list[Places]] = {}
    for trial in tried:
        setting = _Setting.build(data, trial)
        candidates = max(candidates, len(setting.index))
        for query in trial.queries:
            right = setting.right(query)
            if not right:
                continue
            start = perf_counter()
            order = setting.order(query, full)
            took.append(perf_counter() - start)
            found.setdefault("", []).append(_places(order, right))
            for name, method in setting.methods().items():
                found.setdefault(name, []).append(_places(method(query), right))
    return _figures(found, candidates, took)


@dataclass(frozen=True, slots=True)
class _Setting:
    """One trial, ready to be asked."""

    data: Interreg
    trial: Trial
    numbers: dict[str, int]
    index: Index
    baselines: Baselines

    @classmethod
    def build(cls, data: Interreg, trial: Trial) -> "_Setting":
        known = sorted(frozenset[str]().union(*(one.members for one in trial.known), *trial.teams))
        numbers = {organisation: number for number, organisation in enumerate(known, start=1)}
        past = [*data.plans(trial.known, numbers), *data.old_plans(trial.teams, numbers)]
        index = Index.build((data.profile(one, number) for one, number in numbers.items()), data.tree(), past)
        return cls(data, trial, numbers, index, Baselines.build(index))

    def right(self, query: Project) -> frozenset[int]:
        """Return the rows that must be found."""
        return frozenset(self.numbers[one] - 1 for one in query.members - {query.lead} if one in self.numbers)

    def order(self, query: Project, chosen: Weights) -> Order:
        """Return all who may be suggested in the order of the product: `ranking.rank` without its sentences."""
        asker = self.data.profile(query.lead, self.numbers.get(query.lead, 0))
        question = self.index.ask(asker, self.data.wish(query, self.trial.known), chosen)
        rows = eligible(self.index, question, ())
        points = points_of(self.index, question, rows)
        rows, points = rows[points > 0], points[points > 0]
        ordered: Order = rows[top(points, self.index.ids[rows], len(rows), query.id)]
        return ordered

    def methods(self) -> dict[str, Callable[[Project], Order]]:
        """Return the simple methods, and the ranking without each of its parts."""
        found: dict[str, Callable[[Project], Order]] = {}
        for name, method in self.baselines.methods().items():
            found[f"baselines.{name}"] = partial(self._simple, method)
        for name, changes in WITHOUT.items():
            found[f"without.{name}"] = partial(self.order, chosen=_changed(weights(), changes))
        return found

    def _simple(self, method: Callable[[str, str], Order], query: Project) -> Order:
        """Return the order of a simple method, without the lead."""
        order = method(query.words, query.id)
        others: Order = order[order != self.numbers.get(query.lead, 0) - 1]
        return others


def _trial(data: Interreg, known: Sequence[Project], queries: tuple[Project, ...], *, seen: bool) -> Trial:
    there = frozenset[str]().union(*(one.members for one in known))
    teams = tuple(team & there for team in data.history) if seen else data.history
    return Trial(tuple(known), tuple(team for team in teams if len(team) > 1), queries)


def _changed(before: Weights, changes: dict[str, float]) -> Weights:
    plans = {name.removeprefix("plans."): value for name, value in changes.items() if name.startswith("plans.")}
    own: dict[str, Any] = {name: value for name, value in changes.items() if not name.startswith("plans.")}
    return before.model_copy(update={**own, "plans": before.plans.model_copy(update=plans)})


def _places(order: Order, right: frozenset[int]) -> Places:
    return Places([place for place, row in enumerate(order.tolist(), start=1) if row in right], len(right))


def _figures(found: dict[str, list[Places]], candidates: int, took: Sequence[float]) -> dict[str, Any]:
    queries = found.get("", [])
    figures: dict[str, Any] = {"queries": len(queries), "candidates": candidates, **summary(queries)}
    figures["median_ms"] = round(median(took) * 1000, 2) if took else 0.0
    for name, places in found.items():
        if name:
            group, part = name.split(".")
            figures.setdefault(group, {})[part] = summary(places)
    return figures


def _start(project: Project) -> tuple[date, str]:
    return project.start, project.id
