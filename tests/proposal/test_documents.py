"""The same contents in Markdown, HTML and Word, for readers of every kind."""

import io
import re
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from knowledge.calls import Call
from knowledge.format import euros
from knowledge.proposal.blocks import Block
from knowledge.proposal.drafting import render_docx, render_html, render_markdown, show
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Income, Line, Partner
from knowledge.proposal.rules import check, finding_text
from knowledge.proposal.view import words

Render = Callable[[Proposal, Call], str]


TODAY = date(2026, 11, 23)


def tables(p: Proposal, call: Call) -> list[Block]:
    """The parts of a document that are tables, the data of pictures among them."""
    return [block for chapter in show(p, call).chapters for block in chapter.blocks if block.rows]


@pytest.fixture
def render(texts_of: Callable[[Proposal, Call], list[str]]) -> Render:
    return lambda p, call: "\n".join(texts_of(p, call))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_empty_draft_says_what_is_not_filled_in(render: Render, call: Call, language: Any) -> None:
    text = render(Proposal(language=language), call)
    assert words(language)["untitled"] in text
    # problem, evidence, existing, goal, who, how many, how, roles, support, activities, period, costs, income,
    # results, sustain, coalition, organisation, areas, themes, date
    assert text.count(words(language)["empty"]) == 20


def test_every_part_of_a_plan_is_shown(render: Render, plan: Proposal, call: Call) -> None:
    text = render(plan, call)
    expected = [
        plan.title, plan.problem, *(one.text for one in plan.evidence), plan.existing,
        plan.goal, plan.reach_how, plan.support,
        *(one.text for one in plan.results), plan.sustain, plan.costs[0].text,
        "De Betrokken Stad", "Sluispolder", "1.200",
        "23 november 2026", "1 september 2027 tot en met 30 juni 2028 (10 maanden)", "Ouderen",
        *(activity.name for activity in plan.activities), *(activity.output for activity in plan.activities),
        *(partner.name for partner in plan.partners), *(item.text for item in plan.income),
        *(euros(line.cents, "nl") for line in plan.cost_lines()), *(euros(item.cents, "nl") for item in plan.income),
        euros(plan.cost_cents, "nl"), words("nl")["balance_equal"], words("nl")["closing"],
        *(finding_text(one, "nl") for one in check(plan, call, TODAY)),
    ]  # fmt: skip
    assert [part for part in expected if part not in text] == []
    assert words("nl")["empty"] not in text.replace(words("nl")["demo"], "")


def test_suggested_partners_are_not_shown_as_partners_who_agreed(render: Render, plan: Proposal, call: Call) -> None:
    asked = render(plan, call)
    suggested = plan.partners[1].model_copy(update={"state": "suggested"})
    text = render(plan.model_copy(update={"partners": (plan.partners[0], suggested)}), call)
    assert "voorgesteld, nog niet gevraagd" in text
    assert words("nl")["suggested_note"] in text
    assert words("nl")["suggested_note"] not in asked


def test_who_declined_is_not_in_the_document(render: Render, plan: Proposal, call: Call) -> None:
    declined = Partner(name="Voetbalclub Noord", state="declined")
    text = render(plan.model_copy(update={"partners": (*plan.partners, declined)}), call)
    assert "Voetbalclub Noord" not in text


@pytest.mark.parametrize("language", ["nl", "en"])
def test_examples_are_called_examples(render: Render, plan: Proposal, call: Call, language: Any) -> None:
    note = words(language)["demo"]
    real = call.model_copy(update={"demo": False})
    plan = plan.model_copy(update={"language": language})
    assert note in render(plan, call)
    assert note not in render(plan, real)
    assert note in render(plan.model_copy(update={"demo": True}), real)
    invented = plan.partners[1].model_copy(update={"demo": True})
    assert note in render(plan.model_copy(update={"partners": (plan.partners[0], invented)}), real)


