"""Questions with more options than people can read: some are listed, the others are given by typing the name."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from flows.engine.turns import ActionResult
from tests.engine.conftest import slot

Start = Callable[..., Any]
TO_AREA = ("hallo", "Akkoord", "Anna", "Bewoners")
TITLES = ("Hele stad", "Centrum", "Noord", "Noordkade", "Zonnepark", "Zonnehof", "Havenkwartier")
LISTED = 2


def list_areas(_: Mapping[str, Any]) -> ActionResult:
    options = [
        {"value": f"a{place}", "title": title} | ({} if place < LISTED else {"listed": False})
        for place, title in enumerate(TITLES)
    ]
    return ActionResult([slot("area_options", options)])


@pytest.fixture
def person(talk: Start, change_files: Callable[[str, str], None]) -> Any:
    change_files("metadata: {choices: slots.area_options}", "metadata: {choices: slots.area_options, multiple: true}")
    change_files("  area: {type: categorical}", "  area: {type: list}")
    change_files("responses:\n", "responses:\n  utter_more_area:\n    - text: Typ de naam.\n")
    return talk(actions={"action_list_areas": list_areas}).say(*TO_AREA)


def titles(person: Any) -> list[str]:
    return [option.title for option in person.question.options]


def test_only_those_that_are_listed_are_shown_and_the_person_hears_what_to_do(person: Any) -> None:
    assert titles(person) == ["Hele stad", "Centrum"]
    assert person.question.text.endswith("\n\nTyp de naam.")


@pytest.mark.parametrize(
    ("text", "value"), [("noord", ["a2"]), ("haven", ["a6"]), ("Zonnehof en centrum", ["a5", "a1"]), ("2", ["a1"])]
)
def test_any_can_be_typed(person: Any, text: str, value: list[str]) -> None:
    assert person.say(text).slots["area"] == value


@pytest.mark.parametrize("text", ["3", "1, 3", "Kattenbroek"])
def test_what_is_not_there_is_no_answer(person: Any, text: str) -> None:
    assert "area" not in person.say(text).slots


@pytest.mark.parametrize("text", ["Zonepark", "park"])
def test_a_name_that_is_not_quite_one_is_offered_to_be_confirmed(person: Any, text: str) -> None:
    person.say(text)
    assert titles(person) == ["Zonnepark"]
    assert "area" not in person.slots
    assert "Typ de naam" not in person.question.text
    assert person.say("ja").slots["area"] == ["a4"]


def test_numbers_after_a_suggestion_are_those_of_the_suggestion(person: Any) -> None:
    assert person.say("zonne", "1, 2").slots["area"] == ["a4", "a5"]


def test_one_that_is_chosen_is_shown_so_that_it_can_be_taken_away(person: Any) -> None:
    person.press("Centrum").say("noordkade")
    assert titles(person) == ["Hele stad", "Centrum", "Noordkade"]
    assert person.say("niet 3").state.chosen == {"area": ["a1"]}
    person.say("noordkade").press("Noordkade").press("Hele stad")
    assert person.say("/done").slots["area"] == ["a1", "a0"]
