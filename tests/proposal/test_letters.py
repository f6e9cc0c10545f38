"""The answer letter: what was asked, what was done, what is different; what people typed stays data."""

import io
import zipfile
from datetime import date

import docx
import pytest

from knowledge.proposal.letters.drafting import TEMPLATE, render_docx, render_html, render_markdown
from knowledge.proposal.letters.model import Answered, Letter, section_of
from knowledge.proposal.letters.template import build
from knowledge.proposal.model import Proposal

OLD = Proposal(title="Samen", goal="Over een jaar kennen 100 ouderen een buur.", problem="Veel mensen zijn alleen.")
NEW = OLD.model_copy(update={"goal": "Over een jaar kennen 120 ouderen een <b>buur</b> & meer."})


def letter(**fields: object) -> Letter:
    goal = [Answered("Hoe meet u dat? {{ 7 * 7 }}", "", "Wij vragen *het* <i>iedereen</i>.")]
    return Letter(
        **{  # type: ignore[arg-type] # as given
            "language": "nl",
            "title": "Samen",
            "call_title": "De Betrokken Stad",
            "receipt": "2026-0001",
            "before": 1,
            "after": 3,
            "made_on": date(2026, 12, 1),
            "organisation": "De Linde",
            "sections": (
                section_of("goal", goal, (OLD, NEW), "nl"),
                section_of("problem", [Answered("", "De Kade", "")], (OLD, NEW), "nl"),
            ),
            **fields,
        }
    )


def test_it_says_per_part_what_was_asked_done_and_different() -> None:
    text = render_markdown(letter())
    assert "Nummer van het ontvangstbewijs: 2026-0001" in text
    assert "van versie 1 naar versie 3" in text
    assert text.index("## Wat er moet veranderen") < text.index("Hoe meet u dat") < text.index("Gedaan")
    assert r"\[- 100 -\] \[+ 120 +\]" in text or "[- 100 -] [+ 120 +]" in text
    assert "Gevraagd aan De Kade" in text
    assert "U vroeg om dit onderdeel aan te passen." in text
    assert "Hier staat niets anders." in text
    assert "Mensen van de gemeente lezen het en beslissen." in text


def test_in_all_forms_and_languages_words_of_people_stay_words() -> None:
    page = render_html(letter(language="en"))
    assert "<del>[- 100 -]</del>" in page
    assert "<ins>[+ 120 +]</ins>" in page
    assert "&lt;i&gt;iedereen&lt;/i&gt;" in page
    assert "<i>" not in page
    assert "{{ 7 * 7 }}" in page
    assert '<html lang="en">' in page
    document = docx.Document(io.BytesIO(render_docx(letter())))
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Hoe meet u dat? {{ 7 * 7 }}" in words
    assert "[- 100 -] [+ 120 +]" in words
    assert "<b>buur</b> & meer" in words.replace("[+ ", "").replace(" +]", "")


def test_a_part_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        section_of("nothing", [], (OLD, NEW), "nl")


def test_the_shipped_template_is_what_the_program_makes() -> None:
    made = io.BytesIO()
    build().save(made)
    shipped, new = (zipfile.ZipFile(io.BytesIO(one)) for one in (TEMPLATE.read_bytes(), made.getvalue()))
    assert shipped.namelist() == new.namelist()
    assert all(shipped.read(name) == new.read(name) for name in new.namelist())
