"""What fairness does and what it costs: the same askers in sequence, by score alone and with fairness."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from statistics import fmean

from flows.services.directory import Directory
from flows.services.exposure import newcomers
from flows.services.exposure_report import day_of, fitting_ids
from flows.services.matching import FIRST, wish_of
from knowledge.call_model import Call
from knowledge.matching.fairness import Fairness, fairness_rules, gini, least_gini
from knowledge.matching.index import Index
from knowledge.matching.mixing import mixed
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import Match, rank
from storage.statements import Session


@dataclass(frozen=True, slots=True)
class Spread:
    """What a series of lists came to.

    Attributes:
        organisations_shown: how many were shown at least once.
        most: in how many lists the one that was shown most stands.
        newcomers_shown: how many newcomers were shown at least once.
        newcomer_pct: how many percent of the places newcomers have.
        gini: how concentrated it is (`fairness.gini`), over all that may be suggested for the call.
        fit_pct: the points of those shown, in percent of the most that as many could have; the mean of the lists.
    """

    organisations_shown: int
    most: int
    newcomers_shown: int
    newcomer_pct: float
    gini: float
    fit_pct: float


@dataclass(frozen=True, slots=True)
class Simulation:
    """Two series of lists for the same askers.

    Attributes:
        call: the code of the call.
        askers: how many lists each series has.
        places: how many partners a list shows at most.
        organisations: how many may be suggested for the call, whoever asks.
        by_score: without fairness.
        fair: with it.
        least_gini: how concentrated it would be at the least.
        cost_pct: how many percent of the fit fairness costs; below 0 when the fit is better.
        greatest_cost_pct: the same for the list that it costs most.
    """

    call: str
    askers: int
    places: int
    organisations: int
    by_score: Spread
    fair: Spread
    least_gini: float
    cost_pct: float
    greatest_cost_pct: float


def simulate(
    session: Session, directory: Directory, call: Call, now: datetime, askers: int, seed: int
) -> Simulation | None:
    """Let organisations of the directory ask for partners, each in the first list of a conversation of its own.

    Who asks is drawn from those that may be suggested for the call; one may be drawn several times, and the same
    seed draws the same. Nothing is stored, and what real conversations showed does not count.

    Returns:
        None when fewer than two may be suggested for the call, so that nobody has a partner.
    """
    index, wish = directory.index(session), wish_of(call, day_of(now))
    fitting = fitting_ids(index, wish)
    if len(fitting) < 2:
        return None
    drawn = Random(seed).choices(list(index.lookup(fitting).values()), k=askers)  # noqa: S311 - nothing secret
    fairness = Fairness(str(seed), Counter(), newcomers(session, now), fairness_rules(call.fairness))
    plain = _lists(index, wish, drawn, Fairness(str(seed)))
    fair = _lists(index, wish, drawn, fairness)
    best = [_points(rank(index, asker, wish, (), FIRST, "")) or 1 for asker in drawn]
    costs = [100 * (_points(one) - _points(other)) / most for one, other, most in zip(plain, fair, best, strict=True)]
    return Simulation(
        call=call.code,
        askers=askers,
        places=FIRST,
        organisations=len(fitting),
        by_score=_spread(plain, best, fitting, fairness.newcomers),
        fair=_spread(fair, best, fitting, fairness.newcomers),
        least_gini=least_gini(_times(fair, fitting)),
        cost_pct=fmean(costs),
        greatest_cost_pct=max(costs),
    )


def _lists(index: Index, wish: Wish, askers: Sequence[Profile], fairness: Fairness) -> list[list[Match]]:
    """Make the list of each asker, as one conversation after the other; the counts grow where they are a counter."""
    found = []
    for number, asker in enumerate(askers):
        found.append(mixed(index, asker, wish, FIRST, replace(fairness, seed=f"{fairness.seed}:{number}")))
        if isinstance(fairness.shown, Counter):
            fairness.shown.update(match.profile.id for match in found[-1])
    return found


def _spread(
    lists: Sequence[Sequence[Match]], best: Sequence[int], fitting: Sequence[int], new: frozenset[int]
) -> Spread:
    times = _times(lists, fitting)
    of_new = [match.profile.id in new for found in lists for match in found]
    return Spread(
        organisations_shown=sum(number > 0 for number in times),
        most=max(times),
        newcomers_shown=len({match.profile.id for found in lists for match in found} & new),
        newcomer_pct=100 * fmean(of_new) if of_new else 0.0,
        gini=gini(times),
        fit_pct=100 * fmean(_points(found) / most for found, most in zip(lists, best, strict=True)),
    )


def _times(lists: Sequence[Sequence[Match]], fitting: Sequence[int]) -> list[int]:
    shown = Counter(match.profile.id for found in lists for match in found)
    return [shown[number] for number in fitting]


def _points(matches: Iterable[Match]) -> int:
    return sum(match.score for match in matches)
