"""Speaking for an organisation of the directory: saying so, and what follows when it is confirmed or refused.

Until then nothing changes in the directory. What the person tells is kept with the organisation of their conversation;
that is what they propose.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from flows.engine.messages import Message
from flows.services.context import Context
from flows.services.organisations import become, confirmed_entry
from knowledge.claims import limits
from knowledge.texts import text
from storage import claims, coalitions, conversations, mandates, merging, organisations, outbox, people
from storage.claims import Claim
from storage.errors import Conflict, NotFound
from storage.organisation_data import OrganisationData
from storage.organisations import name_key
from storage.people import Person
from storage.privacy import FROM_CONVERSATION
from storage.statements import Session

NO_ENTRY = "no"
"""The answer that none of the organisations shown is theirs."""


def same_as_before(context: Context, name: str) -> int | None:
    """Give the organisation for which this person was confirmed to speak, when it has this name; None otherwise."""
    person = _person(context)
    entry = confirmed_entry(context.session, person.id)
    if entry is None or name_key(organisations.read(context.session, entry).name) != name_key(name):
        return None
    return entry


def claim(context: Context, entry: int, name: str = "") -> Claim:
    """Write down that the person of this turn says to speak for an organisation; what they said before is withdrawn.

    Saying it again changes nothing.

    Args:
        context: the turn.
        entry: the organisation.
        name: the person's own name, for who decides; "" when they did not give it.

    Raises:
        NotFound: there is no such organisation any more.
    """
    entry = organisations.standing(context.session, entry)
    withdraw(context, but=entry)
    people.change(context.session, _person(context).id, name=name)
    return current(context) or claims.add(context.session, _person(context).id, entry, context.now)


def current(context: Context) -> Claim | None:
    """Give the claim of this person that is open or confirmed; None when there is none."""
    found = claims.of_person(context.session, _person(context).id)
    return next((one for one in found if one.state in {"open", "confirmed"}), None)


def entry_of(context: Context, made: Claim) -> OrganisationData:
    """Give what the directory knows of the organisation that is claimed."""
    return organisations.read(context.session, organisations.standing(context.session, made.organisation_id))


def withdraw(context: Context, but: int | None = None) -> None:
    """Take back what the person of this turn claims, apart from one organisation."""
    person = _person(context)
    for one in claims.of_person(context.session, person.id):
        if one.state not in {"open", "confirmed"} or one.organisation_id == but:
            continue
        claims.decide(context.session, one.id, "withdrawn", context.now)
        if one.state == "confirmed":
            _speak_no_longer(context.session, person, one.organisation_id, context.now)


def confirm(session: Session, claim_id: int, by: str, now: datetime) -> int:
    """Let a person speak for the organisation that they claim: what they told is from now on its own statement.

    Their coalition, plan and colleagues go along. Others who claim it are not touched: an organisation may have several
    people.

    Args:
        session: the session.
        claim_id: which claim.
        by: the name of a member of staff, or `claims.BY_CONTACT`.
        now: the moment.

    Returns:
        The organisation.

    Raises:
        NotFound: there is no such claim.
        Conflict: it is not open any more, or both organisations have a plan for the same call.
    """
    found = claims.read(session, claim_id)
    person = people.read(session, found.person_id)
    entry = organisations.standing(session, found.organisation_id)
    told = told_by(session, person)
    if told is not None and coalitions.calls_of(session, told) & coalitions.calls_of(session, entry):
        raise Conflict("claim", claim_id, "the organisation has another plan for the same call")
    claims.decide(session, claim_id, "confirmed", now, by)
    if told is not None:
        said = organisations.read(session, told)
        own_words = replace(said, description="", confirmed_at=now, stated_at=now)
        organisations.save(session, own_words, now)
        become(session, told, entry, now)
    mandate = mandates.grant(session, person.id, entry, now)
    mandates.confirm(session, mandate.id, by, now)
    return entry


def confirm_and_tell(session: Session, claim_id: int, by: str, now: datetime) -> None:
    """Do what `confirm` does for a member of staff, and let the person know in their chat.

    Raises:
        NotFound: there is no such claim.
        Conflict: it is not open any more, or both organisations have a plan for the same call.
    """
    entry = confirm(session, claim_id, by, now)
    _tell(session, claims.read(session, claim_id), entry, now, "claim_confirmed")


def refuse_and_tell(session: Session, claim_id: int, by: str, why: str, now: datetime) -> None:
    """Refuse a claim for a member of staff, and let the person know why in their chat.

    Raises:
        NotFound: there is no such claim.
        Conflict: it is not open any more.
    """
    found = claims.read(session, claim_id)
    claims.decide(session, claim_id, "refused", now, by, why)
    _tell(session, found, NO_ENTRY, now, "claim_refused", why=why)


def told_by(session: Session, person: Person) -> int | None:
    """Give the organisation that a person described in their conversation; None when they did not, or not yet."""
    conversation = conversations.find(session, person.channel, person.chat)
    return organisations.find(session, FROM_CONVERSATION, str(conversation.id)) if conversation else None


def tidy(session: Session, now: datetime) -> None:
    """End the claims that wait for too long."""
    claims.expire(session, now - timedelta(days=limits().open_days), now)


def _person(context: Context) -> Person:
    return people.person_for(context.session, context.channel, context.chat, context.now)


def _speak_no_longer(session: Session, person: Person, entry: int, now: datetime) -> None:
    """Let what a person told stand by itself again."""
    told = told_by(session, person)
    if told is not None and organisations.standing(session, told) == entry:
        merging.undo(session, told, "", now)
    with suppress(NotFound):  # It went back with what the person told.
        mandates.end(session, person.id, entry, now)
    people.change(session, person.id, organisation_id=told)


def _tell(session: Session, told: Claim, entry: int | str, now: datetime, key: str, **values: str) -> None:
    """Say in the chat of a person what became of their claim, and remember there for whom they speak."""
    person = people.read(session, told.person_id)
    conversation = conversations.find(session, person.channel, person.chat)
    if conversation is None or conversation.state is None:
        return
    slots = conversation.state["slots"]
    name = organisations.read(session, told.organisation_id).name
    said = Message("say", text(key, slots["language"], name=name, **values))
    slots["claimed_entry"] = entry
    conversations.save_state(session, conversation, conversation.state, now, conversation.reply)
    outbox.queue(session, conversation.id, [said.to_json()], now)
