"""What is typed for somebody else: a question in it is not for the bot, and words count with a name behind them."""

from collections.abc import Callable
from typing import Any

import pytest

Start = Callable[..., Any]
Replace = Callable[[str, str], None]
TO_NOTE = ("hallo", "Akkoord", "Anna", "Bewoners", "Noord")
WRITE = """  write:
    description: Writes to an area.
    metadata: {argument: to, argument_names: area_options, said_as: {nl: [bericht aan], en: [message to]}}
    steps:
      - id: ask_to
        collect: to

  help:
    description: Says"""


@pytest.fixture
def person(talk: Start, change_files: Replace) -> Any:
    change_files("  help:\n    description: Says", WRITE)
    change_files("  note: {type: text}", "  note: {type: text}\n  to: {type: text}")
    change_files("responses:\n", "responses:\n  utter_ask_to:\n    - text: Aan wie?\n")
    return talk().say(*TO_NOTE)


@pytest.mark.parametrize("said", ["bericht aan Noord: komt u ook?", "Bericht aan noorrd mag ook"])
def test_where_free_text_is_asked_the_words_count_with_a_name(person: Any, said: str) -> None:
    person.say(said)
    assert "note" not in person.slots
    assert person.state.asked.slot == "note"


def test_without_a_name_it_is_an_answer(person: Any) -> None:
    assert person.say("bericht aan alle buren").slots["note"] == "bericht aan alle buren"


def test_without_names_that_are_known_a_short_text_counts(person: Any) -> None:
    del person.state.slots["area_options"]
    assert "note" not in person.say("bericht aan de buren: komt u ook eens kijken bij ons?").slots
    assert person.say("bericht aan de buren op het plein in Noord en Zuid").slots["note"]


@pytest.mark.parametrize("said", ["Komt u ook?", "Wat is een penvoerder en wie van u wil dat worden in ons plan?"])
def test_a_question_for_somebody_else_is_an_answer(talk: Start, change_files: Replace, said: str) -> None:
    change_files(
        "collect: note\n        metadata: {optional: true}",
        "collect: note\n        metadata: {optional: true, for_others: true}",
    )
    person = talk(knows_question=lambda text, language: True).say(*TO_NOTE, said)
    assert person.slots["note"] == said
