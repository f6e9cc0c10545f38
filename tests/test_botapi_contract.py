"""Planted errors in calls, answers and updates are found."""

import asyncio
import json
from typing import Any

import pytest

from tests.botapi import BotApi, Upload, deliver_all
from tests.botapi.calls import Call
from tests.botapi.clock import START
from tests.botapi.contract import check_call, check_update
from tests.botapi.dispatch import answer, serve
from tests.botapi.server import read_form

KEYBOARD = {"inline_keyboard": [[{"text": "Ja", "callback_data": "yes"}]]}


def call(method: str, files: dict[str, Upload] | None = None, **fields: Any) -> Call:
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    return Call(method, texts, files or {}, START)


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        (call("sendMessge", chat_id=1, text="x"), "sendMessge: no such method"),
        (call("sendMessage", chat_id=1, text="x", parsemode="HTML"), "no such field: parsemode"),
        (call("sendMessage", chat_id=1), "the field text is missing"),
        (call("sendMessage", chat_id=1, text="x", disable_notification="often"), "disable_notification"),
        (call("sendMessage", chat_id=1, text="x", reply_markup="{"), "reply_markup is not JSON"),
        (
            call("sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": [[{"callback_data": "x"}]]}),
            "reply_markup",
        ),
        (
            call("sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": [[{"text": "x", "data": "y"}]]}),
            "no such field: reply_markup.inline_keyboard.0.0.data",
        ),
        (call("sendDocument", {"file": Upload("a", b"a", "")}, chat_id=1), "no such field: file"),
    ],
)
def test_a_planted_error_in_a_call_is_found(planted: Call, found: str) -> None:
    assert any(found in problem for problem in check_call(planted))


@pytest.mark.parametrize(
    "right",
    [
        call("sendMessage", chat_id=1, text="{x", reply_markup=KEYBOARD),
        call("sendMessage", chat_id="@name", text="[1]"),
        call("sendDocument", {"document": Upload("a", b"a", "")}, chat_id=1),
        call("sendDocument", {"part": Upload("a", b"a", "")}, chat_id=1, document="attach://part"),
        call("getUpdates", offset=5, allowed_updates=["message"]),
    ],
)
def test_a_right_call_passes(right: Call) -> None:
    assert check_call(right) == []


def test_a_planted_error_in_an_answer_is_found() -> None:
    planted = call("sendMessage", chat_id=1, text="x")
    planted.answer = {
        "ok": True,
        "result": {"message_id": 1, "date": 5, "txt": "x", "chat": {"id": 1, "type": "private"}},
    }
    assert check_call(planted) == ["answer to sendMessage: no such field: txt"]
    del planted.answer["result"]["chat"]
    assert any("chat" in problem for problem in check_call(planted))


def test_planted_errors_in_an_update_are_found() -> None:
    with BotApi() as api:
        update = api.user().say("hallo")
    assert check_update(update) == []
    wrong = json.loads(json.dumps(update))
    wrong["message"]["sender"] = "Anna"
    assert check_update(wrong) == ["update: no such field: message.sender"]
    wrong = json.loads(json.dumps(update))
    wrong["message"]["message_id"] = "first"
    assert any("message_id" in problem for problem in check_update(wrong))
    for name, value in (("entities", []), ("date", update["message"]["date"] + 0.5)):
        wrong = json.loads(json.dumps(update))
        wrong["message"][name] = value
        assert any("python-telegram-bot reads" in problem for problem in check_update(wrong))


def test_the_end_of_a_test_finds_what_was_planted_on_the_way() -> None:
    def run() -> None:
        with BotApi() as api:
            anna = api.user()
            anna.start()
            fields = {"chat_id": str(anna.id), "text": "x", "parsemode": "HTML"}
            asyncio.run(answer(api, "sendMessage", fields, {}))
            assert anna.chat.last.text == "x"

    with pytest.raises(AssertionError, match="no such field: parsemode"):
        run()


def test_a_failing_test_keeps_its_own_error() -> None:
    def run() -> None:
        with BotApi() as api:
            api.problems.append("something else")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run()


def test_an_error_inside_the_double_fails_the_test() -> None:
    api = BotApi()
    with pytest.raises(TypeError):
        asyncio.run(answer(api, "setMyCommands", {"commands": "5"}, {}))
    with pytest.raises(AssertionError, match="the double broke"):
        api.verify()


def test_addresses_that_are_not_there() -> None:
    with BotApi() as api:
        for path, status in (("/", 401), ("/bot1:x/getMe", 401), (f"/file/bot{api.token}/x.pdf", 404)):
            assert asyncio.run(serve(api, path, {}, {}))[0] == status


def test_forms_as_json_and_as_text() -> None:
    assert read_form("application/json", b'{"chat_id": 1, "text": "x"}') == ({"chat_id": "1", "text": "x"}, {})
    assert read_form("application/x-www-form-urlencoded", b"text=&chat_id=1") == ({"text": "", "chat_id": "1"}, {})


def test_nothing_is_delivered_without_a_webhook() -> None:
    with BotApi() as api:
        api.user().start()
        asyncio.run(deliver_all(api, client=None))
        assert len(api.take_updates()) == 1
