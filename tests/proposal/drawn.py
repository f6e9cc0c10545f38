"""What somebody sees in a picture: its texts with their places, read from the SVG."""

import re
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree as ET

from knowledge.proposal.charts import Chart
from knowledge.proposal.charts.measure import width_of

SVG = "{http://www.w3.org/2000/svg}"
TAGS = {"svg", "title", "desc", "defs", "pattern", "rect", "g", "text", "tspan", "path", "circle"}
"""All that a picture is made of: nothing that runs, links or loads."""


class Place(NamedTuple):
    """A rectangle; all numbers are pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Place") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Words:
    """A line of text as it is drawn."""

    text: str
    place: Place
    fill: str


class Drawn:
    """A picture, read again."""

    def __init__(self, chart: Chart) -> None:
        self.root = ET.fromstring(chart.svg)  # noqa: S314  our own
        self.tags = [element.tag.removeprefix(SVG) for element in self.root.iter()]
        self.width, self.height = (float(self.root.attrib[name]) for name in ("width", "height"))
        self.lines = [line for element in self.root.iter(f"{SVG}text") for line in _lines(element)]
        self.titles = [element.text or "" for element in self.root.iter(f"{SVG}title")]

    @property
    def everything(self) -> str:
        """All text that is drawn, and all whole names of what is drawn in part; white space is left out."""
        return squeezed("".join([*(line.text for line in self.lines), *self.titles]))

    def places(self, tag: str) -> list[Place]:
        """The places of all rectangles, or of all discs."""
        found = []
        for element in self.root.iter(SVG + tag):
            values = {name: float(value) for name, value in element.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
            if tag == "circle":
                x, y, radius = values["cx"], values["cy"], values["r"]
                found.append(Place(x - radius, y - radius, x + radius, y + radius))
            elif "x" in values:
                x, y = values["x"], values["y"]
                found.append(Place(x, y, x + values["width"], y + values["height"]))
        return found


def _lines(element: ET.Element) -> list[Words]:
    at, size, bold = float(element.attrib["x"]), float(element.attrib["font-size"]), "font-weight" in element.attrib
    y, text = float(element.attrib["y"]), element.text or ""
    width = width_of(text, size, bold=bold)
    left = at - width if element.attrib.get("text-anchor") == "end" else at
    lines = [Words(text, _place(left, y, width, size), element.attrib["fill"])]
    for tail in element:
        small, more = float(tail.attrib["font-size"]), tail.text or ""
        left += width + float(tail.attrib["dx"])
        lines.append(Words(more, _place(left, y, width_of(more, small), small), tail.attrib["fill"]))
    return lines


def _place(left: float, y: float, width: float, size: float) -> Place:
    return Place(left, y - 0.75 * size, left + width, y + 0.2 * size)


def squeezed(text: str) -> str:
    """A text without white space, as it may be broken over lines anywhere."""
    return "".join(text.split())


def contrast(one: str, other: str) -> float:
    """How well two colours differ, as WCAG 2 counts it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
