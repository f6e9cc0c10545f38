"""The lead partner of a coalition: who can be it, choosing one, and its own yes or no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.services import notices
from flows.services.calls import find_call
from flows.services.coalitions import asker_of, do, own_organisation
from flows.services.context import Context
from flows.services.invitations import next_moment
from flows.services.plan_owners import OWN
from flows.services.refusal import Refused
from knowledge.forming import Unfit, forming
from storage import coalitions, organisations, people
from storage.coalitions import Coalition, CoalitionPartner

FLOW = "lead_asked"
"""The flow that asks an organisation in its chat whether it wants to be the lead partner."""

Chosen = Literal["is_lead", "asked", "asked_later", "was_lead"]
"""What became of a choice: the organisation is it, is asked now, is asked when it takes part, or was it already."""

_OPEN = ("suggested", "invited", "accepted")


@dataclass(frozen=True, slots=True)
class Possible:
    """An organisation of a coalition as lead partner by the rule of the call.

    Attributes:
        unfit: why it cannot be it; None when it can.
        legal_person: whether it is a legal person; None when that is not known.
    """

    organisation_id: int
    name: str
    unfit: Unfit | None
    legal_person: bool | None


def lead_of(context: Context, coalition_id: int) -> int | None:
    """Give the lead partner of a coalition; None when there is none (yet)."""
    found = coalitions.partners(context.session, coalition_id)
    return next((one.organisation_id for one in found if one.role == "lead" and one.state == "accepted"), None)


def candidate_of(context: Context, coalition_id: int) -> CoalitionPartner | None:
    """Give the place of who was chosen and did not say yes or no yet."""
    found = coalitions.partners(context.session, coalition_id)
    return next((one for one in found if one.role == "candidate" and one.state in _OPEN), None)


def possible(context: Context, coalition: Coalition) -> Sequence[Possible]:
    """Tell of each organisation in a coalition whether it can be the lead partner by the rule of the call."""
    rule = find_call(context, coalition.call_code).lead_partner
    found = []
    for place in coalitions.partners(context.session, coalition.id):
        if place.state not in _OPEN:
            continue
        data = organisations.read(context.session, place.organisation_id)
        unfit: Unfit | None = "type" if data.type in rule.excluded_org_types else None
        if unfit is None and rule.must_be_legal_person and data.legal_person is False:
            unfit = "not_legal"
        known = data.legal_person if rule.must_be_legal_person else True
        found.append(Possible(place.organisation_id, data.name, unfit, known))
    return found


def choose(context: Context, coalition: Coalition, organisation_id: int) -> Chosen:
    """Choose the lead partner. Another organisation is asked first, in its own chat, once it takes part.

    Until its yes it stands as proposed, and who is the lead partner now stays so.

    Raises:
        Refused: the organisation of this chat may not choose, or that one cannot be it.
    """
    session, now = context.session, context.now
    do(context, coalition.id, "choose_lead")
    if all(one.organisation_id != organisation_id or one.unfit for one in possible(context, coalition)):
        raise Refused(forming().lead_unfit)
    for place in coalitions.partners(session, coalition.id):
        if place.role == "candidate" and place.organisation_id != organisation_id:
            coalitions.give_role(session, coalition.id, place.organisation_id, "partner", now)
    if organisation_id == lead_of(context, coalition.id):
        return "was_lead"
    if organisation_id == own_organisation(context):
        _become(context, coalition, organisation_id)
        return "is_lead"
    coalitions.give_role(session, coalition.id, organisation_id, "candidate", now)
    return "asked" if ask(context, coalition.id, organisation_id) else "asked_later"


def ask(context: Context, coalition_id: int, organisation_id: int) -> bool:
    """Ask who was chosen, if it takes part, in all its chats: also here, when it is the organisation of this one."""
    place = coalitions.place(context.session, coalition_id, organisation_id)
    if place is None or place.role != "candidate" or place.state != "accepted":
        return False
    at = next_moment(context.now)
    notices.ask(context, organisation_id, FLOW, not_before=at, about_group=coalition_id)
    if organisation_id == own_organisation(context):
        here = people.person_for(context.session, context.channel, context.chat, context.now)
        notices.ask_person(context, here.id, FLOW, about_group=coalition_id)
    return True


def check_asked(context: Context, coalition: Coalition) -> None:
    """Look whether the organisation of this chat is asked now.

    Raises:
        Refused: it is not (any more).
    """
    candidate = candidate_of(context, coalition.id)
    if candidate is None or candidate.organisation_id != own_organisation(context):
        raise Refused(forming().not_asked_to_lead)


def answer(context: Context, coalition: Coalition, *, yes: bool) -> None:
    """Take the answer of who was asked; the others hear it.

    Raises:
        Refused: it was not asked, or not any more.
    """
    check_asked(context, coalition)
    own = own_organisation(context) or 0
    do(context, coalition.id, "accept_lead" if yes else "refuse_lead", about=own)
    if yes:
        _become(context, coalition, own)
        return
    coalitions.give_role(context.session, coalition.id, own, "partner", context.now)
    name = organisations.read(context.session, own).name
    choosing = {asker_of(context, coalition), lead_of(context, coalition.id)} - {own}
    for number in sorted(filter(None, choosing)):
        notices.tell(context, number, "utter_lead_refused", name=name, group=coalition.name)


def follow_wish(context: Context, slots: Mapping[str, Any], coalition_id: int) -> dict[str, Any]:
    """Do what the asker answered in its own plan to who applies for the group; each answer counts once.

    Returns:
        The slots that remember which answer was followed.
    """
    wish, coalition = slots.get("lead"), coalitions.read(context.session, coalition_id)
    followed = [coalition_id, wish]
    if slots.get("lead_wish") == followed:
        return {}
    own = own_organisation(context)
    wanted = own if wish == OWN else wish if isinstance(wish, int) else None
    place = coalitions.place(context.session, coalition_id, own or 0)
    if wanted is None or coalition.state != "forming" or place is None or place.state != "accepted":
        return {"lead_wish": followed}
    number = organisations.standing(context.session, wanted)
    if any(one.organisation_id == number and not one.unfit for one in possible(context, coalition)):
        choose(context, coalition, number)
    return {"lead_wish": followed}


def _become(context: Context, coalition: Coalition, organisation_id: int) -> None:
    """Make an organisation the lead partner, in the place of who was it; all who take part hear it."""
    session, now = context.session, context.now
    for place in coalitions.partners(session, coalition.id):
        if place.role == "lead":
            coalitions.give_role(session, coalition.id, place.organisation_id, "partner", now)
    coalitions.give_role(session, coalition.id, organisation_id, "lead", now)
    name = organisations.read(session, organisation_id).name
    for place in coalitions.partners(session, coalition.id):
        if place.state == "accepted":
            notices.tell(context, place.organisation_id, "utter_lead_is", name=name, group=coalition.name)
