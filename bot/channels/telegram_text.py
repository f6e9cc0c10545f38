"""How a message looks in Telegram: HTML in one or more parts, and the buttons."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.rendering import Body, answers
from knowledge.languages import Language
from knowledge.texts import text

MOST_UNITS = 4096
"""The longest text of one message, in UTF-16 units, without markup."""
MOST_CAPTION_UNITS = 1024
SPLIT_UNITS = 3000
"""Where a text is cut that is too long: so much earlier that the last part, with the buttons, says something too."""
MOST_LABEL = 60
ROW = 40
"""Buttons stand side by side as long as the longest label, times their number, is at most this many characters."""
MOST_IN_A_ROW = 3
MOST_OPTIONS_IN_A_ROW = 2

_ALWAYS_LAST = ("/back", "/skip", "/help")
_CUTS = ("\n", ". ", "? ", "! ", "; ", ", ", " ")


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of text and the HTML tag that it stands in."""

    text: str
    tag: str = ""

    @property
    def html(self) -> str:
        escaped = escape(self.text, quote=False)
        return f"<{self.tag}>{escaped}</{self.tag}>" if self.tag else escaped

    @property
    def glue(self) -> str:
        """What comes between this and the next part."""
        return "\n" if self.tag == "b" else "\n\n"


def html_parts(body: Body, language: Language) -> list[str]:
    """Give the text of a message as HTML: one part, or several where one message cannot hold it."""
    parts = [_Part(body["heading"], "b"), *(_Part(one) for one in answers(body, language)), _Part(body["note"], "i")]
    whole = [_Part(_clean(part.text), part.tag) for part in parts if part.text.strip()]
    return [_joined(packed) for packed in _packed(whole)]


def fits_caption(body: Body, language: Language) -> bool:
    """Tell whether the text can stand under a document."""
    parts = (body["heading"], *answers(body, language), body["note"])
    return sum(units(_clean(part)) + 2 for part in parts) <= MOST_CAPTION_UNITS


def keyboard(body: Body, language: Language) -> InlineKeyboardMarkup | None:
    """Give the buttons of a question: its options, then everything else that can be done."""
    card, options, buttons = body["card"], body["options"], body["buttons"]
    if card is None or not (options or buttons):
        return None
    several = any(button["payload"] == "/done" for button in buttons)
    keys = [_key(card, place, button, language) for place, button in enumerate((*options, *buttons))]
    # A choice that is marked must not make the rows jump, so the room for the mark is always counted.
    widths = [len(_label(option | {"chosen": several or option["chosen"]}, language)) for option in options]
    side_by_side = MOST_OPTIONS_IN_A_ROW if max(widths, default=0) * MOST_OPTIONS_IN_A_ROW <= ROW else 1
    choices, others = keys[: len(options)], keys[len(options) :]
    last = sum(button["payload"] in _ALWAYS_LAST for button in buttons)
    first, always = others[: len(others) - last], others[len(others) - last :]
    return InlineKeyboardMarkup([*_rows(choices, side_by_side), *_rows_by_width(first), *_rows(always, MOST_IN_A_ROW)])


def units(words: str) -> int:
    """Count as Telegram does: in UTF-16 units."""
    return len(words.encode("utf-16-le")) // 2


def _key(card: int, place: int, button: Mapping[str, Any], language: Language) -> InlineKeyboardButton:
    return InlineKeyboardButton(_label(button, language), callback_data=f"{card}:{place}")


def _label(button: Mapping[str, Any], language: Language) -> str:
    title = _clean(button["title"])
    label = text("chosen", language, titles=title) if button.get("chosen") else title
    return label if len(label) <= MOST_LABEL else label[: MOST_LABEL - 1].rstrip() + "…"


def _rows(keys: Sequence[InlineKeyboardButton], most: int) -> list[Sequence[InlineKeyboardButton]]:
    return [keys[start : start + most] for start in range(0, len(keys), most)]


def _rows_by_width(keys: Sequence[InlineKeyboardButton]) -> list[Sequence[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    for key in keys:
        row = [*rows[-1], key] if rows else [key]
        if rows and len(row) <= MOST_IN_A_ROW and max(len(one.text) for one in row) * len(row) <= ROW:
            rows[-1] = row
        else:
            rows.append([key])
    return list(rows)


def _joined(parts: Sequence[_Part]) -> str:
    return "".join(part.html + part.glue for part in parts).strip()


def _size(parts: Sequence[_Part]) -> int:
    return sum(units(part.text + part.glue) for part in parts)


def _packed(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Put parts into as few messages as needed.

    Where a text is cut depends only on what stands before, so a change at the end leaves earlier messages as they are.
    """
    if _size(parts) <= MOST_UNITS:
        return [list(parts)] if parts else []
    packed: list[list[_Part]] = []
    for piece in (_Part(piece, part.tag) for part in parts for piece in _pieces(part.text)):
        if packed and _size([*packed[-1], piece]) <= SPLIT_UNITS:
            packed[-1].append(piece)
        else:
            packed.append([piece])
    return packed


def _pieces(words: str) -> Iterator[str]:
    """Cut a text into its paragraphs, and those that are too long at the end of a line or a sentence."""
    for paragraph in filter(None, map(str.strip, re.split(r"\n{2,}", words))):
        rest = paragraph
        while units(rest) >= SPLIT_UNITS - 2:
            window = rest.encode("utf-16-le")[: 2 * (SPLIT_UNITS - 3)].decode("utf-16-le", "ignore")
            cut = next((at + len(mark) for mark in _CUTS if (at := window.rfind(mark)) > 0), len(window))
            yield rest[:cut].rstrip()
            rest = rest[cut:].lstrip()
        if rest:
            yield rest


def _clean(words: str) -> str:
    """Replace halves of characters, which some phones send and nobody can encode."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
