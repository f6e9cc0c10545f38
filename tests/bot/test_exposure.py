"""`coalitiewijzer directory exposure`, as staff run it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from flows.services.calls import add_calls
from flows.services.directory import add_demo
from knowledge.calls import shipped_calls
from storage import conversations, exposure
from storage.database import Database

MAASSLUIS = "maassluis-betrokken-stad"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path}/test.db"
    monkeypatch.setenv("COALITIEWIJZER_DATABASE_URL", url)
    return url


@pytest.fixture
def shown(url: str) -> None:
    """Two conversations that show the same two organisations, of which one is chosen."""
    now = datetime.now(UTC)
    database = Database(url)
    database.upgrade()
    with database.transaction() as session:
        add_demo(session, now)
        add_calls(session, shipped_calls(), now)
        for chat in "12":
            conversation = conversations.take(session, "test", chat, now).id
            exposure.show(session, MAASSLUIS, conversation, [1, 2], now)
        exposure.choose(session, MAASSLUIS, conversation, [2], now)
    database.close()


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["directory", "exposure", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.usefixtures("shown")
def test_it_tells_who_was_shown_and_who_never_was() -> None:
    code, told, _ = run("--call", MAASSLUIS)
    lines = told.splitlines()
    assert code == 0
    assert lines[:2] == [f"Call: {MAASSLUIS}", "Conversations in which somebody was shown: 2"]
    assert "Organisations shown: 2, together 4 times" in lines
    assert sum(line.startswith("  2 times, chosen ") for line in lines) == 2
    assert any(line.startswith("Never shown: ") and line.endswith("; ...)") for line in lines)
    assert any(line.startswith("Concentration (Gini): 0.9") for line in lines)
    assert "Call: amsterdam" not in told


@pytest.mark.usefixtures("shown")
def test_without_a_call_it_tells_of_all_as_json_too() -> None:
    told = [json.loads(line) for line in run("--json")[1].splitlines()]
    by_call = {one["call"]: one for one in told}
    assert set(by_call) == {call.code for call in shipped_calls()}
    assert by_call[MAASSLUIS]["shown"] == 4
    assert [one["chosen"] for one in by_call[MAASSLUIS]["most_shown"]].count(1) == 1


@pytest.mark.usefixtures("shown")
def test_a_simulation_prints_both_and_the_cost() -> None:
    code, told, _ = run("--call", MAASSLUIS, "--simulate", 5)
    assert code == 0
    assert "by score" in told
    assert "Cost of fairness in fit: " in told
    figures = json.loads(run("--call", MAASSLUIS, "--simulate", 5, "--json")[1])
    assert f"{figures['by_score']['gini']:.3f}" in told


@pytest.mark.usefixtures("shown")
def test_a_call_without_organisations_says_what_to_do() -> None:
    code, told, _ = run("--call", "amsterdam-voorbeeld", "--simulate", 5)
    assert code == 0
    assert "Add organisations first." in told


@pytest.mark.usefixtures("shown")
def test_an_unknown_call_is_refused_with_those_that_there_are() -> None:
    code, _, error = run("--call", "nergens")
    assert code == 2
    assert error.startswith("error: there is no call nergens. Use ")
    assert MAASSLUIS in error


def test_without_any_call_it_says_how_to_add_one(url: str) -> None:
    code, _, error = run()
    assert code == 2
    assert "coalitiewijzer call import FILE" in error
