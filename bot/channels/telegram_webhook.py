"""The conversation in Telegram, by webhook: Telegram posts what people sent to this server."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.channels.telegram import TOKEN_REFUSED, Clock, NotSetUp, make_bot, serving, utc_now
from bot.channels.telegram_in import UPDATES
from bot.conversation import Conversations
from bot.settings import Settings

log = structlog.get_logger()

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MOST_BYTES = 1024 * 1024


def run_webhook(settings: Settings, talk: Conversations, host: str, port: int) -> None:
    """Serve Telegram's posts until the process is told to stop (Ctrl+C or SIGTERM).

    Args:
        settings: with the token, the public address of the route, and the secret.
        talk: runs the turns.
        host: the address to listen on; a web server with a certificate stands before it.
        port: the port to listen on.

    Raises:
        NotSetUp: a setting is missing.
    """
    url, secret = settings.telegram_webhook_url, settings.telegram_webhook_secret.get_secret_value()
    if not url.endswith(PATH):
        raise NotSetUp(f"Set COALITIEWIJZER_TELEGRAM_WEBHOOK_URL to the public address that ends in {PATH}.")
    if not secret:
        raise NotSetUp("Set COALITIEWIJZER_TELEGRAM_WEBHOOK_SECRET to a long word of letters and digits.")
    app = webhook_app(talk, make_bot(settings), url, secret)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)


def webhook_app(talk: Conversations, bot: Bot, url: str, secret: str, clock: Clock = utc_now) -> Starlette:
    """Make the server.

    An update is applied and committed before Telegram gets its answer; if that fails Telegram gets an error, and
    posts the update again later.

    Args:
        talk: runs the turns.
        bot: the way to the Bot API.
        url: where Telegram posts.
        secret: the word that Telegram sends along.
        clock: gives the moment, aware, UTC.
    """

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            await bot.initialize()
            async with serving(talk, bot, asyncio.Event(), clock) as intake:
                await bot.set_webhook(url, secret_token=secret, allowed_updates=UPDATES)
                app.state.intake = intake
                yield
        except InvalidToken:
            raise NotSetUp(TOKEN_REFUSED) from None
        finally:
            await bot.shutdown()

    routes = [Route(PATH, partial(_receive, bot, secret), methods=["POST"]), Route("/healthz", _health)]
    return Starlette(routes=routes, lifespan=lifespan)


async def _receive(bot: Bot, secret: str, request: Request) -> Response:
    given = request.headers.get(SECRET_HEADER, "")
    if not hmac.compare_digest(given.encode(), secret.encode()):
        return Response(status_code=403)
    body = await _body(request)
    if body is None:
        return Response(status_code=413)
    update = _update(body, bot)
    if update is None:
        return Response(status_code=400)
    await request.app.state.intake.apply(update)
    return Response()


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _body(request: Request) -> bytes | None:
    """Read what was posted; None when it is too much."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _update(body: bytes, bot: Bot) -> Update | None:
    """Read an update; None when it is none."""
    try:
        data: Any = json.loads(body)
        return Update.de_json(data, bot) if isinstance(data, dict) else None
    except Exception as error:  # noqa: BLE001 - the library raises whatever the wrong field leads to
        log.warning("not an update", error=type(error).__name__)
        return None
