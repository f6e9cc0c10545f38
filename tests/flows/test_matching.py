"""Partners for a conversation, from the demo directory in a real database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher
from sqlalchemy import update

from flows.actions.composing import ProposeCoalition
from flows.services import matching
from flows.services.calls import add_calls, find_call
from flows.services.context import Context
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from knowledge.call_model import partner_group
from knowledge.calls import shipped_calls
from knowledge.matching.ranking import Match
from knowledge.matching.reasons import whole_score
from storage import changes, coalitions, conversations
from storage.coalitions import PartnerData
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


def test_a_coalition_that_was_agreed_speaks_for_its_members_by_its_call_alone(context: Context) -> None:
    before = {match.profile.id: match for match in matching.suggest(context, RESIDENTS, 1000)}
    asking, partner, *others = sorted(before)
    coalition = coalitions.open_or_get(context.session, RESIDENTS["call"], asking, "Geheim", context.now)
    members = [PartnerData(asking, "lead", "asks"), PartnerData(partner, "partner", "accepted")]
    coalitions.set_partners(context.session, coalition.id, members, context.now)
    context.session.connection.execute(update(coalitions.Coalition).values(state="agreed"))
    changes.tick(context.session, (), coalitions=True)

    later = replace(context, now=context.now + timedelta(days=30))
    after = {match.profile.id: match for match in matching.suggest(later, RESIDENTS, 1000)}
    title = find_call(context, RESIDENTS["call"]).title["nl"]
    for member in (asking, partner):
        assert after[member].score > before[member].score
        assert f"een plan dat hierop lijkt: {title}." in whole_score(after[member], "nl")
        assert "Geheim" not in whole_score(after[member], "nl")
    assert all(after[other].score == before[other].score for other in others)


@pytest.mark.parametrize("typed", ["Bouwbedrijf Steigerwerk", "steigerwerk", "bouwbedrijf steigerwrek"])
def test_an_organisation_is_found_by_a_name_like_its_own(context: Context, typed: str) -> None:
    standing = matching.standing_of(context, RESIDENTS, typed)
    assert standing is not None
    assert standing.profile.name == "Bouwbedrijf Steigerwerk"
    place = [match.profile.name for match in _by_score(context)].index(standing.profile.name) + 1
    assert standing.place <= place <= standing.count
    chosen = {**RESIDENTS, "partners": [standing.profile.id]}
    left_out = matching.standing_of(context, chosen, typed)
    assert left_out is not None
    assert left_out.barriers == ("excluded",)


@pytest.mark.parametrize("typed", ["", "???", "Circus Onbekend"])
def test_a_name_that_nobody_has_is_not_found(context: Context, typed: str) -> None:
    assert matching.standing_of(context, RESIDENTS, typed) is None


def _by_score(context: Context) -> list[Match]:
    return sorted(matching.suggest(context, RESIDENTS, 1000), key=lambda match: -match.score)


def test_a_whole_coalition_has_what_the_call_asks_and_who_was_chosen_already(context: Context) -> None:
    chosen = _ids(matching.suggest(context, RESIDENTS, 3))[2:]
    slots = {**RESIDENTS, "partners": chosen}
    found = matching.whole_coalition(context, slots)
    assert found.open == ()
    assert [member.id for member in found.team.members if member.must] == chosen
    team = matching.team(context, {"partners": [member.id for member in found.team.members]})
    assert matching.missing(context, slots, team).capacities == ()


def test_what_nobody_can_cover_is_said_with_the_group(context: Context) -> None:
    call = find_call(context, RESIDENTS["call"])
    add_calls(context.session, [call.model_copy(update={"several": {"locatie": 40}})], context.now)
    say = CollectingDispatcher()
    slots = {**RESIDENTS, "language": "nl", "coalitions_shown": []}
    conversation = conversations.take(context.session, "test", "1", context.now).id
    filled = ProposeCoalition().step(replace(context, conversation_id=conversation), slots, say)
    assert len(filled["coalitions_shown"]) == 1
    assert "van 40 organisaties. Deze groep heeft er" in say.messages[0]["coalition"]


def test_where_nobody_fits_is_said_why_and_no_group_is_proposed(context: Context) -> None:
    call = find_call(context, RESIDENTS["call"])
    elsewhere = call.model_copy(update={"municipality": "gm0363"})
    add_calls(context.session, [elsewhere], context.now)
    say = CollectingDispatcher()
    slots = {**RESIDENTS, "language": "nl", "coalitions_shown": [], "areas": [], "themes": []}
    assert ProposeCoalition().step(context, slots, say) == {}
    assert say.messages[0]["response"] == "utter_no_coalition"
    assert "past nu niemand" in say.messages[0]["coalition"]
