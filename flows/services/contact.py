"""Showing partners how a person can be reached: per match, and only after somebody on each side said yes to that.

A consent is that of one person, for their own data. `contact_of`, `contacts_of` and (between two groups)
`contacts_across` are the only ways by which a name, mail address or telephone number of a person may be read for
another organisation.
"""

from dataclasses import dataclass
from datetime import timedelta

from flows.services import notices
from flows.services.coalitions import own_organisation
from flows.services.context import Context
from flows.services.invitations import next_moment
from flows.services.refusal import Refused
from knowledge.languages import LANGUAGES, Texts
from knowledge.texts import text
from storage import coalitions, contact_consents, mandates, organisations, people
from storage.coalitions import Coalition
from storage.contact_consents import ContactConsent
from storage.contact_consents import Match as ContactMatch
from storage.errors import NotFound
from storage.statements import Session

FLOW = "share_contact"
"""The flow that asks a person for this consent."""

SHARED_FLOW = "contact_shared"
"""The flow that shows the data of the other side. The data are read when it runs, not when it is left for somebody."""

LATER = timedelta(minutes=1)
"""So long after two organisations came together it is asked."""

CONTACT_TEXT = "2026-11-23"
"""Version of the text in which is asked (`utter_ask_share_ok`); change it together with the text."""


@dataclass(frozen=True, slots=True)
class Contact:
    """How a person can be reached; "" where that is not known."""

    name: str
    email: str
    phone: str

    @property
    def line(self) -> str:
        """The same in one line."""
        return ", ".join(filter(None, (self.name, self.email, self.phone)))


@dataclass(frozen=True, slots=True)
class Match:
    """Another organisation that takes part, and how things stand between it and the person of this chat.

    Attributes:
        given: the person said yes to showing their own data.
        contacts: of the other side, as far as these may be seen.
    """

    organisation_id: int
    name: str
    given: bool
    contacts: tuple[Contact, ...]


def ask_both(context: Context, coalition_id: int, one: int, other: int) -> None:
    """Ask, in the chats of two organisations that came together, whether the other may see how to reach the person.

    That is a moment later, so that the answer to an invitation has its own turn, and not at night. Who said yes before
    is not asked again.

    Args:
        context: the turn.
        coalition_id: in which coalition.
        one: an organisation that takes part.
        other: another one.
    """
    session, moment = context.session, next_moment(context.now + LATER)
    for own, to in ((one, other), (other, one)):
        standing = contact_consents.standing(session, ContactMatch(coalition_id, own, to))
        for mandate in mandates.of_organisation(session, organisations.standing(session, own)):
            if all(consent.person_id != mandate.person_id for consent in standing):
                match = {"share_with": to, "share_coalition": coalition_id}
                notices.ask_person(context, mandate.person_id, FLOW, not_before=moment, **match)


def may_ask(context: Context, coalition_id: int, to_organisation_id: int) -> bool:
    """Tell whether the person of this chat can say yes: both take part, and the person did not say yes before."""
    own = own_organisation(context)
    if (
        own is None
        or own == to_organisation_id
        or not _both_in_it(context.session, coalition_id, own, to_organisation_id)
    ):
        return False
    return not _given(context, coalition_id, own, to_organisation_id)


def own_contact(context: Context) -> Contact:
    """Give what others would see of the person of this chat."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    return Contact(person.name, person.email, person.phone)


def give(context: Context, coalition_id: int, to_organisation_id: int) -> bool:
    """Let another organisation see the data of the person of this chat; both sides hear it once both said yes.

    Args:
        context: the turn.
        coalition_id: in which coalition.
        to_organisation_id: which may see them.

    Returns:
        Whether both sides said yes now.

    Raises:
        Refused: one of them does not take part, or there is no mail address or telephone number.
    """
    session, own, mine = context.session, own_organisation(context), own_contact(context)
    if own is None or not _both_in_it(session, coalition_id, own, to_organisation_id):
        raise _refused("contact_not_together")
    if not (mine.email or mine.phone):
        raise _refused("contact_without_address")
    person = people.person_for(session, context.channel, context.chat, context.now)
    match = ContactMatch(coalition_id, own, to_organisation_id)
    new = contact_consents.give(session, match, person.id, CONTACT_TEXT, context.now)
    both = shared(session, *match)
    if both and new:
        notices.ask(context, to_organisation_id, SHARED_FLOW, share_with=own, share_coalition=coalition_id)
    return both


def withdraw(context: Context, coalition_id: int, to_organisation_id: int) -> bool:
    """Take the consent of the person of this chat back; who could see the data hears that.

    Returns:
        Whether there was anything to take back.
    """
    session = context.session
    person = people.person_for(session, context.channel, context.chat, context.now)
    taken = False
    for one in contact_consents.of_person(session, person.id):
        if (one.coalition_id, one.to_organisation_id) != (coalition_id, to_organisation_id):
            continue
        match = ContactMatch(one.coalition_id, one.organisation_id, one.to_organisation_id)
        was_seen = shared(session, *match) or across(session, match)
        taken |= contact_consents.withdraw(session, match, person.id, context.now)
        if was_seen:
            name = organisations.read(session, one.organisation_id).name
            notices.tell(context, to_organisation_id, "utter_contact_withdrawn", name=name)
    return taken


def shared(session: Session, coalition_id: int, one: int, other: int) -> bool:
    """Tell whether somebody on each side said yes, and both organisations still take part."""
    if not _both_in_it(session, coalition_id, one, other):
        return False
    return all(_standing(session, coalition_id, *pair) for pair in ((one, other), (other, one)))


def contact_of(session: Session, coalition_id: int, organisation_id: int, for_organisation_id: int) -> Contact | None:
    """Give the contact of an organisation that another one may see; None as long as not both sides said yes.

    Of several people the one who said yes first.
    """
    return next(iter(contacts_of(session, coalition_id, organisation_id, for_organisation_id)), None)


def contacts_of(
    session: Session, coalition_id: int, organisation_id: int, for_organisation_id: int
) -> tuple[Contact, ...]:
    """Give all contacts of an organisation that another one may see; none as long as not both sides said yes."""
    if not shared(session, coalition_id, organisation_id, for_organisation_id):
        return ()
    given = _standing(session, coalition_id, organisation_id, for_organisation_id)
    seen = (people.read(session, one.person_id) for one in given)
    return tuple(Contact(one.name, one.email, one.phone) for one in seen)


def matches(context: Context, coalition: Coalition) -> list[Match]:
    """Give the other organisations that take part, and how things stand with each."""
    own = own_organisation(context)
    places = [
        one.organisation_id for one in coalitions.partners(context.session, coalition.id) if one.state == "accepted"
    ]
    if own not in places:
        return []
    return [
        Match(
            number,
            organisations.read(context.session, number).name,
            _given(context, coalition.id, own, number),
            contacts_of(context.session, coalition.id, number, own),
        )
        for number in places
        if number != own
    ]


def seen_by(context: Context) -> list[tuple[int, int, Texts]]:
    """Give who may see the data of the person of this chat: the coalition, the organisation and what it is called."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    return [
        (one.coalition_id, one.to_organisation_id, name_of(context.session, match_of(one)))
        for one in contact_consents.of_person(context.session, person.id)
    ]


