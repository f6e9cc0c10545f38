"""The areas that people choose from, as options of a question."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.areas import Area, AreaTree, name_key
from knowledge.languages import LANGUAGES, Language
from knowledge.texts import text

MOST_LISTED = 30
"""A longer list is not read; then only the largest areas are listed, and the others are given by typing the name."""


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """An area to choose.

    Attributes:
        id: of the area.
        title: its name, with what tells it from others of that name; per language where that is in words.
        also: other words for it, per language.
        listed: people see it; else they can only type its name.
    """

    id: str
    title: str | Mapping[Language, str]
    also: Mapping[Language, Sequence[str]] = field(default_factory=dict)
    listed: bool = True


def municipality_choices(tree: AreaTree, municipalities: Iterable[str]) -> list[AreaChoice]:
    """Give municipalities to choose from, in their order.

    Raises:
        KeyError: one of them does not exist.
    """
    found = [tree.area(municipality) for municipality in municipalities]
    return [AreaChoice(area.id, area.name, listed=len(found) <= MOST_LISTED) for area in found]


def area_choices(tree: AreaTree, municipality: str) -> list[AreaChoice]:
    """Give a whole municipality and its parts to choose from; areas that ended are no longer asked.

    Raises:
        KeyError: there is no such municipality.
    """
    whole = tree.area(municipality)
    parts = [area for area in tree.parts(municipality) if not area.ended]
    listed = _listed(parts)
    rest = [area for area in parts if area not in listed]
    namesakes = defaultdict(list)
    for area in (whole, *parts):
        namesakes[name_key(area.name)].append(area)
    choices = (_part(tree, area, namesakes[name_key(area.name)], listed=area in listed) for area in (*listed, *rest))
    return [_whole(whole), *choices]


def _listed(parts: Sequence[Area]) -> Sequence[Area]:
    districts = [area for area in parts if area.kind == "district"]
    return next((areas for areas in (parts, districts) if len(areas) < MOST_LISTED), ())


def _whole(whole: Area) -> AreaChoice:
    also = {language: text("whole_municipality_also", language, name=whole.name).split(", ") for language in LANGUAGES}
    titles = {language: text("whole_municipality", language, name=whole.name) for language in LANGUAGES}
    return AreaChoice(whole.id, titles, also)


def _part(tree: AreaTree, area: Area, namesakes: Sequence[Area], *, listed: bool) -> AreaChoice:
    """Give a part; of several with the same name only a district, being the larger, is meant by the bare name."""
    if len(namesakes) == 1:
        return AreaChoice(area.id, area.name, listed=listed)
    if area.kind == "district":
        titles = {language: text("whole_district", language, name=area.name) for language in LANGUAGES}
        return AreaChoice(area.id, titles, {LANGUAGES[0]: [area.name]}, listed)
    district = tree.area(area.parent or area.id).name
    titles = {language: text("part_of_district", language, name=area.name, district=district) for language in LANGUAGES}
    return AreaChoice(area.id, titles, listed=listed)
