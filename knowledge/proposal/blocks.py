"""The same document as a row of sections with blocks, for the kinds of documents that need nothing else.

Word templates name the fields of the view one by one, so that people can move them; web pages, Markdown and PDF walk
through these blocks.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from knowledge.proposal.charts.chart import Chart
from knowledge.proposal.layout import LAYOUT, Column, Part
from knowledge.proposal.view import View

BlockKind = Literal["text", "facts", "items", "table", "note", "strong", "picture"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block; an empty text in it says that it is not filled in yet.

    Attributes:
        name: the field of the view that it shows.
        heading: stands above it; empty for none.
        text: of a text, a note or strong words; of a picture its description.
        facts: label and value.
        items: of a list.
        columns, widths, rows: of a table; the widths are shares.
        total: the sum of the last column; empty for none.
        amounts: for each column whether it holds amounts, which stand on the right; as long as `columns`.
        svg: of a picture; its data follow as a table.
        anchor: the name of the nearest heading, for links inside the document.
    """

    name: str
    kind: BlockKind
    heading: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    total: str = ""
    amounts: tuple[bool, ...] = ()
    svg: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with its heading; `name` is fit for a link inside the document."""

    name: str
    heading: str
    blocks: tuple[Block, ...]


def chapters(view: View, charts: Collection[Chart], shown: Collection[str]) -> tuple[Chapter, ...]:
    """Give the sections of a document that are shown."""
    found = []
    for section in LAYOUT:
        blocks = _joined(block for part in section.parts for block in _blocks(part, view, charts, shown))
        anchored = tuple(
            replace(block, anchor=f"{section.name}-{number}" if block.heading else section.name)
            for number, block in enumerate(blocks, start=1)
        )
        if anchored:
            found.append(Chapter(section.name, view.t[section.name], anchored))
    return tuple(found)


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    """Put facts that follow each other into one list."""
    last: Block | None = None
    for block in blocks:
        if last and last.kind == block.kind == "facts":
            last = replace(last, facts=(*last.facts, *block.facts))
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _blocks(part: Part, view: View, charts: Collection[Chart], shown: Collection[str]) -> Iterator[Block]:
    if part.kind == "pictures":
        yield from map(picture, charts)
    elif part.kind == "findings":
        yield from _findings(view)
    elif any(name in shown for name in part.names):
        yield _block(part, view, view.t[part.name] if part.heading else "")


def _block(part: Part, view: View, heading: str) -> Block:
    value: Any = getattr(view, part.name)
    match part.kind:
        case "facts":
            return Block(part.name, "facts", heading, facts=((view.t[part.name], value),))
        case "items":
            return Block(part.name, "items", heading, items=value)
        case "table":
            return Block(
                part.name,
                "table",
                heading,
                columns=tuple(view.t[column.name] for column in part.columns),
                widths=tuple(column.width for column in part.columns),
                rows=tuple(_cells(row, part.columns) for row in value),
                total=getattr(view, part.total, ""),
                amounts=tuple(column.amount for column in part.columns),
            )
        case "note" | "strong":
            return Block(part.name, part.kind, heading, text=value)
    return Block(part.name, "text", heading, text=value)


def _cells(row: object, columns: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(getattr(row, column.field) for column in columns)


def _findings(view: View) -> Iterator[Block]:
    for group in view.points:
        yield Block("points", "items", group.heading, items=group.sentences)
    if not view.points:
        yield Block("points", "note", text=view.t["nothing_open"])


def picture(chart: Chart) -> Block:
    """A picture, with its description and its data as a table."""
    rows = tuple(tuple(cell or "-" for cell in row) for row in chart.rows)
    return Block(
        f"chart-{chart.name}",
        "picture",
        chart.title,
        chart.alt,
        columns=chart.columns,
        widths=(1.0,) * len(chart.columns),
        rows=rows,
        amounts=tuple(name in chart.amounts for name in chart.columns),
        svg=chart.svg,
    )
