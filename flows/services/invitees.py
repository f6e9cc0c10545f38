"""Finding the organisation that somebody names to ask it, or writing down one that is not in the directory."""

from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.matching import named
from storage import coalitions, organisations
from storage.organisation_data import OrganisationData
from storage.organisations import name_key

FROM_INVITATION = "uitnodiging"
"""The source of organisations of which nothing is known but that somebody asked them, under this name."""

_UNKNOWN_TYPE = "overig"
_MOST_ALIKE = 3


def by_name(context: Context, coalition_id: int, name: str) -> int | None:
    """Give the organisation with exactly this name: in the coalition, or the only such one in the directory."""
    key = name_key(name)
    for place in coalitions.partners(context.session, coalition_id):
        if name_key(organisations.read(context.session, place.organisation_id).name) == key:
            return place.organisation_id
    found = _listed(context, name)
    return found[0][0] if len(found) == 1 else None


def alike(context: Context, name: str) -> list[tuple[int, OrganisationData]]:
    """Give the organisations of the directory that somebody may mean by a name, those with just that name first."""
    found = _listed(context, name)
    if not found:
        number = named(context.directory.index(context.session), name)
        found = [(number, organisations.read(context.session, number))] if number is not None else []
    return found[:_MOST_ALIKE]


def add(context: Context, coalition_id: int, name: str) -> int:
    """Write down an organisation of which only the name is known. Nobody is shown it as a possible partner.

    Naming it again for the same coalition gives the same one.
    """
    coalition = coalitions.read(context.session, coalition_id)
    data = OrganisationData(
        name=name,
        type=_UNKNOWN_TYPE,
        municipality=find_call(context, coalition.call_code).municipality,
        source=FROM_INVITATION,
        source_key=f"{coalition_id}:{name_key(name)}",
        legal_person=None,
        willing=False,
    )
    return organisations.standing(context.session, organisations.save(context.session, data, context.now).id)


def _listed(context: Context, name: str) -> list[tuple[int, OrganisationData]]:
    """Give the organisations with this name that agreed to be found."""
    found = (number for number, _ in organisations.find_by_name(context.session, name))
    known = [(number, organisations.read(context.session, number)) for number in found]
    return [(number, data) for number, data in known if data.willing]
