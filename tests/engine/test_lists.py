"""Lists that a flow fills item by item: what an item is, and which one a text names."""

from typing import Any

import pytest

from flows.assembly import load
from flows.engine.lists import fields, kept, made, menu, named, opened

SCRIPT = load()[0].script
ACTIVITIES, RESULTS = SCRIPT.flows["activities"], SCRIPT.flows["outcomes"]
KOFFIE = {"name": "Koffie", "owner": "own", "start": "2027-09-01", "end": "", "output": "", "cost": 0}
WANDELEN = {**KOFFIE, "name": "Samen wandelen"}
SLOTS: dict[str, Any] = {"activities": [KOFFIE, WANDELEN]}


@pytest.mark.parametrize(
    ("text", "place", "field"),
    [
        ("activiteit 2", 1, ""),
        ("de activiteit 1", 0, ""),
        ("Koffie", 0, ""),
        ("de datum van Koffie", 0, "activity_start"),
        ("kosten van samen wandelen", 1, "activity_cost"),
        ("de naam van activiteit 2", 1, "activity_name"),
        ("the costs of Koffie", 0, "activity_cost"),
        ("einddatum van wandelen", 1, "activity_end"),
    ],
)
def test_a_text_names_an_item_and_a_field(text: str, place: int, field: str) -> None:
    assert named(SCRIPT, SLOTS, text) == (ACTIVITIES, place, field)


@pytest.mark.parametrize("text", ["2", "activiteit 3", "activiteit 0", "de kleur van Koffie", "Voetbal", "", "van"])
def test_other_texts_name_none(text: str) -> None:
    assert named(SCRIPT, SLOTS, text) is None


def test_an_older_item_lacks_fields_that_are_left_open() -> None:
    found = opened(ACTIVITIES, KOFFIE)
    assert found["activity_helpers"] == []
    assert found["activity_reach"] == ""
    assert found.keys() == {step.slot for step in fields(ACTIVITIES)}


def test_an_item_that_is_opened_and_kept_is_the_same_in_its_old_place() -> None:
    whole = made(ACTIVITIES, opened(ACTIVITIES, KOFFIE))
    slots = {"activities": [whole, WANDELEN], "activity_was": whole, **opened(ACTIVITIES, whole), "activity_cost": 500}
    assert kept(ACTIVITIES, slots) == [{**whole, "cost": 500}, WANDELEN]


def test_an_item_that_somebody_took_away_meanwhile_is_added() -> None:
    slots = {"activities": [WANDELEN], "activity_was": KOFFIE, **opened(ACTIVITIES, KOFFIE)}
    assert [one["name"] for one in kept(ACTIVITIES, slots)] == ["Samen wandelen", "Koffie"]


def test_a_result_without_details_is_only_its_words() -> None:
    assert made(RESULTS, opened(RESULTS, "40 ouderen")) == "40 ouderen"
    assert made(RESULTS, {**opened(RESULTS, "40 ouderen"), "result_baseline": "12"})["baseline"] == "12"


def test_the_menu_offers_to_change() -> None:
    for name in ("activities", "outcomes", "milestones", "risks"):
        asks = menu(SCRIPT.flows[name])
        assert asks is not None
        assert "change" in SCRIPT.slots[asks.slot].values
