"""The conversation as a program: through a pipe, killed between messages, started again."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import build, load_demo
from bot.bench.turns import dialogue
from bot.conversation import Incoming
from bot.settings import Settings
from flows.engine.turns import Heard
from storage import conversations, outbox

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC)
LINES = dialogue(NOW.date())


class Program:
    """A running `coalitiewijzer demo --json` in a folder."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", "--json", *options],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def reply(self) -> dict[str, Any]:
        assert self.process.stdout
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def until(self, words: str) -> dict[str, Any]:
        """Read replies up to the one that says something."""
        while words not in (answer := self.reply())["text"]:
            pass
        return answer


@contextmanager
def program(folder: Path, *options: str) -> Iterator[Program]:
    running = Program(folder, *options)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()


def test_a_killed_program_goes_on_at_the_open_question(tmp_path: Path) -> None:
    with program(tmp_path) as first:
        first.until("Mag ik bewaren")
        first.say("ja")
        first.until("Hoe heet u")
        first.say("Anna")
        first.until("Voor welke organisatie")
        first.process.kill()
    with program(tmp_path) as second:
        assert "Voor welke organisatie" in second.until("organisatie of groep")["text"]
        second.say("Buurtclub")
        answer = second.until("Wat voor organisatie")
        assert {"title": "Bedrijf of ondernemer", "payload": "/SetSlots(organisation_type=bedrijf)"} in answer[
            "buttons"
        ]
        second.process.kill()
    with program(tmp_path) as third:
        third.until("Wat voor organisatie")
        third.say("terug")
        third.until("Voor welke organisatie")


def test_a_pipe_gets_json_and_the_documents_are_there(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        input="\n".join(LINES),
        capture_output=True,
        text=True,
        check=True,
    )
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(set(reply) == {"text", "buttons", "documents"} for reply in replies)
    documents = [tmp_path / path for reply in replies for path in reply["documents"]]
    assert [path.suffix for path in documents] == [".pdf", ".docx"]
    assert all("Samen aan tafel in Sluispolder" in path.name and path.stat().st_size for path in documents)
    assert result.stderr == ""


def test_without_json_it_reads_as_text(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--language", "en"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        input="yes\nstop\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert "1. Yes, you may" in result.stdout
    assert "Everything is kept" in result.stdout


def test_a_restart_between_any_two_messages_changes_nothing(tmp_path: Path) -> None:
    """The whole dialogue once in one go and once with everything built anew before each message."""
    plain, restarted = (f"sqlite:///{tmp_path}/{name}.db" for name in ("plain", "restarted"))
    talk = build(Settings(database_url=plain))
    load_demo(talk)
    for place, line in enumerate(LINES):
        talk.turn(Incoming("test", "1", f"u{place}", Heard(line)), NOW)
    talk.database.close()
    load_demo(build(Settings(database_url=restarted)))
    for place, line in enumerate(LINES):
        talk = build(Settings(database_url=restarted))
        talk.turn(Incoming("test", "1", f"u{place}", Heard(line)), NOW)
        talk.database.close()
    assert said(restarted) == said(plain)


def test_the_same_update_twice_is_applied_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/twice.db"
    talk = build(Settings(database_url=url))
    load_demo(talk)
    assert talk.turn(Incoming("test", "1", "u1", Heard("/start")), NOW)
    assert talk.turn(Incoming("test", "1", "u2", Heard("ja")), NOW)
    before = said(url)
    assert not talk.turn(Incoming("test", "1", "u2", Heard("ja")), NOW)
    assert said(url) == before


def test_an_error_undoes_the_turn_and_gives_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/error.db"
    talk = build(Settings(database_url=url))
    load_demo(talk)
    talk.turn(Incoming("test", "1", "u1", Heard("/start")), NOW)

    def broken(*_: object) -> None:
        raise ValueError("Anna de Wit")

    with monkeypatch.context() as patch:
        patch.setattr("storage.conversations.save_state", broken)
        talk.turn(Incoming("test", "1", "u2", Heard("ja")), NOW)
    state, bodies = said(url)
    assert "consent" not in state["slots"]
    logged = capsys.readouterr().err
    reference = bodies[-1]["text"].rstrip(".").split()[-1]
    assert len(reference) == 8
    assert reference in logged
    assert "Anna" not in logged


def said(url: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    talk = build(Settings(database_url=url))
    with talk.database.transaction() as session:
        conversation = conversations.take(session, "test", "1", NOW)
        bodies = [item.body for item in outbox.pending(session, conversation.id)]
    talk.database.close()
    assert conversation.state
    return conversation.state, bodies
