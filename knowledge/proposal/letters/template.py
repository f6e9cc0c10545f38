"""Makes the Word template of an answer letter, `documents/letter.docx`, as that of a proposal is made."""

from pathlib import Path

from docx import Document
from docx.document import Document as Word

from knowledge.proposal.template_parts import add_footer, add_properties, add_tag, add_when
from knowledge.proposal.template_style import set_style


def build() -> Word:
    """Make the template."""
    word = Document()
    set_style(word)
    word.add_paragraph("{{ title }}", "Heading 1")
    word.add_paragraph("{{ t.intro }}")
    add_tag(word, "for label, value in head")
    word.add_paragraph("{{ label }}: {{ value }}", "Plan fact")
    add_tag(word, "endfor")
    word.add_paragraph("{{ t.signs }}")
    add_tag(word, "for one in sections")
    word.add_paragraph("{{ one.title }}", "Heading 2")
    _answered(word)
    _different(word)
    add_tag(word, "endfor")
    word.add_paragraph("{{ t.closing }}")
    add_footer(word, "version_shown")
    add_properties(word)
    return word


def _answered(word: Word) -> None:
    add_tag(word, "for each in one.answered")
    word.add_paragraph("{{ each.label }}", "Heading 3")
    word.add_paragraph("{{ each.question }}")
    add_when(word, "each.done")
    word.add_paragraph("{{ t.done }}", "Heading 3")
    word.add_paragraph("{{ each.done }}")
    add_tag(word, "endif")
    add_tag(word, "endfor")


def _different(word: Word) -> None:
    word.add_paragraph("{{ t.difference }}", "Heading 3")
    add_when(word, "one.different")
    add_tag(word, "for each in one.different")
    word.add_paragraph("{{ each.title }}: {{ each.text }}", "List Bullet")
    add_tag(word, "endfor")
    add_tag(word, "else")
    word.add_paragraph("{{ t.no_difference }}")
    add_tag(word, "endif")


if __name__ == "__main__":
    build().save(str(Path(__file__).with_name("documents") / "letter.docx"))
