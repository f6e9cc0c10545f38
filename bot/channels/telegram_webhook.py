"""The conversation in Telegram, by webhook: Telegram posts what people sent to this server."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import InvalidToken

from bot.channels.body import TooLarge, body_of
from bot.channels.telegram import TOKEN_REFUSED, Clock, NotSetUp, name_of, serving, utc_now
from bot.channels.telegram_in import UPDATES
from bot.conversation import Conversations

log = structlog.get_logger()

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MOST_BYTES = 1024 * 1024


class Webhook:
    """Telegram's part of the server.

    An update is applied and committed before Telegram gets its answer; if that fails Telegram gets an error, and
    posts the update again later.

    Args:
        talk: runs the turns.
        bot: the way to the Bot API.
        url: where Telegram posts: the public address of this server's route.
        secret: the word that Telegram sends along.
        clock: gives the moment, aware, UTC.

    Raises:
        NotSetUp: a setting is missing.
    """

    def __init__(self, talk: Conversations, bot: Bot, url: str, secret: str, clock: Clock = utc_now) -> None:
        if not url.endswith(PATH):
            raise NotSetUp(f"Set COALITIEWIJZER_TELEGRAM_WEBHOOK_URL to the public address that ends in {PATH}.")
        if not secret:
            raise NotSetUp("Set COALITIEWIJZER_TELEGRAM_WEBHOOK_SECRET to a long word of letters and digits.")
        self._talk = talk
        self._bot = bot
        self._url = url
        self._secret = secret
        self._clock = clock
        self.routes = [Route(PATH, self._receive, methods=["POST"])]

    @property
    def name(self) -> str:
        """The name of the bot; "" as long as Telegram has not told it."""
        return name_of(self._bot)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Take updates and deliver messages as long as the block lasts."""
        try:
            await self._bot.initialize()
            async with serving(self._talk, self._bot, asyncio.Event(), self._clock) as self._intake:
                await self._bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=UPDATES)
                yield
        except InvalidToken:
            raise NotSetUp(TOKEN_REFUSED) from None
        finally:
            await self._bot.shutdown()

    async def _receive(self, request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return Response(status_code=403)
        try:
            update = _update(await body_of(request, MOST_BYTES), self._bot)
        except TooLarge:
            return Response(status_code=413)
        if update is None:
            return Response(status_code=400)
        await self._intake.apply(update)
        return Response()


def _update(body: bytes, bot: Bot) -> Update | None:
    """Read an update; None when it is none."""
    try:
        data: Any = json.loads(body)
        return Update.de_json(data, bot) if isinstance(data, dict) else None
    except Exception as error:  # noqa: BLE001 - the library raises whatever the wrong field leads to
        log.warning("not an update", error=type(error).__name__)
        return None
