"""The documents of an answer letter: Markdown, HTML and DOCX, with the same contents.

What people typed is data in all three: nothing in it is read as markup or as a template.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pydantic import RootModel

from knowledge.content import read_model
from knowledge.format import date_text
from knowledge.languages import Language, Texts
from knowledge.proposal import drafting
from knowledge.proposal.comparing import html, marked
from knowledge.proposal.letters.model import Answered, Letter, LetterSection
from knowledge.proposal.rendering import Properties, write_docx, write_html, write_markdown

DOCUMENTS = Path(__file__).with_name("documents")
TEMPLATE = DOCUMENTS / "letter.docx"
_FOLDERS = (DOCUMENTS, drafting.DOCUMENTS)


class _Words(RootModel[Mapping[str, Texts]]):
    """The file texts.yml."""


def render_markdown(letter: Letter) -> str:
    """Write the letter as Markdown (CommonMark)."""
    return write_markdown(_FOLDERS, "letter.md.j2", _shown(letter))


def render_html(letter: Letter) -> str:
    """Write the letter as one complete page, with its style inside and without scripts."""
    return write_html(_FOLDERS, "letter.html.j2", _shown(letter))


def render_docx(letter: Letter, template: Path = TEMPLATE) -> bytes:
    """Write the letter as a Word document.

    Args:
        letter: the letter.
        template: a Word file with the fields of the shipped template, in a style of one's own.

    Raises:
        jinja2.exceptions.SecurityError: the template tries to reach what is no part of the letter.
        jinja2.exceptions.UndefinedError: the template names a field that does not exist.
    """
    shown = _shown(letter)
    return write_docx(template, shown, Properties(shown["title"], letter.organisation, letter.language, letter.made_on))


@cache
def words(language: Language) -> Mapping[str, str]:
    """The fixed words of the letter in one language."""
    texts = read_model(Path(__file__).with_name("texts.yml"), _Words)
    return {name: text[language] for name, text in texts.root.items()}


def _shown(letter: Letter) -> dict[str, Any]:
    """Give everything that a document shows, as text."""
    t = words(letter.language)
    return {
        "language": letter.language,
        "t": t,
        "title": t["title"].format(title=letter.title or t["no_title"]),
        "head": [
            (t["sender"], letter.organisation),
            (t["call"], letter.call_title),
            (t["receipt"], letter.receipt),
            (t["versions"], t["from_to"].format(before=letter.before, after=letter.after)),
            (t["date"], date_text(letter.made_on, letter.language) if letter.made_on else ""),
        ],
        "version_shown": str(letter.after),
        "sections": [_section(one, t) for one in letter.sections],
    }


def _section(one: LetterSection, t: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": one.title,
        "answered": [_answered(each, t) for each in one.answered],
        "different": [
            {
                "title": each.title,
                "text": marked(each.pieces),
                "html": Markup(html(each.pieces)),  # noqa: S704 - escaped there
            }
            for each in one.different
        ],
    }


def _answered(one: Answered, t: Mapping[str, str]) -> dict[str, str]:
    return {
        "label": t["asked_of"].format(name=one.concerns) if one.concerns else t["asked"],
        "question": one.question or t["opened"],
        "done": one.done or ("" if not one.question else t["nothing_said"]),
    }
