"""For whom a person speaks: switching between organisations, bringing a colleague in, and ending it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flows.services import notices
from flows.services.coalitions import CURRENT, own_organisation
from flows.services.context import Context
from flows.services.invitations import next_moment
from flows.services.privacy import person_of, tell_others
from knowledge.mandates import mandate_rules
from storage import claims, coalitions, colleagues, leaving, links, mandates, organisations, unlisting
from storage import notices as left
from storage.errors import Conflict
from storage.mandates import Mandate
from storage.statements import Session

FLOW = "join_colleague"
"""The flow that asks somebody who followed a colleague's link whether they speak for that organisation."""

SECRET_BYTES = 32
"""256 random bits, in 43 characters."""

ASIDE = "set_aside"
"""The slot with the answers for organisations for which the person does not speak just now, by their numbers."""

_OF_PERSON = frozenset({"language", "consent", "contact_name", ASIDE})
"""Answers that are the person's, whatever organisation they speak for."""
_PASSING = frozenset(
    {"mandate_options", "speak_for", "end_mandate_for", "end_mandate_sure", "colleague_key", "colleague_ok"}
)
"""Answers that count for the question at hand only."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person may speak for an organisation.

    Attributes:
        organisation_id: the organisation.
        name: what it is called.
        now: the person speaks for it now.
    """

    organisation_id: int
    name: str
    now: bool


def of_person(context: Context) -> list[Speaker]:
    """Give the organisations for which the person of this chat may speak, oldest first."""
    own, found = own_organisation(context), {}
    for one in mandates.of_person(context.session, person_of(context).id):
        number = organisations.standing(context.session, one.organisation_id)
        found[number] = Speaker(number, organisations.read(context.session, number).name, number == own)
    return list(found.values())


def switch(context: Context, slots: Mapping[str, Any], organisation_id: int) -> dict[str, Any]:
    """Let the person speak for another organisation of theirs from now on.

    What was answered for the one before is put aside, and comes back when the person switches back.

    Returns:
        The slots to fill.

    Raises:
        NotFound: the person may not speak for it.
    """
    before = own_organisation(context)
    mandates.speak_for(context.session, person_of(context).id, _stored(context, organisation_id))
    return _slots_for(context, slots, before, organisation_id)


def make_link(context: Context) -> str | None:
    """Make a link with which one colleague may speak for the organisation too; gives its secret, which is not stored.

    Returns:
        None when the person speaks for no organisation.
    """
    own = own_organisation(context)
    if own is None:
        return None
    secret = secrets.token_urlsafe(SECRET_BYTES)
    until = context.now + timedelta(days=mandate_rules().link_days)
    colleagues.add(context.session, links.digest(secret), own, person_of(context).id, context.now, until)
    return secret


def key_of(words: str) -> str:
    """Give what is kept of the secret of a link, from what somebody typed."""
    return links.digest(words.strip().split()[-1] if words.strip() else "")


def offered(context: Context, key: str) -> str | None:
    """Give the name of the organisation to which a link belongs that still works; None when it does not."""
    found = colleagues.find(context.session, key, context.now)
    if found is None:
        return None
    return organisations.read(context.session, organisations.standing(context.session, found.organisation_id)).name


def join(context: Context, slots: Mapping[str, Any], key: str) -> dict[str, Any] | None:
    """Let a person speak for the organisation of a colleague; nobody confirmed that yet. The colleagues hear it.

    Who spoke for another organisation before goes on with that one, and can switch.

    Returns:
        The slots to fill; None when the link does not work any more.
    """
    found = colleagues.find(context.session, key, context.now)
    if found is None or not colleagues.use(context.session, key, context.now):
        return None
    person, before = person_of(context), own_organisation(context)
    number = organisations.standing(context.session, found.organisation_id)
    new = number not in {one.organisation_id for one in of_person(context)}
    mandates.grant(context.session, person.id, number, context.now)
    if new:
        name = organisations.read(context.session, number).name
        notices.tell(context, number, "utter_colleague_joined", not_before=next_moment(context.now), name=name)
    if before is not None and before != number:
        mandates.speak_for(context.session, person.id, _stored(context, before))
        return {}
    return _slots_for(context, slots, None, number)


