"""The best partners for an organisation: who may be suggested, what each scores, and why."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.arrays import Rows
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Question, Reason, TermPart
from knowledge.matching.weights import Weights, weights

Points = NDArray[np.int32]

Barrier = Literal["unwilling", "area", "theme", "excluded"]
"""What keeps an organisation from being suggested: it does not want to be, it works elsewhere or on other themes, or
the asker left it out."""


@dataclass(frozen=True, slots=True)
class Match:
    """A suggested partner.

    Attributes:
        score: whole points; exactly the sum of the points of the reasons.
        reasons: what the points are for, most points first.
    """

    profile: Profile
    score: int
    reasons: tuple[Reason, ...]


def rank(index: Index, asker: Profile, wish: Wish, exclude: Collection[int], limit: int, seed: str) -> list[Match]:
    """Return the best partners, best first.

    Suggested are organisations that are willing, work in the area (up and down the tree) and on a theme of the
    asker or the call, and have at least one reason. Who told no theme may be suggested for its text or its past
    plans. The score puts what they add before what they share.

    Args:
        index: the directory.
        asker: the organisation that looks for partners; it need not be in the directory.
        wish: what the call asks.
        exclude: ids that must not be suggested, such as partners already chosen or skipped.
        limit: how many at most.
        seed: decides the order among equals; the same seed gives the same order.

    Raises:
        KeyError: an area of the asker or the wish is not in the area tree.
    """
    return best(index, index.ask(asker, wish, weights()), exclude, limit, seed)


def best(index: Index, question: Question, exclude: Collection[int], limit: int, seed: str) -> list[Match]:
    """Answer a prepared question, for instance one with other weights; see `rank`."""
    rows = eligible(index, question, exclude)
    points = points_of(index, question, rows)
    rows, points = rows[points > 0], points[points > 0]
    return matches(index, question, rows[top(points, index.ids[rows], limit, seed)])


def matches_of(index: Index, asker: Profile, wish: Wish, ids: Sequence[int]) -> list[Match]:
    """Return the matches of these organisations, in this order; those that may not be suggested are left out.

    Raises:
        KeyError: an area of the asker or the wish is not in the area tree.
    """
    question = index.ask(asker, wish, weights())
    rows = index.rows_of(ids)
    found = {match.profile.id: match for match in matches(index, question, rows[free(index, question, rows)])}
    return [found[number] for number in ids if number in found]


def matches(index: Index, question: Question, rows: Iterable[int]) -> list[Match]:
    """Say of some rows why they are suggested; who has no reason is left out."""
    found = ((profile, question.reasons(profile)) for profile in index.profiles(rows, question))
    return [Match(profile, _sum(reasons), reasons) for profile, reasons in found if reasons]


def eligible(index: Index, question: Question, exclude: Collection[int]) -> Rows:
    """Return the rows that may be suggested at all."""
    rows = index.roll.rows()
    if question.areas is not None:  # first, because it leaves few, and is known without a look at each
        rows = np.flatnonzero(index.places.inside(question.areas) & index.roll.here)
    return rows[free(index, question, rows, exclude)]


def free(index: Index, question: Question, rows: Rows, exclude: Collection[int] = ()) -> NDArray[np.bool_]:
    """Return which of the rows nothing keeps from being suggested."""
    kept: NDArray[np.bool_] = np.logical_or.reduce(list(barriers(index, question, rows, exclude).values()))
    return ~kept


def barriers(
    index: Index, question: Question, rows: Rows, exclude: Collection[int] = ()
) -> dict[Barrier, NDArray[np.bool_]]:
    """Return for each row what keeps it from being suggested; the asker itself counts as excluded."""
    found: dict[Barrier, NDArray[np.bool_]] = {
        "unwilling": index.traits.look_up(lambda traits: not traits.willing, rows).astype(np.bool_),
        "excluded": np.isin(rows, index.rows_of({*exclude, question.asker.id})),
    }
    if question.areas is not None:
        found["area"] = ~index.places.inside(question.areas)[rows]
    if question.themes:
        theme = index.columns["theme"]
        found["theme"] = ~theme.has_any(question.themes, rows)
        if question.evidence:
            silent = np.flatnonzero(found["theme"] & ~theme.has_any(theme.bits, rows))
            found["theme"][silent] = ~question.evidence.fits(rows[silent])
    return found


def points_of(index: Index, question: Question, rows: Rows) -> Points:
    """Return the score of each row: the same rules as `Question.reasons`, applied to columns."""
    return points_of_wants(index, question, rows) + points_of_likeness(index, question, rows)


def points_of_wants(index: Index, question: Question, rows: Rows) -> Points:
    """Return the part of each score that depends on what the asker and the call want, and on traits."""
    points: Points = index.traits.look_up(lambda traits: _sum(question.of_traits(traits)), rows)
    for part in question.term_parts:
        if part.facet == "offer":
            points += _points_of_terms(index, part, question, rows)
    return points


def points_of_likeness(index: Index, question: Question, rows: Rows) -> Points:
    """Return the other part of each score: nearness, common ground, what they seek, working together before."""

    def worth(area: str, inferred: bool) -> int:  # noqa: FBT001 # as Places asks
        reason = question.of_area(area, inferred=inferred)
        return reason.points if reason else 0

    sure = index.places.most(worth, question.near)[rows]
    stale = index.stale(rows, question)
    points: Points = sure.astype(np.int32)
    if stale.any():
        points[stale] = index.places.most(lambda area, _: worth(area, inferred=True), question.near)[rows[stale]]
    for part in question.term_parts:
        if part.facet != "offer":
            points += _points_of_terms(index, part, question, rows)
    return points + _points_of_evidence(index, question, rows)


def _points_of_evidence(index: Index, question: Question, rows: Rows) -> Points:
    namers = index.namers.values
    known = np.append(index.rows_of(question.asker.past_partners), namers[namers[:, 1] == question.asker.id, 0])
    together = np.isin(rows, known)
    evidence = question.evidence
    points: Points = np.zeros(len(rows), dtype=np.int32)
    if evidence:
        together |= evidence.worked_together(rows)
        points += evidence.text(rows) + evidence.plans(rows)
    points[together] += question.weights.past
    return points


def _points_of_terms(index: Index, part: TermPart, question: Question, rows: Rows) -> Points:
    confirmed, inferred = index.count(part.facet, part.wanted, rows, question)
    width = len(part.wanted) + 1
    points: Points = _table(part, question.weights)[confirmed.astype(np.intp) * width + inferred]
    return points


def _sum(reasons: Iterable[Reason]) -> int:
    return sum(reason.points for reason in reasons)


def _table(part: TermPart, weights: Weights) -> Points:
    """Return the points for every pair of counts, flat: entry confirmed * (terms + 1) + inferred."""
    counts = range(len(part.wanted) + 1)
    return np.asarray(
        [
            part.share.worth(confirmed) + weights.unconfirmed_worth(part.share, confirmed, inferred)
            for confirmed in counts
            for inferred in counts
        ],
        dtype=np.int32,
    )


def top(points: Points, ids: NDArray[np.int64], limit: int, seed: str) -> list[int]:
    """Return the positions of the highest points; equals in an order that only the seed and their ids decide."""
    if not len(points) or limit <= 0:
        return []
    at_least = np.bincount(points)[::-1].cumsum()  # how many have the highest points, the highest two, ...
    threshold = points.max() - int(np.searchsorted(at_least, min(limit, len(points))))
    above = np.flatnonzero(points > threshold)
    equal = np.flatnonzero(points == threshold)
    left = min(limit, len(points)) - len(above)
    order = _shuffled(ids[equal], seed)
    if left < len(equal):
        equal = equal[np.argpartition(order, left)[:left]]
    kept = np.concatenate((above, equal))
    return [int(position) for position in kept[np.lexsort((_shuffled(ids[kept], seed), -points[kept]))]]


def _shuffled(ids: NDArray[np.int64], seed: str) -> NDArray[np.uint64]:
    """Return a number for each id that looks random and differs for each id and each seed.

    The finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014)
    maps distinct numbers to distinct numbers, so that no two organisations ever stay equal.
    """
    start = int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=8).digest(), "big")
    mixed = ids.astype(np.uint64) ^ np.uint64(start)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
