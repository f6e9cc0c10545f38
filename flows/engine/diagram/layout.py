"""Decides where boxes and arrows stand: boxes in rows from top to bottom, arrows between the rows and beside them.

Arrows to the next row run through the gap between the two rows; all others go along a lane beside the boxes, on the
right when they lead onwards and on the left when they lead back. So no arrow ever crosses a box. Arrows that lead to
the same box flow together, like roads.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from flows.engine.diagram.geometry import STEM, TRACK, Box, Layout, Link, Point, Side, Size
from flows.engine.diagram.places import Places

Lanes = Mapping[tuple[Side, str], float]
"""How far across the lanes run, per side and the box that they lead to."""


def lay_out(sizes: Mapping[str, Size], links: Sequence[Link]) -> Layout:
    """Lay out boxes and the arrows between them.

    Args:
        sizes: width and height of each box, in reading order.
        links: the arrows; between two boxes there may be several.
    """
    places = Places(sizes, links)
    entries = {name: _entry(places, name) for name in sizes}
    lanes = _lanes(places)
    labels = {place: places.label(place) for place, link in enumerate(links) if link.label[0]}
    roads = [_straightened(list(_road(places, place, entries, lanes))) for place in range(len(links))]
    return Layout(places.boxes, labels, roads)


def turned(layout: Layout) -> Layout:
    """Swap across and down, for pictures that read from left to right; the sizes must have been swapped before."""
    return Layout(
        {name: _turned(box) for name, box in layout.boxes.items()},
        {place: _turned(box) for place, box in layout.labels.items()},
        [[(y, x) for x, y in road] for road in layout.roads],
    )


def _turned(box: Box) -> Box:
    return Box(box.y, box.x, box.height, box.width)


def _entry(places: Places, name: str) -> float:
    """Where arrows come into a box: straight from above where possible, and never in the line of another arrow."""
    box, row, across = places.boxes[name], places.row[name], places.across(name)
    above = [
        (link, places.exit[place]) for place, link in enumerate(places.links) if places.row[link.source] == row - 1
    ]
    mine = [x for link, x in above if link.target == name]
    others = [x for link, x in above if name != link.target and across != link.source]
    aside = [box.middle + step * TRACK for step in (0, 1, -1, 2, -2, 3, -3)]
    for x in [*sorted(mine, key=lambda x: abs(x - box.middle)), *aside]:
        if abs(x - box.middle) <= box.width / 2 - TRACK and all(abs(x - other) >= TRACK / 2 for other in others):
            return x
    return box.middle


def _lanes(places: Places) -> Lanes:
    """Place the lanes beside all boxes, short ones nearest to them."""
    length: dict[tuple[Side, str], int] = {}
    for place, link in enumerate(places.links):
        if places.side[place] != "ahead":
            lane = (places.side[place], link.target)
            length[lane] = max(length.get(lane, 0), abs(places.row[link.target] - places.row[link.source]))
    left, right = min(places.cell(name)[0] for name in places.row), max(places.cell(name)[1] for name in places.row)
    lanes: dict[tuple[Side, str], float] = {}
    for lane in sorted(length, key=length.__getitem__):
        if lane[0] == "left":
            lanes[lane] = left = left - TRACK
        else:
            lanes[lane] = right = right + TRACK
    return lanes


def _road(places: Places, place: int, entries: Mapping[str, float], lanes: Lanes) -> Iterator[Point]:
    """Give the corners of an arrow."""
    link, side, x = places.links[place], places.side[place], places.exit[place]
    box, goal = places.boxes[link.source], places.boxes[link.target]
    yield box.middle, box.bottom
    yield box.middle, box.bottom + STEM / 2
    yield x, box.bottom + STEM / 2
    if side != "ahead":
        lane = lanes[side, link.target]
        out = places.track(places.row[link.source] + 1, side, link.target)
        yield x, out
        yield lane, out
        x = lane
    into = places.track(places.row[link.target], "ahead", places.across(link.target))
    yield x, into
    yield entries[link.target], into
    yield entries[link.target], goal.y


def _straightened(road: list[Point]) -> list[Point]:
    """Drop the corners where the line does not turn."""
    kept = [road[0]]
    for point, after in pairwise(dict.fromkeys(road[1:])):
        if not (kept[-1][0] == point[0] == after[0] or kept[-1][1] == point[1] == after[1]):
            kept.append(point)
    return [*kept, road[-1]]
