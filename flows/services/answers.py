"""The answers of which the plan of a coalition is made, in whichever chat: those of the organisation that asks.

What partners write together is kept answer by answer (`sharing`). What the organisation that asks says of its own part
is kept here, so that its partners can see the whole plan in their own chats.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flows.services.coalitions import current, own_organisation
from flows.services.context import Context
from flows.services.directory import profile_of
from flows.services.organisations import LEGAL_PERSON
from flows.services.sharing import SEEN
from knowledge import joint
from storage import coalitions, organisations, people, revisions
from storage.coalitions import Coalition
from storage.errors import Conflict, NotFound

SECTION = "own_part"
"""The section of the organisation that asks with its own part of the plan."""

OWN_PART = (
    "organisation_type",
    "legal_person",
    "areas",
    "themes",
    "target_groups",
    "change",
    "offers",
    "offers_note",
    "partners",
    "activities",
    "other_costs",
    "requested",
    "own_money",
    "own_in_kind",
    "other_income",
)
"""The answers in it. Nothing here tells who a person is."""

_OF_THE_PLAN = ("activities", "other_costs", "requested", "own_money", "own_in_kind", "other_income")
"""A chat that has one of these has the own part; that of a colleague may have none."""


def coalition_of(context: Context, slots: Mapping[str, Any]) -> Coalition | None:
    """Give the coalition to which the answers about a plan in this chat belong.

    That may be another one than the coalition on which the chat works, for who has a plan and joins that of others.
    None while nobody was chosen, and for who takes no part in it (any more).
    """
    seen = slots.get(SEEN)
    if not seen or seen["coalition"] is None:
        found = current(context, slots)
        return found if found and is_asker(context, found) else None
    with suppress(NotFound):
        return current(context, {"coalition": coalitions.read(context.session, seen["coalition"]).id})
    return None


def is_asker(context: Context, coalition: Coalition) -> bool:
    """Tell whether the organisation of this chat asked for a coalition."""
    return coalition.asking_organisation_id == own_organisation(context)


def keep_own(context: Context, slots: Mapping[str, Any]) -> None:
    """Write down what the organisation that asks says of its own part, when this is its chat and it says otherwise."""
    coalition = coalition_of(context, slots)
    if coalition is None or not is_asker(context, coalition):
        return
    if all(slots.get(name) is None for name in _OF_THE_PLAN):
        return
    said = {name: slots[name] for name in OWN_PART if slots.get(name) is not None}
    key = (coalition.id, coalition.asking_organisation_id, SECTION)
    last = revisions.last(context.session, *key)
    if last is not None and last.content == said:
        return
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    with suppress(Conflict):  # A colleague was first; the next look at the plan brings it here.
        revisions.append(context.session, key, last.number if last else 0, said, person.id, context.now)


def answers_to(context: Context, slots: Mapping[str, Any], coalition: Coalition | None) -> Mapping[str, Any]:
    """Give the answers of which the plan of a coalition is made, as they stand for the organisation of this chat.

    Args:
        context: the turn.
        slots: the answers in this chat.
        coalition: the coalition; None for a plan of one's own without one.
    """
    if coalition is None:
        return slots
    asks = coalition.asking_organisation_id
    asker = is_asker(context, coalition)
    if asker and any(slots.get(name) is not None for name in _OF_THE_PLAN):
        return slots
    kept = {one.section: one.content for one in revisions.sections(context.session, coalition.id, asks)}
    together = {name: kept[name]["value"] for name in joint.answers() if name in kept}
    seen = slots.get(SEEN)
    # Who writes along has its newest words in the chat.
    if not asker and seen and seen["coalition"] == coalition.id:
        together |= {name: slots[name] for name in joint.answers() if slots.get(name) is not None}
    told = {**_of_directory(context, asks), **kept.get(SECTION, {}), **together}
    if asker:
        told |= {name: value for name, value in slots.items() if value is not None}
    return {**told, "language": slots["language"], "call": coalition.call_code, "organisation_id": asks}


def _of_directory(context: Context, number: int) -> dict[str, Any]:
    """What the directory knows of an organisation, as answers; nothing about people."""
    profile = profile_of(number, organisations.read(context.session, number))
    legal = next(answer for answer in ("yes", "no", "unknown") if LEGAL_PERSON.get(answer) is profile.legal_person)
    return {
        "organisation_name": profile.name,
        "organisation_type": profile.type,
        "legal_person": legal,
        "areas": sorted(area for area in profile.areas if area in context.tree),
        "themes": sorted(profile.themes),
        "target_groups": sorted(profile.target_groups),
        "offers": sorted(profile.offers),
    }
