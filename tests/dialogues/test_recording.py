"""A session in the terminal is written down, and what was written down is true on every channel."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
import structlog

from bot.bench.turns import dialogue
from bot.commands import chat as commands
from bot.commands.outcome import WRONG
from bot.settings import Settings
from tests.dialogues.files import read
from tests.dialogues.plugin import PLAYERS, play

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
_PLAN = dialogue(datetime.now(UTC).date())[1:]
LINES = [
    "qwxz",
    *_PLAN[:7],
    "terug",
    "language en",
    "back",
    "wijzig uw naam",
    'Jo: "O\'Neill" #1 \U0001f600',
    "klaar",
    *_PLAN[7:],
    "mijngegevens",
    "verwijder",
    "ja",
    "hallo",
]
"""A whole plan, with a rejection, a change, a step back, two languages and the end of everything in between."""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recorded")
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--record", "talk.yml"],
        cwd=folder,
        env=ENVIRONMENT,
        input="\n".join(LINES),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.endswith("Written to talk.yml.\n")
    assert not list(folder.rglob("*.db"))
    return folder / "talk.yml"


@pytest.mark.parametrize("channel", PLAYERS)
def test_what_was_recorded_is_true_on_every_channel(recorded: Path, channel: str) -> None:
    (case,) = read(recorded)
    play(case, channel)


def test_all_that_happened_is_in_the_recording(recorded: Path) -> None:
    (case,) = read(recorded)
    assert [step.user for step in case.steps] == ["/start", *LINES]
    assert all(step.assertions for step in case.steps)
    claims = [kind for step in case.steps for kind, _ in step.assertions]
    assert set(claims) == {
        "flow_started",
        "flow_completed",
        "action_executed",
        "slot_was_set",
        "slot_was_not_set",
        "bot_uttered",
    }
    assert "no real" in recorded.read_text(encoding="utf-8").splitlines()[1]


def test_a_recording_that_is_not_true_any_more_fails(recorded: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yml"
    other.write_text(recorded.read_text(encoding="utf-8").replace("user: welzijnso", "user: zorgo"), encoding="utf-8")
    (case,) = read(other)
    with pytest.raises(AssertionError, match="organisation_type is"):
        play(case, "engine")


def test_a_killed_session_leaves_a_whole_file(tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--json", "--record", "talk.yml"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdin
    assert program.stdout
    program.stdin.write("ja\nAnna\n")
    program.stdin.flush()
    while "Voor welke organisatie" not in program.stdout.readline():
        pass
    program.kill()
    program.communicate()
    (case,) = read(tmp_path / "talk.yml")
    assert [step.user for step in case.steps][:2] == ["/start", "ja"]
    play(case, "engine")


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., int]]:
    """Talks in this process, and gives the exit code."""

    def talk(name: str, record: Path | None = None) -> int:
        monkeypatch.setattr("sys.stdin", StringIO("ja\n"))
        settings = Settings(database_url=f"sqlite:///{tmp_path}/chat.db", documents_folder=tmp_path)
        return commands.chat(settings, name, "nl", as_json=True, record=record)

    yield talk
    structlog.reset_defaults()  # Else what later tests log goes to a stream of this one.


def test_a_file_that_is_there_is_left_alone(
    tmp_path: Path, chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "talk.yml"
    file.write_text("mine", encoding="utf-8")
    assert chat("one", file) == WRONG
    assert capsys.readouterr() == (
        "",
        f"error: {file} is there already. Give another file, or remove this one first.\n",
    )
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_recording_starts_at_the_beginning(
    tmp_path: Path, chat: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert chat("one") == 0
    assert chat("one", tmp_path / "talk.yml") == WRONG
    assert "Give a new name with --name." in capsys.readouterr().err
    assert not (tmp_path / "talk.yml").exists()
    assert chat("two", tmp_path / "talk.yml") == 0
    assert [case.name for case in read(tmp_path / "talk.yml")] == ["talk"]
