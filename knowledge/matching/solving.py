"""The smallest and best-fitting choice that covers what is asked, found and proven by HiGHS.

What counts, in this order: cover as much as can be covered, with as few as can be, with the most points. Without a
limit that binds, all that anybody brings can be covered, so that one solve does both other parts: it minimises
`price * size - points` with a price so high that no points make up for one more partner. With a limit that binds,
a solve before it finds how much can be covered.

Why `price` is enough: a best choice has at most `units` members, or `least`, because each further one is needed for
a unit that nobody else covers. So a choice of d more has at most (size + d) * top points, and saves at most that;
with price > top * (bound + 1) >= top * (size + d) / d the d more cost more than they bring.

Why the proof holds: HiGHS computes with fractions and tolerances, but all that counts here is whole numbers. So its
answer is rounded, and the value and cover of the rounded choice are worked out exactly. The choice is called proven
only when it covers what it must, and its value lies less than 1 above the lower bound that HiGHS found: no whole
number is between them. The bound itself is right to far less than `_SLACK` for sums up to `EXACT`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

EXACT = 10_000_000
"""Larger sums are never called proven."""
_SLACK = 1e-4
"""How far the solver's bound may lie off, at most."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Task:
    """A choice among candidates, in plain numbers.

    Attributes:
        brings: whether each candidate adds a unit to each thing, shape (things, candidates).
        units: how many units of each thing can be covered and are wanted, shape (things,); at least 1.
        worth: what one unit of each thing is worth when not all can be covered, shape (things,).
        points: what each candidate scores, shape (candidates,); never negative.
        least: the least number of candidates.
        most: the greatest number of candidates.
        seconds: after this long a solve gives the best it has.
    """

    brings: NDArray[np.bool_]
    units: Numbers
    worth: Numbers
    points: Numbers
    least: int
    most: int
    seconds: float

    @property
    def price(self) -> int:
        """What one more candidate costs: more than all points it can bring."""
        bound = max(int(self.units.sum()), self.least)
        return int(self.points.max(initial=0)) * (bound + 1) + 1

    def of(self, positions: Sequence[int]) -> "Task":
        """Return the same task with these candidates alone, in this order."""
        return replace(self, brings=self.brings[:, positions], points=self.points[positions])

    def preferring(self, positions: Collection[int]) -> "Task":
        """Return the same task where, of choices with equal points, the one with most of these candidates is best."""
        preferred = np.zeros_like(self.points)
        preferred[list(positions)] = 1
        return replace(self, points=self.points * (len(positions) + 1) + preferred)

    def covered(self, chosen: Collection[int]) -> int:
        """Return the worth of what some candidates cover."""
        bring = self.brings[:, sorted(chosen)].sum(axis=1)
        return int(self.worth @ np.minimum(bring, self.units))


@dataclass(frozen=True, slots=True)
class Choice:
    """Some of the candidates.

    Attributes:
        chosen: their positions, ascending.
        proven: no choice is better.
        fewest: no choice that covers as much has fewer.
    """

    chosen: tuple[int, ...]
    proven: bool
    fewest: int


def choose(task: Task) -> tuple[Choice, int]:
    """Return the best choice, and the fewest candidates that would cover all when there were no limit."""
    unlimited = replace(task, most=len(task.points))
    whole = cheapest(unlimited, None, ()) or Choice(_greedy(unlimited), proven=False, fewest=task.least)
    if len(whole.chosen) <= task.most:
        return whole, whole.fewest
    widest = _widest(task)
    best = cheapest(task, task.covered(widest.chosen), ())
    if best is None:
        return replace(widest, proven=False), whole.fewest
    return replace(best, proven=best.proven and widest.proven), whole.fewest


def cheapest(task: Task, cover: int | None, cuts: Sequence[Collection[int]]) -> Choice | None:
    """Return the smallest choice with the most points.

    Args:
        task: what to choose from.
        cover: the worth that must be covered; None for all units.
        cuts: sets of candidates that must not be in the choice all together; an empty one leaves no choice.

    Returns:
        None when there is no such choice, or none was found in time.
    """
    price = task.price
    found = _solve(task, price - task.points, cover, cuts)
    if found is None:
        return None
    chosen, bound = found
    value = price * len(chosen) - int(task.points[list(chosen)].sum())
    reached = task.covered(chosen) >= (int(task.worth @ task.units) if cover is None else cover)
    proven = reached and value < EXACT and value - bound < 1 - _SLACK
    return Choice(chosen, proven, len(chosen) if proven else max(task.least, ceil(max(bound, 0) / price - _SLACK)))


