"""Pictures of a proposal, each with a description and with the same data as a table.

Four at most: who brings what, the planning, the money, and how many people take part. Each is an SVG file that reads in
black and white; `png` makes a PNG of it.
"""

from knowledge.calls import Call
from knowledge.proposal.charts.chart import NAMES, Chart, Name
from knowledge.proposal.charts.money import chart as money
from knowledge.proposal.charts.partners import chart as partners
from knowledge.proposal.charts.planning import chart as planning
from knowledge.proposal.charts.raster import FONTS, png
from knowledge.proposal.charts.reach import chart as reach
from knowledge.proposal.model import Proposal

__all__ = ["FONTS", "NAMES", "Chart", "Name", "charts", "png"]


def charts(p: Proposal, call: Call) -> tuple[Chart, ...]:
    """Draw the pictures of a proposal for which there are data, in its own language.

    Args:
        p: the proposal; every part of it may be empty.
        call: the call that it answers, for what it asks.
    """
    drawn = (draw(p, call) for draw in (partners, planning, money, reach))
    return tuple(chart for chart in drawn if chart)
