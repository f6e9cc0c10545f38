"""Rows of the tables of a package, kept on disk, and put together as trees: one for each organisation."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from flows.services.exchange.findings import Findings, Place
from flows.services.exchange.nodes import Node

_TABLES = """
CREATE TABLE line (
    number INTEGER PRIMARY KEY, kind TEXT, id TEXT, link_kind TEXT, link TEXT, link_field TEXT,
    file TEXT, row INTEGER, data TEXT
);
"""
_INSERT = "INSERT INTO line VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
_INDEXES = "CREATE INDEX by_id ON line (kind, id); CREATE INDEX by_link ON line (link, link_kind); ANALYZE;"
_TWICE = """
SELECT later.file, later.row, later.id, first.row FROM line later
JOIN (
    SELECT kind, file, id, min(number) AS number FROM line WHERE id <> '' GROUP BY kind, file, id HAVING count(*) > 1
) twice USING (kind, file, id)
JOIN line first ON first.number = twice.number
WHERE later.number > twice.number ORDER BY later.number
"""
_LOST = """
SELECT file, row, link_field, link, link_kind FROM line child
WHERE link <> '' AND NOT EXISTS (
    SELECT 1 FROM line parent WHERE parent.id = child.link AND (child.link_kind = '' OR parent.kind = child.link_kind)
) ORDER BY number
"""
_TREES = """
WITH RECURSIVE own(number, kind, id, top) AS (
    SELECT number, kind, id, number FROM line WHERE kind = 'organization'
    UNION ALL
    SELECT child.number, child.kind, child.id, own.top
    FROM own JOIN line child ON child.link = own.id AND child.link_kind IN (own.kind, '')
    WHERE own.id <> '' AND child.kind <> 'organization'
)
SELECT own.top, line.kind, line.id, line.link_kind, line.link, line.file, line.row, line.data
FROM own JOIN line USING (number) ORDER BY own.top, own.number
"""
_OF_KIND = "SELECT id, file, row, data FROM line WHERE kind = ? ORDER BY number"


class Link(NamedTuple):
    """What a row hangs on: the table ("" when the file does not tell), the id, and the column where that stands."""

    kind: str = ""
    id: str = ""
    field: str = ""


class Lines:
    """All rows of a package that are used."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_TABLES)

    def add(self, kind: str, place: Place, values: Mapping[str, str], link: Link) -> None:
        """Add a row of a table."""
        row = (kind, values.get("id", ""), *link, place.file, place.row, json.dumps(values))
        self._connection.execute(_INSERT, row)

    def check(self, findings: Findings) -> None:
        """Note rows with the same id, and rows that hang on one that is not there: once, after the last was added."""
        self._connection.executescript(_INDEXES)
        for file, row, found, first in self._connection.execute(_TWICE):
            findings.add(Place(file, row, "id"), "double_id", found, str(first))
        for file, row, field, found, kind in self._connection.execute(_LOST):
            if kind:
                findings.add(Place(file, row, field), "link", found, kind)
            else:
                findings.add(Place(file, row, field), "lost_link", found, "any table that is used")

    def terms(self) -> dict[str, Node]:
        """Give the terms of taxonomies by id."""
        rows = self._connection.execute(_OF_KIND, ("taxonomy_term",))
        return {key: Node("taxonomy_term", json.loads(data), Place(file, row)) for key, file, row, data in rows}

    def trees(self) -> Iterator[Node]:
        """Give each row of the table organization with the rows that hang on it, in the order of the file."""
        rows: Iterable[tuple[int, str, str, str, str, str, int, str]] = self._connection.execute(_TREES)
        for _, group in groupby(rows, key=itemgetter(0)):
            yield _tree(group)


def _tree(rows: Iterable[tuple[int, str, str, str, str, str, int, str]]) -> Node:
    nodes = [
        (Node(kind, json.loads(data), Place(file, row)), link_kind, link)
        for _, kind, _, link_kind, link, file, row, data in rows
    ]
    by_id: dict[tuple[str, str], Node] = {}
    for node, _, _ in nodes:
        by_id.setdefault((node.table, node.get("id")), node)
        by_id.setdefault(("", node.get("id")), node)
    organisation = next(node for node, _, _ in nodes if node.table == "organization")
    for node, kind, link in nodes:
        if node is not organisation:
            by_id[kind, link].inside.append(node)
    return organisation