def test_costs_without_a_year_are_said_to_be_divided(render: Render, plan: Proposal, call: Call) -> None:
    note = words("nl")["year_note"]
    dated = tuple(line.model_copy(update={"year": 2027 + number % 2}) for number, line in enumerate(plan.cost_lines()))
    assert note in render(plan, call)
    assert note not in render(plan.model_copy(update={"costs": dated}), call)
    one_year = plan.model_copy(update={"costs": (Line(text="x", cents=1, year=2027),), "activities": ()})
    assert note not in render(one_year, call)


def test_costs_that_nobody_knows_are_no_0_euro(render: Render, plan: Proposal, call: Call) -> None:
    unknown = plan.activities[1].model_copy(update={"cost_cents": None})
    shown = render(plan.model_copy(update={"activities": (plan.activities[0], unknown)}), call)
    free = plan.activities[1].model_copy(update={"cost_cents": 0})
    assert shown.count(words("nl")["empty"]) == 2
    known = render(plan.model_copy(update={"activities": (plan.activities[0], free)}), call)
    assert words("nl")["empty"] not in known
    assert len(re.findall(r"(?<![\d.])0 euro", known)) == len(re.findall(r"(?<![\d.])0 euro", shown)) + 3


def test_help_that_no_cost_stands_against_is_named(render: Render, plan: Proposal, call: Call) -> None:
    gift = Income(text="Zaal", kind="own_in_kind", cents=70_000, partner="Bakkerij Het Hoekje")
    helped = plan.model_copy(update={"income": (*plan.income, gift)})
    assert "staan nog geen kosten: Bakkerij Het Hoekje (700 euro)." in render(helped, call)
    room = Line(text="Huur", cents=70_000, partner="Bakkerij Het Hoekje", kind="room")
    both = helped.model_copy(update={"costs": (*plan.costs, room)})
    assert "staan nog geen kosten" not in render(both, call)


def test_one_day_is_one_day_and_nobody_helps_itself(render: Render, plan: Proposal, call: Call) -> None:
    first = plan.activities[0]
    party = first.model_copy(update={"end": first.start, "helpers": (first.owner, "Bakkerij Het Hoekje")})
    shown = render(plan.model_copy(update={"activities": (party, plan.activities[1])}), call)
    assert "15 september 2027 tot en met" not in shown
    assert f"begin van {first.name}" not in shown
    assert "met hulp van Bakkerij Het Hoekje" in shown
    assert "met hulp van Bewonersgroep" not in shown


def test_every_amount_stands_on_the_right(plan: Proposal, call: Call) -> None:
    found = tables(plan, call)
    for block in found:
        assert len(block.amounts) == len(block.columns)
        euros_in = [
            all(re.fullmatch(r"[\d.,]+ euro", row[at]) for row in block.rows) for at in range(len(block.columns))
        ]
        assert [one for one, money in zip(block.amounts, euros_in, strict=True) if money and not one] == []
    assert [sum(block.amounts) for block in found] == [0, 1, 0, 1, 1, 3, 1, 1, 0, 0, 1]
    document = docx.Document(io.BytesIO(render_docx(plan, call)))
    cells = [cell for table in document.tables for row in table.rows[1:] for cell in row.cells]
    amounts = [cell for cell in cells if re.fullmatch(r"[\d.,]+ euro", cell.text)]
    assert len(amounts) > 20
    assert {str(cell.paragraphs[0].style.name) for cell in amounts if cell.paragraphs[0].style} == {"Plan amount"}


def test_open_points_are_named(render: Render, plan: Proposal, call: Call) -> None:
    spoilt = plan.model_copy(update={"costs": (Line(text="Folders", cents=170_000),), "partners": plan.partners[:2]})
    text = render(spoilt, call)
    assert "Er mist 1.250 euro dekking" in text
    assert "Verschil: 1.250 euro" in text
    assert "brengt het in: Een ruimte (zaal of keuken)." in text
    assert words("nl")["nothing_open"] not in text


def test_the_date_of_the_plan_is_the_day_of_its_rules(plan: Proposal, call: Call) -> None:
    late = plan.model_copy(update={"made_on": date(2027, 12, 1)})
    assert "Dat is te vroeg." in render_markdown(late, call)
    assert "Dat is te vroeg." not in render_markdown(plan.model_copy(update={"made_on": None}), call)


