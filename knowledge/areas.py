"""Municipalities, their districts and neighbourhoods, as one tree."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.content import Content, ContentError, read_model

_FILE = Path(__file__).with_name("areas.yml")


class Area(Content):
    """A place.

    Attributes:
        id: the stable code, for example "gm0556-sluispolder"; it begins with the code of the municipality.
        name: the name that the municipality uses. Names are the same in every language.
        kind: how large it is.
        parent: the id of the area that it lies in; None for a municipality.
    """

    id: str
    name: str
    kind: Literal["municipality", "district", "neighbourhood"]
    parent: str | None = None


class _AreaFile(Content):
    areas: tuple[Area, ...]


class AreaTree:
    """All areas; use `areas()`.

    Raises:
        ValueError: an id stands twice, a parent is not named before its parts, or an area other than a municipality
            has no parent (or a municipality has one).
    """

    def __init__(self, areas: Iterable[Area]) -> None:
        self._areas: dict[str, Area] = {}
        self._children: dict[str | None, list[Area]] = defaultdict(list)
        self._above: dict[str, frozenset[str]] = {}
        for area in areas:
            self._add(area)
        below: dict[str, set[str]] = defaultdict(set)
        for area_id, above in self._above.items():
            for ancestor in above:
                below[ancestor].add(area_id)
        self._within = {area_id: self._above[area_id] | below[area_id] for area_id in self._areas}

    def _add(self, area: Area) -> None:
        if area.id in self._areas:
            raise ValueError(f"{area.id} stands here twice")
        if area.parent is not None and area.parent not in self._areas:
            raise ValueError(f"{area.id}: its parent {area.parent} is not named above it")
        if (area.parent is None) != (area.kind == "municipality"):
            raise ValueError(f"{area.id}: a municipality has no parent, any other area has one")
        above = frozenset[str]() if area.parent is None else self._above[area.parent]
        self._areas[area.id] = area
        self._children[area.parent].append(area)
        self._above[area.id] = above | {area.id}

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

    def municipality(self, area_id: str) -> Area:
        """Give the municipality that an area lies in, or is.

        Raises:
            KeyError: there is no such area.
        """
        area = self.area(area_id)
        return area if area.parent is None else self.municipality(area.parent)

    def within(self, area_id: str) -> frozenset[str]:
        """Give the ids of every area that shares ground with this one: itself, what it lies in, and its parts.

        Raises:
            KeyError: there is no such area.
        """
        return self._within[area_id]

    def overlap(self, one: str, other: str) -> bool:
        """Tell whether two areas share ground.

        Raises:
            KeyError: one of them does not exist.
        """
        return self.area(other).id in self.within(one)


@cache
def areas() -> AreaTree:
    """Give the areas that are shipped.

    Raises:
        ContentError: the file is wrong.
    """
    read = read_model(_FILE, _AreaFile).areas
    try:
        return AreaTree(read)
    except ValueError as error:
        raise ContentError(_FILE, 1, str(error)) from error
