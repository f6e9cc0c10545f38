"""Checks of slots: used ones are declared, declared ones are used, and places in texts have a value."""

from collections.abc import Collection, Iterator

from flows.engine.check_graph import questions, steps
from flows.engine.definitions import Action, Collect, Flow, Response, Script, SetSlots, Step
from flows.engine.errors import Issue
from flows.engine.messages import places
from flows.engine.questions import PAYLOAD

OWN_SLOTS = frozenset({"language", "consent", "changeable", "change_what"})
"""Slots that the engine itself looks at."""


def undeclared_slots(script: Script) -> Iterator[Issue]:
    """A flow or button uses a slot that is not declared."""
    for flow in script.flows.values():
        for name in sorted(_of_flow(flow) - script.slots.keys()):
            yield _undeclared(name, flow, flow.line, f"flow {flow.id}")
    for flow, step in steps(script):
        for name in sorted(_of_step(step) - script.slots.keys()):
            yield _undeclared(name, flow, step.line, f"step {step.id}")
    for response in script.responses.values():
        for name in sorted(_of_buttons(response) - script.slots.keys()):
            yield _undeclared(name, response, response.line, f"a button of {response.name}")


def _undeclared(name: str, where: Flow | Response, line: int, what: str) -> Issue:
    return Issue(where.file, line, "undeclared_slot", f"{what} uses slot {name}; declare it under slots")


def _of_flow(flow: Flow) -> set[str]:
    guard = flow.guard.slots if flow.guard else frozenset()
    return {*flow.persisted, *guard, *([flow.argument] if flow.argument else ())}


def _of_step(step: Step) -> set[str]:
    found = {name for branch in step.next if branch.condition for name in branch.condition.slots}
    if isinstance(step, SetSlots):
        found.update(step.values)
    if isinstance(step, Collect):
        found.update((step.slot, *step.ask_again))
        found.update(name for rejection in step.rejections for name in rejection.condition.slots)
    return found


def _of_buttons(response: Response) -> set[str]:
    return {match[1] for button in response.buttons if (match := PAYLOAD.fullmatch(button.payload))}


def _of_texts(response: Response) -> set[str]:
    texts = (*response.texts.values(), *(button.payload for button in response.buttons))
    return {name for text in texts for name in places(text)}


def unused_slots(script: Script, used_elsewhere: Collection[str]) -> Iterator[Issue]:
    """A slot is declared but nothing uses it."""
    used = {*OWN_SLOTS, *used_elsewhere}
    for flow, step in steps(script):
        used |= _of_flow(flow) | _of_step(step)
    used.update(step.choices.removeprefix("slots.") for _, step in questions(script))
    for response in script.responses.values():
        used |= _of_texts(response) | _of_buttons(response)
    for slot in script.slots.values():
        if slot.name not in used:
            yield Issue(slot.file, slot.line, "unused_slot", f"nothing uses slot {slot.name}; remove it")


def unknown_places(script: Script) -> Iterator[Issue]:
    """A text that a step says has a place that no slot fills.

    Texts that only actions or the engine say get further values from them, so they are left alone.
    """
    known = {*script.slots, *(f"summary_{flow}" for flow in script.flows)}
    for name in sorted(_said_by_steps(script) & script.responses.keys()):
        response = script.responses[name]
        for place in sorted(_of_texts(response) - known):
            what = f"{name} has a place {{{place}}}, but no slot of that name fills it"
            yield Issue(response.file, response.line, "unknown_place", what)


def _said_by_steps(script: Script) -> set[str]:
    said = {step.name for _, step in steps(script) if isinstance(step, Action)}
    for _, step in questions(script):
        said.add(f"utter_why_{step.slot}")
        said.update(rejection.utter for rejection in step.rejections)
        if f"action_ask_{step.slot}" not in script.actions:
            said.update((step.utter, f"{step.utter}_short"))
    return said
