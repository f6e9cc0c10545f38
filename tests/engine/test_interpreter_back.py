"""Taking answers back, and changing them."""

from collections.abc import Callable
from typing import Any

Start = Callable[..., Any]
Replace = Callable[[str, str], None]
TO_THEMES = ("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot")
TO_PARTNER = (*TO_THEMES, "Groen", "40", "koffie; thee")


def test_back_takes_back_one_answer_at_a_time_across_flows(talk: Start) -> None:
    person = talk().say(*TO_THEMES, "Groen")
    asked = []
    for _ in range(5):
        person.say("terug")
        asked.append(person.question.text)

    assert asked == ["Welke thema's?", "Nog iets?", "In welke buurt?", "Wat voor groep, Anna?", "Hoe heet u?"]
    assert person.slots == {"language": "nl", "consent": True}


def test_back_at_the_first_question_says_that_there_is_nothing(talk: Start) -> None:
    person = talk().say("hallo", "terug")

    assert person.texts == ["Er is niets om terug te nemen.", "Mag ik bewaren wat u vertelt?"]


def test_back_over_an_action_takes_back_what_it_found(talk: Start) -> None:
    person = talk().say(*TO_PARTNER)
    assert "found" in person.slots
    person.say("terug")
    assert "found" not in person.slots
    assert person.slots["size"] == 40
    assert person.question.text == "Welke kosten?"


def test_after_back_the_road_is_the_same_as_before(talk: Start) -> None:
    person = talk().say(*TO_PARTNER)
    once = person.slots
    again = person.say("terug", "terug", "40", "koffie; thee").slots

    assert again == once


def test_back_shows_the_options_that_were_chosen(talk: Start) -> None:
    person = talk().say(*TO_THEMES, "1, 3", "terug")

    assert [option.title for option in person.question.options if option.chosen] == ["Eenzaamheid", "Groen"]


def test_a_list_that_was_taken_back_is_simply_written_anew(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "terug", "melk")

    assert person.slots["costs"] == ["melk"]


def test_rejected_answers_and_questions_in_between_are_no_steps_to_go_back(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "tulpen", "/help", "terug")

    assert person.question.text == "Hoe heet u?"


def test_a_changed_answer_is_asked_again_and_the_rest_is_kept(talk: Start) -> None:
    person = talk().say(*TO_THEMES, "Groen", "40", "wijzig naam")
    assert person.texts == ["Nu: Anna", "Hoe heet u?"]
    person.say("Bea")

    assert person.question.text == "Hoeveel mensen?"  # a passing answer of the flow that was left half-way
    assert person.slots["themes"] == ["green"]
    assert (person.slots["name"], person.slots["type"], person.slots["area"]) == ("Bea", "residents", "north")


def test_what_depends_on_an_answer_stays_when_it_is_changed_to_the_same(talk: Start) -> None:
    person = talk().say(*TO_PARTNER)
    before = dict(person.slots)

    person.say("wijzig soort", "Bewoners")

    assert person.slots == before


def test_an_answer_is_found_by_its_other_names_and_inside_a_sentence(talk: Start) -> None:
    for said in ("wijzig roepnaam", "wijzig de roepnaam", "ik wil het soort veranderen", "I want to change the name"):
        person = talk().say(*TO_THEMES, said)
        assert person.texts[-1] in {"Hoe heet u?", "Wat voor groep, Anna?"}, said
    assert talk().say(*TO_THEMES, "ik wil de wereld veranderen").slots["name"] == "Anna"


def test_a_change_waits_for_an_earlier_question_that_is_open_and_says_so(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "wijzig naam", "wijzig soort")
    assert person.texts[-2:] == ["Eerst dit, dan Soort.", "Hoe heet u?"]
    person.say("Bea")
    assert person.question.text == "Wat voor groep, Bea?"


def test_what_depends_on_a_changed_answer_is_asked_again(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "wijzig soort", "Bedrijf")

    assert person.question.text == "In welke buurt?"
    person.say("Noord")
    assert person.slots["note"] == "een noot"


def test_what_can_be_changed_is_offered_in_the_order_of_the_conversation(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "wijzig")

    titles = [option.title for option in person.question.options]
    assert titles == ["Naam", "Soort", "Gebied", "Noot", "Thema's", "Kosten"]
    assert person.press("Gebied").question.text == "In welke buurt?"


def test_changing_several_choices_starts_from_those_chosen(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "wijzig thema's")

    assert [option.title for option in person.question.options if option.chosen] == ["Groen"]


def test_an_answer_can_be_changed_by_words_while_free_text_is_asked(talk: Start) -> None:
    assert (
        talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "wijzig soort").question.text.startswith("Wat voor")
    )


def test_free_text_that_only_begins_like_a_command_is_an_answer(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "wijzig niets aan het park")

    assert person.slots["note"] == "wijzig niets aan het park"


def test_back_after_a_change_restores_the_answer(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "wijzig naam", "terug")

    assert person.slots["name"] == "Anna"
    assert person.question.text == "Welke partner?"


def test_a_slot_asked_in_two_flows_is_changed_where_it_is_asked_first(talk: Start, change_files: Replace) -> None:
    change_files(
        "      - id: ask_size\n        collect: size\n",
        "      - {id: skip, noop: true, next: [{if: not slots.name, then: ask_name_late}, {else: ask_size}]}\n"
        "      - {id: ask_name_late, collect: name}\n"
        "      - id: ask_size\n        collect: size\n",
    )

    person = talk().say(*TO_THEMES, "Groen", "wijzig naam")

    assert person.state.stack == [("main", "who"), ("who", "ask_name")]


def test_starting_again_asks_each_time_whether_one_is_sure(talk: Start) -> None:
    person = talk().say(*TO_PARTNER)
    for _ in range(2):
        person.say("opnieuw")
        assert person.question.text == "Alles opnieuw?"
        person.press("Opnieuw beginnen")
        assert person.question.text == "Welke thema's?"
        assert "sure" not in person.slots
