"""What each partner adds to a coalition, in its own words: read it, save it, and see who is still to answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.services import locking, notices, reminders
from flows.services.coalitions import CURRENT, asker_of, do, own_organisation
from flows.services.coalitions import current as current_coalition
from flows.services.context import Context
from knowledge.contribution import Contribution, joined
from knowledge.vocabulary import vocabulary
from storage import coalitions, organisations, people, revisions
from storage.coalitions import Coalition, CoalitionPartner
from storage.errors import Conflict
from storage.reminders import CONTRIBUTION
from storage.statements import Session

FLOW = "contribution"
"""The flow in which a partner tells its contribution."""

Choice = Literal["theirs", "mine", "both"]


@dataclass(frozen=True, slots=True)
class Version:
    """A contribution as it stands.

    Attributes:
        number: of its last version; 0 when there is none yet.
    """

    number: int
    contribution: Contribution


def of(where: Context | Session, coalition_id: int) -> Mapping[int, Contribution]:
    """Give what the organisations of a coalition contribute, by their ids; who did not answer yet is left out."""
    found = revisions.of_all(_session(where), coalition_id, CONTRIBUTION)
    return {one.organisation_id: Contribution.model_validate(one.content) for one in found}


def open_for(where: Context | Session, coalition_id: int) -> Sequence[int]:
    """Give the organisations that take part and whose contribution is still to come.

    The organisation that asks is none of them: it tells its own part in the plan.
    """
    session = _session(where)
    asks, told = coalitions.read(session, coalition_id).asking_organisation_id, of(session, coalition_id)
    joined_in = (one.organisation_id for one in coalitions.partners(session, coalition_id) if one.state == "accepted")
    return [number for number in joined_in if number != asks and number not in told]


def awaited(where: Context | Session, coalition_id: int) -> Sequence[int]:
    """Give the organisations of which a contribution may still come: also who did not answer an invitation yet."""
    places = coalitions.partners(_session(where), coalition_id)
    return [*open_for(where, coalition_id), *(one.organisation_id for one in places if one.state == "invited")]


def to_tell(context: Context, slots: Mapping[str, Any]) -> CoalitionPartner | None:
    """Give the place for which the person of this chat tells a contribution now.

    That is the one in the coalition on which the chat works; or else the first whose contribution is still to come, or
    the first of all. None when the organisation takes part in no coalition of others.
    """
    own = own_organisation(context)
    if own is None:
        return None
    found = [one for one in (_place(context, coalition, own) for coalition in _joined(context, own)) if one]
    here = [one for one in found if one.coalition_id == slots.get(CURRENT)]
    still = [one for one in found if own in open_for(context, one.coalition_id)]
    return next(iter([*here, *still, *found]), None)


def asks_itself(context: Context, slots: Mapping[str, Any]) -> bool:
    """Tell whether the organisation of this chat came with the plan on which the chat works."""
    here = current_coalition(context, slots)
    return here is not None and here.asking_organisation_id == own_organisation(context)


def current(context: Context, place: CoalitionPartner) -> Version:
    """Give what an organisation told so far for a coalition."""
    last = revisions.last(context.session, place.coalition_id, place.organisation_id, CONTRIBUTION)
    return Version(last.number, Contribution.model_validate(last.content)) if last else Version(0, Contribution())


def known_brings(context: Context) -> list[str]:
    """Give what the directory knows that the organisation of this chat has to offer."""
    own = own_organisation(context)
    offers = () if own is None else organisations.read(context.session, own).facets
    known = {term.id for term in vocabulary().terms("capacity")}
    return [one.term for one in offers if one.facet == "offer" and one.term in known]


def others(context: Context, place: CoalitionPartner) -> list[tuple[int, str]]:
    """Give the other organisations that take part, with their names."""
    found = coalitions.partners(context.session, place.coalition_id)
    accepted = [one.organisation_id for one in found if one.state == "accepted"]
    numbers = [one for one in accepted if one != place.organisation_id]
    return list(zip(numbers, names_of(context, numbers), strict=True))


def names_of(context: Context, organisation_ids: Sequence[int]) -> list[str]:
    """Give the names of organisations, in the same order."""
    return [organisations.read(context.session, one).name for one in organisation_ids]


def save(context: Context, coalition_id: int, mine: Contribution, after: int) -> Version | None:
    """Save a contribution, and let the organisation that asks know of the first.

    Args:
        context: the turn.
        coalition_id: for which coalition.
        mine: what it says.
        after: the number of the version that the person saw.

    Returns:
        None when it is saved; else what somebody else of the organisation wrote meanwhile, and nothing was saved.

    Raises:
        Refused: the organisation does not take part (any more).
        NotFound: there is no such coalition or place.
    """
    place = _may_tell(context, coalition_id)
    now = current(context, place)
    if now.number and now.contribution == mine:
        return None
    if now.number != after:
        return now
    locking.check_contribution(context, coalition_id, now.contribution, mine)
    try:
        _append(context, place, after, mine)
    except Conflict:  # In a transaction that ended since the look above.
        return current(context, place)
    if not after:
        reminders.not_needed(context.session, place.organisation_id)
        _tell_asker(context, place)
    return None


def settle(context: Context, coalition_id: int, mine: Contribution, seen: int, choice: Choice) -> Version | None:
    """Save what a person chose who saw their own version next to that of somebody else.

    Both stay known: who chooses the other one has their own written down before it.

    Args:
        context: the turn.
        coalition_id: for which coalition.
        mine: their own version.
        seen: the number of the other one.
        choice: which.

    Returns:
        As `save`.

    Raises:
        Refused: the organisation does not take part (any more).
        NotFound: there is no such coalition or place.
    """
    place = _may_tell(context, coalition_id)
    theirs = current(context, place)
    if theirs.number != seen:
        return theirs
    locking.check_contribution(context, coalition_id, theirs.contribution, mine)
    kept = {"theirs": [mine, theirs.contribution], "mine": [mine], "both": [_both(mine, theirs.contribution)]}[choice]
    for after, one in enumerate(kept, start=seen):
        _append(context, place, after, one)
    return None


def tell_contact(context: Context, name: str, email: str, phone: str) -> None:
    """Write how the person of this chat can be reached; what is empty stays as it was."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    people.change(
        context.session,
        person.id,
        name=name or person.name,
        email=email or person.email,
        phone=phone or person.phone,
    )


