"""The picture of who brings what: a column for each partner, a row for each capacity; first what the call asks."""

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.calls import Call
from knowledge.languages import Language
from knowledge.proposal.charts.chart import Chart
from knowledge.proposal.charts.drawing import (
    BOLD,
    HEADING,
    INK,
    MARGIN,
    PAPER,
    PLAIN,
    RULE,
    SMALL,
    THIN,
    WIDTH,
    Drawing,
)
from knowledge.proposal.charts.measure import lines_of, width_of
from knowledge.proposal.charts.words import alt_of, counted, name_of, words
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Partner, clean
from knowledge.vocabulary import vocabulary

_LABEL = 210.0
"""The room for the name of a capacity."""
_LEFT = MARGIN + _LABEL + 10
"""Where the columns begin."""
_COLUMNS, _COLUMN = 210.0, 40.0
"""The room for all columns together, and the least for one."""
_RADIUS = 8.0
_PAD = 7.0
"""Above and below the text of a row."""
_SURE = frozenset({"asks", "accepted"})
"""The states of partners who said yes themselves."""


@dataclass(frozen=True, slots=True)
class _Capacity:
    """One row.

    Attributes:
        label: its name.
        wanted: from how many partners the call asks it; 0 when it does not.
        sure, unsure: the places of the partners that bring it, by whether they said yes.
    """

    label: str
    wanted: int
    sure: tuple[int, ...]
    unsure: tuple[int, ...]

    @property
    def asked(self) -> bool:
        """Whether the call asks it."""
        return self.wanted > 0

    @property
    def short(self) -> int:
        """How many more partners the call asks for it."""
        return max(0, self.wanted - len(self.sure) - len(self.unsure))


def chart(p: Proposal, call: Call) -> Chart | None:
    """Draw who brings what; None as long as nobody brings anything."""
    if not any(partner.brings for partner in p.members):
        return None
    t, rows = words(p.language), tuple(_capacities(p, call))
    title, alt = t["partners_title"], _alt(p, rows)
    drawing = Drawing("partners", max(WIDTH, _LEFT + _COLUMN * len(p.members) + MARGIN))
    drawing.paragraph(title, HEADING)
    _names(drawing, p)
    for asked, part in ((True, "partners_asked"), (False, "partners_part_more")):
        if any(row.asked == asked for row in rows):
            drawing.y += _PAD
            drawing.paragraph(t[part], SMALL, right=drawing.width - _LEFT)
            for row in rows:
                if row.asked == asked:
                    _row(drawing, row, len(p.members), p.language)
    _legend(drawing, rows, p.language)
    columns = (t["partners_what"], t["partners_asked"], t["partners_who"])
    return Chart("partners", title, alt, drawing.to_svg(title, alt, p.language), columns, tuple(_table(p, rows)))


def _capacities(p: Proposal, call: Call) -> Iterator[_Capacity]:
    known = [term.id for term in vocabulary().terms("capacity")]
    brought = dict.fromkeys(capacity for partner in p.members for capacity in partner.brings)
    others = [one for one in (*known, *brought) if one in brought]
    for capacity in dict.fromkeys((*call.required_capacities, *others)):
        asked = capacity in call.required_capacities
        bring = [place for place, partner in enumerate(p.members) if capacity in partner.brings]
        sure = tuple(place for place in bring if p.members[place].state in _SURE)
        wanted = call.several.get(capacity, 1) if asked else 0
        label = vocabulary().label("capacity", capacity, p.language) if capacity in known else str(clean(capacity))
        unsure = tuple(place for place in bring if place not in sure)
        yield _Capacity(name_of(label, p.language), wanted, sure, unsure)


def _column(drawing: Drawing, place: int, count: int) -> float:
    """Give the middle of the column of a partner: the first stands at the right, below the name that is on top."""
    column = (drawing.width - MARGIN - _LEFT) / count
    return _LEFT + column * (count - place - 0.5)


def _names(drawing: Drawing, p: Proposal) -> None:
    """Write the names below each other, with a line from each to its column; no line crosses another."""
    drawing.y += _PAD
    ends: list[tuple[float, float]] = []
    for place, partner in enumerate(p.members):
        x, top = _column(drawing, place, len(p.members)), drawing.y
        name = name_of(partner.name, p.language)
        drawing.paragraph(name, BOLD, right=drawing.width - MARGIN - x + 14, most=3)
        lines = lines_of(name, x - 14 - MARGIN, BOLD.size, 3, bold=True)
        after = MARGIN + width_of(lines[-1], BOLD.size, bold=True) + 6
        middle = drawing.y - BOLD.line + BOLD.size * 0.65
        drawing.path([(min(after, x - 8), middle), (x, middle), (x, middle + 4)])
        ends.append((x, middle + 4))
        drawing.y = max(drawing.y, top + BOLD.line) + 4
    for x, y in ends:
        drawing.path([(x, y), (x, drawing.y)])


