"""How wide text is, and where it breaks, without knowing the reader's fonts."""

from collections.abc import Iterator

NARROW, CAPITAL, WIDE, OTHER = 0.4, 0.78, 1.0, 0.64
"""Widths in a wide font (DejaVu Sans), as a part of the size of the letters, so that other fonts fit too."""
BOLD = 1.12


def width_of(text: str, size: float) -> float:
    """Give the most that a text takes, in pixels."""
    return sum(map(_part, text)) * size


def wrapped(text: str, size: float, most: float) -> Iterator[str]:
    """Break a text into lines of at most so many pixels, between words where possible."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width_of(longer, size) <= most:
            line = longer
            continue
        if line:
            yield line
        *full, line = _pieces(word, size, most)
        yield from full
    if line:
        yield line


def _pieces(word: str, size: float, most: float) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and width_of(piece + character, size) > most:
            yield piece
            piece = ""
        piece += character
    yield piece


def _part(character: str) -> float:
    if character in "iljtfrI.,:;'!|()[]{} /-":
        return NARROW
    if character in "mwMWQ@%" or not (character.isascii() or character.isalpha()) or ord(character) >= 0x2000:
        return WIDE
    return CAPITAL if character.isupper() else OTHER
