"""The documents of an agreement: Markdown, HTML and DOCX, with the same contents.

What people typed is data in all three: nothing in it is read as markup or as a template.
"""

import dataclasses
from pathlib import Path
from typing import Any

from knowledge.agreement.model import Agreement
from knowledge.agreement.view import View, view
from knowledge.calls import Call
from knowledge.format import listing
from knowledge.proposal import drafting
from knowledge.proposal.rendering import Properties, write_docx, write_html, write_markdown

DOCUMENTS = Path(__file__).with_name("documents")
TEMPLATE = DOCUMENTS / "agreement.docx"
_FOLDERS = (DOCUMENTS, drafting.DOCUMENTS)


def render_markdown(agreement: Agreement, call: Call) -> str:
    """Write the agreement as Markdown (CommonMark with tables)."""
    return write_markdown(_FOLDERS, "agreement.md.j2", _context(view(agreement, call)))


def render_html(agreement: Agreement, call: Call) -> str:
    """Write the agreement as one complete page, with its style inside and without scripts."""
    return write_html(_FOLDERS, "agreement.html.j2", _context(view(agreement, call)))


def render_docx(agreement: Agreement, call: Call, template: Path = TEMPLATE) -> bytes:
    """Write the agreement as a Word document.

    Args:
        agreement: the agreement.
        call: the call for which they work together.
        template: a Word file with the fields of the shipped template, in a style of one's own.

    Raises:
        jinja2.exceptions.SecurityError: the template tries to reach what is no part of the agreement.
        jinja2.exceptions.UndefinedError: the template names a field that does not exist.
    """
    shown, plan = view(agreement, call), agreement.plan
    names = listing((party.name for party in agreement.parties), plan.language)
    return write_docx(template, _context(shown), Properties(shown.title, names, plan.language, plan.made_on))


def _context(shown: View) -> dict[str, Any]:
    return {field.name: getattr(shown, field.name) for field in dataclasses.fields(shown)}
