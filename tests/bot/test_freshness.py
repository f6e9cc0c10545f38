"""Asking organisations, in their chat, whether what the directory says of them is still right."""

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.telegram_in import CHANNEL
from bot.channels.telegram_out import TelegramSender
from bot.interruption import ask_whether_right
from bot.worker import Worker
from flows.services import freshness
from storage import changes, confirmations, conversations, organisations
from storage.organisations import Organisation
from storage.statements import run, table_of

QUESTION = "Dit staat over uw organisatie in de lijst"
MORNING = datetime(2028, 1, 10, 9, 0, tzinfo=UTC)  # a Monday, ten o'clock in the Netherlands


def at(line: Any, moment: datetime) -> None:
    line.api.clock.advance(seconds=(moment - line.api.clock.now).total_seconds())


def listed(line: Any, person: Any) -> int:
    """Let the organisation of somebody stand in the directory, as one does that agreed to that."""
    number: int = person.state["slots"]["organisation_id"]
    with line.database.transaction() as session:
        run(session, table_of(Organisation).update().where(Organisation.id == number), {"willing": True})
        changes.tick(session, [number])
    return number


def ask(line: Any) -> int:
    asked = ask_whether_right(line.talk, CHANNEL, line.api.clock.now)
    line.settle()
    return asked


def entry(line: Any, number: int) -> Any:
    with line.database.transaction() as session:
        return organisations.read(session, number)


@pytest.fixture
def anna(line: Any) -> Any:
    """Somebody who is half-way a plan, and whose organisation stands in the directory for more than a year."""
    anna = line.person()
    anna.go_to("title")
    listed(line, anna)
    at(line, MORNING)
    return anna


def test_it_is_asked_once_and_the_open_question_comes_back(line: Any, anna: Any) -> None:
    assert ask(line) == 1
    assert QUESTION in anna.sees
    assert "Naam: Buurthuis De Ketel" in anna.sees
    assert "Thema's: Eenzaamheid en ontmoeting" in anna.sees
    assert ask(line) == 0
    anna.press("Ja, dit klopt")
    assert entry(line, anna.state["slots"]["organisation_id"]).confirmed_at >= MORNING
    assert anna.asked == "title"
    anna.say("Samen aan tafel")
    assert anna.state["slots"]["title"] == "Samen aan tafel"
    assert "entry_ok" not in anna.state["slots"]
    at(line, MORNING + timedelta(days=60))
    assert ask(line) == 0


def test_what_is_typed_counts_too(line: Any, anna: Any) -> None:
    ask(line)
    anna.say("ja hoor")
    assert anna.asked == "title"
    assert entry(line, anna.state["slots"]["organisation_id"]).confirmed_at


def test_who_wants_to_change_something_changes_it(line: Any, anna: Any) -> None:
    ask(line)
    listed_as = anna.state["slots"]["organisation_id"]
    anna.press("Nee, ik wil iets wijzigen")
    assert anna.asked == "change_what"
    anna.say("voor wie")
    anna.say("kinderen")
    anna.say("klaar")
    changed = entry(line, listed_as)
    assert {one.term for one in changed.facets if one.facet == "target_group"} == {"ouderen", "kinderen"}
    assert not {"entry_ok", "entry_known"} & {name for name, value in anna.state["slots"].items() if value is not None}


def test_who_wants_to_go_is_not_suggested_any_more(line: Any, anna: Any) -> None:
    number = anna.state["slots"]["organisation_id"]
    ask(line)
    anna.press("Haal ons uit de lijst")
    assert "staat niet meer in de lijst" in anna.chat.bot_messages[-2].text
    assert not entry(line, number).willing
    assert anna.asked == "title"
    with line.database.transaction() as session:
        told_again = replace(organisations.read(session, number), willing=True, confirmed_at=None)
        assert organisations.save(session, told_again, line.api.clock.now).change == "same"
    anna.say("klopt dit nog")
    assert "nog niet in de lijst" in anna.chat.bot_messages[-2].text


def test_who_was_done_is_asked_that_alone_and_nothing_after(line: Any, anna: Any) -> None:
    anna.go_to("review_next")
    anna.press("Klaar voor nu")
    before = len(anna.chat.bot_messages)
    at(line, MORNING + timedelta(days=2))
    assert ask(line) == 1
    assert len(anna.chat.bot_messages) == before + 1
    anna.press("Ja, dit klopt")
    assert anna.chat.bot_messages[-1].text == "Dank u. Wij weten nu dat dit klopt."


