"""Faults that a test orders reach the bot as the errors that python-telegram-bot knows."""

import asyncio
from typing import Any

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.botapi import BotApi, HttpFace, User
from tests.botapi.example import core_bot


def started(api: BotApi, name: str = "Anna") -> User:
    user = api.user(name)
    user.start()
    return user


async def attempt(bot: Bot, user: User, text: str = "x") -> TelegramError | None:
    try:
        await bot.send_message(user.id, text)
    except TelegramError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("rule", "kind", "text"),
    [
        ({"code": 429, "parameters": {"retry_after": 3}}, RetryAfter, "Flood control exceeded"),
        ({"code": 403}, Forbidden, "Forbidden: bot was blocked by the user"),
        ({"code": 400, "description": "Bad Request: no"}, BadRequest, "No"),
        ({"code": 400, "parameters": {"migrate_to_chat_id": -5}}, ChatMigrated, "Group migrated"),
        ({"code": 409}, Conflict, "Conflict: terminated"),
        ({"code": 500}, NetworkError, "Internal Server Error"),
        ({"code": 502}, NetworkError, "Bad Gateway"),
    ],
)
def test_an_error_code_comes_before_the_call_is_done(
    rule: dict[str, Any], kind: type[Exception], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # without it the library warns that it will be the default

    async def run() -> TelegramError | None:
        async with core_bot(api) as bot:
            api.fail("sendMessage", **rule)
            return await attempt(bot, anna)

    with BotApi() as api:
        anna = started(api)
        error = asyncio.run(run())
        assert type(error) is kind
        assert text in str(error)
        assert not anna.chat.bot_messages


def test_a_lost_answer_comes_after_the_call_is_done() -> None:
    async def run() -> TelegramError | None:
        async with core_bot(api) as bot:
            api.fail("sendMessage", code=502, after=True)
            return await attempt(bot, anna)

    with BotApi() as api:
        anna = started(api)
        assert isinstance(asyncio.run(run()), NetworkError)
        assert anna.chat.last.text == "x"
        assert not api.calls_of("sendMessage")[0].ok


@pytest.mark.parametrize("over_http", [True, False])
@pytest.mark.parametrize("after", [True, False])
def test_a_call_that_hangs_times_out(over_http: bool, after: bool) -> None:
    async def run(bot: Bot) -> TelegramError | None:
        async with bot:
            api.fail("sendMessage", hang=True, after=after)
            try:
                await bot.send_message(anna.id, "x", read_timeout=0.05)
            except TelegramError as error:
                return error
            return None

    with BotApi() as api, HttpFace(api) as face:
        anna = started(api)
        error = asyncio.run(run(Bot(api.token, face.base_url) if over_http else core_bot(api)))
        assert isinstance(error, TimedOut)
        assert bool(anna.chat.bot_messages) is after
        assert api.calls_of("sendMessage")[0].answer is None


def test_a_call_that_hangs_goes_on_when_the_test_releases_it() -> None:
    async def run() -> TelegramError | None:
        async with core_bot(api) as bot:
            api.fail("sendMessage", hang=True, code=500)
            sending = asyncio.create_task(attempt(bot, anna))
            await api.until(lambda: api.calls_of("sendMessage"))
            assert not sending.done()
            api.faults.release()
            return await sending

    with BotApi() as api:
        anna = started(api)
        assert isinstance(asyncio.run(run()), NetworkError)


def test_a_rule_strikes_its_method_its_chat_and_its_number_of_times() -> None:
    async def run() -> list[bool]:
        async with core_bot(api) as bot:
            api.fail("sendMessage", chat=anna.id, times=2)
            return [await attempt(bot, user) is None for user in (bob, anna, bob, anna, anna)]

    with BotApi() as api:
        anna, bob = started(api), started(api, "Bob")
        assert asyncio.run(run()) == [True, False, True, False, True]


def test_a_rule_without_end_stops_when_it_is_cleared() -> None:
    async def run() -> list[bool]:
        async with core_bot(api) as bot:
            api.fail(times=None)
            seen = [await attempt(bot, anna) is None for _ in range(3)]
            assert await bot.get_updates()
            api.faults.clear()
            return [*seen, await attempt(bot, anna) is None]

    with BotApi() as api:
        anna = started(api)
        assert asyncio.run(run()) == [False, False, False, True]
