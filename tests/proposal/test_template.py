"""Word templates: the shipped one, restyled ones, and bad ones."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from knowledge.calls import Call
from knowledge.proposal import letter, letter_template
from knowledge.proposal.drafting import TEMPLATE, render_docx
from knowledge.proposal.model import Proposal
from knowledge.proposal.template import build


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def own_template(folder: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    path = folder / "own.docx"
    document.save(str(path))
    return path


def test_the_shipped_template_is_what_the_program_makes() -> None:
    made = io.BytesIO()
    build().save(made)
    assert parts(TEMPLATE.read_bytes()) == parts(made.getvalue())


def test_the_shipped_letter_is_what_the_program_makes() -> None:
    made = io.BytesIO()
    letter_template.build().save(made)
    assert parts(letter.TEMPLATE.read_bytes()) == parts(made.getvalue())


def test_a_template_of_ones_own_is_filled_in(tmp_path: Path, plan: Proposal, call: Call) -> None:
    template = own_template(
        tmp_path, "{{ title }}: {{ cost_total }}", "{%p for row in partners %}", "{{ row.name }}", "{%p endfor %}"
    )
    document = docx.Document(io.BytesIO(render_docx(plan, call, template)))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts == [f"{plan.title}: 15.600,50 euro", *(partner.name for partner in plan.partners)]


@pytest.mark.parametrize(
    "attack",
    [
        "{{ title.__class__.__mro__ }}",
        "{{ partners.__class__.__base__.__subclasses__() }}",
        "{{ (title|attr('format')).__globals__ }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        "{{ '{0.__class__.__init__.__globals__}'.format(title) }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ range(10000000) }}",
    ],
)
@pytest.mark.parametrize("where", ["body", "footer", "title"])
def test_a_template_cannot_run_code(tmp_path: Path, plan: Proposal, call: Call, attack: str, where: str) -> None:
    document = docx.Document()
    if where == "body":
        document.add_paragraph(attack)
    elif where == "footer":
        document.sections[0].footer.paragraphs[0].text = attack
    else:
        document.core_properties.title = attack
    path = tmp_path / "bad.docx"
    document.save(str(path))
    with pytest.raises((SecurityError, OverflowError)):
        render_docx(plan, call, path)


def test_an_attack_in_an_answer_is_only_text(tmp_path: Path, call: Call) -> None:
    attack = "{{ cycler.__init__.__globals__.os.popen('id').read() }}"
    content = render_docx(Proposal(title=attack), call, own_template(tmp_path, "{{ title }}"))
    document = docx.Document(io.BytesIO(content))
    assert [paragraph.text for paragraph in document.paragraphs] == [attack]


def test_a_field_that_does_not_exist_is_named(tmp_path: Path, plan: Proposal, call: Call) -> None:
    with pytest.raises(UndefinedError, match="tittle"):
        render_docx(plan, call, own_template(tmp_path, "{{ tittle }}"))
