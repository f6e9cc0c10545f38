"""Reading files that people send: the text of good ones, and a sentence for all others."""

import io
import struct
import tracemalloc
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.files import MOST_BYTES, MOST_CHARACTERS, FileRefused, allow, read_text, shown_name
from knowledge.files import word as word_module
from knowledge.languages import LANGUAGES
from tests.word_files import TYPES, WORD, document, outside, paragraph, plan, relations, word

MOST_MEMORY = 200 * 1024**2
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
LOCKED = OLD_WORD + "EncryptedPackage".encode("utf-16-le")
EXTERNAL = "word/_rels/document.xml.rels"


def why(name: str, data: bytes) -> str:
    """Why a file is refused; every refusal can be said in every language."""
    with pytest.raises(FileRefused) as caught:
        read_text(name, data)
    assert all(caught.value.sentence[language].strip() for language in LANGUAGES)
    return caught.value.key


def outcome(name: str, data: bytes) -> str:
    """The text of a file, or why it is refused; anything else that goes wrong makes the test fail."""
    try:
        return read_text(name, data)
    except FileRefused as refusal:
        return refusal.key if refusal.sentence["nl"] else ""


def edited(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def entries(*names: str, comment: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "")
        archive.comment = comment
    return file.getvalue()


def swelling(size: int) -> bytes:
    """A ZIP bomb: a few kilobytes that become this many bytes."""
    return word("", {"word/document.xml": document(paragraph("a" * 1000) * (size // 1000))})


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_encodings_that_people_have(code: str) -> None:
    said = "Café ‘De Kade’ vraagt € 100.\r\nÉén zin.\r\n\r\n\r\n\r\nTwee."
    assert read_text("Plan.TXT", said.encode(code)) == "Café ‘De Kade’ vraagt € 100.\nÉén zin.\n\nTwee."
    assert read_text("plan.md", "# Doel\n- één".encode(code)) == "# Doel\n- één"


def test_big_endian_text_is_read_too() -> None:
    assert read_text("a.txt", b"\xfe\xff" + "één".encode("utf-16-be")) == "één"
    assert read_text("a.txt", "één".encode("utf-32")) == "één"


def test_a_file_of_a_word_processor_is_read_line_by_line() -> None:
    made = docx.Document()
    made.add_heading("Samen aan tafel", 1)
    made.add_paragraph("Veel ouderen & buren zijn alleen.")
    made.add_paragraph("Eten koken", style="List Bullet")
    table = made.add_table(2, 2)
    for cell, words in zip(table._cells, ("Wat", "Wie", "Koken", "Piet"), strict=True):
        cell.text = words
    file = io.BytesIO()
    made.save(file)
    assert read_text("plan.docx", file.getvalue()).splitlines() == [
        "Samen aan tafel",
        "Veel ouderen & buren zijn alleen.",
        "- Eten koken",
        "Wat | Wie",
        "Koken | Piet",
    ]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<w:p><w:r><w:t>een</w:t><w:br/><w:t>twee</w:t><w:tab/><w:t>drie</w:t></w:r></w:p>", "een\ntwee drie"),
        ("<w:p><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr><w:r><w:t>punt</w:t></w:r></w:p>", "- punt"),
        ("<w:p><w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr><w:r><w:t>punt</w:t></w:r></w:p>", "punt"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim</w:t></w:r><w:r><w:t>open</w:t></w:r></w:p>", "open"),
        ("<w:p><w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>open</w:t></w:r></w:p>", "open"),
        (f"<w:del>{paragraph('weg')}</w:del>{paragraph('blijft')}", "blijft"),
        ("<w:p><w:del><w:r><w:delText>weg</w:delText></w:r></w:del><w:r><w:t>blijft</w:t></w:r></w:p>", "blijft"),
        ("<w:p><w:r><w:instrText>HYPERLINK</w:instrText><w:t>link</w:t></w:r></w:p>", "link"),
        (f"<w:tbl><w:tr><w:tc>{paragraph('a')}{paragraph('b')}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>", "a b"),
    ],
)
def test_what_stands_on_the_paper_is_read_and_nothing_else(body: str, text: str) -> None:
    assert read_text("plan.docx", word(body)) == text


def test_the_strict_form_of_the_format_is_read_too() -> None:
    strict = document(paragraph("tekst")).replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert read_text("plan.docx", word("", {"word/document.xml": strict})) == "tekst"


def test_a_text_box_is_read_once() -> None:
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    box = f"<mc:AlternateContent {space}><mc:Choice>{paragraph('kader')}</mc:Choice>"
    box += f"<mc:Fallback>{paragraph('kader')}</mc:Fallback></mc:AlternateContent>"
    assert read_text("plan.docx", word(f"<w:p><w:r>{box}<w:t>tekst</w:t></w:r></w:p>")) == "kader\ntekst"


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("plan.pdf", PDF, "file_pdf"),
        ("plan.docx", PDF, "file_damaged"),
        ("plan.txt", PDF, "file_not_text"),
        ("plan.txt", plan("tekst"), "file_not_text"),
        ("plan.txt", b"tekst\x00tekst", "file_not_text"),
        ("plan.txt", b"\xff\xfe\x00\xd8", "file_not_text"),
        ("plan.doc", OLD_WORD, "file_office"),
        ("plan.docx", OLD_WORD, "file_office"),
        ("plan.docx", LOCKED, "file_locked"),
        ("plan.docm", plan("tekst"), "file_office"),
        ("plan.odt", b"PK\x03\x04", "file_office"),
        ("foto.JPG", b"\xff\xd8\xff", "file_picture"),
        ("plan.exe", b"MZ", "file_other"),
        ("plan", b"tekst", "file_other"),
        ("", b"tekst", "file_other"),
        ("plan.txt", b"", "file_empty"),
        ("plan.docx", b"", "file_empty"),
        ("plan.txt", " \n\u200b - \n".encode(), "file_empty"),
        ("plan.docx", plan(" ", ""), "file_empty"),
        ("plan.txt", b"a" * (MOST_BYTES + 1), "file_large"),
        ("plan.docx", b"PK\x03\x04" + bytes(MOST_BYTES), "file_large"),
        ("plan.txt", b"a " * MOST_CHARACTERS, "file_long"),
        ("plan.docx", plan("a" * (MOST_CHARACTERS + 1)), "file_long"),
        ("plan.docx", plan("tekst")[:-30], "file_damaged"),
        ("plan.docx", plan("tekst")[:200], "file_damaged"),
        ("plan.docx", entries("a.txt"), "file_damaged"),
        ("plan.docx", word("", {"word/document.xml": b"<w:document"}), "file_damaged"),
    ],
)
def test_every_other_file_gets_a_sentence(name: str, data: bytes, key: str) -> None:
    assert why(name, data) == key


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"word/vbaProject.bin": b"macro"}, "file_macros"),
        ({"word/activeX/activeX1.xml": "<a/>"}, "file_macros"),
        ({"[Content_Types].xml": TYPES.format('<Override ContentType="x.macroEnabled.main+xml"/>')}, "file_macros"),
        ({"word/document.xml": document(paragraph("&a;"), '<!DOCTYPE x [<!ENTITY a "b">]>')}, "file_unsafe"),
        ({"word/document.xml": document("", '<!DOCTYPE x SYSTEM "file:///etc/passwd">')}, "file_unsafe"),
        ({"word/document.xml": document(paragraph("a"), "<!DOCTYPE x>").encode("utf-16")}, "file_unsafe"),
        ({"_rels/.rels": "<!DOCTYPE x>" + relations()}, "file_unsafe"),
        ({EXTERNAL: relations(outside("attachedTemplate", "http://x.example/a.dotm"))}, "file_unsafe"),
        ({EXTERNAL: relations(outside("oleObject", r"\\x.example\a"))}, "file_unsafe"),
        ({"word/embeddings/inside.zip": plan("tekst")}, "file_unsafe"),
        ({"word/run.exe": b"MZ"}, "file_unsafe"),
        ({"../../outside.xml": "<a/>"}, "file_unsafe"),
        ({"/etc/passwd": "x"}, "file_unsafe"),
        ({"word/media/white.bmp": bytes(8 * 1024**2)}, "file_unsafe"),
    ],
)
def test_a_word_file_that_could_do_harm_is_refused(more: dict[str, str | bytes], key: str) -> None:
    assert why("plan.docx", word(paragraph("tekst"), more)) == key


