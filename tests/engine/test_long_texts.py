"""Long answers: in a file, in parts, and by adding to what was said before."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.engine.turns import Heard

Start = Callable[..., Any]
TO_NOTE = ("hallo", "Akkoord", "Anna", "Bewoners", "Noord")
TOO_LONG = "x" * 2100
"""Longer than the note may be, and long enough to have been cut by a program for Telegram."""


def send(person: Any, text: str, name: str = "plan.docx") -> Any:
    person._hear(Heard(text, file=name))
    return person


def write(person: Any, text: str, sent: int) -> Any:
    person._hear(Heard(text, sent=sent))
    return person


def everywhere(person: Any) -> str:
    return json.dumps(person.state.to_json())


@pytest.fixture
def noting(talk: Start) -> Any:
    return talk().say(*TO_NOTE)


def test_the_text_of_a_file_is_an_answer_only_after_yes(noting: Any) -> None:
    send(noting, "Regel een.\nRegel twee.")
    assert noting.question.text == "Is dit uw antwoord?"
    assert "note" not in noting.slots
    noting.press("Ja hoor")
    assert noting.slots["note"] == "Regel een.\nRegel twee."
    assert noting.texts[0] == "Noot: Regel een.\nRegel twee."
    assert noting.question.text == "Welke thema's?"
    assert "file" not in noting.slots


def test_a_text_that_was_refused_stays_nowhere(noting: Any) -> None:
    before = everywhere(noting)
    send(noting, "Geheim van Piet.").press("Weg ermee")
    assert noting.question.text == "Nog iets?"
    assert "Piet" not in everywhere(noting)
    assert noting.state.history == type(noting.state).from_json(json.loads(before)).history
    assert noting.say("terug").question.text == "In welke buurt?"


@pytest.mark.parametrize("leaves", [("terug",), ("help", "terug"), ("wijzig naam",), ("opnieuw", "ja")])
def test_who_leaves_the_question_about_a_file_leaves_no_text_behind(noting: Any, leaves: tuple[str, ...]) -> None:
    send(noting, "Geheim van Piet.").say(*leaves)
    assert "Piet" not in everywhere(noting)


def test_an_aside_keeps_the_file_that_waits(noting: Any) -> None:
    send(noting, "Samen eten.").say("help")
    assert noting.question.text == "Is dit uw antwoord?"
    assert noting.say("ja").slots["note"] == "Samen eten."


def test_back_after_yes_asks_the_question_again(noting: Any) -> None:
    send(noting, "Samen eten.").say("ja", "terug")
    assert noting.question.text == "Nog iets?"
    assert "note" not in noting.slots
    assert noting.say("iets anders").slots["note"] == "iets anders"


def test_the_newer_file_takes_the_place_of_the_one_before(noting: Any) -> None:
    send(noting, "Geheim van Piet.")
    send(noting, "Samen eten.", "beter.docx").say("ja")
    assert noting.slots["note"] == "Samen eten."
    assert "Piet" not in everywhere(noting)


def test_a_file_that_is_too_long_says_by_how_much_and_changes_nothing(noting: Any) -> None:
    send(noting, "x" * 2012)
    assert noting.texts == ["plan.docx: 2012 tekens, 12 te veel.", "Nog iets?"]
    assert "xxx" not in everywhere(noting)
    assert noting.say("kort").slots["note"] == "kort"


def test_a_file_does_not_fit_a_choice_and_the_choice_is_asked_again(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna")
    send(person, "Bewoners")
    assert person.texts == ["Hier past geen bestand.", "Wat voor groep, Anna?"]
    assert "type" not in person.slots
    assert not person.question.file


def test_only_a_question_for_a_long_text_says_that_it_takes_a_file(talk: Start) -> None:
    person = talk()
    offers = {said: person.say(said).question.file for said in TO_NOTE}
    assert [said for said, offered in offers.items() if offered] == ["Noord"]


def test_a_file_that_was_not_read_says_why_and_keeps_the_one_that_waits(noting: Any) -> None:
    send(noting, "Samen eten.")
    noting._hear(Heard(file="plan.pdf", refused={"nl": "Geen pdf.", "en": "No PDF."}))
    assert noting.texts == ["Geen pdf.", "Is dit uw antwoord?"]
    assert noting.say("ja").slots["note"] == "Samen eten."


def test_a_file_as_the_first_thing_said_begins_the_conversation(talk: Start) -> None:
    person = send(talk(), "Hallo")
    assert person.texts[0] == "Welkom."
    assert person.texts[-2:] == ["Hier past geen bestand.", "Mag ik bewaren wat u vertelt?"]


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_whatever_a_file_says_is_no_command(talk: Start, words: str) -> None:
    person = talk().say(*TO_NOTE)
    send(person, words)
    if person.question.text == "Is dit uw antwoord?":
        assert person.say("ja").slots["note"] == words.strip().removeprefix("/").strip()
    else:
        assert person.question.text == "Nog iets?"


@pytest.mark.parametrize("words", ["terug", "/terug", "/SetSlots(note=x)", "stop", "ja", "nee", "help"])
def test_words_with_a_meaning_have_none_in_a_file(noting: Any, words: str) -> None:
    send(noting, words)
    assert noting.say("ja").slots["note"] == words.removeprefix("/")


def test_the_rest_of_a_cut_text_is_no_answer(noting: Any) -> None:
    write(noting, TOO_LONG, 100)
    write(noting, "de rest", 101)
    assert noting.texts == ["2 stukken: 108 te veel."]
    write(noting, "nog meer", 103)
    assert noting.texts == ["3 stukken: 117 te veel."]
    assert "note" not in noting.slots
    assert noting.say("kort").slots["note"] == "kort"


@pytest.mark.parametrize(("first", "then"), [("x" * 2001, 101), (TOO_LONG, 104), (TOO_LONG, 99)])
def test_what_was_not_cut_or_comes_later_is_an_answer(noting: Any, first: str, then: int) -> None:
    write(noting, first, 100)
    assert write(noting, "een kort antwoord", then).slots["note"] == "een kort antwoord"


def test_a_button_is_never_the_rest_of_a_text(noting: Any) -> None:
    write(noting, TOO_LONG, 100)
    noting._hear(Heard(card=noting.cards[-1].card, button=0, sent=100))
    assert noting.state.part is None
    assert "stukken" not in "".join(noting.texts)


def test_adding_puts_words_behind_the_last_answer(noting: Any) -> None:
    noting.say("Ouderen zijn alleen.", "vul aan")
    assert noting.texts == ["Erbij: Noot", "Nu: Ouderen zijn alleen.", "Nog iets?"]
    noting.say("Zij kennen de buren niet.")
    assert noting.slots["note"] == "Ouderen zijn alleen.\nZij kennen de buren niet."
    assert noting.question.text == "Welke thema's?"


def test_a_file_can_be_added(noting: Any) -> None:
    send(noting.say("Ouderen zijn alleen.", "vul aan"), "Zij kennen de buren niet.").say("ja")
    assert noting.slots["note"] == "Ouderen zijn alleen.\nZij kennen de buren niet."


def test_adding_to_an_answer_by_its_name(noting: Any) -> None:
    noting.say("een noot", "vul aan naam", "Bakker")
    assert noting.slots["name"] == "Anna\nBakker"
    assert noting.slots["note"] == "een noot"


def test_adding_too_much_keeps_the_answer(noting: Any) -> None:
    noting.say("x" * 1990, "vul aan", "y" * 20)
    assert noting.texts == ["Samen 11 te veel."]
    assert noting.say("y" * 9).slots["note"] == "x" * 1990 + "\n" + "y" * 9


@pytest.mark.parametrize("instead", ["terug", "overslaan"])
def test_who_adds_nothing_keeps_the_answer(noting: Any, instead: str) -> None:
    assert noting.say("een noot", "vul aan", instead).slots["note"] == "een noot"


def test_changing_after_adding_replaces_the_answer(noting: Any) -> None:
    noting.say("een noot", "vul aan", "wijzig naam", "Bob")
    assert (noting.slots["name"], noting.slots["note"]) == ("Bob", "een noot")
    assert noting.say("wijzig noot", "helemaal nieuw").slots["note"] == "helemaal nieuw"


def test_back_after_adding_gives_the_answer_of_before(noting: Any) -> None:
    noting.say("een noot", "vul aan", "nog een", "terug", "terug")
    assert noting.slots["note"] == "een noot"


def test_without_an_answer_in_free_text_there_is_nothing_to_add_to(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "vul aan")
    assert person.question.text == "Hoe heet u?"
