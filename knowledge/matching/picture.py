"""Who brings what, as a picture: a row for each thing that is asked, a column for each organisation.

The picture has its own background and uses shapes, not colours, so that it also reads in black and white. The same
data stands in its description, for who cannot see it.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from knowledge.languages import Language
from knowledge.matching.coalition import Composition, Cover
from knowledge.matching.telling import asked, proposal, texts

LETTER, HEADING = 14, 17
"""Sizes of letters, in pixels."""
EM = 0.62
"""The width of a letter as a share of its size: wider than most, so that no text runs over."""
ROW, COLUMN = 30, 44
"""The height of a row and the width of a column."""
MARGIN = 20
RADIUS = 8
_INK, _LINE, _PAPER = "#111111", "#999999", "#ffffff"


@dataclass(frozen=True, slots=True)
class _Table:
    """The places of rows and columns.

    Attributes:
        names: the organisations, the asker first.
        numbers: their ids, in the same order.
        labels: what is asked.
            left: where the first column begins.
        top: where the first row begins.
    """

    names: tuple[str, ...]
    numbers: tuple[int, ...]
    labels: tuple[str, ...]
    covers: tuple[Cover, ...]
    left: float
    top: float

    @classmethod
    def of(cls, found: Composition, language: Language) -> "_Table":
        names = (found.asker_name, *(member.name for member in found.team.members))
        labels = tuple(_label(cover, language) for cover in found.team.covers)
        return cls(
            names=names,
            numbers=(found.asker, *(member.id for member in found.team.members)),
            labels=labels,
            covers=found.team.covers,
            left=2 * MARGIN + max((_width(label) for label in labels), default=0),
            top=3 * MARGIN + HEADING + ROW * len(names),
        )

    @property
    def right(self) -> float:
        return self.left + COLUMN * len(self.names)

    @property
    def bottom(self) -> float:
        return self.top + ROW * len(self.covers)


def to_svg(found: Composition, language: Language) -> str:
    """Return the text of an SVG file."""
    places, own = _Table.of(found, language), texts().picture
    legend = [own[kind][language] for kind in ("sure", "likely", "missing")]
    heads = [places.left + COLUMN * column + _width(name) for column, name in enumerate(places.names)]
    width = MARGIN + max(places.right + COLUMN, *heads, *(places.left + COLUMN + _width(text) for text in legend))
    root = _root(found, language, width, places.bottom + ROW * len(legend) + 2 * MARGIN)
    _text(root, MARGIN, MARGIN + HEADING, own["title"][language], heading=True)
    _heads(root, places)
    for row, cover in enumerate(places.covers):
        _row(root, places, row, cover)
    for place, (kind, label) in enumerate(zip(("sure", "likely", "missing"), legend, strict=True)):
        y = places.bottom + MARGIN + ROW * (place + 0.5)
        _mark(root, kind, places.left + COLUMN / 2, y)
        _text(root, places.left + COLUMN, y + LETTER / 3, label)
    indent(root)
    return tostring(root, encoding="unicode") + "\n"


def _root(found: Composition, language: Language, width: float, height: float) -> Element:
    size = {"width": f"{width:g}", "height": f"{height:g}", "viewBox": f"0 0 {width:g} {height:g}"}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "lang": language, **size})
    root.set("aria-labelledby", "title description")
    root.set("font-family", "Verdana, DejaVu Sans, Helvetica, Arial, sans-serif")
    SubElement(root, "title", id="title").text = texts().picture["title"][language]
    SubElement(root, "desc", id="description").text = "\n".join(proposal(found, language))
    SubElement(root, "rect", width="100%", height="100%", fill=_PAPER)
    return root


def _heads(root: Element, places: _Table) -> None:
    """Write the names above the table, stepwise, with a line from each down to its column."""
    for column, name in enumerate(places.names):
        x = places.left + COLUMN * (column + 0.5)
        y = places.top - ROW * (len(places.names) - column - 0.5) - MARGIN / 2
        _line(root, (x, y + LETTER / 2), (x, places.bottom))
        _text(root, x - LETTER / 2, y, name)


def _row(root: Element, places: _Table, row: int, cover: Cover) -> None:
    y = places.top + ROW * (row + 0.5)
    _text(root, MARGIN, y + LETTER / 3, places.labels[row])
    _line(root, (MARGIN, y + ROW / 2), (places.right + COLUMN, y + ROW / 2))
    for column, number in enumerate(places.numbers):
        if number in {*cover.sure, *cover.likely}:
            kind = "sure" if number in cover.sure else "likely"
            _mark(root, kind, places.left + COLUMN * (column + 0.5), y)
    if cover.missing:
        _mark(root, "missing", places.right + COLUMN / 2, y)


def _mark(root: Element, kind: str, x: float, y: float) -> None:
    """Draw a full disc for what is sure, an open ring for what is likely, and a cross for what is missing."""
    if kind == "missing":
        _line(root, (x - RADIUS, y - RADIUS), (x + RADIUS, y + RADIUS), strong=True)
        _line(root, (x - RADIUS, y + RADIUS), (x + RADIUS, y - RADIUS), strong=True)
        return
    disc = SubElement(root, "circle", cx=f"{x:g}", cy=f"{y:g}", r=f"{RADIUS}", stroke=_INK)
    disc.attrib |= {"fill": _INK if kind == "sure" else _PAPER, "stroke-width": "2"}


def _line(root: Element, start: tuple[float, float], end: tuple[float, float], *, strong: bool = False) -> None:
    (x1, y1), (x2, y2) = start, end
    line = SubElement(root, "line", x1=f"{x1:g}", y1=f"{y1:g}", x2=f"{x2:g}", y2=f"{y2:g}")
    line.attrib |= {"stroke": _INK if strong else _LINE, "stroke-width": "3" if strong else "1"}


def _text(root: Element, x: float, y: float, text: str, *, heading: bool = False) -> None:
    size = HEADING if heading else LETTER
    SubElement(root, "text", {"x": f"{x:g}", "y": f"{y:g}", "font-size": f"{size}", "fill": _INK}).text = text


def _label(cover: Cover, language: Language) -> str:
    requirement, own = cover.requirement, texts().picture
    label = asked(requirement, language)
    if requirement.kind == "need":
        label = own["need"][language].format(term=label)
    if requirement.organisations > 1:
        label = own["several"][language].format(term=label, asked=requirement.organisations)
    return label


def _width(text: str) -> float:
    return len(text) * LETTER * EM
