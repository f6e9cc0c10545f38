"""Reads HSDS as tables: a folder or zip file with CSV files, with or without datapackage.json, of any version."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from frictionless import Dialect, Error, FrictionlessException, Schema, errors
from frictionless.formats.csv import CsvControl
from frictionless.resources import TableResource

from flows.services.exchange import packages
from flows.services.exchange.findings import Findings, Place
from flows.services.exchange.guard import unguarded
from flows.services.exchange.hsds import Table, hsds
from flows.services.exchange.lines import Lines, Link
from flows.services.imports.errors import MalformedFile
from flows.services.imports.tables import dialect_of

DESCRIPTOR = "datapackage.json"
"""The file that tells what the other files of a package are."""

# Rows without anything in them, and cells that are left out at the end of a row, say nothing and do no harm.
_HARMLESS = ("blank-row", "missing-cell", "blank-label")


class Package:
    """The tables of a package.

    Args:
        folder: where the files stand.
        findings: takes what is wrong.

    Raises:
        MalformedFile: there is no table with organisations, or datapackage.json cannot be read.
    """

    def __init__(self, folder: Path, findings: Findings) -> None:
        self._folder = folder
        self._findings = findings
        descriptor = _descriptor(folder)
        self.name = str(descriptor.get("name") or "")
        self.exact = self.name.startswith(hsds().package)
        self._files = dict(self._tables(descriptor))
        if "organization" not in self._files.values():
            raise MalformedFile(folder, "expected a file organization.csv with the organisations")

    def load(self, lines: Lines) -> int:
        """Read all tables that are used; returns how many rows they have."""
        return sum(self._load(path, kind, lines) for path, kind in self._files.items())

    def _tables(self, descriptor: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
        named = _named(self._folder, descriptor)
        files = {path: named.get(path, path.name) for path in [*named, *sorted(self._folder.glob("*.[cC][sS][vV]"))]}
        kinds = {path: hsds().table(name) or hsds().table(path.name) for path, name in files.items()}
        for path, kind in kinds.items():
            if kind == "taxonomy" and "taxonomy_term" not in kinds.values():
                # Before HSDS 3 the terms themselves stood in this table.
                yield path, "taxonomy_term"
            elif kind is not None:
                yield path, kind
            elif not hsds().is_known(path.name):
                self._findings.add(Place(path.name), "unknown_table")

    def _load(self, path: Path, kind: str, lines: Lines) -> int:
        packages.check_size(path)
        table, found = hsds().tables[kind], dialect_of(path)
        resource = TableResource(
            path=path.name,
            basepath=str(path.parent),
            format="csv",
            encoding=found.encoding,
            dialect=Dialect(controls=[_control(found.separator)]),
        )
        headings = _headings(resource, path)
        resource.schema = _schema(table, headings)
        columns = [table.column(heading) for heading in headings]
        count = 0
        try:
            with resource:
                self._note(path, resource.header.errors)
                for row in resource.row_stream:
                    self._note(path, row.errors)
                    values = self._values(columns, row.cells)
                    if values:
                        count += 1
                        link = _link(table, headings, values, row.cells)
                        if link is not None:
                            lines.add(kind, Place(path.name, row.row_number), values, link)
        except FrictionlessException as error:
            raise MalformedFile(path, f"expected a CSV file; {error.error.note}") from error
        return count

    def _values(self, columns: Sequence[str | None], cells: Sequence[Any]) -> dict[str, str]:
        values: dict[str, str] = {}
        for column, cell in zip(columns, cells, strict=False):
            if column is not None and cell and column not in values:
                text = unguarded(str(cell)) if self.exact else str(cell).strip()
                if text:
                    values[column] = text
        return values

    def _note(self, path: Path, found: Sequence[Error]) -> None:
        for error in found:
            if error.type in _HARMLESS or (isinstance(error, errors.ExtraCellError) and not error.cell):
                continue
            row = getattr(error, "row_number", 1)
            place = Place(path.name, row, getattr(error, "field_name", "") or getattr(error, "label", ""))
            if error.type == "constraint-error" and not getattr(error, "cell", ""):
                self._findings.add(place, "required")
            else:
                self._findings.add(place, "structure", more=error.message)


def _control(separator: str) -> CsvControl:
    """Everything is said, because frictionless guesses at what is not."""
    return CsvControl(
        delimiter=separator, line_terminator="\r\n", quote_char='"', double_quote=True, skip_initial_space=False
    )


def _descriptor(folder: Path) -> Mapping[str, Any]:
    path = folder / DESCRIPTOR
    if not path.is_file():
        return {}
    try:
        read = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise MalformedFile(path, f"expected JSON; {error}") from error
    if not isinstance(read, dict):
        raise MalformedFile(path, "expected one JSON object")
    return read


def _named(folder: Path, descriptor: Mapping[str, Any]) -> dict[Path, str]:
    """The files that datapackage.json names and that are there, with the names of their tables."""
    named: dict[Path, str] = {}
    resources = descriptor.get("resources")
    for resource in resources if isinstance(resources, list) else []:
        path = resource.get("path") if isinstance(resource, dict) else None
        if not isinstance(path, str) or not path:
            continue
        parts = PurePosixPath(path).parts
        if PurePosixPath(path).is_absolute() or ".." in parts or "://" in path:
            raise MalformedFile(folder / DESCRIPTOR, f"the path {path} leads outside the package; do not trust it")
        if (folder / path).is_file():
            named[folder / path] = str(resource.get("name") or path)
    return named


def _headings(resource: TableResource, path: Path) -> list[str]:
    """Read the headings, for which the right schema can then be made."""
    try:
        with resource.to_copy() as first:
            return [str(label) for label in first.labels]
    except FrictionlessException as error:
        raise MalformedFile(path, f"expected a CSV file with headings; {error.error.note}") from error


def _schema(table: Table, headings: Sequence[str]) -> Schema:
    """A schema in which every heading of the file is a column, and required columns that are not there are missed."""
    fields: list[dict[str, Any]] = []
    for heading in headings:
        column = table.column(heading)
        required = column is not None and table.columns[column].required
        fields.append({"name": heading, "type": "string", "constraints": {"required": True} if required else {}})
    there = {table.column(heading) for heading in headings}
    missing = [name for name, column in table.columns.items() if column.required and name not in there]
    fields.extend({"name": name, "type": "string", "constraints": {"required": True}} for name in missing)
    return Schema.from_descriptor({"fields": fields})


def _link(table: Table, headings: Sequence[str], values: Mapping[str, str], cells: Sequence[Any]) -> Link | None:
    """What a row hangs on; None when that is a table that is not used here."""
    for column, kind in table.inside.items():
        heading = next((one for one in headings if one.strip().casefold() == column), None)
        if heading is None:
            continue
        at = headings.index(heading)
        target = str(cells[at]).strip() if at < len(cells) and cells[at] else ""
        if target and not kind:
            entity = values.get("link_entity", "")
            found = hsds().table(entity) if entity else ""
            return None if found is None else Link(found, target, heading)
        if target:
            return Link(kind, target, heading)
    return Link()