def test_the_same_draft_gives_the_same_page(plan: Proposal, call: Call) -> None:
    assert render_html(plan, call) == render_html(plan, call)
    assert render_markdown(plan, call) == render_markdown(plan, call)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("empty", [True, False])
def test_the_page_is_accessible(read: SimpleNamespace, plan: Proposal, call: Call, language: Any, empty: bool) -> None:
    draft = Proposal(language=language) if empty else plan.model_copy(update={"language": language})
    html = render_html(draft, call)
    tags = read.page(html).tags
    names = [name for name, _ in tags]
    assert html.startswith("<!DOCTYPE html>")
    assert dict(tags)["html"] == {"lang": language}
    assert len(re.findall("<title>", html.split("</head>")[0])) == names.count("main") == names.count("h1") == 1
    levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(attributes.get("scope") in {"col", "row"} for name, attributes in tags if name == "th")
    assert names.count("thead") == names.count("table") == len(tables(draft, call))
    assert names.count("svg") == names.count("figure") == len(show(draft, call).charts)
    identifiers = [attributes["id"] for _, attributes in tags if "id" in attributes]
    labels = [one for _, attributes in tags for one in (attributes.get("aria-labelledby") or "").split()]
    assert len(set(identifiers)) == len(identifiers)
    assert set(labels) <= set(identifiers)
    assert not {"script", "link", "img", "iframe", "foreignobject"} & set(names)


@pytest.mark.parametrize(("language", "locale"), [("nl", "nl-NL"), ("en", "en-GB")])
def test_the_word_file_is_accessible(plan: Proposal, call: Call, language: Any, locale: str) -> None:
    content = render_docx(plan.model_copy(update={"language": language}), call)
    document = docx.Document(io.BytesIO(content))
    assert document.core_properties.title == plan.title
    assert document.core_properties.language == locale
    assert {mark.get(qn("w:val")) for mark in document.styles.element.iter(qn("w:lang"))} == {locale}
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None]
    levels = [int(str(style)[-1]) for style in styles if str(style).startswith("Heading")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    shown = show(plan.model_copy(update={"language": language}), call)
    assert len(document.tables) == len(tables(plan, call))
    assert [(one.get("title"), one.get("descr")) for one in document.element.body.iter(qn("wp:docPr"))] == [
        (chart.title, chart.alt) for chart in shown.charts
    ]
    for table in document.tables:
        assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    bordered = [style for style in document.styles.element.iter(qn("w:pBdr")) if style is not None]
    used = {paragraph.style.style_id for paragraph in document.paragraphs if paragraph.style is not None}
    assert not used & {border.getparent().getparent().get(qn("w:styleId")) for border in bordered}


def test_in_word_a_total_and_the_difference_stay_with_the_rows_above_them(plan: Proposal, call: Call) -> None:
    document = docx.Document(io.BytesIO(render_docx(plan, call)))
    tables_of = {table.rows[0].cells[0].text: table for table in document.tables}
    income, costs = tables_of[words("nl")["from_whom"]], tables_of[words("nl")["item"]]

    def kept(table: Any, at: int) -> bool | None:
        return table.rows[at].cells[0].paragraphs[0].paragraph_format.keep_with_next

    assert [kept(income, at) for at in (-2, -1)] == [True, True]
    assert [kept(costs, at) for at in (-2, -1)] == [True, None]


def test_a_long_title_fits_the_properties(call: Call) -> None:
    content = render_docx(Proposal(title="t" * 3000), call)
    document = docx.Document(io.BytesIO(content))
    assert document.core_properties.title == "t" * 255
    assert document.paragraphs[0].text == "t" * 3000


def test_nothing_of_the_template_is_left(read: SimpleNamespace, plan: Proposal, call: Call) -> None:
    document = docx.Document(io.BytesIO(render_docx(plan, call)))
    footer = "".join(paragraph.text for paragraph in document.sections[0].footer.paragraphs)
    everything = "\n".join([*read.docx(render_docx(plan, call)), footer])
    assert "concept" in footer
    assert not re.search(r"[{}]|%p|%tr", everything)
