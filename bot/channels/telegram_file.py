"""Fetches a file that somebody sent in Telegram, before the turn in which its text is heard."""

import asyncio
from dataclasses import replace

import structlog
from telegram import Document
from telegram.error import TelegramError

from bot.channels.incoming_file import heard_of, refused, refused_unseen
from bot.channels.telegram_in import Reading
from flows.engine.turns import Heard
from knowledge.files import FileRefused, shown_name

log = structlog.get_logger()

LONGEST = 30
"""Seconds after which fetching a file is given up: what others wrote may be waiting behind it."""


async def with_file(reading: Reading) -> Reading:
    """Give what an update means with the text of its file, or with why that was not read; without a file, the same."""
    if reading.document is None:
        return reading
    name = reading.document.file_name or ""
    # It may be far too large, or of another kind: then nothing is fetched.
    heard = refused_unseen(name, reading.document.file_size or 0) or await _fetched(name, reading.document)
    return Reading(replace(reading.incoming, heard=heard))


async def _fetched(name: str, document: Document) -> Heard:
    try:
        async with asyncio.timeout(LONGEST):
            file = await document.get_file()
            if heard := refused_unseen(name, file.file_size or 0):
                return heard
            data = bytes(await file.download_as_bytearray())
    except (TelegramError, TimeoutError) as error:
        log.warning("a file was not fetched", error=type(error).__name__)
        return refused(name, FileRefused("file_not_fetched", name=shown_name(name)))
    return await asyncio.to_thread(heard_of, name, data)
