"""Writes a picture as SVG, with its own background, so that it can be read on light and dark pages."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flows.engine.diagram.geometry import Box, Layout, Link, Point, Size
from flows.engine.diagram.graph import COLOURS, Diagram, Node, Shape
from flows.engine.diagram.layout import lay_out, turned
from flows.engine.diagram.text import BOLD, width_of, wrapped

SMALL, LETTER, HEADING = 12, 13, 16
"""Sizes of letters, in pixels: of labels and notes, in boxes, and of the title."""
LINE = 18
"""From one line of text to the next."""
TEXT = 220
"""The widest line in a box."""
LABEL = 150
"""The widest line of a label."""
PAD = 22
"""Between a text and the sides of its box: the slanted shapes need it."""
MARGIN = 24
NARROWEST = 420
"""The least width of a picture: the notes need it."""
_INK = "#111111"


def to_svg(diagram: Diagram) -> str:
    """Give the text of an SVG file."""
    layout = arrange(diagram)
    left, top, right, bottom = _edges_of(layout)
    width = max(right - left, NARROWEST)
    heading = _lines(diagram.title, HEADING * BOLD, width)
    notes = [line for note in diagram.notes for line in _lines(note, SMALL, width)]
    first = MARGIN + len(heading) * LINE + MARGIN
    last = first + bottom - top + MARGIN
    root = _root(diagram, width + 2 * MARGIN, last + len(notes) * LINE + (MARGIN if notes else 0))
    _write(root, heading, (MARGIN, MARGIN + HEADING), {"font-size": str(HEADING), "font-weight": "bold"})
    shift = f"translate({_number(MARGIN - left + (width - right + left) / 2)} {_number(first - top)})"
    picture = SubElement(root, "g", transform=shift)
    _draw_edges(picture, diagram, layout)
    for node in diagram.nodes:
        _draw_node(picture, node, layout.boxes[node.id])
    _write(root, notes, (MARGIN, last + SMALL), {"font-size": str(SMALL)})
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def arrange(diagram: Diagram) -> Layout:
    """Lay a picture out."""
    sizes = {node.id: _size(node) for node in diagram.nodes}
    labels = [_label_size(edge.label) for edge in diagram.edges]
    if diagram.sideways:
        sizes = {name: (height, width) for name, (width, height) in sizes.items()}
        labels = [(height, width) for width, height in labels]
    links = [Link(edge.source, edge.target, label) for edge, label in zip(diagram.edges, labels, strict=True)]
    layout = lay_out(sizes, links)
    return turned(layout) if diagram.sideways else layout


def _edges_of(layout: Layout) -> tuple[float, float, float, float]:
    """Give the left, top, right and bottom of everything that is drawn."""
    boxes = [*layout.boxes.values(), *layout.labels.values()]
    corners = [point for road in layout.roads for point in road]
    corners += [point for box in boxes for point in ((box.x, box.y), (box.x + box.width, box.y + box.height))]
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(down), max(across), max(down)


def _root(diagram: Diagram, width: float, height: float) -> Element:
    size = {"width": _number(width), "height": _number(height), "viewBox": f"0 0 {_number(width)} {_number(height)}"}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size})
    root.set("aria-labelledby", "title description")
    root.set("font-family", "Verdana, DejaVu Sans, Helvetica, Arial, sans-serif")
    SubElement(root, "title", id="title").text = diagram.title
    SubElement(root, "desc", id="description").text = diagram.description
    marker = SubElement(SubElement(root, "defs"), "marker", id="arrow", viewBox="0 0 10 10", refX="10", refY="5")
    marker.attrib |= {"markerWidth": "9", "markerHeight": "9", "orient": "auto", "markerUnits": "userSpaceOnUse"}
    SubElement(marker, "path", d="M0 0 10 5 0 10z", fill="#444444")
    SubElement(root, "rect", width="100%", height="100%", rx="6", fill="#ffffff", stroke="#999999")
    return root


def _draw_edges(picture: Element, diagram: Diagram, layout: Layout) -> None:
    """Draw all arrows before the labels, which stand on them."""
    for edge, road in zip(diagram.edges, layout.roads, strict=True):
        group = SubElement(picture, "g", {"data-from": edge.source, "data-to": edge.target, "class": "arrow"})
        line = {"fill": "none", "stroke": "#444444", "stroke-width": "1.5", "marker-end": "url(#arrow)"}
        SubElement(group, "path", line, d="M" + " ".join(f"{_number(x)} {_number(y)}" for x, y in road))
    for place, box in layout.labels.items():
        area = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        values = {key: _number(value) for key, value in area.items()}
        SubElement(picture, "rect", values, fill="#ffffff")
        lines = _lines(diagram.edges[place].label, SMALL, LABEL)
        start = (box.middle, box.y + SMALL)
        _write(picture, lines, start, {"font-size": str(SMALL), "text-anchor": "middle"})


def _draw_node(picture: Element, node: Node, box: Box) -> None:
    fill, line = COLOURS[node.shape]
    group = SubElement(picture, "g", {"data-node": node.id, "class": node.shape})
    SubElement(group, "path", d=_outline(node.shape, box), fill=fill, stroke=line).set("stroke-width", "1.5")
    titles, texts = _node_lines(node)
    start = (box.middle, box.y + LINE)
    middle = {"font-size": str(LETTER), "text-anchor": "middle"}
    _write(group, titles, start, {**middle, "font-weight": "bold"})
    _write(group, texts, (start[0], start[1] + len(titles) * LINE), middle)


def _write(parent: Element, lines: list[str], start: Point, look: Mapping[str, str]) -> None:
    """Write lines below each other."""
    for number, line in enumerate(lines):
        place = {"x": _number(start[0]), "y": _number(start[1] + number * LINE)}
        SubElement(parent, "text", {**place, **look}, fill=_INK).text = line


def _outline(shape: Shape, box: Box) -> str:
    """Give the line around a box; each shape stays within it."""
    left, top, right, bottom = box.x, box.y, box.x + box.width, box.y + box.height
    middle, slant = (top + bottom) / 2, PAD / 2
    match shape:
        case "start" | "end":
            return _rounded(box, min(PAD, box.height / 2))
        case "question":
            return _rounded(box, slant)
        case "say":
            return _path([(left, top), (right, top), (right, bottom), (left, bottom), (left + slant, middle)])
        case "fill":
            return _path([(left + slant, top), (right, top), (right - slant, bottom), (left, bottom)])
        case "branch":
            high, low = [(left + slant, top), (right - slant, top)], [(right - slant, bottom), (left + slant, bottom)]
            return _path([*high, (right, middle), *low, (left, middle)])
        case _:
            sides = (left + slant / 2, right - slant / 2) if shape == "flow" else ()
            bars = (f"M{_number(x)} {_number(top)}V{_number(bottom)}" for x in sides)
            return _path([(left, top), (right, top), (right, bottom), (left, bottom)]) + "".join(bars)


def _path(corners: list[Point]) -> str:
    return "M" + " ".join(f"{_number(x)} {_number(y)}" for x, y in corners) + "z"


def _rounded(box: Box, radius: float) -> str:
    r, across, down = (_number(value) for value in (radius, box.width - 2 * radius, box.height - 2 * radius))
    arc = f"a{r} {r} 0 0 1"
    start = f"M{_number(box.x + radius)} {_number(box.y)}h{across}"
    return f"{start}{arc} {r} {r}v{down}{arc}-{r} {r}h-{across}{arc}-{r}-{r}v-{down}{arc} {r}-{r}z"


def _size(node: Node) -> Size:
    titles, texts = _node_lines(node)
    widths = [width_of(line, LETTER * BOLD) for line in titles] + [width_of(line, LETTER) for line in texts]
    return max(widths) + 2 * PAD, (len(titles) + len(texts)) * LINE + LINE / 2


def _label_size(label: str) -> Size:
    lines = _lines(label, SMALL, LABEL)
    return max((width_of(line, SMALL) for line in lines), default=0), len(lines) * LINE


def _node_lines(node: Node) -> tuple[list[str], list[str]]:
    titles = _lines(node.title, LETTER * BOLD, TEXT)
    return titles, [line for text in node.texts for line in _lines(text, LETTER, TEXT)]


def _lines(text: str, size: float, most: float) -> list[str]:
    return list(wrapped(text, size, most))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
