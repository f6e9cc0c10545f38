"""What matching knows of an organisation, and what the asking organisation is looking for."""

from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Final, Protocol

_FIELDS: Final = {
    "theme": attrgetter("themes"),
    "target_group": attrgetter("target_groups"),
    "offer": attrgetter("offers"),
    "need": attrgetter("needs"),
    "area": attrgetter("areas"),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """One organisation as matching sees it. Terms are ids from the vocabulary, areas ids from the area tree.

    Attributes:
        id: the organisation's number in the directory; any number that no other has for one not yet stored.
        areas: where it works, as chosen: "the whole city" is the municipality alone.
        offers: capacities it can bring.
        needs: capacities it lacks.
        inferred: pairs (facet, term) read from other data and not confirmed by the organisation itself;
            facets are "theme", "target_group", "offer", "need", "area".
        legal_person: whether it has legal personality; None when not known.
        willing: whether it wants to be suggested as a partner.
        past_partners: organisations it worked with before; one of the two sides is enough.
        confirmed: the day on which somebody last confirmed all this; None when nobody ever did.
        stale: that was so long ago that all of it counts as not confirmed.
    """

    id: int
    name: str
    type: str
    areas: frozenset[str]
    themes: frozenset[str]
    target_groups: frozenset[str]
    offers: frozenset[str]
    needs: frozenset[str]
    inferred: frozenset[tuple[str, str]] = frozenset()
    text: str = ""
    legal_person: bool | None = None
    willing: bool = True
    small: bool = False
    new: bool = False
    past_partners: frozenset[int] = frozenset()
    demo: bool = False
    confirmed: date | None = None
    stale: bool = False

    def terms(self, facet: str) -> frozenset[str]:
        """Return the terms of a facet, confirmed and inferred.

        Raises:
            KeyError: there is no such facet.
        """
        found: frozenset[str] = _FIELDS[facet](self)
        return found

    def inferred_terms(self, facet: str) -> frozenset[str]:
        """Return those terms of a facet which the organisation has not confirmed."""
        if not self.inferred:
            return frozenset()
        return frozenset(term for of, term in self.inferred if of == facet) & self.terms(facet)

    def known_since(self, day: date | None) -> "Profile":
        """Return it as it counts when what was last confirmed before a day is no longer sure; None keeps all sure."""
        if day is None or self.confirmed is None or self.confirmed >= day:
            return self
        everything = frozenset((facet, term) for facet in _FIELDS for term in self.terms(facet))
        return replace(self, inferred=everything, stale=True)


class Applicant(Protocol):
    """What decides whether an organisation may apply; a profile has it, and so have the traits in an index."""

    @property
    def type(self) -> str: ...  # noqa: D102

    @property
    def legal_person(self) -> bool | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Wish:
    """What the call asks, and where.

    Attributes:
        themes: themes of the issues that the plan answers.
        areas: where partners must be active, as chosen (not expanded: matching counts up and down the tree).
            Empty means: where the asking organisation works.
        capacities: capacities the call asks of the coalition.
        partner_groups: groups the call wants to see: "residents", "business", "organisation".
        lead_must_be_legal: whether the lead partner must have legal personality.
        lead_excluded_types: organisation types which the call does not accept as lead partner.
        text: what it is about, in words; compared with what organisations say and with past plans.
        programme: what the plan answers, such as a municipality; the same word as in past plans.
        when: the day of the question; plans of later days are not known yet, and older ones count less. Without it
            all past plans count, however old.
    """

    themes: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    capacities: frozenset[str] = frozenset()
    partner_groups: frozenset[str] = frozenset()
    lead_must_be_legal: bool = False
    lead_excluded_types: frozenset[str] = frozenset()
    text: str = ""
    programme: str = ""
    when: date | None = None

    def accepts_lead(self, profile: Applicant) -> bool | None:
        """Tell whether an organisation may apply as lead partner; None when its legal form is not known."""
        if profile.type in self.lead_excluded_types:
            return False
        return profile.legal_person if self.lead_must_be_legal else True
