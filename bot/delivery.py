"""What passes between the worker and a channel: a message to send, and what came of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from knowledge.languages import Language


class DeliveryError(Exception):
    """A message was not delivered.

    Attributes:
        code: why, as a stable word; never anything of the message itself.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TooFast(DeliveryError):
    """The channel asks to wait before the next message to this chat.

    Attributes:
        wait: for how long.
    """

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too_fast")
        self.wait = wait


class Unreachable(DeliveryError):
    """The channel did not answer, or not sensibly; the message may or may not have arrived."""


class Gone(DeliveryError):
    """The chat does not take messages any more."""


class Refused(DeliveryError):
    """The channel does not take this message, now or later."""


@dataclass(frozen=True, slots=True)
class File:
    """A document that goes with a message."""

    name: str
    content: bytes
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message with all that is needed to send it.

    Attributes:
        chat: the channel's own name for the chat.
        body: the message, as the engine made it.
        language: of the conversation.
        card: the channel's id of the message that shows the open question, if there is one.
        files: its documents, in order.
    """

    chat: str
    body: dict[str, Any]
    language: Language
    card: str | None
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of sending.

    Attributes:
        message_id: the channel's id of the message.
        card: the channel's id of the message that shows the open question now.
        calls: how many messages it took, for the pace.
    """

    message_id: str | None
    card: str | None
    calls: int = 1


class Sender(Protocol):
    """The way out of a channel."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send a message.

        Raises:
            DeliveryError: it was not delivered, or perhaps not.
        """
