"""The documents of a proposal: Markdown, HTML and DOCX, with the same contents.

What people typed is data in all three: nothing in it is read as markup or as a template.
"""

import dataclasses
from pathlib import Path
from typing import Any

from knowledge.calls import Call
from knowledge.proposal.model import Proposal
from knowledge.proposal.rendering import Properties, write_docx, write_html, write_markdown
from knowledge.proposal.view import View, view

DOCUMENTS = Path(__file__).with_name("documents")
TEMPLATE = DOCUMENTS / "proposal.docx"


def render_markdown(p: Proposal, call: Call) -> str:
    """Write the proposal as Markdown (CommonMark with tables)."""
    return write_markdown((DOCUMENTS,), "proposal.md.j2", _context(view(p, call)))


def render_html(p: Proposal, call: Call) -> str:
    """Write the proposal as one complete page, with its style inside and without scripts."""
    return write_html((DOCUMENTS,), "proposal.html.j2", _context(view(p, call)))


def render_docx(p: Proposal, call: Call, template: Path = TEMPLATE) -> bytes:
    """Write the proposal as a Word document.

    Args:
        p: the proposal.
        call: the call that it answers.
        template: a Word file with the fields of the shipped template, in a style of one's own.

    Raises:
        jinja2.exceptions.SecurityError: the template tries to reach what is no part of the proposal.
        jinja2.exceptions.UndefinedError: the template names a field that does not exist.
    """
    shown = view(p, call)
    return write_docx(template, _context(shown), Properties(shown.title, p.organisation.name, p.language, p.made_on))


def _context(shown: View) -> dict[str, Any]:
    return {field.name: getattr(shown, field.name) for field in dataclasses.fields(shown)}
