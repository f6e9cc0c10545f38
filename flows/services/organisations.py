"""The organisation that somebody speaks for, from what they told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flows.services.context import Context
from knowledge.matching.profile import Profile
from storage import claims, mandates, merging, organisations, people
from storage.organisation_data import FacetData, OrganisationData
from storage.privacy import FROM_CONVERSATION
from storage.statements import Session

LEGAL_PERSON = {"yes": True, "no": False}
"""What the answers mean; "unknown" and no answer mean None."""

FACETS = {
    "area": "areas",
    "theme": "themes",
    "target_group": "target_groups",
    "offer": "offers",
    "need": "needs",
}
"""The slot for each facet of an organisation."""


def save_own(context: Context, slots: Mapping[str, Any]) -> int:
    """Store the organisation of this conversation, and that the person speaks for it.

    It is not shown to others: for that it must agree to stand in the directory. Who was confirmed to speak for an
    organisation that stands there states this of that one.

    Returns:
        The number of the organisation.
    """
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    entry = confirmed_entry(context.session, person.id)
    data = OrganisationData(
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        municipality=slots["municipality"],
        source=FROM_CONVERSATION,
        source_key=str(context.conversation_id),
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
        description="" if entry else slots.get("change", ""),  # A plan of theirs is no text for the directory.
        willing=False,
        confirmed_at=context.now if entry else None,
        stated_at=context.now if entry else None,
        facets=tuple(FacetData(facet, term) for facet, slot in FACETS.items() for term in slots.get(slot) or ()),
    )
    told = organisations.save(context.session, data, context.now).id
    number = organisations.standing(context.session, told)
    people.change(
        context.session,
        person.id,
        name=slots.get("contact_name") or "",
        language=slots["language"],
    )
    mandates.grant(context.session, person.id, number, context.now)
    return become(context.session, told, entry, context.now) if entry else number


def become(session: Session, told: int, entry: int, now: datetime) -> int:
    """Let what was told in a chat be the words of an organisation of the directory itself; gives that organisation.

    Raises:
        Conflict: both have a plan for the same call.
    """
    if organisations.standing(session, told) == told:
        merging.merge(session, entry, told, claims.BY_CONTACT, "claim", now)
    return entry


def confirmed_entry(session: Session, person_id: int) -> int | None:
    """Give the organisation of the directory for which a person was confirmed to speak; None when there is none."""
    confirmed = (one for one in claims.of_person(session, person_id) if one.state == "confirmed")
    return next((organisations.standing(session, one.organisation_id) for one in confirmed), None)


def is_told_in(conversation_id: int, data: OrganisationData) -> bool:
    """Tell whether this is the organisation that is described in a conversation."""
    return (data.source, data.source_key) == (FROM_CONVERSATION, str(conversation_id))


def own_profile(slots: Mapping[str, Any]) -> Profile:
    """Give the organisation of a conversation as matching sees it: as the one that it says to be in the directory."""
    claimed = slots.get("claimed_entry")
    return Profile(
        id=claimed if isinstance(claimed, int) else slots["organisation_id"],
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        areas=frozenset(slots["areas"]),
        themes=frozenset(slots["themes"]),
        target_groups=frozenset(slots["target_groups"]),
        offers=frozenset(slots.get("offers") or ()),
        needs=frozenset(slots.get("needs") or ()),
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
    )
