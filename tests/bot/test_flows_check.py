"""`coalitiewijzer flows check`: what it prints, its exit codes, and Rasa Pro's schema from a user's own copy."""

import json
import os
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.commands import flows as command
from bot.commands.flows import actions_twice
from bot.commands.rasa_pro import SCHEMA
from flows.assembly import flow_files

A_SCHEMA = {
    "type": "object",
    "properties": {
        "flows": {
            "additionalProperties": {
                "required": ["description"],
                "properties": {
                    "steps": {"items": {"properties": {"next": {"anyOf": [{"type": "string"}, {"type": "array"}]}}}}
                },
            }
        }
    },
}
"""As weak as it may be: written for this test."""


def run(*arguments: object) -> tuple[int, list[str], str]:
    result = CliRunner().invoke(app, ["flows", "check", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.stdout.splitlines(), result.stderr


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped files that the command checks instead."""
    for file in flow_files():
        (tmp_path / "flows" / file.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(file, tmp_path / "flows" / file.parent.name)
    files = [tmp_path / "flows" / file.parent.name / file.name for file in flow_files()]
    monkeypatch.setattr(command, "flow_files", lambda: files)
    return tmp_path / "flows"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), "utf-8")


def test_all_issues_are_told_with_file_line_and_rule(shipped: Path) -> None:
    main, issue = shipped / "conversations/main.yml", shipped / "conversations/issue.yml"
    change(main, "        call: profile\n", "        call: profil\n        then: END\n")
    change(issue, "if: slots.call_ok\n", "if: slots.call_okay\n")

    code, out, _ = run()

    assert code == 1
    assert out == [
        f"{issue}:60: undeclared_slot: the condition 'slots.call_okay' uses slot call_okay; declare it under slots",
        f"{main}:14: unknown_target: step profile names flow profil, which does not exist; name a flow",
        f"{main}:16: unknown_key: unknown key then in step profile; use one of call, description, id, metadata, next",
        "Issues: 3",
    ]


def test_a_warning_is_told_but_refuses_nothing(shipped: Path) -> None:
    change(shipped / "conversations/main.yml", "    name: Welkom\n", "    name: Welkom\n    nlu_trigger: []\n")

    code, out, _ = run()

    assert (code, out[1:]) == (0, ["Issues: 0"])
    assert ":42: warning: ignored_key: nlu_trigger in flow welcome means something to Rasa only" in out[0]


class One:
    def name(self) -> str:
        return "action_one"


class Other:
    def name(self) -> str:
        return "action_one"


def test_an_action_with_the_name_of_another_is_an_issue() -> None:
    (issue,) = actions_twice([One, Other])

    assert (issue.rule, issue.what) == ("action_twice", "Other has the name action_one, as One has; rename one")
    assert issue.file == Path(__file__)
    assert issue.file.read_text("utf-8").splitlines()[issue.line - 1] == "class Other:"
    assert list(actions_twice([One, One])) == []


# Rasa Pro's schema


def a_wheel(folder: Path, files: dict[str, str]) -> Path:
    wheel = folder / "rasa_pro-0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def test_the_schema_of_a_wheel_is_held_against_every_flow(shipped: Path, tmp_path: Path) -> None:
    wheel = a_wheel(tmp_path, {SCHEMA: json.dumps(A_SCHEMA)})
    assert run("--rasa-pro", wheel) == (
        0,
        [f"Also held against Rasa Pro's flow schema, from {wheel}.", "Issues: 0"],
        "",
    )

    main = shipped / "conversations/main.yml"
    change(main, "        call: profile\n", "        call: profile\n        next: 3\n")
    code, out, _ = run("--rasa-pro", wheel)

    assert code == 1
    assert out[1] == (
        f"{main}:16: rasa_pro: at flows.main.steps.1.next: 3 is not valid under any of the given schemas; "
        "what only we know stands under metadata"
    )


def test_the_schema_may_stand_in_a_folder_or_in_a_wheel_in_it(tmp_path: Path) -> None:
    a_wheel(tmp_path, {SCHEMA: json.dumps({"required": ["slots"]})})
    assert run("--rasa-pro", tmp_path)[0] == 1
    (tmp_path / SCHEMA).parent.mkdir(parents=True)
    (tmp_path / SCHEMA).write_text(json.dumps(A_SCHEMA), "utf-8")
    assert run("--rasa-pro", tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "is no JSON schema"),
        ("[]x", "is no JSON schema"),
        ("3", "is no JSON schema"),
        ('{"type": 3}', "is no JSON"),
    ],
)
def test_a_schema_that_is_none_is_refused(tmp_path: Path, text: str, why: str) -> None:
    code, out, err = run("--rasa-pro", a_wheel(tmp_path, {SCHEMA: text}))

    assert (code, out) == (2, [])
    assert why in err


def test_what_is_no_copy_of_rasa_pro_is_refused_with_what_to_do(tmp_path: Path) -> None:
    def refused(place: Path) -> str:
        code, out, err = run("--rasa-pro", place)
        assert (code, out) == (2, [])
        return err

    assert "holds no wheel of rasa-pro" in refused(tmp_path)
    assert "Get it with: pip download --no-deps rasa-pro" in refused(tmp_path)
    wheel = a_wheel(tmp_path, {"rasa/__init__.py": ""})
    assert f"holds no {SCHEMA}" in refused(wheel)
    shutil.copy(wheel, tmp_path / "rasa_pro-0.1-py3-none-any.whl")
    assert "holds 2 wheels of rasa-pro. Name one of them." in refused(tmp_path)
    wheel.write_text("no zip", "utf-8")
    assert "is no wheel (a zip file)" in refused(wheel)
    assert "No such file" in refused(tmp_path / "none.whl")


def test_without_jsonschema_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)  # as if it were not installed

    code, out, err = run("--rasa-pro", a_wheel(tmp_path, {SCHEMA: "{}"}))

    assert (code, out) == (2, [])
    assert "jsonschema is missing. Install it with: pip install 'coalitiewijzer[rasa]'" in err


REAL = os.environ.get("COALITIEWIJZER_RASA_PRO_WHEEL", "")


@pytest.mark.skipif(not REAL, reason="COALITIEWIJZER_RASA_PRO_WHEEL names no wheel of rasa-pro")
def test_the_shipped_flows_are_valid_to_rasa_pro_itself(shipped: Path) -> None:
    code, out, _ = run("--rasa-pro", REAL)
    assert (code, out[-1]) == (0, "Issues: 0")

    change(
        shipped / "conversations/main.yml", "    description: Says what this is", "    descriptions: Says what this is"
    )
    issues = [line for line in run("--rasa-pro", REAL)[1] if ": rasa_pro: " in line]
    assert issues
    assert all("conversations/main.yml:" in line for line in issues)


def test_a_schema_is_never_shipped() -> None:
    root = Path(__file__).parents[2]
    found: list[Any] = [path for folder in ("bot", "flows") for path in (root / folder).rglob("*schema*.json")]
    assert found == []
