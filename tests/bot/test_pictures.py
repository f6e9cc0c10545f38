"""The plan as pictures in the chats: each picture with its description, and the same as text below it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import build
from bot.bench.turns import dialogue
from bot.conversation import Conversations
from bot.settings import Settings
from flows.services.context import DUTCH_TIME
from tests.bot.line import Line, Person
from tests.bot.test_rest import NOW, Client
from tests.bot.test_webchat import Browser

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def anna(line: Line) -> Person:
    return line.person()


def shown(person: Person, after: int) -> list[tuple[str, str]]:
    """What came since: the kind of file, if any, and the text."""
    return [(one.file.kind if one.file else "", one.text) for one in person.chat.bot_messages[after:]]


def test_pictures_come_as_photos_with_their_data_as_text(anna: Person) -> None:
    anna.go_to("review_next")
    before = len(anna.chat.bot_messages)
    anna.press("Toon in beelden")
    *pictures, (last, question) = shown(anna, before)
    assert [kind for kind, _ in pictures] == ["photo", ""] * (len(pictures) // 2)
    captions = dict(text.split("\n\n", 1) for _, text in pictures[::2])
    tables = dict(text.split(", hetzelfde als tekst:\n\n", 1) for _, text in pictures[1::2])
    assert list(captions) == list(tables)
    assert {"Wie brengt wat in", "Kosten en geld"} <= set(captions)
    costs = re.search(r"Balken met de kosten \((.+? euro)\)", captions["Kosten en geld"])
    assert costs
    assert f"- Kosten. Soort: samen. Bedrag: {costs[1]}" in tables["Kosten en geld"]
    assert "Buurthuis De Ketel" in tables["Wie brengt wat in"]
    assert (last, anna.asked) == ("", "review_next")
    assert "Wat wilt u nu?" in question
    files = [one.file for one in anna.chat.bot_messages[before:] if one.file]
    assert all(one.content.startswith(PNG) for one in files)
    assert [one.name.partition(" 20")[0] for one in files] == list(captions)


def test_a_tall_picture_comes_as_a_document(anna: Person) -> None:
    anna.go_to("activity_next")
    for number in range(9):
        anna.press("Nog een activiteit")
        anna.say(f"Activiteit {number} met een naam die te lang is voor één regel, en eigenlijk ook voor twee")
        anna.go_to("activity_start")
        anna.say("1 juni 2027")
        anna.go_to("activity_end")
        anna.say("31 mei 2028")
        anna.go_to("activity_next")
    before = len(anna.chat.bot_messages)
    anna.say("plaatjes")
    kinds = {text.partition("\n")[0]: kind for kind, text in shown(anna, before) if kind}
    assert kinds["Planning"] == "document"
    assert kinds["Wie brengt wat in"] == "photo"


def test_without_a_plan_there_is_nothing_to_draw(anna: Person) -> None:
    anna.go_to("themes")
    before = len(anna.chat.bot_messages)
    anna.say("laat zien")
    assert [kind for kind, _ in shown(anna, before)] == ["", ""]
    assert "Er is nog niets om te tekenen." in shown(anna, before)[0][1]
    assert anna.asked == "themes"


@pytest.mark.parametrize("slot", ["areas", "partners", "title", "activity_name", "requested"])
def test_pictures_can_be_asked_for_at_any_moment(anna: Person, slot: str) -> None:
    anna.go_to(slot)
    anna.say("plaatjes")
    assert anna.asked == slot
    assert "ging iets mis" not in anna.chat.transcript()


def test_in_english(line: Line) -> None:
    anna = line.person(language="en")
    anna.say("/start")
    anna.say("yes")
    anna.say("pictures")
    assert "There is nothing to draw yet." in anna.chat.transcript()


@pytest.fixture
def talk(tmp_path: Path, demo_file: Path) -> Iterator[Conversations]:
    talk = build(Settings(database_url=f"sqlite:///{shutil.copy(demo_file, tmp_path / 'bot.db')}"))
    yield talk
    talk.database.close()


def lines() -> list[str]:
    """A conversation up to the partners, who are not asked yet."""
    said = dialogue(NOW.astimezone(DUTCH_TIME).date())
    return said[: said.index("later") + 1]


def test_the_page_shows_them_with_words_for_who_cannot_see_them(talk: Conversations) -> None:
    browser = Browser(talk)
    browser.begin()
    browser.say(*[line for line in lines() if line != "/start"], "plaatjes")
    found = re.findall(r'<img src="(/documents/\d+)" alt="(.+?)">', browser.page)
    assert "Wie brengt wat in" in [alt for _, alt in found]
    for path, _ in found:
        image = browser.ask("GET", path)
        assert image.headers["content-type"] == "image/png"
        assert image.content.startswith(PNG)
    assert "hetzelfde als tekst" in browser.page


def test_a_program_gets_them_as_documents(talk: Conversations) -> None:
    client = Client(talk)
    sender = client.begin()
    for line in lines():
        client.say(sender, line)
    answers = client.say(sender, "plaatjes")
    documents = [one for answer in answers for one in answer["custom"]["documents"]]
    assert documents
    for one in documents:
        image = client.ask("GET", one["url"], headers={"Authorization": f"Bearer {sender}"})
        assert image.content.startswith(PNG)
