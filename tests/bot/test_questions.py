"""Questions to the project staff: left in a chat, answered at the command line, read in the chat."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.app import build
from bot.cli import app
from bot.settings import Settings
from tests.bot.test_rest import Client

ASKED = "Mag een kerk ook meedoen? Bel 06 12 34 56 78."


def command(*arguments: str, stdin: str | None = None) -> tuple[int, str]:
    """The exit code, and what was printed."""
    result = CliRunner().invoke(app, ["questions", *arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout + result.stderr


@pytest.fixture
def client(tmp_path: Path, demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    url = f"sqlite:///{shutil.copy(demo_file, tmp_path / 'questions.db')}"
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", url)
    talk = build(Settings())
    yield Client(talk)
    talk.database.close()


@pytest.fixture
def sender(client: Client) -> str:
    sender = client.begin()
    for said in ("/start", "ja", "medewerker", "ja"):
        client.say(sender, said)
    return sender


def test_a_question_is_left_listed_answered_and_the_answer_comes_back(client: Client, sender: str) -> None:
    kept = client.say(sender, ASKED)
    assert any("bewaard voor de medewerker" in one["text"] for one in kept)
    assert any("Hoe heet u" in one["text"] for one in kept)
    code, printed = command()
    assert code == 0
    assert re.search(rf"Question 1, open(.|\n)*organisation: not known yet(.|\n)*question: {re.escape(ASKED)}", printed)

    done = (0, "Question 1 is answered. The person reads it in their chat.\n")
    assert command("answer", "1", "Ja, dat mag.", "--by", "Wil") == done
    told = [one["text"] for one in client.say(sender, "stand")]
    assert any(ASKED in text and "Het antwoord: Ja, dat mag." in text and "Wil" not in text for text in told)
    assert command() == (0, "No open questions.\n")
    assert "answered by Wil" in command("--all")[1]
    shown = client.say(sender, "berichten")[0]["text"]
    assert shown.index(ASKED) < shown.index("De medewerker aan u: Ja, dat mag.")
    assert not any("Het antwoord:" in one["text"] for one in client.say(sender, "stand"))


def test_the_answer_may_come_from_standard_input_and_the_list_as_json(client: Client, sender: str) -> None:
    client.say(sender, "Wanneer hoor ik iets?")
    (asked,) = json.loads(command("--json")[1])
    assert (asked["question"], asked["answered_at"]) == ("Wanneer hoor ik iets?", None)
    assert command("answer", "1", "--by", "Wil", stdin="Voor 1 mei.\nEcht waar.\n")[0] == 0
    (answered,) = json.loads(command("--all", "--json")[1])
    assert (answered["answer"], answered["answered_by"]) == ("Voor 1 mei.\nEcht waar.", "Wil")
    assert any("Voor 1 mei." in one["text"] for one in client.say(sender, "stand"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("answer", "1", "Ja"), "--by NAME"),
        (("answer", "1", "", "--by", "Wil"), "give the answer"),
        (("answer", "9", "Ja", "--by", "Wil"), "there is no question 9"),
        (("answer", "1", "x" * 1501, "--by", "Wil"), "1500 at most"),
    ],
)
def test_a_wrong_command_says_what_to_do_and_changes_nothing(
    client: Client, sender: str, arguments: tuple[str, ...], told: str
) -> None:
    client.say(sender, ASKED)
    code, printed = command(*arguments, stdin="")
    assert code == 2
    assert told in printed
    assert "Question 1, open" in command()[1]


def test_a_question_is_answered_once(client: Client, sender: str) -> None:
    client.say(sender, ASKED)
    command("answer", "1", "Ja.", "--by", "Wil")
    code, printed = command("answer", "1", "Nee.", "--by", "Bo")
    assert (code, "answered before" in printed) == (2, True)
    assert "answered by Wil" in command("--all")[1]


def test_before_consent_nothing_can_be_left(client: Client) -> None:
    sender = client.begin()
    client.say(sender, "/start")
    told = client.say(sender, "medewerker")
    assert not any("achterlaten" in one["text"] for one in told)
