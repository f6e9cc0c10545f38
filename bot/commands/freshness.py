"""`coalitiewijzer directory freshness`."""

import json
from datetime import UTC, datetime

from bot.channels.telegram_in import CHANNEL
from bot.commands.database import opened
from bot.commands.outcome import guarded, say
from bot.settings import Settings
from flows.services.freshness import stale
from knowledge.format import number
from storage.confirmations import Stale


def list_stale(settings: Settings, limit: int, *, as_json: bool) -> int:
    """List the entries that are out of date, the oldest first, and whether they can be asked; returns the exit code."""

    def command() -> int:
        with opened(settings) as database, database.snapshot() as session:
            found = stale(session, datetime.now(UTC))
        if as_json:
            say(json.dumps([_plain(one) for one in found[:limit]], ensure_ascii=False))
            return 0
        for one in found[:limit]:
            asked = f", asked {one.asked_at:%Y-%m-%d}" if one.asked_at else ""
            say(
                f"{one.id}  {one.name} (from {one.source}): last known {one.last:%Y-%m-%d}{asked}; {_can_be_asked(one)}"
            )
        askable = sum(one.channel == CHANNEL for one in found)
        say(f"Out of date: {number(len(found), 'en')}; of these {number(askable, 'en')} can be asked in their chat.")
        return 0

    return guarded(command)


def _can_be_asked(one: Stale) -> str:
    if one.channel == CHANNEL:
        return "is asked in its chat while the bot runs"
    if one.channel:
        return f"talks by {one.channel}, where nobody can be asked first"
    return "nobody of it talks here"


def _plain(one: Stale) -> dict[str, object]:
    return {
        "id": one.id,
        "name": one.name,
        "source": one.source,
        "last_known": one.last.isoformat(),
        "asked": one.asked_at.isoformat() if one.asked_at else None,
        "can_be_asked": one.channel == CHANNEL,
    }
