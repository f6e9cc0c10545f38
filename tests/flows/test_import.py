import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.services.exchange.storing import store
from flows.services.imports import amsterdam
from flows.services.imports.errors import MalformedFile
from storage import changes, organisations
from storage.database import Database
from storage.errors import Conflict
from storage.organisation_data import FacetData, OrganisationData

Row = dict[str, Any]
MakeRow = Callable[..., Row]
WriteRows = Callable[[list[Row]], Path]


def facets(data: OrganisationData, facet: str) -> dict[str, str]:
    return {one.term: one.words for one in data.facets if one.facet == facet}


def stored(database: Database) -> list[OrganisationData]:
    with database.snapshot() as session:
        return [data for _, data in organisations.stream(session)]


def test_an_organisation_tells_where_it_comes_from(row: MakeRow, write: WriteRows) -> None:
    (found,) = amsterdam.read(write([row()])).organisations
    assert (found.source, found.source_key, found.municipality) == ("amsterdam-subsidies", "zonneveld noord", "gm0363")
    assert (found.name, found.legal_person, found.demo, found.willing) == (
        "Stichting Zonneveld Noord",
        True,
        False,
        True,
    )


def test_a_private_person_is_left_out_and_counted(row: MakeRow, write: WriteRows) -> None:
    rows = [row("(Particulier)"), row("Anna Lindeboom"), row(), row("(Particulier)", Organisatie="Wonen")]
    reading = amsterdam.read(write(rows))
    assert [found.name for found in reading.organisations] == ["Stichting Zonneveld Noord"]
    assert reading.skipped == {amsterdam.PRIVATE_PERSON: (1, 4), amsterdam.NAME_OF_PERSON: (2,)}
    assert reading.rows == 4


def test_several_grants_of_one_recipient_are_one_organisation(row: MakeRow, write: WriteRows) -> None:
    rows = [row("Zonneveld  Noord"), row("Stichting Zonneveld Noord", Thema="Sport"), row("zonneveld noord")]
    (found,) = amsterdam.read(write(rows)).organisations
    assert found.name == "Zonneveld Noord"
    assert found.legal_person is True
    assert "sport" in facets(found, "theme")


def test_the_district_is_the_area_and_a_department_stands_for_the_city(row: MakeRow, write: WriteRows) -> None:
    departments = ["stadsdeel Nieuw-West", "Sport en Bos", "Wonen", "stadsdeel Noord", "Wonen"]
    (found,) = amsterdam.read(write([row(Organisatie=name) for name in departments])).organisations
    assert facets(found, "area") == {
        "gm0363-nieuw-west": "stadsdeel Nieuw-West",
        "gm0363": "Wonen; Sport en Bos",
        "gm0363-noord": "stadsdeel Noord",
    }


@pytest.mark.parametrize(
    ("given_row", "facet", "expected"),
    [
        ({"Thema": "Participatie"}, "theme", {"meedoen": "Participatie"}),
        ({"Thema": "Openbare orde en veiligheid"}, "theme", {}),
        ({"Regeling": "Subsidieregeling Inburgering"}, "theme", {"samenleven": "inburgering"}),
        ({"Project": "Samen eten"}, "theme", {"eenzaamheid": "samen eten"}),
        ({"Project": "Wijkmaaltijd"}, "theme", {"eenzaamheid": "wijkmaaltijd"}),
        ({"Project": "jeu-de-boulesbaan en baan"}, "theme", {}),
        ({"Project": "Kinderdagopvang"}, "theme", {"jeugd_gezin": "kinderdagopvang"}),
        ({"Project": "Taalles voor ouderen"}, "target_group", {"ouderen": "ouderen"}),
        ({"Project": "Training en workshops"}, "offer", {"vakkennis": "training; workshops"}),
        ({"Project": "Coördinator gezocht"}, "offer", {"coordinatie": "coördinator"}),
        ({"Project": "Koken", "Naam": "Buurthuis De Linde"}, "offer", {"locatie": "buurthuis"}),
    ],
)
def test_titles_lead_to_terms_with_the_words(
    row: MakeRow, write: WriteRows, given_row: Row, facet: str, expected: dict[str, str]
) -> None:
    (found,) = amsterdam.read(write([{**row(), **given_row}])).organisations
    assert facets(found, facet) == expected


