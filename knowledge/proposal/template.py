"""Makes the Word template of a proposal, `documents/proposal.docx`; see `documents/README.md`.

The template is made by a program so that its accessibility can be read and tested: real headings, table
headers that repeat, a language, and no borders on paragraphs (they break PDF/UA when the file becomes a PDF).
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from knowledge.proposal.template_style import set_style


def build() -> Word:
    """Make the template."""
    word = Document()
    set_style(word)
    _head(word)
    _coalition(word)
    _reason(word)
    _activities(word)
    _money(word)
    _end(word)
    _footer(word)
    moment = datetime(2026, 1, 1, tzinfo=UTC)  # fixed, so that building twice gives the same file
    properties = word.core_properties
    properties.title, properties.author, properties.comments = "", "", ""
    properties.created = properties.modified = moment
    return word


def _head(word: Word) -> None:
    word.add_paragraph("{{ title }}", "Heading 1")
    _when(word, "demo")
    word.add_paragraph("{{ t.demo }}", "Plan example")
    _tag(word, "endif")
    _tag(word, "for label, value in head")
    _fact(word, "{{ label }}", "value")
    _tag(word, "endfor")


def _coalition(word: Word) -> None:
    _heading(word, "coalition")
    _when(word, "partners")
    columns = (("who", 3.7), ("type", 3.7), ("role", 2.4), ("brings", 4.2), ("state", 3.0))
    table = _table(word, columns)
    _rows(table, "partners", ("{{ row.name }}", "?row.type", "{{ row.role }}", "?row.brings", "{{ row.state }}"))
    for flag in ("lead", "suggested"):
        _when(word, f"has_{flag}")
        # The note keeps a little distance from the table above it.
        word.add_paragraph(f"{{{{ t.{flag}_note }}}}").paragraph_format.space_before = Pt(6)
        _tag(word, "endif")
    _else_empty(word)


def _reason(word: Word) -> None:
    _heading(word, "problem")
    _text(word, "problem")
    _heading(word, "evidence", 3)
    _items(word, "evidence")
    for name in ("existing", "goal"):
        _heading(word, name)
        _text(word, name)
    _heading(word, "reach_heading")
    for name in ("target_groups", "reach"):
        _fact(word, f"{{{{ t.{name} }}}}", name)
    _heading(word, "reach_how", 3)
    _text(word, "reach_how")
    _heading(word, "residents")
    _fact(word, "{{ t.resident_roles }}", "resident_roles")
    _heading(word, "support", 3)
    _text(word, "support")


def _activities(word: Word) -> None:
    _heading(word, "activities")
    _when(word, "activities")
    columns = (("activity", 3.7), ("owner", 3.2), ("when", 3.8), ("output", 3.7), ("cost", 2.6))
    cells = ("{{ row.name }}", "?row.owner", "?row.when", "?row.output", "?row.cost")
    _rows(_table(word, columns), "activities", cells, amount=True)
    _else_empty(word)
    _heading(word, "planning")
    _fact(word, "{{ t.period }}", "period")
    _when(word, "moments")
    _rows(_table(word, (("when", 4.5), ("what", 12.5))), "moments", ("{{ row.when }}", "{{ row.what }}"))
    _tag(word, "endif")


def _money(word: Word) -> None:
    _heading(word, "money")
    _heading(word, "costs", 3)
    _when(word, "costs")
    costs = _table(word, (("item", 8.3), ("activity", 5.2), ("amount", 3.5)))
    _rows(costs, "costs", ("{{ row.text }}", "{{ row.part }}", "{{ row.amount }}"), amount=True)
    _total(costs, "{{ cost_total }}")
    _else_empty(word)
    _heading(word, "income", 3)
    _when(word, "income")
    income = _table(word, (("from_whom", 5.8), ("kind", 4.5), ("status", 3.2), ("amount", 3.5)))
    _rows(income, "income", ("?row.text", "{{ row.kind }}", "?row.status", "{{ row.amount }}"), amount=True)
    _total(income, "{{ income_total }}")
    _else_empty(word)
    _when(word, "balance")
    word.add_paragraph().add_run("{{ balance }}", "Plan label")
    word.paragraphs[-1].paragraph_format.space_before = Pt(6)
    _tag(word, "endif")


def _end(word: Word) -> None:
    _heading(word, "results")
    _items(word, "results")
    _heading(word, "sustain")
    _text(word, "sustain")
    _heading(word, "open")
    _when(word, "wanted")
    word.add_paragraph("{{ wanted }}")
    _tag(word, "endif")
    _tag(word, "for group in points")
    word.add_paragraph("{{ group.heading }}", "Heading 3")
    _items(word, "group.sentences")
    _tag(word, "else")
    word.add_paragraph("{{ t.nothing_open }}")
    _tag(word, "endfor")
    closing = word.add_paragraph("{{ t.closing }}")
    closing.paragraph_format.space_before = Pt(18)


def _footer(word: Word) -> None:
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.add_run("{{ t.version }}: {{ t.concept }}, {{ t.page }} ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 - python-docx has no fields of its own


def _heading(word: Word, name: str, level: int = 2) -> None:
    word.add_paragraph(f"{{{{ t.{name} }}}}", f"Heading {level}")


def _tag(word: Word, tag: str) -> None:
    """A tag that takes a paragraph of its own; docxtpl removes that paragraph."""
    word.add_paragraph(f"{{%p {tag} %}}")


def _when(word: Word, name: str) -> None:
    _tag(word, f"if {name}")


def _else_empty(word: Word) -> None:
    _tag(word, "else")
    word.add_paragraph().add_run("{{ t.empty }}", "Plan empty")
    _tag(word, "endif")


def _text(word: Word, name: str) -> None:
    _optional(word.add_paragraph(), name)


def _fact(word: Word, label: str, name: str) -> None:
    paragraph = word.add_paragraph(style="Plan fact")
    paragraph.add_run(f"{label}: ", "Plan label")
    _optional(paragraph, name)


def _items(word: Word, name: str) -> None:
    _when(word, name)
    _tag(word, f"for item in {name}")
    word.add_paragraph("{{ item }}", "List Bullet")
    _tag(word, "endfor")
    _else_empty(word)


def _optional(paragraph: Paragraph, name: str) -> None:
    """A value, or the words for an empty part: two runs, of which the second one begins after the "else"."""
    paragraph.add_run(f"{{% if {name} %}}{{{{ {name} }}}}{{% else %}}")
    paragraph.add_run("{{ t.empty }}{% endif %}", "Plan empty")


def _table(word: Word, columns: Sequence[tuple[str, float]]) -> Table:
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


def _rows(table: Table, name: str, values: Sequence[str], *, amount: bool = False) -> None:
    """One row per item; a value that begins with "?" may be empty; `amount`: the last column is money."""
    _fill(_new_row(table)[0], f"{{%tr for row in {name} %}}")
    cells = _new_row(table)
    for cell, value in zip(cells, values, strict=True):
        _fill(cell, value)
    _fill(_new_row(table)[0], "{%tr endfor %}")
    if amount:
        for cell in (table.rows[0].cells[-1], cells[-1]):
            cell.paragraphs[0].style = "Plan amount"
        # A total alone on the next page says nothing.
        cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def _total(table: Table, value: str) -> None:
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
        _optional(paragraph, value[1:])
    else:
        paragraph.add_run(value)


if __name__ == "__main__":
    build().save(str(Path(__file__).with_name("documents") / "proposal.docx"))
