"""What one chat leaves for another: delivered once, in order, never before the person agreed, never twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot import running
from bot.app import load_demo
from bot.conversation import Conversations, Incoming
from bot.notices import BUSY, deliver, deliver_due
from flows.assembly import load
from flows.engine.turns import Heard
from flows.services import notices
from flows.services.context import Context
from flows.services.directory import Directory
from knowledge.areas import areas
from storage import conversations, mandates, organisations, outbox, people
from storage import notices as stored
from storage.database import Database
from storage.organisation_data import OrganisationData

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
SOON = timedelta(seconds=30)


class Chats:
    """Several chats of one program."""

    def __init__(self) -> None:
        self.talk = Conversations(Database("sqlite://"), *load(), Directory(areas()))
        self.talk.database.upgrade()
        self.updates = count()
        load_demo(self.talk)
        with self.talk.database.transaction() as session:
            data = OrganisationData("De Linde", "welzijn", "gm0556", "register", "1", True)
            self.organisation = organisations.save(session, data, NOW).id

    def says(self, chat: str, text: str, now: datetime = NOW) -> list[str]:
        self.talk.turn(Incoming("t", chat, str(next(self.updates)), Heard(text)), now)
        return self.said(chat, now)

    def said(self, chat: str, now: datetime = NOW) -> list[str]:
        with self.talk.database.transaction() as session:
            items = outbox.pending(session, conversations.take(session, "t", chat, now).id)
            for item in items:
                outbox.mark_sent(session, item.id, now)
            return [item.body["text"] for item in items]

    def begin(self, chat: str) -> int:
        self.says(chat, "/start")
        self.says(chat, "ja")
        with self.talk.database.transaction() as session:
            person = people.person_for(session, "t", chat, NOW).id
            mandates.grant(session, person, self.organisation, NOW)
            return person

    def in_turn(self, chat: str, what: Callable[[Context], Any]) -> None:
        with self.talk.database.transaction() as session:
            number = conversations.take(session, "t", chat, NOW).id
            what(Context(session, NOW, "t", chat, number, self.talk.directory))

    def left(self, person: int) -> int:
        with self.talk.database.transaction() as session:
            return len(stored.due_for(session, person, NOW + timedelta(days=9)))


def refused(context: Context, organisation: int, word: str) -> None:
    notices.tell(context, organisation, "utter_refused", sentence={"nl": f"Hallo {word}", "en": f"Hello {word}"})


def test_all_who_speak_for_an_organisation_hear_it_once_but_not_the_one_who_said_it() -> None:
    chats = Chats()
    for one in ("a", "b", "c"):
        chats.begin(one)
    chats.in_turn("a", lambda context: refused(context, chats.organisation, "wereld"))
    assert deliver_due(chats.talk, "elsewhere", NOW) == 0
    assert deliver_due(chats.talk, "t", NOW) == 2
    assert [chats.said(one) for one in ("a", "b", "c")] == [[], ["Hallo wereld"], ["Hallo wereld"]]
    assert deliver_due(chats.talk, "t", NOW) == 0


def test_it_comes_in_the_language_of_who_reads_and_above_the_open_question() -> None:
    chats = Chats()
    chats.begin("a")
    chats.begin("b")
    chats.says("b", "/taal en")
    chats.in_turn("a", lambda context: refused(context, chats.organisation, "x"))
    said = chats.says("b", "Anna")
    assert said.index("Hello x") < len(said) - 1


def test_before_consent_nobody_hears_anything() -> None:
    chats = Chats()
    chats.begin("a")
    chats.says("b", "/start")
    with chats.talk.database.transaction() as session:
        person = people.person_for(session, "t", "b", NOW).id
    chats.in_turn("a", lambda context: notices.tell_person(context, person, "utter_refused", sentence="Hallo"))
    assert deliver_due(chats.talk, "t", NOW) == 0
    assert deliver_due(chats.talk, "t", NOW + timedelta(seconds=1)) == 0
    said = chats.says("b", "ja", NOW + timedelta(seconds=2))
    assert "Hallo" in said
    assert not chats.left(person)


def test_a_flow_waits_for_another_that_began_by_itself_and_the_open_question_comes_back() -> None:
    chats = Chats()
    chats.begin("a")
    person = chats.begin("b")
    for _ in range(2):
        chats.in_turn("a", lambda context: notices.ask(context, chats.organisation, "freshness"))
    assert deliver(chats.talk, "t", "b", NOW)
    assert any("Klopt dit nog?" in text for text in chats.said("b"))
    assert not deliver(chats.talk, "t", "b", NOW + SOON)
    assert chats.left(person) == 1
    said = chats.says("b", "ja", NOW + SOON)
    assert any("Klopt dit nog?" in text for text in said)
    said = chats.says("b", "ja", NOW + SOON)
    assert chats.left(person) == 0
    assert said[-1] == "Hoe heet u?"


def test_who_may_be_typing_hears_news_but_is_asked_nothing_until_they_wrote_or_a_while_passed() -> None:
    chats = Chats()
    chats.begin("a")
    for one in ("b", "c"):
        chats.begin(one)
    chats.in_turn("a", lambda context: refused(context, chats.organisation, "wereld"))
    chats.in_turn("a", lambda context: notices.ask(context, chats.organisation, "freshness"))
    assert deliver_due(chats.talk, "t", NOW + SOON) == 2
    assert [chats.said(one) for one in ("b", "c")] == [["Hallo wereld"]] * 2
    assert deliver_due(chats.talk, "t", NOW + SOON) == 0
    assert any("Klopt dit nog?" in text for text in chats.says("b", "Anna", NOW + SOON))
    assert deliver_due(chats.talk, "t", NOW + SOON + BUSY) == 1
    assert any("Klopt dit nog?" in text for text in chats.said("c"))


def test_only_a_flow_that_may_begin_by_itself_can_be_asked() -> None:
    chats = Chats()
    chats.begin("a")
    chats.begin("b")
    with pytest.raises(ValueError, match="restart"):
        chats.in_turn("a", lambda context: notices.ask(context, chats.organisation, "restart"))


def test_what_goes_wrong_is_put_off_and_does_not_keep_the_person_from_talking() -> None:
    chats = Chats()
    chats.begin("a")
    person = chats.begin("b")
    chats.in_turn("a", lambda context: notices.tell_person(context, person, "utter_of_nothing"))
    assert any("Er ging iets mis" in text for text in chats.says("b", "Anna"))
    assert not any("Er ging iets mis" in text for text in chats.says("b", "Anna"))
    now = NOW
    for tried in range(running.MOST_TRIES + 1):
        now += timedelta(minutes=2**tried)
        deliver(chats.talk, "t", "b", now)
    assert not chats.left(person)


def test_it_survives_a_restart() -> None:
    chats = Chats()
    chats.begin("a")
    chats.begin("b")
    chats.in_turn("a", lambda context: refused(context, chats.organisation, "weer"))
    chats.talk = Conversations(chats.talk.database, *load(), Directory(areas()))
    assert deliver_due(chats.talk, "t", NOW) == 1
    assert chats.said("b") == ["Hallo weer"]
