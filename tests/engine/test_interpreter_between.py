"""Commands and questions in between, stopping and coming back."""

from collections.abc import Callable
from typing import Any

import pytest

Start = Callable[..., Any]
Replace = Callable[[str, str], None]
TO_THEMES = ("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot")
TO_PARTNER = (*TO_THEMES, "Groen", "40", "koffie; thee")


def test_after_help_the_question_comes_back_shortly(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "hulp")

    assert person.texts == ["Typ terug of stop.", "Hoe heet u?"]
    assert person.question.note == ""


def test_a_text_may_sum_up_the_answers_of_a_flow(talk: Start, change_files: Replace) -> None:
    change_files("Typ terug of stop.", "{summary_main}")

    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "/skip", "1, 3", "hulp")

    assert person.texts[0] == "Naam: Anna\nSoort: Bewoners\nGebied: Noord\nThema's: Eenzaamheid, Groen"


def test_options_chosen_so_far_survive_something_in_between(talk: Start) -> None:
    person = talk().say(*TO_THEMES).press("Groen").press("Help")
    assert [option.title for option in person.question.options if option.chosen] == ["Groen"]
    assert person.say("klaar").slots["themes"] == ["green"]


def test_words_after_a_command_answer_its_question(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "waarom 2")

    assert person.texts == ["Daarom p2.", "Welke partner?"]
    assert person.messages[0].documents == ({"id": 7, "name": "score.pdf"},)
    assert "why" not in person.slots


def test_a_command_without_its_words_asks(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "waarom", "Partner een")

    assert person.texts == ["Daarom p1.", "Welke partner?"]


def test_words_that_do_not_fit_lead_to_the_question(talk: Start) -> None:
    assert talk().say(*TO_PARTNER, "waarom dan").question.text == "Waarom wie?"


def test_words_that_would_be_rejected_lead_to_the_question(talk: Start, change_files: Replace) -> None:
    change_files(
        "        collect: why\n",
        '        collect: why\n        rejections: [{if: slots.why = "p2", utter: utter_nobody_reached}]\n',
    )

    assert talk().say(*TO_PARTNER, "waarom 2").question.text == "Waarom wie?"


def test_a_guarded_flow_does_not_start_before_its_time(talk: Start) -> None:
    assert talk().say("hallo", "Akkoord", "waarom").slots["name"] == "waarom"


def test_a_question_of_the_person_is_answered_and_the_open_one_comes_back(talk: Start) -> None:
    person = talk(knows_question=lambda text, language: "subsidie" in text)

    person.say("hallo", "Wat is subsidie")
    assert person.texts == ["Antwoord op: Wat is subsidie", "Hielp dat?"]
    person.press("Dat hielp")
    assert person.question.text == "Mag ik bewaren wat u vertelt?"
    assert "question" not in person.slots


def test_a_second_question_is_not_answered_with_the_first(talk: Start) -> None:
    person = talk().say("hallo", "Wat is subsidie?", "En wat is een fonds?")

    assert person.texts[0] == "Antwoord op: En wat is een fonds?"
    assert [flow for flow, _ in person.state.stack] == ["main", "question"]


def test_an_option_that_looks_like_a_question_is_an_answer(talk: Start) -> None:
    assert talk().say("hallo", "Akkoord?").slots["consent"] is True


def test_exact_words_win_over_words_with_an_argument(talk: Start, change_files: Replace) -> None:
    change_files("said_as: {nl: [stop], en: [stop]}", "said_as: {nl: [stop, vraag later], en: [stop]}")

    assert talk().say("hallo", "vraag later").texts == ["Tot later."]


def test_after_stop_the_next_message_only_shows_the_question(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "stop")
    assert person.texts == ["Tot later."]
    person.say("Daar ben ik weer")
    assert person.texts == ["Welkom terug.", "Hoe heet u?"]
    assert person.say("Anna").slots["name"] == "Anna"


def test_after_stop_a_button_answers_at_once(talk: Start) -> None:
    person = talk().say("hallo")
    card = person.question

    assert person.say("stop").press("Akkoord", card).slots["consent"] is True


def test_after_stop_and_an_old_button_the_next_text_is_an_answer(talk: Start) -> None:
    person = talk().say("hallo")
    card = person.question
    person.say("Akkoord", "stop").press("Akkoord", card)

    assert person.texts == ["Die knop is oud.", "Hoe heet u?"]
    assert person.say("Anna").slots["name"] == "Anna"


def test_the_word_start_shows_where_one_is(talk: Start) -> None:
    assert talk().say("hallo", "Akkoord", "/start").texts == ["Welkom terug.", "Hoe heet u?"]


def test_words_are_heard_whatever_their_capitals(talk: Start) -> None:
    assert talk().say("hallo", "Akkoord", "VERDER!").texts[0] == "Welkom terug."


@pytest.mark.parametrize(
    ("after", "texts"), [("aims", ["Welkom terug.", "Welke thema's?"]), ("END", ["Welkom terug."])]
)
def test_a_flow_that_waits_may_be_called(talk: Start, change_files: Replace, after: str, texts: list[str]) -> None:
    change_files("        call: who\n", f"        call: who\n      - {{id: rest, call: stop, next: {after}}}\n")

    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "/skip")
    assert person.texts[-1] == "Tot later."
    assert person.say("hoi").texts == texts


def test_a_command_may_be_the_very_first_message(talk: Start) -> None:
    assert talk().say("/help").texts[-2:] == ["Typ terug of stop.", "Mag ik bewaren wat u vertelt?"]


def test_people_can_ask_why_a_question_is_asked(talk: Start) -> None:
    assert talk().say("hallo", "Akkoord", "hoezo?").texts == ["Dan weten we wie u bent.", "Hoe heet u?"]
    assert talk().say("hallo", "Akkoord", "Anna", "hoezo").texts[0] == "Dat helpt ons."
