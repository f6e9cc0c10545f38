"""`coalitiewijzer bench teams` on calls that fit on a hand."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

CSV = 'org_id,UKCAT\nA,"money"\nB,room\nC,"room;bus"\nD,bus\n'
CALL = {"asking": "A", "pool": ["B", "C", "D"], "required": ["money", "room", "bus"], "optimum": 1}


def run(folder: Path, calls: object, organisations: str = CSV) -> tuple[int, str, str]:
    (folder / "calls.json").write_text(calls if isinstance(calls, str) else json.dumps(calls), encoding="utf-8")
    (folder / "organisations.csv").write_text(organisations, encoding="utf-8")
    files = ["--data", f"{folder}/calls.json", "--organisations", f"{folder}/organisations.csv"]
    result = CliRunner().invoke(app, ["bench", "teams", *files, "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


def test_the_smallest_teams_are_counted(tmp_path: Path) -> None:
    too_optimistic = {**CALL, "pool": ["B", "D"]}
    nobody_has_it = {**CALL, "required": ["room", "boat"]}
    code, out, err = run(tmp_path, [CALL, CALL, too_optimistic, nobody_has_it])
    assert (code, err) == (0, "")
    figures = json.loads(out)
    assert (figures["calls"], figures["optimal_share"], figures["proven_share"]) == (4, 0.5, 1.0)
    assert figures["mean_ratio"] == 1.25


@pytest.mark.parametrize(
    ("calls", "organisations", "why"),
    [
        ("no json", CSV, "Give a list of calls"),
        ([], CSV, "no calls"),
        ([{**CALL, "optimum": 0}], CSV, "0.optimum"),
        ([{**CALL, "pool": ["Z"]}], CSV, "names Z"),
        ([CALL], "", "org_id"),
        ([CALL], "org_id,name\nA,B\n", "UKCAT"),
    ],
)
def test_a_file_that_does_not_fit_is_told_in_one_line(
    tmp_path: Path, calls: object, organisations: str, why: str
) -> None:
    code, out, err = run(tmp_path, calls, organisations)
    assert (code, out) == (1, "")
    assert why in err
    assert len(err.splitlines()) == 1


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["bench", "teams", "--data", f"{tmp_path}/a", "--organisations", f"{tmp_path}/b"])
    assert result.exit_code == 1
    assert "No such file" in result.stderr
