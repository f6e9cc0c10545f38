"""Plays a dialogue in Telegram, against the double of the Bot API: what stands on the screen is what counts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.channels.recording import Happened
from bot.channels.telegram_in import CHANNEL
from flows.assembly import load
from flows.engine.answers import plain
from knowledge.texts import text
from tests.bot.line import Line
from tests.botapi.screen import ShownMessage
from tests.dialogues.files import Case
from tests.dialogues.outcome import Shown
from tests.dialogues.players import loaded, state_of, watched

DONE = "/done"


class PhonePlayer:
    """Types every line."""

    def __init__(self, file: Path, case: Case) -> None:
        self.happened: list[Happened] = []
        self._line = Line(file, watched(loaded(), self.happened))
        self._line.api.clock.now = case.now
        self._person = self._line.person(language=case.language)

    def say(self, line: str) -> list[Shown]:
        before = {message.id: _look(message) for message in self._person.chat.bot_messages}
        self._do(line)
        state = self.state()
        return [
            Shown(message.text, _buttons(message, state), [message.file.name] if message.file else [])
            for message in self._person.chat.bot_messages
            if _says_more(message, before.get(message.id))
        ]

    def restart(self) -> None:
        self._line.restart(watched(load(), self.happened))

    def state(self) -> dict[str, Any]:
        return state_of(self._line.database, CHANNEL, str(self._person.user.id))

    def close(self) -> None:
        self._line.close()
        self._line.api.verify()

    def _do(self, line: str) -> None:
        self._person.say(line)


class PressingPlayer(PhonePlayer):
    """Presses a button whenever the line is what stands on it, or what it says, and types the other lines."""

    def _do(self, line: str) -> None:
        card = self._person.chat.last if self._person.chat.bot_messages else None
        buttons = _buttons(card, self.state()) if card else []
        place = next((place for place, words in enumerate(buttons) if plain(line) in map(plain, words)), None)
        if card is None or place is None:
            self._person.say(line)
            return
        chosen_before = card.labels != [title for title, _ in buttons]
        self._person.press(card.labels[place], on=card)
        done = [
            label for label, (_, says) in zip(card.labels, _buttons(card, self.state()), strict=False) if says == DONE
        ]
        # Who types one of several choices has chosen; who presses one may go on choosing.
        if done and buttons[place][1].startswith("/SetSlots(") and not chosen_before:
            self._person.press(done[0], on=card)


def _buttons(message: ShownMessage, state: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the buttons of a message with what they say, which only the open question still knows."""
    asked = state.get("asked") or {"card": None, "payloads": ()}
    says = {f"{asked['card']}:{place}": payload for place, payload in enumerate(asked["payloads"])}
    chosen = text("chosen", state["slots"]["language"], titles="") if state else ""
    return [(button.label.removeprefix(chosen), says.get(str(button.data), "")) for button in message.buttons]


def _look(message: ShownMessage) -> tuple[str, list[str]]:
    return message.text, message.labels


def _says_more(message: ShownMessage, before: tuple[str, list[str]] | None) -> bool:
    """Tell whether a message is new or looks otherwise; that old buttons were taken off says nothing."""
    return _look(message) != before and (before is None or bool(message.labels) or before[0] != message.text)