@pytest.mark.parametrize(
    "one",
    [
        outside("hyperlink", "https://www.maassluis.nl"),
        outside("image", "https://www.maassluis.nl/logo.png"),
        outside("attachedTemplate", "file:///C:\\Sjablonen\\brief.dotx"),
    ],
)
def test_what_ordinary_documents_point_at_is_no_reason_to_refuse_them(one: str) -> None:
    assert read_text("plan.docx", word(paragraph("tekst"), {EXTERNAL: relations(one)})) == "tekst"


def test_an_encrypted_entry_is_locked() -> None:
    marked = edited(plan("tekst"), b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    assert why("plan.docx", marked) == "file_locked"


def test_an_unusual_way_of_packing_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", document(paragraph("a")))
    assert why("plan.docx", file.getvalue()) == "file_unsafe"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    assert why("plan.docx", entries("word/document.xml", "word/document.xml")) == "file_unsafe"


def test_a_list_of_entries_is_not_read_when_it_is_too_long() -> None:
    assert why("plan.docx", entries(*map(str, range(2001)))) == "file_unsafe"
    lying = bytearray(entries(*(f"{number}" * 200 for number in range(1500))))
    lying[-12:-10] = struct.pack("<H", 3)  # It says three, but the size of the list tells.
    assert why("plan.docx", bytes(lying)) == "file_unsafe"


def test_the_list_is_found_where_the_archive_module_finds_it() -> None:
    honest = entries("a", comment=b"PK\x05\x06" + b"\x00" * 18 + b"x")
    assert why("plan.docx", honest) == "file_damaged"


@pytest.mark.parametrize("size", [9 * 1024**2, 100 * 1024**2])
def test_a_bomb_is_refused_without_filling_the_memory(size: int) -> None:
    bomb = swelling(size)
    assert len(bomb) < 1024**2
    tracemalloc.start()
    try:
        assert why("plan.docx", bomb) in {"file_unsafe", "file_long"}
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()


def test_a_header_that_lies_about_the_size_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_module, "MOST_XML", 1000)
    bomb = swelling(20_000)
    true = len(document(paragraph("a" * 1000) * 20))
    lying = bomb.replace(struct.pack("<L", true), struct.pack("<L", 500))
    assert why("plan.docx", bomb) == "file_unsafe"
    assert why("plan.docx", lying) == "file_damaged"


