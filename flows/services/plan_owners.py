"""Who can be responsible for a part of a plan, and what they are called."""

from collections.abc import Mapping
from typing import Any

from flows.services import members
from flows.services.answers import answers_to, coalition_of
from flows.services.context import Context
from storage import organisations
from storage.coalitions import Coalition
from storage.errors import NotFound

OWN = "own"
"""The answer "we do" of the organisation that asks; a partner is its number."""

_GONE = frozenset({"declined", "left"})


def possible_owners(context: Context, slots: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Give who can be chosen, as answers with names: who asks, then its partners that did not decline or leave."""
    coalition = coalition_of(context, slots)
    told = answers_to(context, slots, coalition)
    found = members.of(context, coalition, told)
    partners = ((one.profile.id, one.profile.name) for one in found if one.state not in _GONE)
    return [(OWN, str(told["organisation_name"])), *partners]


def name_of(context: Context, told: Mapping[str, Any], owner: Any) -> str:
    """Name who is responsible, by an answer of `possible_owners`; "" when nobody is, or it is not known any more.

    Args:
        context: the turn.
        told: the answers of which the plan is made.
        owner: the answer.
    """
    if owner == OWN:
        return str(told["organisation_name"])
    try:
        return organisations.read(context.session, owner).name if isinstance(owner, int) else ""
    except NotFound:
        return ""


def takes_part(context: Context, coalition: Coalition | None, told: Mapping[str, Any], owner: Any) -> bool:
    """Tell whether who is responsible did not decline or leave since."""
    places = members.of(context, coalition, told)
    return owner in {OWN, ""} or any(one.profile.id == owner and one.state not in _GONE for one in places)
