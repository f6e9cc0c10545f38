"""Pieces of Word templates: headings, facts, lists and tables, with the tags that fill them in."""

from collections.abc import Sequence
from datetime import UTC, datetime

from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph


def add_properties(word: Word) -> None:
    """Let the file say nothing of itself: that is filled in with the rest."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that building twice gives the same file
    properties = word.core_properties
    properties.title, properties.author, properties.comments = "", "", ""
    properties.created = properties.modified = moment


def add_footer(word: Word, version: str = "t.concept") -> None:
    """The version and the number of the page, at the foot of each page."""
    add_footer_text(word, f"{{{{ t.version }}}}: {{{{ {version} }}}}, {{{{ t.page }}}} ")


def add_footer_text(word: Word, text: str) -> None:
    """A text that ends in the number of the page, at the foot of each page."""
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.add_run(text)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields of its own


def add_heading(word: Word, name: str, level: int = 2) -> None:
    """A heading; its words stand in texts.yml."""
    word.add_paragraph(f"{{{{ t.{name} }}}}", f"Heading {level}")


def add_tag(word: Word, tag: str) -> None:
    """A tag that takes a paragraph of its own; docxtpl removes that paragraph."""
    word.add_paragraph(f"{{%p {tag} %}}")


def add_when(word: Word, name: str) -> None:
    """What follows stands there when this is filled; `add_tag(word, "endif")` ends it."""
    add_tag(word, f"if {name}")


def add_else_empty(word: Word) -> None:
    """End what follows `add_when`: without it, the words for an empty part."""
    add_tag(word, "else")
    word.add_paragraph().add_run("{{ t.empty }}", "Plan empty")
    add_tag(word, "endif")


def add_text(word: Word, name: str) -> None:
    """A text that may be empty."""
    add_optional(word.add_paragraph(), name)


def add_fact(word: Word, label: str, name: str) -> None:
    """A label and a value that may be empty."""
    paragraph = word.add_paragraph(style="Plan fact")
    paragraph.add_run(f"{label}: ", "Plan label")
    add_optional(paragraph, name)


def add_items(word: Word, name: str) -> None:
    """A list of points."""
    add_when(word, name)
    add_tag(word, f"for item in {name}")
    word.add_paragraph("{{ item }}", "List Bullet")
    add_tag(word, "endfor")
    add_else_empty(word)


def add_optional(paragraph: Paragraph, name: str) -> None:
    """A value, or the words for an empty part: two runs, of which the second one begins after the "else"."""
    paragraph.add_run(f"{{% if {name} %}}{{{{ {name} }}}}{{% else %}}")
    paragraph.add_run("{{ t.empty }}{% endif %}", "Plan empty")


def add_table(word: Word, columns: Sequence[tuple[str, float]]) -> Table:
    """A table with its header row; columns are names in texts.yml with widths in cm, 17 cm in all."""
    table: Table = word.add_table(rows=1, cols=len(columns), style="Plan table")
    table.autofit = False
    for column, (_, width) in zip(table.columns, columns, strict=True):
        column.width = Cm(width)
    header = table.rows[0]
    header_properties = header._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no repeated headers
    for mark in ("w:cantSplit", "w:tblHeader"):
        header_properties.append(OxmlElement(mark))
    for cell, (name, _) in zip(header.cells, columns, strict=True):
        _fill(cell, f"{{{{ t.{name} }}}}")
    return table


def add_rows(table: Table, name: str, values: Sequence[str], *, amount: bool | Sequence[bool] = False) -> None:
    """One row per item.

    Args:
        table: with its header row.
        name: of the list that has the items.
        values: one for each column; a value that begins with "?" may be empty.
        amount: whether the last column is money, or for each column whether it is.
    """
    amounts = [*(False for _ in values[1:]), amount] if isinstance(amount, bool) else amount
    _fill(_new_row(table)[0], f"{{%tr for row in {name} %}}")
    cells = _new_row(table)
    for cell, value in zip(cells, values, strict=True):
        _fill(cell, value)
    _fill(_new_row(table)[0], "{%tr endfor %}")
    for head, cell, money in zip(table.rows[0].cells, cells, amounts, strict=True):
        if money:
            head.paragraphs[0].style = cell.paragraphs[0].style = "Plan amount"


def add_total(table: Table, value: str) -> None:
    """A last row with the sum."""
    cells = _new_row(table)
    label = cells[0].merge(cells[-2])
    for cell, text, style in ((label, "{{ t.total }}", "Plan table text"), (cells[-1], value, "Plan amount")):
        cell.paragraphs[0].style = style
        cell.paragraphs[0].add_run(text, "Plan label")


def _new_row(table: Table) -> tuple[_Cell, ...]:
    row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx says no types here
    return row.cells


def _fill(cell: _Cell, value: str) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.style = "Plan table text"
    if value.startswith("?"):
        add_optional(paragraph, value[1:])
    else:
        paragraph.add_run(value)
