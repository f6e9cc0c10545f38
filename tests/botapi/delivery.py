"""Posting updates to the bot's webhook, again and again until it accepts them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from tests.botapi.api import BotApi
    from tests.botapi.updates import Waiting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the name of a header
RETRY_SECONDS = 0.02
"""Real seconds between tries; Telegram waits longer each time, which a test need not."""


async def deliver(api: BotApi, client: httpx.AsyncClient) -> int:
    """Post what can be posted at once, and give how many updates were accepted.

    As in Telegram's own server, updates of one kind from one chat go one after the other, all others at
    the same time, over `max_connections` connections.
    """
    with api.lock:
        first: dict[tuple[str, int], Waiting] = {}
        for item in api.updates.waiting():
            first.setdefault((item.kind, item.chat), item)
        batch = list(first.values())[: api.webhook.max_connections]
    errors = await asyncio.gather(*(_post(api, client, item) for item in batch))
    with api.lock:
        accepted = [item for item, error in zip(batch, errors, strict=True) if not error]
        api.updates.confirm(accepted)
        for error in filter(None, errors):
            api.webhook.last_error, api.webhook.last_error_at = error, api.clock.now
    return len(accepted)


async def deliver_all(api: BotApi, client: httpx.AsyncClient) -> None:
    """Post until nothing waits or nothing is accepted: for a test that serves the bot in its own loop.

    Give a client with `httpx.ASGITransport(app)` to do without sockets.
    """
    while api.webhook.url and await deliver(api, client):
        pass


async def keep_delivering(api: BotApi, client: httpx.AsyncClient) -> None:
    """Post updates as they come, without end."""
    with api.updates.bell.listen() as news:
        while True:
            news.clear()
            waiting = api.webhook.url and api.updates.waiting()
            if not waiting:
                await news.wait()
            elif not await deliver(api, client):
                await asyncio.sleep(RETRY_SECONDS)


async def _post(api: BotApi, client: httpx.AsyncClient, item: Waiting) -> str:
    """Post one update; gives what went wrong, or nothing."""
    webhook = api.webhook
    headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
    try:
        response = await client.post(webhook.url, json=item.body, headers=headers)
    except httpx.HTTPError as error:
        return str(error) or "Connection failed"
    phrase = f"Wrong response from the webhook: {response.status_code} {response.reason_phrase}"
    return "" if response.is_success else phrase
