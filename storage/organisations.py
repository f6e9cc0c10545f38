"""The directory of organisations: who they are, what they do, what they have and what they look for."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Index, Row, RowMapping, UniqueConstraint, bindparam, func, select, text
from sqlmodel import Field

from storage.changes import tick
from storage.columns import CLUSTERED, EMPTY, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisation_data import (
    FacetData,
    OrganisationData,
    ServiceData,
    facets_in_order,
    in_order,
    services_in_order,
    told_again,
    united,
)
from storage.statements import Groups, Session, insert_new, run, table_of

# Nearly nobody was merged: with all in the index, SQLite takes it to find by name, and then goes through everybody.
_MERGED_AWAY = text("merged_into IS NOT NULL")


class Organisation(Stored, table=True):
    """One organisation, known by the source it came from and that source's key for it.

    One that was merged into another is kept, but stands no longer in the directory itself.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        Index("ix_organisation_name_key_municipality", "name_key", "municipality"),
        Index("ix_organisation_kvk", "kvk"),
        Index("ix_organisation_merged_into", "merged_into", sqlite_where=_MERGED_AWAY, postgresql_where=_MERGED_AWAY),
        Index("ix_organisation_source_created_at", "source", "created_at"),
        Index(
            "ix_organisation_source_created_at_willing",
            *("source", "created_at"),
            sqlite_where=text("willing = 1"),
            postgresql_where=text("willing"),
        ),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    name: str
    name_key: str
    type: str
    municipality: str
    source: str
    source_key: str
    legal_person: bool | None
    description: str
    website: str
    demo: bool
    willing: bool
    kvk: str = Field(sa_column_kwargs=EMPTY)
    rsin: str = Field(sa_column_kwargs=EMPTY)
    postcode: str = Field(sa_column_kwargs=EMPTY)
    contact_name: str = Field(sa_column_kwargs=EMPTY)
    contact_email: str = Field(sa_column_kwargs=EMPTY)
    contact_phone: str = Field(sa_column_kwargs=EMPTY)
    confirmed_at: datetime | None = Field(sa_type=UtcDateTime)
    stated_at: datetime | None = Field(sa_type=UtcDateTime)
    merged_into: int | None
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class OrganisationFacet(Stored, table=True):
    """One term of one facet of an organisation."""

    __tablename__ = "organisation_facet"
    __table_args__ = (CLUSTERED,)

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    facet: str = Field(primary_key=True)
    term: str = Field(primary_key=True)
    inferred: bool
    words: str
    note: str


class OrganisationService(Stored, table=True):
    """One service of an organisation."""

    __tablename__ = "organisation_service"
    __table_args__ = (CLUSTERED,)

    organisation_id: int = Field(foreign_key="organisation.id", primary_key=True)
    key: str = Field(primary_key=True)
    name: str
    description: str