def end(context: Context, slots: Mapping[str, Any], organisation_id: int) -> dict[str, Any]:
    """Let the person speak no longer for an organisation; others hear what follows from that for them.

    Returns:
        The slots to fill.

    Raises:
        NotFound: the person does not speak for it.
    """
    session, person, own = context.session, person_of(context), own_organisation(context)
    follows = leaving.farewell(session, person.id, organisation_id)
    tell_others(session, follows, context.now)
    for one in claims.of_person(session, person.id):
        of_it = organisations.standing(session, one.organisation_id) == organisation_id
        if of_it and one.state in {"open", "confirmed"}:
            claims.decide(session, one.id, "withdrawn", context.now)
    _end(session, person.id, organisation_id, context.now)
    unlisting.release(session, str(context.conversation_id), organisation_id)
    leaving.carry_out(session, follows, context.now)
    if own != organisation_id:
        return {}
    return _slots_for(context, slots, organisation_id, own_organisation(context), forget=True)


def unconfirmed(session: Session) -> Sequence[Mandate]:
    """Give the mandates that stand and that nobody confirmed, oldest first; for staff."""
    return mandates.unconfirmed(session)


def confirm_and_tell(session: Session, mandate_id: int, by: str, now: datetime) -> None:
    """Confirm a mandate for a member of staff, and let the person know in their chat.

    Raises:
        Conflict: it has ended, or does not exist.
    """
    mandates.confirm(session, mandate_id, by, now)
    _tell(session, mandates.by_id(session, mandate_id), "utter_mandate_confirmed", now)


def end_and_tell(session: Session, mandate_id: int, now: datetime) -> None:
    """End a mandate for a member of staff, and let the person know; others hear what follows for them.

    Raises:
        Conflict: it has ended, or does not exist.
    """
    found = mandates.by_id(session, mandate_id)
    if found.ended_at is not None:
        raise Conflict("mandate", mandate_id, "it does not stand any more")
    number = organisations.standing(session, found.organisation_id)
    _tell(session, found, "utter_mandate_ended", now)
    follows = leaving.farewell(session, found.person_id, number)
    tell_others(session, follows, now)
    _end(session, found.person_id, number, now)
    leaving.carry_out(session, follows, now)


def _end(session: Session, person_id: int, organisation_id: int, now: datetime) -> None:
    colleagues.drop_made(session, person_id, organisation_id)
    for one in mandates.of_person(session, person_id):
        if organisations.standing(session, one.organisation_id) == organisation_id:
            mandates.end(session, person_id, one.organisation_id, now)


def _tell(session: Session, mandate: Mandate, response: str, now: datetime) -> None:
    name = organisations.read(session, organisations.standing(session, mandate.organisation_id)).name
    left.add(session, mandate.person_id, "say", response, {"name": name}, (now, next_moment(now)))


def _stored(context: Context, organisation_id: int) -> int:
    """Give the organisation as it stands in the mandate, which may be one that was merged into it since."""
    found = mandates.of_person(context.session, person_of(context).id)
    standing = {organisations.standing(context.session, one.organisation_id): one.organisation_id for one in found}
    return standing.get(organisation_id, organisation_id)


def _slots_for(
    context: Context, slots: Mapping[str, Any], before: int | None, after: int | None, *, forget: bool = False
) -> dict[str, Any]:
    """Give the answers of a chat in which the person speaks for another organisation from now on."""
    aside = dict(slots.get(ASIDE) or {})
    filled = {name: value for name, value in slots.items() if value is not None and name not in _OF_PERSON | _PASSING}
    if before is not None and not forget:
        aside[str(before)] = {name: value for name, value in filled.items() if not name.endswith("_options")}
    known = aside.pop(str(after), None) if after is not None else {}
    if known is None:
        known = _at_first(context, after)
    return {**dict.fromkeys(filled), **known, ASIDE: aside or None}


def _at_first(context: Context, organisation_id: int | None) -> dict[str, Any]:
    """What is known for an organisation for which nothing was answered in this chat: it is worked on by colleagues."""
    if organisation_id is None:
        return {}
    data = organisations.read(context.session, organisation_id)
    taking_part = [
        one.id
        for one in coalitions.of_organisation(context.session, organisation_id)
        if (place := coalitions.place(context.session, one.id, organisation_id)) and place.state == "accepted"
    ]
    return {
        "organisation_name": data.name,
        "organisation_id": organisation_id,
        "joined": True,
        CURRENT: taking_part[-1] if taking_part else None,
    }