def _row(drawing: Drawing, row: _Capacity, count: int, language: Language) -> None:
    t, top = words(language), drawing.y
    drawing.path([(MARGIN, top), (drawing.width - MARGIN, top)])
    drawing.y += _PAD
    right = drawing.width - MARGIN - _LABEL - MARGIN
    nobody = not (row.sure or row.unsure)
    drawing.paragraph(row.label, BOLD if row.short else PLAIN, right=right, most=4)
    if row.short and not nobody:
        drawing.paragraph(t["partners_short"].format(count=row.short), BOLD, right=right)
    drawing.y += _PAD
    middle = (top + drawing.y) / 2
    if nobody:
        _gap(drawing, middle, t["partners_missing"])
    for place in range(count):
        if not nobody:
            x = _column(drawing, place, count)
            if place in row.sure or place in row.unsure:
                drawing.disc(x, middle, _RADIUS, full=place in row.sure)
            else:
                drawing.path([(x - 3, middle), (x + 3, middle)])


def _gap(drawing: Drawing, middle: float, text: str) -> None:
    """Mark what nobody brings over all columns: an empty box with a cross and words, which no disc looks like."""
    left, right = _LEFT, drawing.width - MARGIN
    drawing.box(left, middle - 12, right - left, 24, THIN, dashed=True)
    room = width_of(text, BOLD.size, bold=True) + 34
    start = (left + right - room) / 2
    drawing.box(start, middle - 12, room, 24, PAPER)
    _cross(drawing, start + 14, middle)
    drawing.write(start + 26, middle + 5, text, BOLD)


def _cross(drawing: Drawing, x: float, y: float) -> None:
    for way in (1, -1):
        drawing.path([(x - 5, y - 5 * way), (x + 5, y + 5 * way)], stroke=INK, thick=2.5)


def _legend(drawing: Drawing, rows: tuple[_Capacity, ...], language: Language) -> None:
    t = words(language)
    drawing.path([(MARGIN, drawing.y), (drawing.width - MARGIN, drawing.y)], stroke=RULE)
    drawing.y += _PAD
    for kind, used in (("sure", any(row.sure for row in rows)), ("unsure", any(row.unsure for row in rows))):
        if used:
            drawing.disc(MARGIN + _RADIUS, drawing.y + 9, _RADIUS - 2, full=kind == "sure")
            drawing.paragraph(t[f"partners_legend_{kind}"], SMALL, left=MARGIN + 3 * _RADIUS)
    if any(not (row.sure or row.unsure) for row in rows):
        _cross(drawing, MARGIN + _RADIUS, drawing.y + 9)
        drawing.paragraph(t["partners_legend_missing"], SMALL, left=MARGIN + 3 * _RADIUS)


def _alt(p: Proposal, rows: tuple[_Capacity, ...]) -> str:
    t = words(p.language)
    missing = "; ".join(row.label for row in rows if row.short)
    asked = [row for row in rows if row.asked]
    gap = t["partners_alt_full" if all(len(row.sure) >= row.wanted for row in asked) else "partners_alt_unsure"]
    if missing:
        gap = t["partners_alt_missing"].format(labels=missing)
    partners = counted("partner", len(p.members), p.language)
    return alt_of(t["partners_alt"].format(partners=partners), gap if asked else "")


def _table(p: Proposal, rows: tuple[_Capacity, ...]) -> Iterator[tuple[str, ...]]:
    t = words(p.language)
    for row in rows:
        who = [_told(p, place) for place in sorted((*row.sure, *row.unsure))]
        if row.short:
            who.append(t["partners_short"].format(count=row.short) if who else t["partners_nobody_yet"])
        yield row.label, t["partners_yes" if row.asked else "partners_no"], "; ".join(who)
    empty = [_told(p, place) for place, partner in enumerate(p.members) if not partner.brings]
    if empty:
        yield t["partners_nothing"], "", "; ".join(empty)


def _told(p: Proposal, place: int) -> str:
    partner: Partner = p.members[place]
    name = name_of(partner.name, p.language)
    return name if partner.state in _SURE else words(p.language)["partners_unsure"].format(name=name)
