import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from bot.cli import app
from flows.actions.bridge import FORM, HEARD, TAKEN
from flows.engine.definitions import LANGUAGES
from flows.export import NotOurs, export_project
from tests.dialogues.players import loaded


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    export_project(loaded()[0].script, folder)
    return folder


def read(file: Path) -> Any:
    return YAML(typ="safe").load(file)


def texts(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_form_is_the_one_that_the_action_server_checks(project: Path) -> None:
    domain = read(project / "domain.yml")
    assert domain["forms"] == {FORM: {"required_slots": [HEARD]}}
    assert domain["actions"] == [f"validate_{FORM}", *TAKEN]
    (mapping,) = domain["slots"][HEARD]["mappings"]
    assert mapping == {"type": "from_text", "conditions": [{"active_loop": FORM}]}
    (rule,) = read(project / "data/rules.yml")["rules"]
    assert rule["steps"][1:] == [{"action": FORM}, {"active_loop": FORM}]
    assert read(project / "config.yml")["policies"][0]["core_fallback_action_name"] == FORM


def test_rasa_gets_a_slot_for_each_of_ours(project: Path) -> None:
    assert set(read(project / "domain.yml")["slots"]) == {HEARD, *loaded()[0].script.slots}


def test_the_steps_come_with_every_text_they_name(project: Path) -> None:
    script = loaded()[0].script
    steps = read(project / "steps.yml")
    assert set(steps["actions"]) == script.actions
    assert set(steps["responses"]) == set(script.responses)
    dutch, english = steps["responses"]["utter_ask_consent"]
    assert (dutch["text"], english["text"]) == ("Mag ik bewaren wat u vertelt?", "May I store what you tell?")
    assert english["condition"] == [{"type": "slot", "name": "language", "value": "en"}]
    assert dutch["buttons"][0] == {"title": "Ja, dat mag", "payload": "/SetSlots(consent=true)"}
    assert {len(variants) for variants in steps["responses"].values()} == {len(LANGUAGES)}


def test_rasa_looks_where_the_action_server_listens(project: Path) -> None:
    (port,) = [option for option in get_command(app).commands["actions"].params if option.name == "port"]
    address = read(project / "endpoints.yml")["action_endpoint"]["url"]
    assert address == f"http://localhost:{port.default}/webhook"


def test_writing_it_again_gives_the_same_and_keeps_what_was_added(project: Path) -> None:
    before = texts(project)
    (project / "data/own.yml").write_text("x", encoding="utf-8")
    (project / "config.yml").write_text("x", encoding="utf-8")
    export_project(loaded()[0].script, project)
    assert texts(project) == {**before, "data/own.yml": b"x"}


@pytest.mark.parametrize("name", ["letter.txt", "domain.yml", ".hidden"])
def test_a_folder_with_something_else_is_left_alone(project: Path, tmp_path: Path, name: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / name).write_text("mine", encoding="utf-8")
    with pytest.raises(NotOurs):
        export_project(loaded()[0].script, other)
    assert texts(other) == {name: b"mine"}
    shutil.rmtree(other)
    other.mkdir()
    export_project(loaded()[0].script, other)
    assert texts(other) == texts(project)
