"""People who use the bot: they write, press, send files, open links and block."""

from __future__ import annotations

import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.botapi.keyboards import Button
from tests.botapi.markup import Entity, units
from tests.botapi.screen import Chat, ShownMessage
from tests.botapi.wire import bot_json, chat_json, message_json, user_json

if TYPE_CHECKING:
    from tests.botapi.api import BotApi
    from tests.botapi.files import StoredFile

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
COMMAND = re.compile(r"/\w{1,32}")


@dataclass
class Press:
    """A press on a button, and what came of it.

    Attributes:
        id: The id of the callback query.
        answered: Whether the bot has answered it, so that the button stops turning.
        notice: The words shown to the person, if any.
        alert: Whether they were shown in a window that must be closed.
    """

    id: str
    user: User
    button: Button
    at: datetime
    answered: bool = False
    notice: str = ""
    alert: bool = False


class User:
    """A person with Telegram, and the private chat with the bot on the phone.

    Each act gives the update which it caused, whether the bot wants it or not.
    """

    def __init__(self, api: BotApi, number: int, name: str, language: str) -> None:
        self.id = number
        self.name = name
        self.language = language
        self.chat = Chat(number)
        self.started = False
        self.blocked = False
        self.presses: list[Press] = []
        self._api = api

    def start(self) -> dict[str, Any]:
        """Open the bot and press Start."""
        return self.say("/start")

    def open_link(self, link: str) -> dict[str, Any]:
        """Follow a deep link, given whole or as its payload, and press Start.

        Raises:
            AssertionError: Telegram would not pass such a payload on.
        """
        payload = link.partition("?start=")[2] if "?start=" in link else link
        if "?start=" in link:
            assert link.startswith(f"https://t.me/{self._api.username}?"), f"not a link to this bot: {link}"
        assert PAYLOAD.fullmatch(payload), f"not a payload that Telegram passes on: {payload!r}"
        return self.say(f"/start {payload}")

    def say(self, text: str) -> dict[str, Any]:
        """Write a message."""
        command = COMMAND.match(text)
        marks = [{"type": "bot_command", "offset": 0, "length": units(command[0])}] if command else []
        return self._send(text, marks)

    def upload(self, name: str, content: bytes, caption: str = "") -> dict[str, Any]:
        """Send a document."""
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return self._send(caption, [], self._api.files.add("document", name, content, media_type))

    def press(self, label: str, on: ShownMessage | None = None, *, old: bool = False) -> dict[str, Any]:
        """Press the button with this label.

        Args:
            label: What stands on the button.
            on: The message it belongs to; without it, the newest message that has the button.
            old: Press a button that is no longer there, as a slow phone does: it stood on the message
                earlier, or the message was deleted since.

        Raises:
            AssertionError: there is no such button, or it does not ask the bot anything.
        """
        self._must_be_able()
        with self._api.lock:
            message, button = self._find(label, on, old=old)
            assert button.data is not None, f"the button {label!r} opens a link or copies a text"
            press = Press(self._api.number("press"), self, button, self._api.clock.now)
            self.presses.append(press)
            self._api.presses[press.id] = press
            self.chat.journal.append(f"{self.name} presses [ {label} ]")
            query = {
                "id": press.id,
                "from": user_json(self),
                "message": message_json(self._api, self, message),
                "chat_instance": f"instance-{self.id}",
                "data": button.data,
            }
            return self._api.updates.put("callback_query", self.id, query)

    def block(self) -> dict[str, Any]:
        """Stop the bot."""
        return self._membership(blocked=True)

    def unblock(self) -> dict[str, Any]:
        """Let the bot in again."""
        return self._membership(blocked=False)

    @property
    def unanswered(self) -> list[Press]:
        """The presses on which the button still turns."""
        return [press for press in self.presses if not press.answered]

    def _send(self, text: str, marks: list[Entity], file: StoredFile | None = None) -> dict[str, Any]:
        self._must_be_able()
        with self._api.lock:
            self.started = True
            message = ShownMessage(int(self._api.number("message")), self.name, text, self._api.clock.now, marks, file)
            self.chat.add(message)
            return self._api.updates.put("message", self.id, message_json(self._api, self, message))

    def _find(self, label: str, on: ShownMessage | None, *, old: bool) -> tuple[ShownMessage, Button]:
        for message in [on] if on is not None else reversed(self.chat.everything):
            button = message.old_button(label) if old else message.button(label)
            if button is not None and (old or not message.deleted):
                return message, button
        raise AssertionError(f"{self.name} sees no button {label!r} in:\n{self.chat.transcript()}")

    def _membership(self, *, blocked: bool) -> dict[str, Any]:
        assert self.blocked is not blocked, f"{self.name} did that before"
        with self._api.lock:
            self.blocked = blocked
            self.chat.journal.append(f"{self.name} {'blocks' if blocked else 'unblocks'} the bot")
            bot = bot_json(self._api)
            inside = {"status": "member", "user": bot}
            outside = {"status": "kicked", "user": bot, "until_date": 0}
            change = {
                "chat": chat_json(self),
                "from": user_json(self),
                "date": self._api.clock.stamp,
                "old_chat_member": inside if blocked else outside,
                "new_chat_member": outside if blocked else inside,
            }
            return self._api.updates.put("my_chat_member", self.id, change)

    def _must_be_able(self) -> None:
        assert not self.blocked, f"{self.name} has blocked the bot, and unblocks it first"
