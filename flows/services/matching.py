"""Partners for the organisation of a conversation, and who is still missing."""

from collections.abc import Mapping, Sequence
from typing import Any

from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.directory import profile_of
from flows.services.organisations import own_profile
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import Match, rank
from knowledge.matching.team import Gap, gap
from storage import organisations

FIRST = 3
"""How many partners are shown at first, and how many more each time."""


def suggest(context: Context, slots: Mapping[str, Any], limit: int) -> list[Match]:
    """Give the partners that fit best, best first."""
    index = context.directory.index(context.session)
    seed = f"{context.conversation_id}:{slots['call']}"
    return rank(index, own_profile(slots), _wish(context, slots), (), limit, seed)


def suggestions(context: Context, slots: Mapping[str, Any]) -> list[Match]:
    """Give the suggestions that a conversation shows now, in the order in which it shows them.

    Those that fit less since an answer changed stay at the end as long as they are shown.
    """
    shown = [option["value"] for option in slots.get("partner_options") or ()]
    found = {match.profile.id: match for match in suggest(context, slots, len(shown) + 10 * FIRST)}
    return [found[number] for number in shown if number in found]


def team(context: Context, slots: Mapping[str, Any]) -> list[Profile]:
    """Give the chosen partners."""
    return [profile_of(number, organisations.read(context.session, number)) for number in slots.get("partners") or ()]


def missing(context: Context, slots: Mapping[str, Any], partners: Sequence[Profile]) -> Gap:
    """Tell who is still missing in a team of the own organisation and these partners."""
    return gap(partners, own_profile(slots), _wish(context, slots))


def _wish(context: Context, slots: Mapping[str, Any]) -> Wish:
    call = find_call(context, slots["call"])
    return Wish(
        themes=frozenset(theme for issue in call.issues for theme in issue.themes),
        areas=frozenset({call.municipality}),
        capacities=frozenset(call.required_capacities),
        partner_groups=frozenset(call.partner_groups),
        lead_must_be_legal=call.lead_partner.must_be_legal_person,
        lead_excluded_types=frozenset(call.lead_partner.excluded_org_types),
    )
