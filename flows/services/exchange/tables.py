"""Reads and writes a directory as one table: CSV or Excel, one organisation a row."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from flows.services.exchange import packages
from flows.services.exchange.columns import cut, guess_columns, headings, is_own, own_columns
from flows.services.exchange.findings import Findings, Place
from flows.services.exchange.guard import unguarded
from flows.services.exchange.making import Maker, Record, Word
from flows.services.exchange.mapping import Mapping
from flows.services.imports.errors import MalformedFile
from flows.services.imports.tables import Row, read_csv, read_sheets
from knowledge.format import listing
from storage.organisation_data import OrganisationData, ServiceData

_MOST_EMPTY_ROWS = 10_000
_MOST_CELLS = 1000
_HEADING_ROWS = 10
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


def read_headings(path: Path, sheet: str = "") -> tuple[str, ...]:
    """Read the headings of a table: of its first rows the one that looks most like headings.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is no such table, or has no such sheet.
    """
    return _headings(path, _rows(path, sheet), _sure)[0].cells


def read_table(path: Path, mapping: Mapping | None, maker: Maker, findings: Findings) -> int:
    """Read a table; returns how many rows it has under its headings.

    Args:
        path: a CSV file, or an Excel file.
        mapping: what its columns mean; None for a table that this program wrote.
        maker: takes the organisations.
        findings: takes what is wrong.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is no such table, or lacks a column of the mapping.
    """
    columns = mapping.columns if mapping else own_columns()
    found, rows = _headings(
        path, _rows(path, mapping.sheet if mapping else ""), lambda cells: len(columns.keys() & {*cells})
    )
    there = {heading: place for place, heading in reversed(list(enumerate(found.cells)))}
    if missing := [heading for heading in columns if heading.strip() not in there]:
        raise MalformedFile(path, f"there is no column {listing(missing, 'en')}", found.number)
    places = [(there[heading.strip()], heading, field) for heading, field in columns.items()]
    reader = _Reader(path, mapping, places, findings)
    count = 0
    for row in rows:
        if any(cell.strip() for cell in row.cells):
            count += 1
            maker.add(reader.record(row))
    return count


def _rows(path: Path, sheet: str) -> Iterator[Row]:
    if _is_excel(path):
        packages.check_zip(path)
        rows = _sheet(path, sheet)
    else:
        packages.check_size(path)
        rows = read_csv(path, exact=True)
    empty = 0
    for row in rows:
        if len(row.cells) > _MOST_CELLS:
            raise MalformedFile(path, f"this row has more than {_MOST_CELLS} columns", row.number)
        empty = 0 if any(row.cells) else empty + 1
        if empty > _MOST_EMPTY_ROWS:
            return
        yield row


def _is_excel(path: Path) -> bool:
    """Tell what a file is by how it begins, whatever its name says."""
    with path.open("rb") as file:
        top = file.read(4)
    if top == _OLD_EXCEL:
        raise MalformedFile(path, "this is an Excel file of before 2007; save it again as .xlsx or .csv")
    return top == _ZIP


def _sheet(path: Path, wanted: str) -> Iterator[Row]:
    names: list[str] = []
    for name, rows in read_sheets(path, exact=True):
        if not wanted or name == wanted:
            yield from rows
            return
        names.append(name)
    raise MalformedFile(path, f"there is no sheet {wanted}; use {listing(names, 'en')}")


def _headings(path: Path, rows: Iterator[Row], fits: Callable[[Sequence[str]], int]) -> tuple[Row, Iterator[Row]]:
    """Find the headings, which may stand under a title, and the rows under them; of equals the first counts."""
    top = list(islice((row for row in rows if any(cell.strip() for cell in row.cells)), _HEADING_ROWS))
    if not top:
        raise MalformedFile(path, "this table is empty")
    plain = [tuple(" ".join(cell.split()) for cell in row.cells) for row in top]
    at = max(range(len(top)), key=lambda place: (fits(plain[place]), -place))
    return Row(top[at].number, plain[at]), chain(top[at + 1 :], rows)


def _sure(cells: Sequence[str]) -> int:
    """How much a row looks like headings."""
    return len(cells) if is_own(cells) else len(guess_columns(cells))


class _Reader:
    """Makes records of the rows of a table."""

    def __init__(
        self, path: Path, mapping: Mapping | None, places: Sequence[tuple[int, str, str]], findings: Findings
    ) -> None:
        self._file = path.name
        self._mapping = mapping
        self._places = places
        self._findings = findings
        self._names = {field: heading for _, heading, field in reversed(places)}
        self._undo = str if _is_excel(path) else unguarded

    def record(self, row: Row) -> Record:
        file, names = self._file, self._names
        record = Record(lambda field: Place(file, row.number, names.get(field, field)), exact=self._mapping is None)
        for place, _, field in self._places:
            text = row.cells[place] if place < len(row.cells) else ""
            self._put(record, field, self._undo(text) if record.exact else text.strip())
        if self._mapping:
            for field, text in self._mapping.fixed.items():
                if not record.values.get(field) and not any(word.facet == field for word in record.words):
                    self._put(record, field, text)
        if details := record.values.pop("details", ""):
            self._details(record, details)
        return record

    def _put(self, record: Record, field: str, text: str) -> None:
        if field in headings().several:
            separators = (
                self._mapping.separators.get(field) if self._mapping else (headings().written_separator.strip(),)
            )
            record.words.extend(Word(field, part) for part in cut(text, separators))
        else:
            record.values[field] = text

    def _details(self, record: Record, text: str) -> None:
        try:
            found = json.loads(text)
            known = {(facet, term): rest for facet, term, *rest in found["terms"]}
            services = [ServiceData(*map(str, service)) for service in found["services"]]
            words = [Word(word.facet, word.text, *_details_of(known, word)) for word in record.words]
        except (ValueError, TypeError, KeyError, RecursionError):
            self._findings.add(record.where("details"), "details")
        else:
            record.words, record.services = words, services


def _details_of(known: dict[tuple[str, str], list[Any]], word: Word) -> tuple[bool, str, str]:
    inferred, words, note = known.get((word.facet, word.text), (False, "", ""))
    return bool(inferred), str(words), str(note)


def cells_of(data: OrganisationData) -> list[str]:
    """Write an organisation as the cells of a row, under the headings that an export writes."""
    plain = {
        "legal_person": {True: "ja", False: "nee", None: ""}[data.legal_person],
        "demo": "ja" if data.demo else "",
        "consent": "ja" if data.willing else "nee",
        "confirmed_at": data.confirmed_at.isoformat() if data.confirmed_at else "",
        "stated_at": data.stated_at.isoformat() if data.stated_at else "",
        "key": data.source_key,
        "details": _written_details(data),
    }
    for facet in headings().several:
        terms = (one.term for one in data.facets if one.facet == facet)
        plain[facet] = headings().written_separator.join(terms)
    return [plain[field] if field in plain else getattr(data, field) for field in headings().fields]


def _written_details(data: OrganisationData) -> str:
    """What has no column of its own; no program but this one has to read it."""
    terms = [
        [facet.facet, facet.term, facet.inferred, facet.words, facet.note]
        for facet in data.facets
        if facet.inferred or facet.words or facet.note
    ]
    services = [[service.key, service.name, service.description] for service in data.services]
    return json.dumps({"terms": terms, "services": services}, ensure_ascii=False) if terms or services else ""
