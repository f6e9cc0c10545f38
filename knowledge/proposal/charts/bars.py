"""Bars that begin at the same line, each below what it counts and how much."""

from dataclasses import dataclass

from knowledge.proposal.charts.drawing import BOLD, INK, MARGIN, PLAIN, SMALL, THIN, Drawing
from knowledge.proposal.charts.measure import width_of

_BAR, _TOTAL = 12.0, 18.0
"""The height of a bar, and of one that is a total."""
_LEAST = 2.0
"""The least width of a bar that is not empty."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        label: what it counts.
        value: how much, in words.
        amount: how much, in any unit; None draws no bar.
        note: who or what belongs to it.
        total: whether it is a total: bold, and thicker.
        fill: its colour or pattern.
        rest: whether what is missing up to the longest bar is drawn behind it, as an open box.
    """

    label: str
    value: str
    amount: int | None
    note: str = ""
    total: bool = False
    fill: str = INK
    rest: bool = False


def draw_bar(drawing: Drawing, bar: Bar, most: int) -> None:
    """Draw a bar below what is there.

    Args:
        drawing: the picture.
        bar: what to draw.
        most: the amount as long as the whole width.
    """
    look, right = BOLD if bar.total else PLAIN, drawing.width - MARGIN
    room = width_of(bar.value, BOLD.size, bold=True) + 12
    drawing.write(right, drawing.y + BOLD.size, bar.value, BOLD, anchor="end")
    drawing.paragraph(bar.label, look, right=room, most=3)
    if bar.note:
        drawing.paragraph(bar.note, SMALL, most=3)
    if bar.amount is not None:
        drawing.y += 2
        unit, height = (right - MARGIN) / max(1, most), _TOTAL if bar.total else _BAR
        width = max(_LEAST, bar.amount * unit) if bar.amount else 0.0
        drawing.path([(MARGIN, drawing.y - 2), (MARGIN, drawing.y + height + 2)], stroke=INK)
        if width:
            drawing.box(MARGIN, drawing.y, min(width, right - MARGIN), height, bar.fill, dashed=bar.fill == THIN)
        if bar.rest:
            drawing.box(MARGIN + width, drawing.y, max(0.0, right - MARGIN - width), height, THIN, dashed=True)
        drawing.y += height
    drawing.y += 10