@pytest.mark.parametrize("project", ["Personeelskosten", "aanschaf auto", "extra budget", "onderzoek naar de ruimte"])
def test_what_somebody_asks_money_for_is_not_what_it_has(row: MakeRow, write: WriteRows, project: str) -> None:
    (found,) = amsterdam.read(write([row(Project=project)])).organisations
    assert facets(found, "offer") == {}


def test_what_was_refused_leads_to_a_theme_and_to_no_offer(row: MakeRow, write: WriteRows) -> None:
    (found,) = amsterdam.read(write([row(Project="Taalles door vrijwilligers", Verleend=0.0)])).organisations
    assert "taal_digitaal" in facets(found, "theme")
    assert facets(found, "offer") == {}


def test_a_scheme_with_several_subjects_counts_for_what_is_certain(row: MakeRow, write: WriteRows) -> None:
    scheme = "Bijzondere subsidieverordening ondersteuning mantelzorg en vrijwilligerswerk"
    (found,) = amsterdam.read(write([row(Regeling=scheme)])).organisations
    assert facets(found, "theme") == {}
    assert facets(found, "offer") == {"vrijwilligers": "vrijwilligerswerk"}


def test_everything_read_is_marked_as_inferred(row: MakeRow, write: WriteRows) -> None:
    (found,) = amsterdam.read(write([row(Project="Taalles voor ouderen door vrijwilligers")])).organisations
    assert {one.facet for one in found.facets} == {"area", "theme", "target_group", "offer"}
    assert all(one.inferred and one.words for one in found.facets)


def test_the_description_names_the_largest_grants_that_say_something(row: MakeRow, write: WriteRows) -> None:
    rows = [
        row(Project="Klein feest", Verleend=10),
        row(Project="Groot feest.", Verleend=9000.0, Jaar=2017),
        row(Project="Diverse projecten", Verleend=99000.0),
        row(Project="Zonneveld Noord", Verleend=99000.0),
        row(Project="Koken met Anna Lindeboom", Verleend=99000.0),
    ]
    (found,) = amsterdam.read(write(rows)).organisations
    assert found.description == (
        "Dit komt van de openbare lijst van subsidies van de gemeente Amsterdam (2016 en 2017). "
        "Deze organisatie staat daarop met: ‘Groot feest’ en ‘Klein feest’."
    )


def test_what_leads_to_no_theme_is_counted(row: MakeRow, write: WriteRows) -> None:
    rows = [row("De Linde"), row(Thema="Sport"), row(), row("De Es", Thema="Nieuw Thema")]
    reading = amsterdam.read(write(rows))
    assert reading.without_theme == (1, 3, 4)
    assert reading.unknown_headings == {"Nieuw Thema": 1}


def test_storing_counts_what_nobody_confirmed(
    row: MakeRow, write: WriteRows, database: Database, now: datetime
) -> None:
    rows = [row("De Linde"), row(Thema="Sport"), row(), row("De Es", Thema="Nieuw Thema")]
    with database.transaction() as session:
        stored = store(session, amsterdam.read(write(rows)), now, lambda _: None)
    assert stored.without_theme == 2
    assert stored.inferred == {"area": 3, "theme": 1}


