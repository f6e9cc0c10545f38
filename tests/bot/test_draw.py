"""Pictures of the real flows, and where people stopped in a real database."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from bot.app import build
from bot.cli import app
from bot.commands import draw
from bot.commands.draw import diagrams
from bot.conversation import Incoming
from bot.settings import Settings
from flows.actions import ACTIONS
from flows.actions.runner import ActionRunner
from flows.assembly import script
from flows.engine.definitions import Branch
from flows.engine.diagram.graph import START, Diagram
from flows.engine.diagram.mermaid import to_mermaid
from flows.engine.diagram.svg import arrange
from flows.engine.turns import Heard

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
PICTURES = diagrams(script(ActionRunner(ACTIONS)), "nl")


def run(*arguments: object) -> tuple[int, str, str]:
    """The exit code, and what was printed as result and as error."""
    result = CliRunner().invoke(app, ["flows", "draw", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command writes."""
    out = tmp_path_factory.mktemp("drawn") / "deep"
    said = f"Drew {len(PICTURES) - 1} flows and an overview in {out}: {2 * len(PICTURES)} files.\n"
    assert run("--out", out) == (0, said, "")
    return out


def test_every_flow_and_the_overview_are_drawn_twice(folder: Path) -> None:
    names = {"overview", *script(ActionRunner(ACTIONS)).flows}
    assert {file.name for file in folder.iterdir()} == {f"{name}.{kind}" for name in names for kind in ("mmd", "svg")}


@pytest.mark.parametrize("name", list(PICTURES))
def test_every_step_and_arrow_stands_in_both_files_once(folder: Path, name: str) -> None:
    picture = PICTURES[name]
    mermaid = (folder / f"{name}.mmd").read_text(encoding="utf-8")
    boxes = re.findall(r'^    n\d+[^\w\s]+"([^"<]*).*:::\w+_box$', mermaid, re.MULTILINE)
    arrows = re.findall(r"^    n(\d+) -->.* n(\d+)$", mermaid, re.MULTILINE)
    ids = [node.id for node in picture.nodes]
    assert boxes == [node.title for node in picture.nodes]
    assert [(ids[int(a)], ids[int(b)]) for a, b in arrows] == [(edge.source, edge.target) for edge in picture.edges]

    root = ET.parse(folder / f"{name}.svg").getroot()  # noqa: S314  our own file
    groups = list(root.iter(f"{SVG}g"))
    assert [node for group in groups if (node := group.get("data-node"))] == ids
    drawn = Counter((group.get("data-from"), group.get("data-to")) for group in groups if group.get("class") == "arrow")
    assert drawn == Counter((edge.source, edge.target) for edge in picture.edges)


def test_every_step_and_branch_of_the_flow_files_is_drawn() -> None:
    for flow in script(ActionRunner(ACTIONS)).flows.values():
        picture = PICTURES[flow.id]
        assert {START, *flow.steps} <= {node.id for node in picture.nodes}
        for step in flow.steps.values():
            arrows = Counter(edge.target for edge in picture.edges if edge.source == step.id)
            assert arrows in (Counter(branch.target for branch in step.next), Counter())