def match_of(one: ContactConsent) -> ContactMatch:
    """Give between which two organisations a consent is."""
    return ContactMatch(one.coalition_id, one.organisation_id, one.to_organisation_id)


def across(session: Session, match: ContactMatch) -> bool:
    """Tell whether somebody of each of two organisations in different groups said yes to contact with the other.

    The consent of each is for its own coalition, in which the other has no place.
    """
    return bool(_across(session, match)) and bool(_back(session, match))


def contacts_across(session: Session, match: ContactMatch) -> tuple[Contact, ...]:
    """Give how the other of two organisations in different groups can be reached; none until both sides said yes."""
    if not _across(session, match):
        return ()
    seen = (people.read(session, one.person_id) for one in _back(session, match))
    return tuple(Contact(one.name, one.email, one.phone) for one in seen)


def name_of(session: Session, match: ContactMatch) -> Texts:
    """Name the other organisation of a match; one in another group stays unnamed until both sides said yes."""
    if coalitions.place(session, match.coalition_id, match.to_organisation_id) is None and not across(session, match):
        return {language: text("another_group", language) for language in LANGUAGES}
    return dict.fromkeys(LANGUAGES, organisations.read(session, match.to_organisation_id).name)


def _across(session: Session, match: ContactMatch) -> list[ContactConsent]:
    return _standing(session, *match) if _apart(session, match.coalition_id, match.to_organisation_id) else []


def _back(session: Session, match: ContactMatch) -> list[ContactConsent]:
    """Give the consents the other way, of another coalition in which the one has no place."""
    own, to = match.organisation_id, match.to_organisation_id
    speakers = {mandate.person_id for mandate in mandates.of_organisation(session, to)}
    return [
        one
        for one in contact_consents.towards(session, to, own)
        if one.person_id in speakers
        and one.coalition_id != match.coalition_id
        and _apart(session, one.coalition_id, own)
    ]


def _apart(session: Session, coalition_id: int, organisation_id: int) -> bool:
    """Whether a coalition goes on without a place for an organisation."""
    goes_on = coalitions.read(session, coalition_id).state != "ended"
    return goes_on and coalitions.place(session, coalition_id, organisation_id) is None


def _given(context: Context, coalition_id: int, own: int, to: int) -> bool:
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    return any(
        one.person_id == person.id
        for one in contact_consents.standing(context.session, ContactMatch(coalition_id, own, to))
    )


def _standing(session: Session, coalition_id: int, one: int, other: int) -> list[ContactConsent]:
    """Give the consents of people who still speak for the organisation for which they gave it."""
    speakers = {mandate.person_id for mandate in mandates.of_organisation(session, one)}
    return [
        each
        for each in contact_consents.standing(session, ContactMatch(coalition_id, one, other))
        if each.person_id in speakers
    ]


def _both_in_it(session: Session, coalition_id: int, one: int, other: int) -> bool:
    try:
        state = coalitions.read(session, coalition_id).state
    except NotFound:
        return False
    return state != "ended" and all(_takes_part(session, coalition_id, number) for number in (one, other))


def _takes_part(session: Session, coalition_id: int, organisation_id: int) -> bool:
    place = coalitions.place(session, coalition_id, organisation_id)
    return place is not None and place.state == "accepted"


def _refused(key: str) -> Refused:
    return Refused({language: text(key, language) for language in LANGUAGES})
