"""`coalitiewijzer bench partners`: its measures, its reader and its protocol."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.bench.interreg import Interreg
from bot.bench.metrics import Places, summary
from bot.bench.partners import measure, rolling, trials
from bot.cli import app
from knowledge.content import ContentError

Row = dict[str, Any]
Write = Callable[..., Path]

TOWNS = {"spa": "ES111", "port": "PT112", "farm": "ES111", "lab": "PT112", "zoo": "ES113", "club": "PT114"}


def _project(number: int, start: str, lead: str, partners: list[str], split: str = "train", **other: Any) -> Row:
    given = {
        "id": f"p{number}",
        "programme": "Spain - Portugal",
        "start": start,
        "themes": ["Water"],
        "objective": "",
        "text": "clean rivers for fish",
        "lead": lead,
        "partners": partners,
        "split": split,
    }
    return {**given, **other}


PROJECTS = [
    _project(1, "2015-01-01", "spa", ["port", "lab"]),
    _project(2, "2015-06-01", "club", ["zoo"], text="animals on stage", themes=["Culture"]),
    _project(3, "2016-01-01", "spa", ["lab"]),
    _project(4, "2016-10-01", "farm", ["lab", "spa", "new"], split="dev"),
    _project(5, "2016-11-01", "zoo", ["new"], split="dev"),
]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def files(projects: list[Row] = PROJECTS, teams: list[list[str]] | None = None, **organisations: Any) -> Path:
        rows: Mapping[str, str] = {**TOWNS, "new": "ES111", **organisations}
        lines = [
            {"id": one, "name": one.title(), "country": "Spain" if nuts[:2] == "ES" else "Portugal", "town": ""}
            | {"legal": "public", "nuts3": nuts or None, "nuts2": nuts[:4] or None}
            for one, nuts in rows.items()
        ]
        (tmp_path / "organisations.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        (tmp_path / "projects.jsonl").write_text("\n".join(map(json.dumps, projects)), encoding="utf-8")
        (tmp_path / "history_2000_2013.json").write_text(json.dumps(teams or [["spa", "farm"]]), encoding="utf-8")
        return tmp_path

    return files


@pytest.mark.parametrize(
    ("places", "recall", "reciprocal", "gain", "precision"),
    [
        (Places([1, 2], 2), 1, 1, 1, 1),
        (Places([2], 1), 1, 0.5, 0.6309, 0.5),  # 1 / log2(3)
        (Places([1, 11], 2), 0.5, 1, 0.6131, (1 + 2 / 11) / 2),  # 1 / (1 + 0.6309)
        (Places([4], 2), 0.5, 0.25, 0.2641, 0.125),  # (1 / log2(5)) / (1 + 0.6309), and one not found
        (Places([], 3), 0, 0, 0, 0),
        (Places(range(1, 13), 12), 10 / 12, 1, 1, 1),
    ],
)
def test_measures_of_one_order(places: Places, recall: float, reciprocal: float, gain: float, precision: float) -> None:
    assert places.recall() == pytest.approx(recall)
    assert places.reciprocal_rank() == pytest.approx(reciprocal)
    assert places.gain() == pytest.approx(gain, abs=1e-4)
    assert places.precision() == pytest.approx(precision)


def test_queries_weigh_the_same_and_the_interval_holds_the_average() -> None:
    found = summary([Places([1], 1), Places([], 9), Places([1], 1), Places([], 1)])
    assert found["recall_at_10"] == 0.5
    low, high = found["recall_at_10_95"]  # type: ignore[misc]
    assert 0 <= low < 0.5 < high <= 1
    assert found == summary([Places([1], 1), Places([], 9), Places([1], 1), Places([], 1)])
    assert summary([])["map"] == 0


def test_known_is_what_came_before(write: Write) -> None:
    (trial,) = trials(Interreg.read(write()), "dev")
    assert [one.id for one in trial.known] == ["p1", "p2", "p3"]
    assert [one.id for one in trial.queries] == ["p4", "p5"]
    assert trial.teams == (frozenset({"spa", "farm"}),)


def test_a_later_project_of_another_split_is_not_known(write: Write) -> None:
    later = [*PROJECTS, _project(6, "2016-10-15", "zoo", ["new"])]
    first, second = trials(Interreg.read(write(later)), "dev")
    assert [one.id for one in first.known] == ["p1", "p2", "p3"]
    assert [one.id for one in second.known] == ["p1", "p2", "p3", "p6"]


def test_who_only_the_older_teams_know_can_be_left_out(write: Write) -> None:
    (trial,) = trials(Interreg.read(write()), "dev", seen=True)
    assert trial.teams == ()


def test_parts_are_predicted_from_the_parts_before(write: Write) -> None:
    second, third = rolling(Interreg.read(write()), "train", 3)
    assert [[one.id for one in trial.known] for trial in (second, third)] == [["p1"], ["p1", "p2"]]
    assert [[one.id for one in trial.queries] for trial in (second, third)] == [["p2"], ["p3"]]


def test_the_figures(write: Write) -> None:
    data = Interreg.read(write())
    figures = measure(data, list(trials(data, "dev")))
    assert figures["queries"] == 1  # of the other query no partner was seen before
    assert figures["candidates"] == 6
    assert figures["recall_at_10"] == 1
    assert figures["mrr"] == 1  # lab and spa made plans about rivers, zoo and club did not
    assert figures["map"] == 1
    assert set(figures["baselines"]) == {"popularity", "bm25", "neighbours"}
    assert figures["baselines"]["bm25"]["map"] == 1
    assert figures["without"]["past_plans"]["map"] < 1


def test_partners_are_never_seen_by_the_ranking(write: Write) -> None:
    data = Interreg.read(write())
    query = next(one for one in data.projects if one.id == "p4")
    bare = [{**row, "partners": []} if row["id"] == "p4" else row for row in PROJECTS]
    known = [one for one in data.projects if one.start < date(2016, 9, 1)]
    other = next(one for one in Interreg.read(write(bare)).projects if one.id == "p4")
    assert data.wish(query, known) == data.wish(other, known)


def test_the_command_prints_json(write: Write) -> None:
    result = CliRunner().invoke(app, ["bench", "partners", "--data", str(write()), "--split", "dev", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["queries"] == 1


@pytest.mark.parametrize(
    ("projects", "split", "said"),
    [
        (PROJECTS, "test", "no project has the split test"),
        ([{"id": "p1"}], "dev", "projects.jsonl:1"),
        ([*PROJECTS, _project(6, "soon", "spa", [], split="dev")], "dev", "projects.jsonl:6"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(write: Write, projects: list[Row], split: str, said: str) -> None:
    result = CliRunner().invoke(app, ["bench", "partners", "--data", str(write(projects)), "--split", split])
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_folder_without_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match=r"organisations\.jsonl"):
        Interreg.read(tmp_path)


def test_an_organisation_without_a_region_stands_in_its_country(write: Write) -> None:
    data = Interreg.read(write(club=""))
    assert data.organisations["club"].area == "portugal"
    assert data.tree().area("portugal").kind == "municipality"


def test_what_is_not_told_is_empty(write: Write) -> None:
    bare = _project(6, "2016-12-01", "ghost", ["spa"], split="dev", text=None, themes=None, objective=None)
    data = Interreg.read(write([*PROJECTS, bare]))
    assert data.organisations["ghost"].name == "ghost"
    assert measure(data, list(trials(data, "dev")))["queries"] == 2
