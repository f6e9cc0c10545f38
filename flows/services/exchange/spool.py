"""What was read from a file, kept on disk until all of it is known to be right."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from types import TracebackType
from typing import Any, Self

from flows.services.exchange.findings import Findings, Place
from storage.organisation_data import FacetData, OrganisationData, ServiceData

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE organisation (
    number INTEGER PRIMARY KEY, source TEXT, source_key TEXT, kvk TEXT,
    file TEXT, row INTEGER, key_field TEXT, kvk_field TEXT, data TEXT
);
"""
_INSERT = "INSERT INTO organisation VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
_DOUBLES = {
    "double_id": """
        SELECT later.file, later.row, later.key_field, later.source_key, first.row
        FROM organisation later
        JOIN (
            SELECT source, source_key, min(number) AS number FROM organisation GROUP BY 1, 2 HAVING count(*) > 1
        ) twice USING (source, source_key)
        JOIN organisation first ON first.number = twice.number
        WHERE later.number > twice.number ORDER BY later.number
    """,
    "double_kvk": """
        SELECT later.file, later.row, later.kvk_field, later.kvk, first.row
        FROM organisation later
        JOIN (
            SELECT kvk, min(number) AS number FROM organisation WHERE kvk <> '' GROUP BY 1 HAVING count(*) > 1
        ) twice USING (kvk)
        JOIN organisation first ON first.number = twice.number
        WHERE later.number > twice.number AND later.source_key <> first.source_key ORDER BY later.number
    """,
}


_MOMENTS = ("confirmed_at", "stated_at")
_PLAIN = tuple(name for name in OrganisationData.__dataclass_fields__ if name not in {"facets", "services", *_MOMENTS})
_plain_of = attrgetter(*_PLAIN)
_moments_of = attrgetter(*_MOMENTS)
_facet_values = attrgetter(*FacetData.__dataclass_fields__)
_service_values = attrgetter(*ServiceData.__dataclass_fields__)


class Spool:
    """Organisations in the order in which they were added, in a file without a name that goes when this is closed.

    Args:
        done: is told how many there are, each time that one is added.
    """

    def __init__(self, done: Callable[[int], None]) -> None:
        self._done = done
        # An empty name is SQLite's word for a database on disk that nobody else sees and that goes by itself.
        self.connection = sqlite3.connect("")
        self.connection.executescript(_TABLES)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()

    def __len__(self) -> int:
        """Tell how many organisations there are."""
        return self._count

    def __iter__(self) -> Iterator[OrganisationData]:
        """Give the organisations in order."""
        for (data,) in self.connection.execute("SELECT data FROM organisation ORDER BY number"):
            yield _read(data)

    def add(self, data: OrganisationData, key: Place, kvk: Place) -> None:
        """Add an organisation; the places are those of its key and of its KvK number."""
        where = (key.file, key.row, key.field, kvk.field)
        row = (data.source, data.source_key, data.kvk, *where, _written(data))
        self.connection.execute(_INSERT, row)
        self._count += 1
        self._done(self._count)

    def find_doubles(self, findings: Findings) -> None:
        """Note the organisations that stand there twice: with one key, or with one KvK number."""
        for rule, query in _DOUBLES.items():
            rows: Iterable[tuple[str, int, str, str, int]] = self.connection.execute(query)
            for file, row, field, found, first in rows:
                findings.add(Place(file, row, field), rule, found, str(first))


def _written(data: OrganisationData) -> str:
    moments = [at.isoformat() if at else None for at in _moments_of(data)]
    parts = [_facet_values(one) for one in data.facets], [_service_values(one) for one in data.services]
    return json.dumps([_plain_of(data), moments, parts])


def _read(text: str) -> OrganisationData:
    plain, moments, (facets, services) = json.loads(text)
    fields: dict[str, Any] = dict(zip(_PLAIN, plain, strict=True))
    fields |= {name: at and datetime.fromisoformat(at) for name, at in zip(_MOMENTS, moments, strict=True)}
    return OrganisationData(
        **fields,
        facets=tuple(FacetData(*values) for values in facets),
        services=tuple(ServiceData(*values) for values in services),
    )
