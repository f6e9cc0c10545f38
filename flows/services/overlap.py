"""Other groups with a plan for the same call, area and theme: they may help each other, if both want contact (V19).

Who the others are is told to nobody before both said yes. The yes of a person is a consent to show their own data to
that other organisation (`contact.py`), for the coalition of the one who says it, in which the other has no place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.services import contact, kept, notices
from flows.services.answers import answers_to
from flows.services.coalitions import asker_of, own_organisation
from flows.services.context import Context
from flows.services.invitations import next_moment
from flows.services.refusal import Refused
from knowledge import joint
from knowledge.languages import LANGUAGES
from knowledge.texts import text
from storage import coalitions, contact_consents, mandates, people
from storage.coalitions import Coalition
from storage.contact_consents import Match
from storage.errors import NotFound

FLOW = "other_group"
"""The flow that asks whether a group wants contact with another one."""

SHARED_FLOW = "other_group_shared"
"""The flow that shows how the other group can be reached. The data are read when it runs."""

PASSED = "overlap_passed"
"""The slot with the coalitions with which this chat wants no contact."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another group that works on the same.

    Attributes:
        coalition_id: its number.
        theme: a theme that both have, as id in the vocabulary.
        area: the name of an area that both have; of two of which one lies in the other the smaller one.
    """

    coalition_id: int
    theme: str
    area: str


def others(context: Context, coalition: Coalition, slots: Mapping[str, Any]) -> Sequence[Other]:
    """Find groups with a plan for the same call, area and theme, the oldest first.

    Only for who may speak for the group; without those with which this chat wants no contact or asked for it already,
    those with a partner in common, who know of each other, and those in which nobody has a chat.
    """
    if not _speaks(context, coalition):
        return ()
    passed = {*(slots.get(PASSED) or ()), coalition.id}
    members = _members(context, coalition)
    mine = answers_to(context, slots, coalition)
    found = []
    for other in coalitions.of_call(context.session, coalition.call_code):
        if other.id in passed or members & _members(context, other) or _to(context, other) is None:
            continue
        common = _common(context, mine, other)
        if common and not _given(context, _match(context, coalition, other)):
            found.append(common)
    return found


def may_ask(context: Context, own_id: int, other_id: int) -> bool:
    """Tell whether the person of this chat can still say yes to contact between two groups."""
    pair = _pair(context, own_id, other_id)
    return pair is not None and not _given(context, _match(context, *pair))


def between(context: Context, slots: Mapping[str, Any], own_id: int, other_id: int) -> Other | None:
    """Tell what two groups have in common; None when that is nothing (any more), or one of them is gone."""
    pair = _pair(context, own_id, other_id)
    return _common(context, answers_to(context, slots, pair[0]), pair[1]) if pair else None


def was_asked(context: Context, own_id: int, other_id: int) -> bool:
    """Tell whether the other group said already that it wants contact with that of this chat."""
    pair = _pair(context, own_id, other_id)
    to = _to(context, pair[1]) if pair else None
    own = own_organisation(context)
    return bool(own and to and contact_consents.standing(context.session, Match(other_id, to, own)))


def agree(context: Context, own_id: int, other_id: int) -> bool:
    """Say yes, as the person of this chat, to contact with another group; that one is asked, or hears that both did.

    Returns:
        Whether both sides said yes now.

    Raises:
        Refused: one of the groups ended, or there is no mail address or telephone number.
    """
    session, pair, mine = context.session, _pair(context, own_id, other_id), contact.own_contact(context)
    if pair is None:
        raise _refused("other_group_gone")
    if not (mine.email or mine.phone):
        raise _refused("contact_without_address")
    match = _match(context, *pair)
    person = people.person_for(session, context.channel, context.chat, context.now)
    new = contact_consents.give(session, match, person.id, contact.CONTACT_TEXT, context.now)
    both = contact.across(session, match)
    if new:
        slots = {"overlap_own": other_id, "overlap_with": own_id}
        moment = None if both else next_moment(context.now + contact.LATER)
        flow = SHARED_FLOW if both else FLOW
        notices.ask(context, match.to_organisation_id, flow, not_before=moment, **slots)
    return both


def contacts(context: Context, own_id: int, other_id: int) -> tuple[str, Sequence[contact.Contact]]:
    """Give the name of the organisation of the other group and how to reach it; "" and none until both said yes."""
    pair = _pair(context, own_id, other_id)
    match = _match(context, *pair) if pair else None
    found = contact.contacts_across(context.session, match) if match else ()
    return (contact.name_of(context.session, match)["nl"] if match and found else "", found)


def _pair(context: Context, own_id: int, other_id: int) -> tuple[Coalition, Coalition] | None:
    """Give the own coalition and the other, while both go on and the organisation of this chat speaks for its own."""
    try:
        own, other = (coalitions.read(context.session, number) for number in (own_id, other_id))
    except NotFound:
        return None
    goes_on = "ended" not in {own.state, other.state} and _speaks(context, own) and _to(context, other) is not None
    return (own, other) if goes_on and own_organisation(context) not in _members(context, other) else None


def _match(context: Context, own: Coalition, other: Coalition) -> Match:
    return Match(own.id, own_organisation(context) or 0, _to(context, other) or 0)


def _to(context: Context, coalition: Coalition) -> int | None:
    """Give the organisation that is asked for a group; None when nobody speaks for it in a chat."""
    found = asker_of(context, coalition)
    return found if found is not None and mandates.of_organisation(context.session, found) else None


def _speaks(context: Context, coalition: Coalition) -> bool:
    """Whether the organisation of this chat may seek contact for its group."""
    own = own_organisation(context)
    return own is not None and asker_of(context, coalition) == own


def _members(context: Context, coalition: Coalition) -> set[int]:
    """The organisations that know of a group: those that were only suggested do not."""
    places = coalitions.partners(context.session, coalition.id)
    return {one.organisation_id for one in places if one.state in {"invited", "accepted"}}


def _common(context: Context, mine: Mapping[str, Any], other: Coalition) -> Other | None:
    """Tell what the plan of another group has in common with one's own; None when it has nothing, or is no plan yet."""
    theirs = {name: value for name, (_, value) in kept.answers(context, other).items() if value}
    if not theirs.keys() & (joint.answers().keys() | set(joint.of_plan())):
        return None
    theme = next((one for one in mine.get("themes") or () if one in theirs.get("themes", ())), None)
    tree = context.tree
    for one in mine.get("areas") or ():
        for area in theirs.get("areas", ()):
            if theme and one in tree and area in tree and tree.overlap(one, area):
                smaller = area if any(above.id == one for above in tree.above(area)) else one
                return Other(other.id, theme, tree.area(smaller).name)
    return None


def _given(context: Context, match: Match) -> bool:
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    return any(one.person_id == person.id for one in contact_consents.standing(context.session, match))


def _refused(key: str) -> Refused:
    return Refused({language: text(key, language) for language in LANGUAGES})
