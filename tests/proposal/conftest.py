"""A call, a plan in which everything is in order (tests spoil one thing at a time), and readers of documents."""

import io
from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import docx
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

import knowledge.calls
from knowledge.calls import Call, load_call
from knowledge.proposal.drafting import render_docx, render_html, render_markdown
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Line, Organisation, Partner, Period

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def today() -> date:
    return TODAY


@pytest.fixture(scope="session")
def call() -> Call:
    return load_call(Path(knowledge.calls.__file__).parent / "calls" / "maassluis-betrokken-stad.yml")


@pytest.fixture(scope="session")
def plan() -> Proposal:
    return Proposal(
        call_code="maassluis-betrokken-stad",
        title="Samen aan tafel in Sluispolder",
        organisation=Organisation(name="Stichting Buurtkracht", type="welzijn", legal_person=True),
        partners=(
            Partner(
                name="Stichting Buurtkracht",
                type="welzijn",
                role="lead",
                state="asks",
                brings=("beroepskrachten", "penvoering"),
            ),
            Partner(
                name="Bewonersgroep De Vliet",
                type="bewoners",
                state="accepted",
                brings=("vrijwilligers", "ervaringskennis"),
            ),
            Partner(name="Bakkerij Het Hoekje", type="bedrijf", state="accepted", brings=("locatie",)),
        ),
        areas=("Sluispolder",),
        themes=("eenzaamheid",),
        target_groups=("ouderen",),
        goal="Minder ouderen voelen zich alleen.",
        problem="Veel ouderen eten elke dag alleen. Zij kennen hun buren niet.",
        evidence=("Gesprekken met 40 bewoners in oktober",),
        existing="Er is een koffieochtend in de kerk.",
        reach_n=1200,
        reach_how="Wij bellen aan bij mensen thuis.",
        resident_roles=("meegedacht", "voert_uit"),
        support="Op een avond waren 35 bewoners.",
        period=Period(start=date(2027, 9, 1), end=date(2028, 6, 30)),
        activities=(
            Activity(
                name="Samen eten",
                owner="Bewonersgroep De Vliet",
                start=date(2027, 9, 15),
                end=date(2028, 6, 15),
                cost_cents=640_000,
                output="Elke week een maaltijd voor 30 mensen",
            ),
            Activity(
                name="Huisbezoeken",
                owner="Stichting Buurtkracht",
                start=date(2027, 9, 1),
                end=date(2028, 3, 1),
                cost_cents=875_050,
                output="120 bezoeken",
            ),
        ),
        costs=(Line(text="Folders en posters", cents=45_000),),
        income=(
            Income(text="Gemeente Maassluis", kind="requested", cents=1_200_000),
            Income(text="Stichting Buurtkracht", kind="own_money", status="promised", cents=360_050),
        ),
        results=("In juni 2028 eten 60 ouderen elke week samen",),
        sustain="Bewoners koken daarna zelf.",
        made_on=TODAY,
    )


def docx_texts(content: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(content))
    cells = [
        paragraph.text
        for table in document.tables
        for row in table.rows
        for cell in row.cells
        for paragraph in cell.paragraphs
    ]
    return [paragraph.text for paragraph in document.paragraphs] + cells


class Page(HTMLParser):
    """All text of a page per element, the headings, the ways of tables, and what must not be there."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = [""]
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data


def html_page(html: str) -> Page:
    parser = Page()
    parser.feed(html)
    parser.close()
    return parser


def markdown_texts(text: str) -> list[str]:
    """The text of every block as a reader of the rendered Markdown sees it."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [shown(token.children or []) for token in tokens if token.type == "inline"]


def shown(children: list[Token]) -> str:
    breaks = {"hardbreak": "\n", "softbreak": " ", "html_inline": "\n"}  # the only HTML we write is <br>
    return "".join(breaks.get(child.type, child.content) for child in children)


READ = SimpleNamespace(docx=docx_texts, page=html_page, markdown=markdown_texts, shown=shown)

RENDER: dict[str, Callable[[Proposal, Call], list[str]]] = {
    "markdown": lambda p, call: markdown_texts(render_markdown(p, call)),
    "html": lambda p, call: html_page(render_html(p, call)).texts,
    "docx": lambda p, call: docx_texts(render_docx(p, call)),
}


@pytest.fixture(scope="session")
def read() -> SimpleNamespace:
    """Readers of documents: `docx`, `page` and `markdown` give what people see, `shown` one Markdown block."""
    return READ


@pytest.fixture(params=RENDER.values(), ids=RENDER.keys())
def texts_of(request: pytest.FixtureRequest) -> Callable[[Proposal, Call], list[str]]:
    """The texts that people see in each kind of document."""
    return request.param
