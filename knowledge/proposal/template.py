"""Makes the Word template of a proposal, `documents/proposal.docx`; see `documents/README.md`.

The template is made by a program so that its accessibility can be read and tested: real headings, table
headers that repeat, a language, and no borders on paragraphs (they break PDF/UA when the file becomes a PDF).
"""

from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.shared import Pt

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
    add_footer(word)
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


def _coalition(word: Word) -> None:
    add_heading(word, "coalition")
    add_when(word, "partners")
    columns = (("who", 3.7), ("type", 3.7), ("role", 2.4), ("brings", 4.2), ("state", 3.0))
    table = add_table(word, columns)
    add_rows(table, "partners", ("{{ row.name }}", "?row.type", "{{ row.role }}", "?row.brings", "{{ row.state }}"))
    for flag in ("lead", "suggested"):
        add_when(word, f"has_{flag}")
        # The note keeps a little distance from the table above it.
        word.add_paragraph(f"{{{{ t.{flag}_note }}}}").paragraph_format.space_before = Pt(6)
        add_tag(word, "endif")
    add_else_empty(word)


def _reason(word: Word) -> None:
    add_heading(word, "problem")
    add_text(word, "problem")
    add_heading(word, "evidence", 3)
    add_items(word, "evidence")
    for name in ("existing", "goal"):
        add_heading(word, name)
        add_text(word, name)
    add_heading(word, "reach_heading")
    for name in ("target_groups", "reach"):
        add_fact(word, f"{{{{ t.{name} }}}}", name)
    add_heading(word, "reach_how", 3)
    add_text(word, "reach_how")
    add_heading(word, "residents")
    add_fact(word, "{{ t.resident_roles }}", "resident_roles")
    add_heading(word, "support", 3)
    add_text(word, "support")


def _activities(word: Word) -> None:
    add_heading(word, "activities")
    add_when(word, "activities")
    columns = (("activity", 3.7), ("owner", 3.2), ("when", 3.8), ("output", 3.7), ("cost", 2.6))
    cells = ("{{ row.name }}", "?row.owner", "?row.when", "?row.output", "?row.cost")
    add_rows(add_table(word, columns), "activities", cells, amount=True)
    add_else_empty(word)
    add_heading(word, "planning")
    add_fact(word, "{{ t.period }}", "period")
    add_when(word, "moments")
    add_rows(add_table(word, (("when", 4.5), ("what", 12.5))), "moments", ("{{ row.when }}", "{{ row.what }}"))
    add_tag(word, "endif")


def _money(word: Word) -> None:
    add_heading(word, "money")
    add_heading(word, "costs", 3)
    add_when(word, "costs")
    costs = add_table(word, (("item", 8.3), ("activity", 5.2), ("amount", 3.5)))
    add_rows(costs, "costs", ("{{ row.text }}", "{{ row.part }}", "{{ row.amount }}"), amount=True)
    add_total(costs, "{{ cost_total }}")
    add_else_empty(word)
    add_heading(word, "income", 3)
    add_when(word, "income")
    income = add_table(word, (("from_whom", 5.8), ("kind", 4.5), ("status", 3.2), ("amount", 3.5)))
    add_rows(income, "income", ("?row.text", "{{ row.kind }}", "?row.status", "{{ row.amount }}"), amount=True)
    add_total(income, "{{ income_total }}")
    add_else_empty(word)
    add_when(word, "balance")
    word.add_paragraph().add_run("{{ balance }}", "Plan label")
    word.paragraphs[-1].paragraph_format.space_before = Pt(6)
    add_tag(word, "endif")


def _end(word: Word) -> None:
    add_heading(word, "results")
    add_items(word, "results")
    add_heading(word, "sustain")
    add_text(word, "sustain")
    add_heading(word, "open")
    add_when(word, "wanted")
    word.add_paragraph("{{ wanted }}")
    add_tag(word, "endif")
    add_tag(word, "for group in points")
    word.add_paragraph("{{ group.heading }}", "Heading 3")
    add_items(word, "group.sentences")
    add_tag(word, "else")
    word.add_paragraph("{{ t.nothing_open }}")
    add_tag(word, "endfor")
    closing = word.add_paragraph("{{ t.closing }}")
    closing.paragraph_format.space_before = Pt(18)


if __name__ == "__main__":
    build().save(str(Path(__file__).with_name("documents") / "proposal.docx"))
