"""What is known about an organisation, apart from how it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any


@dataclass(frozen=True, slots=True)
class FacetData:
    """A term of a facet ("theme", "target_group", "offer", "need", "area") of an organisation.

    Attributes:
        facet: the facet.
        term: the id of the term in the vocabulary, or of the area.
        inferred: derived from a text; nobody confirmed it yet.
        words: the words that led to it.
        note: what the organisation itself says about it.
    """

    facet: str
    term: str
    inferred: bool = False
    words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ServiceData:
    """Something that an organisation does for people, in the words of its source (a service of Open Referral).

    Attributes:
        key: the source's own key for it; unique within the organisation.
        name: what it is called.
        description: what it is.
    """

    key: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """What is known about an organisation.

    Attributes:
        name: its own name.
        type: the id of its type.
        municipality: the id of the area.
        source: where this comes from; "gesprek" is what somebody told in a chat.
        source_key: the source's own key for it.
        legal_person: whether it is one; None when that is not known.
        description: a text about it.
        website: an address, or "".
        demo: an example that does not exist.
        willing: wants to be suggested to others.
        kvk: its number in the trade register (KvK), eight digits, or "".
        rsin: its number as a legal person (RSIN), nine digits, or "".
        postcode: like "3141 AB", or "".
        contact_name: who to ask for, by function rather than by name ("secretariaat"), or "".
        contact_email: an address of the organisation, or "".
        contact_phone: a number of the organisation, or "".
        confirmed_at: when somebody last confirmed that this is right; None when nobody ever did.
        stated_at: when the organisation itself last said what it is and does; None when it never did.
        facets: its terms, in no particular order; no term twice in one facet.
        services: what it does for people, in no particular order.
    """

    name: str
    type: str
    municipality: str
    source: str
    source_key: str
    legal_person: bool | None
    description: str = ""
    website: str = ""
    demo: bool = False
    willing: bool = True
    kvk: str = ""
    rsin: str = ""
    postcode: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    confirmed_at: datetime | None = None
    stated_at: datetime | None = None
    facets: tuple[FacetData, ...] = ()
    services: tuple[ServiceData, ...] = ()


def in_order(data: OrganisationData) -> OrganisationData:
    """Put the facets and services of an organisation in the order in which they are read back.

    Raises:
        ValueError: a term stands in a facet twice, or two services have the same key.
    """
    return replace(data, facets=facets_in_order(data.facets), services=services_in_order(data.services))


def facets_in_order(facets: Iterable[FacetData]) -> tuple[FacetData, ...]:
    """Put facets in the order of facet and term.

    Raises:
        ValueError: a term stands in a facet twice.
    """
    ordered = tuple(sorted(facets, key=attrgetter("facet", "term")))
    for one, following in pairwise(ordered):
        if (one.facet, one.term) == (following.facet, following.term):
            raise ValueError(f"{one.facet} {one.term} stands there twice")
    return ordered


def services_in_order(services: Iterable[ServiceData]) -> tuple[ServiceData, ...]:
    """Put services in the order of their keys.

    Raises:
        ValueError: two have the same key.
    """
    ordered = tuple(sorted(services, key=attrgetter("key")))
    for one, following in pairwise(ordered):
        if one.key == following.key:
            raise ValueError(f"service {one.key} stands there twice")
    return ordered


def told_again(before: OrganisationData, data: OrganisationData) -> OrganisationData:
    """Give what is known of an organisation when its source tells about it again.

    When it was confirmed, and when it was stated, stays known when the source does not tell.
    Who confirmed that it does not want to be suggested stays out until somebody confirms the opposite.
    """
    return replace(
        data,
        confirmed_at=data.confirmed_at or before.confirmed_at,
        stated_at=data.stated_at or before.stated_at,
        willing=data.willing and (before.willing or before.confirmed_at is None or data.confirmed_at is not None),
    )


_FILLED_IN = (
    *("legal_person", "description", "website", "kvk", "rsin", "postcode"),
    *("contact_name", "contact_email", "contact_phone"),
)


def united(own: OrganisationData, others: Iterable[OrganisationData]) -> OrganisationData:
    """Give what is known of an organisation together with those that were merged into it.

    It keeps its own values; those that are empty are filled in from the others. Terms and services are those of all; a
    term that one of them confirmed is confirmed. What was confirmed or stated last counts.

    What the organisation itself stated last goes before what others tell: its type, whether it is a legal person, and
    its terms; only the areas are still those of all, since people are asked for those in one municipality.
    """
    for other in others:
        missing = {name: getattr(other, name) for name in _FILLED_IN if getattr(own, name) in {"", None}}
        stated = _stated_last(own, other)
        own = replace(
            own,
            **missing,
            confirmed_at=_latest(own.confirmed_at, other.confirmed_at),
            stated_at=_latest(own.stated_at, other.stated_at),
            facets=_united_facets(own.facets, other.facets),
            services=_united_services(own, other),
        )
        if stated is not None:
            own = replace(own, **_as_stated(own, stated))
    return own


def _stated_last(one: OrganisationData, other: OrganisationData) -> OrganisationData | None:
    stated = [data for data in (one, other) if data.stated_at is not None]
    return max(stated, key=lambda data: data.stated_at or datetime.min.replace(tzinfo=UTC), default=None)


def _as_stated(together: OrganisationData, stated: OrganisationData) -> dict[str, Any]:
    said = {(facet.facet, facet.term) for facet in stated.facets}
    kept = tuple(one for one in together.facets if one.facet == "area" or (one.facet, one.term) in said)
    legal = together.legal_person if stated.legal_person is None else stated.legal_person
    return {"type": stated.type, "legal_person": legal, "facets": kept}


def _latest(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None)


def _united_facets(own: Iterable[FacetData], others: Iterable[FacetData]) -> tuple[FacetData, ...]:
    found: dict[tuple[str, str], FacetData] = {}
    for one in (*own, *others):
        known = found.get((one.facet, one.term))
        if known is None or (known.inferred and not one.inferred):
            found[one.facet, one.term] = one
    return tuple(found[key] for key in sorted(found))


def _united_services(own: OrganisationData, other: OrganisationData) -> tuple[ServiceData, ...]:
    """Give the services of both; the key of another source gets that source in front, where it is taken already."""
    found = {one.key: one for one in own.services}
    names = {one.name.casefold() for one in own.services}
    for one in other.services:
        if one.name.casefold() not in names:
            key = one.key if one.key not in found else f"{other.source}:{other.source_key}:{one.key}"
            found[key] = replace(one, key=key)
    return tuple(found[key] for key in sorted(found))
