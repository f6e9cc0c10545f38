"""`coalitiewijzer directory import`, `export` and `columns`, as somebody at a municipality uses them."""

import csv
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import columns

HEADINGS = ("Naam", "KvK-nummer", "Thema", "Wijk", "E-mail")
ROWS = (
    ("De Brug", "12345678", "eenzaamheid", "Sluispolder", "info@brug.example"),
    ("De Linde", "", "sport", "Vogelbuurt", ""),
)


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", f"sqlite:///{tmp_path}/test.db")


def run(*arguments: object, answer: str = "") -> tuple[int, str, str]:
    """The exit code, and what was printed as result and as error."""
    result = CliRunner().invoke(app, ["directory", *map(str, arguments)], input=answer)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def table(tmp_path: Path, *rows: tuple[str, ...], name: str = "kaart.csv") -> Path:
    path = tmp_path / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([HEADINGS, *rows])
    return path


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "mapping.yml"
    run("columns", table(tmp_path, *ROWS), "--write-mapping", path, "--municipality", "Maassluis")
    return path


def test_a_guess_is_only_taken_when_somebody_says_it_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, *ROWS)
    code, out, err = run("import", path, "--format", "csv", "--municipality", "GM0556")
    assert code == 2
    assert "KvK-nummer: kvk" in out
    assert "--write-mapping" in err
    monkeypatch.setattr(columns, "is_terminal", lambda: True)
    code, _, err = run("import", path, "--format", "csv", "--municipality", "GM0556", answer="no\n")
    assert code == 2
    code, out, err = run("import", path, "--format", "csv", "--municipality", "GM0556", answer="yes\n")
    assert (code, err) == (0, "")
    assert "Organisations: 2 (2 added, 0 changed, 0 same)" in out


def test_a_dry_run_tells_what_would_change_and_changes_nothing(tmp_path: Path, mapping: Path) -> None:
    path = tmp_path / "kaart.csv"
    assert run("import", path, "--format", "csv", "--mapping", mapping)[0] == 0
    table(tmp_path, ("De Brug", "12345678", "wonen", "Sluispolder", "info@brug.example"), ("De Es", "", "werk", "", ""))
    for _ in range(2):
        code, out, err = run("import", path, "--format", "csv", "--mapping", mapping, "--dry-run")
        assert (code, err) == (0, "")
        assert out.splitlines() == [
            "Reading kaart.csv",
            "Comparing 2 organisations",
            "Rows read: 2",
            "Organisations: 2 (1 added, 1 changed, 0 same)",
            "Organisations without a theme, which cannot be suggested: 0",
            "Changed: De Brug",
            "  theme eenzaamheid: “stated” -> nothing",
            "  theme wonen: nothing -> “stated”",
            "No longer in this source; left as they are: 1",
            "  De Linde",
            "This was a dry run: nothing was changed.",
        ]


def test_a_file_with_errors_tells_them_all_and_nothing_of_it_is_imported(tmp_path: Path, mapping: Path) -> None:
    rows = [(f"Club {number}", "123", "", "", "") for number in range(30)]
    path = table(tmp_path, *ROWS, *rows)
    code, out, _ = run("import", path, "--format", "csv", "--mapping", mapping)
    assert code == 1
    lines = out.splitlines()
    assert lines[1] == "Errors: 30"
    assert lines[2].startswith("  kaart.csv, row 4, KvK-nummer: a KvK number has 8 digits, found “123”.")
    assert "  ... and 10 more errors" in lines
    assert lines[-1] == "Nothing was imported: 30 errors. Correct the file and try again."
    assert run("export", tmp_path / "uit.csv", "--format", "csv")[1].endswith(
        "0 organisations that want to be found.\n"
    )


@pytest.mark.parametrize(
    ("file_format", "name"), [("hsds", "uit"), ("hsds-json", "u.json"), ("csv", "u.csv"), ("xlsx", "u.xlsx")]
)
def test_what_was_exported_is_imported_without_a_question(
    tmp_path: Path, mapping: Path, file_format: str, name: str
) -> None:
    run("import", tmp_path / "kaart.csv", "--format", "csv", "--mapping", mapping)
    code, out, _ = run("export", tmp_path / name, "--format", file_format)
    assert (code, out) == (0, f"Written to {tmp_path / name}: 2 organisations that want to be found.\n")
    code, out, err = run("import", tmp_path / name, "--format", file_format)
    assert (code, err) == (0, "")
    assert "Organisations: 2 (0 added, 0 changed, 2 same)" in out


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("import", "nergens.csv", "--format", "csv"), "nergens.csv: No such file"),
        (("import", "nergens", "--format", "hsds"), "nergens: No such file"),
        (("import", "nergens.xlsx", "--format", "xlsx"), "nergens.xlsx: No such file"),
        (("import", "x.csv", "--format", "csv", "--municipality", "Nergenshuizen"), "there is no municipality"),
        (("export", "x", "--format", "pdf"), "there is no format pdf to write. Use hsds, hsds-json, csv and xlsx."),
        (("export", "nergens/diep/x.csv", "--format", "csv"), "No such file or directory"),
        (("columns", "nergens.csv"), "nergens.csv: No such file"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(arguments: tuple[str, ...], what: str) -> None:
    code, _, err = run(*arguments)
    assert code == 2
    assert what in err
    assert err.count("\n") == 1


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "frictionless", None)
    monkeypatch.delitem(sys.modules, "flows.services.exchange.hsds_tables", raising=False)
    (tmp_path / "p").mkdir()
    code, _, err = run("import", tmp_path / "p", "--format", "hsds")
    assert (code, "coalitiewijzer[hsds]" in err) == (2, True)
