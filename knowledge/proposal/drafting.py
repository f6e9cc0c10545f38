"""The documents of a proposal: Markdown, HTML, DOCX and PDF, with the same contents.

What people typed is data in all of them: nothing in it is read as markup, as a template or as a program.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.calls import Call
from knowledge.proposal.blocks import Chapter, chapters
from knowledge.proposal.charts.chart import Chart
from knowledge.proposal.layout import shown
from knowledge.proposal.model import Proposal
from knowledge.proposal.pdf import write_pdf
from knowledge.proposal.rendering import Properties, write_docx, write_html, write_markdown
from knowledge.proposal.sheet import Sheet
from knowledge.proposal.view import View, view, words

DOCUMENTS = Path(__file__).with_name("documents")
TEMPLATE = DOCUMENTS / "proposal.docx"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the documents of one proposal show, worked out once for all of them.

    Attributes:
        view: its words and numbers.
        charts: its pictures.
        names: what is shown, as `layout.shown` gives it.
        properties: what a file says of itself.
    """

    view: View
    charts: tuple[Chart, ...]
    names: frozenset[str]
    properties: Properties

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The same as sections with blocks."""
        return chapters(self.view, self.charts, self.names)


def show(p: Proposal, call: Call) -> Shown:
    """Work out what the documents of a proposal show.

    Args:
        p: the proposal.
        call: the call that it answers.
    """
    from knowledge.proposal.charts import charts  # noqa: PLC0415 - it loads a large library

    seen, drawn = view(p, call), charts(p, call)
    filled = {field.name for field in dataclasses.fields(seen) if getattr(seen, field.name)}
    requested = p.requested_cents or None
    asked = [one for one in call.sections_for(requested) if call.requires(one, requested)]
    names = shown(filled | ({"charts"} if drawn else set()), asked)
    return Shown(seen, drawn, names, Properties(seen.title, p.organisation.name, p.language, p.made_on))


def render_markdown(p: Proposal, call: Call) -> str:
    """Write the proposal as Markdown (CommonMark with tables); pictures stand there as their description."""
    return markdown_of(show(p, call))


def render_html(p: Proposal, call: Call) -> str:
    """Write the proposal as one complete page, with its style and pictures inside and without scripts."""
    return html_of(show(p, call))


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
    return docx_of(show(p, call), template)


def render_pdf(p: Proposal, call: Call) -> bytes:
    """Write the proposal as a PDF for archives that screen readers can read (PDF/A-3a and PDF/UA-1)."""
    return pdf_of(show(p, call))


def markdown_of(shown: Shown) -> str:
    """Write Markdown."""
    return write_markdown((DOCUMENTS,), "proposal.md.j2", {**_fields(shown.view), "chapters": shown.chapters})


def html_of(shown: Shown) -> str:
    """Write a page."""
    return page_of(_sheet(shown), shown.properties)


def page_of(sheet: Sheet, properties: Properties) -> str:
    """Write any document as a page."""
    values = {field.name: getattr(sheet, field.name) for field in dataclasses.fields(sheet)}
    own = {"language": properties.language, "t": words(properties.language)}
    return write_html((DOCUMENTS,), "proposal.html.j2", {**values, **own})


def docx_of(shown: Shown, template: Path = TEMPLATE) -> bytes:
    """Write a Word document; what may go wrong stands at `render_docx`."""
    values = {**_fields(shown.view), "shown": shown.names}
    return write_docx(template, values, shown.properties, shown.charts)


def pdf_of(shown: Shown, attached: bytes = b"") -> bytes:
    """Write a PDF.

    Args:
        shown: what it shows.
        attached: the same as data (JSON), which goes inside the file.
    """
    return write_pdf(_sheet(shown), shown.properties, attached)


def _sheet(shown: Shown) -> Sheet:
    seen = shown.view
    return Sheet(
        title=seen.title,
        notes=(seen.t["demo"],) if seen.demo else (),
        head=seen.head,
        chapters=shown.chapters,
        closing=seen.t["closing"],
        foot=f"{seen.t['version']}: {seen.version_text}",
    )


def _fields(shown: View) -> dict[str, Any]:
    return {field.name: getattr(shown, field.name) for field in dataclasses.fields(shown)}
