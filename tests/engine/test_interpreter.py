"""Asking, answering, rejecting, branching, calling and linking."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from flows.engine.definitions import Script
from flows.engine.interpreter import Interpreter
from flows.engine.state import State
from flows.engine.turns import ActionCall, ActionResult, Heard, Turn
from flows.engine.walk import CircleError

Start = Callable[..., Any]
Replace = Callable[[str, str], None]
TODAY = date(2027, 3, 1)
TO_AREA = ("hallo", "Akkoord", "Anna", "Bewoners")
TO_THEMES = (*TO_AREA, "Noord", "/skip")
TO_PARTNER = (*TO_THEMES, "Groen", "40", "/skip")


def titles(buttons: Any) -> list[str]:
    return [button.title for button in buttons]


def test_the_first_turn_welcomes_and_asks(talk: Start) -> None:
    person = talk().say("hallo")

    assert person.texts == ["Welkom.", "Mag ik bewaren wat u vertelt?"]
    assert titles(person.question.options) == ["Akkoord", "Niet akkoord"]
    assert titles(person.question.buttons) == ["Wat betekent dat?", "Help"]


def test_an_answer_fills_the_slot_and_the_next_question_comes(talk: Start) -> None:
    person = talk().say("hallo").press("Akkoord").say(" Anna ")

    assert person.slots["consent"] is True
    assert person.slots["name"] == "Anna"
    assert person.question.text == "Wat voor groep, Anna?"


def test_the_turn_log_holds_what_happened_and_nothing_that_was_said(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna")

    assert [(event.kind, event.flow, event.step) for event in person.events] == [
        ("answered", "who", "ask_name"),
        ("asked", "who", "ask_type"),
    ]


def test_a_question_says_why_it_is_asked_and_how_far_one_is(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord")

    assert person.question.note == "Dan weten we wie u bent."
    assert person.question.heading == "Wie u bent, vraag 1 van 4"


def test_the_heading_counts_the_questions_on_this_persons_road(talk: Start) -> None:
    person = talk().say(*TO_THEMES)
    assert person.question.heading == "Wat u wilt, vraag 1 van 3"
    person.say("Groen", "200")
    assert person.question.heading == "Wat u wilt, vraag 3 van 4"


def test_a_rejected_answer_is_explained_and_the_question_is_not_repeated(talk: Start) -> None:
    person = talk().say("hallo").press("Niet akkoord")

    assert person.texts == ["Zonder akkoord kan het niet."]
    assert "consent" not in person.slots


def test_after_a_rejection_the_same_card_still_works(talk: Start) -> None:
    person = talk().say("hallo")
    card = person.question

    person.press("Niet akkoord", card).press("Akkoord", card)

    assert person.slots["consent"] is True


@pytest.mark.parametrize(
    ("text", "said"),
    [("A", "Dat is te weinig."), ("x" * 21, "Hoogstens 20 tekens."), ("...", "Dat is te weinig.")],
)
def test_a_text_that_does_not_fit_is_rejected_with_the_limit(talk: Start, text: str, said: str) -> None:
    person = talk().say("hallo", "Akkoord", text)

    assert person.texts == [said]
    assert [event.kind for event in person.events] == ["rejected"]


def test_a_question_may_have_its_own_rejection(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "een tuin vol tulpen")

    assert person.texts == ["Zo'n soort ken ik niet."]


def test_a_branch_follows_the_answer(talk: Start) -> None:
    few = talk().say(*TO_THEMES, "Groen", "100")
    many = talk().say(*TO_THEMES, "Groen", "101")

    assert few.question.text == "Welke kosten?"
    assert many.question.text == "Hoeveel geld?"
    assert many.slots["big"] is True


def test_a_called_flow_comes_back_and_its_passing_answers_are_forgotten(talk: Start) -> None:
    person = talk().say(*TO_PARTNER)

    assert person.state.stack == [("main", "pick")]
    assert "size" not in person.slots
    assert person.slots["themes"] == ["green"]


def test_a_branch_after_an_action_sees_what_the_action_found(talk: Start) -> None:
    person = talk().say(*TO_AREA, "Zuid", "/skip", "Groen", "40", "/skip")

    assert "Niemand gevonden." in person.texts
    assert person.question.text == "Bent u klaar?"


def test_an_action_gets_the_slots_and_its_texts_are_said(talk: Start) -> None:
    person = talk().say(*TO_PARTNER)

    assert [(call.name, call.slots["area"]) for call in person.called] == [("action_find", "north")]
    assert "Gezocht." in person.texts
    assert titles(person.question.options) == ["Partner een", "Partner twee"]


def test_an_action_may_put_the_question_into_words(load: Callable[[], Script]) -> None:
    script = replace(load(), actions=frozenset({"action_ask_consent"}))
    question = {"text": "Mag het?", "buttons": [{"title": "?", "payload": "/help"}]}
    said = ActionResult(responses=[{"text": "Vooraf."}, question])

    turn = drive(Interpreter(script).turn(State(), Heard("hoi"), TODAY), {"action_ask_consent": said})

    assert [message.text for message in turn.messages] == ["Welkom.", "Vooraf.", "Mag het?"]
    assert titles(turn.messages[-1].options) == ["Akkoord", "Niet akkoord"]
    assert titles(turn.messages[-1].buttons) == ["?", "Help"]


def test_an_action_that_clears_slots_clears_them(talk: Start) -> None:
    clear = ActionResult([{"event": "slot", "name": "name", "value": None}])

    assert "name" not in talk(actions={"action_find": lambda slots: clear}).say(*TO_PARTNER).slots


def test_a_link_goes_on_elsewhere_and_does_not_come_back(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "Partner een")

    assert person.state.stack == [("ending", "ask_ready")]
    person.press("Ja hoor")
    assert person.texts == ["Dag."]
    assert person.state.stack == []


def test_after_the_end_the_next_message_starts_again_and_asks_only_what_is_open(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "Partner een", "Ja hoor", "hallo weer")

    assert person.texts == ["Hoeveel mensen?"]


def test_running_again_asks_what_was_forgotten_and_says_nothing_twice(talk: Start) -> None:
    person = talk().say(*TO_PARTNER, "Partner een", "Nog niet")

    assert person.texts == ["Hoeveel mensen?"]
    assert person.state.stack == [("main", "aims"), ("aims", "ask_size")]


def test_an_optional_question_can_be_skipped(talk: Start) -> None:
    person = talk().say(*TO_AREA, "Noord").press("Overslaan")

    assert person.slots["note"] == ""
    assert person.texts == ["Noot: overgeslagen", "Welke thema's?"]


def test_a_skipped_list_holds_an_empty_list(talk: Start) -> None:
    assert talk().say(*TO_PARTNER).slots["costs"] == []


def test_a_needed_question_cannot_be_skipped(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "overslaan")

    assert person.texts == ["Deze vraag is nodig."]
    assert "name" not in person.slots


def test_an_answered_card_is_closed_with_the_answer_in_words(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna").press("Bedrijf")

    assert (person.messages[0].kind, person.messages[0].text) == ("close", "Soort: Bedrijf")


def test_amounts_and_lists_are_read(talk: Start) -> None:
    person = talk().say(*TO_THEMES, "Groen", "200", "€ 1.250,50", "koffie\n- thee")

    assert person.slots["money"] == 125050
    assert person.slots["costs"] == ["koffie", "thee"]


def test_amounts_are_shown_as_the_caller_writes_them(talk: Start) -> None:
    person = talk(show=lambda kind, value, language: f"{kind} {value} {language}")

    person.say(*TO_THEMES, "Groen", "200", "12,50")

    assert "Geld: amount 1250 nl" in person.texts


def test_a_stale_button_changes_nothing_and_shows_the_open_question(talk: Start) -> None:
    person = talk().say("hallo")
    old = person.question
    person.say("Akkoord", "Anna")
    slots = dict(person.slots)

    person.press("Niet akkoord", old)

    assert person.texts == ["Die knop is oud.", "Wat voor groep, Anna?"]
    assert person.slots == slots
    person.press("Bewoners")
    assert person.slots["type"] == "residents"


def test_a_stale_payload_changes_nothing(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "/SetSlots(consent=false)")

    assert person.texts[0] == "Die knop is oud."
    assert person.slots["consent"] is True


@pytest.mark.parametrize("button", [-1, 99])
def test_a_button_that_the_card_does_not_have_counts_as_stale(talk: Start, button: int) -> None:
    person = talk().say("hallo")

    turn = drive(person.interpreter.turn(person.state, Heard(card=person.question.card, button=button), TODAY), {})

    assert turn.messages[0].text == "Die knop is oud."


def test_an_unknown_command_is_named_as_such(talk: Start) -> None:
    person = talk().say("hallo", "/abracadabra")

    assert person.texts == ["Dat ken ik niet."]


def test_the_language_of_the_conversation_can_be_switched(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "taal").press("English")

    assert person.question.text == "What is your name?"
    assert person.question.heading == "Who you are, question 1 of 4"
    person.say("Ann", "Residents")
    assert person.question.text == "In which neighbourhood?"
    assert titles(person.question.options) == ["Noord", "South"]


def test_the_language_stays_while_it_is_asked(talk: Start) -> None:
    person = talk().say("hallo", "taal", "English", "language")
    assert person.question.text == "Which language?"
    person.say("/help")
    assert person.texts == ["Type back or stop.", "Which language?"]


def test_a_circle_without_a_question_is_an_error(talk: Start, change_files: Replace) -> None:
    change_files("        action: utter_welcome\n", "        noop: true\n        next: welcome\n")

    with pytest.raises(CircleError, match="main"):
        talk().say("hallo")


def test_running_again_for_ever_is_an_error(talk: Start, change_files: Replace) -> None:
    change_files("        action: utter_welcome\n", "        action: action_rerun\n")

    with pytest.raises(CircleError, match="main"):
        talk().say("hallo")


def test_what_a_flow_would_clear_stays_when_it_ends_before_that(talk: Start) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord", "een noot", "Groen", "40", "koffie; thee")

    person.say("opnieuw", "Doorgaan")

    assert (person.slots["themes"], person.slots["costs"]) == (["green"], ["koffie", "thee"])


def drive(turn: Generator[ActionCall, ActionResult, Turn], results: Mapping[str, ActionResult]) -> Turn:
    try:
        call = next(turn)
        while True:
            call = turn.send(results.get(call.name, ActionResult()))
    except StopIteration as end:
        done: Turn = end.value
        return done
