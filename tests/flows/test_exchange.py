"""Directories as they come from elsewhere: what is read of them, and what is told when something is wrong."""

import csv
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from flows.services.exchange import packages
from flows.services.exchange.columns import cut, guess_columns
from flows.services.exchange.findings import FaultyFile
from flows.services.exchange.formats import Source, read
from flows.services.exchange.guard import guarded, unguarded
from flows.services.exchange.mapping import Mapping as ColumnMapping
from flows.services.exchange.mapping import as_yaml, guess, read_mapping
from flows.services.exchange.meanings import AreaNames
from flows.services.exchange.storing import store
from flows.services.exchange.tables import read_headings
from flows.services.imports.errors import MalformedFile
from knowledge import identifiers
from knowledge.areas import areas
from knowledge.content import ContentError
from storage import organisations
from storage.database import Database
from storage.organisation_data import OrganisationData

AREAS = AreaNames(areas())
MakePackage = Callable[..., Path]

ORGANIZATION = {"id": "1", "name": "De Brug", "description": "Samen eten"}
PLACE = {"service": [{"id": "s", "organization_id": "1", "name": "Eettafel"}]}
PLACE["service_area"] = [{"id": "a", "service_id": "s", "name": "Sluispolder"}]


@pytest.fixture
def package(tmp_path: Path) -> MakePackage:
    """Write tables as a folder of CSV files; only what a test is about has to be named."""

    def make(encoding: str = "utf-8-sig", separator: str = ",", **tables: Sequence[Mapping[str, str]]) -> Path:
        folder = tmp_path / "package"
        folder.mkdir()
        for name, rows in ({"organization": [ORGANIZATION]} | PLACE | tables).items():
            with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
                writer.writeheader()
                writer.writerows(rows)
        return folder

    return make


def organisations_of(path: Path, file_format: str, **more: Any) -> list[OrganisationData]:
    with read(file_format, Source(path, AREAS, **more)) as reading:
        return list(reading.organisations)


def told(path: Path, file_format: str, **more: Any) -> list[str]:
    """What is told of a file with errors."""
    with pytest.raises(FaultyFile) as error, read(file_format, Source(path, AREAS, **more)):
        pass
    return [str(finding) for finding in error.value.findings.errors]


