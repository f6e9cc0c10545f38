"""What a person may always do: see everything stored about them, and have it erased."""

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flows.services.context import Context
from flows.services.invitations import next_moment
from knowledge.languages import Language
from knowledge.privacy import sentence
from knowledge.texts import text
from storage import coalitions, documents, leaving, mandates, notices, organisations, people, privacy
from storage.erasures import Erasure
from storage.errors import NotFound
from storage.leaving import Departure, Farewell
from storage.people import Person
from storage.statements import Session
from storage.unlisting import TOLD

CONSENT = "store"
"""The purpose that a person agrees to at the start: storing what they tell."""

CONSENT_TEXT = "2026-11-23-2"
"""Version of the text shown before that (`utter_privacy`): its day, and which of that day. Changes with the text."""


def give_consent(context: Context) -> None:
    """Note that this person agreed, in the words of the text that was shown."""
    people.give_consent(context.session, person_of(context).id, CONSENT, CONSENT_TEXT, context.now)


def person_of(context: Context) -> Person:
    """Give the person of this chat."""
    return people.person_for(context.session, context.channel, context.chat, context.now)


def overview(context: Context) -> dict[str, list[dict[str, Any]]]:
    """Give everything stored about this person, as rows per kind of record."""
    return privacy.overview(context.session, person_of(context).id)


def overview_file(context: Context, rows: dict[str, list[dict[str, Any]]], language: Language) -> dict[str, Any]:
    """Store an overview as a JSON file; returns it as `{"id", "name"}`."""
    name = text("my_data_file", language, day=_iso(context.today))
    content = json.dumps(rows, ensure_ascii=False, indent=2).encode()
    number = documents.add(context.session, context.conversation_id, name, "application/json", content, context.now)
    return {"id": number, "name": name}


def what_stays(context: Context, language: Language, of: int | None = None) -> list[str]:
    """Say what goes and what stays when this person has everything erased, and why.

    Args:
        context: the turn.
        language: in which language.
        of: the person only stops speaking for this organisation; None for everything.
    """
    session = context.session
    person = people.find(session, context.channel, context.chat)
    if person is None:
        return []
    follows = leaving.farewell(session, person.id, of)
    lines = [sentence("stays", "dissolved", language, coalition=one.name) for one in follows.dissolved]
    lines += [line for one in follows.departures for line in _goes_on(session, one, language)]
    lines += [sentence("stays", "shared", language, organisation=_name(session, one)) for one in follows.shared]
    listed = [one for one in follows.alone if organisations.read(session, one).source not in TOLD]
    return lines + [sentence("stays", "listed", language, organisation=_name(session, one)) for one in listed]


def erase(context: Context) -> None:
    """Erase this person and everything said in this chat, and tell others what follows for them."""
    forget(context.session, person_of(context).id, context.now)


def forget(session: Session, person_id: int, now: datetime) -> None:
    """Erase a person, and tell others what follows for them; never who it was.

    Raises:
        NotFound: there is no such person.
    """
    tell_others(session, leaving.farewell(session, person_id), now)
    privacy.erase(session, person_id, now)


def tell_others(session: Session, follows: Farewell, now: datetime) -> None:
    """Tell those with whom an organisation made a plan that it goes on without it, or that they are not asked any more.

    To be done before it is carried out.
    """
    for one in follows.departures:
        values = {"organisation": _name(session, one.organisation_id), "coalition": one.coalition.name}
        for place in coalitions.partners(session, one.coalition.id):
            if place.state == "accepted" and place.organisation_id not in follows.alone:
                heir = place.organisation_id == one.heir
                response = "utter_organisation_gone_heir" if heir else "utter_organisation_gone"
                _tell(session, place.organisation_id, response, values, now)
    for coalition_id, invited in follows.withdrawn:
        name = coalitions.read(session, coalition_id).name
        _tell(session, invited, "utter_invitation_gone", {"coalition": name}, now)


def erase_again(session: Session, erasures: Iterable[Erasure], now: datetime) -> int:
    """Erase the people who were erased before and are back, since an older copy of the database was put back.

    Who bears the same number but is somebody else stays, and so does who said something after the erasing: it was then
    written to the file but undone. Nobody is told: others heard of it the first time.

    Returns:
        How many were erased.
    """
    number = 0
    for one in erasures:
        try:
            person = people.read(session, one.person_id)
        except NotFound:
            continue
        if person.created_at == one.created_at and not people.active_since(session, person.id, one.erased_at):
            privacy.erase(session, person.id, now)
            number += 1
    return number


def _goes_on(session: Session, one: Departure, language: Language) -> list[str]:
    key = "handed_in" if one.handed_in else "goes_on" if one.coalition.state == "forming" else "agreed"
    lines = [sentence("stays", key, language, coalition=one.coalition.name)]
    if one.heir is not None:
        lines.append(sentence("stays", "heir", language, organisation=_name(session, one.heir)))
    return lines


def _tell(session: Session, organisation_id: int, response: str, values: dict[str, Any], now: datetime) -> None:
    """Say something to all who speak for an organisation, at an hour at which people may be disturbed."""
    standing = organisations.standing(session, organisation_id)
    for person_id in {one.person_id for one in mandates.of_organisation(session, standing)}:
        notices.add(session, person_id, "say", response, values, (now, next_moment(now)))


def _name(session: Session, organisation_id: int) -> str:
    return organisations.read(session, organisation_id).name


def _iso(day: date) -> str:
    return day.isoformat()
