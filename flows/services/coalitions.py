"""Coalitions as the people in them see them: which one a chat works on, and what its organisation may do there.

Everything that may be done, by whom and in which state stands in one table, `knowledge/lifecycle.yml`.
"""

from collections.abc import Mapping
from typing import Any

from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge import lifecycle
from knowledge.lifecycle import Role
from storage import coalitions, mandates, organisations, people
from storage.changes import tick
from storage.coalitions import Coalition, CoalitionPartner
from storage.errors import NotFound

CURRENT = "coalition"
"""The slot with the coalition on which a chat works."""


def own_organisation(context: Context) -> int | None:
    """Give the organisation for which the person of this chat speaks now; None when there is none."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    return None if person.organisation_id is None else organisations.standing(context.session, person.organisation_id)


def current(context: Context, slots: Mapping[str, Any]) -> Coalition | None:
    """Give the coalition on which this chat works.

    None when there is none, when it was erased, or when the organisation has no place in it (any more).
    """
    number, own = slots.get(CURRENT), own_organisation(context)
    if number is None or own is None:
        return None
    try:
        found = coalitions.read(context.session, number)
    except NotFound:
        return None
    return found if coalitions.place(context.session, number, own) else None


def roles(context: Context, coalition: Coalition, organisation_id: int, about: int | None = None) -> set[Role]:
    """Tell what an organisation is to a coalition, or to the place of an organisation in it.

    Args:
        context: the turn.
        coalition: the coalition.
        organisation_id: the organisation that wants to do something.
        about: whose place it is about; None for the coalition itself.
    """
    found: set[Role] = set()
    place = coalitions.place(context.session, coalition.id, organisation_id)
    if place and place.state == "accepted":
        found.add("partner")
        if place.role == "lead":
            found.add("lead")
        if asker_of(context, coalition) == organisation_id:
            found.add("asker")
        if about == organisation_id and place.role == "candidate":
            found.add("candidate")
    return found | ({"self"} if about == organisation_id else set())


def asker_of(context: Context, coalition: Coalition) -> int | None:
    """Give who may do in a coalition what the organisation that came with the idea may do.

    That organisation itself, or when it left: the lead partner, or without one who takes part longest; None when nobody
    takes part.
    """
    # The lead partner comes first, the others by how long they take part.
    taking_part = [one for one in coalitions.partners(context.session, coalition.id) if one.state == "accepted"]
    members = [one.organisation_id for one in taking_part]
    asking = coalition.asking_organisation_id
    return asking if asking in members else next(iter(members), None)


def do(context: Context, coalition_id: int, action: str, about: int | None = None, *, system: bool = False) -> str:
    """Do something with a coalition, or with the place of an organisation in it, as the organisation of this chat.

    Args:
        context: the turn.
        coalition_id: the coalition.
        action: what, as in `knowledge/lifecycle.yml`.
        about: the organisation whose place it is about; None for the coalition itself.
        system: the program does so by itself, such as when a date has passed.

    Returns:
        The state that follows.

    Raises:
        Refused: this may not be done, by this organisation or in this state.
        NotFound: there is no such coalition or place.
    """
    state = check(context, coalition_id, action, about, system=system)
    coalition = coalitions.read(context.session, coalition_id)
    place = None if about is None else _place(context, coalition_id, about)
    if state != (coalition.state if place is None else place.state):
        _move(context, coalition, place, state)
    return state


def check(context: Context, coalition_id: int, action: str, about: int | None = None, *, system: bool = False) -> str:
    """Tell what state would follow if something was done, without doing it, such as before it is asked for certain.

    Args:
        context: the turn.
        coalition_id: the coalition.
        action: what, as in `knowledge/lifecycle.yml`.
        about: the organisation whose place it is about; None for the coalition itself.
        system: the program does so by itself, such as when a date has passed.

    Returns:
        The state that would follow.

    Raises:
        Refused: this may not be done, by this organisation or in this state.
        NotFound: there is no such coalition or place.
    """
    coalition = coalitions.read(context.session, coalition_id)
    place = None if about is None else _place(context, coalition_id, about)
    state = coalition.state if place is None else place.state
    kind: lifecycle.Kind = "coalition" if place is None else "place"
    who: set[Role] = {"system"} if system else _roles_here(context, coalition, about)
    verdict = lifecycle.may(who, action, kind, state, confirmed=is_confirmed(context), group=coalition.state)
    if verdict.refusal == "group":
        raise Refused(lifecycle.sentences(verdict.refusal, "coalition", coalition.state))
    if verdict.refusal:
        raise Refused(lifecycle.sentences(verdict.refusal, kind, state))
    return verdict.to


def _roles_here(context: Context, coalition: Coalition, about: int | None) -> set[Role]:
    own = own_organisation(context)
    return set() if own is None else roles(context, coalition, own, about)


def is_confirmed(context: Context) -> bool:
    """Tell whether it was confirmed that the person of this chat may speak for the organisation."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    standing = mandates.of_person(context.session, person.id)
    return any(one.organisation_id == person.organisation_id and one.confirmed_at for one in standing)


def _place(context: Context, coalition_id: int, organisation_id: int) -> CoalitionPartner:
    found = coalitions.place(context.session, coalition_id, organisation_id)
    if found is None:
        raise NotFound("place", (coalition_id, organisation_id))
    return found


def _move(context: Context, coalition: Coalition, place: CoalitionPartner | None, state: str) -> None:
    """Write the state that follows; matching learns of coalitions that were agreed on."""
    session, now = context.session, context.now
    if place is None:
        coalitions.change(session, coalition.id, now, state=state)
    else:
        coalitions.put(session, coalition.id, place.organisation_id, place.role, state, now)
    if place is None or coalition.state != "forming":
        tick(session, (), coalitions=True)
