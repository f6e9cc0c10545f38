"""The list of rules in the guide, and the tests of the rules, are complete."""

import re
from pathlib import Path
from typing import get_args

import pytest

from flows.engine.errors import WARNINGS, Rule

HERE = Path(__file__).parent
GUIDE = (HERE.parents[1] / "flows/README.md").read_text("utf-8")
TESTS = [*HERE.glob("test_check*.py"), *HERE.glob("mistakes/*.yml"), HERE / "shipped_mistakes.yml"]
TESTS += [HERE.parent / "bot/test_flows_check.py"]


def test_the_guide_lists_every_rule_with_what_it_means() -> None:
    section = GUIDE.partition("\n## Rules of the check\n")[2].partition("\n## ")[0]
    listed = dict(re.findall(r"(?m)^\| `(\w+)` \| (.+) \|$", section))

    assert list(listed) == list(get_args(Rule))
    assert {rule for rule, meaning in listed.items() if meaning.startswith("warning: ")} == WARNINGS


@pytest.mark.parametrize("rule", get_args(Rule))
def test_every_rule_is_given_by_the_code_and_tried_by_a_test(rule: str) -> None:
    root = HERE.parents[1]
    code = [*(root / "flows/engine").glob("*.py"), root / "bot/commands/flows.py", root / "bot/commands/rasa_pro.py"]
    given = [file for file in code if f'"{rule}"' in file.read_text("utf-8") and file.name != "errors.py"]
    tried = [file for file in TESTS if re.search(rf'rule: {rule}\n|"{rule}"|: {rule}: ', file.read_text("utf-8"))]

    assert given, "no code gives this rule"
    assert tried, "no test tries this rule"
