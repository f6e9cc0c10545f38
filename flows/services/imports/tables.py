"""Reads tables from files as they come: CSV in the usual encodings and with the usual separators, or Excel (XLSX)."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from flows.services.imports.errors import MalformedFile

_SEPARATORS = ";,\t|"
_ENCODINGS = ("utf-8-sig", "cp1252")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 10
_CHUNK = 1 << 20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written.

    Attributes:
        encoding: as Python calls it.
        separator: what stands between two cells.
    """

    encoding: str
    separator: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table.

    Attributes:
        number: its place in the file, counted from 1, headings included, as a spreadsheet shows it.
        cells: what stands in it, without spaces around it.
    """

    number: int
    cells: tuple[str, ...]


def read_tables(path: Path, *, exact: bool = False) -> Iterator[Iterator[Row]]:
    """Give the rows of each table: a CSV file has one, an Excel file has one a sheet.

    Args:
        path: the file.
        exact: leave the spaces around what stands in a cell.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is neither.
    """
    if path.suffix.lower() == ".xls":
        raise MalformedFile(path, "this is an Excel file of before 2007; save it again as .xlsx or .csv")
    if path.suffix.lower() == ".xlsx":
        return (rows for _, rows in read_sheets(path, exact=exact))
    return iter((read_csv(path, exact=exact),))


def read_csv(path: Path, *, exact: bool = False) -> Iterator[Row]:
    """Give the rows of a CSV file, one at a time.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is no CSV file.
    """
    found = dialect_of(path)
    with path.open(encoding=found.encoding, newline="") as file:
        try:
            for number, cells in enumerate(csv.reader(file, delimiter=found.separator, strict=True), 1):
                yield Row(number, tuple(cells) if exact else tuple(cell.strip() for cell in cells))
        except csv.Error as error:
            raise MalformedFile(path, f"expected a CSV file; {error}") from error


def dialect_of(path: Path) -> Dialect:
    """Find out how a CSV file is written: reads all of it, a piece at a time.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is in none of the usual encodings.
    """
    with path.open("rb") as file:
        wide = file.read(2) in _WIDE
    for encoding in ("utf-16",) if wide else _ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                top = file.read(_CHUNK)
                while file.read(_CHUNK):
                    pass
        except UnicodeError:
            continue
        return Dialect(encoding, _separator(top))
    raise MalformedFile(path, "expected a CSV file in UTF-8, UTF-16 or Windows-1252; save it again with that encoding")


def _separator(top: str) -> str:
    """Find what cuts the first rows in the same number of cells: a text may well have more commas than its table."""

    def fits(separator: str) -> tuple[int, int]:
        rows = islice(csv.reader(StringIO(top, newline=""), delimiter=separator), _LOOKED_AT)
        with suppress(csv.Error):
            lengths = Counter(len(cells) for cells in rows)
            return max(((times, length) for length, times in lengths.items() if length > 1), default=(0, 0))
        return 0, 0

    return max(_SEPARATORS, key=fits)


def read_sheets(path: Path, *, exact: bool = False) -> Iterator[tuple[str, Iterator[Row]]]:
    """Give the name and the rows of each sheet of an Excel file; of formulas what they last came to.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is no Excel file.
    """
    # Takes longer to import than the rest of this package; only Excel files need it.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    with path.open("rb") as file:
        try:
            book = load_workbook(file, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
            raise MalformedFile(path, "expected an Excel file (.xlsx); save it again as .xlsx or .csv") from error
        for sheet in book.worksheets:
            # A sheet may say that it is far larger than it is.
            sheet.reset_dimensions()
            yield (
                sheet.title,
                (
                    Row(number, tuple(_cell(value, exact=exact) for value in values))
                    for number, values in enumerate(sheet.iter_rows(values_only=True), 1)
                ),
            )


def _cell(value: Any, *, exact: bool) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), str(value))
    return text if exact else text.strip()
