"""Pictures in a Word document, each with a description for who cannot see it and with its data as a table."""

import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu
from docx.text.paragraph import Paragraph
from markupsafe import escape

from knowledge.proposal.charts.chart import Chart

PLACE: Final = "Plan pictures"
"""The style of the paragraph that the pictures replace."""

_WIDTH: Final = Cm(12.5)
_HIGHEST: Final = Cm(21)
"""A picture is never higher than a page with its heading."""
_TABLE_TWIPS: Final = 9638
"""17 cm, in twentieths of a point."""
_PIXELS: Final = 720
_W: Final = nsdecls("w")


def place_charts(word: Document, charts: Iterable[Chart]) -> None:
    """Put the pictures where the document has a place for them; a document without that place gets none."""
    styles = _style_ids(word)
    if PLACE not in styles:
        return
    places = word.element.body.xpath(f'./w:p[w:pPr/w:pStyle/@w:val="{styles[PLACE]}"]')
    if not places:
        return
    for chart in charts:
        _place(word, places[0], chart, styles)
    word.element.body.remove(places[0])


def _style_ids(word: Document) -> dict[str, str]:
    """Give the ids of the styles by their names; python-docx looks each up anew, which is slow in a large table."""
    styles = word.styles.element.findall(qn("w:style"))
    return {style.find(qn("w:name")).get(qn("w:val")): style.get(qn("w:styleId")) for style in styles}


def _place(word: Document, place: Any, chart: Chart, styles: dict[str, str]) -> None:
    from knowledge.proposal.charts import png  # noqa: PLC0415 - it loads a large library

    heading = styles.get("heading 3") or styles.get("Heading 3", "")
    place.addprevious(parse_xml(_paragraph(chart.title, heading, "<w:keepNext/>", _W)))
    holder = parse_xml(_paragraph("", "", "<w:keepNext/>", _W))
    place.addprevious(holder)
    run = Paragraph(holder, word._body).add_run()  # noqa: SLF001 - python-docx puts no picture elsewhere
    drawn = run.add_picture(io.BytesIO(png(chart, _PIXELS)), width=_WIDTH)
    if drawn.height > _HIGHEST:
        drawn.width, drawn.height = Emu(int(drawn.width * _HIGHEST / drawn.height)), _HIGHEST
    # The name is short; the description is what a screen reader says.
    properties = drawn._inline.docPr  # noqa: SLF001 - python-docx has no alt text
    properties.set("title", chart.title[:255])
    properties.set("descr", chart.alt)
    place.addprevious(parse_xml(_table(chart, styles)))
    # Two tables without a paragraph between them would become one.
    place.addprevious(parse_xml(_paragraph("", "", "", _W)))


def _table(chart: Chart, styles: dict[str, str]) -> str:
    width, text = _TABLE_TWIPS // len(chart.columns), styles.get("Plan table text", "")
    looks = [styles.get("Plan amount", text) if name in chart.amounts else text for name in chart.columns]
    head = _row(chart.columns, width, looks, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")
    rows = (_row([value or "-" for value in row], width, looks) for row in chart.rows)
    look, grid = escape(styles.get("Plan table", "")), f'<w:gridCol w:w="{width}"/>' * len(chart.columns)
    return (
        f'<w:tbl {_W}><w:tblPr><w:tblStyle w:val="{look}"/>'
        f'<w:tblW w:w="{_TABLE_TWIPS}" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{''.join(rows)}</w:tbl>"
    )


def _row(values: Sequence[str], width: int, looks: Sequence[str], properties: str = "") -> str:
    cells = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph(value, look)}</w:tc>'
        for value, look in zip(values, looks, strict=True)
    )
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _paragraph(text: str, style: str, properties: str = "", namespaces: str = "") -> str:
    styled = f'<w:pStyle w:val="{escape(style)}"/>' if style else ""
    pieces = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    run = f"<w:r>{'<w:br/>'.join(pieces)}</w:r>" if text else ""
    return f"<w:p {namespaces}><w:pPr>{styled}{properties}</w:pPr>{run}</w:p>"