def test_who_says_nothing_is_reminded_once_in_a_period(line: Any, anna: Any) -> None:
    moments = []
    for day in range(0, 800, 5):
        at(line, MORNING + timedelta(days=day))
        if ask(line):
            moments.append(day)
    assert moments == [0, 25, 370, 395, 740, 765]


@pytest.mark.parametrize("hour", [7, 19])
def test_nobody_is_asked_in_the_evening_or_the_night(line: Any, anna: Any, hour: int) -> None:
    at(line, MORNING.replace(hour=hour) + timedelta(days=1))
    assert ask(line) == 0


def test_who_is_busy_is_left_in_peace(line: Any, anna: Any) -> None:
    anna.say("help")
    at(line, MORNING + timedelta(hours=5))
    assert ask(line) == 0
    at(line, MORNING + timedelta(hours=25))
    assert ask(line) == 1


def test_who_is_not_in_the_list_is_not_asked(line: Any) -> None:
    bob = line.person("Bob")
    bob.go_to("title")
    at(line, MORNING)
    assert ask(line) == 0
    assert bob.asked == "title"


def test_the_worker_asks_by_itself(line: Any, anna: Any) -> None:
    asked = asyncio.Event()

    def errand(now: datetime) -> None:
        ask_whether_right(line.talk, CHANNEL, now)
        line._loop.get_loop().call_soon_threadsafe(asked.set)

    worker = Worker(line.database, CHANNEL, TelegramSender(line.bot), lambda: line.api.clock.now, errand)

    async def work() -> None:
        stopping = asyncio.Event()
        working = asyncio.create_task(worker.run(stopping))
        await asked.wait()
        stopping.set()
        await working

    line.run(asyncio.wait_for(work(), 20))
    line.settle()
    assert anna.asked == "entry_ok"


def test_two_who_ask_at_once_ask_once(line: Any, anna: Any) -> None:
    asked: list[int] = []
    threads = [
        threading.Thread(target=lambda: asked.append(ask_whether_right(line.talk, CHANNEL, line.api.clock.now)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    line.settle()
    assert sorted(asked) == [0, 1]
    assert anna.chat.transcript().count(QUESTION) == 1


def test_a_crash_before_the_message_is_out_loses_nothing(line: Any, anna: Any) -> None:
    assert ask_whether_right(line.talk, CHANNEL, line.api.clock.now) == 1
    line.restart()
    line.settle()
    assert QUESTION in anna.sees
    assert ask(line) == 0


def test_when_asking_fails_nothing_is_said_and_it_is_tried_again(
    line: Any, anna: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = anna.chat.transcript()
    with monkeypatch.context() as broken:
        broken.setattr(freshness, "entry_lines", lambda *_: 1 / 0)
        assert ask(line) == 0
    assert anna.chat.transcript() == before
    assert ask(line) == 1


def test_after_the_questions_were_renewed_it_is_asked_first_and_the_road_goes_on(line: Any, anna: Any) -> None:
    with line.database.transaction() as session:
        conversation = conversations.take(session, CHANNEL, str(anna.user.id), line.api.clock.now)
        older = {**conversation.state, "version": "older", "stack": [["main", "plan"], ["plan", "gone"]]}
        conversations.save_state(session, conversation, older, line.api.clock.now)
    at(line, MORNING + timedelta(days=2))
    before = len(anna.chat.bot_messages)
    assert ask(line) == 1
    assert len(anna.chat.bot_messages) == before + 1
    anna.press("Ja, dit klopt")
    assert entry(line, anna.state["slots"]["organisation_id"]).confirmed_at
    assert anna.asked == "title"


def test_old_buttons_show_the_question_again(line: Any, anna: Any) -> None:
    old = anna.chat.last
    ask(line)
    anna.press("Hulp", on=old, old=True)
    assert QUESTION in anna.sees
    assert anna.asked == "entry_ok"


def test_erasing_a_person_forgets_the_question(line: Any, anna: Any) -> None:
    ask(line)
    anna.say("verwijder mijn gegevens")
    anna.say("ja")
    with line.database.transaction() as session:
        assert not run(session, table_of(confirmations.ConfirmationRequest).select()).all()