@pytest.mark.parametrize("picture", PICTURES.values(), ids=list(PICTURES))
def test_boxes_and_labels_stand_free_of_each_other(picture: Diagram) -> None:
    layout = arrange(picture)
    for one, other in combinations([*layout.boxes.values(), *layout.labels.values()], 2):
        beside = one.x + one.width <= other.x or other.x + other.width <= one.x
        assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_the_readme_shows_a_flow_as_it_is_drawn_today() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```mermaid\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert shown == to_mermaid(diagrams(script(ActionRunner(ACTIONS)), "en")["issue"])


# Where people stopped

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=30)
STOPPED_AT = {
    # What each says, and when.
    "consent": (("dag",), LONG_AGO),
    "name 1": (("dag", "ja"), LONG_AGO),
    "name 2": (("dag", "ja"), LONG_AGO),
    "organisation": (("dag", "ja", "Anna"), LONG_AGO),
    "still there": (("dag", "ja", "Anna"), NOW),
    "took it back": (("dag", "ja", "Anna", "terug"), LONG_AGO),
    "further on 1": (("dag", "ja", "Anna", "De Ketel"), LONG_AGO),
    "further on 2": (("dag", "ja", "Anna", "De Es"), LONG_AGO),
    "further on 3": (("dag", "ja", "Anna", "De Linde"), LONG_AGO),
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with a few real conversations."""
    url = f"sqlite:///{tmp_path_factory.mktemp('data')}/test.db"
    talk = build(Settings(database_url=url))
    for chat, (texts, moment) in STOPPED_AT.items():
        for number, text in enumerate(texts):
            assert talk.turn(Incoming("test", chat, f"{chat}-{number}", Heard(text)), moment)
    talk.database.close()
    return url


@pytest.mark.parametrize(
    ("language", "flow", "figures"),
    [
        ("nl", "welcome", {"ask_consent": "In 9 gesprekken gevraagd, 11% stopte hier"}),
        (
            "nl",
            "organisation",
            {
                "ask_contact_name": "In 8 gesprekken gevraagd, 25% stopte hier",
                "ask_organisation_name": "In 5 gesprekken gevraagd, 20% stopte hier",
                "ask_organisation_type": "Te weinig om te tellen",
                "ask_areas": "Te weinig om te tellen",
            },
        ),
        ("en", "welcome", {"ask_consent": "Asked in 9 conversations, 11% stopped here"}),
    ],
)
def test_the_share_of_people_who_stopped_stands_at_each_question(
    tmp_path: Path, url: str, language: str, flow: str, figures: dict[str, str]
) -> None:
    assert run("--out", tmp_path, "--language", language, "--database", url)[0] == 0
    root = ET.parse(tmp_path / f"{flow}.svg").getroot()  # noqa: S314  our own file
    boxes = {group.get("data-node"): " ".join(group.itertext()) for group in root.iter(f"{SVG}g")}
    mermaid = (tmp_path / f"{flow}.mmd").read_text(encoding="utf-8").replace("#37;", "%")
    for step, figure in figures.items():
        assert figure in " ".join(boxes[step].split())
        assert re.search(rf'"{step}<br/>.*<br/>{figure}"', mermaid)
    meaning = {"nl": "het gesprek is een dag stil", "en": "quiet for a day"}[language]
    assert meaning in " ".join(" ".join(root.itertext()).split())
    assert meaning in mermaid


def test_only_questions_have_figures_and_without_a_database_there_are_none(
    folder: Path, tmp_path: Path, url: str
) -> None:
    assert run("--out", tmp_path, "--database", url)[0] == 0
    for name in ("help", "overview"):
        assert (tmp_path / f"{name}.svg").read_bytes() == (folder / f"{name}.svg").read_bytes()
    assert "stopte hier" not in (folder / "welcome.svg").read_text(encoding="utf-8")


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    code, _, err = run("--out", tmp_path / "out", "--database", f"sqlite:///{tmp_path}/typo/test.db")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert err == f"error: {tmp_path}/typo/test.db: there is no such database. Check the path and try again.\n"


def test_a_database_without_tables_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    code, _, err = run("--out", tmp_path / "out", "--database", f"sqlite:///{tmp_path}/empty.db")
    assert code == 2
    assert "Run coalitiewijzer db upgrade first." in err
    assert not (tmp_path / "out").exists()


def test_flows_with_a_step_that_leads_to_nothing_are_not_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = script(ActionRunner(ACTIONS))
    help_flow = found.flows["help"]
    lost = replace(help_flow, steps={"explain": replace(help_flow.steps["explain"], next=(Branch(None, "nowhere"),))})
    broken = replace(found, flows={**found.flows, "help": lost})
    monkeypatch.setattr(draw, "script", lambda _: broken)
    code, _, err = run("--out", tmp_path / "out")
    assert (code, list(tmp_path.iterdir())) == (2, [])
    assert "Run coalitiewijzer flows check" in err
