"""Writes the directory for others: in HSDS (tables or JSON), as CSV or as an Excel file; one organisation at a time."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flows.services.exchange.columns import headings
from flows.services.exchange.guard import guarded, is_phone_number
from flows.services.exchange.hsds import hsds
from flows.services.exchange.hsds_nodes import all_terms, node_of
from flows.services.exchange.nodes import Node
from flows.services.exchange.tables import cells_of
from knowledge.areas import AreaTree
from storage.organisation_data import OrganisationData

# Files hold no moment at which they were made, so that the same directory gives the same file.
_ALWAYS = (1980, 1, 1, 0, 0, 0)
_LONGEST_CELL = 32_767
_PLURAL = {"taxonomy": "taxonomies", "address": "addresses"}
_NEVER_WRITTEN = {"location", "address"}

Writer = Callable[[Path, Iterable[OrganisationData], AreaTree], None]
"""Writes organisations to a path, with the names of the areas in a tree."""


class CannotWrite(Exception):
    """The directory does not fit in this kind of file; the message says what to do."""


def write_hsds(path: Path, organisations: Iterable[OrganisationData], tree: AreaTree) -> None:
    """Write HSDS as a tabular data package: a zip file when the path ends with .zip, else a folder.

    Raises:
        OSError: it cannot be written.
    """
    if path.suffix.casefold() != ".zip":
        path.mkdir(parents=True, exist_ok=True)
        _write_package(path, organisations, tree)
        return
    with TemporaryDirectory(prefix="coalitiewijzer-") as temporary:
        _write_package(Path(temporary), organisations, tree)
        with ZipFile(path, "w") as archive:
            for file in sorted(Path(temporary).iterdir()):
                entry = ZipInfo(file.name, _ALWAYS)
                entry.compress_type = ZIP_DEFLATED
                with file.open("rb") as source, archive.open(entry, "w") as target:
                    while part := source.read(1 << 20):
                        target.write(part)


def write_hsds_json(path: Path, organisations: Iterable[OrganisationData], tree: AreaTree) -> None:
    """Write HSDS as JSON: a list of organisations with everything that hangs on them, one a line.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for number, data in enumerate(organisations):
            file.write(",\n" if number else "\n")
            file.write(json.dumps(_object(node_of(data, tree)), ensure_ascii=False))
        file.write("\n]\n")


def write_csv(path: Path, organisations: Iterable[OrganisationData], _tree: AreaTree) -> None:
    """Write one table, in UTF-8 with the mark that Excel needs; no cell of it is taken for a formula.

    Raises:
        OSError: it cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headings().own())
        writer.writerows([guarded(cell) for cell in cells_of(data)] for data in organisations)


def write_xlsx(path: Path, organisations: Iterable[OrganisationData], _tree: AreaTree) -> None:
    """Write one table as an Excel file in which every cell is text.

    Raises:
        OSError: it cannot be written.
        CannotWrite: a text is longer than a cell of Excel can hold.
    """
    # Takes a while to import; only Excel files need it.
    from xlsxwriter import Workbook  # noqa: PLC0415

    with Workbook(str(path), {"constant_memory": True}) as book:
        book.set_properties({"created": datetime(*_ALWAYS)})  # noqa: DTZ001 # Excel's own moments have no zone
        sheet = book.add_worksheet("Organisaties")
        sheet.freeze_panes(1, 1)
        rows: Iterator[Iterable[str]] = (cells_of(data) for data in organisations)
        for number, cells in enumerate(chain([headings().own()], rows)):
            for column, cell in enumerate(cells):
                if len(cell) > _LONGEST_CELL // 2 and len(cell.encode("utf-16-le")) // 2 > _LONGEST_CELL:
                    raise CannotWrite(
                        f"row {number + 1}: a text is longer than the {_LONGEST_CELL} signs of an Excel cell; "
                        "use --format csv or hsds"
                    )
                if cell:
                    sheet.write_string(number, column, cell)


WRITERS: Mapping[str, Writer] = {
    "hsds": write_hsds,
    "hsds-json": write_hsds_json,
    "csv": write_csv,
    "xlsx": write_xlsx,
}
"""What writes each format, by its name on the command line."""


def _object(node: Node) -> dict[str, Any]:
    """Make a JSON object of a row: what hangs on it stands in it, without the ids that say so."""
    rules = hsds().tables[node.table]
    found: dict[str, Any] = {
        column: text
        for column, text in node.values.items()
        if text
        and (column == "link_id" or column not in rules.inside)
        and column not in {"taxonomy_term_id", "taxonomy_id"}
    }
    for part in node.inside:
        if part.table == "taxonomy":
            found["taxonomy_detail"] = _object(part)
        elif part.table == "taxonomy_term":
            found["taxonomy_term"] = _object(part)
        else:
            found.setdefault(_plural(part.table), []).append(_object(part))
    return found


class _Tables:
    """The open files of a package."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._writers = {}
        for name, table in _written():
            file = stack.enter_context((folder / _file(name)).open("w", encoding="utf-8", newline=""))
            self._writers[name] = csv.writer(file)
            self._writers[name].writerow(table)
        self._known: set[str] = set()
        for term in all_terms():
            self.write(term)

    def write(self, node: Node) -> None:
        """Write a row and those that hang on it; terms and taxonomies once."""
        if node.table in {"taxonomy", "taxonomy_term"}:
            if node.get("id") in self._known:
                return
            self._known.add(node.get("id"))
        columns = hsds().tables[node.table].columns
        self._writers[node.table].writerow(_guarded(column, node.get(column)) for column in columns)
        for part in node.inside:
            self.write(part)


def _write_package(folder: Path, organisations: Iterable[OrganisationData], tree: AreaTree) -> None:
    with ExitStack() as stack:
        tables = _Tables(folder, stack)
        for data in organisations:
            tables.write(node_of(data, tree))
    resources = [_resource(name, columns) for name, columns in _written()]
    descriptor = {
        "name": hsds().package,
        "profile": "tabular-data-package",
        "title": "Coalitiewijzer: organisations that agreed to be found",
        "description": f"Open Referral HSDS {hsds().version}",
        "resources": resources,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (folder / "datapackage.json").write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _written() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The tables that are written, with their columns."""
    for name, table in hsds().tables.items():
        if name not in _NEVER_WRITTEN:
            yield name, tuple(table.columns)


def _resource(name: str, columns: tuple[str, ...]) -> Mapping[str, Any]:
    table = hsds().tables[name]
    fields = [
        {
            "name": column,
            "type": "string",
            **({"constraints": {"required": True}} if table.columns[column].required else {}),
        }
        for column in columns
    ]
    keys = [
        {"fields": column, "reference": {"resource": target, "fields": "id"}}
        for column, target in table.inside.items()
        if target and column in columns and target not in _NEVER_WRITTEN
    ]
    schema = {"fields": fields, "primaryKey": "id", **({"foreignKeys": keys} if keys else {})}
    return {
        "name": name,
        "path": _file(name),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _file(table: str) -> str:
    return f"{_plural(table)}.csv"


def _plural(table: str) -> str:
    return _PLURAL.get(table, f"{table}s")


def _guarded(column: str, text: str) -> str:
    """Telephone numbers stay as they are, for the programs that read them."""
    return text if column == "number" and is_phone_number(text) else guarded(text)
