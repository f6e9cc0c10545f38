"""Which organisations of the directory are probably one."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.areas import AreaTree
from knowledge.doubles import Entry, Pair, doubles
from storage import differences, organisations
from storage.organisation_data import OrganisationData
from storage.statements import Session

_SMALL = 3
"""Words in the name of an area that are no longer than this ("de", "van") are no places themselves."""


@dataclass(frozen=True, slots=True)
class Double:
    """Two entries that are probably one organisation.

    Attributes:
        pair: how alike they are, and why.
        one: the one that is better kept: somebody confirmed it later, or it tells more.
        other: the other.
    """

    pair: Pair
    one: tuple[int, OrganisationData]
    other: tuple[int, OrganisationData]


def find_doubles(session: Session, tree: AreaTree) -> list[Pair]:
    """Give the pairs that are probably one organisation, the most alike first.

    Those of which somebody decided that they are not the same are left out, and invented ones are.
    """
    entries = [_entry(number, data) for number, data in organisations.stream(session) if not data.demo]
    places = {word for area in tree.all() for word in area.name.casefold().split() if len(word) > _SMALL}
    different = differences.pairs(session)
    return [pair for pair in doubles(entries, places) if (pair.one, pair.other) not in different]


def with_entries(session: Session, pairs: Sequence[Pair]) -> list[Double]:
    """Put the entries beside each pair."""
    found = []
    for pair in pairs:
        both = [(number, organisations.read(session, number)) for number in (pair.one, pair.other)]
        one, other = sorted(both, key=lambda known: _worth(*known), reverse=True)
        found.append(Double(pair, one, other))
    return found


def _worth(number: int, data: OrganisationData) -> tuple[bool, float, int, int]:
    confirmed = data.confirmed_at or data.stated_at
    told = sum(bool(value) for value in (data.kvk, data.website, data.contact_email, data.description, data.postcode))
    return confirmed is not None, confirmed.timestamp() if confirmed else 0.0, told + len(data.facets), -number


def _entry(number: int, data: OrganisationData) -> Entry:
    return Entry(
        id=number,
        name=data.name,
        kvk=data.kvk,
        website=data.website,
        email=data.contact_email,
        postcode=data.postcode,
        municipality=data.municipality,
    )
