import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import directory
from flows.services.calls import add_calls, demo_calls
from flows.services.context import DUTCH_TIME
from knowledge.calls import shipped_calls
from storage import calls, organisations
from storage.database import Database, newest_version

ROW = {
    "Naam": "Stichting Zonneveld Noord",
    "Project": "Taalles",
    "Regeling": "Eenmalige Initiatieven",
    "Organisatie": "stadsdeel Noord",
    "Thema": "Algemeen",
    "Jaar": 2016,
    "Periodiciteit": "Eenmalig",
    "Aangevraagd": "€ 5.000",
    "Verleend": 5000.0,
}
CALL = Path(directory.__file__).parents[2] / "knowledge/calls/amsterdam-voorbeeld.yml"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/deep/test.db"
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", url)
    return url


def run(*arguments: object) -> tuple[int, str, str]:
    """The exit code, and what was printed as result and as error."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def register(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "register.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def count(url: str) -> int:
    database = Database(url)
    database.upgrade()
    with database.snapshot() as session:
        found = sum(1 for _ in organisations.stream(session))
    database.close()
    return found


def test_an_import_says_what_it_did(url: str, tmp_path: Path) -> None:
    path = register(tmp_path, ROW, {**ROW, "Naam": "(Particulier)"}, {**ROW, "Naam": "De Es", "Project": ""})
    code, out, err = run("directory", "import", path, "--format", "amsterdam-subsidies")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "Reading register.json",
        "Storing 2 organisations",
        "Rows read: 3",
        "Organisations: 2 (2 added, 0 changed, 0 same)",
        "Inferred, not confirmed: 1 themes, 0 target groups, 0 offers, 2 areas",
        "Rows left out, private person: 1 (rows 2)",
        "Rows that led to no theme: 1",
        "Organisations without a theme, which cannot be suggested: 1",
        "Possible doubles: 0.",
    ]
    assert count(url) == 2
    _, again, _ = run("directory", "import", path, "--format", "amsterdam-subsidies")
    assert "(0 added, 0 changed, 2 same)" in again


def test_a_malformed_file_is_told_in_one_line_and_nothing_is_imported(url: str, tmp_path: Path) -> None:
    path = register(tmp_path, ROW, {**ROW, "Jaar": "vorig"})
    code, _, err = run("directory", "import", path, "--format", "amsterdam-subsidies")
    assert code == 2
    assert err == (
        'error: register.json: row 2, Jaar: expected a year, such as 2016, found "vorig". '
        "Nothing was imported. Correct the file and try again.\n"
    )
    assert count(url) == 0


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("directory", "import", "nowhere.json", "--format", "amsterdam-subsidies"), "nowhere.json: No such file"),
        (
            ("directory", "import", "nowhere.json", "--format", "x"),
            "no format x. Use hsds, hsds-json, csv, xlsx and amsterdam-subsidies.",
        ),
        (("call", "import", "nowhere.yml"), "nowhere.yml:1: the file does not exist"),
    ],
)
@pytest.mark.usefixtures("url")
def test_what_cannot_be_done_is_told_in_one_line(arguments: tuple[str, ...], what: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert err.startswith("error: ")
    assert what in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("broken", ["nonsense", "nosuch://database", "sqlite:////dev/null/test.db"])
def test_a_database_that_cannot_be_opened_is_told_in_one_line(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", broken)
    code, _, err = run("db", "upgrade")
    assert code == 2
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_an_upgrade_says_the_version(url: str) -> None:
    assert run("db", "upgrade") == (0, f"The database has version {newest_version()}.\n", "")


def test_the_doctor_says_what_an_empty_database_lacks(url: str, tmp_path: Path) -> None:
    code, out, err = run("doctor")
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "Issues: 0"
    for line in (
        "calls open today: 0. Without one nobody can make a plan. Add one: coalitiewijzer call import FILE.",
        "organisations: 0. Without any, no partner is suggested. Add them: coalitiewijzer directory import FILE.",
    ):
        assert f"{line} To try it with invented ones: coalitiewijzer serve --demo\n" in out

    run("directory", "import", register(tmp_path, ROW), "--format", "amsterdam-subsidies")
    new = demo_calls(datetime.now(DUTCH_TIME).date())
    database = Database(url)
    with database.transaction() as session:
        add_calls(session, new, datetime.now(UTC))
    database.close()
    assert f"calls open today: {len(new)}\norganisations: 1\n" in run("doctor")[1]


def test_a_call_is_imported_once(url: str) -> None:
    assert "is in the database now" in run("call", "import", CALL)[1]
    assert "nothing changed" in run("call", "import", CALL)[1]
    database = Database(url)
    with database.snapshot() as session:
        (call,) = (call for call in shipped_calls() if call.code == "amsterdam-voorbeeld")
        assert calls.read(session, call.code).content == call.model_dump(mode="json")
    database.close()


@pytest.mark.usefixtures("url")
@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("municipality: gm0363", "municipality: gm9999", "there is no area gm9999"),
        ("[eenzaamheid, meedoen]", "[eenzaamheid, meedon]", "there is no theme meedon"),
    ],
)
def test_a_call_with_an_unknown_id_is_refused(tmp_path: Path, old: str, new: str, what: str) -> None:
    path = tmp_path / CALL.name
    path.write_text(CALL.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    code, _, err = run("call", "import", path)
    assert code == 2
    assert what in err


def test_the_shipped_flows_have_no_issues() -> None:
    assert run("flows", "check") == (0, "Issues: 0\n", "")


def test_the_progress_bar_shows_in_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm")
    from bot.settings import Settings  # noqa: PLC0415

    settings = Settings(database_url=f"sqlite:///{tmp_path}/test.db")
    assert directory.import_file(settings, directory.Import(register(tmp_path, ROW), "amsterdam-subsidies")) == 0
    assert "1/1" in capsys.readouterr().err
