"""Letters and signs that the fonts of a PDF do not have, such as emoji: they stand in it by their name in words.

`glyphs.yml` lists what the fonts have; `glyphs_probe.py` writes it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import RootModel

from knowledge.content import read_model

FILE: Final = Path(__file__).with_name("glyphs.yml")
_TAB: Final = "    "
_ONLY_JOIN: Final = frozenset("\u200d\ufe0e\ufe0f\u20e3")
"""What only says how its neighbours look; it goes with a sign that stands in words."""
_IN_PICTURES: Final = "?"
"""What stands in a picture for such a sign: there is no room for words, and its table has them."""
_WITHOUT_NAME: Final = re.compile("CJK |HANGUL |TANGUT |NUSHU |KHITAN ")
"""The beginning of names that tell no more than a number does."""


_LAST_USUAL: Final = "\u024f"


class _Ranges(RootModel[tuple[str, ...]]):
    """The file glyphs.yml: "20-7e", the first and the last of a range, as hexadecimal numbers."""


def in_words(value: Any, refused: frozenset[str] = frozenset()) -> tuple[Any, bool]:
    """Name the signs that the fonts lack, in every text inside a value made of mappings and lists.

    A sign stands between brackets: "[party popper]"; of several in a row the names stand between one pair.

    Args:
        value: a text, or mappings and lists of texts; the text of a mapping under "svg" is a picture.
        refused: signs that turned out to be missing although the fonts list them.

    Returns:
        The same value with words, and whether there were any.
    """
    found: list[bool] = []

    def walk(part: Any, name: str = "") -> Any:
        if isinstance(part, str):
            text = _text(part, refused, picture=name == "svg")
            found.append(text != part.replace("\t", _TAB))
            return text
        if isinstance(part, Mapping):
            return {key: walk(one, key) for key, one in part.items()}
        if isinstance(part, Sequence):
            return [walk(one, name) for one in part]
        return part

    return walk(value), any(found)


def unusual(text: str) -> set[str]:
    """Give the signs in a text that are no letters of the languages of Western and Central Europe."""
    return {sign for sign in text if sign > _LAST_USUAL}


def _text(text: str, refused: frozenset[str], *, picture: bool) -> str:
    text = text.replace("\t", _TAB)
    if text.isascii() or not (missing := frozenset(text) - _had() | refused & frozenset(text)):
        return text
    pattern = re.compile(f"[{re.escape(''.join(sorted(missing | _ONLY_JOIN)))}]+")
    return pattern.sub(lambda run: _named(run[0], missing, picture=picture), text)


def _named(run: str, missing: frozenset[str], *, picture: bool) -> str:
    names = [_name(one) for one in run if one in missing and one not in _ONLY_JOIN]
    if not names:  # nothing but marks that say how their neighbours look
        return "".join(one for one in run if one not in missing)
    return _IN_PICTURES if picture else f"[{', '.join(names)}]"


def _name(sign: str) -> str:
    name = unicodedata.name(sign, "")
    return f"U+{ord(sign):04X}" if not name or _WITHOUT_NAME.match(name) else name.lower()


@cache
def _had() -> frozenset[str]:
    ranges = (one.split("-") for one in read_model(FILE, _Ranges).root)
    return frozenset(chr(code) for first, last in ranges for code in range(int(first, 16), int(last, 16) + 1)) | {"\n"}
