"""Municipalities, their districts and neighbourhoods, as one tree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.content import Content, ContentError, read_model
from knowledge.words import words_of

_FILE = Path(__file__).with_name("areas.yml")

AreaKind = Literal["municipality", "district", "neighbourhood"]


@dataclass(frozen=True, slots=True)
class Area:
    """A place.

    Attributes:
        id: stable. One of our own begins with the code of its municipality ("gm0556-sluispolder"); one that was
            imported is its code in lower case ("bu00000101").
        name: the name that the municipality uses. Names are the same in every language.
        kind: how large it is.
        parent: the id of the area that it lies in; None for a municipality.
        code: what CBS (Statistics Netherlands) calls it, such as "GM0556"; "" where that is not known.
        ended: CBS no longer has it. It still lies where it lay, but nobody needs to be asked about it.
    """

    id: str
    name: str
    kind: AreaKind
    parent: str | None = None
    code: str = ""
    ended: bool = False


class _AreaText(Content):
    id: str
    name: str
    kind: AreaKind
    parent: str | None = None


class _AreaFile(Content):
    areas: tuple[_AreaText, ...]


class AreaTree:
    """All areas; `areas()` gives those that are shipped.

    What lies within an area is looked up when asked: a country has thousands of areas, a question asks of a few.

    Raises:
        ValueError: an id stands twice, a parent is not named before its parts, or an area other than a municipality
            has no parent (or a municipality has one).
    """

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas: dict[str, Area] = {}
        self._children: dict[str | None, list[Area]] = defaultdict(list)
        for area in areas:
            self._add(area)

    def _add(self, area: Area) -> None:
        if area.id in self._areas:
            raise ValueError(f"{area.id} stands here twice")
        if area.parent is not None and area.parent not in self._areas:
            raise ValueError(f"{area.id}: its parent {area.parent} is not named above it")
        if (area.parent is None) != (area.kind == "municipality"):
            raise ValueError(f"{area.id}: a municipality has no parent, any other area has one")
        self._areas[area.id] = area
        self._children[area.parent].append(area)

    def __contains__(self, area_id: object) -> bool:
        """Tell whether there is an area with this id."""
        return area_id in self._areas

    def all(self) -> tuple[Area, ...]:
        """Give every area, each after the one that it lies in."""
        return tuple(self._areas.values())

    def area(self, area_id: str) -> Area:
        """Give one area.

        Raises:
            KeyError: there is no such area.
        """
        return self._areas[area_id]

    def children(self, area_id: str) -> tuple[Area, ...]:
        """Give the parts that an area directly consists of, in the order of the file; empty for a leaf.

        Raises:
            KeyError: there is no such area.
        """
        return tuple(self._children.get(self.area(area_id).id, ()))

    def parts(self, area_id: str) -> Iterator[Area]:
        """Give everything that lies in an area, at every depth, each after the one that it lies in.

        Raises:
            KeyError: there is no such area.
        """
        for child in self.children(area_id):
            yield child
            yield from self.parts(child.id)

    def above(self, area_id: str) -> Iterator[Area]:
        """Give an area and those that it lies in, the smallest first.

        Raises:
            KeyError: there is no such area.
        """
        area: Area | None = self.area(area_id)
        while area is not None:
            yield area
            area = self._areas[area.parent] if area.parent is not None else None

    def municipality(self, area_id: str) -> Area:
        """Give the municipality that an area lies in, or is.

        Raises:
            KeyError: there is no such area.
        """
        *_, municipality = self.above(area_id)
        return municipality

    def within(self, area_id: str) -> frozenset[str]:
        """Give the ids of every area that shares ground with this one: itself, what it lies in, and its parts.

        Raises:
            KeyError: there is no such area.
        """
        return frozenset(area.id for areas in (self.above(area_id), self.parts(area_id)) for area in areas)

    def overlap(self, one: str, other: str) -> bool:
        """Tell whether two areas share ground.

        Raises:
            KeyError: one of them does not exist.
        """
        above = {area.id for area in self.above(other)}
        return one in above or any(area.id == other for area in self.above(one))


def joined(shipped: AreaTree, imported: Iterable[Area]) -> AreaTree:
    """Join the shipped areas and imported ones, which may come in any order.

    An imported area takes the place of a shipped one with the same id. Among the parts of one area those that were
    imported stand first.

    Raises:
        ValueError: an area lies in one that is not there.
    """
    replaced = {area.id: area for area in sorted(imported, key=lambda area: area.code[2:])}
    everything = [*replaced.values(), *(area for area in shipped.all() if area.id not in replaced)]
    parts: dict[str | None, list[Area]] = defaultdict(list)
    for area in everything:
        parts[area.parent].append(area)

    def down(parent: str | None) -> Iterator[Area]:
        for area in parts.get(parent, ()):
            yield area
            yield from down(area.id)

    tree = AreaTree(down(None))
    if lost := [area for area in everything if area.id not in tree]:
        raise ValueError(f"{lost[0].id}: its parent {lost[0].parent} is not there")
    return tree


def name_key(name: str) -> str:
    """Give the name of an area as it is compared: without capitals, accents and signs."""
    return " ".join(word.key for word in words_of(name))


@cache
def areas() -> AreaTree:
    """Give the areas that are shipped.

    Raises:
        ContentError: the file is wrong.
    """
    read = read_model(_FILE, _AreaFile).areas
    try:
        return AreaTree(Area(one.id, one.name, one.kind, one.parent) for one in read)
    except ValueError as error:
        raise ContentError(_FILE, 1, str(error)) from error