AnyRow = Row[*tuple[Any, ...]]
Change = Literal["added", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving an organisation came to."""

    id: int
    change: Change


_organisation = table_of(Organisation)
_facet = table_of(OrganisationFacet)
_service = table_of(OrganisationService)
_PLAIN = tuple(name for name in OrganisationData.__dataclass_fields__ if name not in {"facets", "services"})
_ALL = select(_organisation.c.id, *(_organisation.c[name] for name in _PLAIN))
_STANDING = _ALL.where(_organisation.c.merged_into.is_(None))
_OF_SOURCE = _ALL.where(
    _organisation.c.source == bindparam("of_source"), _organisation.c.source_key == bindparam("of_key")
)
_FACETS_OF = select(_facet).where(_facet.c.organisation_id == bindparam("of_id"))
_SERVICES_OF = select(_service).where(_service.c.organisation_id == bindparam("of_id"))
_MERGED = select(_organisation.c.id, _organisation.c.merged_into).where(_organisation.c.merged_into.is_not(None))
_MERGED_INTO = _MERGED.where(_organisation.c.merged_into == bindparam("of_id")).order_by(_organisation.c.id)
_ROWS_AT_ONCE = 1000


def save(session: Session, data: OrganisationData, now: datetime) -> Saved:
    """Save an organisation under its source and the source's key; what is the same already is left alone.

    What was known before and stays is told in `told_again`.

    Raises:
        ValueError: a term stands in a facet twice, or two services have the same key.
        Conflict: somebody else added the same organisation at the same moment.
    """
    data = in_order(data)
    of_source = {"of_source": data.source, "of_key": data.source_key}
    found = run(session, _OF_SOURCE, of_source).mappings().first()
    if found is None:
        if not insert_new(session, _organisation, {**values_of(data, now), "created_at": now}):
            raise Conflict("organisation", data.source_key, "somebody else added it at the same moment")
        saved = Saved(run(session, _OF_SOURCE, of_source).scalar_one(), "added")
    else:
        saved = Saved(found["id"], "changed")
        before = data_of(found, *_parts_of(session, saved.id))
        data = told_again(before, data)
        if before == data:
            return Saved(saved.id, "same")
        run(session, _organisation.update().where(_organisation.c.id == saved.id), values_of(data, now))
        for table in (_facet, _service):
            run(session, table.delete().where(table.c.organisation_id == saved.id))
    for table, parts in ((_facet, data.facets), (_service, data.services)):
        if parts:
            run(session, table.insert(), [{"organisation_id": saved.id, **asdict(one)} for one in parts])
    tick(session, [saved.id])
    return saved


def read(session: Session, organisation_id: int) -> OrganisationData:
    """Read an organisation, its facets in the order of facet and term, its services by key.

    What is known of those that were merged into it is in it; one that was merged itself is given as it was.

    Raises:
        NotFound: there is no such organisation.
    """
    found = run(session, _ALL.where(_organisation.c.id == organisation_id)).mappings().first()
    if found is None:
        raise NotFound("organisation", organisation_id)
    merged = [read(session, row.id) for row in run(session, _MERGED_INTO, {"of_id": organisation_id})]
    return united(data_of(found, *_parts_of(session, organisation_id)), merged)


def standing(session: Session, organisation_id: int) -> int:
    """Give the organisation that stands in the directory for this one: itself, unless it was merged into another.

    Raises:
        NotFound: there is no such organisation.
    """
    into = select(_organisation.c.merged_into).where(_organisation.c.id == organisation_id)
    found = run(session, into).first()
    if found is None:
        raise NotFound("organisation", organisation_id)
    return organisation_id if found[0] is None else standing(session, found[0])


def stream(session: Session) -> Iterator[tuple[int, OrganisationData]]:
    """All organisations with their ids, in the order of the ids, in little memory however many there are.

    Those that were merged stand in the one that was kept. Three queries, for the organisations, their facets and their
    services, are read side by side. Use `Database.snapshot()`, so that all see the same moment and nobody has to wait
    for the end.
    """
    connection = session.connection
    options = {"yield_per": _ROWS_AT_ONCE}
    kept = {row.merged_into for row in run(session, _MERGED)}
    plain = connection.execute(_STANDING.order_by(_organisation.c.id), execution_options=options)
    parts = [
        Groups(connection.execute(select(table).order_by(table.c.organisation_id), execution_options=options))
        for table in (_facet, _service)
    ]
    for row in plain.mappings():
        facets, services = (groups.of(row["id"]) for groups in parts)
        yield row["id"], read(session, row["id"]) if row["id"] in kept else data_of(row, facets, services)


def count(session: Session) -> int:
    """How many organisations stand in the directory."""
    standing = select(func.count()).select_from(_organisation).where(_organisation.c.merged_into.is_(None))
    found: int = run(session, standing).scalar_one()
    return found


def find(session: Session, source: str, source_key: str) -> int | None:
    """Find an organisation by its source and that source's key, also one that was merged; None when there is none."""
    found = run(session, _OF_SOURCE, {"of_source": source, "of_key": source_key}).first()
    return None if found is None else found.id


def find_by_name(session: Session, name: str, municipality: str | None = None) -> list[tuple[int, str]]:
    """Organisations with this name, whatever their capitals, accents, spaces and punctuation, by id.

    Args:
        session: the session.
        name: the whole name.
        municipality: the id of an area, to look there only.

    Returns:
        The id and the name as it is stored, of each.
    """
    standing = _organisation.c.merged_into.is_(None)
    query = select(_organisation.c.id, _organisation.c.name).where(standing, _organisation.c.name_key == name_key(name))
    if municipality is not None:
        query = query.where(_organisation.c.municipality == municipality)
    return [(row.id, row.name) for row in run(session, query.order_by(_organisation.c.id))]


def values_of(data: OrganisationData, now: datetime) -> dict[str, Any]:
    """Give what stands in the row of an organisation, apart from when it was added."""
    plain: dict[str, Any] = {name: getattr(data, name) for name in _PLAIN}
    return plain | {"name_key": name_key(data.name), "updated_at": now}


def _parts_of(session: Session, organisation_id: int) -> tuple[Iterable[AnyRow], Iterable[AnyRow]]:
    of_id = {"of_id": organisation_id}
    return run(session, _FACETS_OF, of_id), run(session, _SERVICES_OF, of_id)


def data_of(row: RowMapping, facets: Iterable[AnyRow], services: Iterable[AnyRow]) -> OrganisationData:
    """Make an organisation of its row and the rows of its parts."""
    # The columns of a facet are those of FacetData, after the organisation's id; so are those of a service.
    return OrganisationData(
        **{name: row[name] for name in _PLAIN},
        facets=facets_in_order(FacetData(*facet[1:]) for facet in facets),
        services=services_in_order(ServiceData(*service[1:]) for service in services),
    )


def name_key(name: str) -> str:
    """A name without what people write now in one way and then in another."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in bare.casefold())
    return " ".join(words.split())
