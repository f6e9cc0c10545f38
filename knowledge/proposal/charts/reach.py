"""The picture of reach: how many people take part in each activity, and in the plan as a whole."""

from collections.abc import Iterator
from dataclasses import replace

from knowledge.calls import Call
from knowledge.format import number
from knowledge.proposal.charts.bars import Bar, draw_bar
from knowledge.proposal.charts.chart import Chart
from knowledge.proposal.charts.drawing import HEADING, SMALL, STRIPES, Drawing
from knowledge.proposal.charts.words import alt_of, name_of, words
from knowledge.proposal.model import Proposal


def chart(p: Proposal, _call: Call) -> Chart | None:
    """Draw how many people take part; None as long as that is known of no activity."""
    known = [activity.reach_n for activity in p.activities if activity.reach_n is not None]
    if not known:
        return None
    t, drawing = words(p.language), Drawing("reach")
    title, alt = t["reach_title"], _alt(p, max(known))
    bars, most = tuple(_bars(p)), max(*known, p.reach_n or 0)
    drawing.paragraph(title, HEADING)
    drawing.y += 6
    for bar in bars:
        who = t["who"].format(name=bar.note) if bar.note else ""
        draw_bar(drawing, replace(bar, note=who), most)
    if len(known) > 1:
        drawing.paragraph(t["reach_note"], SMALL)
    columns = tuple(t[f"reach_{name}"] for name in ("what", "who", "count"))
    rows = tuple((bar.label, bar.note, bar.value) for bar in bars)
    svg = drawing.to_svg(title, alt, p.language)
    return Chart("reach", title, alt, svg, columns, rows, amounts=columns[-1:])


def _bars(p: Proposal) -> Iterator[Bar]:
    t = words(p.language)
    whole = t["reach_unknown"] if p.reach_n is None else number(p.reach_n, p.language)
    yield Bar(t["whole_plan"], whole, p.reach_n, total=True, fill=STRIPES)
    for activity in p.activities:
        count = activity.reach_n
        value = t["reach_unknown"] if count is None else number(count, p.language)
        owner = " ".join(activity.owner.split()) or t["no_owner"]
        yield Bar(name_of(activity.name, p.language), value, count, note=owner)


def _alt(p: Proposal, largest: int) -> str:
    t = words(p.language)
    whole = t["reach_alt_no_plan"]
    if p.reach_n is not None:
        whole = t["reach_alt_plan"].format(count=number(p.reach_n, p.language))
    return alt_of(whole, t["reach_alt_most"].format(count=number(largest, p.language)))
