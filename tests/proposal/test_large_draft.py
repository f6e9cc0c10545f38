"""A large draft, with signs that mean something elsewhere: nothing is lost in any kind of document."""

import io
import zipfile
from typing import Any

import docx
import openpyxl
import pytest
from markdown_it import MarkdownIt

from bot.bench.documents import draft
from knowledge.calls import Call
from knowledge.proposal import drafting
from knowledge.proposal.dossier import plain, render_dossier
from knowledge.proposal.letter import letter, letter_docx, signers
from knowledge.proposal.model import Proposal
from knowledge.proposal.summary import summary
from knowledge.proposal.view import words
from knowledge.proposal.workbook import render_xlsx


@pytest.fixture(scope="module")
def large() -> tuple[Proposal, Call]:
    return draft()


@pytest.fixture(scope="module", params=["nl", "en"])
def shown(request: pytest.FixtureRequest, large: tuple[Proposal, Call]) -> drafting.Shown:
    plan, call = large
    return drafting.show(plan.model_copy(update={"language": request.param}), call)


def words_of(shown: drafting.Shown) -> list[str]:
    """Every text that stands in the blocks of a document; in order."""
    found: list[str] = [text for pair in shown.view.head for text in pair]
    for chapter in shown.chapters:
        found.append(chapter.heading)
        for block in chapter.blocks:
            found += [block.heading, *block.items, *block.columns, *(text for pair in block.facts for text in pair)]
            found += [cell for row in block.rows for cell in row]
            found += [block.text] if block.kind != "picture" else []
    return [text for text in found if text]


def test_it_is_as_large_as_it_should_be(large: tuple[Proposal, Call]) -> None:
    plan, _ = large
    assert (len(plan.partners), len(plan.activities), len(plan.costs)) == (5, 12, 40)
    assert len(plan.problem) > 2900
    assert all(sign in plan.model_dump_json() for sign in ("&", "<b>", "{{7*7}}", "🎉"))


def test_nothing_is_lost_on_the_page(shown: drafting.Shown, read: Any) -> None:
    text = "\n".join(read.page(drafting.html_of(shown)).texts)
    assert [one for one in words_of(shown) if one not in text] == []


def test_nothing_is_lost_in_word(shown: drafting.Shown, read: Any) -> None:
    text = "\n".join(read.docx(drafting.docx_of(shown)))
    assert [one for one in words_of(shown) if one not in text] == []


def test_nothing_is_lost_in_markdown(shown: drafting.Shown, read: Any) -> None:
    text = "\n".join(read.markdown(drafting.markdown_of(shown)))
    pieces = [piece for one in words_of(shown) for piece in one.split("\n\n")]
    assert [one for one in pieces if one not in text] == []


def test_tables_in_markdown_are_tables(shown: drafting.Shown) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(drafting.markdown_of(shown))
    tables = [block for chapter in shown.chapters for block in chapter.blocks if block.rows]
    cells = [len(block.columns) * (len(block.rows) + bool(block.total)) for block in tables]
    assert [sum(token.type == kind for token in tokens) for kind in ("table_open", "td_open", "th_open")] == [
        len(tables), sum(cells), sum(len(block.columns) for block in tables),
    ]  # fmt: skip


def test_a_section_that_is_empty_and_not_asked_is_left_out(large: tuple[Proposal, Call]) -> None:
    plan, call = large
    headings = {chapter.name for chapter in drafting.show(plan, call).chapters}
    bare = plan.model_copy(update={"risks": (), "comms": "", "personal_data": None, "personal_data_how": ""})
    left = {chapter.name for chapter in drafting.show(bare, call).chapters}
    assert headings - left == {"risks", "comms", "personal_data_heading"}
    unasked = call.model_copy(update={"sections": tuple(one for one in call.sections if one.id != "sustain")})
    without = plan.model_copy(update={"sustain": ""})
    assert "sustain" in {chapter.name for chapter in drafting.show(without, call).chapters}
    assert "sustain" not in {chapter.name for chapter in drafting.show(without, unasked).chapters}


def test_costs_are_numbers_and_texts_stay_texts(large: tuple[Proposal, Call]) -> None:
    plan, call = large
    made = render_xlsx(plan, call)
    costs, income, partners, years = openpyxl.load_workbook(io.BytesIO(made)).worksheets
    rows = list(costs.iter_rows(min_row=int(str(costs.freeze_panes)[1:]), max_row=costs.max_row - 1))
    assert [row[0].value for row in rows] == [line.text for line in plan.cost_lines()]
    typed = next(row for row in rows if row[0].value == "=1+1")
    assert typed[0].data_type == "s"
    assert [round(row[6].value * 100) for row in rows] == [line.cents for line in plan.cost_lines()]
    for sheet in (costs, income, partners, years):
        assert sheet["A2"].value == words("nl")["demo"]
        above = sheet.cell(int(str(sheet.freeze_panes)[1:]) - 1, 2)
        assert above.value in words("nl").values()
        heads = [(cell.value, cell.alignment.horizontal) for cell in sheet[above.row]]
        assert heads[-1][1] == "right"
        assert heads[0][1] is None
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert {cell.row for cell in formulas} == {sheet.max_row}
    shown = openpyxl.load_workbook(io.BytesIO(made), data_only=True).worksheets
    assert shown[0].cell(costs.max_row, 7).value == plan.cost_cents / 100
    assert shown[1].cell(income.max_row, 5).value == plan.income_cents / 100
    assert shown[3].cell(years.max_row, 2).value == plan.cost_cents / 100
    assert years["A3"].value == words("nl")["year_note"]
    assert str(partners["A3"].value).startswith("Tegenover een deel van de eigen uren")
    own = sum(one.cents for one in plan.income if one.kind in {"own_money", "own_in_kind"})
    assert shown[2].cell(partners.max_row, 4).value == own / 100
    real = openpyxl.load_workbook(io.BytesIO(render_xlsx(plan, call.model_copy(update={"demo": False}))))
    assert [sheet["A2"].value for sheet in real.worksheets[:2]] == [words("nl")["item"], words("nl")["from_whom"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "{=1}", "http://x.nl", "00123", "＝1"])
