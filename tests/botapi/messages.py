"""The methods that show, change and remove messages, and answer presses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.botapi.calls import Call
from tests.botapi.errors import ApiError, bad_request
from tests.botapi.files import MOST_DOWNLOAD_BYTES, MOST_PHOTO_BYTES, MOST_UPLOAD_BYTES, Kind, StoredFile
from tests.botapi.keyboards import Keyboard, parse_keyboard
from tests.botapi.markup import Entity, parse_html, trim, units
from tests.botapi.screen import BOT, ShownMessage
from tests.botapi.wire import message_json

if TYPE_CHECKING:
    from tests.botapi.api import BotApi
    from tests.botapi.people import User

MOST_TEXT = 4096
MOST_CAPTION = 1024
MOST_NOTICE = 200
DELETABLE = timedelta(hours=48)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
OLD_QUERY = "query is too old and response timeout expired or query ID is invalid"
ACTIONS = {"typing", "upload_photo", "upload_document", "find_location", "choose_sticker"}


def send_message(api: BotApi, call: Call) -> dict[str, Any]:
    """A new text message."""
    user = reach(api, call)
    text, entities = _words(call, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if units(text) > MOST_TEXT:
        raise bad_request("message is too long")
    return _show(api, user, call, (text, entities))


def send_document(api: BotApi, call: Call) -> dict[str, Any]:
    """A new message with a document."""
    return _send_file(api, call, "document", MOST_UPLOAD_BYTES)


def send_photo(api: BotApi, call: Call) -> dict[str, Any]:
    """A new message with a photo."""
    return _send_file(api, call, "photo", MOST_PHOTO_BYTES)


def edit_message_text(api: BotApi, call: Call) -> dict[str, Any]:
    """Another text; buttons that are not given again go away."""
    user, message = _editable(api, call)
    if message.file is not None:
        raise bad_request("there is no text in the message to edit")
    text, entities = _words(call, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if units(text) > MOST_TEXT:
        raise bad_request("message is too long")
    return _change(api, user, message, (text, entities), parse_keyboard(call.json("reply_markup")))


def edit_message_reply_markup(api: BotApi, call: Call) -> dict[str, Any]:
    """Other buttons, or none."""
    user, message = _editable(api, call)
    keyboard = parse_keyboard(call.json("reply_markup"))
    return _change(api, user, message, (message.text, message.entities), keyboard)


def delete_message(api: BotApi, call: Call) -> bool:
    """Take a message away, within 48 hours after it was sent."""
    user = reach(api, call)
    message = user.chat.find(call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    if api.clock.now - message.date > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    user.chat.delete(message)
    return True


def send_chat_action(api: BotApi, call: Call) -> bool:
    """The bot is busy; seen in the log of calls only."""
    reach(api, call)
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def answer_callback_query(api: BotApi, call: Call) -> bool:
    """Stop the turning of a button, perhaps with words; once, and in time."""
    press = api.presses.get(call.text("callback_query_id"))
    notice, alert = call.text("text"), call.flag("show_alert")
    if press is None or press.answered or api.clock.now - press.at > api.callback_lifetime:
        raise bad_request(OLD_QUERY)
    if units(notice) > MOST_NOTICE:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answered, press.notice, press.alert = True, notice, alert
    if notice:
        press.user.chat.journal.append(f"{'Alert' if alert else 'Notice'}: {notice}")
    return True


def get_file(api: BotApi, call: Call) -> dict[str, Any]:
    """Where a file can be fetched."""
    file = api.files.get(call.text("file_id"))
    if len(file.content) > MOST_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    known = {"file_id": file.id, "file_unique_id": file.unique_id}
    return {**known, "file_size": len(file.content), "file_path": file.path}


def reach(api: BotApi, call: Call) -> User:
    """The person of a call's chat.

    Raises:
        ApiError: 400, there is no such chat; 403, the person never started the bot, or blocked it.
    """
    if not call.text("chat_id"):
        raise bad_request("chat_id is empty")
    user = api.people.get(call.chat or 0)
    if user is None:
        raise bad_request("chat not found")
    if not user.started:
        raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
    if user.blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    return user


def _words(call: Call, text: str, entities: str) -> tuple[str, list[Entity]]:
    given, mode, marks = call.text(text), call.text("parse_mode"), call.json(entities)
    if mode and mode.upper() != "HTML":
        raise NotImplementedError(f"parse_mode {mode}")
    return trim(*parse_html(given)) if mode else trim(given, marks or [])


def _send_file(api: BotApi, call: Call, kind: Kind, most: int) -> dict[str, Any]:
    user = reach(api, call)
    caption = _words(call, "caption", "caption_entities")
    if units(caption[0]) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    return _show(api, user, call, caption, _file(api, call, kind, most))


def _file(api: BotApi, call: Call, kind: Kind, most: int) -> StoredFile:
    upload, known = call.upload(kind), call.text(kind)
    if upload is None and not known:
        raise bad_request(f"there is no {kind} in the request")
    if upload is None and known.startswith(("http://", "https://")):
        raise NotImplementedError(f"a {kind} given by its address")
    if upload is None:
        return api.files.get(known)
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > most:
        raise ApiError(413, "Request Entity Too Large")
    return api.files.add(kind, upload.name, upload.content, upload.media_type)


def _show(
    api: BotApi,
    user: User,
    call: Call,
    words: tuple[str, list[Entity]],
    file: StoredFile | None = None,
) -> dict[str, Any]:
    keyboard = parse_keyboard(call.json("reply_markup"))
    number = int(api.number("message"))
    message = ShownMessage(number, BOT, words[0], api.clock.now, words[1], file, keyboard)
    return message_json(api, user, user.chat.add(message))


def _editable(api: BotApi, call: Call) -> tuple[User, ShownMessage]:
    user = reach(api, call)
    message = user.chat.find(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot:
        raise bad_request("message can't be edited")
    return user, message


def _change(
    api: BotApi, user: User, message: ShownMessage, words: tuple[str, list[Entity]], keyboard: Keyboard
) -> dict[str, Any]:
    if (words, keyboard) == ((message.text, message.entities), message.keyboard):
        raise bad_request(NOT_MODIFIED)
    if message.keyboard and message.keyboard != keyboard:
        message.keyboards.append(message.keyboard)
    if message.text != words[0]:
        message.earlier.append(message.text)
    message.text, message.entities = words
    message.keyboard, message.edited = keyboard, api.clock.now
    user.chat.record_edit(message)
    return message_json(api, user, message)


METHODS: dict[str, Callable[[BotApi, Call], Any]] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
}
