"""Single answers, checked for Rasa as the conversation's own questions read them."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from bot.conversation import Conversations, Incoming
from flows.actions.runner import finish
from flows.actions.validators import validators
from flows.engine.turns import Heard
from flows.services.directory import Directory
from knowledge.areas import areas
from storage import conversations
from storage.database import Database
from tests.dialogues.files import NOW, Case, read
from tests.dialogues.players import fresh_database, loaded

CHECKS = {check.name().removeprefix("validate_"): check for check in validators(loaded()[0], NOW.date)}
OPTIONS = {
    "municipality_options": [{"value": "gm0556", "title": "Maassluis"}, {"value": "gm0363", "title": "Amsterdam"}],
    "owner_options": [{"value": "own", "title": "Wij"}, {"value": 3, "title": "Buurthuis De Kade"}],
}


def validate(slot: str, value: Any, **slots: Any) -> tuple[Any, list[str]]:
    """Give what the slot then holds, and the responses that are said."""
    say = CollectingDispatcher()
    tracker = Tracker("a", {"language": "nl", **OPTIONS, **slots, slot: value}, {}, [], False, None, {}, None)
    events = finish(CHECKS[slot].run(say, tracker, {}))
    assert [event["name"] for event in events] == [slot]
    return events[0]["value"], [message["response"] for message in say.messages]


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("organisation_name", "  Stichting Samen Sterk ", "Stichting Samen Sterk"),
        ("consent", "ja hoor", True),
        ("consent", "true", True),
        ("organisation_type", "bewonersgroep of actieve bewoners", "bewoners"),
        ("themes", "eenzaamheid, meedoen", ["eenzaamheid", "meedoen"]),
        ("themes", "eenzaamheid", ["eenzaamheid"]),
        ("themes", ["eenzaamheid"], ["eenzaamheid"]),
        ("municipality", "maassluis", "gm0556"),
        ("activity_owner", "2", 3),
        ("activity_cost", "6.000", 600000),
        ("activity_cost", 600000, 600000),
        ("reach_n", "ongeveer 80 mensen", 80),
        ("reach_n", None, None),
    ],
)
def test_an_answer_is_read(slot: str, text: Any, value: Any) -> None:
    assert validate(slot, text) == (value, [])


@pytest.mark.parametrize(
    ("slot", "text", "response"),
    [
        ("organisation_name", "x", "utter_reject_empty"),
        ("consent", "nee", "utter_consent_needed"),
        ("themes", "1, 2, 3, 4", "utter_reject_too_many"),
        ("themes", "zzzz", "utter_reject_choice"),
        ("themes", "niet eenzaamheid", "utter_reject_choice"),
        ("themes", "wij doen koffieochtenden voor mensen die alleen zijn", "utter_reject_choice"),
        ("municipality", "Rotterdam", "utter_reject_choice"),
        ("activity_cost", "veel", "utter_reject_amount"),
    ],
)
def test_what_is_wrong_is_said(slot: str, text: str, response: str) -> None:
    value, said = validate(slot, text)
    assert value is None
    assert said in ([response], [f"{response}_{slot}"])
    assert set(said) <= set(loaded()[0].script.responses)


SAID = st.text() | st.sampled_from(["ja", "1", "1, 2", "geen", "1 mei 2027", "zaal: 20", "\n", "/SetSlots(themes=x)"])


@given(st.sampled_from(sorted(CHECKS)), SAID)
def test_checking_twice_changes_nothing(slot: str, text: str) -> None:
    value, said = validate(slot, text)
    assert (value is None) or not said
    assert json.loads(json.dumps(value)) == value
    assert validate(slot, value) == (value, [])


@pytest.mark.parametrize("case", read(Path(__file__).parents[1] / "conversations/happy_path.yml"))
def test_answers_are_read_as_in_the_conversation(case: Case) -> None:
    """Every answer of whole dialogues: what the conversation understood, the check understands."""
    seen = 0
    with fresh_database(case) as file:
        database = Database(f"sqlite:///{file}")
        talk = Conversations(database, *loaded(), Directory(areas()))
        before: dict[str, Any] = {"slots": {}, "asked": None}
        for number, step in enumerate(case.steps):
            talk.turn(Incoming("test", "1", f"u{number}", Heard(step.user)), NOW)
            with database.transaction() as session:
                now = conversations.take(session, "test", "1", NOW).state or {}
            slot = before["asked"] and before["asked"]["slot"]
            filled = slot and slot in now["slots"] and now["slots"].get(slot) != before["slots"].get(slot)
            if filled and step.user not in {"overslaan", "skip"}:
                assert validate(slot, step.user, **before["slots"]) == (now["slots"][slot], []), step.user
                seen += 1
            before = now
        database.close()
    assert seen > 20


def test_the_day_counts_for_a_date_without_a_year() -> None:
    (check,) = [
        one for one in validators(loaded()[0], lambda: date(2030, 6, 1)) if one.name() == "validate_period_start"
    ]
    tracker = Tracker("a", {"language": "nl", "period_start": "1 mei"}, {}, [], False, None, {}, None)
    (event,) = finish(check.run(CollectingDispatcher(), tracker, {}))
    assert event["value"] == "2031-05-01"
