"""Conversations that are half-way when a new version of the flows comes."""

from collections.abc import Callable
from typing import Any

Start = Callable[..., Any]
Replace = Callable[[str, str], None]
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
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners")
    change_files("id: ask_type", "id: ask_kind")
    newer = talk()
    newer.state = person.state

    newer.say("terug")
    assert newer.texts[0] == "De vragen zijn vernieuwd."
    newer.say("terug")
    assert newer.texts[0] == "Er is niets om terug te nemen."


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
    person.state.stack = [("gone", "ask")]

    assert person.say("hoi").texts == ["De vragen zijn vernieuwd.", "Wat voor groep, Anna?"]


def test_a_step_that_now_asks_something_else_asks_it(talk: Start, change_files: Replace) -> None:
    person = talk().say("hallo", "Akkoord", "Anna", "Bewoners", "Noord")
    change_files("      - id: ask_note\n        collect: note\n", "      - id: ask_note\n        collect: money\n")
    newer = talk()
    newer.state = person.state

    newer.say("hallo daar")

    assert newer.texts == ["Hoeveel geld?"]
    assert "money" not in newer.slots
