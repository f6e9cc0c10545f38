"""The picture of the planning: a bar for each activity and a mark for each milestone, on an axis of months."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.calls import Call
from knowledge.format import date_text
from knowledge.languages import Language
from knowledge.proposal.charts.axis import Axis, axis
from knowledge.proposal.charts.chart import Chart
from knowledge.proposal.charts.drawing import BOLD, HEADING, INK, MARGIN, SMALL, TAIL, THIN, Drawing
from knowledge.proposal.charts.measure import width_of
from knowledge.proposal.charts.words import alt_of, counted, name_of, words
from knowledge.proposal.model import Proposal

_BAR = 13.0
_LEAST = 4.0
"""The least width of a bar: a single day must be seen too."""
_MARK = 7.0
_MOST_BEFORE_AXIS_AGAIN = 6
"""With more rows than this the months stand at the bottom as well."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One row: the plan as a whole, an activity, or a milestone, which has an end only."""

    kind: Literal["plan", "activity", "milestone"]
    name: str
    owner: str
    start: date | None
    end: date | None


def chart(p: Proposal, _call: Call) -> Chart | None:
    """Draw the planning; None as long as no activity and no milestone has a day."""
    items = tuple(_items(p))
    days = sorted(day for item in items for day in (item.start, item.end) if day)
    if not any(item.start or item.end for item in items if item.kind != "plan"):
        return None
    t, drawing = words(p.language), Drawing("planning")
    title, alt = t["planning_title"], _alt(p, items, days[0], days[-1])
    months = axis(days[0], days[-1], MARGIN, drawing.width - MARGIN)
    drawing.paragraph(title, HEADING)
    drawing.y += 4
    months.draw_names(drawing, p.language)
    for item in items:
        _draw(drawing, item, months, p.language)
    if len(items) > _MOST_BEFORE_AXIS_AGAIN:
        months.draw_names(drawing, p.language)
    if any(item.kind == "milestone" for item in items):
        _diamond(drawing, MARGIN + _MARK, drawing.y + 9)
        drawing.paragraph(t["planning_legend"], SMALL, left=MARGIN + 3 * _MARK)
    columns = tuple(t[f"planning_{name}"] for name in ("what", "who", "start", "end"))
    return Chart("planning", title, alt, drawing.to_svg(title, alt, p.language), columns, tuple(_table(p, items)))


def _items(p: Proposal) -> Iterator[_Item]:
    t = words(p.language)
    if p.period.start or p.period.end:
        lead = p.lead.name if p.lead else ""
        yield _Item("plan", t["whole_plan"], lead, p.period.start, p.period.end)
    for activity in p.activities:
        yield _Item("activity", name_of(activity.name, p.language), activity.owner, activity.start, activity.end)
    for milestone in sorted(p.milestones, key=lambda one: one.day or date.max):
        yield _Item("milestone", name_of(milestone.text, p.language), milestone.owner, None, milestone.day)


def _draw(drawing: Drawing, item: _Item, months: Axis, language: Language) -> None:
    """Write what it is and who sees to it, and draw when it is below that."""
    t = words(language)
    about = ", ".join(filter(None, [_who(item, language), _day(item, language)]))
    together = width_of(item.name, BOLD.size, bold=True) + TAIL + width_of(about, SMALL.size)
    if together <= months.right - months.left:
        drawing.write(MARGIN, drawing.y + BOLD.size, item.name, BOLD, tail=about)
        drawing.y += BOLD.line
    else:
        drawing.paragraph(item.name, BOLD, most=3)
        drawing.paragraph(about, SMALL, most=3)
    note = _note(item)
    if note:
        drawing.paragraph(t[note], SMALL)
    if note in {"planning_no_days", "planning_wrong"}:
        drawing.y += 8
        return
    drawing.y += 4
    months.draw_rail(drawing, drawing.y, _BAR)
    _bar(drawing, item, months)
    drawing.y += _BAR + 10


def _bar(drawing: Drawing, item: _Item, months: Axis) -> None:
    top = drawing.y
    if item.kind == "milestone":
        if item.end:
            _diamond(drawing, months.at(item.end), top + _BAR / 2)
    elif item.start and item.end:
        left, right = months.at(item.start), months.at(item.end, end=True)
        # A bar that is too short to see grows to the side where there is room.
        left = min(left, months.right - _LEAST)
        drawing.box(left, top, max(_LEAST, right - left), _BAR, THIN if item.kind == "plan" else INK)
    elif item.start:
        x = min(months.at(item.start), months.right - _BAR)
        drawing.shape([(x, top), (x + _BAR, top + _BAR / 2), (x, top + _BAR)])
    elif item.end:
        x = max(months.at(item.end, end=True), months.left + _BAR)
        drawing.shape([(x, top), (x - _BAR, top + _BAR / 2), (x, top + _BAR)])


def _diamond(drawing: Drawing, x: float, y: float) -> None:
    drawing.shape([(x, y - _MARK), (x + _MARK, y), (x, y + _MARK), (x - _MARK, y)])


def _note(item: _Item) -> str:
    """Name the words for what is not known about its days; empty when all is."""
    if item.kind == "milestone":
        return "" if item.end else "planning_no_days"
    if item.start and item.end:
        return "planning_wrong" if item.end < item.start else ""
    if item.start:
        return "planning_no_end"
    return "planning_no_start" if item.end else "planning_no_days"


def _who(item: _Item, language: Language) -> str:
    owner = _owner(item, language)
    return words(language)["who"].format(name=owner) if owner else ""


def _day(item: _Item, language: Language) -> str:
    return date_text(item.end, language) if item.kind == "milestone" and item.end else ""


def _owner(item: _Item, language: Language) -> str:
    owner = " ".join(item.owner.split())
    return owner or ("" if item.kind == "plan" else words(language)["no_owner"])


def _alt(p: Proposal, items: tuple[_Item, ...], start: date, end: date) -> str:
    t = words(p.language)
    count = {kind: sum(item.kind == kind for item in items) for kind in ("activity", "milestone")}
    both = {f"{kind}_count": counted(kind, number, p.language) for kind, number in count.items()}
    without = sum(_note(item) == "planning_no_days" for item in items)
    return alt_of(
        t["planning_alt" if count["milestone"] else "planning_alt_activities"].format(
            start=date_text(start, p.language), end=date_text(end, p.language), **both
        ),
        t["planning_alt_open"].format(count=without) if without else "",
    )


def _table(p: Proposal, items: tuple[_Item, ...]) -> Iterator[tuple[str, ...]]:
    t = words(p.language)
    for item in items:
        start, end = (date_text(day, p.language) if day else "" for day in (item.start, item.end))
        name = t["planning_milestone"].format(text=item.name) if item.kind == "milestone" else item.name
        yield name, _owner(item, p.language), start, end
