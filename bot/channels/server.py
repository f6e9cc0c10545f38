"""Everything that is served over HTTP, as one application: the chat page, the REST channel, and what runs beside it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels import rest
from bot.channels.endpoint import Endpoint, Refusal
from bot.channels.quota import Quota
from bot.channels.turnstile import Turnstile
from bot.channels.web import site
from bot.conversation import Conversations
from bot.interruption import look_after

log = structlog.get_logger()

LOOK_EVERY = timedelta(hours=1)
SOON = timedelta(seconds=5)
"""Chats go first, where there is more to tidy."""


class Beside(Protocol):
    """Another channel in the same process."""

    @property
    def routes(self) -> Sequence[BaseRoute]:
        """Its addresses."""

    @property
    def name(self) -> str:
        """By which name people find it; "" when it has none."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Let it work as long as the block lasts."""


def application(
    talk: Conversations,
    telegram: Beside | None = None,
    bot_name: str = "",
    quota: Quota | None = None,
    mailing: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
) -> Starlette:
    """Put the application together.

    Args:
        talk: runs the turns.
        telegram: Telegram's part, when this process serves it.
        bot_name: the name of the bot, when another process serves it.
        quota: what one address may ask; None for no limit.
        mailing: sends the mail that waits, as long as the block lasts.
    """
    turnstile = Turnstile(talk, lambda: datetime.now(UTC))

    def name() -> str:
        return bot_name or (telegram.name if telegram else "")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with telegram.running() if telegram else nullcontext(), mailing(), _looking_after(turnstile):
            yield

    routes = [
        Route("/health", Endpoint("GET", _health, rest.told)),
        *(telegram.routes if telegram else ()),
        *rest.routes(talk, quota, turnstile),
        *site.routes(turnstile, quota, name),
    ]
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _not_found})


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


async def _not_found(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    refusal = Refusal(status, "not_found", "There is nothing at this address.")
    told = rest.told if request.url.path.startswith(rest.PREFIX) else site.told
    return told(request, refusal)


@asynccontextmanager
async def _looking_after(turnstile: Turnstile) -> AsyncIterator[None]:
    """Remind people once in a while, and drop what has no use any more, as long as the block lasts."""

    async def keep_looking() -> None:
        while True:
            try:
                swept = await turnstile.run(look_after)
            except Exception as error:  # noqa: BLE001 - there is a next time
                log.error("nobody was reminded, nothing was tidied", error=type(error).__name__)  # noqa: TRY400 - short
                swept = None
            await asyncio.sleep((SOON if swept and swept.more else LOOK_EVERY).total_seconds())

    task = asyncio.create_task(keep_looking())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
