"""The areas that are shipped together with those that were imported, and importing them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Literal

from rapidfuzz.process import extract

from flows.services.imports.cbs import Place
from knowledge.areas import Area, AreaKind, AreaTree, joined, name_key
from storage import areas as stored
from storage.areas import AreaData
from storage.statements import Session

AreaChange = Literal["added", "changed", "same", "gone"]

_KINDS: Mapping[str, AreaKind] = {"GM": "municipality", "WK": "district", "BU": "neighbourhood"}


class UnknownMunicipality(Exception):
    """A file has no municipality with this name or code.

    Attributes:
        asked: the name or code.
        alike: the names in the file that look most like it.
    """

    def __init__(self, asked: str, alike: Sequence[str]) -> None:
        super().__init__(asked)
        self.asked = asked
        self.alike = alike


class Areas:
    """The tree of all areas, built again when others were imported.

    Args:
        shipped: the areas that come with the program.
    """

    def __init__(self, shipped: AreaTree) -> None:
        self._shipped = shipped
        self._lock = Lock()
        self._revision = 0
        self._tree = shipped

    def tree(self, session: Session) -> AreaTree:
        """Give the areas as they stand in this transaction; the same tree as long as nothing changes."""
        revision = stored.revision(session)
        with self._lock:
            if revision != self._revision:
                self._tree = joined(self._shipped, (_area(data) for data in stored.all(session)))
                self._revision = revision
            return self._tree


@dataclass(frozen=True, slots=True)
class AreaImport:
    """What an import of areas does; `carry_out` does it.

    Attributes:
        old: what stands in the database and goes, or changes.
        new: what comes in its place.
        changes: how many areas are added, changed, the same and gone.
        adopted: areas that come with the program and now have a code.
        in_use: areas that are gone and that an organisation or a call still names.
    """

    old: tuple[AreaData, ...]
    new: tuple[AreaData, ...]
    changes: Counter[AreaChange]
    adopted: tuple[AreaData, ...]
    in_use: tuple[AreaData, ...]

    def carry_out(self, session: Session) -> None:
        """Store it, in the transaction of the session: all of it or, when that fails, nothing."""
        stored.replace(session, self.old, self.new)


def chosen(places: Sequence[Place], municipalities: Collection[str]) -> list[Place]:
    """Give the places in these municipalities, which are named by their names or codes; none named means all.

    Raises:
        UnknownMunicipality: the file does not have one of them.
    """
    named = {place.name: place.code for place in places if place.code.startswith("GM")}
    known = {name_key(text): code for name, code in named.items() for text in (name, code)}
    for asked in municipalities:
        if name_key(asked) not in known:
            alike = extract(name_key(asked), {name: name_key(name) for name in named}, limit=3, score_cutoff=70)
            raise UnknownMunicipality(asked, [name for _, _, name in alike])
    wanted = {known[name_key(asked)] for asked in municipalities}
    return [place for place in places if not wanted or place.municipality in wanted]


def prepare(session: Session, shipped: AreaTree, places: Sequence[Place], *, whole: bool) -> AreaImport:
    """Work out what importing these places does.

    A place keeps the id that it has in the database. One that has the name of a shipped area of the same
    municipality becomes that area, so that answers stay valid. Any other is known by its code.

    What the file no longer has stays in the tree, so that answers stay valid too, but it ends. A shipped area only
    loses its code.

    Args:
        session: the session.
        shipped: the areas that come with the program.
        places: from a file, each after the one that it lies in.
        whole: the places are all there are; else they are all there are in their municipalities.
    """
    before = {data.code: data for data in stored.all(session)}
    ids = _ids(shipped, places, {code: data.id for code, data in before.items()})
    after = {place.code: _data(place, ids, shipped) for place in places}
    covered = {place.municipality for place in places}
    gone = [
        data
        for code, data in before.items()
        if code not in after and not data.ended and (whole or f"GM{code[2:6]}" in covered)
    ]
    added = [data for code, data in after.items() if code not in before]
    changed = [data for code, data in after.items() if code in before and data != before[code]]
    same = len(after) - len(added) - len(changed)
    counts: dict[AreaChange, int] = {"added": len(added), "changed": len(changed), "same": same, "gone": len(gone)}
    ended = [replace(data, ended=True) for data in gone if data.id not in shipped]
    used = stored.used(session, {data.id for data in gone})
    return AreaImport(
        old=(*gone, *(before[data.code] for data in changed)),
        new=(*ended, *added, *changed),
        changes=Counter(counts),
        adopted=tuple(data for data in added if data.id in shipped and data.kind != "municipality"),
        in_use=tuple(data for data in gone if data.id in used),
    )


def _ids(shipped: AreaTree, places: Sequence[Place], known: Mapping[str, str]) -> dict[str, str]:
    """Give each code its id. Among places with the name of a shipped area, one of the same size comes first."""
    ids = {place.code: known.get(place.code, place.code.lower()) for place in places}
    taken = set(ids.values())
    named: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for place in places:
        if place.inside and place.code not in known:
            named[place.municipality.lower(), name_key(place.name)].append(place)
    for area in shipped.all():
        found = named[shipped.municipality(area.id).id, name_key(area.name)]
        if area.parent is not None and area.id not in taken and found:
            best = min(found, key=lambda place: (_KINDS[place.code[:2]] != area.kind, place.code))
            found.remove(best)
            ids[best.code] = area.id
    return ids


def _data(place: Place, ids: Mapping[str, str], shipped: AreaTree) -> AreaData:
    own = ids[place.code]
    name = shipped.area(own).name if own in shipped else place.name
    return AreaData(own, place.code, name, _KINDS[place.code[:2]], ids.get(place.inside))


def _area(data: AreaData) -> Area:
    return Area(data.id, data.name, _KINDS[data.code[:2]], data.parent, data.code, data.ended)
