"""Open Referral's HSDS as far as it is used here: its tables and their names, in `hsds.yml`."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID, uuid5

from pydantic import Field

from flows.services.imports.patterns import fold
from knowledge.content import Content, read_model
from knowledge.vocabulary import Facet

_FILE = Path(__file__).with_name("hsds.yml")


class Column(Content):
    """A column of a table; older names of it in `same`."""

    required: bool = False
    same: tuple[str, ...] = ()


class Table(Content):
    """A table; `inside` gives by column the table that its rows hang on ("": the row itself tells)."""

    same: tuple[str, ...] = ()
    inside: Mapping[str, str] = Field(default_factory=dict)
    columns: Mapping[str, Column]

    def column(self, heading: str) -> str | None:
        """Give the column that a heading of a file means; None when none."""
        plain = heading.strip().casefold()
        if plain in self.columns:
            return plain
        return next((name for name, column in self.columns.items() if plain in column.same), None)


class Taxonomy(Content):
    """How a facet of an organisation is written."""

    link_type: str
    name: str
    facet: Facet


class Properties(Content):
    """How what has no vocabulary is written; `fields` by field of a record."""

    taxonomy: str
    fields: Mapping[str, str]
    service_key: str
    area: str


class Identifier(Content):
    """How a number of an organisation is written, and what types and schemes it is known by."""

    scheme: str
    type: str
    read: Annotated[tuple[str, ...], Field(min_length=1)]


class LegalStatus(Content):
    """What legal_status says about being a legal person."""

    write: str
    read: tuple[str, ...]


class Hsds(Content):
    """All of `hsds.yml`; what each is for stands there."""

    version: str
    package: str
    namespace: UUID
    tables: Mapping[str, Table]
    not_used: frozenset[str]
    taxonomies: Mapping[str, Taxonomy]
    properties: Properties
    inferred: str
    stated: str
    identifiers: Mapping[Literal["kvk", "rsin", "key"], Identifier]
    legal_status: Mapping[Literal["yes", "no"], LegalStatus]
    offer_service: str

    def table(self, name: str) -> str | None:
        """Give the table that the name of a file or resource means; None when it is none that is used here."""
        plain = _plain(name)
        return next((known for known, table in self.tables.items() if plain in {known, *table.same}), None)

    def is_known(self, name: str) -> bool:
        """Tell whether this is the name of a table of HSDS that is not used here."""
        return _plain(name) in self.not_used

    def legal_person(self, status: str) -> str:
        """Give "yes" or "no" for what legal_status says; "" when that does not tell."""
        return next((answer for answer, known in self.legal_status.items() if fold(status) in known.read), "")

    def id_of(self, *parts: str) -> str:
        """Give the id that is the same each time for these parts."""
        return str(uuid5(self.namespace, "\n".join(parts)))


def _plain(name: str) -> str:
    """The name of a table without what differs: "Organizations.csv" is "organization"."""
    plain = re.sub(r"[\s-]+", "_", name.casefold()).removesuffix(".csv")
    if plain in {"taxonomies", "accessibilities", "capacities"}:
        return f"{plain[:-3]}y"
    if plain.endswith("ss"):
        return plain
    return plain.removesuffix("es") if plain.endswith("sses") else plain.removesuffix("s")


@cache
def hsds() -> Hsds:
    """Give what is known about HSDS.

    Raises:
        ContentError: the file is wrong.
    """
    return read_model(_FILE, Hsds)
