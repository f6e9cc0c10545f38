"""Partners for a conversation, from the demo directory in a real database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from flows.services import matching
from flows.services.calls import add_calls, find_call
from flows.services.context import Context
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from knowledge.call_model import partner_group
from knowledge.calls import shipped_calls
from knowledge.matching.ranking import Match
from storage.database import Database

Slots = dict[str, Any]

COMMON: Slots = {
    "call": "maassluis-betrokken-stad",
    "organisation_id": 10_000,
    "organisation_name": "Wij",
    "areas": ["gm0556-sluispolder"],
    "target_groups": ["ouderen"],
}
RESIDENTS: Slots = {
    **COMMON,
    "organisation_type": "bewoners",
    "legal_person": "no",
    "themes": ["eenzaamheid", "leefbaarheid"],
    "offers": ["vrijwilligers", "ervaringskennis"],
    "needs": ["locatie", "penvoering"],
}
WELFARE: Slots = {
    **COMMON,
    "organisation_type": "welzijn",
    "legal_person": "yes",
    "themes": ["meedoen", "eenzaamheid"],
    "offers": ["beroepskrachten", "penvoering", "locatie"],
    "needs": ["vrijwilligers", "ervaringskennis"],
}


@pytest.fixture
def context(database: Database, now: datetime) -> Iterator[Context]:
    with database.transaction() as session:
        add_demo(session, now)
        add_calls(session, shipped_calls(), now)
        yield Context(session, now, "test", "1", 1, Directory(areas()))


def _groups(matches: list[Match]) -> set[str]:
    return {partner_group(match.profile.type) for match in matches}


def _ids(matches: list[Match]) -> list[int]:
    return [match.profile.id for match in matches]


def _showing(slots: Slots, matches: list[Match], chosen: list[int]) -> Slots:
    options = [{"value": match.profile.id, "title": match.profile.name} for match in matches]
    return {**slots, "partner_options": options, "partners": chosen}


@pytest.mark.parametrize("slots", [RESIDENTS, WELFARE], ids=["residents", "welfare"])
@pytest.mark.parametrize("conversation", [1, 2, 3])
def test_the_first_three_hold_every_group_that_the_asker_is_not(
    context: Context, slots: Slots, conversation: int
) -> None:
    first = matching.suggest(replace(context, conversation_id=conversation), slots, matching.FIRST)
    wanted = find_call(context, slots["call"]).partner_groups
    assert len(first) == matching.FIRST
    assert _groups(first) >= set(wanted) - {partner_group(slots["organisation_type"])}


def test_more_keeps_the_first_ones_in_place_and_in_the_end_shows_everyone(context: Context) -> None:
    everyone = matching.suggest(context, RESIDENTS, 1000)
    shown: list[Match] = []
    while len(shown) < len(everyone):
        slots = _showing(RESIDENTS, shown, [])
        more = matching.suggest(context, slots, len(shown) + matching.FIRST)
        assert more[: len(shown)] == shown
        assert len(more) > len(shown)
        shown = more
    assert len(set(_ids(shown))) == len(shown)
    assert sorted(_ids(shown)) == sorted(_ids(everyone))


def test_the_shown_keep_their_place_and_score_when_one_is_chosen(context: Context) -> None:
    first = matching.suggest(context, RESIDENTS, matching.FIRST)
    slots = _showing(RESIDENTS, first, [first[1].profile.id])
    assert matching.suggestions(context, slots) == first
    assert matching.suggest(context, slots, 6)[: matching.FIRST] == first


def test_more_brings_the_group_that_those_chosen_leave_out(context: Context) -> None:
    organisations = [
        match
        for match in matching.suggest(context, RESIDENTS, 1000)
        if partner_group(match.profile.type) == "organisation"
    ][:3]
    slots = _showing(RESIDENTS, organisations, [organisations[0].profile.id])
    assert _groups(matching.suggest(context, slots, 6)[3:4]) == {"business"}


def test_a_chosen_partner_that_was_not_in_the_list_comes_right_after_it(context: Context) -> None:
    first = matching.suggest(context, RESIDENTS, matching.FIRST)
    filler = matching.suggest(context, RESIDENTS, 30)[-1]
    slots = _showing(RESIDENTS, first, [filler.profile.id])
    assert _ids(matching.suggest(context, slots, 6))[:4] == [*_ids(first), filler.profile.id]


def test_a_gap_is_filled_by_who_is_missing_and_not_by_who_is_there(context: Context) -> None:
    first = matching.suggest(context, RESIDENTS, 1)
    slots = _showing(RESIDENTS, first, _ids(first))
    assert matching.missing(context, slots, matching.team(context, slots)).partner_groups == ("business",)
    found = matching.fill_gap(context, slots)
    assert len(found) == 2
    assert _groups(found[:1]) == {"business"}
    assert not set(_ids(found)) & set(_ids(first))
    scores = {match.profile.id: match for match in matching.suggest(context, RESIDENTS, 1000)}
    assert all(scores[match.profile.id] == match for match in found)


def test_filling_gap_after_gap_brings_all_that_the_call_asks(context: Context) -> None:
    partners: list[int] = []
    while found := matching.fill_gap(context, {**RESIDENTS, "partners": partners}, limit=1):
        partners += _ids(found)
    slots = {**RESIDENTS, "partners": partners}
    missing = matching.missing(context, slots, matching.team(context, slots))
    assert not missing.capacities
    assert not missing.partner_groups
    assert missing.lead_partner is True
