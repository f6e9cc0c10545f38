"""Makes the Word template of a proposal, `documents/proposal.docx`; see `documents/README.md`.

What stands where is told by `layout.py`. The template is made by a program so that its accessibility can be read and
tested: real headings, table headers that repeat, a language, and no borders on paragraphs (they break PDF/UA when the
file becomes a PDF).
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.shared import Pt

from knowledge.proposal.layout import LAYOUT, Part, Section
from knowledge.proposal.template_parts import (
    add_else_empty,
    add_fact,
    add_footer,
    add_heading,
    add_items,
    add_properties,
    add_rows,
    add_table,
    add_tag,
    add_text,
    add_total,
    add_when,
)
from knowledge.proposal.template_style import set_style
from knowledge.proposal.word_charts import PLACE


def build() -> Word:
    """Make the template."""
    word = Document()
    set_style(word)
    _head(word)
    for section in LAYOUT:
        _section(word, section)
    word.add_paragraph("{{ t.closing }}").paragraph_format.space_before = Pt(18)
    add_footer(word, "version_text")
    add_properties(word)
    return word


def _head(word: Word) -> None:
    word.add_paragraph("{{ title }}", "Heading 1")
    add_when(word, "demo")
    word.add_paragraph("{{ t.demo }}", "Plan example")
    add_tag(word, "endif")
    add_tag(word, "for label, value in head")
    add_fact(word, "{{ label }}", "value")
    add_tag(word, "endfor")


def _section(word: Word, section: Section) -> None:
    add_when(word, f'"section_{section.name}" in shown')
    add_heading(word, section.name)
    for part in section.parts:
        add_when(word, f'"{part.name}" in shown')
        if part.heading:
            add_heading(word, part.name, 3)
        _part(word, part)
        add_tag(word, "endif")
    add_tag(word, "endif")


def _part(word: Word, part: Part) -> None:
    match part.kind:
        case "text":
            add_text(word, part.name)
        case "facts":
            add_fact(word, f"{{{{ t.{part.name} }}}}", part.name)
        case "items":
            add_items(word, part.name)
        case "table":
            _table(word, part)
        case "note":
            # It keeps a little distance from a table above it.
            word.add_paragraph(f"{{{{ {part.name} }}}}").paragraph_format.space_before = Pt(6)
        case "strong":
            word.add_paragraph().add_run(f"{{{{ {part.name} }}}}", "Plan label")
            word.paragraphs[-1].paragraph_format.space_before = Pt(6)
        case "findings":
            _findings(word, part.name)
        case "pictures":
            word.add_paragraph("{{ t.pictures }}", PLACE)


def _table(word: Word, part: Part) -> None:
    add_when(word, part.name)
    table = add_table(word, [(column.name, column.width) for column in part.columns])
    cells = [f"?row.{one.field}" if one.optional else f"{{{{ row.{one.field} }}}}" for one in part.columns]
    add_rows(table, part.name, cells, amount=[column.amount for column in part.columns])
    if part.total:
        add_total(table, f"{{{{ {part.total} }}}}")
    add_else_empty(word)


def _findings(word: Word, name: str) -> None:
    add_tag(word, f"for group in {name}")
    word.add_paragraph("{{ group.heading }}", "Heading 3")
    add_items(word, "group.sentences")
    add_tag(word, "else")
    word.add_paragraph("{{ t.nothing_open }}")
    add_tag(word, "endfor")


if __name__ == "__main__":
    build().save(str(Path(__file__).with_name("documents") / "proposal.docx"))
