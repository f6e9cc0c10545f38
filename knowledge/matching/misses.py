"""Who nearly could: what is in the way of those whom a team misses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.matching.coalition import Cover, Miss, MissWhy, Open, Problem, Rules, Team
from knowledge.matching.covering import LIKELY, SURE, levels
from knowledge.matching.index import Index, Rows
from knowledge.matching.question import Question
from knowledge.matching.ranking import Barrier, barriers, points_of, top

Barred = Mapping[Barrier, NDArray[np.bool_]]

_NO_SEED = ""
"""Among equals any fixed order will do: these are named, not suggested."""


@dataclass(frozen=True, slots=True)
class _Field:
    """All organisations, and where they stand.

    Attributes:
        in_team: which rows are in the team, or are the asker.
    """

    index: Index
    barred: Barred
    in_team: NDArray[np.bool_]


def open_of(index: Index, question: Question, rules: Rules, team: Team, limit: int) -> tuple[Open, ...]:
    """Return what a team does not surely cover, each with at most so many who nearly could."""
    in_team = np.zeros(len(index), dtype=np.bool_)
    in_team[index.rows_of([question.asker.id, *(member.id for member in team.members)])] = True
    field = _Field(index, barriers(index, question, rules.must_not), in_team)
    return tuple(_open(question, field, cover, limit) for cover in team.covers if cover.missing or cover.unsure)


def left_out(index: Index, question: Question, rules: Rules) -> Iterator[Problem]:
    """Yield for each organisation that must be in and may not each thing that keeps it out."""
    keeping = barriers(index, question, rules.must_not)
    for number in sorted(rules.must):
        rows = index.rows_of([number])
        if number == question.asker.id:
            yield Problem("must_left_out", {"id": number, "name": question.asker.name, "why": "asker"})
            continue
        if not len(rows):
            yield Problem("must_left_out", {"id": number, "name": "", "why": "unknown"})
            continue
        for barrier, keeps in keeping.items():
            if keeps[rows[0]]:
                yield Problem("must_left_out", {"id": number, "name": index.profiles[rows[0]].name, "why": barrier})


def barred(index: Index, question: Question, rules: Rules) -> dict[str, int]:
    """Return for each thing that keeps organisations from being suggested how many it keeps."""
    return {why: int(rows.sum()) for why, rows in barriers(index, question, rules.must_not).items()}


def _open(question: Question, field: _Field, cover: Cover, limit: int) -> Open:
    everyone = np.arange(len(field.index))
    level = levels(field.index, [cover.requirement], everyone, question.wish)[:, 0]
    ways = np.sum(list(field.barred.values()), axis=0)
    # Where too few are even likely, who is free and brings it found no place, so that being unsure is a second thing.
    free = (ways == 0) & ~field.in_team & (level >= (SURE if cover.missing else LIKELY))
    kept_out = (ways == 1) & ~field.in_team & (level == SURE)
    unwilling = kept_out & field.barred["unwilling"]
    # Those whom nothing keeps out go first: it takes least to have them.
    groups = (np.flatnonzero(rows) for rows in (free, kept_out & ~unwilling))
    nearest = [row for rows in groups for row in _best(field.index, question, rows, limit)][:limit]
    misses = (
        Miss(field.index.profiles[row].id, field.index.profiles[row].name, _why(field.barred, row, level[row]))
        for row in nearest
    )
    return Open(cover, tuple(misses), int(unwilling.sum()))


def _best(index: Index, question: Question, rows: Rows, limit: int) -> list[int]:
    chosen = top(points_of(index, question, rows), index.ids[rows], limit, _NO_SEED)
    return [int(rows[position]) for position in chosen]


def _why(barred: Barred, row: int, level: int) -> MissWhy:
    for why, rows in barred.items():
        if rows[row]:
            return why
    return "full" if level == SURE else "unconfirmed"
