"""Who is shown in a series of conversations, from the demo directory in a real database."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from rasa_sdk.executor import CollectingDispatcher

from flows.actions.coalition import AskGapOk, AskPartners, FindPartners, MorePartners, SavePartners
from flows.actions.composing import ProposeCoalition
from flows.services import matching
from flows.services.calls import add_calls, find_call
from flows.services.context import Context
from flows.services.directory import Directory, add_demo
from flows.services.exposure_report import report
from flows.services.exposure_simulation import simulate
from knowledge.areas import areas
from knowledge.call_model import OwnFairness
from knowledge.calls import shipped_calls
from knowledge.matching.fairness import gini
from storage import conversations, exposure, organisations
from storage.database import Database
from storage.organisation_data import OrganisationData

Slots = dict[str, Any]
CALL = "maassluis-betrokken-stad"
OWN = OrganisationData("Wij", "bewoners", "gm0556", "gesprek", "wij", None, willing=False)
SLOTS: Slots = {
    "language": "nl",
    "call": CALL,
    "organisation_name": "Wij",
    "organisation_type": "bewoners",
    "legal_person": "no",
    "areas": ["gm0556-sluispolder"],
    "themes": ["eenzaamheid", "leefbaarheid"],
    "target_groups": ["ouderen"],
    "offers": ["vrijwilligers", "ervaringskennis"],
    "needs": ["locatie", "penvoering"],
    "coalitions_shown": [],
}


@pytest.fixture
def context(database: Database, now: datetime) -> Iterator[Context]:
    with database.transaction() as session:
        add_demo(session, now - timedelta(days=500))
        add_calls(session, shipped_calls(), now)
        yield Context(session, now, "test", "1", 0, Directory(areas()))


def _talk(context: Context, chat: int, **slots: object) -> tuple[Context, Slots, CollectingDispatcher]:
    """Have a conversation up to where it shows the first partners."""
    conversation = conversations.take(context.session, "test", str(chat), context.now)
    own = organisations.save(context.session, OWN, context.now).id
    context = replace(context, chat=str(chat), conversation_id=conversation.id)
    filled: Slots = {**SLOTS, "organisation_id": own, **slots}
    say = CollectingDispatcher()
    for step in (FindPartners(), AskPartners()):
        filled |= step.step(context, filled, say)
    return context, filled, say


def _options(slots: Slots) -> list[int]:
    return [option["value"] for option in slots["partner_options"]]


def _counts(context: Context) -> dict[int, tuple[int, int]]:
    return {number: tuple(count) for number, count in exposure.counts(context.session, CALL).items()}


def test_what_a_conversation_shows_counts_once(context: Context) -> None:
    context, slots, say = _talk(context, 1)
    first = _options(slots)
    assert _counts(context) == dict.fromkeys(first, (1, 0))
    AskPartners().step(context, slots, say)
    slots |= MorePartners().step(context, slots, say)
    assert _counts(context) == dict.fromkeys(_options(slots), (1, 0))
    assert len(_options(slots)) == 2 * len(first)


def test_who_would_fill_a_gap_is_shown_too(context: Context) -> None:
    context, slots, say = _talk(context, 1)
    slots["partners"] = _options(slots)
    slots |= AskGapOk().step(context, slots, say)
    assert set(_counts(context)) == set(_options(slots))
    assert len(_options(slots)) > matching.FIRST


def test_a_whole_group_is_shown_too(context: Context) -> None:
    context, slots, say = _talk(context, 1)
    slots |= ProposeCoalition().step(context, slots, say)
    assert set(_counts(context)) == {*_options(slots), *slots["coalitions_shown"][0]}


def test_a_choice_counts_when_it_is_stored_and_no_longer_when_it_is_taken_back(context: Context) -> None:
    context, slots, say = _talk(context, 1)
    one, other, third = _options(slots)
    SavePartners().step(context, {**slots, "partners": [one, other]}, say)
    assert _counts(context) == {one: (1, 1), other: (1, 1), third: (1, 0)}
    SavePartners().step(context, {**slots, "partners": [third]}, say)
    assert _counts(context) == {one: (1, 0), other: (1, 0), third: (1, 1)}


def test_who_comes_back_to_a_list_finds_it_as_it_was(context: Context) -> None:
    again, slots, say = _talk(context, 1)
    before = _options(slots)
    for chat in range(2, 9):
        _talk(context, chat)
    slots |= FindPartners().step(again, slots, say)
    assert _options(slots) == before


def test_what_a_conversation_showed_itself_does_not_move_its_own_list(context: Context) -> None:
    context, slots, _ = _talk(context, 1)
    matches = matching.suggest(context, {**slots, "partner_options": []}, matching.FIRST)
    assert [match.profile.id for match in matches] == _options(slots)


def _series(context: Context, times: int) -> Counter[int]:
    shown: Counter[int] = Counter()
    for chat in range(times):
        shown.update(_options(_talk(context, chat)[1]))
    return shown


def _own_rules(context: Context, **rules: int) -> None:
    call = find_call(context, CALL).model_copy(update={"fairness": OwnFairness(**rules)})
    add_calls(context.session, [call], context.now)


def test_the_same_question_shows_more_organisations_than_by_score_alone(context: Context) -> None:
    _own_rules(context, margin_pct=15, cap=1)
    fair = _series(context, 12)
    everyone = len(context.directory.index(context.session))
    by_score = [12] * matching.FIRST + [0] * (everyone - matching.FIRST)
    assert len(fair) > matching.FIRST
    assert gini([*fair.values()] + [0] * (everyone - len(fair))) < gini(by_score)


def test_scores_and_reasons_do_not_change(context: Context) -> None:
    def all_of(chat: int) -> dict[int, object]:
        turn, slots, _ = _talk(context, chat)
        return {match.profile.id: match for match in matching.suggest(turn, slots, 1000)}

    first = all_of(1)
    _series(context, 5)
    assert all_of(9) == first


def test_who_is_new_in_the_directory_is_shown_and_called_new(context: Context) -> None:
    _own_rules(context, margin_pct=0, newcomer_each=3)
    best, *_ = matching.suggest(*_talk(context, 1)[:2], 1000)
    like_it = organisations.read(context.session, best.profile.id)
    new = replace(like_it, name="Nieuw Huis", source="gesprek", source_key="new")
    number = organisations.save(context.session, new, context.now - timedelta(days=3)).id
    _, slots, say = _talk(context, 2)
    assert number in _options(slots)
    partners = say.messages[0]["partners"].split("\n\n")
    assert ["Zij zijn nieuw in onze lijst." in one for one in partners] == [one == number for one in _options(slots)]
    in_two_years = replace(context, now=context.now + timedelta(days=700))
    assert "nieuw in onze lijst" not in _talk(in_two_years, 3)[2].messages[0]["partners"]


def test_a_report_counts_what_was_shown(context: Context) -> None:
    shown = _series(context, 4)
    found = report(context.session, context.directory, find_call(context, CALL), context.now)
    assert (found.call, found.conversations, found.chosen, found.newcomers) == (CALL, 4, 0, 0)
    assert found.shown == sum(shown.values())
    assert found.organisations_shown == len(shown)
    assert [one.shown for one in found.most_shown] == sorted(shown.values(), reverse=True)[:10]
    assert found.never_shown == found.organisations - len(shown)
    assert len(found.never_shown_names) == min(10, found.never_shown)
    assert found.gini == gini([*shown.values()] + [0] * found.never_shown)
    assert found.least_gini <= found.gini


def test_a_report_without_conversations_is_empty(context: Context) -> None:
    found = report(context.session, context.directory, find_call(context, CALL), context.now)
    assert (found.conversations, found.shown, found.gini, found.most_shown) == (0, 0, 0.0, ())
    assert found.never_shown == found.organisations > 0


def test_a_simulation_is_the_same_each_time_and_stores_nothing(context: Context) -> None:
    call = find_call(context, CALL)

    def run(seed: int) -> dict[str, Any]:
        found = simulate(context.session, context.directory, call, context.now, 25, seed)
        assert found is not None
        return asdict(found)

    assert run(1) == run(1) != run(2)
    assert _counts(context) == {}


def test_in_a_simulation_fairness_spreads_and_its_cost_is_what_the_fit_loses(context: Context) -> None:
    call = find_call(context, CALL)
    found = simulate(context.session, context.directory, call, context.now, 40, 1)
    assert found is not None
    assert found.least_gini < found.fair.gini < found.by_score.gini
    assert found.fair.organisations_shown > found.by_score.organisations_shown
    assert found.by_score.fit_pct <= 100
    assert found.cost_pct == pytest.approx(found.by_score.fit_pct - found.fair.fit_pct)
    assert found.greatest_cost_pct >= found.cost_pct


def test_where_nobody_fits_there_is_nothing_to_simulate(context: Context) -> None:
    call = find_call(context, CALL).model_copy(update={"municipality": "gm0363"})
    assert simulate(context.session, context.directory, call, context.now, 5, 1) is None
