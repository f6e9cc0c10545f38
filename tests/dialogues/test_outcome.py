"""Every kind of assertion can fail."""

from typing import Any

import pytest

from tests.dialogues.outcome import Outcome, Shown

OUTCOME = Outcome(
    shown=[
        Shown("Hallo.", documents=["plan.docx", "plan.md"]),
        Shown("Hoe heet u?", [("Overslaan", "/skip"), ("Terug", "/back"), ("Hulp", "/help")]),
    ],
    slots={"name": "Anna", "themes": ["a", "b"]},
    known_slots={"name", "themes", "title"},
    events=[("started", "main"), ("completed", "welcome"), ("asked", "main")],
    actions=["action_store"],
)


@pytest.mark.parametrize(
    ("kind", "holds", "fails"),
    [
        ("bot_uttered", {"text_matches": "H.e heet"}, {"text_matches": "Hallo(.|\n)*Hoe"}),
        ("bot_uttered", {"buttons": [{"title": "Overslaan"}, {"title": "Hulp"}]}, {"buttons": [{"title": "Nee"}]}),
        (
            "bot_uttered",
            {"buttons": [{"title": "Terug", "payload": "/back"}]},
            {"buttons": [{"title": "Terug", "payload": "/skip"}]},
        ),
        (
            "bot_uttered",
            {"buttons": [{"title": "Terug"}, {"title": "Hulp"}]},
            {"buttons": [{"title": "Hulp"}, {"title": "Terug"}]},
        ),
        ("bot_uttered", {"text_matches": "Hallo"}, {"text_matches": "Hallo", "buttons": [{"title": "Nee"}]}),
        ("bot_did_not_utter", {"text_matches": "Dag"}, {"text_matches": "Hallo"}),
        ("bot_did_not_utter", {"buttons": [{"title": "Nee"}]}, {"buttons": [{"title": "Terug"}]}),
        ("slot_was_set", [{"name": "name"}], [{"name": "title"}]),
        ("slot_was_set", [{"name": "themes", "value": ["a", "b"]}], [{"name": "themes", "value": ["a"]}]),
        ("slot_was_not_set", [{"name": "title"}], [{"name": "title"}, {"name": "name"}]),
        ("slot_was_not_set", [{"name": "name", "value": "Bob"}], [{"name": "name", "value": "Anna"}]),
        ("slot_was_not_set", [{"name": "title"}], [{"name": "tittle"}]),
        ("flow_started", "main", "welcome"),
        ("flow_completed", {"flow_id": "welcome"}, {"flow_id": "main"}),
        ("action_executed", "action_store", "action_forget"),
    ],
)
def test_an_assertion_holds_or_fails(kind: str, holds: Any, fails: Any) -> None:
    OUTCOME.check(kind, holds)
    with pytest.raises(AssertionError):
        OUTCOME.check(kind, fails)


def test_the_files_that_came_are_counted() -> None:
    OUTCOME.documents([".docx", ".md"])
    with pytest.raises(AssertionError, match="documents are"):
        OUTCOME.documents([".docx"])