@pytest.mark.parametrize("tag", ["p", "r", "tc", "tr", "t"])
def test_parts_inside_parts_are_read_in_bounds(tag: str) -> None:
    deep = word(f"<w:{tag}>" * 30_000 + f"</w:{tag}>" * 30_000)
    assert why("plan.docx", deep) in {"file_empty", "file_unsafe"}


@given(st.binary(max_size=300), st.integers(0, 3000), st.sampled_from(["plan.docx", "plan.txt"]))
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_is_read_or_refused_but_never_more(damage: bytes, at: int, name: str) -> None:
    good = bytearray(plan("Veel ouderen zijn alleen.", "Zij eten samen."))
    at %= len(good)
    good[at : at + len(damage)] = damage
    assert outcome(name, bytes(good))


@given(st.text(st.sampled_from('<>/wpr:t= "&;a\n!-[]x1'), max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_body_is_read_or_refused(body: str) -> None:
    said = outcome("plan.docx", word(body))
    assert not said.startswith("file_") or said in {"file_damaged", "file_empty", "file_unsafe"}


@given(st.binary(max_size=400))
def test_any_bytes_as_plain_text_are_read_or_refused(data: bytes) -> None:
    try:
        said = read_text("plan.txt", data)
    except FileRefused:
        return
    assert said == said.strip()
    assert all(letter == "\n" or letter >= " " for letter in said)


@given(st.text(max_size=200))
def test_a_name_is_shown_short_without_folders_and_on_one_line(name: str) -> None:
    shown = shown_name(name)
    assert 0 < len(shown) <= 60
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown


def test_names_of_people_are_never_paths() -> None:
    assert shown_name("../../etc/passwd.txt") == "passwd.txt"
    assert shown_name("C:\\Users\\Piet\\plan.docx") == "plan.docx"
    assert shown_name("\u202exslx.naa\nlp.docx") == "xslx.naalp.docx"
    assert shown_name("a" * 100 + ".docx").endswith("….docx")


def test_a_file_is_judged_by_name_and_size_before_it_is_fetched() -> None:
    allow("plan.docx", MOST_BYTES)
    for name, size, key in (("plan.docx", MOST_BYTES + 1, "file_large"), ("plan.pdf", 1, "file_pdf")):
        with pytest.raises(FileRefused) as caught:
            allow(name, size)
        assert caught.value.key == key
