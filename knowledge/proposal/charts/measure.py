"""How wide a text is, and how it fits: whole, over several lines, or shortened.

A picture cannot ask how wide the letters of its reader are, so each text is measured by the widest that are likely.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.content import read_model

ELLIPSIS = "…"
_BOLD = 1.14
"""How much wider bold letters are."""
_WIDE, _UNKNOWN = 1300, 1100
"""The width of emoji and of East Asian characters, and of all else that is not in the list: wider than most."""
_JOINER = "\u200d"


class _Widths(RootModel[Mapping[int, str]]):
    """The file widths.yml."""


@cache
def _widths() -> Mapping[str, int]:
    listed = read_model(Path(__file__).with_name("widths.yml"), _Widths).root
    return {character: width for width, characters in listed.items() for character in characters}


@cache
def _width(character: str) -> int:
    found = _widths().get(character)
    if found is not None:
        return found
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return _WIDE if unicodedata.east_asian_width(character) in {"W", "F"} else _UNKNOWN


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Give the width of one line of text, in the unit of `size`; never less than what a browser needs."""
    return sum(map(_width, text)) * size / 1000 * (_BOLD if bold else 1)


def lines_of(text: str, width: float, size: float, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text into at most so many lines; what does not fit ends in three dots.

    White space counts as one space. A word that is wider than a line is broken.
    """
    lines: list[str] = []
    for word in _words(text, width, size, bold=bold):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _shortened(lines[most - 1], width, size, bold=bold))


def _words(text: str, width: float, size: float, *, bold: bool) -> Iterator[str]:
    for word in text.split():
        piece = ""
        for cluster in _clusters(word):
            if piece and width_of(piece + cluster, size, bold=bold) > width:
                yield piece
                piece = ""
            piece += cluster
        yield piece


def _shortened(line: str, width: float, size: float, *, bold: bool) -> str:
    """End a line in three dots, without cutting a character that is made of several."""
    clusters = list(_clusters(line))
    while clusters and width_of("".join(clusters) + ELLIPSIS, size, bold=bold) > width:
        clusters.pop()
    return "".join(clusters).rstrip() + ELLIPSIS


def _clusters(text: str) -> Iterator[str]:
    """Give what looks like one character each: letters with their accents, emoji made of several."""
    cluster = ""
    for character in text:
        # Accents and selectors are no characters of their own; a joiner ties the next one, skin colours the one before.
        tied = cluster.endswith(_JOINER) or character == _JOINER or "\U0001f3fb" <= character <= "\U0001f3ff"
        if cluster and not tied and unicodedata.category(character) not in {"Mn", "Me"}:
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster
