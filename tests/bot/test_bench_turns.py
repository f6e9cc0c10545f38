"""The measurement of turns, also among coalitions of others."""

import shutil
from pathlib import Path

from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.bench.groups import fill
from bot.bench.turns import bench_turns
from bot.cli import app
from storage.coalitions import Coalition
from storage.columns import Stored
from storage.conversations import Conversation
from storage.database import Database
from storage.invitations import Invitation
from storage.notices import Notice
from storage.statements import Session, run, table_of
from tests.bot.test_terminal import LINES


def number(session: Session, table: type[Stored]) -> int:
    """How many rows there are."""
    found: int = run(session, select(func.count()).select_from(table_of(table))).scalar_one()
    return found


def test_one_who_talks_alone_is_measured() -> None:
    figures = bench_turns(1)
    assert figures["turns"] == len(LINES)
    assert "together_median_ms" not in figures


def test_a_partner_is_measured_too_beside_coalitions_of_others() -> None:
    figures = bench_turns(1, 3)
    assert figures["turns"] > len(LINES) + 20
    assert figures["together_median_ms"] > 0
    assert figures["news_ms"] > 0


def test_coalitions_are_there_with_all_that_comes_along(tmp_path: Path, demo_file: Path) -> None:
    database = Database(f"sqlite:///{shutil.copy(demo_file, tmp_path / 'groups.db')}")
    with database.transaction() as session:
        before = {table: number(session, table) for table in (Coalition, Conversation)}
        fill(session, 5, "maassluis-betrokken-stad")
        assert number(session, Coalition) == before[Coalition] + 5
        assert number(session, Conversation) == before[Conversation] + 15
        assert (number(session, Invitation), number(session, Notice)) == (10, 15)
        state = table_of(Invitation).c.state
        waiting = run(session, select(func.count()).where(state == "open")).scalar_one()
        assert waiting == 4  # One of the five agreed, so that nobody waits there any more.
    database.close()


def test_the_engine_alone_knows_no_coalitions() -> None:
    result = CliRunner().invoke(app, ["bench", "turns", "--engine", "--coalitions", "10"])
    assert result.exit_code == 2
    assert "--coalitions" in result.output