def table(tmp_path: Path, *rows: Sequence[Any], name: str = "lijst.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    if name.endswith(".xlsx"):
        book = Workbook()
        for row in rows:
            book.active.append(list(row))
        book.save(path)
    else:
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    return path


def guessed(path: Path, **more: Any) -> ColumnMapping:
    return guess(path, read_headings(path), "gm0556").model_copy(update=more)


def terms(data: OrganisationData, facet: str) -> dict[str, bool]:
    return {one.term: one.inferred for one in data.facets if one.facet == facet}


def test_a_package_of_hsds_1_is_read(package: MakePackage) -> None:
    path = package(
        organization=[
            {"id": "1", "name": "Café Samen", "url": "www.samen.example", "legal_status": "Stichting", "email": ""}
        ],
        taxonomy=[{"id": "T1", "name": "Loneliness", "vocabulary": "eigen"}],
        service_taxonomy=[{"id": "1", "service_id": "s", "taxonomy_id": "T1", "taxonomy_detail": ""}],
        service_area=[{"id": "1", "service_id": "s", "service_area": "Sluispolder", "description": ""}],
        phone=[{"id": "1", "organization_id": "", "service_id": "s", "number": "010 1234567"}],
        contact=[
            {"id": "1", "organization_id": "1", "name": "Ann de Wit", "title": "Coördinator", "email": "a@b.example"}
        ],
        location=[{"id": "1", "organization_id": "1"}],
        physical_addresses=[{"id": "1", "location_id": "1", "city": "Maassluis", "postal_code": "3141ab"}],
        encoding="cp1252",
        separator=";",
    )
    (found,) = organisations_of(path, "hsds", name="kaart")
    assert (found.source, found.source_key, found.name, found.municipality) == ("kaart", "1", "Café Samen", "gm0556")
    assert (found.website, found.legal_person, found.postcode) == ("https://www.samen.example", True, "3141 AB")
    assert (found.contact_phone, found.contact_name, found.contact_email) == (
        "010 1234567",
        "Coördinator",
        "a@b.example",
    )
    assert terms(found, "theme") == {"eenzaamheid": False}
    assert terms(found, "area") == {"gm0556-sluispolder": False}
    assert [(one.key, one.name) for one in found.services] == [("s", "Eettafel")]


def test_terms_that_only_a_text_tells_are_inferred(package: MakePackage) -> None:
    (found,) = organisations_of(package(), "hsds")
    assert terms(found, "theme") == {"eenzaamheid": True}


FAULTY_TABLES: list[tuple[dict[str, Any], str]] = [
    ({"organization": [ORGANIZATION | {"name": ""}]}, "organization.csv, row 2, name: this must be filled in"),
    ({"organization": [{"id": "1"}]}, "organization.csv, row 1, name: "),
    (
        {"organization": [ORGANIZATION, ORGANIZATION]},
        "organization.csv, row 3, id: “1” stands here twice: also in row 2",
    ),
    (
        {"service": [{"id": "s", "organization_id": "9", "name": "x"}]},
        "service.csv, row 2, organization_id: “9” is not the id of a row of organization",
    ),
    ({"organization": [ORGANIZATION | {"email": "geen"}]}, "organization.csv, row 2, email: “geen” is no e-mail"),
    ({"organization": [ORGANIZATION | {"website": "javascript:alert(1)"}]}, "row 2, website: "),
    (
        {
            "organization_identifier": [
                {"id": "1", "organization_id": "1", "identifier_scheme": "NL-KVK", "identifier": "123"}
            ]
        },
        "organization_identifier.csv, row 2, identifier: a KvK number has 8 digits, found “123”",
    ),
    (
        {"service_area": [{"id": "a", "service_id": "s", "name": "x", "uri": "WK999999"}]},
        "service_area.csv, row 2, uri: “WK999999” is no area code",
    ),
    ({"service_area": [{"id": "a", "service_id": "s", "name": "Atlantis"}]}, "the municipality is not known"),
]


@pytest.mark.parametrize(("tables", "expected"), FAULTY_TABLES)
def test_a_fault_in_a_package_names_file_row_and_field(
    package: MakePackage, tables: dict[str, Any], expected: str
) -> None:
    place = "" if "municipality" in expected else "gm0556"
    (line,) = told(package(**tables), "hsds", municipality=place)
    assert expected in line


def test_all_faults_are_told_together(package: MakePackage) -> None:
    rows = [{"id": str(number), "name": "", "email": "geen"} for number in range(3)]
    assert (
        len(told(package(organization=rows, service=[{"id": "s", "organization_id": "7", "name": "x"}]), "hsds")) == 4
    )


def test_rows_that_end_early_and_empty_lines_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "organizations.csv").write_bytes(b"id,name,description,email\r\n1,De Brug\r\n\r\n2,De Linde,x,,\r\n")
    found = organisations_of(tmp_path, "hsds", municipality="gm0556")
    assert [one.name for one in found] == ["De Brug", "De Linde"]


def test_hsds_in_json_is_read_in_all_its_forms(tmp_path: Path) -> None:
    one = {
        "id": "1",
        "name": "De Brug",
        "organization_identifiers": [{"identifier_scheme": "NL-KVK", "identifier": "12345678"}],
        "services": [
            {
                "id": "s",
                "name": "Eettafel",
                "service_areas": [{"name": "Maassluis", "extent": "{}", "extent_type": "geojson"}],
                "attributes": [{"taxonomy_term": {"code": "X1", "name": "ouderen"}}],
            }
        ],
    }
    path = tmp_path / "a.json"
    for form in (one, [one], {"total_items": 1, "contents": [one]}):
        path.write_text(json.dumps(form), encoding="utf-8-sig")
        (found,) = organisations_of(path, "hsds-json")
        assert (found.kvk, found.municipality, terms(found, "target_group")) == (
            "12345678",
            "gm0556",
            {"ouderen": False},
        )


