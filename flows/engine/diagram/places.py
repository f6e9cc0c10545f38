"""Decides in which row a box stands, how far to the left, and how far down."""

from collections.abc import Mapping, Sequence

from flows.engine.diagram.geometry import ARROW, SPACE, STEM, TRACK, Box, Link, Side, Size

_SIDES: tuple[Side, ...] = ("left", "ahead", "right")


class Places:
    """The places of boxes and labels, and the room between the rows.

    Attributes:
        into: the links to each box, by their place in the list.
        fans: the links out of each box, from left to right.
        row: the row of each box.
        side: where each link runs.
        exit: how far across each link leaves its box or label.
        boxes: the place of each box.
    """

    def __init__(self, sizes: Mapping[str, Size], links: Sequence[Link]) -> None:
        self.links = links
        self._sizes = sizes
        self._order = {name: number for number, name in enumerate(sizes)}
        self.into = {name: [place for place, link in enumerate(links) if link.target == name] for name in sizes}
        self.row = self._find_rows()
        self.side = [self._find_side(link) for link in links]
        self.fans = {name: self._fan(name) for name in sizes}
        self.exit: dict[int, float] = {}
        self._middle: dict[str, float] = {}
        self._rows = self._place_across()
        self._tracks = [self._find_tracks(gap) for gap in range(len(self._rows) + 1)]
        self._gap_top: list[float] = []
        self.boxes: dict[str, Box] = {}
        self._place_down()

    def label(self, place: int) -> Box:
        """Give the place of a link's label, below its box."""
        width, height = self.links[place].label
        return Box(self.exit[place] - width / 2, self.boxes[self.links[place].source].bottom + STEM, width, height)

    def cell(self, name: str) -> tuple[float, float]:
        """Give how far to the left and right a box reaches with its labels."""
        half = self._width(name) / 2
        return self._middle[name] - half, self._middle[name] + half

    def track(self, gap: int, side: Side, target: str) -> float:
        """Give how far down a line across runs in the gap above a row, see `across`."""
        return self._gap_top[gap] + TRACK * (self._tracks[gap].index((side, target)) + 1)

    def across(self, name: str) -> str:
        """Name the line across above a box: arrows without labels from one box to many share the one of that box."""
        first = self.into[name][0] if len(self.into[name]) == 1 else None
        if first is None or self.side[first] != "ahead" or self.links[first].label[0]:
            return name
        return self.links[first].source

    # Rows

    def _leads_back(self, link: Link) -> bool:
        return self._order[link.target] <= self._order[link.source]

    def _find_rows(self) -> dict[str, int]:
        """Put each box below all boxes that lead on to it; one that is only led back to, below the one before it."""
        row: dict[str, int] = {}
        before = -1
        for name in self._sizes:
            into = [self.links[place] for place in self.into[name]]
            above = [row[link.source] for link in into if not self._leads_back(link)]
            before = row[name] = max(above, default=before if into else -1) + 1
        return row

    def _find_side(self, link: Link) -> Side:
        if self._leads_back(link):
            return "left"
        return "ahead" if self.row[link.target] == self.row[link.source] + 1 else "right"

    def _fan(self, name: str) -> list[int]:
        mine = [place for place, link in enumerate(self.links) if link.source == name]
        return sorted(mine, key=lambda place: (_SIDES.index(self.side[place]), self._order[self.links[place].target]))

    # Across

    def _place_across(self) -> list[list[str]]:
        rows: list[list[str]] = [[] for _ in range(max(self.row.values()) + 1)]
        for name, number in self.row.items():
            rows[number].append(name)
        for row in rows:
            self._place_row(row)
        return rows

    def _place_row(self, row: Sequence[str]) -> None:
        """Put boxes below the middle of what leads to them, as far as the others in the row leave room."""
        wished = {name: self._wish(name) for name in row}
        left = min(wished.values()) - max(self._width(name) for name in row)
        for name in sorted(row, key=wished.__getitem__):
            half = self._width(name) / 2
            self._middle[name] = max(wished[name], left + half)
            left = self._middle[name] + half + SPACE
        shift = sum(self._middle[name] - wished[name] for name in row) / len(row)
        for name in row:
            self._middle[name] -= shift
            self._place_exits(name)

    def _wish(self, name: str) -> float:
        near = [self.exit[place] for place in self.into[name] if self.side[place] == "ahead"]
        found = near or [self.exit[place] for place in self.into[name] if self.side[place] == "right"]
        return sum(found) / len(found) if found else 0

    def _place_exits(self, name: str) -> None:
        """Spread the arrows out of a box that have labels; the others leave it together."""
        if not self._has_labels(name):
            self.exit |= dict.fromkeys(self.fans[name], self._middle[name])
            return
        left = self._middle[name] - self._fan_width(name) / 2
        for place in self.fans[name]:
            width = self.links[place].label[0]
            self.exit[place] = left + width / 2
            left += width + TRACK

    def _has_labels(self, name: str) -> bool:
        return any(self.links[place].label[0] for place in self.fans[name])

    def _fan_width(self, name: str) -> float:
        return sum(self.links[place].label[0] + TRACK for place in self.fans[name]) - TRACK

    def _width(self, name: str) -> float:
        return max(self._sizes[name][0], self._fan_width(name))

    # Down

    def _find_tracks(self, gap: int) -> list[tuple[Side, str]]:
        """Give the lines across in the gap above a row: to the lanes, and to each box of the row."""
        out = [
            (self.side[place], link.target)
            for place, link in enumerate(self.links)
            if self.row[link.source] == gap - 1 and self.side[place] != "ahead"
        ]
        row = self._rows[gap] if gap < len(self._rows) else []
        into: list[tuple[Side, str]] = [("ahead", self.across(name)) for name in row if self.into[name]]
        return list(dict.fromkeys([*out, *into]))

    def _place_down(self) -> None:
        y = 0.0
        for row, tracks in zip([*self._rows, []], self._tracks, strict=True):
            self._gap_top.append(y)
            y += TRACK * len(tracks) + ARROW if tracks else 0
            for name in row:
                width, height = self._sizes[name]
                self.boxes[name] = Box(self._middle[name] - width / 2, y, width, height)
            y += max((self._height(name) for name in row), default=0)

    def _height(self, name: str) -> float:
        labels = max((self.links[place].label[1] for place in self.fans[name]), default=0)
        return self._sizes[name][1] + (STEM + labels if labels else 0)
