"""What goes wrong at Telegram, and what people notice of it."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.worker import MOST_TRIES
from storage import conversations, outbox


def texts(person: Any) -> list[str]:
    return [message.text for message in person.chat.bot_messages]


def errors(line: Any) -> list[str]:
    with line.database.snapshot() as session:
        failed = select(outbox.OutboxItem.error).where(outbox.OutboxItem.state == "failed")
        return list(session.connection.scalars(failed))


def queue(line: Any, person: Any, *words: str) -> None:
    """Queue messages as the conversation does."""
    bodies = [{**BODY, "text": word} for word in words]
    now = line.api.clock.now
    with line.database.transaction() as session:
        conversation = conversations.take(session, "telegram", str(person.user.id), now)
        outbox.queue(session, conversation.id, bodies, now)


BODY: dict[str, Any] = {
    "kind": "say",
    "heading": "",
    "text": "",
    "note": "",
    "options": [],
    "buttons": [],
    "documents": [],
    "card": None,
}


def test_too_fast_in_one_chat_holds_up_that_chat_alone(line: Any) -> None:
    anna, bob = line.person("Anna"), line.person("Bob")
    anna.go_to("contact_name")
    bob.go_to("contact_name")
    line.api.fail("sendMessage", chat=anna.user.id, code=429, parameters={"retry_after": 40})
    line.api.clock.advance(seconds=10)
    anna.user.say("Anna")
    bob.user.say("Bob")
    line.hear()
    for _ in range(4):
        line.deliver()
    assert "Voor welke organisatie" in bob.sees
    assert "Voor welke organisatie" not in anna.sees
    line.api.clock.advance(seconds=39)
    line.deliver()
    assert "Voor welke organisatie" not in anna.sees
    line.api.clock.advance(seconds=2)
    line.deliver()
    assert "Voor welke organisatie" in anna.sees


def test_who_blocks_the_bot_gets_nothing_until_coming_back(line: Any) -> None:
    anna = line.person()
    anna.go_to("organisation_name")
    anna.user.say("Buurthuis De Ketel")
    anna.user.block()
    line.settle()
    assert errors(line) == ["blocked", "blocked"]
    calls = len(line.api.calls)
    line.api.clock.advance(days=1)
    line.deliver()
    assert len(line.api.calls) == calls
    anna.user.unblock()
    anna.say("/start")
    assert "Wat voor organisatie is dat?" in anna.sees
    assert anna.state["slots"]["organisation_name"] == "Buurthuis De Ketel"


@pytest.mark.parametrize("fault", [{"code": 500}, {"code": 502}, {"code": 409}, {"code": 401}])
def test_what_fails_is_tried_again_and_the_order_stays(line: Any, fault: dict[str, Any]) -> None:
    anna = line.person()
    line.api.fail("sendMessage", times=3, **fault)
    anna.say("/start")
    assert len(anna.chat.bot_messages) == 3
    assert texts(anna)[0].startswith("Welkom")
    assert "Ja, dat mag" in anna.chat.last.labels


@pytest.mark.parametrize("hang", [True, False])
def test_an_answer_that_is_lost_may_show_a_message_twice_but_loses_none(line: Any, hang: bool) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    line.bot.request._read_timeout = 0.05
    line.api.fail("sendMessage", after=True, hang=hang)
    anna.say("Anna")
    assert [text.startswith("Uw organisatie, vraag 2 van 6") for text in texts(anna)[-2:]] == [True, True]
    anna.say("Buurthuis De Ketel")
    assert anna.asked == "organisation_type"


def test_after_a_crash_between_sending_and_marking_the_message_comes_again(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    queue(line, anna, "een", "twee")
    with line.database.transaction() as session:
        first = outbox.due(session, "telegram", line.api.clock.now, 1)[0]
        outbox.mark_sending(session, first.id, line.api.clock.now)
    line.deliver()
    assert texts(anna)[-1] != "een"
    line.restart()
    line.settle()
    assert texts(anna)[-2:] == ["een", "twee"]


def test_a_message_that_telegram_refuses_does_not_hold_up_the_next(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    line.api.fail("sendMessage", code=400, description="Bad Request: can't parse entities: Anna's own words")
    queue(line, anna, "een", "twee")
    line.settle()
    assert texts(anna)[-1] == "twee"
    assert "een" not in texts(anna)
    assert errors(line) == ["markup"]


def test_without_telegram_for_hours_a_message_is_given_up(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    before = len(line.api.calls_of("sendMessage"))
    line.api.fail("sendMessage", times=None, code=502)
    queue(line, anna, "een")
    line.run(line.worker.start())
    for _ in range(200):
        line.api.clock.advance(minutes=1)
        line.deliver()
    assert len(line.api.calls_of("sendMessage")) == before + MOST_TRIES
    assert errors(line) == ["networkerror"]


def test_a_card_that_was_deleted_is_drawn_anew(line: Any) -> None:
    anna = line.person()
    anna.go_to("themes")
    anna.chat.delete(anna.chat.last)
    anna.press("Eenzaamheid en ontmoeting", old=True)
    assert "Gekozen: Eenzaamheid en ontmoeting" in anna.chat.last.labels
    anna.press("Klaar met kiezen (1)")
    assert anna.asked == "target_groups"


def test_an_edit_without_change_is_fine(line: Any) -> None:
    anna = line.person()
    anna.go_to("themes")
    line.api.fail("editMessageText", after=True, code=502)
    anna.press("Eenzaamheid en ontmoeting")
    assert [call.ok for call in line.api.calls_of("editMessageText")[-2:]] == [False, False]
    assert errors(line) == []
    anna.press("Klaar met kiezen (1)")
    assert anna.asked == "target_groups"


def test_a_press_that_cannot_be_answered_counts_all_the_same(line: Any) -> None:
    anna = line.person()
    anna.say("/start")
    line.api.fail("answerCallbackQuery", code=400, description="Bad Request: query is too old")
    anna.press("Ja, dat mag")
    assert anna.asked == "contact_name"


def test_a_long_text_comes_in_parts(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    sentences = [f"Dit is zin {number} & meer \U0001f469." for number in range(600)]
    queue(line, anna, " ".join(sentences))
    before = len(anna.chat.bot_messages)
    line.settle()
    parts = texts(anna)[before:]
    assert len(parts) > 3
    assert " ".join(parts) == " ".join(sentences)
    assert all(part.endswith(".") for part in parts)


def test_erased_while_a_message_is_on_its_way(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    line.api.fail("sendMessage", hang=True, after=True, code=500)
    line.api.clock.advance(seconds=10)
    anna.user.say("/stop")
    line.hear()
    line.run(line.worker.start())
    line.run(line.api.until(lambda: anna.sees.startswith("Goed, we stoppen hier.")))
    anna.user.say("/verwijder")
    line.hear()
    anna.user.say("Ja, wis alles")
    line.hear()
    line.api.faults.release()
    line.settle()
    assert anna.sees.startswith("Alles van u is gewist.")
    assert not errors(line)
    with line.database.snapshot() as session:
        assert not list(session.connection.scalars(select(conversations.Conversation.id)))
