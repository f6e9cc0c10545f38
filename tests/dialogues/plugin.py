"""Makes pytest collect dialogue files: every case once on every channel, as `file.yml::case[channel]`."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.dialogues.client import ClientPlayer
from tests.dialogues.files import Case, DialogueError, Step, read
from tests.dialogues.outcome import SORRY, Outcome
from tests.dialogues.phone import PhonePlayer, PressingPlayer
from tests.dialogues.players import EnginePlayer, Player, fresh_database, loaded

PLAYERS: Mapping[str, Any] = {
    "engine": EnginePlayer,
    "rest": ClientPlayer,
    "telegram": PhonePlayer,
    "telegram-buttons": PressingPlayer,
}


def pytest_collect_file(parent: pytest.Collector, file_path: Path) -> pytest.Collector | None:
    """Take every YAML file beside or under the conftest that names this hook as a file of dialogues."""
    return DialogueFile.from_parent(parent, path=file_path) if file_path.suffix == ".yml" else None


class DialogueFile(pytest.File):
    """A file of dialogues."""

    def collect(self) -> Iterator[pytest.Item]:
        for case in read(self.path):
            for channel in PLAYERS:
                yield Dialogue.from_parent(self, name=f"{case.name}[{channel}]", case=case, channel=channel)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
        return str(excinfo.value) if isinstance(excinfo.value, DialogueError) else super().repr_failure(excinfo)


class Dialogue(pytest.Item):
    """One dialogue on one channel."""

    def __init__(self, *, case: Case, channel: str, **rest: Any) -> None:
        super().__init__(**rest)
        self.case = case
        self.channel = channel

    def runtest(self) -> None:
        play(self.case, self.channel)

    def reportinfo(self) -> tuple[Path, None, str]:
        return self.path, None, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        failed = isinstance(excinfo.value, AssertionError)
        return str(excinfo.value) if failed else super().repr_failure(excinfo, style)


def play(case: Case, channel: str) -> None:
    """Play a dialogue to its end, on a database of its own.

    Raises:
        AssertionError: something is not as the dialogue says.
    """
    with fresh_database(case) as file, closing(PLAYERS[channel](file, case)) as player:
        for number, step in enumerate(case.steps, start=1):
            if step.new_process:
                player.restart()
            outcome = _outcome(player, step.user)
            try:
                _check(step, outcome)
            except AssertionError as error:
                raise AssertionError(f"step {number}, '{step.user}': {error}\n{outcome.account()}") from None


def _outcome(player: Player, line: str) -> Outcome:
    player.happened.clear()
    shown = player.say(line)
    events = [(event.kind, event.flow) for one in player.happened for event in one.turn.events]
    actions = [action for one in player.happened for action in one.actions]
    return Outcome(shown, player.state().get("slots", {}), loaded()[0].script.slots, events, actions)


def _check(step: Step, outcome: Outcome) -> None:
    outcome.check("bot_did_not_utter", {"text_matches": SORRY})
    for kind, wanted in step.assertions:
        outcome.check(kind, wanted)
    if step.documents is not None:
        outcome.documents(step.documents)