def _widest(task: Task) -> Choice:
    """Return a choice within the limit that covers most."""
    found = _solve(task, None, None, ())
    chosen = found[0] if found else _greedy(task)
    value = task.covered(chosen)
    proven = found is not None and value < EXACT and -found[1] - value < 1 - _SLACK
    return Choice(chosen, proven, task.least)


def _solve(
    task: Task, costs: Numbers | None, cover: int | None, cuts: Sequence[Collection[int]]
) -> tuple[tuple[int, ...], float] | None:
    """Minimise costs; without costs, maximise what is covered.

    The columns are the candidates and, where not all units need be covered, how many units of each thing count.

    Returns:
        The choice and a proven lower bound; None when nothing was found.
    """
    # Imported here: it takes as long as the rest of the program, and as much memory as half of it.
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415

    if not len(task.points):
        return None if cuts else ((), 0.0)
    partial = costs is None or cover is not None
    things, candidates = task.brings.shape
    counted = things if partial else 0
    nothing = np.zeros(counted)
    rows = [
        (np.append(brings, -1.0 * (np.arange(counted) == thing)), 0 if partial else units, np.inf)
        for thing, (brings, units) in enumerate(zip(task.brings, task.units, strict=True))
    ]
    rows.append((np.append(np.ones(candidates), nothing), task.least, task.most))
    rows += [(np.append(_marks(cut, candidates), nothing), -np.inf, len(cut) - 1) for cut in cuts]
    if cover is not None:
        rows.append((np.append(np.zeros(candidates), task.worth), cover - 0.5, np.inf))
    matrix, low, high = zip(*rows, strict=True)
    outcome = milp(
        np.append(np.zeros(candidates), -task.worth) if costs is None else np.append(costs, nothing),
        integrality=np.append(np.ones(candidates), nothing),
        bounds=Bounds(0, np.append(np.ones(candidates), task.units[:counted])),
        constraints=LinearConstraint(np.array(matrix), low, high),
        options={"mip_rel_gap": 0, "time_limit": task.seconds},
    )
    if outcome.x is None:
        return None
    chosen = np.flatnonzero(outcome.x[:candidates] > 0.5).tolist()
    return tuple(chosen), -np.inf if outcome.mip_dual_bound is None else float(outcome.mip_dual_bound)


def _marks(positions: Collection[int], width: int) -> NDArray[np.float64]:
    row = np.zeros(width)
    row[list(positions)] = 1
    return row


def _greedy(task: Task) -> tuple[int, ...]:
    """Return a choice that is found at once: each time who covers most of what is open, then who scores most."""
    chosen: list[int] = []
    while len(chosen) < task.most:
        left = np.maximum(task.units - task.brings[:, chosen].sum(axis=1), 0)
        adds = (task.worth * (left > 0)) @ task.brings
        adds[chosen] = -1
        best = int(np.lexsort((task.points, adds))[-1]) if len(adds) else -1
        if best < 0 or adds[best] < 0 or (adds[best] == 0 and len(chosen) >= task.least):
            break
        chosen.append(best)
    return tuple(sorted(chosen))


def useful(task: Task, order: Sequence[int], spare: int) -> list[int]:
    """Return the candidates, in the given order, of which some best choice consists; the others are not needed.

    A candidate is left out when many others come before it in the order, which goes by points, and bring at least
    all that it brings. A best choice holds fewer of those others than the units it takes of anything the candidate
    brings, or else the candidate would be superfluous (fewer than `least`, when members are there for their number).
    So one more of them is always free to take its place, with as much cover and as many points. Each cut of
    `cheapest` bars at most one of them, so that `spare` further ones keep that true for as many cuts.
    """
    masks = _masks(task.brings)
    enough: dict[int, int] = {}
    kept: list[int] = []
    full: set[int] = set()
    for position in order:
        mask = masks[position]
        if mask in full:
            continue
        if mask not in enough:
            enough[mask] = max(int(task.units[task.brings[:, position]].max(initial=0)), task.least) + spare
        if sum(1 for other in kept if not mask & ~masks[other]) < enough[mask]:
            kept.append(position)
        else:
            full.add(mask)
    return kept


def _masks(brings: NDArray[np.bool_]) -> list[int]:
    """Return for each candidate one number whose bits are the things it brings."""
    bits = np.array([1 << bit for bit in range(len(brings))], dtype=np.int64 if len(brings) < 63 else object)
    masks: list[int] = (bits @ brings.astype(bits.dtype)).tolist() if len(brings) else [0] * brings.shape[1]
    return masks