WRONG = {
    "Naam": [None, "", "  ", 7],
    "Project": [None, 1, ["x"]],
    "Regeling": [None, False],
    "Organisatie": ["", 3, "stadsdeel Atlantis", "stadsdeel"],
    "Thema": [None, 2.0],
    "Jaar": ["2016", 16, 2016.5, True],
    "Periodiciteit": ["soms", "", None],
    "Aangevraagd": ["5000", "€ 5000", "€ 5.00", "5.000 euro", 5000],
    "Verleend": ["5000", -1, None, True],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_a_wrong_field_is_named_with_its_row(row: MakeRow, write: WriteRows, field: str, value: object) -> None:
    path = write([row(), row(), {**row(), field: value}])
    with pytest.raises(MalformedFile, match=rf"^register.json: row 3, {field}: expected .+, found ") as caught:
        amsterdam.read(path)
    assert (caught.value.file, caught.value.row, caught.value.field) == (path, 3, field)


@pytest.mark.parametrize("field", WRONG)
def test_a_missing_field_is_named_with_its_row(row: MakeRow, write: WriteRows, field: str) -> None:
    rows = [row(), row()]
    del rows[1][field]
    with pytest.raises(MalformedFile, match=rf"row 2, {field}: expected .+, found nothing"):
        amsterdam.read(write(rows))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "expected JSON; line 1, column 1"),
        (b'[{"Naam": "x"},\n oeps]', "expected JSON; line 2, column 2"),
        (b'{"Naam": "x"}', "expected a JSON array"),
        (b'["x"]', "row 1: expected an object with Naam, Project"),
        ("[]é".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "register.json"
    path.write_bytes(content)
    with pytest.raises(MalformedFile, match=what):
        amsterdam.read(path)


def test_no_number_is_no_amount(row: MakeRow, tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps([row(Verleend=float("nan"))]))
    with pytest.raises(MalformedFile, match="row 1, Verleend"):
        amsterdam.read(path)


def test_other_fields_and_a_byte_order_mark_are_harmless(row: MakeRow, tmp_path: Path) -> None:
    path = tmp_path / "register.json"
    path.write_text(json.dumps([row(Kenmerk=12)]), encoding="utf-8-sig")
    assert len(amsterdam.read(path).organisations) == 1


def test_an_empty_register_holds_nothing(write: WriteRows) -> None:
    assert amsterdam.read(write([])).organisations == ()


NAMES = ["Stichting De Linde", "de linde", "De Es", "(Particulier)", "Buurthuis De Es"]
PROJECTS = ["Samen eten", "Taalles voor ouderen", "", "Training", "Sportdag"]
DEPARTMENTS = ["stadsdeel Oost", "Wonen", "stadsdeel Zuid"]
PICKED = st.tuples(st.sampled_from(NAMES), st.sampled_from(PROJECTS), st.sampled_from(DEPARTMENTS))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(picked=st.lists(PICKED, max_size=12), data=st.data())
def test_the_order_of_the_rows_changes_nothing_that_is_inferred(
    row: MakeRow, write: WriteRows, picked: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    rows = [row(name, Project=project, Organisatie=department) for name, project, department in picked]

    def inferred(rows: list[Row]) -> dict[str, set[FacetData]]:
        return {found.source_key: set(found.facets) for found in amsterdam.read(write(rows)).organisations}

    assert inferred(data.draw(st.permutations(rows))) == inferred(rows)


def test_storing_twice_changes_nothing(row: MakeRow, write: WriteRows, database: Database, now: datetime) -> None:
    reading = amsterdam.read(write([row(), row("De Linde", Project="Taalles"), row("De Es", Thema="Sport")]))
    steps: list[int] = []
    with database.transaction() as session:
        assert store(session, reading, now, steps.append).changes == {"added": 3}
        revision = changes.revision(session)
    assert steps == [1, 2, 3]
    assert {data.source_key for data in stored(database)} == {"zonneveld noord", "de linde", "de es"}
    with database.transaction() as session:
        assert store(session, reading, now, steps.append).changes == {"same": 3}
        assert changes.revision(session) == revision


def test_a_newer_register_changes_only_what_differs(
    row: MakeRow, write: WriteRows, database: Database, now: datetime
) -> None:
    with database.transaction() as session:
        store(session, amsterdam.read(write([row(), row("De Linde")])), now, lambda _: None)
    with database.transaction() as session:
        changed = amsterdam.read(write([row(Thema="Sport"), row("De Linde"), row("De Es")]))
        assert store(session, changed, now, lambda _: None).changes == {"changed": 1, "same": 1, "added": 1}


def test_an_error_half_way_leaves_nothing_behind(
    row: MakeRow, write: WriteRows, database: Database, now: datetime
) -> None:
    reading = amsterdam.read(write([row(), row("De Linde"), row("De Es")]))

    def fail_at_two(done: int) -> None:
        if done == 2:
            raise Conflict("organisation", "de linde", "somebody else added it at the same moment")

    with pytest.raises(Conflict), database.transaction() as session:
        store(session, reading, now, fail_at_two)
    assert stored(database) == []
