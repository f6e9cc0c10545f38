"""`coalitiewijzer proposals`: what staff see of plans that were handed in, and do with them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import proposals
from tests.bot.approving import Approving
from tests.bot.group import NAMES


@pytest.fixture(scope="module")
def made() -> Iterator[Approving]:
    yield (made := Approving())
    made.talk.database.close()


@pytest.fixture
def at(made: Approving, monkeypatch: pytest.MonkeyPatch) -> Approving:
    @contextmanager
    def opened(_: object) -> Iterator[Any]:
        yield made.talk.database

    monkeypatch.setattr(proposals, "opened", opened)
    return made


def command(*arguments: str) -> tuple[int, str]:
    """The exit code, and what was printed."""
    result = CliRunner().invoke(app, ["proposals", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout + result.stderr


def test_staff_follow_a_plan(at: Approving, tmp_path: Path) -> None:
    assert command("list") == (0, "No plan was handed in yet.\n")
    assert command("show", "1")[0] == 2
    at.hand_in()
    assert "Plan 1, Submitted: Samen aan tafel (receipt 2026-0001 of 2026-12-01, version 1" in command("list")[1]
    (row,) = json.loads(command("list", "--json")[1])
    assert (row["number"], row["version"], row["partners"]) == (1, 1, list(NAMES.values()))
    code, shown = command("show", "1")
    assert code == 0
    assert f"2026-12-01 {NAMES['b']}, version 1, agrees" in shown
    assert "# Samen aan tafel" in shown

    assert command("start-review", "1")[1].startswith("Plan 1 is in review now.")
    assert "That is not possible now." in command("start-review", "1")[1]
    for wrong, said in (
        (("--section", "goal", "--question", "Wat?"), "say who asks, with --by NAME"),
        (("--section", "goal", "--by", "Wil"), "give each --section its --question"),
        (("--section", "doel", "--question", "Wat?", "--by", "Wil"), "there is no part 'doel'. The parts are:"),
        (("--section", "goal", "--question", "a" * 701, "--by", "Wil"), "Make it 700 at most"),
        (
            ("--section", "goal", "--question", "Wat?", "--by", "Wil", "--for", "Niemand"),
            "no organisation of this plan",
        ),
    ):
        code, printed = command("return", "1", *wrong)
        assert code == 2
        assert said in " ".join(printed.split())
    assert command("return", "9", "--section", "goal", "--question", "Wat?", "--by", "Wil")[0] == 2
    done = command("return", "1", "--section", "partners", "--question", "Wie?", "--by", "Wil", "--for", NAMES["b"])
    assert done == (0, "Plan 1 is back with its group. Parts that may change: partners.\n")
    assert "Wie?" in at.hears("b")
    assert "about Partner (open): Wie?" in command("show", "1")[1]

    assert command("withdraw", "1")[0] == 0
    assert "Withdrawn" in command("list")[1]
    code, printed = command("show", "1", "--folder", str(tmp_path / "plan"))
    assert code == 0
    written = {path.suffix for path in (tmp_path / "plan").iterdir()}
    assert {".docx", ".html", ".md"} <= written
    assert printed.count("Written: ") == len(list((tmp_path / "plan").iterdir()))
