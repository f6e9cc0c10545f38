"""`coalitiewijzer flows ...`."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bot.commands.outcome import guarded, refuse, say
from bot.commands.rasa_pro import RasaProError, read_schema, schema_issues
from flows.actions import ACTIONS
from flows.assembly import flow_files, options
from flows.engine.check import check_files
from flows.engine.errors import Issue

ISSUES = 1
"""The exit code when there are issues."""

_ROOT = Path(__file__).parents[2]
_CODE_WITH_SLOTS = ("bot", "flows/actions", "flows/services")


def check_flows(rasa_pro: Path | None = None) -> int:
    """Say what is wrong in the flow files, one issue a line; returns the exit code.

    Args:
        rasa_pro: a copy of Rasa Pro's package (a wheel, or a folder with it): its schema is held against the files too.
    """

    def command() -> int:
        schema = read_schema(rasa_pro) if rasa_pro else None
        names = [action().name() for action in ACTIONS]
        issues = check_files(flow_files(), names, options(), frozenset(words_in_code()))
        issues += actions_twice(ACTIONS)
        if schema is not None:
            issues += schema_issues(schema, flow_files())
        for issue in issues:
            say(f"{issue.file}:{issue.line}: {'' if issue.refuses else 'warning: '}{issue.rule}: {issue.what}")
        if schema is not None:
            say(f"Also held against Rasa Pro's flow schema, from {rasa_pro}.")
        wrong = sum(issue.refuses for issue in issues)
        say(f"Issues: {wrong}")
        return ISSUES if wrong else 0

    try:
        return guarded(command)
    except RasaProError as error:
        return refuse(str(error))


def actions_twice(actions: Iterable[type[Any]]) -> Iterator[Issue]:
    """An action has the name of another, so that only the last of them would run."""
    known: dict[str, type[Any]] = {}
    for action in actions:
        other = known.setdefault(action().name(), action)
        if other is not action:
            what = f"{action.__name__} has the name {action().name()}, as {other.__name__} has; rename one"
            file = Path(inspect.getsourcefile(action) or "")
            yield Issue(file, inspect.getsourcelines(action)[1], "action_twice", what)


def words_in_code() -> Iterator[str]:
    """Every text in the code that handles slots: a slot that none of them names is used by no step."""
    for folder in _CODE_WITH_SLOTS:
        for file in (_ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value
