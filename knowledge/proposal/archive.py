"""ZIP files, also those inside Word files, in which the same contents give the same bytes."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Final

FIRST: Final = date(1980, 1, 1)
"""The first day that a ZIP file knows."""
_READABLE: Final = 0o644 << 16


def packed(files: Iterable[tuple[str, bytes]], day: date | None = None) -> bytes:
    """Put files into one ZIP file.

    Args:
        files: names and contents, in order.
        day: when they were made; without it the file says nothing of that.
    """
    target = io.BytesIO()
    made = max(day or FIRST, FIRST)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, (made.year, made.month, made.day, 0, 0, 0))
            # Else it would depend on the machine.
            entry.create_system, entry.external_attr = 3, _READABLE
            # Pictures are compressed already.
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()


def repacked(content: bytes) -> bytes:
    """Give a ZIP file with the same files, and without the moments at which they were put in."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return packed((name, archive.read(name)) for name in archive.namelist())
