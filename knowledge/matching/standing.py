"""Why not that one? Where one organisation stands in a list of suggestions, and why."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from knowledge.matching.index import Index
from knowledge.matching.profile import Profile
from knowledge.matching.question import Kind, Question, Reason
from knowledge.matching.ranking import Barrier, Match, barriers, eligible, matches, points_of, top


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an organisation stands by score.

    Attributes:
        barriers: what keeps it from being suggested; the rest is empty when anything does.
        match: its score and reasons; None when it has none.
        place: its place, counted from 1; those with as many points share a place.
        count: how many are suggested in all.
        best: the one with most points; None when nobody has more than this one.
        ahead: reasons for which the best has more points, each with how many more, the largest lead first.
    """

    profile: Profile
    barriers: tuple[Barrier, ...] = ()
    match: Match | None = None
    place: int = 0
    count: int = 0
    best: Match | None = None
    ahead: tuple[tuple[Reason, int], ...] = ()


def why_not(
    index: Index, question: Question, organisation: int, exclude: Collection[int], seed: str
) -> Standing | None:
    """Say where an organisation stands by score, or why it is not suggested; None when it is not in the index.

    Args:
        index: the directory.
        question: the question, as `Index.ask` prepares it.
        organisation: its id.
        exclude: ids that are not suggested, as for `ranking.rank`.
        seed: decides who is called the best among equals.
    """
    found = index.rows_of([organisation])
    known = index.profiles(found, question)
    if not known:
        return None
    (profile,) = known
    barred = tuple(sorted(why for why, rows in barriers(index, question, found, exclude).items() if rows[0]))
    if barred:
        return Standing(profile, barred)
    rows = eligible(index, question, exclude)
    points = points_of(index, question, rows)
    own = int(points[rows == found[0]][0])
    if not own:
        return Standing(profile)
    (match,) = matches(index, question, found)
    place, count = int((points > own).sum()) + 1, int((points > 0).sum())
    if place == 1:
        return Standing(profile, match=match, place=place, count=count)
    (best,) = matches(index, question, rows[top(points, index.ids[rows], 1, seed)])
    ahead = tuple(sorted(_ahead(best, match), key=lambda one: -one[1]))
    return Standing(profile, match=match, place=place, count=count, best=best, ahead=ahead)


def _ahead(best: Match, match: Match) -> Iterator[tuple[Reason, int]]:
    """Yield a reason of the best for each rule that gave it more, with the lead of that rule."""
    own = Counter[str]()
    for reason in match.reasons:
        own[_rule(reason.kind)] += reason.points
    of_best = Counter[str]()
    for reason in best.reasons:
        of_best[_rule(reason.kind)] += reason.points
    told = set[str]()
    for reason in best.reasons:
        rule = _rule(reason.kind)
        if rule not in told and of_best[rule] > own[rule]:
            told.add(rule)
            yield reason, of_best[rule] - own[rule]


def _rule(kind: Kind) -> str:
    """Return what kinds that exclude each other have in common: all nearness is one rule, and so are past plans."""
    return "near" if kind.startswith("near_") else "plan" if kind.endswith("_plan") else kind
