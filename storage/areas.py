"""Areas that were imported, beside those that come with the program."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import UniqueConstraint, bindparam, select
from sqlmodel import Field

from storage.calls import CallRecord
from storage.columns import CLUSTERED, Stored
from storage.organisations import Organisation, OrganisationFacet
from storage.statements import Session, insert_new, run, table_of


class ImportedArea(Stored, table=True):
    """One area. None is ever erased that an answer may name: it ends."""

    __tablename__ = "area"
    __table_args__ = (UniqueConstraint("code"), CLUSTERED)

    id: str = Field(primary_key=True)
    code: str
    name: str
    kind: str
    parent: str | None
    ended: bool


class AreaRevision(Stored, table=True):
    """A single row that counts the imports of areas."""

    __tablename__ = "area_revision"

    id: int = Field(primary_key=True)
    number: int


@dataclass(frozen=True, slots=True)
class AreaData:
    """An area.

    Attributes:
        id: the id by which everything else knows it.
        code: its code in the source; no other area has it.
        name: its name.
        kind: "municipality", "district" or "neighbourhood".
        parent: the id of the area that it lies in; None for a municipality.
        ended: the source no longer has it.
    """

    id: str
    code: str
    name: str
    kind: str
    parent: str | None
    ended: bool = False


_area = table_of(ImportedArea)
_revision = table_of(AreaRevision)
_ALL = select(*(_area.c[name] for name in AreaData.__dataclass_fields__)).order_by(_area.c.id)
_DELETE = _area.delete().where(_area.c.id == bindparam("of_id"))
_TICK = _revision.update().values(number=_revision.c.number + 1)


def revision(session: Session) -> int:
    """A number that grows with each change of the areas; 0 when there never was one."""
    return run(session, select(_revision.c.number)).scalar() or 0


def all(session: Session) -> list[AreaData]:  # noqa: A001 - reads as `areas.all(session)`
    """All imported areas, those that ended too, in the order of their ids."""
    return [AreaData(*row) for row in run(session, _ALL)]


def replace(session: Session, old: Iterable[AreaData], new: Iterable[AreaData]) -> None:
    """Take areas away and put others in; one that changed stands in both.

    Raises:
        sqlalchemy.exc.IntegrityError: one of the new areas is there already.
    """
    gone, added = [{"of_id": one.id} for one in old], [asdict(one) for one in new]
    if gone:
        run(session, _DELETE, gone)
    if added:
        run(session, _area.insert(), added)
    if (gone or added) and not run(session, _TICK).rowcount:
        insert_new(session, _revision, {"id": 1, "number": 0})
        run(session, _TICK)


def used(session: Session, ids: Collection[str]) -> set[str]:
    """Tell which of these areas an organisation or a call names."""
    organisation, facet, call = table_of(Organisation), table_of(OrganisationFacet), table_of(CallRecord)
    named: set[str] = {
        *run(session, select(organisation.c.municipality).distinct()).scalars(),
        *run(session, select(facet.c.term).where(facet.c.facet == "area").distinct()).scalars(),
        *(content["municipality"] for content in run(session, select(call.c.content)).scalars()),
    }
    return named & set(ids)
