"""What an organisation gets to see of an invitation, and what follows from its answer.

Who holds an invitation may answer it: it was shown in the chat of somebody who speaks for the organisation, or somebody
followed the link that was passed on. Who asks never learns who answered.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from flows.services import contact, forming, notices
from flows.services.calls import find_call
from flows.services.context import DUTCH_TIME, Addresses, Context
from flows.services.directory import profile_of
from flows.services.invitations import FLOW, move, next_moment
from flows.services.matching import wish_of
from knowledge.calls import explain
from knowledge.format import date_text, listing
from knowledge.invitations import invitation_rules, why_asked
from knowledge.languages import Language
from knowledge.matching.ranking import matches_of
from knowledge.texts import text
from storage import coalitions, invitations, mandates, organisations, people
from storage.coalitions import CoalitionPartner
from storage.errors import NotFound
from storage.invitations import Invitation
from storage.organisation_data import OrganisationData

State = Literal["open", "yes", "no", "withdrawn", "expired", "gone"]
"""What can be done with an invitation: "open" can be answered; "gone" is no longer stored."""


@dataclass(frozen=True, slots=True)
class Held:
    """An invitation in the chat in which it is answered.

    Attributes:
        invitation: what is stored of it.
        place: the place that is offered.
    """

    invitation: Invitation
    place: CoalitionPartner


def held(context: Context, invitation_id: int) -> Held | None:
    """Give an invitation with its place; None when it, or its coalition, is no longer there."""
    try:
        found = invitations.read(context.session, invitation_id)
    except NotFound:
        return None
    place = coalitions.place(context.session, found.coalition_id, found.organisation_id)
    return Held(found, place) if place else None


def state_of(context: Context, invitation_id: int) -> State:
    """Tell what can be done with an invitation."""
    found = held(context, invitation_id)
    if found is None:
        return "gone"
    place, answer = found.place.state, found.invitation.state
    if coalitions.read(context.session, found.place.coalition_id).state == "ended":
        return "withdrawn"
    if place == "accepted":
        return "yes"
    if place == "invited" and found.invitation.waits:
        return "open"
    if place == "declined" and answer == "no":
        return "no"
    return "expired" if answer == "expired" else "withdrawn"


def told(context: Context, invitation: Invitation, language: Language) -> dict[str, Any]:
    """Give what an invitation tells, by the place in its text. No person is named in it, and no address."""
    coalition = coalitions.read(context.session, invitation.coalition_id)
    call = find_call(context, coalition.call_code)
    example = explain(call, language).example
    return {
        "asker": organisations.read(context.session, invitation.asking_organisation_id).name,
        "organisation": organisations.read(context.session, invitation.organisation_id).name,
        "call": call.title[language],
        "issue": listing([issue.title[language] for issue in call.issues], language),
        "municipality": context.tree.area(call.municipality).name,
        "deadline": date_text(call.closes, language),
        "why": _why(context, invitation, language),
        "minutes": invitation_rules().minutes,
        "example": text("example", language, note=example) if example else "",
    }


def links(addresses: Addresses, secret: str, language: Language) -> list[str]:
    """Give the lines with the addresses at which a link opens; none when the assistant has no address."""
    found = []
    if addresses.bot:
        found.append(text("invitation_telegram", language, link=f"https://t.me/{addresses.bot}?start={secret}"))
    if addresses.web:
        found.append(text("invitation_web", language, link=f"{addresses.web}/invited/{secret}"))
    return found


def accept(context: Context, invitation_id: int) -> OrganisationData | None:
    """Take part: the person speaks for the organisation from now on, though nobody confirmed that yet.

    Who said no before may still say yes.

    Returns:
        What is known of the organisation; None when the invitation is over.
    """
    found = held(context, invitation_id)
    if found is None or state_of(context, invitation_id) not in {"open", "no", "yes"}:
        return None
    number = found.invitation.organisation_id
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    action = "accept" if found.place.state == "invited" else "return"
    moved = move(context.session, found.place, action, "self", context.now)
    if not moved and not _speaks_for(context, person.id, number):
        return None  # A colleague was first; whoever holds the link does not come along by that.
    mandates.grant(context.session, person.id, number, context.now)
    if moved:
        invitations.settle(context.session, invitation_id, "yes", context.now)
        _tell_asker(context, found.invitation, "utter_partner_yes")
        forming.joined_now(context, found.place.coalition_id, number)
        contact.ask_both(context, found.place.coalition_id, number, found.invitation.asking_organisation_id)
    return organisations.read(context.session, number)


def decline(context: Context, invitation_id: int, reason: str) -> bool:
    """Say no, once or again; False when the invitation is over."""
    found = held(context, invitation_id)
    state = state_of(context, invitation_id)
    if found is None or state != "open":
        return state == "no"
    move(context.session, found.place, "decline", "self", context.now)
    invitations.settle(context.session, invitation_id, "no", context.now, reason)
    _tell_asker(context, found.invitation, "utter_partner_no_because" if reason else "utter_partner_no", reason=reason)
    return True


def put_off(context: Context, invitation_id: int) -> str | None:
    """Ask this person again in some days; gives the day as ISO text, or None when the invitation is over."""
    found = held(context, invitation_id)
    if found is None or state_of(context, invitation_id) != "open":
        return None
    again = next_moment(context.now + timedelta(days=invitation_rules().ask_again_days))
    invitations.put_off(context.session, invitation_id, again, context.now)
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    notices.ask_person(context, person.id, FLOW, not_before=again, invitation=invitation_id)
    _tell_asker(context, found.invitation, "utter_partner_later")
    return again.astimezone(DUTCH_TIME).date().isoformat()


def ask_asker(context: Context, invitation_id: int, question: str) -> bool:
    """Pass a question on to who asks; the invitation stays as it is, also after a no. False when it is over."""
    found = held(context, invitation_id)
    if found is None or state_of(context, invitation_id) not in {"open", "no"}:
        return False
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    notices.ask(
        context,
        found.invitation.asking_organisation_id,
        "partner_question",
        question_from=person.id,
        question_about=invitation_id,
        question_text=question,
    )
    return True


def answer_question(context: Context, invitation_id: int, person_id: int, answer: str) -> None:
    """Pass the answer to a question on to the person who asked it."""
    asker = invitations.read(context.session, invitation_id).asking_organisation_id
    name = organisations.read(context.session, asker).name
    notices.tell_person(context, person_id, "utter_question_answered", name=name, answer=answer)


def _why(context: Context, invitation: Invitation, language: Language) -> str:
    """Tell why this organisation is asked, from what is stored of both."""
    session, number = context.session, invitation.organisation_id
    coalition = coalitions.read(session, invitation.coalition_id)
    asker = profile_of(coalition.asking_organisation_id, organisations.read(session, coalition.asking_organisation_id))
    wish = wish_of(find_call(context, coalition.call_code), context.today)
    found = matches_of(context.directory.index(session), asker, wish, [number])
    return "\n".join(f"- {line}" for line in why_asked(found[0].reasons if found else (), language))


def _speaks_for(context: Context, person_id: int, organisation_id: int) -> bool:
    return any(one.organisation_id == organisation_id for one in mandates.of_person(context.session, person_id))


def _tell_asker(context: Context, invitation: Invitation, response: str, **values: Any) -> None:
    name = organisations.read(context.session, invitation.organisation_id).name
    notices.tell(context, invitation.asking_organisation_id, response, name=name, **values)
