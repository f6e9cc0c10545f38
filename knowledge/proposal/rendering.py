"""Filling in the templates of documents: Markdown, HTML and Word, whatever they are about.

What people typed is data in all three: nothing in it is read as markup or as a template.
"""

import io
import re
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from docx.document import Document
from docx.oxml.ns import qn
from docxtpl.template import DocxTemplate
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, nodes
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from knowledge.languages import Language
from knowledge.proposal import markdown
from knowledge.proposal.archive import repacked
from knowledge.proposal.charts.chart import Chart
from knowledge.proposal.word_charts import place_charts

_LOCALES = {"nl": "nl-NL", "en": "en-GB"}
_LONGEST_PROPERTY = 255
"""Office limits the title in a document's properties to this many characters."""

# docxtpl turns these back into template brackets after rendering; here they are text of people.
_DOCXTPL_ESCAPE = re.compile(r"(?<=[{}%])_(?=[{}%])")


@dataclass(frozen=True, slots=True)
class Properties:
    """What a Word document says of itself, for screen readers and archives.

    Attributes:
        title: its title.
        author: the organisation that made it, or several.
        language: the language of its text.
        made_on: the day of this version.
    """

    title: str
    author: str
    language: Language
    made_on: date | None


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


def write_markdown(folders: tuple[Path, ...], name: str, values: Mapping[str, Any]) -> str:
    """Fill in a Markdown template (CommonMark with tables); it stands in the first folder that has it."""
    return _markdown_templates(folders).get_template(name).render(values)


def write_html(folders: tuple[Path, ...], name: str, values: Mapping[str, Any]) -> str:
    """Fill in a page; it, and what it includes, stands in the first folder that has it."""
    return _html_templates(folders).get_template(name).render(values)


def write_docx(
    template: Path, values: Mapping[str, Any], properties: Properties, charts: Iterable[Chart] = ()
) -> bytes:
    """Fill in a Word template.

    Args:
        template: the Word file.
        values: what its fields show.
        properties: what the document says of itself.
        charts: its pictures; they come where the template has a paragraph in the style "Plan pictures".

    Raises:
        jinja2.exceptions.SecurityError: the template tries to reach what is no part of the values.
        jinja2.exceptions.UndefinedError: the template names a field that does not exist.
    """
    document = DocxTemplate(template)
    # The default environment of docxtpl runs code from a template, and loses "&" and "<" of values.
    document.render(dict(values), jinja_env=_word_templates())
    # get_docx() would open the template anew.
    made = cast("Document", document.docx)
    place_charts(made, charts)
    _keep_totals(made)
    _describe(made, properties)
    target = io.BytesIO()
    document.save(target)
    _let_go(made)
    return repacked(target.getvalue())


@cache
def _word_templates() -> SandboxedEnvironment:
    return _WordTemplates()


@cache
def _html_templates(folders: tuple[Path, ...]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    # Our own drawings, in which every text of people was escaped when they were made.
    environment.filters["drawing"] = Markup
    return environment


@cache
def _markdown_templates(folders: tuple[Path, ...]) -> Environment:
    # Autoescape keeps the result of macros as it is; all other values pass through markdown.escaped.
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=markdown.escaped,
        keep_trailing_newline=True,
    )
    environment.filters |= {"cell": markdown.cell, "item": markdown.item}
    return environment


def _word_text(value: object) -> Markup:
    if isinstance(value, Markup):
        return value
    return Markup(_DOCXTPL_ESCAPE.sub("&#95;", str(escape(value))))  # noqa: S704 - escaped here


def _let_go(document: Document) -> None:
    """Take a document apart that is not used any more.

    Its parts refer to each other in circles. Python comes to such circles late, while the trees of lxml inside them,
    which it does not see, take megabytes: a hundred documents would wait in memory.
    """
    package = document.part.package
    for part in (*package.iter_parts(), package):
        vars(part).clear()


def _keep_totals(document: Document) -> None:
    """Keep a total, and a text that follows it, on the page of the row above it: alone they say nothing."""
    for table in document.element.body.iter(qn("w:tbl")):
        rows = table.findall(qn("w:tr"))
        if len(rows) > 1 and rows[-1].find(f".//{qn('w:gridSpan')}") is not None:
            after = table.getnext()
            followed = after is not None and after.tag == qn("w:p") and not _is_heading(after)
            for row in rows[-2:] if followed else rows[-2:-1]:
                for paragraph in row.iter(qn("w:p")):
                    paragraph.get_or_add_pPr().get_or_add_keepNext()


def _is_heading(paragraph: Any) -> bool:
    return paragraph.style is not None and paragraph.style.startswith("Heading")


def _describe(document: Document, properties: Properties) -> None:
    """Set title, language and day, which screen readers and archives read."""
    core = document.core_properties
    core.title = properties.title[:_LONGEST_PROPERTY]
    core.language = _LOCALES[properties.language]
    core.author = properties.author[:_LONGEST_PROPERTY]
    if properties.made_on:
        core.created = core.modified = datetime.combine(properties.made_on, time(), UTC)
    # Word also marks single words in a template with the language in which they were typed.
    for part in (document.styles.element, document.element):
        for mark in part.iter(qn("w:lang")):
            mark.set(qn("w:val"), _LOCALES[properties.language])
