"""The formats of files with organisations that can be imported, each read in the same way."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flows.services.exchange import hsds_json, hsds_read, packages, tables
from flows.services.exchange.findings import FaultyFile, Findings
from flows.services.exchange.making import Defaults, Maker
from flows.services.exchange.mapping import Mapping as ColumnMapping
from flows.services.exchange.meanings import AreaNames
from flows.services.exchange.nodes import record_of
from flows.services.exchange.spool import Spool
from flows.services.imports import formats as registers
from flows.services.imports.reading import Reading


@dataclass(slots=True)
class Source:
    """A file, and what has to be known to read it.

    Attributes:
        path: the file or folder.
        areas: finds areas by name.
        name: the source under which the organisations stand; "" for what the file or its mapping says.
        municipality: the id of the area where organisations are of which the file does not tell.
        mapping: what the columns and the words in them mean; None where nobody said so.
        findings: takes what is wrong with the file, and what somebody should look at.
    """

    path: Path
    areas: AreaNames
    name: str = ""
    municipality: str = ""
    mapping: ColumnMapping | None = None
    findings: Findings = field(default_factory=Findings)


Reader = Callable[[Source, Spool], Reading]


def _register(name: str) -> Reader:
    return lambda source, _: registers.FORMATS[name](source.path)


def _hsds(source: Source, spool: Spool) -> Reading:
    rows = hsds_read.read_tables(source.path, _maker(source, spool), source.findings, spool)
    return Reading(rows, spool)


def _hsds_json(source: Source, spool: Spool) -> Reading:
    packages.check_size(source.path)
    maker, rows = _maker(source, spool), 0
    for organisation in hsds_json.read_organisations(source.path, source.findings):
        rows += 1
        maker.add(record_of(organisation, source.findings, exact=hsds_json.is_own(organisation)))
    return Reading(rows, spool)


def _table(source: Source, spool: Spool) -> Reading:
    return Reading(tables.read_table(source.path, source.mapping, _maker(source, spool), source.findings), spool)


def _maker(source: Source, spool: Spool) -> Maker:
    mapping = source.mapping
    name = source.name or (mapping.source if mapping else source.path.stem.casefold())
    return Maker(
        source.areas,
        Defaults(name, source.municipality, mapping.words if mapping else {}),
        source.findings,
        spool,
    )


FORMATS: Mapping[str, Reader] = {
    "hsds": _hsds,
    "hsds-json": _hsds_json,
    "csv": _table,
    "xlsx": _table,
    **{name: _register(name) for name in registers.FORMATS},
}
"""What reads each format, by its name on the command line."""
TABLES = frozenset({"csv", "xlsx"})
"""The formats of which somebody has to say what the columns mean."""


@contextmanager
def read(file_format: str, source: Source, done: Callable[[int], None] = lambda _: None) -> Iterator[Reading]:
    """Give what a file says; its organisations can be gone through until the end of the block.

    Args:
        file_format: a key of `FORMATS`.
        source: the file.
        done: is told how many organisations were read.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is not at all as its format says.
        FaultyFile: there are errors in it, which are all told together.
    """
    with Spool(done) as spool:
        reading = FORMATS[file_format](source, spool)
        spool.find_doubles(source.findings)
        source.findings.tell_words()
        if source.findings.how_many_errors():
            raise FaultyFile(source.findings)
        yield reading
