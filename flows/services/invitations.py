"""Asking organisations to take part in a coalition, and taking that back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flows.services import coalitions as working
from flows.services import notices
from flows.services.context import DUTCH_TIME, Context
from flows.services.refusal import Refused
from knowledge import lifecycle
from knowledge.invitations import NotAsked, invitation_rules, not_asked
from storage import coalitions, invitations, mandates, organisations, people
from storage import notices as left
from storage.changes import tick
from storage.coalitions import CoalitionPartner
from storage.invitations import Invitation
from storage.links import digest
from storage.statements import Session

FLOW = "invitation"
"""The flow that asks an organisation in its chat."""

SECRET_BYTES = 32
"""256 random bits, in 43 characters."""

_INVITABLE = ("suggested", "left")


@dataclass(frozen=True, slots=True)
class Asked:
    """How an organisation is asked.

    Attributes:
        invitation: what was written down.
        name: what the organisation is called.
        secret: for the link by which it comes to the assistant; "" when it is asked in its own chat.
        later: it is asked in its own chat, but not now: people are not disturbed at this hour.
    """

    invitation: Invitation
    name: str
    secret: str = ""
    later: bool = False


def invitable(context: Context, coalition_id: int) -> list[tuple[int, str]]:
    """Give the organisations with a place in a coalition that can be asked now, with their names.

    Raises:
        Refused: the organisation of this chat may ask nobody.
    """
    working.do(context, coalition_id, "invite")
    places = coalitions.partners(context.session, coalition_id)
    return [_named(context, one) for one in places if one.state in _INVITABLE and not _why_not(context, one)]


def invite(context: Context, coalition_id: int, organisation_id: int) -> Asked:
    """Ask an organisation: in its own chats where it has any, and otherwise by a link that the asker passes on.

    It gets a place in the coalition when it has none. Who was asked by a link and did not answer yet gets a new link.

    Args:
        context: the turn.
        coalition_id: for which coalition.
        organisation_id: who is asked.

    Raises:
        Refused: it may not be asked, by this organisation or at all.
    """
    session = context.session
    working.do(context, coalition_id, "invite")
    asked = organisations.standing(session, organisation_id)
    place = coalitions.place(session, coalition_id, asked)
    waiting = next((one for one in invitations.of_place(session, coalition_id, asked) if one.waits), None)
    if place and waiting and place.state == "invited" and not _others(context, asked):
        return _with_link(context, waiting)
    if why := _why_not(context, place) if place else _full(context, asked):
        raise Refused(not_asked(why))
    if place is None:
        coalitions.put(session, coalition_id, asked, "partner", "suggested", context.now)
    working.do(context, coalition_id, "invite", asked)
    person, own = _person_id(context), working.own_organisation(context) or 0
    new = invitations.add(session, coalition_id, asked, own, person, context.now)
    if not _others(context, asked):
        return _with_link(context, new)
    at = next_moment(context.now)
    notices.ask(context, asked, FLOW, not_before=at, invitation=new.id)
    return Asked(new, organisations.read(session, asked).name, later=at > context.now)


def next_moment(now: datetime) -> datetime:
    """Give the first moment from now on at which people may be disturbed."""
    return invitation_rules().next_moment(now.astimezone(DUTCH_TIME))


def waiting_for(session: Session, organisation_id: int) -> Sequence[Invitation]:
    """Give the invitations that an organisation can answer, the newest first."""
    return invitations.waiting_for(session, organisations.standing(session, organisation_id))


def waiting_in(context: Context, coalition_id: int) -> list[tuple[int, str]]:
    """Give the invitations for a coalition that wait for an answer, by number, each with who was asked.

    Raises:
        Refused: the organisation of this chat may ask nobody, so it can take back nothing.
    """
    working.do(context, coalition_id, "invite")
    found = reversed(invitations.waiting_in(context.session, coalition_id))
    return [(one.id, organisations.read(context.session, one.organisation_id).name) for one in found]


def withdraw(context: Context, invitation_id: int) -> str:
    """Take an invitation back; gives who was asked. Whoever still gets to see it hears that it is over.

    Raises:
        Refused: the organisation of this chat may not do that, or it was answered meanwhile.
    """
    found = invitations.read(context.session, invitation_id)
    working.do(context, found.coalition_id, "withdraw_invitation", found.organisation_id)
    invitations.settle(context.session, found.id, "withdrawn", context.now)
    return organisations.read(context.session, found.organisation_id).name


def expire(session: Session, now: datetime) -> int:
    """End the invitations that nobody answered for long, and tell who asked; to be done now and then.

    Returns:
        How many ended.
    """
    old = invitations.outdated(session, now - timedelta(days=invitation_rules().open_days))
    for one in old:
        invitations.settle(session, one.id, "expired", now)
        place = coalitions.place(session, one.coalition_id, one.organisation_id)
        if place:
            move(session, place, "withdraw_invitation", "system", now)
        name = organisations.read(session, one.organisation_id).name
        for mandate in mandates.of_organisation(session, organisations.standing(session, one.asking_organisation_id)):
            when = (now, next_moment(now))
            left.add(session, mandate.person_id, "say", "utter_partner_silent", {"name": name}, when)
    return len(old)


def move(session: Session, place: CoalitionPartner, action: str, role: lifecycle.Role, now: datetime) -> bool:
    """Move a place on as somebody who holds the invitation to it, or as the program itself.

    Returns:
        False when that is not possible in its state.
    """
    verdict = lifecycle.may({role}, action, "place", place.state, confirmed=False)
    if not verdict:
        return False
    coalitions.put(session, place.coalition_id, place.organisation_id, place.role, verdict.to, now)
    if coalitions.read(session, place.coalition_id).state != "forming":
        tick(session, (), coalitions=True)
    return True


def _why_not(context: Context, place: CoalitionPartner) -> NotAsked | None:
    """Tell why the organisation of a place may not be asked."""
    if place.organisation_id == working.own_organisation(context):
        return "own"
    if place.state == "accepted":
        return "joined"
    earlier = invitations.of_place(context.session, place.coalition_id, place.organisation_id)
    if place.state == "declined" or any(one.state == "no" for one in earlier):
        return "said_no"
    return "asked" if place.state == "invited" else _full(context, place.organisation_id)


def _full(context: Context, organisation_id: int) -> NotAsked | None:
    """Tell whether too many invitations wait for an answer already."""
    own, rules = working.own_organisation(context), invitation_rules()
    if own is None or own == organisation_id:
        return "own"
    if len(invitations.waiting_of(context.session, own)) >= rules.most_of_asker:
        return "full_asker"
    return "full_asked" if len(waiting_for(context.session, organisation_id)) >= rules.most_of_asked else None


def _with_link(context: Context, invitation: Invitation) -> Asked:
    """Make a link for an invitation; its secret is stored nowhere."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    until = context.now + timedelta(days=invitation_rules().link_days)
    invitations.set_link(context.session, invitation.id, digest(secret), until)
    return Asked(invitation, organisations.read(context.session, invitation.organisation_id).name, secret)


def _others(context: Context, organisation_id: int) -> bool:
    """Tell whether anybody but the person of this turn speaks for an organisation."""
    here = _person_id(context)
    return any(one.person_id != here for one in mandates.of_organisation(context.session, organisation_id))


def _person_id(context: Context) -> int:
    return people.person_for(context.session, context.channel, context.chat, context.now).id


def _named(context: Context, place: CoalitionPartner) -> tuple[int, str]:
    return place.organisation_id, organisations.read(context.session, place.organisation_id).name
