"""Messages of the outbox as calls of the Bot API."""

import os
from collections.abc import Sequence
from datetime import timedelta

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.channels.telegram_text import fits_caption, html_parts, keyboard
from bot.delivery import DeliveryError, File, Gone, Outgoing, Receipt, Refused, TooFast, Unreachable

# The library is about to give times as timedelta; this asks for that now. Without it, it warns at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

PHOTO_RATIO = 2
"""A picture that is higher than this times its width goes as a document: as a photo its letters would be too small."""
_PNG = b"\x89PNG\r\n\x1a\n"

_NOT_MODIFIED = "not modified"
_CARD_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_REASONS = {
    "message is too long": "too_long",
    "message text is empty": "empty",
    "can't parse entities": "markup",
    "button_data_invalid": "button",
    "reply markup is too long": "too_many_buttons",
    "file must be non-empty": "empty_file",
    "chat not found": "no_such_chat",
}
"""What Telegram may say, and the code for it; Telegram's own words are not kept, since they quote the message."""


class TelegramSender:
    """Sends messages through a bot."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one message of the outbox, which may take several calls.

        Raises:
            DeliveryError: it was not delivered, or perhaps not.
        """
        try:
            return await self._send(outgoing)
        except TelegramError as error:
            raise _translated(error) from error

    async def _send(self, outgoing: Outgoing) -> Receipt:
        kind = outgoing.body["kind"]
        if kind == "close":
            if outgoing.card:
                await self._edit(outgoing)
            return Receipt(outgoing.card, None, 1 if outgoing.card else 0)
        if kind == "update" and outgoing.card and await self._edit(outgoing):
            return Receipt(outgoing.card, outgoing.card)
        if kind == "say":
            return await self._say(outgoing)
        return await self._ask(outgoing)

    async def _say(self, outgoing: Outgoing) -> Receipt:
        texts, files = html_parts(outgoing.body, outgoing.language), outgoing.files
        if files and fits_caption(outgoing.body, outgoing.language):
            sent = await self._send_files(outgoing.chat, files, "".join(texts))
        else:
            sent = [*await self._send_texts(outgoing.chat, texts), *await self._send_files(outgoing.chat, files)]
        return Receipt(sent[-1] if sent else None, outgoing.card, len(sent))

    async def _ask(self, outgoing: Outgoing) -> Receipt:
        if outgoing.card:  # Old buttons go first: two sets of buttons on the screen are one too many.
            await self._strip(outgoing.chat, outgoing.card)
        keys = keyboard(outgoing.body, outgoing.language)
        sent = await self._send_files(outgoing.chat, outgoing.files)
        sent += await self._send_texts(outgoing.chat, html_parts(outgoing.body, outgoing.language), keys)
        newest = sent[-1] if sent else None
        return Receipt(newest, newest, len(sent))

    async def _send_texts(self, chat: str, texts: Sequence[str], keys: InlineKeyboardMarkup | None = None) -> list[str]:
        """Send the parts of a text, with the buttons under the last; returns the ids of the messages."""
        sent = []
        for place, part in enumerate(texts, start=1):
            message = await self._bot.send_message(
                int(chat),
                part,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keys if place == len(texts) else None,
            )
            sent.append(str(message.message_id))
        return sent

    async def _send_files(self, chat: str, files: Sequence[File], caption: str = "") -> list[str]:
        """Send documents, with a caption under the first; returns the ids of the messages."""
        sent: list[str] = []
        for file in files:
            words = caption if not sent and caption else None
            mode = ParseMode.HTML if words else None
            # A photo is seen at once; a document has to be opened.
            send = self._bot.send_photo if _is_photo(file) else self._bot.send_document
            message = await send(int(chat), file.content, filename=file.name, caption=words, parse_mode=mode)
            sent.append(str(message.message_id))
        return sent

    async def _edit(self, outgoing: Outgoing) -> bool:
        """Draw the card anew; returns False when it is not there any more."""
        texts = html_parts(outgoing.body, outgoing.language)
        try:
            await self._bot.edit_message_text(
                texts[-1],
                chat_id=int(outgoing.chat),
                message_id=int(outgoing.card or 0),
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard(outgoing.body, outgoing.language),
            )
        except BadRequest as error:
            return _card_is_there(error)
        return True

    async def _strip(self, chat: str, card: str) -> None:
        """Take the buttons off a card."""
        try:
            await self._bot.edit_message_reply_markup(chat_id=int(chat), message_id=int(card))
        except BadRequest as error:
            _card_is_there(error)


def _is_photo(file: File) -> bool:
    """Tell whether a picture can be read as a photo: Telegram makes photos smaller until the longest side fits."""
    if not (file.media_type == "image/png" and file.content.startswith(_PNG)):
        return False
    width, height = (int.from_bytes(file.content[at : at + 4], "big") for at in (16, 20))
    return height <= PHOTO_RATIO * width


def _card_is_there(error: BadRequest) -> bool:
    """Tell whether a card that could not be edited is still there.

    Raises:
        BadRequest: it could not be edited for another reason.
    """
    said = error.message.lower()
    if _NOT_MODIFIED in said:
        return True
    if any(words in said for words in _CARD_GONE):
        return False
    raise error


def _translated(error: TelegramError) -> DeliveryError:
    match error:
        case RetryAfter():
            wait = error.retry_after
            return TooFast(wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case Forbidden():
            return Gone("blocked")
        case ChatMigrated():
            return Gone("moved")
        case BadRequest():
            said = error.message.lower()
            return Refused(next((code for words, code in _REASONS.items() if words in said), "bad_request"))
        case _:  # No network, no answer in time, 5xx, or a token that is refused: perhaps later.
            return Unreachable(type(error).__name__.lower())
