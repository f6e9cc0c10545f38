"""The documents of a proposal: Markdown, HTML and DOCX, with the same contents.

What people typed is data in all three: nothing in it is read as markup or as a template.
"""

import dataclasses
import io
import re
from collections.abc import MutableMapping
from datetime import UTC, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from docx.document import Document
from docx.oxml.ns import qn
from docxtpl.template import DocxTemplate
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from knowledge.calls import Call
from knowledge.languages import Language
from knowledge.proposal import markdown
from knowledge.proposal.model import Proposal
from knowledge.proposal.view import View, view

DOCUMENTS = Path(__file__).with_name("documents")
TEMPLATE = DOCUMENTS / "proposal.docx"

_LOCALES = {"nl": "nl-NL", "en": "en-GB"}
_LONGEST_PROPERTY = 255
"""Office limits the title in a document's properties to this many characters."""

# docxtpl turns these back into template brackets after rendering; here they are text of people.
_DOCXTPL_ESCAPE = re.compile(r"(?<=[{}%])_(?=[{}%])")


class _WordTemplates(SandboxedEnvironment):
    """Where Word templates are filled in: sandboxed, and values are always text.

    It remembers templates once compiled, because compiling is two thirds of the work of a document.
    """

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_word_text)
        self._remembered = lru_cache(maxsize=64)(super().from_string)

    def from_string(
        self,
        source: str | nodes.Template,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002 - the name is Jinja's
        template_class: type[Template] | None = None,
    ) -> Template:
        return self._remembered(source, globals, template_class)  # type: ignore[arg-type] # a class has a hash


def render_markdown(p: Proposal, call: Call) -> str:
    """Write the proposal as Markdown (CommonMark with tables)."""
    return _markdown_templates().get_template("proposal.md.j2").render(_context(view(p, call)))


def render_html(p: Proposal, call: Call) -> str:
    """Write the proposal as one complete page, with its style inside and without scripts."""
    return _html_templates().get_template("proposal.html.j2").render(_context(view(p, call)))


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
    document = DocxTemplate(template)
    # The default environment of docxtpl runs code from a template, and loses "&" and "<" of values.
    document.render(_context(shown), jinja_env=_word_templates())
    # get_docx() would open the template anew.
    _describe(cast("Document", document.docx), shown, p)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@cache
def _word_templates() -> SandboxedEnvironment:
    return _WordTemplates()


@cache
def _html_templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(DOCUMENTS), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )


@cache
def _markdown_templates() -> Environment:
    # Autoescape keeps the result of macros as it is; all other values pass through markdown.escaped.
    environment = Environment(
        loader=FileSystemLoader(DOCUMENTS),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=markdown.escaped,
        keep_trailing_newline=True,
    )
    environment.filters |= {"cell": markdown.cell, "item": markdown.item}
    return environment


def _context(shown: View) -> dict[str, Any]:
    return {field.name: getattr(shown, field.name) for field in dataclasses.fields(shown)}


def _word_text(value: object) -> Markup:
    if isinstance(value, Markup):
        return value
    return Markup(_DOCXTPL_ESCAPE.sub("&#95;", str(escape(value))))  # noqa: S704 - escaped here


def _describe(document: Document, shown: View, p: Proposal) -> None:
    """Set title, language and day, which screen readers and archives read."""
    properties = document.core_properties
    locale = _LOCALES[shown.language]
    properties.title = shown.title[:_LONGEST_PROPERTY]
    properties.language = locale
    properties.author = p.organisation.name[:_LONGEST_PROPERTY]
    if p.made_on:
        properties.created = properties.modified = datetime.combine(p.made_on, time(), UTC)
    _set_language(document, shown.language)


def _set_language(document: Document, language: Language) -> None:
    # Word also marks single words in a template with the language in which they were typed.
    for part in (document.styles.element, document.element):
        for mark in part.iter(qn("w:lang")):
            mark.set(qn("w:val"), _LOCALES[language])
