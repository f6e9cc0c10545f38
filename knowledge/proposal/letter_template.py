"""Makes the Word template of a letter of intent, `documents/letter.docx`, as that of a proposal is made."""

from pathlib import Path
from typing import Final

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.shared import Cm, Pt

from knowledge.proposal.template_parts import add_fact, add_footer_text, add_properties, add_tag
from knowledge.proposal.template_style import set_style

_WIDTH: Final = Cm(17)


def build() -> Word:
    """Make the template."""
    word = Document()
    set_style(word)
    line = word.styles.add_style("Plan line", WD_STYLE_TYPE.PARAGRAPH)
    line.base_style = word.styles["Normal"]
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(12), Pt(10)
    line.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _head(word)
    _chapters(word)
    _sign(word)
    add_footer_text(word, "{{ foot }}, {{ t.page }} ")
    add_properties(word)
    return word


def _head(word: Word) -> None:
    word.add_paragraph("{{ title }}", "Heading 1")
    add_tag(word, "for note in notes")
    word.add_paragraph("{{ note }}", "Plan example")
    add_tag(word, "endfor")
    add_tag(word, "for label, value in head")
    add_fact(word, "{{ label }}", "value")
    add_tag(word, "endfor")


def _chapters(word: Word) -> None:
    add_tag(word, "for chapter in chapters")
    word.add_paragraph("{{ chapter.heading }}", "Heading 2")
    add_tag(word, "for block in chapter.blocks")
    add_tag(word, "if block.text")
    word.add_paragraph("{{ block.text }}")
    add_tag(word, "endif")
    add_tag(word, "for item in block.items")
    word.add_paragraph("{{ item }}", "List Bullet")
    add_tag(word, "endfor")
    add_tag(word, "endfor")
    add_tag(word, "endfor")


def _sign(word: Word) -> None:
    add_tag(word, "for label in sign")
    word.add_paragraph(style="Plan line").add_run("{{ label }}: ", "Plan label")
    word.paragraphs[-1].add_run("\t")
    word.paragraphs[-1].paragraph_format.keep_with_next = True
    add_tag(word, "endfor")
    word.add_paragraph("{{ closing }}").paragraph_format.space_before = Pt(18)


if __name__ == "__main__":
    build().save(str(Path(__file__).with_name("documents") / "letter.docx"))
