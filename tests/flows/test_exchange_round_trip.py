"""What is exported can be imported again, and is then exported as the same file."""

import csv
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import delete

from flows.services.exchange.export import shared
from flows.services.exchange.formats import Source, read
from flows.services.exchange.meanings import AreaNames
from flows.services.exchange.storing import store
from flows.services.exchange.writing import WRITERS, CannotWrite, write_xlsx
from knowledge.areas import areas
from knowledge.demo import DemoOrganisation, demo_organisations
from knowledge.vocabulary import vocabulary
from storage import organisations, organisations_bulk
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData, ServiceData
from storage.organisations import Organisation, OrganisationFacet, OrganisationService
from storage.statements import run

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
AREAS = AreaNames(areas())
KINDS = {"zip": "hsds"}
FILES = {"hsds": "folder", "zip": "file.zip", "hsds-json": "file.json", "csv": "file.csv", "xlsx": "file.xlsx"}
FACETS = {
    "theme": [term.id for term in vocabulary().terms("theme")],
    "target_group": [term.id for term in vocabulary().terms("target_group")],
    "offer": [term.id for term in vocabulary().terms("capacity")],
    "need": [term.id for term in vocabulary().terms("capacity")],
    "area": [area.id for area in areas().all()],
}

# Halves of a pair (Cs) cannot be stored, and PostgreSQL refuses the code 0.
SIGNS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
NASTY = st.sampled_from(
    [
        "=1+1",
        "+31 10",
        "-",
        "@x",
        "\t=x",
        "\r\n",
        "'=x",
        "''-1",
        " = 2",
        '"',
        ";",
        ",",
        "_x000D_",
        "\ufffe",
        "a\n\nb",
        "﹣1",
    ]
)
TEXTS = st.one_of(st.text(SIGNS, max_size=20), st.lists(NASTY, max_size=3).map("".join))
NAMES = TEXTS.filter(str.strip)


def facets() -> st.SearchStrategy[tuple[FacetData, ...]]:
    one = st.sampled_from([(facet, term) for facet, terms in FACETS.items() for term in terms])
    more = st.tuples(st.booleans(), TEXTS, TEXTS)
    return st.dictionaries(one, more, max_size=5).map(
        lambda found: tuple(FacetData(*key, *rest) for key, rest in found.items())
    )


def services() -> st.SearchStrategy[tuple[ServiceData, ...]]:
    return st.dictionaries(NAMES, st.tuples(NAMES, TEXTS), max_size=2).map(
        lambda found: tuple(ServiceData(key, *rest) for key, rest in found.items())
    )


ORGANISATIONS = st.builds(
    OrganisationData,
    name=NAMES,
    type=st.sampled_from([term.id for term in vocabulary().terms("organisation_type")]),
    municipality=st.sampled_from(["gm0556", "gm0363"]),
    source=st.sampled_from(["demo", "sociale kaart", "=bron"]),
    source_key=NAMES,
    legal_person=st.sampled_from([True, False, None]),
    description=TEXTS,
    website=st.sampled_from(["", "https://voorbeeld.example/a?b=1"]),
    demo=st.booleans(),
    kvk=st.sampled_from(["", "01234567"]),
    rsin=st.sampled_from(["", "007303907"]),
    postcode=st.sampled_from(["", "3141 AB"]),
    contact_name=TEXTS,
    contact_email=st.sampled_from(["", "info@voorbeeld.example"]),
    contact_phone=st.sampled_from(["", "+31 10 123 45 67", "010 - 1"]),
    confirmed_at=st.sampled_from([None, NOW, NOW.replace(microsecond=123)]),
    stated_at=st.sampled_from([None, NOW]),
    facets=facets(),
    services=services(),
)


@pytest.fixture(scope="module")
def databases() -> Iterator[tuple[Database, Database]]:
    both = Database("sqlite://"), Database("sqlite://")
    for database in both:
        database.upgrade()
    yield both
    for database in both:
        database.close()


def fill(database: Database, many: Sequence[OrganisationData] = ()) -> Database:
    with database.transaction() as session:
        for table in (OrganisationFacet, OrganisationService, Organisation):
            run(session, delete(table))
        list(organisations_bulk.save_all(session, many, NOW))
    return database


