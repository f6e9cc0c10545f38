"""An axis of months: where a day stands, and which months are named."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from knowledge.languages import Language
from knowledge.proposal.charts.drawing import RULE, SMALL, SOFT, Drawing, fits
from knowledge.proposal.charts.words import words

_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000)
"""How many months may be between two that are named."""
_APART = 40.0
"""The least room between two names, in pixels: a year must fit."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole months from left to right, a part of a month as long as its days.

    Attributes:
        first, last: the months at both ends, counted from the year 0.
        left, right: where it begins and ends, in pixels.
    """

    first: int
    last: int
    left: float
    right: float

    def at(self, day: date, *, end: bool = False) -> float:
        """Give where a day begins, or where it ends."""
        done = (day.day if end else day.day - 1) / monthrange(day.year, day.month)[1]
        return self.left + (_month(day) + done - self.first) * self._month_width

    @property
    def _month_width(self) -> float:
        return (self.right - self.left) / (self.last + 1 - self.first)

    @property
    def _step(self) -> int:
        return next((step for step in _STEPS if step * self._month_width >= _APART), _STEPS[-1])

    def _named(self) -> Iterator[tuple[int, float]]:
        """Give the months that are named, and where they begin."""
        step = self._step
        begin = self.first if step < 12 else self.first + -self.first % step
        for month in range(begin, self.last + 1, step):
            yield month, self.left + (month - self.first) * self._month_width

    def draw_names(self, drawing: Drawing, language: Language) -> None:
        """Write the months, and below them the years, below what is drawn."""
        names, months, shown = words(language)["months"].split(), self._step < 12, None
        top = drawing.y
        for month, x in self._named():
            year, in_year = divmod(month, 12)
            if months and fits(names[in_year], drawing.width - x - 2, SMALL):
                drawing.write(x, top + SMALL.size, names[in_year], SMALL)
            if year != shown and fits(str(year), drawing.width - x - 2, SMALL):
                drawing.write(x, top + SMALL.size + (SMALL.line if months else 0), str(year), SMALL)
            shown = year
        drawing.y += SMALL.line * (2 if months else 1) + 4

    def draw_rail(self, drawing: Drawing, top: float, height: float) -> None:
        """Draw the line on which a bar lies, with a tick at each month that is named."""
        drawing.path([(self.left, top + height), (self.right, top + height)])
        for _, x in self._named():
            drawing.path([(x, top - 2), (x, top + height)], stroke=RULE)
        drawing.path([(self.right, top - 2), (self.right, top + height)], stroke=SOFT)


def axis(start: date, end: date, left: float, right: float) -> Axis:
    """Make the axis of all months from one day to another."""
    return Axis(_month(start), _month(end), left, right)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
