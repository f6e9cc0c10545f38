"""Who nearly could: what is in the way of those whom a team misses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.arrays import Rows
from knowledge.matching.coalition import Cover, Miss, MissWhy, Open, Problem, Rules, Team
from knowledge.matching.covering import LIKELY, SURE, levels
from knowledge.matching.index import Index
from knowledge.matching.question import Question
from knowledge.matching.ranking import Barrier, barriers, points_of, top

Barred = Mapping[Barrier, NDArray[np.bool_]]

_NO_SEED = ""
"""Among equals any fixed order will do: these are named, not suggested."""


@dataclass(frozen=True, slots=True)
class _Field:
    """All organisations, and where they stand.

    Attributes:
        rows: their rows; what follows is of the same shape.
        barred: what keeps them from being suggested.
        in_team: which are in the team, or are the asker.
    """

    index: Index
    rows: Rows
    barred: Barred
    in_team: NDArray[np.bool_]


def open_of(index: Index, question: Question, rules: Rules, team: Team, limit: int) -> tuple[Open, ...]:
    """Return what a team does not surely cover, each with at most so many who nearly could."""
    rows = index.roll.rows()
    in_team = np.isin(rows, index.rows_of([question.asker.id, *(member.id for member in team.members)]))
    field = _Field(index, rows, barriers(index, question, rows, rules.must_not), in_team)
    return tuple(_open(question, field, cover, limit) for cover in team.covers if cover.missing or cover.unsure)


def left_out(index: Index, question: Question, rules: Rules) -> Iterator[Problem]:
    """Yield for each organisation that must be in and may not each thing that keeps it out."""
    rows = index.rows_of(rules.must)
    keeping = barriers(index, question, rows, rules.must_not)
    profiles = {profile.id: profile for profile in index.profiles(rows, question)}
    places = {number: place for place, number in enumerate(index.ids[rows].tolist())}
    for number in sorted(rules.must):
        if number == question.asker.id:
            yield Problem("must_left_out", {"id": number, "name": question.asker.name, "why": "asker"})
        elif number not in profiles:
            yield Problem("must_left_out", {"id": number, "name": "", "why": "unknown"})
        else:
            for barrier, keeps in keeping.items():
                if keeps[places[number]]:
                    yield Problem("must_left_out", {"id": number, "name": profiles[number].name, "why": barrier})


def barred(index: Index, question: Question, rules: Rules) -> dict[str, int]:
    """Return for each thing that keeps organisations from being suggested how many it keeps."""
    found = barriers(index, question, index.roll.rows(), rules.must_not)
    return {why: int(kept.sum()) for why, kept in found.items()}


def _open(question: Question, field: _Field, cover: Cover, limit: int) -> Open:
    level = levels(field.index, [cover.requirement], field.rows, question)[:, 0]
    ways = np.sum(list(field.barred.values()), axis=0)
    # Where too few are even likely, who is free and brings it found no place, so that being unsure is a second thing.
    free = (ways == 0) & ~field.in_team & (level >= (SURE if cover.missing else LIKELY))
    kept_out = (ways == 1) & ~field.in_team & (level == SURE)
    unwilling = kept_out & field.barred["unwilling"]
    # Those whom nothing keeps out go first: it takes least to have them.
    groups = (np.flatnonzero(places) for places in (free, kept_out & ~unwilling))
    nearest = [place for places in groups for place in _best(field, question, places, limit)][:limit]
    why = {int(field.index.ids[field.rows[place]]): _why(field.barred, place, level[place]) for place in nearest}
    profiles = field.index.profiles(field.rows[nearest], question)
    return Open(cover, tuple(Miss(one.id, one.name, why[one.id]) for one in profiles), int(unwilling.sum()))


def _best(field: _Field, question: Question, places: Rows, limit: int) -> list[int]:
    rows = field.rows[places]
    chosen = top(points_of(field.index, question, rows), field.index.ids[rows], limit, _NO_SEED)
    return [int(places[position]) for position in chosen]


def _why(barred: Barred, place: int, level: int) -> MissWhy:
    for why, keeps in barred.items():
        if keeps[place]:
            return why
    return "full" if level == SURE else "unconfirmed"
