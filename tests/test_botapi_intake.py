"""Updates stay until the bot has them, by polling or by webhook."""

import asyncio
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, Conflict

from tests.botapi import SECRET_HEADER, AppServer, BotApi, HttpFace, User, deliver, deliver_all
from tests.botapi.example import SECRET, core_bot


def started(api: BotApi, *texts: str) -> User:
    user = api.user()
    user.start()
    for text in texts:
        user.say(text)
    return user


class Receiver:
    """A webhook that writes down what comes, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[int, str]] = []
        self.statuses: list[int] = []
        self.app = Starlette(routes=[Route("/hook", self.receive, methods=["POST"])])

    async def receive(self, request: Request) -> Response:
        update = await request.json()
        self.got.append((update["update_id"] % 1000, request.headers.get(SECRET_HEADER, "")))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app))


def numbers(updates: Any) -> list[int]:
    return [update.update_id % 1000 for update in updates]


def test_an_offset_confirms_and_a_limit_limits() -> None:
    async def run() -> None:
        async with core_bot(api) as bot:
            assert numbers(await bot.get_updates(limit=2)) == [1, 2]
            assert numbers(await bot.get_updates()) == [1, 2, 3, 4]
            assert numbers(await bot.get_updates(offset=700_000_003)) == [3, 4]
            assert numbers(await bot.get_updates()) == [3, 4]
            assert numbers(await bot.get_updates(offset=-1)) == [4]
            assert numbers(await bot.get_updates(offset=700_000_005)) == []

    with BotApi() as api:
        started(api, "een", "twee", "drie")
        asyncio.run(run())


def test_only_the_kinds_that_the_bot_wants() -> None:
    async def run() -> None:
        async with core_bot(api) as bot:
            await bot.get_updates(allowed_updates=["my_chat_member"])
            anna.say("niet gewenst")
            anna.block()
            (update,) = await bot.get_updates(offset=700_000_002)
            assert update.my_chat_member.new_chat_member.status == "kicked"
            await bot.get_updates(allowed_updates=[])
            anna.unblock()
            anna.say("wel gewenst")
            assert numbers(await bot.get_updates(offset=700_000_004)) == [4, 5]

    with BotApi() as api:
        anna = started(api)
        asyncio.run(run())


def test_a_poll_waits_for_news() -> None:
    async def run() -> None:
        async with core_bot(api) as bot:
            poll = asyncio.create_task(bot.get_updates(timeout=5))
            await api.until(lambda: api.updates.poll)
            anna.start()
            assert numbers(await poll) == [1]

    with BotApi() as api:
        anna = api.user()
        asyncio.run(run())


@pytest.mark.parametrize("over_http", [True, False])
def test_a_second_poller_ends_the_first(over_http: bool) -> None:
    async def run(face: HttpFace) -> None:
        first, second = (Bot(api.token, face.base_url) if over_http else core_bot(api) for _ in range(2))
        async with first, second:
            poll = asyncio.create_task(first.get_updates(timeout=5))
            await api.until(lambda: api.updates.poll)
            assert await second.get_updates(timeout=0) == ()
            with pytest.raises(Conflict, match="terminated by other getUpdates request"):
                await poll

    with BotApi() as api, HttpFace(api) as face:
        asyncio.run(run(face))


def test_a_webhook_ends_an_open_poll() -> None:
    async def run() -> None:
        async with core_bot(api) as bot:
            poll = asyncio.create_task(bot.get_updates(timeout=5))
            await api.until(lambda: api.updates.poll)
            await bot.set_webhook("http://bot/hook")
            with pytest.raises(Conflict, match="terminated by setWebhook request"):
                await poll

    with BotApi() as api:
        asyncio.run(run())


def test_updates_are_kept_for_a_day() -> None:
    with BotApi() as api:
        anna = started(api)
        api.clock.advance(hours=23)
        anna.say("later")
        api.clock.advance(hours=2)
        assert [update["message"]["text"] for update in api.take_updates()] == ["later"]


def test_an_update_can_come_twice() -> None:
    with BotApi() as api:
        anna = api.user()
        update = anna.start()
        assert api.take_updates() == [update]
        api.repeat(update)
        assert api.take_updates() == [update]


def test_a_webhook_gets_each_update_until_it_accepts() -> None:
    async def run() -> None:
        async with core_bot(api) as bot, receiver.client() as client:
            await bot.set_webhook("http://bot/hook", secret_token=SECRET, max_connections=7)
            receiver.statuses = [500, 200]
            assert await deliver(api, client) == 0
            info = await bot.get_webhook_info()
            assert (info.url, info.pending_update_count, info.max_connections) == ("http://bot/hook", 2, 7)
            assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
            await deliver_all(api, client)
            assert receiver.got == [(1, SECRET), (1, SECRET), (2, SECRET)]
            with pytest.raises(Conflict, match="while webhook is active"):
                await bot.get_updates()
            await bot.delete_webhook()
            assert (await bot.get_webhook_info()).url == ""

    receiver = Receiver()
    with BotApi() as api:
        started(api, "een")
        asyncio.run(run())


def test_chats_are_delivered_at_the_same_time_and_one_chat_in_order() -> None:
    async def run() -> None:
        async with core_bot(api) as bot, receiver.client() as client:
            await bot.set_webhook("http://bot/hook")
            assert await deliver(api, client) == 2
            assert {number for number, _ in receiver.got} == {1, 3}
            assert await deliver(api, client) == 1

    receiver = Receiver()
    with BotApi() as api:
        started(api, "een")
        started(api)
        asyncio.run(run())


def test_the_server_tries_again_over_http() -> None:
    async def run() -> None:
        async with core_bot(api) as bot:
            await bot.set_webhook(f"{server.url}/hook", secret_token=SECRET)

    receiver = Receiver()
    receiver.statuses = [503, 503]
    with BotApi() as api, HttpFace(api), AppServer(receiver.app) as server:
        started(api)
        asyncio.run(run())
        api.wait(lambda: not api.updates.waiting())
        assert receiver.got == [(1, SECRET)] * 3


def test_a_webhook_that_is_not_there_is_an_error_in_the_info() -> None:
    async def run() -> None:
        async with core_bot(api) as bot, httpx.AsyncClient(trust_env=False) as client:
            await bot.set_webhook("http://127.0.0.1:1/hook")
            await deliver_all(api, client)
            assert (await bot.get_webhook_info()).last_error_message
            await bot.set_webhook("http://127.0.0.1:1/hook", drop_pending_updates=True)
            info = await bot.get_webhook_info()
            assert (info.pending_update_count, info.last_error_message) == (0, None)

    with BotApi() as api:
        started(api)
        asyncio.run(run())


@pytest.mark.parametrize("wrong", [{"url": "ftp://x"}, {"secret_token": "é"}, {"max_connections": 101}])
def test_a_webhook_that_is_refused(wrong: dict[str, Any]) -> None:
    async def run() -> None:
        async with core_bot(api) as bot:
            with pytest.raises(BadRequest):
                await bot.set_webhook(**{"url": "https://example.org", **wrong})

    with BotApi() as api:
        asyncio.run(run())
        assert not api.webhook.url
