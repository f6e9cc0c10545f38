"""Entries of the directory that nobody confirmed for long: asking their organisations, and what these answer."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.services.context import DUTCH_TIME, Context
from knowledge.areas import AreaTree
from knowledge.format import listing
from knowledge.freshness import freshness, line
from knowledge.languages import Language
from knowledge.vocabulary import Facet, vocabulary
from storage import confirmations, organisations, people
from storage.confirmations import Moments, Stale
from storage.organisation_data import OrganisationData
from storage.statements import Session

FLOW = "freshness"
"""The flow that asks whether an entry is still right."""

_FACETS: dict[str, Facet] = {
    "theme": "theme",
    "target_group": "target_group",
    "offer": "capacity",
    "need": "capacity",
}


def due(session: Session, channel: str, now: datetime) -> Sequence[tuple[int, str]]:
    """Give the organisations to ask now, each with its chat; none outside the hours in which people may be asked."""
    rules = freshness()
    if not rules.may_ask_at(now.astimezone(DUTCH_TIME)):
        return ()
    return confirmations.due(session, channel, _moments(now), rules.at_once)


def note_asked(session: Session, organisation_id: int, chat: tuple[str, str], now: datetime) -> bool:
    """Write that an organisation is asked now; False when somebody else just did so."""
    return confirmations.note(session, organisation_id, chat, _moments(now), now)


def stale(session: Session, now: datetime) -> list[Stale]:
    """Give the entries that are out of date, the oldest first."""
    return list(confirmations.stale(session, freshness().stale_before(now)))


def own_entry(context: Context) -> OrganisationData | None:
    """Give what the directory says of the organisation of this conversation; None when it does not stand there."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    if person.organisation_id is None:
        return None
    data = organisations.read(context.session, person.organisation_id)
    return data if data.willing else None


def confirm(context: Context, *, willing: bool = True) -> None:
    """Write that the organisation of this conversation says that its entry is right, or that it wants none."""
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    if person.organisation_id is not None:
        number = organisations.standing(context.session, person.organisation_id)
        confirmations.confirm(context.session, number, context.now, willing=willing)


def entry_lines(data: OrganisationData, tree: AreaTree, language: Language) -> list[str]:
    """Put an entry into words, for the organisation itself."""
    words = vocabulary()
    areas = [facet.term for facet in data.facets if facet.facet == "area"]
    told = {
        "name": data.name,
        "type": words.label("organisation_type", data.type, language),
        "municipality": _place(tree, data.municipality),
        "area": listing([_place(tree, area) for area in areas if area != data.municipality], language),
    }
    for facet, named in _FACETS.items():
        terms = [words.label(named, one.term, language) for one in data.facets if one.facet == facet]
        told[facet] = listing(terms, language)
    return [found for key, what in told.items() if (found := line(key, what, language))]


def _place(tree: AreaTree, area: str) -> str:
    return tree.area(area).name if area in tree else area


def _moments(now: datetime) -> Moments:
    rules = freshness()
    return Moments(
        stale=rules.stale_before(now),
        remind=now - timedelta(days=rules.remind_after_days),
        quiet=now - timedelta(hours=rules.quiet_hours),
    )
