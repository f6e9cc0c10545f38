"""The checker on the conversation that we ship: one mistake in the real files is one issue, on its line."""

import re
import shutil
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.commands.flows import words_in_code
from flows.actions import ACTIONS
from flows.assembly import flow_files, options
from flows.engine.check import check_files
from flows.engine.errors import Issue

MISTAKES = YAML(typ="safe").load((Path(__file__).parent / "shipped_mistakes.yml").read_text("utf-8"))
ACTION_NAMES = [action().name() for action in ACTIONS]


@cache
def used_in_code() -> frozenset[str]:
    return frozenset(words_in_code())


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A copy of the shipped files, for changing."""
    for file in flow_files():
        (tmp_path / file.parent.name).mkdir(exist_ok=True)
        shutil.copy(file, tmp_path / file.parent.name)
    return tmp_path


def check_in(folder: Path) -> list[Issue]:
    files = [folder / file.parent.name / file.name for file in flow_files()]
    return check_files(files, ACTION_NAMES, options(), used_in_code())


def test_the_files_without_a_mistake_have_no_issue(shipped: Path) -> None:
    assert check_in(shipped) == []


def change(file: Path, old: str, new: str) -> None:
    """Write other lines for some that stand in a file exactly once, with the same indentation."""
    text = file.read_text("utf-8")
    found = [depth for depth in range(0, 20, 2) for _ in re.findall(_lines(old, depth), text)]
    assert len(found) == 1, f"{file.name} changed, so change this mistake too: {old}"
    indented = textwrap.indent(new, " " * found[0])
    file.write_text(re.sub(_lines(old, found[0]), lambda _: indented, text), "utf-8")


def _lines(text: str, depth: int) -> str:
    return "(?m)^" + re.escape(textwrap.indent(text, " " * depth))


def line_that_starts(file: Path, start: str) -> int:
    lines = file.read_text("utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if f"{line.strip()} ".startswith(f"{start} ")]
    assert len(found) == 1, (file.name, start, found)
    return found[0]


def place(folder: Path, mistake: dict[str, Any]) -> tuple[Path, int]:
    if "at" in mistake:
        file, start = mistake["at"]
        return folder / file, line_that_starts(folder / file, start)
    file = folder / mistake["file"]
    lines = file.read_text("utf-8").splitlines()
    return file, next(number for number, line in enumerate(lines, 1) if line.endswith("# here"))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake['rule']} {mistake['new'].split(':')[0]}")
def test_one_mistake_is_one_issue_on_its_line(shipped: Path, mistake: dict[str, Any]) -> None:
    change(shipped / mistake["file"], mistake["old"], mistake["new"])

    issues = check_in(shipped)

    assert [(issue.rule, issue.file, issue.line) for issue in issues] == [(mistake["rule"], *place(shipped, mistake))]


@pytest.mark.parametrize("persisted", [True, False])
def test_a_new_question_must_be_kept_and_shown(shipped: Path, persisted: bool) -> None:
    flows, slots, texts = (
        shipped / name for name in ("conversations/organisation.yml", "domain/slots.yml", "domain/organisation.yml")
    )
    step = "- id: ask_change\n"
    change(flows, step, "- id: ask_children # here\n  collect: children\n  metadata: {kind: integer}\n" + step)
    change(slots, "change: {type: text}\n", "change: {type: text}\nchildren: {type: any}\n")
    asked = 'utter_ask_children:\n  - text: "Hoeveel?"\n    translation: {en: "How many?"}\n'
    change(texts, "utter_ask_change:\n", asked + "utter_ask_change:\n")
    if persisted:
        change(
            flows,
            "persisted_slots: [themes, target_groups, change]",
            "persisted_slots: [themes, target_groups, change, children]",
        )

    assert [(issue.rule, issue.what.split(";")[0]) for issue in check_in(shipped)] == [
        ("no_label", "nothing uses or shows children")
        if persisted
        else ("not_persisted", "nothing uses children, and it is forgotten when flow aims ends")
    ]

    change(texts, "utter_ask_children:\n", asked.replace("ask", "label") + "utter_ask_children:\n")
    assert [issue.rule for issue in check_in(shipped)] == ([] if persisted else ["not_persisted"])
