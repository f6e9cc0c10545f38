"""Many organisations at once: saving and reading them, and those of a source that were not among them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from operator import attrgetter

from sqlalchemy import BindParameter, Table, bindparam, or_, select
from sqlalchemy.exc import IntegrityError

from storage.changes import tick
from storage.errors import Conflict
from storage.organisation_data import FacetData, OrganisationData, ServiceData, in_order, told_again
from storage.organisations import (
    AnyRow,
    Change,
    Organisation,
    OrganisationFacet,
    OrganisationService,
    data_of,
    read,
    standing,
    values_of,
)
from storage.statements import Session, run, table_of

_AT_ONCE = 500
_organisation = table_of(Organisation)
_facet = table_of(OrganisationFacet)
_service = table_of(OrganisationService)
_KINDS: Mapping[Table, tuple[str, type[FacetData] | type[ServiceData]]] = {
    _facet: ("facets", FacetData),
    _service: ("services", ServiceData),
}
_PARTS = tuple(_KINDS)

_OF_SOURCE = select(_organisation).where(
    _organisation.c.source == bindparam("of_source"),
    _organisation.c.source_key.in_(bindparam("of_keys", expanding=True)),
)
_SOME: BindParameter[int] = bindparam("of_ids", expanding=True)
_STANDING = select(_organisation).where(_organisation.c.id.in_(_SOME), _organisation.c.merged_into.is_(None))
_MERGED = select(_organisation.c.merged_into).where(
    _organisation.c.merged_into.is_not(None),
    or_(_organisation.c.id.in_(_SOME), _organisation.c.merged_into.in_(_SOME)),
)
_CHANGE = _organisation.update().where(_organisation.c.id == bindparam("of_id"))
_OF_IDS = {table: table.c.organisation_id.in_(bindparam("of_ids", expanding=True)) for table in _PARTS}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What saving one of many organisations comes to.

    Attributes:
        change: whether it is new, different or the same.
        data: as it is saved.
        before: as it stood there; None when it is new.
        id: its number; 0 when it is new and nothing was written.
    """

    change: Change
    data: OrganisationData
    before: OrganisationData | None
    id: int


def save_all(
    session: Session, many: Iterable[OrganisationData], now: datetime, *, write: bool = True
) -> Iterator[Outcome]:
    """Do what `organisations.save` does for each of many organisations, some hundreds at a time.

    Nothing happens until the outcomes are asked for. Without `write` nothing is changed, and the outcomes tell what
    would be. An organisation that does not want to be suggested stays so: a file does not decide about that.

    Raises:
        ValueError: a term stands in a facet twice, or two services have the same key.
        Conflict: somebody else added the same organisation at the same moment, or it stands twice among the many.
    """
    rest = iter(many)
    while batch := [in_order(data) for data in islice(rest, _AT_ONCE)]:
        before = _stored(session, batch)
        outcomes = [_outcome(data, before.get((data.source, data.source_key))) for data in batch]
        yield from _write(session, outcomes, now) if write else outcomes


def read_many(session: Session, ids: Iterable[int]) -> Iterator[tuple[int, OrganisationData]]:
    """Those of some organisations that stand in the directory, with their ids.

    In the place of one that was merged comes the one that stands for it; who does not exist is left out.
    """
    wanted = iter(sorted(frozenset(ids)))
    while batch := list(islice(wanted, _AT_ONCE)):
        of_ids = {"of_ids": batch}
        kept = {row.merged_into for row in run(session, _MERGED, of_ids)}
        parts = [_by_organisation(session, table, batch) for table in _PARTS]
        for row in run(session, _STANDING, of_ids).mappings():
            if row["id"] not in kept:
                yield row["id"], data_of(row, *(of_table.get(row["id"], ()) for of_table in parts))
        for number in {standing(session, one) for one in kept}:
            yield number, read(session, number)


def others_of_source(session: Session, source: str, known: Collection[int]) -> Iterator[tuple[int, str]]:
    """Give the willing organisations of a source, by id and name, other than those with the known ids."""
    query = select(_organisation.c.id, _organisation.c.name).where(
        _organisation.c.source == source, _organisation.c.merged_into.is_(None), _organisation.c.willing
    )
    for row in run(session, query.order_by(_organisation.c.id)):
        if row.id not in known:
            yield row.id, row.name


def _outcome(data: OrganisationData, found: tuple[int, OrganisationData] | None) -> Outcome:
    if found is None:
        return Outcome("added", data, None, 0)
    number, before = found
    data = replace(told_again(before, data), willing=data.willing and before.willing)
    return Outcome("same" if data == before else "changed", data, before, number)


def _write(session: Session, outcomes: Sequence[Outcome], now: datetime) -> list[Outcome]:
    added = [one.data for one in outcomes if one.change == "added"]
    if added:
        try:
            run(session, _organisation.insert(), [{**values_of(data, now), "created_at": now} for data in added])
        except IntegrityError as error:
            raise Conflict("organisation", added[0].source, "somebody else added it at the same moment") from error
    ids = {key: number for key, (number, _) in _stored(session, added, parts=False).items()}
    changed = {one.id: one.data for one in outcomes if one.change == "changed"}
    if changed:
        run(session, _CHANGE, [{"of_id": number, **values_of(data, now)} for number, data in changed.items()])
        for table in _PARTS:
            run(session, table.delete().where(_OF_IDS[table]), {"of_ids": list(changed)})
    written = {**{ids[data.source, data.source_key]: data for data in added}, **changed}
    for table, (parts, kind) in _KINDS.items():
        # Twenty times as fast as dataclasses.asdict, and there are many.
        names, values = tuple(kind.__dataclass_fields__), attrgetter(*kind.__dataclass_fields__)
        rows = [
            {"organisation_id": number, **dict(zip(names, values(part), strict=True))}
            for number, data in written.items()
            for part in getattr(data, parts)
        ]
        if rows:
            run(session, table.insert(), rows)
    if written:
        tick(session, written)
    return [replace(one, id=one.id or ids[one.data.source, one.data.source_key]) for one in outcomes]


def _stored(
    session: Session, wanted: Iterable[OrganisationData], *, parts: bool = True
) -> dict[tuple[str, str], tuple[int, OrganisationData]]:
    """Find organisations as they stand in the database, by source and key; with or without their parts."""
    keys: dict[str, list[str]] = defaultdict(list)
    for data in wanted:
        keys[data.source].append(data.source_key)
    rows = [
        row
        for source, of_source in keys.items()
        for row in run(session, _OF_SOURCE, {"of_source": source, "of_keys": of_source}).mappings()
    ]
    ids = [row["id"] for row in rows] if parts else []
    facets, services = (_by_organisation(session, table, ids) for table in _PARTS)
    return {
        (row["source"], row["source_key"]): (
            row["id"],
            data_of(row, facets.get(row["id"], ()), services.get(row["id"], ())),
        )
        for row in rows
    }


def _by_organisation(session: Session, table: Table, ids: Sequence[int]) -> Mapping[int, Sequence[AnyRow]]:
    found: dict[int, list[AnyRow]] = defaultdict(list)
    if ids:
        for row in run(session, select(table).where(_OF_IDS[table]), {"of_ids": ids}):
            found[row[0]].append(row)
    return found
