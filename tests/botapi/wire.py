"""Users, chats and messages as JSON, as they stand in updates and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.botapi.files import StoredFile
from tests.botapi.keyboards import keyboard_json

if TYPE_CHECKING:
    from tests.botapi.api import BotApi
    from tests.botapi.people import User
    from tests.botapi.screen import ShownMessage

PHOTO_SIDE = 800
"""Width and height given for each photo: the double does not look inside the file."""


def user_json(user: User) -> dict[str, Any]:
    """A person."""
    return {"id": user.id, "is_bot": False, "first_name": user.name, "language_code": user.language}


def bot_json(api: BotApi) -> dict[str, Any]:
    """The bot as the sender of a message."""
    return {"id": api.bot_id, "is_bot": True, "first_name": api.name, "username": api.username}


def chat_json(user: User) -> dict[str, Any]:
    """The private chat of a person with the bot."""
    return {"id": user.id, "type": "private", "first_name": user.name}


def message_json(api: BotApi, user: User, message: ShownMessage) -> dict[str, Any]:
    """A message as it is now; of a deleted one only its place is left."""
    where = {"message_id": message.id, "chat": chat_json(user)}
    if message.deleted:
        return {**where, "date": 0}
    sender = bot_json(api) if message.from_bot else user_json(user)
    body: dict[str, Any] = {**where, "from": sender, "date": int(message.date.timestamp())}
    if message.edited is not None:
        body["edit_date"] = int(message.edited.timestamp())
    words, marks = ("caption", "caption_entities") if message.file else ("text", "entities")
    if message.text:
        body[words] = message.text
    if message.entities:
        body[marks] = message.entities
    if message.file:
        body[message.file.kind] = _file_json(message.file)
    if message.keyboard:
        body["reply_markup"] = keyboard_json(message.keyboard)
    return body


def _file_json(file: StoredFile) -> Any:
    known = {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}
    if file.kind == "photo":
        return [{**known, "width": PHOTO_SIDE, "height": PHOTO_SIDE}]
    return {**known, "file_name": file.name, "mime_type": file.media_type}
