"""A call of a bot: its method, fields and files, as they came over the line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.botapi.errors import bad_request

HARMLESS = frozenset({"disable_notification", "protect_content", "link_preview_options", "cache_time"})
"""Fields that change nothing that the double shows."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    media_type: str


@dataclass
class Call:
    """One call, in the log from the moment that it comes in.

    Attributes:
        method: The name as the Bot API writes it, such as sendMessage.
        fields: Every field as text; objects as JSON.
        files: The uploads by the name of their part.
        at: When it came, on the double's clock.
        answer: The JSON body that the bot got; None while it waits, or when no answer ever came.
    """

    method: str
    fields: dict[str, str]
    files: dict[str, Upload]
    at: datetime
    answer: dict[str, Any] | None = None
    _read: set[str] = field(default_factory=set)

    @property
    def ok(self) -> bool:
        """Whether the bot got an answer that is ok."""
        return self.answer is not None and self.answer["ok"]

    @property
    def chat(self) -> int | None:
        """The chat that the call is about, if any."""
        return int(self.fields["chat_id"]) if self.fields.get("chat_id", "").lstrip("-").isdigit() else None

    def text(self, name: str, default: str = "") -> str:
        """A field that is text."""
        self._read.add(name)
        return self.fields.get(name, default)

    def flag(self, name: str) -> bool:
        """A field that is true or false."""
        return self.text(name).lower() in {"true", "1"}

    def integer(self, name: str, default: int = 0) -> int:
        """A field that is a whole number.

        Raises:
            ApiError: 400, it is something else.
        """
        value = self.text(name, str(default))
        try:
            return int(value)
        except ValueError:
            raise bad_request(f"invalid {name} specified") from None

    def json(self, name: str) -> Any:
        """A field that is a JSON object or list; None if absent.

        Raises:
            ApiError: 400, it is not JSON.
        """
        value = self.text(name)
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """The file of a field: sent under its name, or named by `attach://`."""
        return self.files.get(self.text(name).removeprefix("attach://") or name)

    def unread(self) -> list[str]:
        """The fields to which the double paid no attention although they may mean something."""
        return sorted(set(self.fields) - self._read - HARMLESS)
