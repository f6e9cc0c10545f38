"""What must hold after every turn."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from bot.bench import inputs
from bot.bench.inputs import Input
from bot.channels.telegram_text import MOST_UNITS, html_parts, keyboard, units
from flows.engine.definitions import END, Script
from flows.engine.interpreter import Interpreter
from flows.engine.messages import Message
from flows.engine.state import State
from flows.engine.turns import Turn

MOST_DATA_BYTES = 64
MOST_BUTTONS = 100
MOST_LABEL_UNITS = 64
"""What Telegram takes."""


def broken(interpreter: Interpreter, before: State, one: Input, turn: Turn) -> Iterator[str]:
    """Tell what is wrong with a turn."""
    state, script = turn.state, interpreter.script
    if not any(message.text or message.options for message in turn.messages):
        yield "it says nothing"
    if state.slots.keys() - script.slots.keys() - {"forgotten"}:
        yield f"slots that nobody declared: {state.slots.keys() - script.slots.keys()}"
    if not inputs.waits(interpreter, state):
        yield f"it waits at {state.stack}, where no question is open"
    buttons = [len(m.options) + len(m.buttons) for m in turn.messages if m.kind in {"ask", "update"}]
    if state.asked and buttons and buttons[-1] != len(state.asked.payloads):
        yield "the buttons shown are not those that are remembered"
    for message in turn.messages:
        yield from _limits(message, str(state.slots.get("language", "nl")))
    yield from _events(script, turn)
    for name, step in interpreter.questions.asks.items():
        new = state.slots.get(name) != before.slots.get(name) and bool(state.slots.get(name))
        if new and any(rejection.condition.holds(state.slots) for rejection in step.rejections):
            yield f"the answer for {name} was taken, which its own question refuses"
    kinds = {event.kind for event in turn.events}
    if (
        "rejected" in kinds
        and "answered" not in kinds
        and _answers(interpreter, state) != _answers(interpreter, before)
    ):
        yield "a refused input changed an answer"
    if one.kind == "stale" and before.stack and _answers(interpreter, state) != _answers(interpreter, before):
        yield "a button that is not there changed an answer"


def _limits(message: Message, language: Any) -> Iterator[str]:
    body = message.to_json()
    for part in html_parts(body, language):
        size = units(unescape(re.sub(r"</?[bi]>", "", part)))
        if not 0 < size <= MOST_UNITS:
            yield f"a message of {size} characters"
    keys = keyboard(body, language)
    rows = [key for row in keys.inline_keyboard for key in row] if keys else []
    if len(rows) > MOST_BUTTONS:
        yield f"{len(rows)} buttons"
    for key in rows:
        data = len(str(key.callback_data).encode())
        if data > MOST_DATA_BYTES or not 0 < units(key.text) <= MOST_LABEL_UNITS:
            yield f"a button with {data} bytes and the label {key.text!r}"


def _events(script: Script, turn: Turn) -> Iterator[str]:
    kinds = {"asked", "answered", "rejected", "undone", "started", "completed", "left"}
    for event in turn.events:
        steps = script.flows[event.flow].steps if event.flow in script.flows else {}
        if event.kind not in kinds or (event.step not in steps and event.step != END):
            yield f"an event that is no code: {event}"


def _answers(interpreter: Interpreter, state: State) -> dict[str, Any]:
    return {name: value for name, value in state.slots.items() if name in interpreter.questions.asks}
