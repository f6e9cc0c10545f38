"""How good composed teams are: calls with a proven smallest team, through `compose` itself."""

import csv
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from bot.bench.bad_file import BadFile
from knowledge.areas import areas
from knowledge.content import Content
from knowledge.matching.coalition import Composition, Rules
from knowledge.matching.compose import compose
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish

NUMBER, TAGS = "org_id", "UKCAT"
"""The columns of an organisation's number and of its tags, which stand with a semicolon between them."""
_NOTHING = frozenset[str]()


class _Call(Content):
    """A call of the file.

    Attributes:
        asking: the organisation that asks; its own tags count.
        pool: those who may be asked.
        required: the tags that the team must have.
        optimum: the proven smallest number of partners that must be added.
    """

    asking: str
    pool: Annotated[tuple[str, ...], Field(min_length=1)]
    required: frozenset[str]
    optimum: Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A call, its team, and how long that took (seconds)."""

    call: _Call
    found: Composition
    took: float

    @property
    def size(self) -> int:
        return len(self.found.team.members)

    @property
    def best(self) -> bool:
        return self.size == self.call.optimum and not self.found.open


def bench_teams(data: Path, organisations: Path) -> dict[str, float | int]:
    """Compose a team for every call of a file, with tags in the place of capacities.

    Args:
        data: a JSON list of objects with `asking`, `pool`, `required` and `optimum`.
        organisations: CSV with the columns `org_id` and `UKCAT`.

    Returns:
        calls; optimal_share: of the calls, how many get a team of the smallest size that covers all; proven_share: how
        many teams are called proven; mean_ratio: the mean size of a team as a multiple of the smallest; median_ms and
        max_ms of one answer: a team and its alternatives. Loading the solver (once in a process) and turning the pool
        into an index (once after each change of a directory) are not counted.

    Raises:
        BadFile: a file does not fit.
    """
    calls, profiles = _calls(data), _profiles(organisations)
    for place, call in enumerate(calls, start=1):
        unknown = sorted({call.asking, *call.pool} - profiles.keys())
        if unknown:
            raise BadFile(
                f"{data}: call {place} names {unknown[0]}, which is not in {organisations}. Correct one of them."
            )
    _outcome(calls[0], profiles)
    outcomes = [_outcome(call, profiles) for call in calls]
    took = [outcome.took for outcome in outcomes]
    return {
        "calls": len(calls),
        "optimal_share": round(mean(float(outcome.best) for outcome in outcomes), 4),
        "proven_share": round(mean(float(outcome.found.proof.proven) for outcome in outcomes), 4),
        "mean_ratio": round(mean(outcome.size / outcome.call.optimum for outcome in outcomes), 4),
        "median_ms": round(median(took) * 1000, 1),
        "max_ms": round(max(took) * 1000, 1),
    }


def _outcome(call: _Call, profiles: dict[str, Profile]) -> _Outcome:
    index = Index.build((profiles[number] for number in call.pool), areas())
    start = perf_counter()
    found = compose(index, profiles[call.asking], Wish(capacities=call.required), Rules(), "bench")
    return _Outcome(call, found, perf_counter() - start)


def _calls(file: Path) -> tuple[_Call, ...]:
    try:
        calls = TypeAdapter(tuple[_Call, ...]).validate_json(file.read_bytes())
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}. Check the path and try again.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadFile(f"{file}: {where}: {first['msg']}. Give a list of calls.") from error
    if not calls:
        raise BadFile(f"{file}: there are no calls in it.")
    return calls


def _profiles(file: Path) -> dict[str, Profile]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except OSError as error:
        raise BadFile(f"{file}: {error.strerror}. Check the path and try again.") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadFile(f"{file}: this is no CSV in UTF-8 ({error}).") from error
    if not rows or None in (rows[0].get(NUMBER), rows[0].get(TAGS)):
        raise BadFile(f"{file}: it needs rows with the columns {NUMBER} and {TAGS}.")
    return {row[NUMBER]: _profile(place, row[NUMBER], row[TAGS] or "") for place, row in enumerate(rows, start=1)}


def _profile(number: int, name: str, tags: str) -> Profile:
    offers = frozenset(tag for tag in tags.split(";") if tag)
    return Profile(number, name, "overig", _NOTHING, _NOTHING, _NOTHING, offers=offers, needs=_NOTHING)
