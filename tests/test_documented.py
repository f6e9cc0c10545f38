"""What is not documented makes these tests fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from bot.cli import app
from bot.settings import Settings
from flows.assembly import FACETS
from flows.engine.definitions import Collect
from flows.engine.loader import load_script

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "flows/README.md").read_text(encoding="utf-8")


def commands(command: object, name: str = "coalitiewijzer") -> Iterator[str]:
    """Give every command that can be typed."""
    inside = getattr(command, "commands", None)
    if inside is None:
        yield name
        return
    for word, one in inside.items():
        yield from commands(one, f"{name} {word}")


@pytest.mark.parametrize("command", list(commands(get_command(app))))
def test_the_readme_names_every_command(command: str) -> None:
    assert f"`{command}" in README


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_the_readme_names_every_setting(name: str) -> None:
    assert f"`COALITIEWIJZER_{name.upper()}`" in README


@pytest.mark.parametrize("name", list(FACETS))
def test_the_guide_names_every_list_of_options(name: str) -> None:
    assert f"`{name}`" in GUIDE


def test_every_flow_that_words_start_stands_in_the_help_text() -> None:
    script = load_script(
        sorted([*(ROOT / "flows").glob("conversations/*.yml"), *(ROOT / "flows").glob("domain/*.yml")])
    )
    texts = [script.responses[name].texts for name in ("utter_help", "utter_group_help", "utter_plan_help")]
    helped = {language: "\n".join(text[language] for text in texts) for language in texts[0]}
    only_at_times = {  # told where they are of use
        "send_code",
        "enter_code",
        "more_partners",
        "why_partner",
        "whole_coalition",
        "why_not_partner",
        "criteria",
        "lead_partner",
        "help",
        "colleague_code",
        "invitation",
        "keep_plan",
        "own_plan",
        "withdraw_consent",
        "budget_split",
        "budget_line",
        "budget_remove",
        "budget_add",
        "budget_add_income",
        "budget_say",
    }
    for flow in script.flows.values():
        if flow.said_as and flow.id not in only_at_times:
            for language, words in flow.said_as.items():
                assert any(f"{word.removesuffix(' {}')}:" in helped[language] for word in words), (flow.id, language)


def test_the_guide_names_every_kind_of_answer() -> None:
    kinds = Collect.__dataclass_fields__["kind"].type
    assert all(f"`{kind}`" in GUIDE for kind in kinds.__args__)  # type: ignore[union-attr]


def test_the_files_that_the_readme_names_exist() -> None:
    named = {word for word in README.replace("`", " ").replace("(", " ").replace(")", " ").split() if "/" in word}
    ours = {
        word.rstrip(",.;:") for word in named if word.startswith(("bot/", "flows/", "knowledge/", "storage/", "tests/"))
    }
    missing = [word for word in ours if not list(ROOT.glob(word.rstrip("/")))]
    assert ours
    assert missing == []
