"""Makes the Word template of an agreement, `documents/agreement.docx`, as that of a proposal is made."""

from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from knowledge.proposal.template_parts import (
    add_fact,
    add_footer,
    add_properties,
    add_rows,
    add_table,
    add_tag,
    add_when,
)
from knowledge.proposal.template_style import BROWN, set_style

_WIDTH = Cm(17)
_TO_SIGN = Cm(1.6)


def build() -> Word:
    """Make the template."""
    word = Document()
    set_style(word)
    _open_style(word)
    _head(word)
    _tables(word)
    _rules(word)
    _sign(word)
    add_footer(word)
    add_properties(word)
    return word


def _open_style(word: Word) -> None:
    """How a point looks that is still open: its words, and a dotted line to write on."""
    mark = word.styles.add_style("Plan open", WD_STYLE_TYPE.CHARACTER)
    mark.font.bold, mark.font.color.rgb = True, BROWN
    line = word.styles.add_style("Plan line", WD_STYLE_TYPE.PARAGRAPH)
    line.base_style = word.styles["Normal"]
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(8), Pt(10)
    line.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _head(word: Word) -> None:
    word.add_paragraph("{{ title }}", "Heading 1")
    word.add_paragraph("{{ t.warning }}", "Plan example")
    add_when(word, "demo")
    word.add_paragraph("{{ t.demo }}", "Plan example")
    add_tag(word, "endif")
    add_tag(word, "for label, value in head")
    add_fact(word, "{{ label }}", "value")
    add_tag(word, "endfor")
    word.add_paragraph("{{ still_open }}").paragraph_format.space_before = Pt(8)


def _tables(word: Word) -> None:
    _heading(word, "who")
    parties = add_table(word, (("organisation", 7.5), ("type", 5.5), ("role", 4.0)))
    add_rows(parties, "parties", ("{{ row.name }}", "?row.type", "{{ row.role }}"))
    _chapter(word, "who")
    _heading(word, "does")
    add_when(word, "tasks")
    tasks = add_table(word, (("activity", 3.8), ("owner", 3.4), ("helpers", 3.2), ("when", 4.0), ("cost", 2.6)))
    cells = ("{{ row.name }}", "?row.owner", "{{ row.helpers }}", "?row.when", "?row.cost")
    add_rows(tasks, "tasks", cells, amount=True)
    add_tag(word, "endif")
    _chapter(word, "does")
    _heading(word, "brings")
    columns = (("organisation", 3.4), ("brings", 4.5), ("gains", 3.7), ("own_money", 2.5), ("in_kind", 2.9))
    add_rows(
        add_table(word, columns), "gifts", ("{{ row.name }}", *_or_not_named("brings", "gains", "money", "in_kind"))
    )
    _chapter(word, "brings")


def _or_not_named(*names: str) -> Sequence[str]:
    return [
        f"{{% if row.{name} %}}{{{{ row.{name} }}}}{{% else %}}{{{{ t.not_named }}}}{{% endif %}}" for name in names
    ]


def _rules(word: Word) -> None:
    add_tag(word, "for rule in rules")
    _heading(word, "rule")
    _chapter(word, "rule")
    add_tag(word, "endfor")


def _heading(word: Word, chapter: str) -> None:
    word.add_paragraph(f"{{{{ {chapter}.heading }}}}", "Heading 2")


def _chapter(word: Word, chapter: str) -> None:
    add_tag(word, f"for item in {chapter}.said")
    # A paragraph below a table keeps a little distance from it.
    word.add_paragraph("{{ item }}").paragraph_format.space_before = Pt(6)
    add_tag(word, "endfor")
    add_tag(word, f"for item in {chapter}.points")
    word.add_paragraph("{{ item }}", "List Bullet")
    add_tag(word, "endfor")
    add_tag(word, f"for item in {chapter}.open")
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run("{{ t.open }}", "Plan open")
    paragraph.add_run(" {{ item }}")
    word.add_paragraph("\t", "Plan line")
    add_tag(word, "endfor")


def _sign(word: Word) -> None:
    word.add_paragraph("{{ t.sign_heading }}", "Heading 2")
    word.add_paragraph("{{ t.sign }}").paragraph_format.keep_with_next = True
    table = add_table(word, (("organisation", 5.0), ("name", 4.0), ("day", 2.8), ("signature", 5.2)))
    add_rows(table, "parties", ("{{ row.sign }}", "", "", ""))
    row = table.rows[2]
    row.height, row.height_rule = _TO_SIGN, WD_ROW_HEIGHT_RULE.AT_LEAST
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - python-docx cannot say so
    word.add_paragraph("{{ t.closing }}").paragraph_format.space_before = Pt(18)


if __name__ == "__main__":
    build().save(str(Path(__file__).with_name("documents") / "agreement.docx"))
