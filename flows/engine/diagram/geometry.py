"""What a layout is made of: sizes, places, arrows and the lines that they follow. All lengths are in pixels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Size = tuple[float, float]
Point = tuple[float, float]
Side = Literal["left", "ahead", "right"]
"""Where an arrow runs: to the next row, or along a lane beside all boxes (back on the left, onwards on the right)."""

SPACE = 30
"""Between two boxes of a row."""
TRACK = 12
"""Between two parallel lines."""
STEM = 18
"""From a box to the labels below it."""
ARROW = 14
"""Room for the head of an arrow."""


@dataclass(frozen=True, slots=True)
class Link:
    """An arrow to lay out; the label is as large as its text, or nothing."""

    source: str
    target: str
    label: Size = (0, 0)


@dataclass(frozen=True, slots=True)
class Box:
    """A place: its left upper corner, and how large it is."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Halfway its width."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything stands.

    Attributes:
        boxes: by name.
        labels: of the links that have one, by the link's place in the list.
        roads: the corners of each link, from its tail to its head.
    """

    boxes: Mapping[str, Box]
    labels: Mapping[int, Box]
    roads: Sequence[Sequence[Point]]
