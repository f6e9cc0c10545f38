"""What staff see of a claim: the organisation, who claims it, and what they would change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flows.services.claims import told_by
from knowledge.format import listing
from knowledge.vocabulary import Facet, vocabulary
from storage import mandates, organisations, people
from storage.claims import Claim
from storage.organisation_data import FacetData, OrganisationData, united
from storage.statements import Session

_FACETS: tuple[tuple[str, str, Facet | None], ...] = (
    ("theme", "themes", "theme"),
    ("target_group", "target groups", "target_group"),
    ("offer", "offers", "capacity"),
    ("need", "needs", "capacity"),
    ("area", "areas", None),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A claim in words, in English.

    Attributes:
        entry: the organisation, with its number, kind, place and source.
        person: who claims it, as they told.
        speakers: how many people were confirmed to speak for it before.
        changes: what would change in the directory, a line each.
    """

    entry: str
    person: str
    speakers: int
    changes: tuple[str, ...]


def told(session: Session, claim: Claim) -> Told:
    """Put a claim into words."""
    number = organisations.standing(session, claim.organisation_id)
    entry, person = organisations.read(session, number), people.read(session, claim.person_id)
    own = told_by(session, person)
    changes = tuple(_changes(entry, organisations.read(session, own))) if own is not None else ()
    names = ", ".join(filter(None, (person.name or "somebody without a name", person.role, person.channel)))
    confirmed = [one for one in mandates.of_organisation(session, number) if one.confirmed_at is not None]
    return Told(
        entry=f"{number} {entry.name} ({entry.type}, {entry.municipality}, source {entry.source})",
        person=names,
        speakers=len(confirmed),
        changes=changes,
    )


def _changes(entry: OrganisationData, own: OrganisationData) -> Iterator[str]:
    stated = replace(own, description="", stated_at=datetime.max.replace(tzinfo=UTC))
    after = united(entry, [stated])
    for name in ("type", "legal_person"):
        before, becomes = getattr(entry, name), getattr(after, name)
        if before != becomes:
            yield f"{name.replace('_', ' ')}: {becomes} (was {before})"
    for facet, name, terms in _FACETS:
        had, has = _terms(entry.facets, facet), _terms(after.facets, facet)
        for verb, some in (("adds", has - had), ("takes away", had - has)):
            if some:
                labels = [_label(terms, one) for one in sorted(some)]
                yield f"{name}: {verb} {listing(labels, 'en')}"


def _terms(facets: Iterable[FacetData], wanted: str) -> frozenset[str]:
    return frozenset(one.term for one in facets if one.facet == wanted)


def _label(terms: Facet | None, term: str) -> str:
    known = terms is not None and any(one.id == term for one in vocabulary().terms(terms))
    return vocabulary().label(terms, term, "en") if terms is not None and known else term
