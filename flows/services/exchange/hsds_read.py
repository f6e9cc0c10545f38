"""Reads a directory in HSDS, as tables or as JSON."""

from collections.abc import Iterator
from pathlib import Path

from flows.services.exchange import packages
from flows.services.exchange.findings import Findings
from flows.services.exchange.lines import Lines
from flows.services.exchange.making import Maker
from flows.services.exchange.nodes import Node, record_of
from flows.services.exchange.spool import Spool


def read_tables(path: Path, maker: Maker, findings: Findings, spool: Spool) -> int:
    """Read a folder or zip file of tables; returns how many rows they have.

    Raises:
        FileNotFoundError: there is no such file or folder.
        MalformedFile: it cannot be read at all.
        ModuleNotFoundError: frictionless is not installed.
    """
    # An extra, and slow to import: only packages of tables need it.
    from flows.services.exchange.hsds_tables import Package  # noqa: PLC0415

    with packages.opened(path) as folder:
        package = Package(folder, findings)
        lines = Lines(spool.connection)
        rows = package.load(lines)
    lines.check(findings)
    if not findings.how_many_errors():
        terms = lines.terms()
        for organisation in _with_terms(lines.trees(), terms):
            maker.add(record_of(organisation, findings, exact=package.exact))
    return rows


def _with_terms(organisations: Iterator[Node], terms: dict[str, Node]) -> Iterator[Node]:
    """Hang on each attribute the term that it names."""
    for organisation in organisations:
        for attribute in organisation.below("attribute"):
            term = terms.get(attribute.get("taxonomy_term_id"))
            if term is not None:
                attribute.inside.append(term)
        yield organisation
