"""The shape of the code: layers, sizes, and who may look at the clock."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "flows", "knowledge", "storage")
MODULES = sorted(
    path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if "migrations" not in path.parts
)

CLOCKS = {"now", "today", "utcnow", "time", "monotonic", "perf_counter"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    long = [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 40
    ]
    assert text.count("\n") <= 300
    assert long == []


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if path.is_relative_to(ROOT / "knowledge") or path.is_relative_to(ROOT / "flows/engine")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_knowledge_and_engine_never_look_at_the_clock(path: Path) -> None:
    assert list(clock_calls(path.read_text(encoding="utf-8"))) == []


def test_a_look_at_the_clock_is_found() -> None:
    assert list(clock_calls("from datetime import date\ndate.today()")) == ["date.today"]


def clock_calls(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield ast.unparse(node.func)


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("knowledge/areas.py", "import storage.errors"),
        ("storage/errors.py", "import knowledge.areas"),
        ("flows/services/calls.py", "import bot.settings"),
        ("flows/engine/state.py", "import knowledge.areas"),
        ("flows/engine/state.py", "import asyncio"),
        ("flows/services/calls.py", "import flows.actions.runner"),
        ("bot/worker.py", "import bot.cli"),
        ("bot/worker.py", "import rasa_sdk"),
    ],
)
def test_a_forbidden_import_breaks_a_contract(tmp_path: Path, where: str, line: str) -> None:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    bad = tmp_path / where
    bad.write_text(bad.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    assert lint_imports(tmp_path).returncode == 1


def test_the_contracts_hold() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c(['--no-cache'])"]
    environment = {"PYTHONPATH": str(folder), "PATH": ""}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
