"""A conversation that begins on the website and goes on in Telegram."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.sessions import begin
from bot.channels.web.site import CHANNEL as WEB
from bot.conversation import Answer, Incoming
from flows.engine.turns import Heard
from flows.services import carrying
from storage import conversations
from storage.columns import Stored
from storage.links import digest
from storage.statements import run


class Website:
    """Somebody who talks on the website."""

    def __init__(self, line: Any) -> None:
        self.line = line
        self.token = begin(line.talk, WEB, self.now)
        self.say("/start")

    @property
    def now(self) -> Any:
        return self.line.api.clock.now

    def say(self, *texts: str) -> Answer:
        for text in texts:
            heard = Incoming(WEB, digest(self.token), "", Heard(text))
            (answer,) = self.line.talk.answers([heard], self.now)
        assert isinstance(answer, Answer)
        return answer

    def link(self) -> str:
        with self.line.database.transaction() as session:
            conversation = conversations.find(session, WEB, digest(self.token))
            assert conversation
            secret = carrying.make_link(session, conversation.id, self.now)
        return f"https://t.me/{self.line.api.username}?start={secret}"


def everything(line: Any) -> dict[str, list[str]]:
    with line.database.snapshot() as session:
        return {name: sorted(map(repr, run(session, select(table)))) for name, table in Stored.metadata.tables.items()}


def follow(person: Any, link: str) -> None:
    person.user.open_link(link)
    person.line.settle()


@pytest.fixture
def website(line: Any) -> Website:
    website = Website(line)
    website.say("ja", "Anna", "Buurthuis De Ketel")
    return website


def test_the_conversation_goes_on_in_telegram(line: Any, website: Website) -> None:
    anna = line.person()
    follow(anna, website.link())
    shown = [message.text for message in anna.chat.bot_messages]
    assert shown[0].startswith("Uw gesprek van de website gaat hier verder.")
    assert "Wat voor organisatie is dat?" in anna.sees
    assert anna.state["slots"]["organisation_name"] == "Buurthuis De Ketel"
    anna.press("Welzijnsorganisatie")
    assert anna.chat.bot_messages[-2].text == "Soort organisatie: Welzijnsorganisatie"
    anna.say("/mijngegevens")
    with line.database.transaction() as session:
        assert not conversations.find(session, WEB, digest(website.token))
        assert carrying.has_moved(session, digest(website.token))
    assert sum("'Anna'" in row or "telegram" in row for row in everything(line)["person"]) == 1


def test_what_was_made_comes_along(line: Any, website: Website) -> None:
    anna = line.person()
    before = everything(line)
    follow(anna, website.link())
    after = everything(line)
    for table in ("consent", "document", "coalition", "proposal", "organisation", "organisation_facet"):
        assert after[table] == before[table]
    assert set(after["turn_event"]) >= set(before["turn_event"])


def test_erasing_in_telegram_leaves_nothing_of_the_website(line: Any, website: Website) -> None:
    anna = line.person()
    follow(anna, website.link())
    anna.say("/verwijder")
    anna.say("ja")
    left = everything(line)
    assert not any(left[name] for name in ("conversation", "person", "consent", "link", "turn_event", "outbox"))


def test_a_chat_in_which_nobody_agreed_yet_makes_way(line: Any, website: Website) -> None:
    anna = line.person()
    anna.say("/start")
    old = anna.chat.last
    follow(anna, website.link())
    assert not old.buttons
    assert "Wat voor organisatie is dat?" in anna.sees
    assert len(everything(line)["conversation"]) == 1


def test_a_chat_with_answers_keeps_them(line: Any, website: Website) -> None:
    anna = line.person()
    anna.go_to("organisation_name")
    state, link = anna.state, website.link()
    follow(anna, link)
    assert anna.sees.startswith("U hebt hier al een gesprek met uw eigen antwoorden.")
    assert anna.state == state
    website.say("Welzijnsorganisatie")
    anna.say("/verwijder")
    anna.say("ja")
    follow(anna, link)
    assert anna.state["slots"]["organisation_type"] == "welzijn"


def test_a_link_works_once(line: Any, website: Website) -> None:
    anna, bob = line.person(), line.person("Bob")
    first, second = website.link(), website.link()
    follow(anna, first)
    state = anna.state
    for link in (first, second):
        follow(bob, link)
        assert bob.sees.startswith("Deze link werkt niet meer.")
        assert not bob.state
    assert anna.state == state
    follow(anna, first)
    assert "Wat voor organisatie is dat?" in anna.sees
    assert anna.state["slots"] == state["slots"]


@pytest.mark.parametrize("made_up", [True, False])
def test_a_link_that_is_too_old_or_made_up_changes_nothing(line: Any, website: Website, made_up: bool) -> None:
    anna, link = line.person(), website.link()
    line.api.clock.advance(seconds=carrying.OPEN_FOR / timedelta(seconds=1))
    follow(anna, "x" * 43 if made_up else link)
    assert anna.sees.startswith("Deze link werkt niet meer.")
    assert "Wat voor organisatie is dat?" in website.say("/start").messages[-1]["text"]


def test_a_link_is_followed_once_however_often_the_update_comes(line: Any, website: Website) -> None:
    anna = line.person()
    update = anna.user.open_link(website.link())
    line.hear()
    before = everything(line)
    line.api.updates.put("message", anna.user.id, update["message"])
    line.settle()
    assert anna.state["slots"]["organisation_name"] == "Buurthuis De Ketel"
    assert everything(line)["consent"] == before["consent"]


def test_only_the_hash_of_a_link_is_stored(line: Any, website: Website) -> None:
    secret = website.link().rpartition("=")[2]
    assert len(secret) == 43
    stored = repr(everything(line))
    assert secret not in stored
    assert digest(secret) in stored
