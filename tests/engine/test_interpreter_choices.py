"""Choosing several options, and free text that probably means one."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

Start = Callable[..., Any]
TO_TYPE = ("hallo", "Akkoord", "Anna")
TO_THEMES = (*TO_TYPE, "Bewoners", "Noord", "/skip")


def chosen(message: Any) -> list[str]:
    return [option.title for option in message.options if option.chosen]


def suggest(choices: str, text: str, language: str) -> Sequence[str]:
    known = {
        "alleen zijn": ["lonely", "care"],
        "onze buurvrouwen": ["residents"],
        "mensen samen": ["residents", "business"],
    }
    return known.get(text, [])


@pytest.mark.parametrize(
    "text", ["1, 3", "1 3", "1 en 3", "eenzaamheid; groen", "Groen en eenzaamheid", "loneliness and green"]
)
def test_several_choices_may_be_typed(talk: Start, text: str) -> None:
    person = talk().say(*TO_THEMES, text)

    assert sorted(person.slots["themes"]) == ["green", "lonely"]


def test_a_title_with_and_in_it_is_one_choice(talk: Start) -> None:
    assert talk().say(*TO_THEMES, "zorg en langer thuis wonen").slots["themes"] == ["care"]


def test_buttons_toggle_until_done(talk: Start) -> None:
    person = talk().say(*TO_THEMES)
    card = person.question

    person.press("Groen").press("Eenzaamheid", card)
    assert person.question.kind == "update"
    assert person.question.card == card.card
    assert chosen(person.question) == ["Eenzaamheid", "Groen"]
    assert "themes" not in person.slots

    person.press("Groen")
    assert chosen(person.question) == ["Eenzaamheid"]
    person.press("Klaar (1)")
    assert person.slots["themes"] == ["lonely"]
    assert person.texts[0] == "Thema's: Eenzaamheid"


def test_what_is_typed_adds_to_or_takes_from_what_was_pressed_before(talk: Start) -> None:
    person = talk().say(*TO_THEMES).press("Groen").say("1")
    assert "themes" not in person.slots
    assert chosen(person.question) == ["Eenzaamheid", "Groen"]

    person.say("groen", "niet groen", "klaar")
    assert person.slots["themes"] == ["lonely"]
    assert person.state.chosen == {}


@pytest.mark.parametrize("word", ["ja", "yes", "klaar", "/done"])
def test_yes_accepts_what_is_chosen(talk: Start, word: str) -> None:
    assert talk().say(*TO_THEMES).press("Groen").say(word).slots["themes"] == ["green"]


def test_done_with_nothing_chosen_asks_for_one(talk: Start) -> None:
    person = talk().say(*TO_THEMES, "klaar")

    assert person.texts == ["Kies er minstens 1."]


def test_too_many_choices_are_rejected_and_stay_chosen(talk: Start) -> None:
    person = talk().say(*TO_THEMES)
    person.press("Groen").press("Eenzaamheid").press("Zorg en langer thuis wonen").say("klaar")
    assert person.texts == ["Kies er hoogstens 2."]
    person.press("Groen").say("klaar")
    assert person.slots["themes"] == ["lonely", "care"]


@pytest.mark.parametrize("word", ["niets", "klaar", "overslaan"])
def test_none_is_an_answer_where_the_question_is_optional(
    talk: Start, change_files: Callable[[str, str], None], word: str
) -> None:
    change_files("multiple: true, most: 2", "multiple: true, most: 2, optional: true")

    person = talk().say(*TO_THEMES, word)

    assert person.slots["themes"] == []
    assert person.question.text == "Hoeveel mensen?"


def test_the_word_done_is_no_answer_where_free_text_is_asked(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "klaar")

    assert "name" not in person.slots
    assert person.texts[0] == "Klaar hoeft hier niet."


def test_the_word_for_none_of_these_is_an_ordinary_answer_where_nothing_is_offered(talk: Start) -> None:
    assert talk().say("hallo", "Akkoord", "other").slots["name"] == "other"


def test_a_guess_is_never_filled_unconfirmed(talk: Start) -> None:
    person = talk(suggest=suggest).say(*TO_TYPE, "mensen samen")

    assert "type" not in person.slots
    assert person.question.text == "Welke bedoelt u?"
    assert [button.title for button in person.question.buttons] == ["Geen van deze", "Terug", "Help"]


def test_numbers_at_a_guess_count_what_is_offered(talk: Start) -> None:
    person = talk(suggest=lambda *_: ["business"]).say(*TO_TYPE, "de zaak van oom Jan")
    assert [option.title for option in person.question.options] == ["Bedrijf"]
    person.say("2")
    assert person.texts == ["Zo'n soort ken ik niet."]
    person.say("1")
    assert person.slots["type"] == "business"


@pytest.mark.parametrize("word", ["ja", "1", "Bewoners", "/SetSlots(type=residents)"])
def test_the_only_guess_is_confirmed_in_any_way(talk: Start, word: str) -> None:
    assert talk(suggest=suggest).say(*TO_TYPE, "onze buurvrouwen", word).slots["type"] == "residents"


@pytest.mark.parametrize("word", ["nee", "geen van deze", "/other"])
def test_a_wrong_guess_brings_all_options_back(talk: Start, word: str) -> None:
    person = talk(suggest=suggest).say(*TO_TYPE, "onze buurvrouwen", word)

    assert "type" not in person.slots
    assert [option.title for option in person.question.options] == ["Bewoners", "Bedrijf"]


def test_of_several_guesses_none_is_chosen_beforehand(talk: Start) -> None:
    person = talk(suggest=suggest).say(*TO_THEMES, "alleen zijn")
    assert person.question.text == "Welke bedoelt u?"
    assert [option.title for option in person.question.options] == ["Eenzaamheid", "Zorg en langer thuis wonen"]
    assert chosen(person.question) == []
    person.press("Eenzaamheid").say("ja")
    assert person.slots["themes"] == ["lonely"]
    assert talk(suggest=suggest).say(*TO_THEMES, "alleen zijn", "allebei").slots["themes"] == ["lonely", "care"]


def test_yes_to_several_guesses_takes_them_all_and_done_takes_none(talk: Start) -> None:
    assert talk(suggest=suggest).say(*TO_THEMES, "alleen zijn", "ja").slots["themes"] == ["lonely", "care"]
    person = talk(suggest=suggest).say(*TO_THEMES, "alleen zijn", "klaar")
    assert person.texts == ["U koos niets."]
    assert "themes" not in person.slots


def test_a_sentence_that_names_an_option_of_an_action_is_a_guess(talk: Start) -> None:
    person = talk().say(*TO_TYPE, "Bewoners", "ergens in nord of zo")
    assert person.question.text == "Bedoelt u dit?"
    assert person.say("ja").slots["area"] == "north"


def test_a_no_to_several_guesses_brings_all_options_back(talk: Start) -> None:
    person = talk(suggest=suggest).say(*TO_THEMES, "alleen zijn", "nee")
    assert len(person.question.options) > 2


def test_one_guess_is_chosen_beforehand_and_only_to_confirm(talk: Start) -> None:
    person = talk(suggest=lambda *_: ["lonely"]).say(*TO_THEMES, "alleen zijn")
    assert chosen(person.question) == ["Eenzaamheid"]
    assert person.say("ja").slots["themes"] == ["lonely"]


def test_other_words_for_an_option_are_understood(talk: Start) -> None:
    assert talk().say(*TO_TYPE, "Winkel").slots["type"] == "business"


def test_no_is_an_answer_to_a_yes_or_no_question(talk: Start) -> None:
    person = talk().say("hallo", "ja")
    assert person.slots["consent"] is True
    assert talk().say("hallo", "nee").texts == ["Zonder akkoord kan het niet."]


def test_only_and_not_choose_and_take_away(talk: Start) -> None:
    assert talk().say(*TO_THEMES).press("Groen").say("alleen eenzaamheid").slots["themes"] == ["lonely"]
    person = talk().say(*TO_THEMES).press("Groen").say("eenzaamheid", "niet groen")
    assert chosen(person.question) == ["Eenzaamheid"]
    assert chosen(person.say("niet groen").question) == ["Eenzaamheid"]
