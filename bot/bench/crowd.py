"""A crowd of invented organisations, with frequencies as in real directories; crowd.yml says which."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from knowledge.areas import Area, AreaTree
from knowledge.calls import shipped_calls
from knowledge.content import Content, read_model
from knowledge.demo import demo_organisations
from knowledge.matching.profile import Profile, Wish
from knowledge.vocabulary import vocabulary

NOW: Final = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""The day on which all of it is looked at."""
SEED: Final = 1
_FACETS: Final = {"theme": "theme", "target_group": "target_group", "offer": "capacity", "need": "capacity"}
_WORD: Final = re.compile(r"[a-z]{4,}")


class _Spread(Content):
    offset: float
    power: float


class _Kind(Content):
    types: dict[str, int]
    terms: dict[str, list[int]]
    words: list[int]


class _Districts(Content):
    least: int
    most: int


class Frequencies(Content):
    """What crowd.yml says."""

    registered_share: float
    stale_share: float
    unwilling_share: float
    told: _Kind
    registered: _Kind
    name: list[int]
    spread: dict[str, _Spread]
    words: int
    municipalities: int
    districts: _Districts
    coalitions: int
    members: int


@cache
def frequencies() -> Frequencies:
    """Return what crowd.yml says."""
    return read_model(Path(__file__).with_name("crowd.yml"), Frequencies)


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws from a fixed list, the first of which come most often."""

    values: Sequence[str]
    shares: NDArray[np.float64]

    @classmethod
    def by_place(cls, values: Sequence[str], spread: str) -> "Draw":
        """Draw the value at place r with a share that falls with r."""
        law = frequencies().spread[spread]
        weights = (np.arange(1, len(values) + 1) + law.offset) ** -law.power
        return cls(values, np.cumsum(weights / weights.sum()))

    @classmethod
    def by_weight(cls, weights: Mapping[str, int]) -> "Draw":
        """Draw each value as often as its weight says."""
        parts = np.asarray(list(weights.values()), dtype=np.float64)
        return cls(list(weights), np.cumsum(parts / parts.sum()))

    def many(self, rng: np.random.Generator, number: int) -> Iterator[str]:
        """Yield so many values."""
        places = np.searchsorted(self.shares, rng.random(number) * self.shares[-1])
        return (self.values[place] for place in places.tolist())


class Crowd:
    """All invented organisations, and those who ask.

    Args:
        number: how many organisations.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.tree, self._districts = _areas()
        self._municipality = Draw.by_place(list(self._districts), "municipality")
        self._terms = {
            facet: Draw.by_place([term.id for term in vocabulary().terms(of)], "term")  # type: ignore[arg-type]
            for facet, of in _FACETS.items()
        }

    def rows(self, first: int, number: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """Return organisations and their facets as rows of the tables; ids count up from `first`."""
        rng = np.random.default_rng((SEED, first))
        organisations: list[dict[str, Any]] = []
        facets: list[dict[str, Any]] = []
        registered = rng.random(number) < frequencies().registered_share
        for inferred in (False, True):
            ids = (first + np.flatnonzero(registered == inferred)).tolist()
            kind = frequencies().registered if inferred else frequencies().told
            places = self._municipality.many(rng, len(ids))
            texts = zip(
                self._texts(rng, frequencies().name, len(ids)), self._texts(rng, kind.words, len(ids)), strict=True
            )
            types = Draw.by_weight(kind.types).many(rng, len(ids))
            chances = rng.random((len(ids), 3)).tolist()
            for id_, place, (name, text), type_, chance in zip(ids, places, texts, types, chances, strict=True):
                row = _row(id_, name, type_, place, text)
                row["willing"] = chance[0] >= frequencies().unwilling_share
                row["legal_person"] = True if chance[1] < 0.6 else None
                if not inferred:
                    days = 700 if chance[2] < frequencies().stale_share else 90
                    row["confirmed_at"] = NOW - timedelta(days=days)
                organisations.append(row)
                facets += (_facet(id_, "area", area, inferred) for area in self._areas_in(rng, place, kind))
            for facet, draw in self._terms.items():
                counts = _counts(rng, kind.terms[facet], len(ids))
                terms = draw.many(rng, sum(counts))
                for id_, count in zip(ids, counts, strict=True):
                    facets += (_facet(id_, facet, term, inferred) for term in {next(terms) for _ in range(count)})
        return organisations, facets

    def asker(self, number: int) -> tuple[Profile, Wish]:
        """Return an organisation that asks, and for which call."""
        rng = np.random.default_rng((SEED, self.number, number))
        (place,) = self._municipality.many(rng, 1)
        call = shipped_calls()[number % len(shipped_calls())]
        terms = {facet: frozenset(draw.many(rng, 3)) for facet, draw in self._terms.items()}
        asker = Profile(
            id=0,
            name="Vragers",
            type=next(Draw.by_weight(frequencies().told.types).many(rng, 1)),
            areas=frozenset({str(rng.choice(self._districts[place]))}),
            themes=terms["theme"],
            target_groups=terms["target_group"],
            offers=terms["offer"],
            needs=terms["need"] - terms["offer"],
        )
        wish = Wish(
            themes=frozenset(theme for issue in call.issues for theme in issue.themes),
            areas=frozenset({place}),
            capacities=frozenset(call.required_capacities),
            partner_groups=frozenset(call.partner_groups),
            lead_must_be_legal=call.lead_partner.must_be_legal_person,
            lead_excluded_types=frozenset(call.lead_partner.excluded_org_types),
            text="\n".join(text for issue in call.issues for text in (issue.title["nl"], issue.explanation["nl"])),
            programme=place,
            when=NOW.date(),
        )
        return asker, wish

    def coalitions(self) -> Iterator[tuple[str, list[int]]]:
        """Yield past coalitions: for which call, and who is in it, who asked first."""
        rng = np.random.default_rng((SEED, self.number))
        codes = [call.code for call in shipped_calls()]
        for number in range(self.number * frequencies().coalitions // 1000):
            members = rng.choice(self.number, frequencies().members, replace=False) + 1
            yield codes[number % len(codes)], members.tolist()

    def _texts(self, rng: np.random.Generator, lengths: Sequence[int], number: int) -> Iterator[str]:
        counts = _counts(rng, lengths, number)
        words = _word().many(rng, sum(counts))
        return (" ".join(next(words) for _ in range(count)) for count in counts)

    def _areas_in(self, rng: np.random.Generator, place: str, kind: _Kind) -> set[str]:
        (count,) = _counts(rng, kind.terms["area"], 1)
        inside = self._districts[place]
        return {place if draw < 0.4 else inside[int(draw * 1e6) % len(inside)] for draw in rng.random(count).tolist()}


def _counts(rng: np.random.Generator, of_100: Sequence[int], number: int) -> list[int]:
    shares = np.cumsum(of_100) / sum(of_100)
    counts: list[int] = np.searchsorted(shares, rng.random(number), side="right").tolist()
    return counts


def _row(number: int, name: str, type_: str, place: str, text: str) -> dict[str, Any]:
    plain = {"id": number, "name": name.title(), "name_key": name, "type": type_, "municipality": place}
    empty = dict.fromkeys(("website", "kvk", "rsin", "postcode", "contact_name", "contact_email", "contact_phone"), "")
    times = {"created_at": NOW, "updated_at": NOW, "confirmed_at": None, "merged_into": None}
    source = {"source": "bench", "source_key": str(number)}
    return {**plain, **empty, **times, **source, "description": text.capitalize() + ".", "demo": False}


def _facet(number: int, facet: str, term: str, inferred: bool) -> dict[str, Any]:  # noqa: FBT001 # a column
    return {
        "organisation_id": number, "facet": facet, "term": term, "inferred": inferred, "words": "", "note": "",
    }  # fmt: skip


def _areas() -> tuple[AreaTree, dict[str, list[str]]]:
    """Make municipalities, the largest first, and their districts."""
    own = frequencies()
    found, districts = [], {}
    for number in range(own.municipalities):
        place = f"gm9{number:03}"
        found.append(Area(place, f"Gemeente {number}", "municipality"))
        share = 1 / (1 + number / 10)
        inside = [f"{place}-{part:02}" for part in range(int(own.districts.least + own.districts.most * share))]
        found += (Area(one, f"Wijk {one[-2:]}", "district", place) for one in inside)
        districts[place] = inside
    return AreaTree(found), districts


@cache
def _word() -> Draw:
    """Return the words of names and texts; who only asks does not need their memory."""
    return Draw.by_place(_words(frequencies().words), "word")


def _words(number: int) -> list[str]:
    """Return words of the project's own texts, and further ones put together from some of them."""
    texts = [one.description for one in demo_organisations()]
    texts += [text for call in shipped_calls() for issue in call.issues for text in issue.explanation.values()]
    texts += [term.labels["nl"] for facet in set(_FACETS.values()) for term in vocabulary().terms(facet)]  # type: ignore[arg-type]
    own = sorted({word for text in texts for word in _WORD.findall(text.lower())})
    rng = np.random.default_rng(SEED)
    rng.shuffle(own)
    made = dict.fromkeys(own)
    while len(made) < number:
        parts = rng.integers(0, len(own), (number, 3)).tolist()
        made.update(dict.fromkeys(own[one] + own[two] + (own[three] if three % 2 else "") for one, two, three in parts))
    return list(made)[:number]
