"""What Telegram's updates mean."""

import re
from dataclasses import dataclass, replace

from telegram import Chat, Document, Message, Update, User

from bot.conversation import Incoming
from flows.engine.turns import Heard
from knowledge.languages import Language

CHANNEL = "telegram"
UPDATES = ("message", "edited_message", "callback_query")
"""The kinds of updates that are asked for."""

_STALE = Heard(card=-1, button=0)
"""A press that belongs to no card, so that the conversation shows the open question."""
_DATA = re.compile(r"(?P<card>[0-9]{1,9}):(?P<button>[0-9]{1,3})")
_LINK = re.compile(r"/start(@\w+)? (?P<secret>[A-Za-z0-9_-]{43})")
"""What following a link to the bot sends, when the link holds a secret of ours; other words in links mean nothing."""
_COMMAND = re.compile(r"(?P<command>/\w+)(@\w+)?(?P<rest>.*)", re.DOTALL)
_IN_GROUPS = ("/start", "/help")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an update means.

    Attributes:
        incoming: for the conversation.
        tell: when not empty, the conversation does not hear this: the person is told this text of the knowledge base.
        document: a file that was sent, still to be fetched; its text is what the conversation hears.
    """

    incoming: Incoming
    tell: str = ""
    document: Document | None = None


def read(update: Update) -> Reading | None:
    """Tell what an update means; None when it means nothing to this bot."""
    if update.callback_query:
        message, data = update.callback_query.message, update.callback_query.data
        return _private(update, message.chat, update.callback_query.from_user, press(data)) if message else None
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.chat.type != Chat.PRIVATE:
        return _in_group(update, message)
    sent = int(message.date.timestamp()) if update.message else None
    reading = _private(update, message.chat, message.from_user, Heard(said(message.text or ""), sent=sent))
    if reading and update.message and (link := _LINK.fullmatch(message.text or "")):
        return Reading(replace(reading.incoming, link=link["secret"]))
    return _without_words(update, message, reading) if reading and not (update.message and message.text) else reading


def press(data: str | None) -> Heard:
    """Read what a button carries: its card and its place on that card."""
    found = _DATA.fullmatch(data or "")
    return Heard(card=int(found["card"]), button=int(found["button"])) if found else _STALE


def said(text: str) -> str:
    """Take from a command what Telegram adds to it: the name of the bot, and what stood in the link to it."""
    found = _COMMAND.fullmatch(text.strip())
    if not found:
        return text
    return "/start" if found["command"] == "/start" else found["command"] + found["rest"]


def language_of(user: User | None) -> Language:
    """Give the language for a new conversation: English to whom has Telegram in English, Dutch to all others."""
    code = (user.language_code if user else None) or ""
    return "en" if code.lower().startswith("en") else "nl"


def _without_words(update: Update, message: Message, reading: Reading) -> Reading | None:
    """Tell what a message without text means: a file, or something for which there is a text."""
    if update.message and message.document and not message.animation:
        return Reading(reading.incoming, document=message.document)
    return Reading(reading.incoming, tell) if (tell := _told(update, message)) else None


def _told(update: Update, message: Message) -> str:
    """Name the text for a message that is no answer; "" when it is none of the person's doing, such as a notice."""
    if update.edited_message:
        return "telegram_edited" if message.text else ""
    if message.voice or message.audio or message.video_note:
        return "telegram_voice"
    return "telegram_only_text" if message.effective_attachment else ""


def _private(update: Update, chat: Chat, user: User | None, heard: Heard) -> Reading | None:
    if chat.type != Chat.PRIVATE:
        return None
    return Reading(Incoming(CHANNEL, str(chat.id), str(update.update_id), heard, language_of(user)))


def _in_group(update: Update, message: Message) -> Reading | None:
    """In a group only those who call the bot get an answer: the conversation is not for everybody's eyes."""
    heard = Heard(said(message.text or ""))
    if not update.message or heard.text not in _IN_GROUPS:
        return None
    language = language_of(message.from_user)
    incoming = Incoming(CHANNEL, str(message.chat.id), str(update.update_id), heard, language)
    return Reading(incoming, "telegram_only_private")
