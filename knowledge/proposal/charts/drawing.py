"""A picture in the making: shapes from top to bottom, and in the end the text of an SVG file.

Pictures are narrow with large letters, so that they can be read on a telephone, and need no colours.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from knowledge.languages import Language
from knowledge.proposal.charts.chart import Name
from knowledge.proposal.charts.measure import ELLIPSIS, lines_of, width_of

WIDTH = 480.0
"""The usual width of a picture, in pixels."""
MARGIN = 20.0
INK, SOFT, RULE, PAPER = "#111111", "#444444", "#8a8a8a", "#ffffff"
"""Text, less important text (9 to 1 on white), lines, and the background."""
_Attributes = Mapping[str, float | str]
STRIPES, THIN = "stripes", "thin"
"""Names of patterns in the template."""


@dataclass(frozen=True, slots=True)
class Look:
    """How letters look: their size in pixels, from one line to the next, and their colour."""

    size: float = 15.0
    line: float = 20.0
    bold: bool = False
    fill: str = INK


HEADING = Look(18.0, 25.0, bold=True)
PLAIN = Look()
BOLD = Look(bold=True)
TAIL = 8.0
"""Between a text and what stands behind it on its line."""
SMALL = Look(13.0, 18.0, fill=SOFT)


@dataclass(frozen=True, slots=True)
class _Shape:
    """An element of the picture.

    Attributes:
        tag: its name in SVG.
        attributes: where it stands and how it looks.
        text: what it says; empty for a shape.
        whole: the text that it shows only in part.
        tail: less important text behind it, on the same line.
    """

    tag: str
    attributes: tuple[tuple[str, str], ...]
    text: str = ""
    whole: str = ""
    tail: str = ""


class Drawing:
    """A picture in the making.

    Attributes:
        width: of the whole picture, in pixels.
        y: where the next thing can stand.
    """

    def __init__(self, name: Name, width: float = WIDTH) -> None:
        self.width = width
        self.y = MARGIN
        self._prefix = f"chart-{name}-"
        self._shapes: list[_Shape] = []

    def write(self, x: float, y: float, text: str, look: Look, *, anchor: str = "start", tail: str = "") -> None:
        """Write one line of text, with less important text behind it; `y` is the line on which the letters stand."""
        more = {"text-anchor": anchor} if anchor != "start" else {}
        self._add("text", {"x": x, "y": y, **_letters(look), **more}, text, tail=tail)

    def paragraph(
        self, text: str, look: Look = PLAIN, *, left: float = MARGIN, right: float = 0.0, most: int = 20
    ) -> None:
        """Write text below what is there, over several lines where needed.

        Args:
            text: what to write.
            look: how.
            left: where lines begin.
            right: how much room stays free at the right, inside the margin.
            most: how many lines at most; what does not fit ends in three dots.
        """
        room = self.width - MARGIN - right - left
        lines = lines_of(text, room, look.size, most, bold=look.bold)
        whole = " ".join(text.split())
        for line in lines:
            cut = line is lines[-1] and line.endswith(ELLIPSIS) and not whole.endswith(line)
            place = {"x": left, "y": self.y + look.size, **_letters(look)}
            self._add("text", place, line, whole=whole if cut else "")
            self.y += look.line

    def box(self, x: float, y: float, width: float, height: float, fill: str = INK, *, dashed: bool = False) -> None:
        """Draw a bar or an area: filled with a colour, or with a pattern by its name, always with an outline."""
        paint = f"url(#{self._prefix}{fill})" if fill in {STRIPES, THIN} else fill
        place: _Attributes = {"x": x, "y": y, "width": width, "height": height, "fill": paint, "stroke": INK}
        self._add("rect", {**place, **({"stroke-dasharray": "5 3"} if dashed else {})})

    def path(self, points: Sequence[tuple[float, float]], *, stroke: str = RULE, thick: float = 1.0) -> None:
        """Draw a line through points."""
        road = "M" + " ".join(f"{_number(x)} {_number(y)}" for x, y in points)
        self._add("path", {"d": road, "fill": "none", "stroke": stroke, "stroke-width": thick})

    def shape(self, points: Sequence[tuple[float, float]], fill: str = INK) -> None:
        """Draw a closed shape through points."""
        road = "M" + " ".join(f"{_number(x)} {_number(y)}" for x, y in points) + "Z"
        self._add("path", {"d": road, "fill": fill, "stroke": INK})

    def disc(self, x: float, y: float, radius: float, *, full: bool) -> None:
        """Draw a full disc, or an open ring."""
        place: _Attributes = {"cx": x, "cy": y, "r": radius, "stroke": INK, "stroke-width": 2}
        self._add("circle", {**place, "fill": INK if full else PAPER})

    def to_svg(self, title: str, alt: str, language: Language) -> str:
        """Give the text of an SVG file; what people typed is only ever text in it."""
        return _template().render(
            title=title,
            alt=alt,
            language=language,
            prefix=self._prefix,
            shapes=self._shapes,
            # What stands behind a text on its line looks the same everywhere.
            tail={**_letters(SMALL), "font-weight": "normal", "dx": TAIL},
            width=_number(self.width),
            height=_number(self.y + MARGIN),
        )

    def _add(self, tag: str, attributes: _Attributes, text: str = "", *, whole: str = "", tail: str = "") -> None:
        shown = tuple((name, value if isinstance(value, str) else _number(value)) for name, value in attributes.items())
        self._shapes.append(_Shape(tag, shown, text, whole, tail))


def fits(text: str, room: float, look: Look = PLAIN) -> bool:
    """Tell whether a text stands on one line in so much room."""
    return width_of(text, look.size, bold=look.bold) <= room


def _letters(look: Look) -> _Attributes:
    return {"font-size": look.size, "fill": look.fill, **({"font-weight": "bold"} if look.bold else {})}


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@cache
def _template() -> Template:
    folder = Path(__file__).parent
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("chart.svg.j2")
