"""One conversation with a real bot, on every way in which a bot can reach the double."""

import asyncio

import httpx
import pytest
from telegram import Update

from tests.botapi import AppServer, BotApi, HttpFace, User, deliver_all
from tests.botapi.example import build, webhook_app

CONTENT = bytes(range(256)) * 40 + b"\r\n--x\r\n\r\n"
HISTORY = f"""\
Anna: /start inv_AbC-12
Bot: Welkom, Anna. U bent uitgenodigd: inv_AbC-12. Doet u mee?
  [ Ja ] [ Nee ]
  [ Meer lezen ](https://example.org)
Anna presses [ Ja ]
Notice: Genoteerd
Bot message 2 now: U doet mee.
Anna: <document: plan é.pdf, {len(CONTENT)} bytes>
Bot: <document: kopie-plan é.pdf, {len(CONTENT)} bytes>
  Dit kreeg ik.
Anna: dank u
Bot: U schreef: dank u"""


async def converse(api: BotApi, anna: User) -> None:
    anna.open_link("inv_AbC-12")
    await api.until(lambda: anna.chat.bot_messages)
    anna.press("Ja")
    await api.until(lambda: anna.chat.last.text == "U doet mee.")
    anna.upload("plan é.pdf", CONTENT)
    await api.until(lambda: anna.chat.last.document)
    anna.say("dank u")
    await api.until(lambda: anna.chat.last.text == "U schreef: dank u")


def check(anna: User) -> None:
    assert anna.chat.history() == HISTORY
    assert not anna.unanswered
    sent = next(message.document for message in anna.chat.bot_messages if message.document)
    assert sent.content == CONTENT
    assert sent.media_type == "application/pdf"


@pytest.mark.parametrize("over_http", [True, False])
def test_polling(over_http: bool) -> None:
    async def run(api: BotApi, face: HttpFace | None) -> None:
        app = build(api, face, polling=True)
        async with app:
            await app.start()
            await app.updater.start_polling(timeout=2, allowed_updates=["message", "callback_query"])
            await converse(api, anna)
            await app.updater.stop()
            await app.stop()

    with BotApi() as api:
        anna = api.user()
        if over_http:
            with HttpFace(api) as face:
                asyncio.run(run(api, face))
        else:
            asyncio.run(run(api, None))
        check(anna)
        assert not api.updates.waiting()


def test_webhook_over_http() -> None:
    with BotApi() as api, HttpFace(api) as face:
        anna = api.user()
        app = webhook_app(build(api, face, polling=False))
        server = AppServer(app)
        app.state.url = server.url
        with server:
            asyncio.run(converse(api, anna))
            api.wait(lambda: not api.updates.waiting())
        check(anna)


def test_webhook_without_sockets() -> None:
    async def run(api: BotApi) -> None:
        app = webhook_app(build(api, None, polling=False))
        app.state.url = "http://bot"
        transport = httpx.ASGITransport(app)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
            anna.open_link("inv_AbC-12")
            await deliver_all(api, client)
            anna.press("Ja")
            await deliver_all(api, client)
            anna.upload("plan é.pdf", CONTENT)
            await deliver_all(api, client)
            anna.say("dank u")
            await deliver_all(api, client)

    with BotApi() as api:
        anna = api.user()
        asyncio.run(run(api))
        check(anna)


def test_updates_can_be_handed_to_the_bot_by_the_test() -> None:
    async def run(api: BotApi) -> None:
        async with build(api, None, polling=False) as app:
            for text in ("een", "twee"):
                anna.say(text)
            for update in api.take_updates():
                await app.process_update(Update.de_json(update, app.bot))

    with BotApi() as api:
        anna = api.user()
        asyncio.run(run(api))
        assert [message.text for message in anna.chat.bot_messages] == ["U schreef: een", "U schreef: twee"]
