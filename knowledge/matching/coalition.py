"""A whole coalition as data: what is asked of it, who is in it, who covers what, and what could not be met.

All of it turns into plain JSON with `dataclasses.asdict`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from knowledge.matching.ranking import Barrier

RequirementKind = Literal["capacity", "group", "lead", "need"]
MissWhy = Barrier | Literal["unconfirmed", "full"]
ProblemCode = Literal[
    "must_left_out",
    "too_many_musts",
    "limit_below_call",
    "limit_too_small",
    "too_few",
    "nobody",
    "no_alternative",
]


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked of the team as a whole, next to the wish.

    Attributes:
        several: how many organisations must bring a capacity of the wish, the asker included; one where absent.
        least: the least number of partners, the asker not included.
        most: the greatest number of partners; None for no limit.
        must: ids of organisations that must be in.
        must_not: ids of organisations that must not be in.
    """

    several: Mapping[str, int] = field(default_factory=dict)
    least: int = 0
    most: int | None = None
    must: frozenset[int] = frozenset()
    must_not: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked of the team.

    Attributes:
        kind: a capacity or a group that the call asks, somebody who may apply, or what the asker itself seeks.
        term: the id of the capacity or group; empty for who may apply.
        organisations: how many of the team must bring it. The asker counts, but not for what it seeks itself.
    """

    kind: RequirementKind
    term: str
    organisations: int = 1


@dataclass(frozen=True, slots=True)
class Member:
    """A partner in a team.

    Attributes:
        type: its kind of organisation, an id.
        points: what it scores in the ranking.
        must: it is in because it had to be.
    """

    id: int
    name: str
    type: str
    points: int
    must: bool


@dataclass(frozen=True, slots=True)
class Cover:
    """Who meets one requirement.

    Attributes:
        sure: ids of those who bring it, in the order of the team, the asker first.
        likely: ids of those who probably do: inferred and not confirmed, or of a legal form that is not known.
    """

    requirement: Requirement
    sure: tuple[int, ...]
    likely: tuple[int, ...]

    @property
    def missing(self) -> int:
        """How many more organisations must bring it, also when all that is likely is so."""
        return max(0, self.requirement.organisations - len(self.sure) - len(self.likely))

    @property
    def unsure(self) -> int:
        """How many of those it takes only probably bring it."""
        return max(0, self.requirement.organisations - len(self.sure)) - self.missing


@dataclass(frozen=True, slots=True)
class Team:
    """The partners of an asker, and what they cover together with it.

    Attributes:
        members: the partners, most points first; the asker is not among them.
        covers: each requirement, in a fixed order: capacities, groups, who may apply, what the asker seeks.
        points: the sum of the members' points.
    """

    members: tuple[Member, ...]
    covers: tuple[Cover, ...]
    points: int


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure it is that no team is better.

    Attributes:
        proven: no team covers more, none that covers as much has fewer partners, and none of that size more points.
        fewest: no team that covers as much has fewer partners than this.
    """

    proven: bool
    fewest: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another team that covers as much.

    Attributes:
        without: names of the first team's partners that it does without.
        instead: names of the partners that it has and the first team has not.
        open: what it does not surely cover.
    """

    team: Team
    proof: Proof
    without: tuple[str, ...]
    instead: tuple[str, ...]
    open: "tuple[Open, ...]"


@dataclass(frozen=True, slots=True)
class Miss:
    """Somebody outside the team who nearly meets an open requirement: exactly one thing is in the way.

    Attributes:
        why: what is in the way: it works elsewhere, on other themes, was left out by the asker, has not confirmed
            that it brings this ("unconfirmed"), or the team is full ("full").
    """

    id: int
    name: str
    why: MissWhy


@dataclass(frozen=True, slots=True)
class Open:
    """A requirement that the team does not surely meet.

    Attributes:
        nearest: who nearly could; first those whom nothing keeps out, and of those the best first.
        unwilling: how many could, and do not want to be suggested. Their names are never given.
    """

    cover: Cover
    nearest: tuple[Miss, ...]
    unwilling: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a team is not as it was asked.

    Attributes:
        facts: what the sentence about it names; which facts there are depends on the code.
    """

    code: ProblemCode
    facts: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Composition:
    """The answer to "propose a whole coalition".

    Attributes:
        open: what the team does not surely cover, with who nearly could.
        alternatives: other teams that cover as much. While that is possible, each does without a partner of the
            first team that the ones before it still had: "what if this one does not join?"
    """

    asker: int
    asker_name: str
    team: Team
    proof: Proof
    open: tuple[Open, ...]
    alternatives: tuple[Alternative, ...]
    problems: tuple[Problem, ...]

    def with_team_of(self, other: Alternative) -> "Composition":
        """Return the same answer with another team in place of the first; the proof stays that of the first."""
        return replace(self, team=other.team, open=other.open)
