"""Inline keyboards: what a bot may send, and the buttons that a person sees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.botapi.errors import bad_request
from tests.botapi.markup import units

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_BYTES = 10_000
"""Reported by users as the size in JSON above which Telegram says that the markup is too long."""
MOST_DATA_BYTES = 64
MOST_COPY_TEXT = 256
ACTIONS = ("callback_data", "url", "copy_text")
LOOKS = {"text", "style", "icon_custom_emoji_id"}
STYLES = {"danger", "success", "primary"}


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; exactly one of data, url and copy_text says what it does."""

    label: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None
    style: str | None = None

    def __str__(self) -> str:
        return f"[ {self.label} ]" + (f"({self.url})" if self.url else "")

    def as_json(self) -> dict[str, Any]:
        """The button as it stands in an update or an answer."""
        copied = None if self.copy_text is None else {"text": self.copy_text}
        found = {"callback_data": self.data, "url": self.url, "copy_text": copied, "style": self.style}
        return {"text": self.label, **{key: value for key, value in found.items() if value is not None}}


Keyboard = tuple[tuple[Button, ...], ...]


def keyboard_json(keyboard: Keyboard) -> dict[str, Any]:
    """A keyboard as it stands in an update or an answer."""
    return {"inline_keyboard": [[button.as_json() for button in row] for row in keyboard]}


def parse_keyboard(markup: Any) -> Keyboard:
    """The buttons of a `reply_markup`; no markup gives no buttons.

    Raises:
        ApiError: 400, Telegram would refuse it.
        NotImplementedError: the double does not hold this kind of markup or button.
    """
    if markup is None:
        return ()
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if rows is None:
        raise NotImplementedError(f"reply_markup other than an inline keyboard: {markup}")
    keyboard = tuple(tuple(_button(button) for button in row) for row in rows if row)
    too_wide = any(len(row) > MOST_IN_A_ROW for row in keyboard)
    too_many = sum(map(len, keyboard)) > MOST_BUTTONS
    size = len(json.dumps(keyboard_json(keyboard), ensure_ascii=False, separators=(",", ":")).encode())
    if too_wide or too_many or size > MOST_BYTES:
        raise bad_request("reply markup is too long")
    return keyboard


def _button(button: dict[str, Any]) -> Button:
    unknown = set(button) - set(ACTIONS) - LOOKS
    if unknown:
        raise NotImplementedError(f"a button with {', '.join(sorted(unknown))}")
    if not str(button.get("text", "")).strip():
        raise bad_request("inline keyboard button text must be non-empty")
    used = [action for action in ACTIONS if action in button]
    if len(used) != 1:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    data, url, copied = (button.get(action) for action in ACTIONS)
    if data is not None and not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if url is not None and not url.startswith(("http://", "https://", "tg://")):
        raise bad_request("BUTTON_URL_INVALID")
    if copied is not None and not 1 <= units(copied["text"]) <= MOST_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if button.get("style", "primary") not in STYLES:
        raise bad_request("invalid button style specified")
    return Button(button["text"], data, url, copied and copied["text"], button.get("style"))