def contact_of(context: Context) -> list[str]:
    """Give how the person of this chat can be reached: name, mail and telephone, as far as they are known."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    reach = [person.email, person.phone]
    return list(filter(None, [person.name, *reach])) if any(reach) else []


def _session(where: Context | Session) -> Session:
    return where.session if isinstance(where, Context) else where


def _joined(context: Context, own: int) -> list[Coalition]:
    """Give the coalitions of others in which an organisation has a place."""
    found = coalitions.of_organisation(context.session, own)
    return [one for one in found if one.asking_organisation_id != own and one.state != "ended"]


def _place(context: Context, coalition: Coalition, own: int) -> CoalitionPartner | None:
    found = coalitions.place(context.session, coalition.id, own)
    return found if found and found.state == "accepted" else None


def _may_tell(context: Context, coalition_id: int) -> CoalitionPartner:
    own = own_organisation(context) or 0
    do(context, coalition_id, "contribute", about=own)
    place = coalitions.place(context.session, coalition_id, own)
    assert place  # noqa: S101 - `do` looked
    return place


def _append(context: Context, place: CoalitionPartner, after: int, what: Contribution) -> None:
    key = (place.coalition_id, place.organisation_id, CONTRIBUTION)
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    revisions.append(context.session, key, after, what.model_dump(mode="json"), person.id, context.now)


def _both(mine: Contribution, theirs: Contribution) -> Contribution:
    """Put two versions together; where only one can stand it is the person's own, if they told any."""
    return Contribution(
        activities=joined(theirs.activities, mine.activities),
        brings=(*theirs.brings, *(one for one in mine.brings if one not in theirs.brings)),
        own_money_cents=theirs.own_money_cents if mine.own_money_cents is None else mine.own_money_cents,
        in_kind_cents=theirs.in_kind_cents if mine.in_kind_cents is None else mine.in_kind_cents,
        volunteer_hours=theirs.volunteer_hours if mine.volunteer_hours is None else mine.volunteer_hours,
        gains=mine.gains if theirs.gains in {"", mine.gains} else "\n\n".join(filter(None, (theirs.gains, mine.gains))),
    )


def _tell_asker(context: Context, place: CoalitionPartner) -> None:
    """Let those who write the plan know that a contribution is there, and from whom one is still to come."""
    coalition = coalitions.read(context.session, place.coalition_id)
    found = coalitions.partners(context.session, coalition.id)
    leads = {one.organisation_id for one in found if one.role == "lead" and one.state == "accepted"}
    waiting = ", ".join(names_of(context, awaited(context, coalition.id)))
    name, called = names_of(context, [place.organisation_id])[0], coalition.name
    hear = {asker_of(context, coalition), *leads} - {place.organisation_id}
    for number in sorted(one for one in hear if one is not None):
        if waiting:
            notices.tell(context, number, "utter_contribution_came", name=name, coalition=called, waiting=waiting)
        else:
            notices.tell(context, number, "utter_contributions_complete", name=name, coalition=called)
