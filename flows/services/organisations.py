"""The organisation that somebody speaks for, from what they told."""

from collections.abc import Mapping
from typing import Any

from flows.services.context import Context
from knowledge.matching.profile import Profile
from storage import organisations, people
from storage.organisations import FacetData, OrganisationData
from storage.privacy import FROM_CONVERSATION

LEGAL_PERSON = {"yes": True, "no": False}
"""What the answers mean; "unknown" and no answer mean None."""

_FACETS = {
    "area": "areas",
    "theme": "themes",
    "target_group": "target_groups",
    "offer": "offers",
    "need": "needs",
}


def save_own(context: Context, slots: Mapping[str, Any]) -> int:
    """Store the organisation of this conversation, and that the person speaks for it.

    It is not shown to others: for that it must agree to stand in the directory.

    Returns:
        The number of the organisation.
    """
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    data = OrganisationData(
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        municipality=slots["municipality"],
        source=FROM_CONVERSATION,
        source_key=str(context.conversation_id),
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
        description=slots.get("change", ""),
        willing=False,
        facets=tuple(FacetData(facet, term) for facet, slot in _FACETS.items() for term in slots.get(slot) or ()),
    )
    saved = organisations.save(context.session, data, context.now)
    people.change(
        context.session,
        person.id,
        name=slots.get("contact_name") or "",
        language=slots["language"],
        organisation_id=saved.id,
    )
    return saved.id


def own_profile(slots: Mapping[str, Any]) -> Profile:
    """Give the organisation of a conversation as matching sees it."""
    return Profile(
        id=slots["organisation_id"],
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        areas=frozenset(slots["areas"]),
        themes=frozenset(slots["themes"]),
        target_groups=frozenset(slots["target_groups"]),
        offers=frozenset(slots.get("offers") or ()),
        needs=frozenset(slots.get("needs") or ()),
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
    )