@pytest.mark.parametrize("text", ["", "[", "[{}", '[{"id": "1"} {}]', "[1]", "[] x", '{"a": }', "[" * 100_000])
def test_json_that_is_damaged_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((MalformedFile, FaultyFile), match=r"a\.json"):
        organisations_of(path, "hsds-json")


@pytest.mark.parametrize("name", ["lijst.csv", "lijst.xlsx"])
def test_a_table_with_dutch_headings_is_read_as_guessed(tmp_path: Path, name: str) -> None:
    path = table(
        tmp_path,
        [
            "Naam van de organisatie",
            "KvK-nr.",
            "Soort",
            "Onderwerpen",
            "Voor wie?",
            "Wijk",
            "E-mailadres",
            "Contactpersoon",
        ],
        [
            "De Brug",
            "12345678",
            "welzijnsorganisatie",
            "Eenzaamheid en ontmoeting; sport",
            "ouderen, jongeren",
            "Sluispolder",
            "info@b.example",
            "Jan",
        ],
        name=name,
    )
    (found,) = organisations_of(path, name[-4:].strip("."), mapping=guessed(path), municipality="gm0556")
    assert (found.source, found.source_key, found.type, found.kvk) == ("lijst", "12345678", "welzijn", "12345678")
    assert terms(found, "theme") == {"eenzaamheid": False, "sport": False}
    assert terms(found, "target_group") == {"ouderen": False, "jongeren": False}
    assert terms(found, "area") == {"gm0556-sluispolder": False}
    assert "Jan" not in str(found)


def test_a_title_may_stand_above_the_headings(tmp_path: Path) -> None:
    path = table(
        tmp_path, ["Sociale kaart 2026"], [], ["Nr", "Naam", "Thema"], ["1", "De Brug", "sport"], name="a.xlsx"
    )
    (found,) = organisations_of(path, "xlsx", municipality="gm0556", mapping=guessed(path))
    assert (found.name, terms(found, "theme")) == ("De Brug", {"sport": False})


def test_the_names_of_people_are_never_guessed_to_be_a_field() -> None:
    found = guess_columns(["Contactpersoon", "Voornaam", "Naam contactpersoon", "Naam", "Tel. nr."])
    assert found == {"Naam": "name", "Tel. nr.": "contact_phone"}


