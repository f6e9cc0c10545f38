"""`coalitiewijzer directory doubles`, `merge`, `unmerge`, `different` and `freshness`, and `bench doubles`."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from storage import confirmations, organisations
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData

LONG_AGO = datetime.now(UTC) - timedelta(days=500)
KETEL = OrganisationData("Buurthuis De Ketel", "welzijn", "gm0556", "kaart", "1", None, website="ketel.nl")
AGAIN = OrganisationData(
    "St. Buurthuis Ketel",
    "welzijn",
    "gm0556",
    "register",
    "9",
    True,
    kvk="12345678",
    facets=(FacetData("theme", "zorg"),),
)
OTHER = OrganisationData("Sportclub Zuid", "vereniging", "gm0556", "register", "10", legal_person=True)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    url = f"sqlite:///{tmp_path}/test.db"
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", url)
    database = Database(url)
    database.upgrade()
    with database.transaction() as session:
        for data in (KETEL, AGAIN, OTHER):
            organisations.save(session, data, LONG_AGO)
    return database


def run(*arguments: object, says: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, ["directory", *map(str, arguments)], input=says)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def names(database: Database) -> list[str]:
    with database.snapshot() as session:
        return [data.name for _, data in organisations.stream(session)]


def test_doubles_are_shown_side_by_side_with_why(database: Database) -> None:
    code, told = run("doubles")
    assert code == 0
    assert "1.00  the same name, apart from small words" in told
    assert "1  Buurthuis De Ketel (welzijn, Maassluis; from kaart, never confirmed)" in told
    assert "      12345678" in told
    assert "coalitiewijzer directory merge 2 1" in told
    assert "Possible doubles: 1." in told
    assert names(database) == ["Buurthuis De Ketel", "St. Buurthuis Ketel", "Sportclub Zuid"]
    (pair,) = json.loads(run("doubles", "--json")[1])
    assert pair["keep"] == {"id": 2, "name": "St. Buurthuis Ketel", "source": "register"}


def test_merging_shows_what_comes_of_it_and_asks(database: Database) -> None:
    code, told = run("merge", 1, 2, says="n\n")
    assert (code, len(names(database))) == (0, 3)
    assert "2  St. Buurthuis Ketel will stand in the directory no longer." in told
    assert "kvk: 12345678" in told
    assert "terms that come with it: 1" in told
    assert "Nothing was changed." in told
    code, told = run("merge", 1, 2, "--by", "Ria", says="y\n")
    assert (code, names(database)) == (0, ["Buurthuis De Ketel", "Sportclub Zuid"])
    assert "coalitiewijzer directory unmerge 2" in told
    assert "Possible doubles: 0." in run("doubles")[1]
    assert run("unmerge", 2)[0] == 0
    assert len(names(database)) == 3


def test_what_is_not_the_same_is_not_shown_again(database: Database) -> None:
    assert "will not be shown" in run("different", 1, 2)[1]
    assert "were already not" in run("different", 2, 1)[1]
    assert "Possible doubles: 0." in run("doubles")[1]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("merge", 1, 99, "--yes"), "there is no organisation 99"),
        (("merge", 1, 1, "--yes"), "cannot be merged with itself"),
        (("unmerge", 1), "was not merged into another"),
        (("different", 1, 99), "there is no organisation 99"),
        (("different", 1, 1), "it is the same as 1"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(database: Database, arguments: tuple[object, ...], why: str) -> None:
    code, told = run(*arguments)
    assert code == 2
    assert why in told
    assert len(names(database)) == 3


def test_entries_that_nobody_confirmed_are_listed(database: Database) -> None:
    with database.transaction() as session:
        confirmations.confirm(session, 3, datetime.now(UTC))
    code, told = run("freshness")
    assert code == 0
    assert f"1  Buurthuis De Ketel (from kaart): last known {LONG_AGO:%Y-%m-%d}; nobody of it talks here" in told
    assert "Sportclub" not in told
    assert "Out of date: 2; of these 0 can be asked" in told
    assert [one["id"] for one in json.loads(run("freshness", "--json")[1])] == [1, 2]


def test_the_measure_tells_how_much_is_found(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    words = (
        "Zonnebloem",
        "Ketelhuis",
        "Waterweide",
        "Steigerwerk",
        "Uitkijkpost",
        "Lagepleinen",
        "Sluisdeuren",
        "Molenwiek",
    )
    file.write_text("\n".join(["name", *(f"Stichting {word} Maassluis" for word in words)]), encoding="utf-8")
    result = CliRunner().invoke(app, ["bench", "doubles", "--data", str(file), "--json"])
    figures = json.loads(result.stdout)
    assert (figures["organisations"], figures["pairs in the file itself"]) == (8, 0)
    assert (figures["precision"], figures["recall"]) == (1.0, 1.0)


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("naam\nDe Ketel", encoding="utf-8")
    result = CliRunner().invoke(app, ["bench", "doubles", "--data", str(file)])
    assert result.exit_code == 2
    assert "expected a column with the heading name" in result.output