def test_any_text_in_the_workbook_is_text(plan: Proposal, call: Call, text: str) -> None:
    line = plan.costs[0].model_copy(update={"text": text, "partner": text})
    made = render_xlsx(plan.model_copy(update={"costs": (line,)}), call)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == text]
    assert len(cells) == 2
    assert {(cell.data_type, cell.hyperlink) for cell in cells} == {("s", None)}


def test_a_letter_says_what_its_organisation_does_brings_and_gets(large: tuple[Proposal, Call]) -> None:
    plan, call = large
    assert [one.name for one in signers(plan)] == [one.name for one in plan.members if one.state != "invited"]
    partner = signers(plan)[1]
    text = str(letter(plan, call, partner))
    own = [one.name for one in plan.activities if one.owner == partner.name]
    assert own
    assert all(name in text for name in own)
    assert all(one in text for one in ("9.000 euro", "3.222,70 euro", partner.name, plan.title, "Handtekening"))
    word = docx.Document(io.BytesIO(letter_docx(plan, call, partner)))
    shown = "\n".join(paragraph.text for paragraph in word.paragraphs)
    items = [item for chapter in letter(plan, call, partner).chapters for item in chapter.blocks[0].items]
    assert [item for item in items if item not in shown] == []
    assert not any(sign in shown for sign in ("{%", "{{ "))


def test_letters_do_not_promise_money_that_is_not_there(plan: Proposal, call: Call) -> None:
    first = plan.partners[0]
    assert "8.750,50 euro" in str(letter(plan, call, first))
    assert "te weinig geld" not in str(letter(plan, call, first))
    poor = plan.model_copy(update={"income": (plan.income[1],)})
    assert "3.600,50 euro" in str(letter(poor, call, first))
    assert "8.750,50 euro" not in str(letter(poor, call, first))
    assert "nog 12.000 euro te weinig geld" in str(letter(poor, call, first))
    assert words("nl")["letter_gets_none"] in str(letter(plan.model_copy(update={"income": ()}), call, first))


def test_the_summary_is_short_and_says_where_the_rest_stands(large: tuple[Proposal, Call]) -> None:
    plan, call = large
    found = summary(plan, call)
    texts = {chapter.name: chapter.blocks[0].text for chapter in found.chapters}
    assert texts["summary"] == plan.summary
    assert texts["problem"].endswith("Lees verder in het plan, bij 'Wat is er aan de hand'.")
    assert len(texts["problem"]) < 400
    assert "nog 4 (zie het plan)" in texts["activities"]


def test_the_summary_says_who_leads_who_did_not_say_yes_and_which_version_it_is(
    large: tuple[Proposal, Call], read: Any
) -> None:
    plan, call = large
    page = drafting.page_of(summary(plan, call), drafting.show(plan, call).properties)
    text = "\n".join(read.page(page).texts)
    whole = dict(drafting.show(plan, call).view.head)
    assert "Lentiz College Maassluis (gevraagd, nog geen antwoord)" in text
    assert "Bakkerij Het Hoekje <vof> en Lentiz" in text
    assert dict(summary(plan, call).head)["Penvoerder"] == "Stichting Buurtkracht Maassluis"
    assert dict(summary(plan, call).head)["Gemaakt door"] == whole["Gemaakt door"]
    assert whole["Versie"] in text
    assert words("nl")["summary_closing"] in text
    assert words("nl")["closing"] not in text
    asked = tuple(one.model_copy(update={"role": "candidate"}) for one in plan.partners[:1])
    names = summary(plan.model_copy(update={"partners": asked}), call)
    assert "(voorgesteld als penvoerder)" in str(names.chapters)
    assert "Penvoerder" not in dict(names.head)


def test_the_dossier_holds_everything_and_is_the_same_twice(large: tuple[Proposal, Call]) -> None:
    plan, call = large
    content = render_dossier(plan, call, [("Afspraken & zo.docx", b"x")])
    assert content == render_dossier(plan, call, [("Afspraken & zo.docx", b"x")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        told = archive.read("lees-mij.txt").decode()
    assert names[:9] == [
        "lees-mij.txt", "plan.pdf", "plan.docx", "plan.html", "plan.md", "plan.json",
        "samenvatting.pdf", "samenvatting.html", "begroting.xlsx",
    ]  # fmt: skip
    assert names[-1] == "afspraken-zo.docx"
    letters = [name for name in names if name.startswith("brieven/")]
    assert len(letters) == 2 * len(signers(plan))
    assert all(name.isascii() and " " not in name for name in names)
    assert all(name in told for name in names[1:9])
    assert words("nl")["demo"] in told


@pytest.mark.parametrize(
    ("name", "safe"), [("Łódź & Café/..\\x", "odz-cafe-x"), ("../../etc", "etc"), ("中文", ""), ("A" * 90, "a" * 50)]
)
def test_names_in_the_dossier_are_safe(name: str, safe: str) -> None:
    assert plain(name) == safe
