"""Playing an organisation of the directory in a chat of its own, to try on one machine how partners work together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flows.services import claim_offers
from flows.services import claims as claiming
from flows.services.directory import Directory
from flows.services.invitations import FLOW, waiting_for
from flows.services.matching import named
from storage import claims, conversations, notices, organisations, people
from storage.statements import Session

BY_DEMO = "demo"
"""Who confirms that the person may speak for the organisation: nobody but the trial itself."""


def called(session: Session, name: str) -> Sequence[int]:
    """Give the organisations with a name: first those that are asked to take part."""
    found = {organisations.standing(session, number) for number, _ in organisations.find_by_name(session, name)}
    return sorted(found, key=lambda number: (not waiting_for(session, number), number))


def meant(session: Session, directory: Directory, name: str) -> str:
    """Give the name of the organisation that somebody may mean by a misspelt one; "" when there is none."""
    number = named(directory.index(session), name)
    return "" if number is None else organisations.read(session, number).name


def begin(session: Session, organisation_id: int, channel: str, chat: str, now: datetime) -> Mapping[str, Any]:
    """Let whoever talks in a chat speak for an organisation, as if that had been confirmed.

    The invitations that wait for its answer are shown in that chat, once the person agreed that answers are stored.
    In a conversation that was begun before nothing changes.

    Returns:
        The slots with which the conversation begins.
    """
    conversation = conversations.take(session, channel, chat, now)
    if conversation.state is not None:
        return {}
    person = people.person_for(session, channel, chat, now)
    claim = claims.add(session, person.id, organisation_id, now)
    number = claiming.confirm(session, claim.id, BY_DEMO, now)
    known = {**claim_offers.starting_point(organisations.read(session, number)), "claimed_entry": number}
    waiting = [one.id for one in waiting_for(session, number)]
    for one in waiting[1:]:
        notices.add(session, person.id, "flow", FLOW, {"invitation": one}, (now, now))
    return {**known, "invitation": waiting[0], "joined": False} if waiting else known
