"""Reads the text of a Word file (.docx): a ZIP archive with XML in it (ECMA-376).

Not by python-docx: that unpacks every part into memory, whatever its size, and follows what the file says about itself.
"""

import io
import zipfile
import zlib
from pathlib import PurePosixPath
from posixpath import normpath

from knowledge.files.refused import FileRefused
from knowledge.files.word_xml import Unsafe, XmlError, main_part_of, reaches_out, text_of

MOST_ENTRIES = 2000
MOST_DIRECTORY = 512 * 1024
"""The most bytes of the archive's list of entries, looked at before that list is read."""
MOST_UNPACKED = 300 * 1024**2
"""The most that all entries together may say to hold; nearly all of it is pictures, which are never unpacked."""
MOST_RATIO = 400
"""A part of over `LARGE` bytes that is pressed together further than this was made to fill a memory."""
LARGE = 4 * 1024**2
MOST_XML = 8 * 1024**2
"""The most bytes of one part that is read; the text of a long book takes less."""
MOST_RELATIONS = 1024**2

_END = b"PK\x05\x06"
_END_SIZE = 22
_LOCATOR = b"PK\x06\x07"
_LOCATOR_SIZE = 20
_MOST_COMMENT = 65535
_CHUNK = 64 * 1024
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_TYPES = "[Content_Types].xml"
_RELATIONS = "_rels/.rels"
_USUAL = "word/document.xml"
_PROGRAMS = (".zip", ".rar", ".7z", ".gz", ".jar", ".exe", ".dll", ".js", ".vbs", ".docm", ".dotm", ".xlsm", ".pptm")
"""Endings of what has no place in a document: other archives, and programs."""


def read_word(shown: str, data: bytes, most: int) -> str:
    """Read the text of a Word file.

    Args:
        shown: its name, for messages.
        data: the file.
        most: the most characters.

    Raises:
        FileRefused: it is damaged, locked, not safe, has macros, or holds more text.
    """
    try:
        return _Archive(shown, data).text(most)
    except (zipfile.BadZipFile, zlib.error, XmlError, KeyError, EOFError, OSError, ValueError) as error:
        raise FileRefused("file_damaged", name=shown) from error
    except (Unsafe, NotImplementedError) as error:
        raise FileRefused("file_unsafe", name=shown) from error


class _Archive:
    """A Word file that was looked at from the outside.

    Raises:
        FileRefused: it has macros or is locked.
        Unsafe: it is no archive that a word processor made.
        BadZipFile: it is damaged.
    """

    def __init__(self, shown: str, data: bytes) -> None:
        self._shown = shown
        _check_directory(data)
        # It lives no longer than this object, and reads from memory.
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._parts = {entry.filename: entry for entry in self._zip.infolist()}
        self._check_entries()

    def text(self, most: int) -> str:
        """Give the text.

        Raises:
            FileRefused: there is more than this many characters.
        """
        if "macroenabled" in self._read(_TYPES, MOST_RELATIONS).decode("utf-8", "replace").lower():
            raise FileRefused("file_macros", name=self._shown)
        for name in self._parts:
            if name.endswith(".rels") and reaches_out(self._read(name, MOST_RELATIONS)):
                raise Unsafe
        main = normpath(main_part_of(self._read(_RELATIONS, MOST_RELATIONS)) or _USUAL).lstrip("/")
        found = text_of(self._read(main, MOST_XML), most)
        if found is None:
            raise FileRefused("file_long", name=self._shown, most=most)
        return found

    def _check_entries(self) -> None:
        entries = self._zip.infolist()
        if any(entry.flag_bits & _ENCRYPTED for entry in entries):
            raise FileRefused("file_locked", name=self._shown)
        if any(_is_macro(name) for name in self._parts):
            raise FileRefused("file_macros", name=self._shown)
        if len(entries) > MOST_ENTRIES or len(entries) != len(self._parts):
            raise Unsafe
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED or any(map(_swells, entries)):
            raise Unsafe
        if any(entry.compress_type not in _METHODS or _has_no_place(entry.filename) for entry in entries):
            raise Unsafe

    def _read(self, name: str, most: int) -> bytes:
        """Unpack one part piece by piece, since what the archive says about its size may be untrue.

        Raises:
            Unsafe: it is larger than it may be.
            KeyError: there is no such part.
        """
        entry = self._parts[name]
        unpacked = bytearray()
        with self._zip.open(entry) as part:
            for chunk in iter(lambda: part.read(_CHUNK), b""):
                unpacked += chunk
                if len(unpacked) > most:
                    raise Unsafe
        return bytes(unpacked)


def _check_directory(data: bytes) -> None:
    """Look at the size of the archive's list of entries, as `zipfile` finds it, before it is read.

    Raises:
        Unsafe: the list is too long, or of the kind for archives over 4 GB.
        BadZipFile: there is no list.
    """
    plain = data[-_END_SIZE:][:4] == _END and data.endswith(b"\x00\x00")
    at = len(data) - _END_SIZE if plain else data.rfind(_END, max(0, len(data) - _END_SIZE - _MOST_COMMENT))
    if at < 0 or len(data) - at < _END_SIZE:
        raise zipfile.BadZipFile
    entries, size = int.from_bytes(data[at + 10 : at + 12], "little"), int.from_bytes(data[at + 12 : at + 16], "little")
    huge = data[max(0, at - _LOCATOR_SIZE) :][:4] == _LOCATOR
    if huge or entries > MOST_ENTRIES or size > MOST_DIRECTORY:
        raise Unsafe


def _swells(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > LARGE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)


def _is_macro(name: str) -> bool:
    last = PurePosixPath(name.lower()).name
    return last.startswith(("vbaproject", "vbadata")) or "/activex/" in f"/{name.lower()}"


def _has_no_place(name: str) -> bool:
    """Tell whether an entry is an archive or a program, or lies outside of the archive."""
    outside = name.startswith("/") or ".." in name.replace("\\", "/").split("/")
    return outside or name.lower().endswith(_PROGRAMS)
