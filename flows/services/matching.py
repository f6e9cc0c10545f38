"""Partners for the organisation of a conversation, and who is still missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.directory import profile_of, text_of, themes_of
from flows.services.organisations import own_profile
from knowledge.matching.mixing import fill, mixed
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import Match, matches_of
from knowledge.matching.team import Gap, gap
from storage import organisations

FIRST = 3
"""How many partners are shown at first, and how many more each time."""


def suggest(context: Context, slots: Mapping[str, Any], limit: int) -> list[Match]:
    """Give the partners to suggest, at most so many: those shown before in their old places, then new ones.

    The order of the new ones also looks at who is still missing with the partners that are chosen. A partner that
    is chosen but was not in the list comes right after those shown.
    """
    chosen = slots.get("partners") or ()
    before = _matches(context, slots, [*_shown(slots), *(number for number in chosen if number not in _shown(slots))])
    known = {match.profile.id for match in before}
    index = context.directory.index(context.session)
    found = mixed(
        index,
        own_profile(slots),
        _wish(context, slots),
        limit + len(before),
        _seed(context, slots),
        team(context, slots),
    )
    return [*before, *(match for match in found if match.profile.id not in known)][:limit]


def suggestions(context: Context, slots: Mapping[str, Any]) -> list[Match]:
    """Give the suggestions that a conversation shows now, in the order in which it shows them.

    Those that fit less since an answer changed keep their place; those that no longer fit at all are left out.
    """
    return _matches(context, slots, _shown(slots))


def fill_gap(context: Context, slots: Mapping[str, Any], limit: int = 2) -> list[Match]:
    """Give the organisations that add most to what is missing with the chosen partners; none when nothing is."""
    index = context.directory.index(context.session)
    partners = team(context, slots)
    return fill(index, own_profile(slots), _wish(context, slots), limit, _seed(context, slots), partners)


def team(context: Context, slots: Mapping[str, Any]) -> list[Profile]:
    """Give the chosen partners."""
    return [profile_of(number, organisations.read(context.session, number)) for number in slots.get("partners") or ()]


def missing(context: Context, slots: Mapping[str, Any], partners: Sequence[Profile]) -> Gap:
    """Tell who is still missing in a team of the own organisation and these partners."""
    return gap(partners, own_profile(slots), _wish(context, slots))


def _shown(slots: Mapping[str, Any]) -> list[int]:
    return [option["value"] for option in slots.get("partner_options") or ()]


def _matches(context: Context, slots: Mapping[str, Any], numbers: Sequence[int]) -> list[Match]:
    index = context.directory.index(context.session)
    return matches_of(index, own_profile(slots), _wish(context, slots), numbers)


def _seed(context: Context, slots: Mapping[str, Any]) -> str:
    return f"{context.conversation_id}:{slots['call']}"


def _wish(context: Context, slots: Mapping[str, Any]) -> Wish:
    call = find_call(context, slots["call"])
    return Wish(
        themes=themes_of(call),
        areas=frozenset({call.municipality}),
        capacities=frozenset(call.required_capacities),
        partner_groups=frozenset(call.partner_groups),
        lead_must_be_legal=call.lead_partner.must_be_legal_person,
        lead_excluded_types=frozenset(call.lead_partner.excluded_org_types),
        text=text_of(call),
        programme=call.municipality,
        when=context.today,
    )
