"""Partners for the organisation of a conversation, and who is still missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rapidfuzz.fuzz import WRatio
from rapidfuzz.process import extract, extractOne
from rapidfuzz.utils import default_process

from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.directory import profile_of, text_of, themes_of
from flows.services.exposure import fairness_of
from flows.services.organisations import own_profile
from knowledge.call_model import Call
from knowledge.matching.coalition import Composition, Rules
from knowledge.matching.compose import compose
from knowledge.matching.fairness import Fairness
from knowledge.matching.index import Index
from knowledge.matching.mixing import fill, mixed
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import Match, matches_of
from knowledge.matching.standing import Standing, why_not
from knowledge.matching.team import Gap, gap
from knowledge.matching.text import terms_of
from knowledge.matching.weights import weights
from storage import organisations

TELLING = 4
"""Shorter words ("de", "van") say nothing about which organisation is meant."""

LIKE_A_NAME = 85
"""From this likeness on (of 100, by rapidfuzz) what somebody typed is taken for a name."""

CLOSE_WORDS = 20
"""So many words of the directory are tried for each word of a name that may be misspelt."""

CLOSE_NAMES = 200
"""So many organisations that use those words are compared by their whole names."""

MOST_PARTNERS = 8
"""No more partners are proposed for a group than can be chosen."""

FIRST = 3
"""How many partners are shown at first, and how many more each time."""


def suggest(context: Context, slots: Mapping[str, Any], limit: int) -> list[Match]:
    """Give the partners to suggest, at most so many: those shown before in their old places, then new ones.

    The order of the new ones also looks at who is still missing with the partners that are chosen, and among those who
    fit about as well at who was shown less often in other conversations and who is new. A partner that
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
        _fairness(context, slots),
        team(context, slots),
    )
    return [*before, *(match for match in found if match.profile.id not in known)][:limit]


def suggestions(context: Context, slots: Mapping[str, Any]) -> list[Match]:
    """Give the suggestions that a conversation shows now, in the order in which it shows them.

    Those that fit less since an answer changed keep their place; those that no longer fit at all are left out.
    """
    return _matches(context, slots, _shown(slots))


def standing_of(context: Context, slots: Mapping[str, Any], name: str) -> Standing | None:
    """Tell where an organisation stands by points, or why it is not suggested.

    Args:
        context: the turn.
        slots: the answers.
        name: its name, which may be misspelt or cut short.

    Returns:
        None when no organisation in the directory has a name like that.
    """
    index = context.directory.index(context.session)
    found = named(index, name)
    if found is None:
        return None
    question = index.ask(own_profile(slots), _wish(context, slots), weights())
    chosen = slots.get("partners") or ()
    return why_not(index, question, found, chosen, _seed(context, slots))


def named(index: Index, name: str) -> int | None:
    """Find the organisation whose name is most like this one; None when none is like it."""
    telling = " ".join(word for word in default_process(name).split() if len(word) >= TELLING)
    if not telling:
        return None
    terms, words = list(index.texts.numbers), {*telling.split(), *terms_of(telling)}
    close = (extract(word, terms, scorer=WRatio, score_cutoff=LIKE_A_NAME, limit=CLOSE_WORDS) for word in words)
    rows = index.holding({term for found in close for term, *_ in found}, CLOSE_NAMES)
    names = {number: profile.name for number, profile in index.lookup(index.ids[rows].tolist()).items()}
    found = extractOne(telling, names, scorer=WRatio, processor=default_process, score_cutoff=LIKE_A_NAME)
    return found[2] if found else None


def fill_gap(context: Context, slots: Mapping[str, Any], limit: int = 2) -> list[Match]:
    """Give the organisations that add most to what is missing with the chosen partners; none when nothing is."""
    index = context.directory.index(context.session)
    partners = team(context, slots)
    return fill(index, own_profile(slots), _wish(context, slots), limit, _fairness(context, slots), partners)


def whole_coalition(context: Context, slots: Mapping[str, Any]) -> Composition:
    """Compose the smallest group that has what the call asks; those who are chosen already are in it."""
    call = find_call(context, slots["call"])
    rules = Rules(
        several=call.several,
        least=call.min_partners - 1,
        most=MOST_PARTNERS,
        must=frozenset(slots.get("partners") or ()),
    )
    index = context.directory.index(context.session)
    return compose(index, own_profile(slots), _wish(context, slots), rules, _seed(context, slots))


def team(context: Context, slots: Mapping[str, Any]) -> list[Profile]:
    """Give the chosen partners."""
    known = [profile_of(number, organisations.read(context.session, number)) for number in slots.get("partners") or ()]
    return [profile.known_since(weights().fresh_since(context.today)) for profile in known]


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


def _fairness(context: Context, slots: Mapping[str, Any]) -> Fairness:
    return fairness_of(context, find_call(context, slots["call"]), _seed(context, slots))


def _wish(context: Context, slots: Mapping[str, Any]) -> Wish:
    return wish_of(find_call(context, slots["call"]), context.today)


def wish_of(call: Call, today: date) -> Wish:
    """Give what a call asks, as matching sees it on a day."""
    return Wish(
        themes=themes_of(call),
        areas=frozenset({call.municipality}),
        capacities=frozenset(call.required_capacities),
        partner_groups=frozenset(call.partner_groups),
        lead_must_be_legal=call.lead_partner.must_be_legal_person,
        lead_excluded_types=frozenset(call.lead_partner.excluded_org_types),
        text=text_of(call),
        programme=call.municipality,
        when=today,
    )
