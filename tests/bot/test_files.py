"""Answers in a file, as people send them in Telegram, on the chat page and in the terminal."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Update

from bot.app import build
from bot.channels.quota import FILES, Quota
from bot.channels.server import application
from bot.channels.terminal import Terminal
from bot.channels.web import posted
from bot.conversation import Conversations
from bot.settings import Settings
from knowledge.files import MOST_BYTES
from tests.bot.test_webchat import SITE, Browser
from tests.word_files import paragraph, plan, word

FIRST, SECOND = "Veel ouderen in de flat zijn alleen.", "Zij kennen hun buren niet & eten alleen."
PLAN = plan(FIRST, SECOND)
TEXT = f"{FIRST}\n{SECOND}"
PDF = b"%PDF-1.7 /JavaScript"
VIRUS = word(paragraph(FIRST), {"word/vbaProject.bin": b"x"})


def at_problem(line: Any) -> Any:
    anna = line.person()
    anna.go_to("problem")
    return anna


def send(person: Any, name: str, content: bytes, caption: str = "") -> None:
    person.user.upload(name, content, caption)
    person.line.settle()


def fetched(person: Any) -> list[Any]:
    return person.line.api.calls_of("getFile")


def test_a_word_file_in_telegram_is_shown_and_is_the_answer_after_yes(line: Any) -> None:
    anna = at_problem(line)
    send(anna, "plan.docx", PLAN)
    assert anna.sees.startswith("Ik las 15 woorden uit plan.docx. Het begint zo:")
    assert FIRST in anna.sees
    assert "problem" not in anna.state["slots"]
    anna.press("Ja, dit is mijn antwoord")
    assert anna.state["slots"]["problem"] == TEXT
    assert anna.asked == "evidence"


def test_who_says_no_to_the_text_of_a_file_answers_in_another_way(line: Any) -> None:
    anna = at_problem(line)
    send(anna, "plan.txt", TEXT.encode())
    anna.press("Nee, gooi de tekst weg")
    assert anna.asked == "problem"
    assert "flat" not in repr(anna.state)
    anna.say("Iets anders.")
    assert anna.state["slots"]["problem"] == "Iets anders."


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.pdf", PDF, "Een pdf kan ik niet lezen."),
        ("plan.docx", PDF, "Ik kan plan.docx niet openen."),
        ("plan.docx", VIRUS, "In plan.docx zitten macro's."),
        ("plan.txt", b"", "In plan.txt vond ik geen tekst."),
        ("plan.txt", ("a" * 2312).encode(), "Hier passen er 2000. Het is 312 te lang."),
        ("plan.docx", bytes(MOST_BYTES + 1), "Dit bestand is te groot."),
    ],
)
def test_a_file_that_is_not_read_gets_a_sentence_and_the_question_stays(
    line: Any, name: str, content: bytes, says: str
) -> None:
    anna = at_problem(line)
    slots = anna.state["slots"]
    send(anna, name, content)
    said = [message.text for message in anna.chat.bot_messages[-2:]]
    assert says in said[0]
    assert said[1].startswith("Het plan, vraag")
    assert (anna.asked, anna.state["slots"]) == ("problem", slots)


@pytest.mark.parametrize(("name", "size"), [("plan.pdf", 10), ("plan.docx", MOST_BYTES + 1)])
def test_what_will_not_be_read_is_not_fetched(line: Any, name: str, size: int) -> None:
    anna = at_problem(line)
    send(anna, name, bytes(size))
    assert not fetched(anna)


def test_a_file_at_a_choice_is_told_where_it_does_not_fit(line: Any) -> None:
    anna = line.person()
    anna.go_to("organisation_type")
    send(anna, "plan.docx", PLAN)
    assert "Bij deze vraag past geen bestand." in anna.chat.bot_messages[-2].text
    assert "Wat voor organisatie is dat?" in anna.sees
    assert anna.asked == "organisation_type"


def test_a_file_that_cannot_be_fetched_changes_nothing(line: Any) -> None:
    anna = at_problem(line)
    line.api.fail("getFile", times=1)
    send(anna, "plan.docx", PLAN)
    assert "Het lukte niet om plan.docx op te halen." in anna.chat.bot_messages[-2].text
    assert anna.asked == "problem"
    send(anna, "plan.docx", PLAN)
    anna.say("ja")
    assert anna.state["slots"]["problem"] == TEXT


def test_the_same_file_update_twice_is_one_answer(line: Any) -> None:
    anna = at_problem(line)
    update = anna.user.upload("plan.docx", PLAN)
    line.settle()
    turn = anna.state["turn"]
    line.api.updates.put("message", anna.user.id, update["message"])
    waiting = line.api.take_updates()
    line.run(line.intake.apply(Update.de_json({**waiting[-1], "update_id": update["update_id"]}, line.bot)))
    assert anna.state["turn"] == turn


def test_a_text_that_telegram_cut_never_spills_into_the_next_question(line: Any) -> None:
    anna = at_problem(line)
    anna.user.say("a" * 4096)
    anna.user.say("b" * 400)
    line.settle()
    assert "Uw tekst kwam in 2 stukken. Samen zijn dat 4497 tekens." in anna.sees
    assert anna.asked == "problem"
    line.api.clock.advance(seconds=30)
    anna.say(FIRST)
    assert anna.state["slots"]["problem"] == FIRST


def test_adding_to_the_last_answer(line: Any) -> None:
    anna = at_problem(line)
    anna.do(f"{FIRST}\naanvullen\n{SECOND}")
    assert anna.state["slots"]["problem"] == TEXT
    assert anna.asked == "evidence"


@pytest.fixture
def talk(tmp_path: Path, demo_file: Path) -> Iterator[Conversations]:
    file = shutil.copy(demo_file, tmp_path / "files.db")
    talk = build(Settings(database_url=f"sqlite:///{file}"))
    yield talk
    talk.database.close()


@pytest.fixture
def browser(talk: Conversations) -> Browser:
    """Somebody on the page, asked for the name."""
    browser = Browser(talk)
    browser.begin()
    browser.say("ja")
    return browser


def upload(browser: Browser, name: str, content: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    files = {"file": (name, content, "application/octet-stream")}
    response = browser.ask(
        "POST", "/file", data=browser.hidden(), files=files, headers=headers or {"Origin": browser.site}
    )
    if response.status_code == 303:
        browser.look(response.headers["location"])
    return response


def test_the_page_offers_to_take_a_file_where_a_long_text_is_asked(browser: Browser) -> None:
    browser.say("Anna", "Buurthuis De Ketel", "1", "1", "1", "1", "1", "1")
    assert "Wat moet er veranderen" in browser.page
    assert 'action="/file" enctype="multipart/form-data"' in browser.page
    upload(browser, "doel.docx", PLAN)
    assert "Ik las 15 woorden uit doel.docx" in browser.page
    assert 'action="/file"' not in browser.page
    assert FIRST in browser.say("ja")


def test_the_page_takes_a_short_file_too_though_it_does_not_offer_to(browser: Browser) -> None:
    assert 'action="/file"' not in browser.page
    upload(browser, "naam.txt", b"Anna")
    assert "Ik las 1 woord uit naam.txt" in browser.page
    assert "Anna" in browser.say("ja")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("plan.pdf", PDF, "Een pdf kan ik niet lezen."),
        ("plan.docx", VIRUS, "zitten macro's"),
        ('a"b\\c.txt', b"\x00\x01", "is geen gewone tekst"),
        ("plan.txt", b"a" * (MOST_BYTES + 1), "Dit bestand is te groot. Ik lees bestanden tot 10 MB."),
        ("plan.txt", b"a" * (MOST_BYTES + 100_000), "Dit bestand is te groot. Ik lees bestanden tot 10 MB."),
    ],
)
def test_a_bad_file_on_the_page_gets_a_sentence_and_the_question_stays(
    browser: Browser, name: str, content: bytes, says: str
) -> None:
    assert upload(browser, name, content).status_code == 303
    assert says in browser.page
    assert "Hoe heet u?" in browser.page


def test_without_a_file_the_page_asks_to_choose_one(browser: Browser) -> None:
    upload(browser, "", b"")
    assert "U koos nog geen bestand." in browser.page


def test_a_file_for_an_earlier_question_changes_nothing(browser: Browser) -> None:
    old = browser.hidden()
    browser.say("Anna")
    files = {"file": ("plan.txt", b"Piet")}
    response = browser.ask("POST", "/file", data=old, files=files, headers={"Origin": browser.site})
    assert response.headers["location"] == "/?again"


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site", "Origin": SITE}, {"X": "y"}]
)
def test_a_form_with_a_file_from_another_site_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    before = browser.everything()
    assert upload(browser, "naam.txt", b"Anna", headers).status_code == 403
    assert browser.everything() == before


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b"x"),
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"--x"),
        ("multipart/form-data; boundary=x", b"--x\r\nno name\r\n\r\ny\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" * 100),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\ny\r\n' * 30),
    ],
)
def test_what_is_no_form_is_refused(browser: Browser, kind: str, body: bytes) -> None:
    headers = {"Origin": browser.site, "Content-Type": kind}
    assert browser.ask("POST", "/file", content=body, headers=headers).status_code == 400


def test_who_has_no_conversation_cannot_send_files(talk: Conversations) -> None:
    assert upload(Browser(talk), "naam.txt", b"Anna").status_code == 404


def test_files_are_counted_for_each_address(talk: Conversations) -> None:
    browser = Browser(talk, quota=Quota())
    browser.begin()
    statuses = [upload(browser, "a.pdf", b"x").status_code for _ in range(FILES.amount + 1)]
    assert statuses[-2:] == [303, 429]


def test_a_file_that_comes_too_slowly_is_given_up(talk: Conversations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posted, "SLOWEST", 0.05)
    browser = Browser(talk)
    browser.begin()

    async def slow() -> Any:
        yield b"--x\r\n"
        await asyncio.sleep(60)

    async def send() -> httpx.Response:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        headers = {"Origin": SITE, "Content-Type": "multipart/form-data; boundary=x", "Cookie": cookie}
        async with httpx.AsyncClient(transport=httpx.ASGITransport(application(talk)), base_url=SITE) as client:
            return await client.post("/file", content=slow(), headers=headers)

    assert asyncio.run(send()).status_code == 400


def test_in_the_terminal_a_file_of_this_computer_is_an_answer(
    talk: Conversations, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mijn naam.txt").write_text("Anna", "utf-8")
    terminal = Terminal(talk, "files", tmp_path, "nl", as_json=True)
    for line in ("/start", "ja", f"bestand {tmp_path}/er niet.docx", f"bestand {tmp_path}/foto.png"):
        terminal._hear(line)
    shown = capsys.readouterr().out
    assert "Ik vind geen bestand op deze plek: er niet.docx" in shown
    assert str(tmp_path) not in shown
    for line in (f'bestand "{tmp_path}/mijn naam.txt"', "ja", "bestand vol adressen"):
        terminal._hear(line)
    shown = capsys.readouterr().out
    assert "Ik las 1 woord uit mijn naam.txt" in shown
    assert "Wat voor organisatie is dat?" in shown
