"""Reads the text of a file that somebody sent: plain text, Markdown or Word.

A file from outside is hostile until it was looked at. So it is only ever read in memory, its name is never a path, and
nothing in it is run, fetched or unpacked to a disk.
"""

import codecs
import re
import unicodedata
from pathlib import PurePosixPath

from knowledge.files.refused import FileRefused
from knowledge.files.word import read_word

__all__ = ["MOST_BYTES", "MOST_CHARACTERS", "FileRefused", "allow", "read_text", "shown_name"]

MOST_BYTES = 10 * 1024 * 1024
"""10 MB: the largest file that is looked at."""

MOST_CHARACTERS = 200_000
"""A text of a hundred pages; no answer is nearly as long."""

_MOST_NAME = 60
_MOST_WIDTH = 4
"""The most bytes of a character, in every encoding that is read."""

_PLAIN = (".txt", ".md", ".markdown", ".text")
_OFFICE = (".doc", ".docm", ".dot", ".dotx", ".dotm", ".odt", ".ott", ".rtf", ".pages", ".wps", ".xls", ".xlsx", ".ods")
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".heic", ".webp", ".bmp", ".tif", ".tiff", ".svg")

# How a file begins that is no plain text, whatever its name says.
_ZIP = b"PK\x03\x04"
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_NO_TEXT = (_ZIP, _OLD_WORD, b"%PDF", b"{\\rtf", b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")

# UTF-32 begins as UTF-16 does, so it comes first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("utf-8", "cp1252")

# Turn text around, or stand in it unseen; the joiners that some letters and pictures need stay.
_UNSEEN = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def allow(name: str, size: int) -> None:
    """Say before a file is fetched whether it may be read.

    Args:
        name: as its sender calls it.
        size: in bytes; 0 where that is not known.

    Raises:
        FileRefused: it is of another kind, or too large.
    """
    ending, shown = _ending(name), shown_name(name)
    if ending == ".pdf":
        raise FileRefused("file_pdf", name=shown)
    if ending in _OFFICE:
        raise FileRefused("file_office", name=shown, ending=ending)
    if ending in _PICTURES:
        raise FileRefused("file_picture", name=shown)
    if ending != ".docx" and ending not in _PLAIN:
        raise FileRefused("file_other", name=shown)
    if size > MOST_BYTES:
        raise FileRefused("file_large", name=shown, most=MOST_BYTES // 1024**2)


def read_text(name: str, data: bytes) -> str:
    """Read the text of a .txt (UTF-8, UTF-16 with its mark, or Windows-1252), .md or .docx file.

    Args:
        name: as its sender calls it; only its ending counts.
        data: the file.

    Returns:
        The text, a paragraph, list item or row of a table a line; at most `MOST_CHARACTERS`, and never empty.

    Raises:
        FileRefused: it is of another kind, too large, damaged, locked or not safe, or holds no text.
    """
    allow(name, len(data))
    shown = shown_name(name)
    if not data:
        raise FileRefused("file_empty", name=shown)
    found = _word(shown, data) if _ending(name) == ".docx" else _plain(shown, data)
    cleaned = _cleaned(found)
    if not any(map(str.isalnum, cleaned)):
        raise FileRefused("file_empty", name=shown)
    if len(cleaned) > MOST_CHARACTERS:
        raise FileRefused("file_long", name=shown, most=MOST_CHARACTERS)
    return cleaned


def shown_name(name: str) -> str:
    """Give the name of a file as it may stand in a message: without folders, and short."""
    last = PurePosixPath(name.replace("\\", "/")).name
    seen = "".join(letter for letter in last if letter.isprintable() and unicodedata.category(letter)[0] != "C")
    seen = " ".join(seen.split())
    if len(seen) > _MOST_NAME:
        ending = PurePosixPath(seen).suffix[:10]
        seen = seen[: _MOST_NAME - len(ending) - 1].rstrip() + "…" + ending
    return seen or "?"


def _ending(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/").strip()).suffix.lower()


def _word(shown: str, data: bytes) -> str:
    if data.startswith(_OLD_WORD):
        if _LOCKED in data:
            raise FileRefused("file_locked", name=shown)
        raise FileRefused("file_office", name=shown, ending=".doc")
    if not data.startswith(_ZIP):
        raise FileRefused("file_damaged", name=shown)
    return read_word(shown, data, MOST_CHARACTERS)


def _plain(shown: str, data: bytes) -> str:
    if data.startswith(_NO_TEXT):
        raise FileRefused("file_not_text", name=shown)
    if len(data) > MOST_CHARACTERS * _MOST_WIDTH:
        raise FileRefused("file_long", name=shown, most=MOST_CHARACTERS)
    marked = next((code for mark, code in _MARKS if data.startswith(mark)), "")
    for code in (marked,) if marked else _GUESSES:
        try:
            decoded = data.decode(code)
        except UnicodeDecodeError:
            continue
        if "\x00" not in decoded:
            return decoded
    raise FileRefused("file_not_text", name=shown)


def _cleaned(found: str) -> str:
    """Give a text with one kind of white space, at most one empty line in a row, and nothing unseen in it."""
    lines = _UNSEEN.sub("", "\n".join(found.replace("\f", "\n").splitlines()))
    kept = _CONTROL.sub("", lines.replace("\t", " ").replace("\u00a0", " "))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split(" ")).rstrip() for line in kept.split("\n"))).strip()
