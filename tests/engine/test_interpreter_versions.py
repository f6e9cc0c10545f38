"""Conversations that are half-way when a new version of the flows comes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from flows.engine.definitions import Option, Script
from flows.engine.errors import FlowError
from flows.engine.interpreter import Interpreter

Start = Callable[..., Any]
Replace = Callable[[str, str], None]
RENAMED_STEP = "id: ask_kind\n        collect: type\n        metadata: {was: [ask_type], "
TYPES = (Option("residents", {"nl": "Bewoners", "en": "Residents"}), Option("school", {"nl": "School", "en": "School"}))
THEMES = (Option("lonely", {"nl": "Eenzaamheid", "en": "Loneliness"}), Option("care", {"nl": "Zorg", "en": "Care"}))
TO_THEMES = ("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot")
TO_PARTNER = (*TO_THEMES, "Groen", "40", "koffie; thee")


def test_a_conversation_goes_on_when_its_step_is_gone(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna")
    change_files("id: ask_type", "id: ask_kind")
    newer = talk()
    newer.state = person.state

    newer.say("Bewoners")

    assert newer.texts == ["De vragen zijn vernieuwd.", "Wat voor groep, Anna?"]
    assert newer.say("Bewoners", "Noord").question.text == "Nog iets?"


def test_back_never_leads_to_a_step_that_is_gone(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot")
    change_files("id: ask_type", "id: ask_kind")
    newer = talk()
    newer.state = person.state

    assert newer.say("terug").question.text == "Nog iets?"
    assert newer.say("terug").question.text == "In welke buurt?"
    assert newer.say("terug").texts[0] == "Er is niets om terug te nemen."


def test_after_a_repair_there_is_nothing_to_go_back_to(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna")
    change_files("id: ask_type", "id: ask_kind")
    newer = talk()
    newer.state = person.state

    assert newer.say("hallo", "terug").texts[0] == "Er is niets om terug te nemen."


def test_a_conversation_goes_on_when_its_flow_is_gone(talk: Start, change_files: Replace) -> None:
    person = talk().say(*TO_PARTNER, "waarom")
    change_files("  why:\n    description", "  reason:\n    description")
    newer = talk()
    newer.state = person.state

    assert newer.say("1").texts == ["De vragen zijn vernieuwd.", "Welke partner?"]


def test_a_conversation_goes_on_when_everything_is_new(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna")
    person.state.stack, person.state.version = [("gone", "ask")], "before"

    assert person.say("hoi").texts == ["De vragen zijn vernieuwd.", "Wat voor groep, Anna?"]


def test_a_step_that_now_asks_something_else_asks_it(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord")
    change_files("      - id: ask_note\n        collect: note\n", "      - id: ask_note\n        collect: money\n")
    newer = talk()
    newer.state = person.state

    newer.say("hallo daar")

    assert newer.texts == ["De vragen zijn vernieuwd.", "Hoeveel geld?"]
    assert "money" not in newer.slots


def test_a_renamed_step_is_not_noticed(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna")
    change_files("id: ask_type\n        collect: type\n        metadata: {", RENAMED_STEP)
    newer = talk()
    newer.state = person.state

    assert newer.say("Bewoners").question.text == "In welke buurt?"
    assert newer.say("terug", "terug").question.text == "Hoe heet u?"


def test_a_renamed_flow_is_not_noticed(talk: Start, change_files: Replace) -> None:
    person = talk().say(*TO_PARTNER, "waarom")
    change_files("  why:\n    description", "  reason:\n    description")
    change_files("metadata: {argument: why, said", "metadata: {was: [why], argument: why, said")
    newer = talk()
    newer.state = person.state

    assert newer.say("1").texts == ["Daarom p1.", "Welke partner?"]


def test_the_answer_in_a_renamed_slot_is_kept(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot")
    change_files("  name: {type: text}", "  full_name: {type: text, metadata: {was: [name]}}")
    change_files("collect: name\n", "collect: full_name\n        utter: utter_ask_name\n")
    change_files("persisted_slots: [name, type, area, note]", "persisted_slots: [full_name, type, area, note]")
    newer = talk()
    newer.state = person.state

    newer.say("Groen")

    assert (newer.slots["full_name"], newer.slots["themes"]) == ("Anna", ["green"])
    assert "De vragen zijn vernieuwd." not in newer.texts


def test_a_button_of_a_renamed_slot_still_works(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo")
    change_files("  consent: {type: bool}", "  agreed: {type: bool, metadata: {was: [consent]}}")
    for old in ("persisted_slots: [consent, partner]", "collect: consent\n", "if: not slots.consent\n"):
        change_files(old, old.replace("consent", "agreed"))
    change_files("  utter_ask_consent:", "  utter_ask_agreed:")
    for said in ("true", "false"):
        change_files(f"/SetSlots(consent={said})", f"/SetSlots(agreed={said})")
    newer = talk()
    newer.state = person.state
    newer.cards = person.cards

    assert newer.press("Akkoord").slots["agreed"] is True


def test_an_answer_that_is_no_longer_possible_is_asked_again(talk: Start, load: Callable[[], Script]) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bedrijf", "Noord")
    script = load()
    fewer = {**script.options, "types": tuple(option for option in TYPES if option.value != "business")}
    newer = talk()
    newer.interpreter = Interpreter(replace(script, options=fewer, version="newer"))
    newer.state = person.state

    newer.say("een noot")

    assert newer.texts == ["De vragen zijn vernieuwd.", "Wat voor groep, Anna?"]
    assert newer.slots.keys() == {"language", "consent", "name", "area_options"}


def test_of_several_choices_those_that_are_left_stay_chosen(talk: Start, load: Callable[[], Script]) -> None:
    person = talk().say(*TO_THEMES, "Groen, Eenzaamheid")
    script = load()
    fewer = {**script.options, "themes": tuple(option for option in THEMES if option.value != "green")}
    newer = talk()
    newer.interpreter = Interpreter(replace(script, options=fewer, version="newer"))
    newer.state = person.state

    newer.say("40")

    assert newer.texts[0] == "De vragen zijn vernieuwd."
    assert [option.title for option in newer.question.options if option.chosen] == ["Eenzaamheid"]


def test_an_answer_that_is_read_in_another_way_now_is_asked_again(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot")
    change_files("metadata: {optional: true}", "metadata: {optional: true, kind: date}")
    newer = talk()
    newer.state = person.state

    assert newer.say("Groen").texts == ["De vragen zijn vernieuwd.", "Nog iets?"]


def test_a_new_question_on_the_way_so_far_is_asked_first(talk: Start, change_files: Replace) -> None:
    person = talk().say(*TO_PARTNER)
    change_files("      - id: ask_note\n", "      - id: ask_big\n        collect: money\n      - id: ask_note\n")
    change_files("persisted_slots: [name, type, area, note]", "persisted_slots: [name, type, area, note, money]")
    newer = talk()
    newer.state = person.state

    assert newer.say("1").texts == ["De vragen zijn vernieuwd.", "Hoeveel geld?"]


def test_the_answer_to_a_question_that_is_gone_comes_back_with_it(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot")
    older = talk()
    change_files("      - id: ask_note\n        collect: note\n        metadata: {optional: true}\n", "")
    change_files("  note: {type: text}\n", "")
    change_files("persisted_slots: [name, type, area, note]", "persisted_slots: [name, type, area]")
    newer = talk()
    newer.state = person.state
    newer.say("Groen")
    assert "note" not in newer.slots

    older.state = newer.state

    assert older.say("40").slots["note"] == "een noot"


def test_texts_alone_are_not_a_change_that_anybody_notices(talk: Start, change_files: Replace) -> None:
    person = talk().say(*TO_PARTNER, "waarom", "vraag wat kost dit")
    change_files("Hoe heet u?", "Wat is uw naam?")
    newer = talk()
    newer.state = person.state

    assert "De vragen zijn vernieuwd." not in newer.say("ja").texts


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("id: ask_type\n        collect: type\n        metadata: {", "ask_name", "there still is a step ask_name"),
        ("metadata: {argument: why, ", "change", "flow why cannot be what change was: that name is taken"),
        ("  name: {type: text", "note", "slot name cannot be what note was: that name is taken"),
    ],
)
def test_an_old_name_that_is_in_use_is_refused(
    load: Callable[[], Script], change_files: Replace, old: str, new: str, why: str
) -> None:
    change_files(old, old + (f", metadata: {{was: [{new}]}}" if "type: text" in old else f"was: [{new}], "))
    with pytest.raises(FlowError, match=why):
        load()


def test_two_steps_cannot_both_be_what_one_was(load: Callable[[], Script], change_files: Replace) -> None:
    change_files("id: list_areas\n", "id: list_areas\n        metadata: {was: [ask_place]}\n")
    change_files("metadata: {choices: slots.area_options", "metadata: {was: [ask_place], choices: slots.area_options")
    with pytest.raises(FlowError, match="cannot both be what ask_place was"):
        load()
