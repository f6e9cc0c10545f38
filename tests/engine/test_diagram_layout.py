"""Where boxes and arrows stand, for any flow."""

from itertools import combinations, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from flows.engine.diagram.geometry import Box, Layout, Link, Point, Size
from flows.engine.diagram.layout import lay_out, turned

Line = tuple[Point, Point]
SIZES = st.tuples(st.integers(60, 260), st.integers(27, 120))
LABELS = st.just((0, 0)) | st.tuples(st.integers(20, 150), st.integers(18, 54))


@st.composite
def pictures(draw: st.DrawFn) -> tuple[dict[str, Size], list[Link]]:
    """Any boxes, with any arrows between them: also circles, doubles, and boxes that nothing leads to."""
    sizes = {f"b{number}": size for number, size in enumerate(draw(st.lists(SIZES, min_size=1, max_size=9)))}
    names = st.sampled_from(list(sizes))
    links = draw(st.lists(st.builds(Link, names, names, LABELS), max_size=14))
    return sizes, links


@given(pictures())
def test_nothing_stands_on_anything_else(picture: tuple[dict[str, Size], list[Link]]) -> None:
    sizes, links = picture
    layout = lay_out(sizes, links)
    assert {name: (box.width, box.height) for name, box in layout.boxes.items()} == sizes
    assert {place: (box.width, box.height) for place, box in layout.labels.items()} == {
        place: link.label for place, link in enumerate(links) if link.label[0]
    }
    for one, other in combinations([*layout.boxes.values(), *layout.labels.values()], 2):
        assert not overlap(one, other)
    for place, road in enumerate(layout.roads):
        foreign = [box for other, box in layout.labels.items() if other != place]
        for line in pairwise(road):
            assert not any(overlap(around(line), box) for box in [*layout.boxes.values(), *foreign])


@given(pictures())
def test_every_arrow_goes_from_its_box_to_its_target_along_straight_lines(
    picture: tuple[dict[str, Size], list[Link]],
) -> None:
    sizes, links = picture
    layout = lay_out(sizes, links)
    for link, road in zip(links, layout.roads, strict=True):
        source, target = layout.boxes[link.source], layout.boxes[link.target]
        assert road[0] == (source.middle, source.y + source.height)
        assert road[-1][1] == target.y
        assert target.x <= road[-1][0] <= target.x + target.width
        assert all(start[0] == end[0] or start[1] == end[1] for start, end in pairwise(road))


TWO_BELOW_ONE = {"a": (60, 27), "b": (200, 27), "c": (60, 27)}, [Link("a", "b"), Link("a", "c"), Link("b", "b")]


@given(pictures())
@example(TWO_BELOW_ONE)
def test_arrows_with_nothing_in_common_never_run_along_the_same_line(
    picture: tuple[dict[str, Size], list[Link]],
) -> None:
    sizes, links = picture
    layout = lay_out(sizes, links)
    for one, other in combinations(range(len(links)), 2):
        if links[one].source != links[other].source and links[one].target != links[other].target:
            assert not any(along(a, b) for a in pairwise(layout.roads[one]) for b in pairwise(layout.roads[other]))


@given(pictures())
def test_a_picture_can_be_turned(picture: tuple[dict[str, Size], list[Link]]) -> None:
    layout = lay_out(*picture)
    assert turned(turned(layout)) == layout
    assert {(box.y, box.x) for box in turned(layout).boxes.values()} == {(b.x, b.y) for b in layout.boxes.values()}


def chain(*ids: str) -> list[Link]:
    return [Link(start, end) for start, end in pairwise(ids)]


def laid_out(names: str, links: list[Link]) -> Layout:
    return lay_out(dict.fromkeys(names, (100, 40)), links)


def test_steps_stand_below_each_other_in_a_straight_line() -> None:
    layout = laid_out("abcd", chain("a", "b", "c", "d"))
    assert len({box.x for box in layout.boxes.values()}) == 1
    assert [box.y for box in layout.boxes.values()] == sorted(box.y for box in layout.boxes.values())
    assert all(len(road) == 2 for road in layout.roads)


def test_branches_stand_side_by_side_and_come_together_below() -> None:
    yes, no = (60, 18), (40, 18)
    links = [Link("a", "b", yes), Link("a", "c", no), Link("b", "d"), Link("c", "d")]
    boxes = laid_out("abcd", links).boxes
    assert boxes["b"].y == boxes["c"].y
    assert boxes["b"].x + boxes["b"].width < boxes["c"].x
    assert boxes["a"].y < boxes["b"].y < boxes["d"].y
    assert boxes["b"].middle < boxes["d"].middle < boxes["c"].middle


def test_what_skips_a_step_passes_it_on_the_right_and_what_leads_back_on_the_left() -> None:
    links = [*chain("a", "b", "c"), Link("a", "c", (30, 18)), Link("c", "a", (30, 18))]
    layout = laid_out("abc", links)
    assert max(x for x, _ in layout.roads[2]) > layout.boxes["b"].x + layout.boxes["b"].width
    assert min(x for x, _ in layout.roads[3]) < layout.boxes["b"].x


def test_a_step_that_is_only_led_back_to_stands_below_the_one_before_it() -> None:
    boxes = laid_out("abc", [Link("a", "c"), Link("c", "b")]).boxes
    assert boxes["a"].y < boxes["b"].y


def around(line: Line) -> Box:
    (x, y), (to_x, to_y) = line
    return Box(min(x, to_x), min(y, to_y), abs(x - to_x), abs(y - to_y))


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x + 0.01 < other.x + other.width
        and other.x + 0.01 < one.x + one.width
        and one.y + 0.01 < other.y + other.height
        and other.y + 0.01 < one.y + one.height
    )


def along(one: Line, other: Line) -> bool:
    """Whether two lines run along the same line for a part."""
    for axis in (0, 1):
        places = {point[axis] for line in (one, other) for point in line}
        if max(places) - min(places) < 0.01:
            (start, end), (begin, stop) = (sorted(point[1 - axis] for point in line) for line in (one, other))
            return min(end, stop) - max(start, begin) > 0.01
    return False
