"""What a person sees: a chat with messages, buttons and documents, and a record of all that happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.botapi.files import StoredFile
from tests.botapi.keyboards import Button, Keyboard
from tests.botapi.markup import Entity

BOT = "Bot"


@dataclass(eq=False)
class ShownMessage:
    """A message as it stands on the screen now.

    Attributes:
        id: The message id.
        author: The first name of the person, or "Bot".
        text: The text or, with a file, its caption, without markup.
        file: A document or photo.
        keyboard: The rows of buttons.
        earlier: The texts which it had before edits, oldest first.
        keyboards: The keyboards which it had before, oldest first.
    """

    id: int
    author: str
    text: str
    date: datetime
    entities: list[Entity] = field(default_factory=list)
    file: StoredFile | None = None
    keyboard: Keyboard = ()
    earlier: list[str] = field(default_factory=list)
    keyboards: list[Keyboard] = field(default_factory=list)
    edited: datetime | None = None
    deleted: bool = False

    @property
    def from_bot(self) -> bool:
        """Whether the bot sent it."""
        return self.author == BOT

    @property
    def document(self) -> StoredFile | None:
        """Its document, if it has one."""
        return self.file if self.file and self.file.kind == "document" else None

    @property
    def photo(self) -> StoredFile | None:
        """Its photo, if it has one."""
        return self.file if self.file and self.file.kind == "photo" else None

    @property
    def buttons(self) -> list[Button]:
        """The buttons that can be pressed now, row by row."""
        return [button for row in self.keyboard for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [button.label for button in self.buttons]

    def button(self, label: str) -> Button | None:
        """The button with this label that stands there now."""
        return next((button for button in self.buttons if button.label == label), None)

    def old_button(self, label: str) -> Button | None:
        """The button with this label that stood there at any moment, the newest first."""
        rows = [row for keyboard in [*self.keyboards, self.keyboard] for row in keyboard]
        found = [button for row in rows for button in row if button.label == label]
        return found[-1] if found else None

    def lines(self) -> list[str]:
        """The message as lines of text."""
        file = [f"<{self.file.kind}: {self.file.name}, {len(self.file.content)} bytes>"] if self.file else []
        text = self.text.split("\n") if self.text else []
        first, *rest = [*file, *text] or [""]
        rows = ["  " + " ".join(map(str, row)) for row in self.keyboard]
        return [f"{self.author}: {first}", *(f"  {line}" for line in rest), *rows]


@dataclass
class Chat:
    """A private chat of a person with the bot.

    Attributes:
        id: The chat's id, equal to the person's.
        everything: All messages ever sent, deleted ones too.
        journal: All that ever happened, as lines of text: messages, edits, presses, notices.
    """

    id: int
    everything: list[ShownMessage] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)

    @property
    def messages(self) -> list[ShownMessage]:
        """The messages on the screen, oldest first."""
        return [message for message in self.everything if not message.deleted]

    @property
    def bot_messages(self) -> list[ShownMessage]:
        """The messages of the bot on the screen, oldest first."""
        return [message for message in self.messages if message.from_bot]

    @property
    def last(self) -> ShownMessage:
        """The newest message of the bot; an AssertionError if there is none."""
        newest = (message for message in reversed(self.everything) if message.from_bot and not message.deleted)
        found = next(newest, None)
        assert found, "the bot has said nothing that is still there"
        return found

    def find(self, message_id: int) -> ShownMessage | None:
        """The message with this id, unless it was deleted."""
        found = (message for message in reversed(self.everything) if message.id == message_id)
        return next((message for message in found if not message.deleted), None)

    def add(self, message: ShownMessage) -> ShownMessage:
        """Show a new message."""
        self.everything.append(message)
        self.journal += message.lines()
        return message

    def record_edit(self, message: ShownMessage) -> None:
        """Write down how a message looks after an edit."""
        first, *rest = message.lines()
        self.journal += [f"{self._name(message)} now: {first.removeprefix(BOT + ': ')}", *rest]

    def delete(self, message: ShownMessage) -> None:
        """Take a message off the screen."""
        message.deleted = True
        self.journal.append(f"{self._name(message)} deleted")

    def transcript(self) -> str:
        """What stands on the screen now, as text."""
        return "\n".join(line for message in self.messages for line in message.lines())

    def history(self) -> str:
        """All that ever happened, as text."""
        return "\n".join(self.journal)

    def _name(self, message: ShownMessage) -> str:
        """A name which is the same in each run: the message's place in the chat, from 1."""
        return f"{message.author} message {self.everything.index(message) + 1}"
