"""What other chats left for somebody: on the chat page, over REST, and in a terminal that waits."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGINT

import pytest
from typer.testing import CliRunner

from bot.app import build
from bot.cli import app
from bot.conversation import Conversations
from bot.settings import Settings
from storage import conversations, mandates, notices, organisations
from storage.links import digest
from tests.bot.test_rest import Client
from tests.bot.test_terminal import ROOT, program
from tests.bot.test_webchat import COOKIE, Browser

NEWS = "Goed nieuws: De Buren doet mee."
PATIENCE = 20
"""Seconds that a program may take to start, on a busy machine."""


@pytest.fixture
def file(tmp_path: Path, demo_file: Path) -> Path:
    return Path(shutil.copy(demo_file, tmp_path / "news.db"))


@pytest.fixture
def talk(file: Path) -> Iterator[Conversations]:
    talk = build(Settings(database_url=f"sqlite:///{file}"))
    yield talk
    talk.database.close()


def leave(talk: Conversations, channel: str, chat: str, name: str = "De Buren") -> None:
    """Leave news for whoever talks in a chat."""
    now = datetime.now(UTC)
    with talk.database.transaction() as session:
        found = conversations.find(session, channel, chat)
        assert found is not None
        assert found.person_id is not None
        notices.add(session, found.person_id, "say", "utter_partner_yes", {"name": name}, (now, now))


def test_a_page_that_is_loaded_shows_the_news_above_the_open_question(talk: Conversations) -> None:
    browser = Browser(talk)
    browser.begin()
    browser.say("ja", "Anna")
    chat = digest(browser.cookies[COOKIE])
    assert NEWS not in browser.look()
    leave(talk, "web", chat)
    page = browser.look()
    assert page.index("Uw naam: Anna") < page.index(NEWS) < page.index("Voor welke organisatie of groep spreekt u?")
    assert browser.look().count(NEWS) == 1
    leave(talk, "web", chat, "De Ketel")
    page = browser.look()
    assert page.index(NEWS) < page.index("De Ketel doet mee")
    assert "Naam van de organisatie: De Klok" in browser.say("De Klok")
    assert NEWS not in browser.page


def test_the_page_tells_how_to_see_whether_there_is_news(talk: Conversations) -> None:
    browser = Browser(talk)
    browser.begin()
    browser.say("ja")
    assert '<a href="/?news">Kijk of er nieuws is van anderen</a>' in browser.page
    assert "Er is nu geen nieuws." in browser.look("/?news")
    leave(talk, "web", digest(browser.cookies[COOKIE]))
    page = browser.look("/?news")
    assert "Er is nieuws." in page
    assert NEWS in page


def test_an_answer_on_the_page_brings_the_news_along(talk: Conversations) -> None:
    browser = Browser(talk)
    browser.begin()
    browser.say("ja")
    leave(talk, "web", digest(browser.cookies[COOKIE]))
    page = browser.say("Anna")
    assert page.index("Uw naam: Anna") < page.index(NEWS) < page.index("Voor welke organisatie of groep spreekt u?")
    assert page.count(NEWS) == 1


def test_over_rest_the_next_answer_brings_the_news_once(talk: Conversations) -> None:
    client = Client(talk)
    sender = client.begin()
    client.say(sender, "/start")
    client.say(sender, "ja")
    leave(talk, "rest", digest(sender))
    texts = [message["text"] for message in client.say(sender, "Anna")]
    assert texts.count(NEWS) == 1
    assert "Voor welke organisatie" in texts[-1]
    assert NEWS not in [message["text"] for message in client.say(sender, "De Klok")]


def test_a_partner_in_a_second_terminal_gets_the_news_while_it_waits(
    tmp_path: Path, file: Path, talk: Conversations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", f"sqlite:///{file}")
    with talk.database.transaction() as session:
        ((number, name),) = organisations.find_by_name(session, "Bewonersgroep Sluispolder")
    with program(tmp_path, "--as", name.upper()) as partner:
        partner.until("Mag ik bewaren")
        partner.say("ja")
        partner.until("Hoe heet u")
        with talk.database.transaction() as session:
            (mandate,) = mandates.of_organisation(session, number)
            assert mandate.confirmed_at
        leave(talk, "terminal", f"demo:{number}")
        start = time.monotonic()
        assert partner.reply()["text"] == NEWS
        assert time.monotonic() - start < 3
        partner.say("Bo")
        partner.until("In welke buurten")  # What comes before that the directory knows.
    with program(tmp_path, "--as", name) as again:
        again.until("In welke buurten")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Bewonersgroep Sluispoler", 'use --as "Bewonersgroep Sluispolder"'),
        ("Zzyzx", "Use the name of one that the other chat shows as a partner."),
    ],
)
def test_nobody_plays_an_organisation_that_is_not_there(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", f"sqlite:///{file}")
    result = CliRunner().invoke(app, ["demo", "--as", name])
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


def test_a_recording_is_of_one_chat_only() -> None:
    result = CliRunner().invoke(app, ["demo", "--as", "Buurthuis De Kade", "--record", "talk.yml"])
    assert result.exit_code == 2
    assert not Path("talk.yml").exists()


class Screen:
    """A program with a screen of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._keyboard, end = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"},
            stdin=end,
            stdout=end,
            stderr=end,
        )
        os.close(end)
        self.shown = ""

    def type(self, keys: str) -> None:
        os.write(self._keyboard, keys.encode())

    def until(self, words: str, patience: float = PATIENCE) -> str:
        """Wait for some words, and give all that came up to them; what came stays for the next time otherwise."""
        until = time.monotonic() + patience
        while words not in self.shown:
            if not select.select([self._keyboard], [], [], max(0, until - time.monotonic()))[0]:
                raise AssertionError(f"{words!r} does not come after {self.shown!r}")
            self.shown += os.read(self._keyboard, 4096).decode()
        before, _, self.shown = self.shown.partition(words)
        return before

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._keyboard)


@pytest.fixture
def screen(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", f"sqlite:///{file}")
    screen = Screen(tmp_path, "demo")
    yield screen
    screen.close()


def test_news_stands_above_the_prompt_and_waits_for_who_is_typing(screen: Screen, talk: Conversations) -> None:
    screen.until("Mag ik bewaren")
    screen.until("> ")
    screen.type("ja\r")
    screen.until("Hoe heet u")
    screen.until("> ")
    leave(talk, "terminal", "demo")
    assert screen.until(NEWS).endswith("\r\x1b[K")
    screen.until("> ")
    screen.type("An")
    screen.until("An")
    leave(talk, "terminal", "demo", "De Ketel")
    with pytest.raises(AssertionError, match="De Ketel doet mee"):
        screen.until("De Ketel doet mee", 1.2)
    screen.type("na\r")
    screen.until("Uw naam: Anna")
    screen.until("De Ketel doet mee")
    screen.until("> ")
    screen.process.send_signal(SIGINT)
    screen.until("Tot ziens")
    assert screen.process.wait(PATIENCE) == 0
