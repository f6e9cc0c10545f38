"""The methods by which a bot gets its updates: polling, or a webhook."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.botapi.calls import Call
from tests.botapi.errors import bad_request, conflict
from tests.botapi.updates import MOST_AT_ONCE

if TYPE_CHECKING:
    from tests.botapi.api import BotApi

SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
MOST_CONNECTIONS = 100
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
POLL_WITH_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class Webhook:
    """Where updates are posted; no url means that there is no webhook."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_at: datetime | None = None


async def get_updates(api: BotApi, call: Call) -> list[dict[str, Any]]:
    """Updates, waited for in real time; a newer call ends an older one, as Telegram does."""
    timeout, limit = call.integer("timeout"), call.integer("limit", MOST_AT_ONCE)
    mine = object()
    with api.lock:
        if api.webhook.url:
            raise conflict(POLL_WITH_WEBHOOK)
        _allow(api, call)
        api.updates.confirm_before(call.integer("offset"))
        api.updates.poll = mine
        api.updates.bell.ring()
    try:
        return await _poll(api, mine, limit, asyncio.get_running_loop().time() + timeout)
    finally:
        if api.updates.poll is mine:
            api.updates.poll = None


async def _poll(api: BotApi, mine: object, limit: int, end: float) -> list[dict[str, Any]]:
    loop = asyncio.get_running_loop()
    with api.updates.bell.listen() as news:
        while True:
            news.clear()
            with api.lock:
                if api.updates.poll is not mine:
                    raise conflict("terminated by setWebhook request" if api.webhook.url else OTHER_POLL)
                found = api.updates.fetch(limit)
            left = end - loop.time()
            if found or left <= 0 or api.updates.closed:
                return found
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), left)


def set_webhook(api: BotApi, call: Call) -> bool:
    """Post updates from now on; an empty address takes the webhook away."""
    url, secret = call.text("url"), call.text("secret_token")
    connections = call.integer("max_connections", Webhook.max_connections)
    if url and not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if not SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= connections <= MOST_CONNECTIONS:
        raise bad_request("invalid max_connections specified")
    _allow(api, call)
    _drop_if_asked(api, call)
    api.webhook = Webhook(url, secret, connections)
    api.updates.poll = None if url else api.updates.poll
    api.updates.bell.ring()
    return True


def delete_webhook(api: BotApi, call: Call) -> bool:
    """No webhook any more; what waits stays, unless the bot wants it dropped."""
    _drop_if_asked(api, call)
    api.webhook = Webhook()
    return True


def get_webhook_info(api: BotApi, _call: Call) -> dict[str, Any]:
    """How the webhook does."""
    webhook = api.webhook
    info: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(api.updates.waiting()),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error_at is not None:
        info["last_error_date"] = int(webhook.last_error_at.timestamp())
        info["last_error_message"] = webhook.last_error
    if api.updates.allowed:
        info["allowed_updates"] = api.updates.allowed
    return info


def _allow(api: BotApi, call: Call) -> None:
    wanted = call.json("allowed_updates")
    if wanted is not None:
        api.updates.allowed = wanted


def _drop_if_asked(api: BotApi, call: Call) -> None:
    if call.flag("drop_pending_updates"):
        api.updates.drop()


METHODS: dict[str, Callable[[BotApi, Call], Any]] = {
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
