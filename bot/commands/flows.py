"""`coalitiewijzer flows ...`."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.commands.outcome import guarded, say
from flows.actions import ACTIONS
from flows.actions.runner import ActionRunner
from flows.assembly import script
from flows.engine.check import check

ISSUES = 1
"""The exit code when there are issues."""

_ROOT = Path(__file__).parents[2]
_CODE_WITH_SLOTS = ("bot", "flows/actions", "flows/services")


def check_flows() -> int:
    """Say what is wrong in the flow files, one issue a line; returns the exit code."""

    def command() -> int:
        issues = check(script(ActionRunner(ACTIONS)), frozenset(_words_in_code()))
        for issue in issues:
            say(f"{issue.file}:{issue.line}: {issue.rule}: {issue.what}")
        say(f"Issues: {len(issues)}")
        return ISSUES if issues else 0

    return guarded(command)


def _words_in_code() -> Iterator[str]:
    """Every text in the code that handles slots: a slot that none of them names is used by no step."""
    for folder in _CODE_WITH_SLOTS:
        for file in (_ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
