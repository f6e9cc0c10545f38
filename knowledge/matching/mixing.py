"""Suggestions as a mix: the best partner first, then each time the best for what is still missing.

The score looks at each organisation alone, so that ten organisations which all bring the same stand next to each
other. Here a place in the list also depends on who stands before it. Only the order does: the score and the
reasons of an organisation are those of `ranking.rank`, whatever its place.

A mix is made in rounds. In a round each next organisation adds something that the asker, its chosen partners and
those placed earlier in the round lack: a capacity that the call asks or the asker seeks, a partner group, or
somebody who may apply. Groups go first, because a call that asks for a group accepts no plan without it. When
nobody adds anything any more, a new round begins with the best of the others, as an alternative.

Among those who fit a place about as well, `fairness` says whose turn it is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.call_model import partner_group
from knowledge.matching.arrays import Rows
from knowledge.matching.fairness import Fairness
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Question
from knowledge.matching.ranking import Match, Points, eligible, matches, points_of_likeness, points_of_wants, top
from knowledge.matching.team import Gap, gap
from knowledge.matching.weights import weights

_NOTHING_MISSING = Gap(capacities=(), unconfirmed=(), needs=(), partner_groups=(), lead_partner=True)


def mixed(
    index: Index, asker: Profile, wish: Wish, limit: int, fairness: Fairness, chosen: Sequence[Profile] = ()
) -> list[Match]:
    """Return partners in an order that also looks at who is still missing.

    Suggested are the same organisations as in `ranking.rank`, with the same scores and reasons. The first places
    (`mixed_places` in weights.yml) are a mix, the others follow by score. A larger limit adds to the end of the list
    and leaves the rest as it is.

    Args:
        index: the directory.
        asker: the organisation that looks for partners; it need not be in the directory.
        wish: what the call asks.
        limit: how many at most.
        fairness: decides who goes first among those who fit a place of the mix about as well.
        chosen: partners that the asker chose already; they are not suggested again, and what they bring is no
            longer missing. Without them the first of the list fits best, whatever is missing.

    Raises:
        KeyError: an area of the asker or the wish is not in the area tree.
    """
    field = _Field.build(index, asker, wish, fairness, chosen)
    places = min(limit, weights().mixed_places)
    placed = field.round((), places, best_first=not chosen)
    while found := field.round(placed, places - len(placed), best_first=True):
        placed += found
    placed += field.best(placed, limit - len(placed))
    return field.matches(placed)


def fill(
    index: Index, asker: Profile, wish: Wish, limit: int, fairness: Fairness, chosen: Sequence[Profile]
) -> list[Match]:
    """Return who adds most to what an asker and its chosen partners still lack; one round of a mix.

    Empty when nothing is missing or nobody has it. What a chosen partner itself seeks counts as missing too.

    Args:
        index: the directory.
        asker: the organisation that looks for partners.
        wish: what the call asks.
        limit: how many at most.
        fairness: decides who goes first among those who fit about as well.
        chosen: the partners so far. Without any, the first fits best, whatever is missing.

    Raises:
        KeyError: an area of the asker or the wish is not in the area tree.
    """
    field = _Field.build(index, asker, wish, fairness, chosen)
    return field.matches(field.round((), limit, best_first=not chosen))


@dataclass(frozen=True, slots=True)
class _Field:
    """All who may be suggested, in arrays of one shape; a position is an index into those arrays.

    Attributes:
        fairness: decides who goes first among those who fit about as well.
        rows: their rows in the index.
        plain: their scores.
        likeness: the part of those scores that does not depend on what is missing.
        bare: what brings points even when nothing is missing, next to likeness; who gets more adds something.
    """

    index: Index
    question: Question
    fairness: Fairness
    chosen: tuple[Profile, ...]
    rows: Rows
    plain: Points
    likeness: Points
    bare: Points

    @classmethod
    def build(cls, index: Index, asker: Profile, wish: Wish, fairness: Fairness, chosen: Sequence[Profile]) -> "_Field":
        question = index.ask(asker, wish, weights())
        rows = eligible(index, question, [profile.id for profile in chosen])
        likeness = points_of_likeness(index, question, rows)
        plain = points_of_wants(index, question, rows) + likeness
        rows, plain, likeness = rows[plain > 0], plain[plain > 0], likeness[plain > 0]
        bare = points_of_wants(index, _asking_for(_NOTHING_MISSING, question), rows)
        return cls(index, question, fairness, tuple(chosen), rows, plain, likeness, bare)

    def matches(self, positions: Sequence[int]) -> list[Match]:
        return matches(self.index, self.question, self.rows[positions])

    def best(self, taken: Collection[int], limit: int) -> list[int]:
        """Return the positions with the best scores, without those taken."""
        free = self._free(taken)
        found = top(self.plain[free], self.index.ids[self.rows[free]], limit, self.fairness.seed)
        return [int(free[number]) for number in found]

    def round(self, taken: Sequence[int], limit: int, *, best_first: bool) -> list[int]:
        """Return positions that each add something to the chosen partners and to those before them.

        With `best_first` the first of them fits best of those not yet taken, whatever is missing.
        """
        found = self._next(self.plain, self._free(taken), taken) if best_first and limit > 0 else []
        while len(found) < limit:
            # An outline does not tell what they seek: their own affair as long as nobody chose them.
            placed = (self.index.outline(self.rows[position], self.question) for position in found)
            following = self._most_missed([*self.chosen, *placed], [*taken, *found])
            if not following:
                break
            found += following
        return found

    def _most_missed(self, team: Sequence[Profile], taken: Sequence[int]) -> list[int]:
        """Return the position that adds most to a team, or nothing when nobody adds anything."""
        missing = gap(team, self.question.asker, self.question.wish)
        if missing.closed:
            return []
        points = points_of_wants(self.index, _asking_for(missing, self.question), self.rows)
        useful = points > self.bare
        useful[list(taken)] = False
        groups = missing.partner_groups
        of_group = self.index.traits.look_up(lambda traits: partner_group(traits.type) in groups, self.rows) > 0
        first = useful & of_group
        if first.any():
            # Of a group that is missing the best fits best, whatever else is missing too.
            return self._next(self.plain, np.flatnonzero(first), taken)
        return self._next(points + self.likeness, np.flatnonzero(useful), taken)

    def _next(self, points: Points, positions: Rows, taken: Sequence[int]) -> list[int]:
        ids = self.index.ids[self.rows]
        return [self.fairness.next(points, ids, positions, taken)] if len(positions) else []

    def _free(self, taken: Collection[int]) -> Rows:
        return np.delete(np.arange(len(self.rows)), sorted(taken))


def _asking_for(missing: Gap, question: Question) -> Question:
    """Return the question as if the asker and the call wanted only what is missing."""
    asker, wish = question.asker, question.wish
    capacities = frozenset(missing.capacities)
    return question.instead(
        replace(asker, needs=missing.sought | (asker.needs & capacities)),
        replace(
            wish,
            capacities=capacities,
            partner_groups=frozenset(missing.partner_groups),
            lead_must_be_legal=wish.lead_must_be_legal and missing.lead_partner is not True,
        ),
    )
