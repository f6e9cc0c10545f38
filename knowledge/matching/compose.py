"""A whole coalition: the smallest and best-fitting team that covers what a call asks.

What counts, in this order: what the call asks, surely met; what it asks, probably met (not confirmed); what the asker
itself seeks, surely and then probably; as few partners as can be; and the points of the ranking. What nobody covers
never keeps the rest from being covered: it is named, with who nearly could.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from knowledge.content import Content, read_model
from knowledge.matching.arrays import Rows
from knowledge.matching.coalition import Alternative, Composition, Open, Problem, Proof, Requirement, Rules, Team
from knowledge.matching.covering import LIKELY, SURE, Levels, brings, levels, requirements, team_of
from knowledge.matching.index import Index
from knowledge.matching.misses import barred, left_out, open_of
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Question
from knowledge.matching.ranking import eligible, points_of, top
from knowledge.matching.solving import Choice, Numbers, Task, cheapest, choose, useful
from knowledge.matching.weights import weights


class _Parameters(Content):
    """What compose.yml says."""

    alternatives: int = Field(ge=0)
    nearest: int = Field(ge=0)
    seconds: float = Field(gt=0)


@cache
def _parameters() -> _Parameters:
    return read_model(Path(__file__).with_name("compose.yml"), _Parameters)


def compose(index: Index, asker: Profile, wish: Wish, rules: Rules, seed: str) -> Composition:
    """Return the best team for an asker and a call, other teams that cover as much, and what is in the way.

    In a team are only organisations that may be suggested (`ranking.eligible`), also where they must be in it. There
    is always an answer: what cannot be met is left open and told in `open` and `problems`.

    Args:
        index: the directory.
        asker: the organisation that looks for partners; it need not be in the directory.
        wish: what the call asks.
        rules: what is asked of the team as a whole.
        seed: decides among equals; the same seed gives the same team.

    Raises:
        KeyError: an area of the asker or the wish is not in the area tree.
    """
    setting = _Setting.build(index, asker, wish, rules)
    candidates = _Candidates.build(setting, seed)
    choice, needed = choose(candidates.task)
    team = candidates.team(choice)
    alternatives = tuple(candidates.alternatives(choice))
    return Composition(
        asker=asker.id,
        asker_name=asker.name,
        team=team,
        proof=candidates.proof(choice),
        open=setting.open_of(team),
        alternatives=alternatives,
        problems=tuple(_problems(setting, choice, needed, alternatives)),
    )


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is given.

    Attributes:
        asked: what is asked of the team.
        must: the rows of those who must be in and may be.
        members: those organisations.
        rows: the rows of the others who may be suggested.
    """

    index: Index
    question: Question
    rules: Rules
    asked: tuple[Requirement, ...]
    must: Rows
    members: tuple[Profile, ...]
    rows: Rows

    @classmethod
    def build(cls, index: Index, asker: Profile, wish: Wish, rules: Rules) -> "_Setting":
        question = index.ask(asker, wish, weights())
        everyone = eligible(index, question, rules.must_not)
        must = np.intersect1d(everyone, index.rows_of(rules.must))
        asked = requirements(asker, wish, rules)
        members = tuple(index.profiles(must, question))
        return cls(index, question, rules, asked, must, members, np.setdiff1d(everyone, must))

    def open_of(self, team: Team) -> tuple[Open, ...]:
        return open_of(self.index, self.question, self.rules, team, _parameters().nearest)

    @property
    def least(self) -> int:
        """How few may be added to those who must be in: no more than there are, and no more than the limit."""
        return min(max(0, self.rules.least - len(self.must)), len(self.rows), self.most)

    @property
    def most(self) -> int:
        """How many may be added; those who must be in are in, also when they are more than the limit."""
        limit = self.rules.most
        return len(self.rows) if limit is None else min(max(0, limit - len(self.must)), len(self.rows))


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Those of the rows that can matter, as a task for the solver.

    Attributes:
        rows: the row of each candidate.
        must: those who must be in, with their points.
    """

    setting: _Setting
    rows: Rows
    task: Task
    must: tuple[tuple[Profile, int], ...]

    @classmethod
    def build(cls, setting: _Setting, seed: str) -> "_Candidates":
        index, question, rows = setting.index, setting.question, setting.rows
        points = points_of(index, question, rows)
        task = _task(setting, levels(index, setting.asked, rows, question), points.astype(np.int64))
        kept = useful(task, top(points, index.ids[rows], len(points), seed), _parameters().alternatives)
        of_must = points_of(index, question, setting.must).tolist()
        must = zip(setting.members, of_must, strict=True)
        return cls(setting, rows[kept], task.of(kept), tuple(must))

    def team(self, choice: Choice) -> Team:
        setting = self.setting
        partners = setting.index.profiles(self.rows[list(choice.chosen)], setting.question)
        added = zip(partners, self.task.points[list(choice.chosen)].tolist(), strict=True)
        return team_of(setting.question, [*self.must, *added], setting.asked, setting.rules)

    def proof(self, choice: Choice) -> Proof:
        return Proof(choice.proven, choice.fewest + len(self.setting.must))

    def alternatives(self, first: Choice) -> Iterator[Alternative]:
        """Yield other teams that cover as much, each without a partner that all before it had, while there are any.

        After those, any that no team before it is part of. Among teams of equal points the one that keeps most of
        the first team goes first.
        """
        cover = self.task.covered(first.chosen)
        whole = cover == self.task.covered(range(len(self.rows)))
        task, team = self.task.preferring(first.chosen), self.team(first)
        found = [first]
        in_all = set(first.chosen)
        while len(found) <= _parameters().alternatives:
            other = cheapest(task, None if whole else cover, [in_all])
            if other is None and len(found) > 1:
                other = cheapest(task, None if whole else cover, [set(choice.chosen) for choice in found])
            if other is None:
                return
            found.append(other)
            in_all &= set(other.chosen)
            yield self._alternative(team, other)

    def _alternative(self, first: Team, choice: Choice) -> Alternative:
        other = self.team(choice)
        without = tuple(member.name for member in first.members if member not in other.members)
        instead = tuple(member.name for member in other.members if member not in first.members)
        return Alternative(other, self.proof(choice), without, instead, self.setting.open_of(other))


def _task(setting: _Setting, level: Levels, points: Numbers) -> Task:
    """Return what is left to cover after the asker and those who must be in, for candidates of these levels."""
    things = list(_things(setting, level))
    calls, needs = (sum(each.units for each in things if each.need is need) for need in (False, True))
    worth = _worth(calls, needs)
    return Task(
        brings=np.array([each.brings for each in things], dtype=np.bool_).reshape(len(things), len(points)),
        units=np.array([each.units for each in things], dtype=np.int64),
        worth=np.array([sum(worth[each.need, of] for of in each.levels) for each in things], dtype=np.int64),
        points=points,
        least=setting.least,
        most=setting.most,
        seconds=_parameters().seconds,
    )


@dataclass(frozen=True, slots=True)
class _Thing:
    """A requirement at a level: met surely, or at least likely; both at once where nobody is likely only.

    Attributes:
        need: whether the asker seeks it, and not the call.
        units: how many more organisations can bring it and must.
        brings: whether each candidate does.
    """

    need: bool
    levels: tuple[int, ...]
    units: int
    brings: NDArray[np.bool_]


def _things(setting: _Setting, level: Levels) -> Iterator[_Thing]:
    wish, asker = setting.question.wish, setting.question.asker
    must = setting.members
    for place, requirement in enumerate(setting.asked):
        need = requirement.kind == "need"
        team = must if need else [asker, *must]
        there = [brings(requirement, profile, wish) for profile in team]
        likely, sure = (
            _Thing(need, (of,), _units(requirement.organisations, there, level[:, place], of), level[:, place] >= of)
            for of in (LIKELY, SURE)
        )
        if np.array_equal(likely.brings, sure.brings) and likely.units == sure.units:
            sure, likely = replace(sure, levels=(LIKELY, SURE)), replace(likely, units=0)
        yield from (thing for thing in (likely, sure) if thing.units)


def _units(organisations: int, there: Sequence[int], level: Levels, of: int) -> int:
    """Return how many more must bring something at a level, as far as there are any."""
    wanted = organisations - sum(1 for one in there if one >= of)
    return min(max(0, wanted), int(np.count_nonzero(level >= of)))


def _worth(calls: int, needs: int) -> dict[tuple[bool, int], int]:
    """Return the worth of one unit by whether it is a need and by level: one of each rank outweighs all below it."""
    need_sure = needs + 1
    call_likely = need_sure * (needs + 1)
    return {
        (True, LIKELY): 1,
        (True, SURE): need_sure,
        (False, LIKELY): call_likely,
        (False, SURE): call_likely * (calls + 1),
    }


def _problems(setting: _Setting, choice: Choice, needed: int, alternatives: Sequence[Alternative]) -> Iterator[Problem]:
    yield from left_out(setting.index, setting.question, setting.rules)
    rules, must = setting.rules, len(setting.must)
    if rules.most is not None:
        if must > rules.most:
            yield Problem("too_many_musts", {"most": rules.most, "musts": must})
        if rules.least > rules.most:
            yield Problem("limit_below_call", {"most": rules.most, "least": rules.least})
        if needed + must > max(rules.most, must):
            yield Problem("limit_too_small", {"most": rules.most, "needed": needed + must})
    there = must + len(setting.rows)
    if not there:
        yield Problem("nobody", barred(setting.index, setting.question, setting.rules))
    elif there < rules.least:
        yield Problem("too_few", {"least": rules.least, "there": there})
    if choice.chosen and not alternatives:
        yield Problem("no_alternative", {})