def test_the_mapping_file_says_what_words_mean_and_what_counts_for_every_row(tmp_path: Path) -> None:
    path = table(tmp_path, ["Wie", "Wat"], ["De Brug", "Samen eten + Fietsen"])
    mapping = tmp_path / "m.yml"
    mapping.write_text(
        "source: kaart\ncolumns: {Wie: name, Wat: theme}\nseparators: {theme: ['+']}\n"
        "fixed: {municipality: Maassluis, type: Welzijnsorganisatie}\n"
        "words: {theme: {Samen eten: eenzaamheid, fietsen: ''}}\n",
        encoding="utf-8",
    )
    source = Source(path, AREAS, mapping=read_mapping(mapping, AREAS))
    with read("csv", source) as reading:
        (found,) = reading.organisations
    assert (found.source, found.type, found.municipality) == ("kaart", "welzijn", "gm0556")
    assert terms(found, "theme") == {"eenzaamheid": False}
    assert not source.findings.warnings


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("source: a\ncolumns: {a: naam}", "there is no field naam"),
        ("source: a\ncolumns: {a: kvk}", "which column holds the name"),
        ("source: a\ncolumns: {a: name, b: name}", "name stands here twice"),
        ("columns: {a: name}", "source"),
        ("source: a\ncolumns: {a: name}\nwords: {theme: {x: nergens}}", "there is no theme nergens"),
        ("source: a\ncolumns: {a: name}\nfixed: {name: x}", "fixed: name differs"),
    ],
)
def test_a_mistake_in_a_mapping_file_is_told(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "m.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=why):
        read_mapping(path, AREAS)


def test_a_written_guess_can_be_read_as_it_is(tmp_path: Path) -> None:
    path = table(tmp_path, ["Naam", "Thema's", "Iets: anders"], ["De Brug", "", ""])
    mapping = tmp_path / "m.yml"
    mapping.write_text(as_yaml(guessed(path), path, read_headings(path)), encoding="utf-8")
    assert read_mapping(mapping, AREAS) == guessed(path)
    assert "Iets: anders" in mapping.read_text(encoding="utf-8")


def test_unknown_words_are_told_once_and_not_guessed(tmp_path: Path) -> None:
    rows = [[f"Club {number}", "zweefvliegerij"] for number in range(3)]
    path = table(tmp_path, ["Naam", "Thema"], *rows)
    source = Source(path, AREAS, municipality="gm0556", mapping=guessed(path))
    with read("csv", source) as reading:
        assert not any(terms(found, "theme") for found in reading.organisations)
    (warning,) = source.findings.warnings
    assert str(warning).startswith("lijst.csv, row 2, Thema: “zweefvliegerij” is not in the vocabulary")
    assert "(3 rows)" in str(warning)


HEADINGS = ["Naam", "KvK", "RSIN", "Postcode", "Website", "E-mail", "Toestemming", "Soort", "Wijkcode", "Bevestigd op"]


@pytest.mark.parametrize(
    ("field", "wrong", "rule"),
    [
        ("Naam", "", "required"),
        ("KvK", "1234567", "kvk"),
        ("KvK", "1234567٣", "kvk"),
        ("RSIN", "007303908", "rsin"),
        ("RSIN", "000000000", "rsin"),
        ("Postcode", "0141 AB", "postcode"),
        ("Postcode", "3141 SS", "postcode"),
        ("Website", "file:///etc/passwd", "website"),
        ("E-mail", "a@b", "email"),
        ("Toestemming", "misschien", "yes_no"),
        ("Soort", "ruimteschip", "type"),
        ("Wijkcode", "WK055699", "area_code"),
        ("Bevestigd op", "morgen", "moment"),
        ("Naam", "De\0Brug", "sign"),
    ],
)
def test_a_wrong_value_names_row_field_and_rule(tmp_path: Path, field: str, wrong: str, rule: str) -> None:
    good = {"Naam": "De Brug", "KvK": "1234.5678", "RSIN": "0073 03 907", "Postcode": "3141ab", "Toestemming": "Ja"}
    rows = [
        [{**good, **changed}.get(heading, "") for heading in HEADINGS]
        for changed in ({}, {field: wrong, "KvK": "87654321"} | {field: wrong})
    ]
    path = table(tmp_path, HEADINGS, *rows)
    (line,) = told(path, "csv", municipality="gm0556", mapping=guessed(path))
    assert line.startswith(f"lijst.csv, row 3, {field}: ")
    assert line.endswith(f"[{rule}]")


def test_doubles_in_a_file_are_refused_and_branches_only_told(tmp_path: Path) -> None:
    path = table(tmp_path, ["Naam", "KvK"], ["De Brug", "12345678"], ["De Linde", ""], ["De Brug", "12345678"])
    (line,) = told(path, "csv", municipality="gm0556", mapping=guessed(path))
    assert line.startswith("lijst.csv, row 4, KvK: “12345678” stands here twice: also in row 2")
    path = table(tmp_path, ["Id", "Naam", "KvK"], ["1", "Brug Noord", "12345678"], ["2", "Brug Zuid", "12345678"])
    source = Source(path, AREAS, municipality="gm0556", mapping=guessed(path))
    with read("csv", source) as reading:
        assert len(reading.organisations) == 2
    assert [finding.rule for finding in source.findings.warnings] == ["double_kvk"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_commas_in_texts_do_not_hide_the_separator(tmp_path: Path, encoding: str) -> None:
    rows = [[f"Café {number}", "a, b, c, d" + ", e" * number] for number in range(4)]
    path = table(tmp_path, ["Naam", "Omschrijving"], *rows, encoding=encoding)
    found = organisations_of(path, "csv", municipality="gm0556", mapping=guessed(path))
    assert [one.name for one in found] == [f"Café {number}" for number in range(4)]


def test_a_zip_file_that_leaves_its_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../organization.csv", "id,name\n1,x\n")
    with pytest.raises(MalformedFile, match="outside its folder"):
        organisations_of(path, "hsds")
    assert not (tmp_path.parent / "organization.csv").exists()


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx"])
def test_a_file_that_would_become_very_large_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("organization.csv", b"\0" * 20_000_000)
    with pytest.raises(MalformedFile, match="very large"):
        packages.check_zip(path)


def test_an_excel_file_of_long_ago_is_refused_by_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "lijst.csv"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(MalformedFile, match="before 2007"):
        read_headings(path)


def test_a_descriptor_that_points_elsewhere_is_refused(package: MakePackage) -> None:
    path = package()
    descriptor = {"resources": [{"name": "organization", "path": "../../geheim.csv"}]}
    (path / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    with pytest.raises(MalformedFile, match="outside the package"):
        organisations_of(path, "hsds")


def test_a_sheet_that_says_it_is_enormous_is_read_as_it_is(tmp_path: Path) -> None:
    path = table(tmp_path, ["Naam"], ["De Brug"], name="a.xlsx")
    big = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(big, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith("sheet1.xml"):
                content = content.replace(b'ref="A1:A2"', b'ref="A1:XFD1048576"')
                assert b"XFD" in content
            new.writestr(entry, content)
    assert len(organisations_of(big, "xlsx", municipality="gm0556", mapping=guessed(big))) == 1


def test_who_does_not_want_to_be_found_stays_so(tmp_path: Path, database: Database, now: datetime) -> None:
    path = table(tmp_path, ["Naam", "Omschrijving"], ["De Brug", "nieuw"])
    (data,) = organisations_of(path, "csv", municipality="gm0556", mapping=guessed(path))
    refused = OrganisationData("De Brug", "overig", "gm0556", data.source, data.source_key, None, willing=False)
    with database.transaction() as session:
        organisations.save(session, refused, now)
        with read("csv", Source(path, AREAS, municipality="gm0556", mapping=guessed(path))) as reading:
            stored = store(session, reading, now, lambda _: None)
    assert stored.differences[0].fields == {"description": ("", "nieuw")}
    with database.snapshot() as session:
        assert [found.willing for _, found in organisations.stream(session)] == [False]


@given(st.text())
def test_the_guard_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in {*"=+-@＝＋－＠\t\r"} or not guarded(text)


@given(st.integers(0, 10**9 - 1))
def test_a_digit_that_is_wrong_is_found_in_an_rsin(number: int) -> None:
    digits = f"{number:09d}"
    if identifiers.is_rsin(digits):
        for place, digit in enumerate(digits):
            other = digits[:place] + str((int(digit) + 1) % 10) + digits[place + 1 :]
            assert not identifiers.is_rsin(other)


def test_cells_with_several_words_are_cut() -> None:
    assert cut("werk; zorg, thuis ;; werk") == ["werk", "zorg, thuis"]
    assert cut("werk, sport") == ["werk", "sport"]
    assert cut("a+b", ["+"]) == ["a", "b"]
