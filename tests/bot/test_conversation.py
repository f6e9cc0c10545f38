"""What a turn does with what no database keeps."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import build, load_demo
from bot.conversation import Incoming
from bot.settings import Settings
from flows.engine.turns import Heard
from storage import conversations

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("half \ud83d", "half \ufffd"), ("\ud83d\ude00 samen", "\U0001f600 samen"), ("sa\x00men\x1b", "samen")],
)
def test_control_characters_and_halves_of_characters_are_left_out(tmp_path: Path, typed: str, kept: str) -> None:
    talk = build(Settings(database_url=f"sqlite:///{tmp_path}/chat.db"))
    load_demo(talk)
    for number, text in enumerate(("/start", "ja", "Anna", typed, "mijngegevens")):
        talk.turn(Incoming("test", "1", f"u{number}", Heard(text)), NOW)
    with talk.database.transaction() as session:
        state = conversations.take(session, "test", "1", NOW).state
    talk.database.close()
    assert state
    assert state["slots"]["organisation_name"] == kept
    assert state["turn"] == 5
