"""The answers of which the plan of a coalition is made, in whichever chat.

All of them are kept with the coalition, answer by answer (`kept`), so that its partners can see the whole plan in their
own chats. Who writes it has the newest words in the chat.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flows.services import kept
from flows.services.coalitions import current, own_organisation
from flows.services.context import Context
from flows.services.directory import profile_of
from flows.services.organisations import LEGAL_PERSON
from knowledge import joint
from storage import coalitions, organisations
from storage.coalitions import Coalition
from storage.errors import Conflict, NotFound

SEEN = "joint_seen"
"""The slot with what this chat has of the plan of a coalition; `sharing` tells more."""

_KNOWN = ("organisation_name", "organisation_type", "legal_person", "areas", "themes", "target_groups", "offers")
"""What the directory knows of an organisation; nothing here tells who a person is."""


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
    """Write down now what the organisation that asks says of its own part, when this is its chat and it says otherwise.

    Each turn does so at its end (`sharing.sync`); this is for what others are to read before.
    """
    coalition = coalition_of(context, slots)
    if coalition is None or not is_asker(context, coalition):
        return
    if all(slots.get(name) is None for name in joint.of_plan()):
        return
    stored, seen = kept.answers(context, coalition), _seen_of(slots, coalition)
    for name in joint.own():
        number, value = stored.get(name, (0, None))
        mine = slots.get(name)
        if mine is None or mine == value or _is_newer(number, name, seen):
            continue
        with suppress(Conflict):  # A colleague was first; the next look at the plan brings it here.
            kept.append(context, coalition, name, number, mine)


def answers_to(context: Context, slots: Mapping[str, Any], coalition: Coalition | None) -> Mapping[str, Any]:
    """Give the answers of which the plan of a coalition is made, as they stand for the organisation of this chat.

    What somebody else wrote since this chat looked goes before what stands in the chat.

    Args:
        context: the turn.
        slots: the answers in this chat.
        coalition: the coalition; None for a plan of one's own without one.
    """
    if coalition is None:
        return slots
    asks, asker = coalition.asking_organisation_id, is_asker(context, coalition)
    stored, seen = kept.answers(context, coalition), _seen_of(slots, coalition)
    told = {name: value for name, (_, value) in stored.items() if value is not None}
    if _belongs_here(slots, coalition, asker=asker):
        names = kept.names(own=asker)
        newer = {name for name in names & stored.keys() if _is_newer(stored[name][0], name, seen)}
        told |= {name: slots[name] for name in names - newer if slots.get(name) is not None}
        for name in (names - newer) & told.keys() & (seen or {}).keys():
            if slots.get(name) is None:  # Taken back in this chat, to be answered again.
                del told[name]
    if asker:
        others = slots.keys() - kept.names(own=True)
        told |= {name: slots[name] for name in others if slots[name] is not None}
    if any(name not in told for name in _KNOWN):
        told = {**_of_directory(context, asks), **told}
    return {**told, "language": slots["language"], "call": coalition.call_code, "organisation_id": asks}


def _seen_of(slots: Mapping[str, Any], coalition: Coalition) -> Mapping[str, int] | None:
    """Give which versions of the answers of a coalition this chat has; None when it never looked."""
    seen = slots.get(SEEN)
    return seen["numbers"] if seen and seen["coalition"] == coalition.id else None


def _is_newer(number: int, name: str, seen: Mapping[str, int] | None) -> bool:
    return seen is not None and number > seen.get(name, 0)


def _belongs_here(slots: Mapping[str, Any], coalition: Coalition, *, asker: bool) -> bool:
    """Whether the answers in this chat are those of a coalition."""
    seen = slots.get(SEEN)
    belongs = seen["coalition"] if seen else None
    return bool(belongs == coalition.id or (asker and belongs is None))


def _of_directory(context: Context, number: int) -> dict[str, Any]:
    """What the directory knows of an organisation, as answers; nothing about people."""
    profile = profile_of(number, organisations.read(context.session, number))
    legal = next(answer for answer in ("yes", "no", "unknown") if LEGAL_PERSON.get(answer) is profile.legal_person)
    known = (
        profile.name,
        profile.type,
        legal,
        sorted(area for area in profile.areas if area in context.tree),
        sorted(profile.themes),
        sorted(profile.target_groups),
        sorted(profile.offers),
    )
    return dict(zip(_KNOWN, known, strict=True))
