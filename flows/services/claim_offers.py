"""Which organisations of the directory somebody may mean, and what these tell already."""

from collections.abc import Iterable, Mapping
from typing import Any

from rapidfuzz.fuzz import ratio

from flows.services.calls import open_calls
from flows.services.context import Context
from flows.services.organisations import FACETS, LEGAL_PERSON, is_told_in
from knowledge.claims import limits
from knowledge.vocabulary import Facet, vocabulary
from storage import claims, organisations, people
from storage.organisation_data import OrganisationData
from storage.organisation_names import named_like
from storage.organisations import name_key

Entries = list[tuple[int, OrganisationData]]

_COMPARED = 3
"""Names are compared when they begin with the same so many letters: typing errors are seldom right at the beginning."""

_TERMS: Mapping[str, Facet] = {
    "theme": "theme",
    "target_group": "target_group",
    "offer": "capacity",
    "need": "capacity",
}


def alike(context: Context, name: str, municipality: str | None) -> Entries:
    """Give the organisations of the directory that have this name, or one very like it; the most likely ones first.

    Invented ones count where an invented call is open. Those that refused this person before are left out.

    Args:
        context: the turn.
        name: what the person called their organisation.
        municipality: where they want to do something, if that is known: those that are there come first.
    """
    person = people.person_for(context.session, context.channel, context.chat, context.now)
    refused = {one.organisation_id for one in claims.of_person(context.session, person.id) if one.state == "refused"}
    demo = any(call.demo for call in open_calls(context))
    said = name_key(name)
    bare = _bare(said)
    begins = bare[:_COMPARED]
    near: list[tuple[bool, bool, float, int, OrganisationData]] = []
    for number, key in named_like(context.session, [begins, *(f"{form} {begins}" for form in _forms())]):
        likeness = ratio(bare, _bare(key))
        if likeness < limits().like_a_name or number in refused:
            continue
        data = organisations.read(context.session, number)
        if (demo or not data.demo) and not is_told_in(context.conversation_id, data):
            near.append((key != said, data.municipality != municipality, -likeness, number, data))
    near.sort(key=lambda one: one[:-1])
    return [(number, data) for *_, number, data in near[: limits().most_shown]]


def starting_point(data: OrganisationData) -> dict[str, Any]:
    """Give the answers that the directory has already, by slot, apart from the places.

    An answer that would not be accepted is left out, so that it is asked. Contact data are nobody's answer.
    """
    known: dict[str, Any] = {"organisation_name": data.name}
    if data.type in _ids("organisation_type"):
        known["organisation_type"] = data.type
    for answer, meaning in LEGAL_PERSON.items():
        if meaning is data.legal_person:
            known["legal_person"] = answer
    for facet, kind in _TERMS.items():
        slot, terms = FACETS[facet], {one.term for one in data.facets if one.facet == facet}
        chosen = [term for term in _ids(kind) if term in terms]
        if 0 < len(chosen) <= limits().most_taken[slot]:
            known[slot] = chosen
    return known


def places(context: Context, data: OrganisationData, asked: Iterable[str]) -> dict[str, Any]:
    """Give where an organisation works, by slot, when it is one of the municipalities that can be asked for."""
    if data.municipality not in asked:
        return {}
    tree, here = context.tree, data.municipality
    areas = [one.term for one in data.facets if one.facet == "area" and one.term in tree]
    inside = [area for area in areas if tree.municipality(area).id == here]
    return {"municipality": here, **({"areas": inside} if inside else {})}


def _forms() -> list[str]:
    return [name_key(form) for form in limits().forms]


def _bare(key: str) -> str:
    """Give a name without the word for the kind of organisation in front."""
    first, _, rest = key.partition(" ")
    return rest if rest and first in _forms() else key


def _ids(facet: Facet) -> list[str]:
    return [term.id for term in vocabulary().terms(facet)]