def export(database: Database, file_format: str, path: Path) -> None:
    with database.snapshot() as session:
        WRITERS[KINDS.get(file_format, file_format)](path, shared(session, lambda _: None, demo=True), areas())


def imported(path: Path, file_format: str, database: Database) -> None:
    with read(KINDS.get(file_format, file_format), Source(path, AREAS)) as reading, database.transaction() as session:
        store(session, reading, NOW, lambda _: None)


def content(path: Path) -> dict[str, bytes]:
    files = path.iterdir() if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


def all_of(database: Database) -> list[OrganisationData]:
    with database.snapshot() as session:
        return [data for _, data in organisations.stream(session)]


def there_and_back(databases: tuple[Database, Database], file_format: str, many: Sequence[OrganisationData]) -> None:
    first, second = fill(databases[0], many), fill(databases[1])
    with TemporaryDirectory() as folder:
        one, other = Path(folder, "1", FILES[file_format]), Path(folder, "2", FILES[file_format])
        one.parent.mkdir()
        other.parent.mkdir()
        export(first, file_format, one)
        imported(one, file_format, second)
        assert all_of(second) == all_of(first)
        export(second, file_format, other)
        assert content(one) == content(other)


@pytest.mark.parametrize("file_format", ["hsds", "hsds-json", "csv", "xlsx"])
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(many=st.lists(ORGANISATIONS, max_size=3, unique_by=lambda one: (one.source, one.source_key)))
def test_export_import_export_is_identical(
    databases: tuple[Database, Database], file_format: str, many: list[OrganisationData]
) -> None:
    there_and_back(databases, file_format, many)


@pytest.mark.parametrize("file_format", FILES)
def test_long_texts_and_all_demo_organisations_come_back(
    databases: tuple[Database, Database], file_format: str
) -> None:
    long = OrganisationData(
        "Lang", "welzijn", "gm0556", "proef", "1", None, description="=Regel 1\r\n" * 900 + "😀" * 1000, demo=True
    )
    there_and_back(databases, file_format, [long, *(demo_data(one) for one in demo_organisations() if one.willing)])


def demo_data(one: DemoOrganisation) -> OrganisationData:
    fields = one.model_dump(exclude={"facets"})
    return OrganisationData(**fields, facets=tuple(FacetData(**facet.model_dump()) for facet in one.facets))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t1", "\r1", "'=1", " =1", "＝1"])
def test_no_cell_is_a_formula(databases: tuple[Database, Database], tmp_path: Path, text: str) -> None:
    one = OrganisationData(f"{text} naam", "welzijn", "gm0556", text, text, None, description=text)
    database = fill(databases[0], [one])
    export(database, "csv", tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file, delimiter=";") for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" ")[:1] in {*"=+-@＝\t\r"} and cell]
    export(database, "xlsx", tmp_path / "a.xlsx")
    kinds = {cell.data_type for row in load_workbook(tmp_path / "a.xlsx").active for cell in row if cell.value}
    assert kinds <= {"s", "inlineStr"}
    export(database, "hsds", tmp_path / "a")
    with (tmp_path / "a/organizations.csv").open(encoding="utf-8", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell[:1] in {*"=+-@\t\r"} and cell]


def test_only_who_wants_to_be_found_is_given_to_others(databases: tuple[Database, Database], tmp_path: Path) -> None:
    known = {"type": "welzijn", "municipality": "gm0556", "source": "proef", "legal_person": None}
    many = [
        OrganisationData("Ja", source_key="1", **known),
        OrganisationData("Nee", source_key="2", willing=False, **known),
        OrganisationData("Verzonnen", source_key="3", demo=True, **known),
    ]
    with fill(databases[0], many).snapshot() as session:
        WRITERS["hsds-json"](tmp_path / "a.json", shared(session, lambda _: None), areas())
    (found,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert found["name"] == "Ja"
    assert [one["value"] for one in found["attributes"] if one["link_type"] == "toestemming:vindbaar"] == ["ja"]


def test_a_text_that_excel_cannot_hold_is_refused(tmp_path: Path) -> None:
    one = OrganisationData("Lang", "welzijn", "gm0556", "proef", "1", None, description="x" * 40_000)
    with pytest.raises(CannotWrite, match="use --format csv or hsds"):
        write_xlsx(tmp_path / "a.xlsx", [one], areas())
