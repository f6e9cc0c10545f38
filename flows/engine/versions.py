"""Carries a conversation that somebody is in the middle of over to a new version of the flows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from flows.engine.definitions import END, Call, Collect, Flow, Link, Step
from flows.engine.display import reachable
from flows.engine.questions import Questions
from flows.engine.state import Frame, State, Undo


def renew(questions: Questions, main: str, state: State) -> bool:
    """Bring a state, in place, to the version of these flows; answers that still mean something stay.

    Names are translated by what flows, steps and slots say they were. An answer that is no longer possible is asked
    again, and so is what depends on it. Answers to questions that are gone are set aside, and come back when a later
    version asks them again.

    Returns:
        Whether the person must be told: the open question is gone, or another one comes before it now. Then the stack
        holds where to go on, or is empty: then the whole road has to be gone over again.
    """
    state.version = questions.script.version
    state.asked = replace(state.asked) if state.asked else None
    _Names(questions).translate(state)
    _set_aside(questions, state)
    _remove_impossible(questions, state)
    if not state.stack:
        return False
    moved = _cut(questions, main, state)
    if _misses_an_answer(questions, main, state):
        _forget_detours(questions, main, state, [flow for flow, _ in state.stack])
        state.stack.clear()
        moved = True
    moved = moved or not _is_open(questions, state)
    if moved:
        state.history.clear()
    else:
        state.history[:] = _fitting(questions, state.history)
    return moved


class _Names:
    """What flows, steps and slots are called now, by what they were called."""

    def __init__(self, questions: Questions) -> None:
        self._script = questions.script
        self._flows = {old: flow.id for flow in self._script.flows.values() for old in flow.was}
        self._slots = {old: slot.name for slot in self._script.slots.values() for old in slot.was}

    def translate(self, state: State) -> None:
        state.slots = self._of_slots(state.slots)
        state.aside = self._of_slots(state.aside)
        state.chosen = self._of_slots(state.chosen)
        state.stack = [self._frame(*frame) for frame in state.stack]
        state.history = [
            Undo([self._frame(*frame) for frame in undo.stack], self._of_slots(undo.slots)) for undo in state.history
        ]
        if state.asked and state.asked.slot in self._slots:
            old, new = state.asked.slot, self._slots[state.asked.slot]
            state.asked.slot = new
            state.asked.payloads = [
                said.replace(f"/SetSlots({old}=", f"/SetSlots({new}=") for said in state.asked.payloads
            ]

    def _of_slots(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {self._slots.get(name, name): value for name, value in values.items()}

    def _frame(self, flow: str, step: str) -> Frame:
        flow = self._flows.get(flow, flow)
        renamed = self._script.flows[flow].renamed if flow in self._script.flows else {}
        return flow, renamed.get(step, step)


def _set_aside(questions: Questions, state: State) -> None:
    known = questions.script.slots.keys()
    for name in state.slots.keys() - known:
        state.aside[name] = state.slots.pop(name)
    for name in state.aside.keys() & known:
        state.slots.setdefault(name, state.aside.pop(name))
    for undo in state.history:
        undo.slots = {name: value for name, value in undo.slots.items() if name in known}


def _remove_impossible(questions: Questions, state: State) -> None:
    for name, step in questions.asks.items():
        value = state.slots.get(name)
        if value is not None and not _possible(questions, step, value):
            state.slots.pop(name)
            if step.multiple and isinstance(value, list):
                state.chosen[name] = value
            for other in step.ask_again:
                state.slots.pop(other, None)
        for undo in state.history:
            if undo.slots.get(name) is not None and not _possible(questions, step, undo.slots[name]):
                undo.slots[name] = None
    for name, values in list(state.chosen.items()):
        several = questions.asks.get(name)
        left = [value for value in values if several and several.multiple and _possible(questions, several, [value])]
        state.chosen[name] = left
        if not left:
            del state.chosen[name]
    if state.asked and (step_asked := questions.asks.get(state.asked.slot)):
        state.asked.only = [
            value
            for value in state.asked.only
            if _possible(questions, step_asked, [value] if step_asked.multiple else value)
        ]


def _possible(questions: Questions, step: Collect, value: Any) -> bool:
    """Tell whether a value can be an answer; options that an action lists are not known here."""
    if step.choices.startswith("slots."):
        return isinstance(value, list) is step.multiple
    if options := questions.options(step, {}):
        values = [option.value for option in options]
        if step.multiple:
            return isinstance(value, list) and all(one in values for one in value)
        return value in values or (step.optional and value == "")
    if (step.later or step.optional) and value in ("", []):
        return True
    items = value if isinstance(value, list) else [value]
    kinds: dict[str, Any] = {"amount": int, "integer": int, "amount_lines": Mapping, "amount_or_hours": int | Mapping}
    kinds["lines"] = str | Mapping  # An item may have got details since (`lists`).
    kind = kinds.get(step.kind, str)
    if isinstance(value, list) != (step.kind in {"lines", "amount_lines"}) or not all(
        isinstance(i, kind) for i in items
    ):
        return False
    return not step.kind.endswith("date") or _is_date(value) or (step.optional and not value)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _cut(questions: Questions, main: str, state: State) -> bool:
    """Take off what stands on a step that is gone; its flow, if there still is one, runs again."""
    flows = questions.script.flows
    for index, (flow, step) in enumerate(state.stack):
        if _exists(questions, flow, step):
            continue
        dropped = [name for name, _ in state.stack[index:]]
        state.stack[index:] = [(flow, flows[flow].first)] if flow in flows else []
        _forget_detours(questions, main, state, dropped[flow in flows :])
        return True
    return False


def _exists(questions: Questions, flow: str, step: str) -> bool:
    found = questions.script.flows.get(flow)
    return found is not None and (step == END or step in found.steps)


def _forget_detours(questions: Questions, main: str, state: State, dropped: list[str]) -> None:
    """Forget the passing answers of flows that the main road does not come by again."""
    road = reachable(questions.script, main)
    for flow in (flow for flow in dropped if flow in questions.script.flows and flow not in road):
        for name in questions.passing[flow]:
            state.slots.pop(name, None)
            state.chosen.pop(name, None)


def _is_open(questions: Questions, state: State) -> bool:
    """Tell whether the question that was shown is the one that waits."""
    flow, at = state.stack[-1]
    step = questions.script.flows[flow].steps.get(at)
    return state.asked is None or (isinstance(step, Collect) and step.slot == state.asked.slot)


def _misses_an_answer(questions: Questions, main: str, state: State) -> bool:
    """Tell whether the main road, as the answers stand, asks something before the place of the conversation."""
    road = reachable(questions.script, main)
    here = next((frame for frame in reversed(state.stack) if frame[0] in road), None)
    if here is None:
        return False
    running = {flow for flow, _ in state.stack}
    for flow, step in _road(questions, questions.script.flows[main], state.slots, ()):
        # A flow that goes round may pass its place on a later round only.
        if (flow.id, step.id if step else END) == here or (step is None and flow.id == here[0]):
            return False
        if not isinstance(step, Collect) or step.ask_before_filling or state.slots.get(step.slot) is not None:
            continue
        # Passing answers were forgotten when their flow ended.
        if step.slot in flow.persisted or flow.id in running:
            return True
    return False


def _road(
    questions: Questions, flow: Flow, slots: Mapping[str, Any], above: tuple[str, ...]
) -> Iterator[tuple[Flow, Step | None]]:
    """Give the steps of a flow, and of those that it calls, as the answers stand; None at the end of each flow."""
    at, seen = flow.first, set[str]()
    while at in flow.steps and at not in seen:
        seen.add(at)
        step = flow.steps[at]
        yield flow, step
        if isinstance(step, Call | Link) and step.flow not in above:
            yield from _road(questions, questions.script.flows[step.flow], slots, (flow.id, *above))
        at = next(branch.target for branch in step.next if branch.condition is None or branch.condition.holds(slots))
    yield flow, None


def _fitting(questions: Questions, history: list[Undo]) -> list[Undo]:
    """Give the newest turns that can still be undone, one after the other."""
    for index in range(len(history), 0, -1):
        if not all(_exists(questions, *frame) for frame in history[index - 1].stack):
            return history[index:]
    return history
