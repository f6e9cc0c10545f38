"""The directory of organisations: who they are, what they do, what they have and what they look for."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import groupby, pairwise
from operator import attrgetter, itemgetter
from typing import Any, Literal

from sqlalchemy import Index, Row, RowMapping, UniqueConstraint, bindparam, func, select
from sqlmodel import Field, Session

from storage.columns import CLUSTERED, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.statements import connection_of, insert_new, run, table_of


class Organisation(Stored, table=True):
    """One organisation, known by the source it came from and that source's key for it."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("source", "source_key"),
        Index("ix_organisation_name_key_municipality", "name_key", "municipality"),
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


class DirectoryRevision(Stored, table=True):
    """A single row that counts the changes of the directory."""

    __tablename__ = "directory_revision"

    id: int = Field(primary_key=True)
    number: int


@dataclass(frozen=True, slots=True)
class FacetData:
    """A term of a facet ("theme", "target_group", "offer", "need", "area") of an organisation.

    Attributes:
        facet: the facet.
        term: the id of the term in the vocabulary, or of the area.
        inferred: derived from a text; nobody confirmed it yet.
        words: the words that led to it.
        note: what the organisation itself says about it.
    """

    facet: str
    term: str
    inferred: bool = False
    words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """What is known about an organisation.

    Attributes:
        name: its own name.
        type: the id of its type.
        municipality: the id of the area.
        source: where this comes from; "gesprek" is what somebody told in a chat.
        source_key: the source's own key for it.
        legal_person: whether it is one; None when that is not known.
        description: a text about it.
        website: an address, or "".
        demo: an example that does not exist.
        willing: wants to be suggested to others.
        facets: its terms, in no particular order; no term twice in one facet.
    """

    name: str
    type: str
    municipality: str
    source: str
    source_key: str
    legal_person: bool | None
    description: str = ""
    website: str = ""
    demo: bool = False
    willing: bool = True
    facets: tuple[FacetData, ...] = ()


AnyRow = Row[*tuple[Any, ...]]
Change = Literal["added", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving an organisation came to."""

    id: int
    change: Change


_organisation = table_of(Organisation)
_facet = table_of(OrganisationFacet)
_revision = table_of(DirectoryRevision)
_PLAIN = tuple(name for name in OrganisationData.__dataclass_fields__ if name != "facets")
_ALL = select(_organisation.c.id, *(_organisation.c[name] for name in _PLAIN))
_OF_SOURCE = _ALL.where(
    _organisation.c.source == bindparam("of_source"), _organisation.c.source_key == bindparam("of_key")
)
_FACETS_OF = select(_facet).where(_facet.c.organisation_id == bindparam("of_id"))
_TICK = _revision.update().values(number=_revision.c.number + 1)
_ROWS_AT_ONCE = 1000


def save(session: Session, data: OrganisationData, now: datetime) -> Saved:
    """Save an organisation under its source and the source's key; what is the same already is left alone.

    Raises:
        ValueError: a term stands in a facet twice.
        Conflict: somebody else added the same organisation at the same moment.
    """
    data = replace(data, facets=_in_order(data.facets))
    of_source = {"of_source": data.source, "of_key": data.source_key}
    found = run(session, _OF_SOURCE, of_source).mappings().first()
    plain: dict[str, Any] = {name: getattr(data, name) for name in _PLAIN}
    plain |= {"name_key": _key(data.name), "updated_at": now}
    if found is None:
        if not insert_new(session, _organisation, {**plain, "created_at": now}):
            raise Conflict("organisation", data.source_key, "somebody else added it at the same moment")
        saved = Saved(run(session, _OF_SOURCE, of_source).scalar_one(), "added")
    else:
        saved = Saved(found["id"], "changed")
        if _data(found, _facets_of(session, saved.id)) == data:
            return Saved(saved.id, "same")
        run(session, _organisation.update().where(_organisation.c.id == saved.id), plain)
        run(session, _facet.delete().where(_facet.c.organisation_id == saved.id))
    if data.facets:
        run(session, _facet.insert(), [{"organisation_id": saved.id, **asdict(one)} for one in data.facets])
    tick(session)
    return saved


def read(session: Session, organisation_id: int) -> OrganisationData:
    """Read an organisation, its facets in the order of facet and term.

    Raises:
        NotFound: there is no such organisation.
    """
    found = run(session, _ALL.where(_organisation.c.id == organisation_id)).mappings().first()
    if found is None:
        raise NotFound("organisation", organisation_id)
    return _data(found, _facets_of(session, organisation_id))


def stream(session: Session) -> Iterator[tuple[int, OrganisationData]]:
    """All organisations with their ids, in the order of the ids, in little memory however many there are.

    Two queries, for the organisations and for their facets, are read side by side. Use `Database.snapshot()`,
    so that both see the same moment and nobody has to wait for the end.
    """
    connection = connection_of(session)
    options = {"yield_per": _ROWS_AT_ONCE}
    plain = connection.execute(_ALL.order_by(_organisation.c.id), execution_options=options)
    facets = connection.execute(select(_facet).order_by(_facet.c.organisation_id), execution_options=options)
    groups = groupby(facets, key=itemgetter(0))
    group = next(groups, None)
    for row in plain.mappings():
        terms: Iterable[AnyRow] = ()
        if group is not None and group[0] == row["id"]:
            terms = list(group[1])
            group = next(groups, None)
        yield row["id"], _data(row, terms)


def count(session: Session) -> int:
    """How many organisations there are."""
    found: int = run(session, select(func.count()).select_from(_organisation)).scalar_one()
    return found


def revision(session: Session) -> int:
    """A number that grows with each change of the directory; 0 when there never was one."""
    return run(session, select(_revision.c.number)).scalar() or 0


def tick(session: Session) -> None:
    """Count a change of the directory."""
    if not run(session, _TICK).rowcount:
        insert_new(session, _revision, {"id": 1, "number": 0})
        run(session, _TICK)


def find_by_name(session: Session, name: str, municipality: str | None = None) -> list[tuple[int, str]]:
    """Organisations with this name, whatever their capitals, accents, spaces and punctuation, by id.

    Args:
        session: the session.
        name: the whole name.
        municipality: the id of an area, to look there only.

    Returns:
        The id and the name as it is stored, of each.
    """
    query = select(_organisation.c.id, _organisation.c.name).where(_organisation.c.name_key == _key(name))
    if municipality is not None:
        query = query.where(_organisation.c.municipality == municipality)
    return [(row.id, row.name) for row in run(session, query.order_by(_organisation.c.id))]


def _in_order(facets: Iterable[FacetData]) -> tuple[FacetData, ...]:
    ordered = tuple(sorted(facets, key=attrgetter("facet", "term")))
    for one, following in pairwise(ordered):
        if (one.facet, one.term) == (following.facet, following.term):
            raise ValueError(f"{one.facet} {one.term} stands there twice")
    return ordered


def _facets_of(session: Session, organisation_id: int) -> Iterable[AnyRow]:
    return run(session, _FACETS_OF, {"of_id": organisation_id})


def _data(row: RowMapping, facets: Iterable[AnyRow]) -> OrganisationData:
    # The columns of a facet are those of FacetData, after the organisation's id.
    terms = _in_order(FacetData(*facet[1:]) for facet in facets)
    return OrganisationData(**{name: row[name] for name in _PLAIN}, facets=terms)


def _key(name: str) -> str:
    """A name without what people write now in one way and then in another."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    words = "".join(sign if sign.isalnum() else " " for sign in bare.casefold())
    return " ".join(words.split())
