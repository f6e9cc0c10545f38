"""Tries the Bot API for real, call by call, for whoever has a token: what works, and how Telegram refuses."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot, BotCommandScopeAllPrivateChats, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.telegram import make_bot
from bot.channels.telegram_menu import introduce
from bot.channels.telegram_text import MOST_UNITS
from bot.settings import Settings

_TEXT = "<b>doctor</b>: a test message of Coalitiewijzer, which goes away by itself. &lt;&amp;&gt;"
_KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("doctor", callback_data="0:0")]])
_LONG_DATA = InlineKeyboardMarkup([[InlineKeyboardButton("doctor", callback_data="x" * 65)]])

Work = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one call gave.

    Attributes:
        call: the method of the Bot API, and what was tried.
        good: it went as this program expects.
        what: what was seen, in a few words.
    """

    call: str
    good: bool
    what: str


def doctor_live(settings: Settings, chat: int | None = None) -> list[Seen]:
    """Make about a dozen calls and tell what was seen.

    Args:
        settings: with the token.
        chat: the number of a chat that has started the bot; the test messages there are deleted again. Without it
            only those calls are made that need no chat.

    Raises:
        NotSetUp: there is no token.
    """
    return asyncio.run(examine(make_bot(settings), chat))


async def examine(bot: Bot, chat: int | None) -> list[Seen]:
    """Make the calls through a bot."""
    try:
        seen = [await _works("getMe", lambda: _me(bot))]
        return [*seen, *await _examine(bot, chat)] if seen[0].good else seen
    finally:
        await bot.shutdown()


async def _examine(bot: Bot, chat: int | None) -> list[Seen]:
    seen = [
        await _works("getWebhookInfo", lambda: _webhook(bot)),
        await _works("setMyCommands, setMyDescription, setMyShortDescription", lambda: _introduce(bot)),
        await _works("getMyCommands", lambda: _commands(bot)),
        await _refuses("answerCallbackQuery, unknown id", BadRequest, lambda: bot.answer_callback_query("1")),
        await _refuses("sendMessage, no such chat", BadRequest, lambda: bot.send_message(1, "doctor")),
    ]
    return seen if chat is None else [*seen, *await _in_chat(bot, chat)]


async def _in_chat(bot: Bot, chat: int) -> list[Seen]:
    trial = _Trial(bot, chat)
    return [
        await _works("sendChatAction", trial.type),
        await _works("sendMessage, HTML and a button", trial.send),
        await _works("editMessageText", trial.edit),
        await _refuses("editMessageText, the same again", BadRequest, trial.edit, "not modified"),
        await _works("editMessageReplyMarkup", trial.strip),
        await _works("sendDocument", trial.send_file),
        await _refuses("sendMessage, too long", BadRequest, lambda: bot.send_message(chat, "x" * (MOST_UNITS + 1))),
        await _refuses(
            "sendMessage, 65 bytes in a button",
            BadRequest,
            lambda: bot.send_message(chat, "doctor", reply_markup=_LONG_DATA),
        ),
        await _works("deleteMessage", trial.clear),
        await _refuses("editMessageText, deleted", BadRequest, trial.edit, "not found"),
    ]


class _Trial:
    """Messages in one chat, and how they go."""

    def __init__(self, bot: Bot, chat: int) -> None:
        self._bot = bot
        self._chat = chat
        self._card = 0
        self._sent: list[int] = []

    async def type(self) -> str:
        await self._bot.send_chat_action(self._chat, ChatAction.TYPING)
        return "ok"

    async def send(self) -> str:
        message = await self._bot.send_message(self._chat, _TEXT, parse_mode=ParseMode.HTML, reply_markup=_KEYS)
        self._card = message.message_id
        self._sent.append(self._card)
        return f"message {self._card}, read as: {message.text}"

    async def edit(self) -> str:
        await self._bot.edit_message_text("doctor: edited", self._chat, self._card, reply_markup=_KEYS)
        return "ok"

    async def strip(self) -> str:
        await self._bot.edit_message_reply_markup(self._chat, self._card)
        return "ok"

    async def send_file(self) -> str:
        content = secrets.token_bytes(1000)
        message = await self._bot.send_document(self._chat, content, filename="doctor.bin", caption="doctor")
        self._sent.append(message.message_id)
        size = message.document.file_size if message.document else None
        return f"{size} bytes of {len(content)} arrived"

    async def clear(self) -> str:
        for number in self._sent:
            await self._bot.delete_message(self._chat, number)
        return f"{len(self._sent)} messages deleted"


async def _me(bot: Bot) -> str:
    await bot.initialize()
    return f"the bot is @{bot.username}"


async def _webhook(bot: Bot) -> str:
    info = await bot.get_webhook_info()
    error = f", last error: {info.last_error_message}" if info.last_error_message else ""
    where = f"webhook {info.url}" if info.url else "no webhook: polling"
    return f"{where}, {info.pending_update_count} updates wait{error}"


async def _introduce(bot: Bot) -> str:
    await introduce(bot)
    return "ok"


async def _commands(bot: Bot) -> str:
    found = await bot.get_my_commands(BotCommandScopeAllPrivateChats(), language_code="nl")
    return " ".join(f"/{one.command}" for one in found)


async def _works(call: str, work: Work) -> Seen:
    try:
        return Seen(call, good=True, what=await work())
    except TelegramError as error:
        return Seen(call, good=False, what=_named(error))


async def _refuses(
    call: str, kind: type[TelegramError], work: Callable[[], Awaitable[object]], words: str = ""
) -> Seen:
    try:
        await work()
    except TelegramError as error:
        good = isinstance(error, (kind, Forbidden)) and words in error.message.lower()
        return Seen(call, good=good, what=f"refused, as it should be: {_named(error)}" if good else _named(error))
    return Seen(call, good=False, what="accepted, although it should be refused")


def _named(error: TelegramError) -> str:
    """Say what went wrong; without the library's own words where those hold the token."""
    return type(error).__name__ if "token" in error.message.lower() else f"{type(error).__name__}: {error.message}"
