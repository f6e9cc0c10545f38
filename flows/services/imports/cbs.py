"""Reads municipalities, districts and neighbourhoods from a file of CBS; the rules stand in `cbs.yml`."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from flows.services.imports.errors import MalformedFile
from flows.services.imports.tables import Row, read_tables
from knowledge.content import Content, read_model

LENGTHS: Final = {"GM": 4, "WK": 6, "BU": 8}
"""How many signs follow the letters of a code; each begins with the code of what the area lies in."""

Named = tuple[str, str]
"""The field with the name of an area, and its code."""

_FILE = Path(__file__).with_name("cbs.yml")
_YEAR = re.compile(r"(19|20)\d\d")


class _LeftOut(Content):
    codes: frozenset[str]
    water: frozenset[str]


class _Rules(Content):
    layouts: Mapping[Literal["areas", "neighbourhoods"], Mapping[str, tuple[str, ...]]]
    heading_rows: int
    left_out: _LeftOut
    not_said: tuple[str, ...]
    nameless_district: str


@dataclass(frozen=True, slots=True)
class Place:
    """An area as CBS has it.

    Attributes:
        code: "GM", "WK" or "BU", with four, six or eight signs; those of what it lies in stand in front.
        name: without the number of a district.
        row: where it stands first in the file, counted from 1, headings included.
    """

    code: str
    name: str
    row: int

    @property
    def inside(self) -> str:
        """The code of what it lies in; "" for a municipality."""
        return {"GM": "", "WK": f"GM{self.code[2:6]}", "BU": f"WK{self.code[2:8]}"}[self.code[:2]]

    @property
    def municipality(self) -> str:
        """The code of the municipality that it lies in, or is."""
        return f"GM{self.code[2:6]}"


@dataclass(frozen=True, slots=True)
class Places:
    """What a file says.

    Attributes:
        rows: how many rows it has under its headings.
        left_out: how many of these are the country, foreign ground or water.
        places: each once, each after the one that it lies in.
    """

    rows: int
    left_out: int
    places: tuple[Place, ...]


def read_places(path: Path) -> Places:
    """Read all areas of a file: one with a row for each area, or one with a row for each neighbourhood.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: the columns are not there, a row is not as expected, or an area lies in one that is not there.
    """
    for rows in read_tables(path):
        for row in rows:
            if found := _columns(row.cells):
                return _Reader(path, *found, row.cells).read(rows)
            if row.number >= _rules().heading_rows:
                break
    raise MalformedFile(
        path,
        "expected headings such as gwb_code_10 and regio, or buurtcode, buurtnaam and gm_naam; "
        'use "Kerncijfers wijken en buurten", or "Buurt, wijk en gemeente", as CBS publishes them',
    )


@cache
def _rules() -> _Rules:
    return read_model(_FILE, _Rules)


def _columns(headings: Sequence[str]) -> tuple[str, dict[str, int]] | None:
    """Find which layout this is, and the column of each field; None when these are no headings."""
    plain = [re.sub(r"[\W_]", "", _YEAR.sub("", heading.casefold())) for heading in headings]
    for layout, fields in _rules().layouts.items():
        names = {field: [name for name in fields[field] if name in plain] for field in fields if field != "needs"}
        columns = {field: plain.index(found[0]) for field, found in names.items() if found}
        if columns.keys() >= set(fields["needs"]):
            return layout, columns
    return None


class _Reader:
    """Reads the rows under the headings of one table."""

    def __init__(self, path: Path, layout: str, columns: Mapping[str, int], headings: Sequence[str]) -> None:
        self._path = path
        self._columns = columns
        self._headings = headings
        self._of_row: Callable[[Row], Iterator[Named]] = self._area if layout == "areas" else self._neighbourhood
        self._found: dict[str, Place] = {}
        self._counts: Counter[str] = Counter()

    def read(self, rows: Iterator[Row]) -> Places:
        for row in rows:
            if not any(row.cells):
                continue
            self._counts["rows"] += 1
            named = list(self._of_row(row))
            self._counts["left out"] += not named
            for field, code in named:
                self._note(Place(code, self._name(row, field, code), row.number), field)
        for place in self._found.values():
            if place.inside and place.inside not in self._found:
                raise self._wrong(place.row, "code", f"{place.code} lies in {place.inside}, which has no row")
        ordered = sorted(self._found.values(), key=lambda place: place.code[2:])
        return Places(self._counts["rows"], self._counts["left out"], tuple(ordered))

    def _note(self, place: Place, field: str) -> None:
        before = self._found.setdefault(place.code, place)
        if before.name != place.name:
            why = f"{place.code} is {place.name} here, and {before.name} in row {before.row}; keep one of the two"
            raise self._wrong(place.row, field, why)

    def _area(self, row: Row) -> Iterator[Named]:
        text = self._cell(row, "code").upper()
        if text in _rules().left_out.codes:
            return
        code = self._code(row, "code", text[:2], text)
        municipality = f"GM{code[2:6]}"
        if code != municipality and municipality not in self._found and self._cell(row, "municipality_name"):
            yield "municipality_name", municipality
        yield "name", code

    def _neighbourhood(self, row: Row) -> Iterator[Named]:
        code = self._code(row, "code", "BU", self._cell(row, "code").upper())
        municipality, district = f"GM{code[2:6]}", f"WK{code[2:8]}"
        left_out = _rules().left_out
        if municipality in left_out.codes or self._cell(row, "water").upper() in left_out.water:
            return
        for field, kind, inside in (("municipality_code", "GM", municipality), ("district_code", "WK", district)):
            text = self._cell(row, field).upper()
            if text and self._code(row, field, kind, text) != inside:
                raise self._wrong(row.number, field, f"{code} lies in {inside} by its own code, not in {text}")
        yield "municipality_name", municipality
        yield "district_name", district
        yield "name", code

    def _cell(self, row: Row, field: str) -> str:
        column = self._columns.get(field, len(row.cells))
        return " ".join(row.cells[column].split()) if column < len(row.cells) else ""

    def _code(self, row: Row, field: str, kind: str, text: str) -> str:
        """Read a code; where the letters are left out, spreadsheets also leave out the zeros in front."""
        length = LENGTHS.get(kind, 0)
        signs = text.removeprefix(kind) if text.startswith(kind) else text.rjust(length, "0")
        if len(signs) == length and re.fullmatch(r"\d{4}[0-9A-Z]*", signs):
            return kind + signs
        kinds = [kind] if kind in LENGTHS else LENGTHS
        expected = " or ".join(one + "0" * LENGTHS[one] for one in kinds)
        raise self._wrong(row.number, field, f'expected a code such as {expected}, found "{text[:60]}"')

    def _name(self, row: Row, field: str, code: str) -> str:
        if field == "district_name" and field not in self._columns:
            return _rules().nameless_district.format(number=code[-2:])
        name = self._cell(row, field)
        if not name:
            raise self._wrong(row.number, field, f"expected the name of {code}, found nothing")
        for pattern in _rules().not_said:
            name = re.sub(pattern, "", name)
        return name

    def _wrong(self, row: int, field: str, why: str) -> MalformedFile:
        return MalformedFile(self._path, why, row, self._headings[self._columns[field]])
