"""Opens packages of files: a folder, or a zip file, unpacked with care."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from flows.services.imports.errors import MalformedFile

MOST_BYTES = 2 * 1024**3
"""The most that a file may hold, or a zip file once it is unpacked; in bytes."""
_MOST_FILES = 200
_MOST_TIMES_SMALLER = 200
_SMALL = 10 * 1024**2
_ENDINGS = {".csv", ".json"}


def check_size(path: Path) -> None:
    """Refuse a file that is too large to read.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is too large.
    """
    if path.stat().st_size > MOST_BYTES:
        raise MalformedFile(path, f"this file is larger than {MOST_BYTES // 1024**3} GB; divide it")


def check_zip(path: Path) -> None:
    """Refuse a zip file (an Excel file is one) that would become very large, as one made to do harm does.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is no zip file, or would become too large.
    """
    check_size(path)
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
    except BadZipFile as error:
        raise MalformedFile(path, "this file is damaged, or is not what its name says; save it again") from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    bomb = unpacked > max(_SMALL, packed * _MOST_TIMES_SMALLER)
    if len(entries) > _MOST_FILES or unpacked > MOST_BYTES or bomb:
        raise MalformedFile(path, "this file would become very large once it is unpacked; it was not opened")


@contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give the folder with the files of a package; what was unpacked goes at the end of the block.

    Raises:
        FileNotFoundError: there is no such file or folder.
        MalformedFile: it is neither a folder nor a zip file, or the zip file is not to be trusted.
    """
    if path.is_dir():
        yield _only_folder(path)
        return
    if path.suffix.casefold() != ".zip":
        check_size(path)
        raise MalformedFile(path, "expected a folder, or a .zip file, with CSV files and datapackage.json")
    check_zip(path)
    with TemporaryDirectory(prefix="coalitiewijzer-") as temporary:
        with ZipFile(path) as archive:
            for entry in archive.infolist():
                _unpack(path, archive, entry, Path(temporary))
        yield _only_folder(Path(temporary))


def _unpack(path: Path, archive: ZipFile, entry: ZipInfo, folder: Path) -> None:
    name = PurePosixPath(entry.filename.replace("\\", "/"))
    if name.is_absolute() or ".." in name.parts or ":" in name.parts[0]:
        raise MalformedFile(path, f"the file {entry.filename} in it wants to stand outside its folder; do not trust it")
    if entry.flag_bits & 1:
        raise MalformedFile(path, "this file has a password; unpack it first")
    if entry.is_dir() or name.suffix.casefold() not in _ENDINGS or name.parts[0].startswith("__MACOSX"):
        return
    target = folder.joinpath(*name.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("wb") as copy:
        # The sizes in a zip file are what its maker says: count while unpacking.
        shutil.copyfileobj(_Limited(path, source, entry.file_size), copy)


class _Limited:
    """Reads a file, up to the size that it is said to have."""

    def __init__(self, path: Path, source: IO[bytes], size: int) -> None:
        self._path = path
        self._source = source
        self._left = size

    def read(self, size: int = -1, /) -> bytes:
        try:
            part = self._source.read(size)
        except BadZipFile as error:
            raise MalformedFile(self._path, "this file is damaged; save it again") from error
        self._left -= len(part)
        if self._left < 0:
            raise MalformedFile(self._path, "a file in it is larger than it says; do not trust it")
        return part


def _only_folder(folder: Path) -> Path:
    """A zip file often holds one folder with everything in it."""
    inside = [one for one in folder.iterdir() if not one.name.startswith(".")]
    return _only_folder(inside[0]) if len(inside) == 1 and inside[0].is_dir() else folder
