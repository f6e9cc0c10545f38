"""What a few words say of a line of the budget."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.proposal.budget_words import (
    amount_or_hours,
    budget_words,
    detail_of,
    hours_text,
    kind_of_income,
    split_activity,
    split_status,
)

ACTIVITIES = ["Buurtdiner", "Samen koken op dinsdag", "De Kade schoon"]
PARTNERS = ["Wij Zelf", "De Kade", "Stichting Het Lage Plein"]


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("voor het buurtdiner", "activity", "Buurtdiner"),
        ("Buurtdiner", "activity", "Buurtdiner"),
        ("for the buurtdiner", "activity", "Buurtdiner"),
        ("bij samen koken", "activity", "Samen koken op dinsdag"),
        ("van De Kade", "partner", "De Kade"),
        ("from De Kade", "partner", "De Kade"),
        ("van Lage Plein", "partner", "Stichting Het Lage Plein"),
        ("van ons", "partner", "Wij Zelf"),
        ("of us", "partner", "Wij Zelf"),
        ("ruimte", "kind", "room"),
        ("Zaalhuur.", "kind", "room"),
        ("paid hours", "kind", "staff"),
        ("in 2028", "year", 2028),
        ("2028", "year", 2028),
    ],
)
def test_words_about_a_cost(said: str, field: str, value: object) -> None:
    found = detail_of(said, "costs", ACTIVITIES, PARTNERS)
    assert found is not None
    assert (found.field, found.value) == (field, value)


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("een fonds", "kind", "fund"),
        ("eigen geld", "kind", "own_money"),
        ("in natura", "kind", "own_in_kind"),
        ("toegezegd", "status", "promised"),
        ("nog een idee", "status", "idea"),
        ("applied", "status", "applied"),
        ("van De Kade", "partner", "De Kade"),
    ],
)
def test_words_about_money(said: str, field: str, value: object) -> None:
    found = detail_of(said, "income", ACTIVITIES, PARTNERS)
    assert found is not None
    assert (found.field, found.value) == (field, value)


@pytest.mark.parametrize("said", ["", "   ", "voor", "weet ik veel", "van", "1850", "buurt feest", "toegezegd"])
def test_what_names_nothing_known_is_no_detail(said: str) -> None:
    assert detail_of(said, "costs", ACTIVITIES, PARTNERS) is None


def test_a_part_of_two_names_names_neither() -> None:
    assert detail_of("stichting", "costs", [], ["Stichting A", "Stichting B"]) is None


@given(st.text(), st.sampled_from(["costs", "income"]))
def test_any_words_can_be_looked_at(said: str, side: str) -> None:
    found = detail_of(said, side, ACTIVITIES, PARTNERS)  # type: ignore[arg-type]
    assert found is None or found.value
    text, activity = split_activity(said, ACTIVITIES)
    assert activity in {"", *ACTIVITIES}
    assert text if activity else text == said
    split_status(said)
    kind_of_income(said)


def test_an_activity_at_the_end_of_a_line_is_taken_from_it() -> None:
    assert split_activity("koffie voor het buurtdiner", ACTIVITIES) == ("koffie", "Buurtdiner")
    assert split_activity("hulp bij vervoer voor samen koken", ACTIVITIES) == ("hulp bij vervoer", ACTIVITIES[1])
    assert split_activity("koffie voor de buren", ACTIVITIES) == ("koffie voor de buren", "")
    assert split_activity("voor het buurtdiner", ACTIVITIES) == ("voor het buurtdiner", "")


def test_how_sure_money_is_may_stand_at_the_end_of_a_line() -> None:
    assert split_status("Oranje Fonds aangevraagd") == ("Oranje Fonds", "applied")
    assert split_status("toegezegd") == ("toegezegd", None)


def test_only_money_that_says_so_has_a_kind() -> None:
    assert kind_of_income("fonds") == "fund"
    assert kind_of_income("deelnemers aan het diner") == "participants"
    assert kind_of_income("Oranje Fonds") is None
    assert kind_of_income("overig") is None


def test_hours_are_written_out() -> None:
    assert amount_or_hours({"hours": 1200, "cents": 0}, "nl") == "1.200 uur"
    assert amount_or_hours({"hours": 12, "cents": 30_050}, "en") == "12 hours, and EUR 300.50"
    assert amount_or_hours(30_000, "nl") == "300 euro"
    assert hours_text("De Kade", 12, 1500, "nl") == "Vrijwilligers van De Kade: 12 uur van 15 euro"
    assert "niet in geld" in hours_text("De Kade", 12, None, "nl")


def test_every_kind_and_status_has_words_of_its_own() -> None:
    words = budget_words()
    for kinds in (words.cost_kinds, words.income_kinds, words.statuses):
        said = [word for one in kinds.values() for word in one.called()]
        assert len(said) == len(set(said))
