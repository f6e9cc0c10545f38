"""Text of people comes out exactly as they typed it, in each kind of document."""

import re
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from knowledge.calls import Call
from knowledge.proposal import markdown
from knowledge.proposal.drafting import render_docx
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Line, Organisation, Partner, clean

NASTY = [
    "{{7*7}} {% for x in y %} {# weg #} {{ ''.__class__ }}",
    "{_{ 7*7 }_} {_% if x %_}",
    "<b>vet</b> <script>alert(1)</script> &amp; & < > \"'",
    "emoji 🎉👩‍👩‍👧 é ñ 中文 عربى",
    "regel een\nregel twee\n\nregel vier\n\n\n\nregel acht",
    "  ingesprongen\n    vier spaties\n\ttab aan\thet begin  ",
    "# kop\n- punt\n+ punt\n1. een\n2) twee\n> citaat\n---\n===\n***\n```\ncode\n```\n~~~",
    "*vet* _schuin_ `code` [link](http://x.nl) ![beeld](y) <http://z.nl> ~~weg~~ a|b \\ \\| $x$ [^1]",
    "| a | b |\n| --- | --- |\n| 1 | 2 |",
    "%a %(x)s {0} ${HOME} \\n \\u0041 &#65; C# #",
    "x" * 3000,
    "Drieduizend tekens. " * 150,
]


def nasty_plan(text: str) -> Proposal:
    """A plan in which every answer in words is the same text."""
    return Proposal(
        title=text,
        call_title=text,
        organisation=Organisation(name=text, type="welzijn"),
        partners=(Partner(name=text, note=text, role="lead", state="asks"),),
        areas=(text,),
        goal=text,
        problem=text,
        evidence=(text, text),
        existing=text,
        reach_how=text,
        support=text,
        activities=(Activity(name=text, owner=text, output=text, start=date(2027, 9, 1), cost_cents=100),),
        costs=(Line(text=text, cents=200, activity=text), Line(text=f"{text}2", cents=1)),
        income=(Income(text=text, kind="fund", cents=300),),
        results=(text,),
        sustain=text,
    )


EXPECTED = 20
"""How often at least the text of `nasty_plan` stands in a document (the rules quote it now and then as well)."""


@pytest.mark.parametrize("text", NASTY)
def test_documents_show_text_exactly(
    texts_of: Callable[[Proposal, Call], list[str]],
    request: pytest.FixtureRequest,
    call: Call,
    text: str,
) -> None:
    text = str(clean(text))
    # An empty line makes two paragraphs in Markdown; elsewhere the text stays in one.
    in_markdown = "markdown" in request.node.callspec.id
    pieces = re.split(r"(?<!\n)\n\n(?!\n)", text) if in_markdown else [text]
    texts = texts_of(nasty_plan(text), call)
    for piece in pieces:
        assert sum(piece in found for found in texts) >= EXPECTED


PARAGRAPH = {"paragraph_open", "inline", "paragraph_close"}
markup = st.text(alphabet=st.sampled_from("ab1 \n\t#*_`~-+=:.)(|<>[]!&;\\$\"'{}%xé\u00a0"), max_size=40)


@settings(max_examples=500)
@given(st.one_of(markup, st.text()))
def test_any_text_in_markdown_stays_that_text(read: SimpleNamespace, text: str) -> None:
    text = str(clean(text))
    written = str(markdown.escaped(text))
    assert {token.type for token in MarkdownIt("commonmark").enable("table").parse(written)} <= PARAGRAPH
    assert "\n\n".join(read.markdown(written)) == text


@settings(max_examples=300)
@given(markup)
def test_any_text_in_a_markdown_cell_stays_that_text(read: SimpleNamespace, text: str) -> None:
    text = str(clean(text))
    written = f"| a | b |\n| --- | --- |\n| {markdown.cell(text)} | einde |\n"
    assert read.markdown(written)[2:] == [text, "einde"]


@settings(max_examples=300)
@given(st.lists(markup.map(clean).filter(bool), min_size=1, max_size=3))
def test_any_texts_in_a_markdown_list_stay_items(read: SimpleNamespace, texts: list[str]) -> None:
    written = "\n".join(f"- {markdown.item(text)}" for text in texts)
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    assert sum(token.type == "list_item_open" for token in tokens) == len(texts)
    assert "\n\n".join(read.markdown(written)) == "\n\n".join(texts)


@settings(max_examples=25, deadline=None)
@given(text=st.text(st.sampled_from("ab{}_%#&<>\"'\n\t é🎉\a\f\x00"), max_size=40).map(clean).filter(bool))
def test_any_text_in_word_stays_that_text(call: Call, read: SimpleNamespace, text: str) -> None:
    assert text in read.docx(render_docx(Proposal(problem=text), call))
