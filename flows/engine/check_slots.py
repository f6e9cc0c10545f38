"""Checks of slots: used ones are declared, declared ones are used, and answers live as long as they are needed."""

from collections.abc import Collection, Iterator

from flows.engine.check_graph import questions, steps
from flows.engine.conditions import Condition
from flows.engine.definitions import Action, Collect, Flow, Response, Script, SetSlots, Step
from flows.engine.display import reachable
from flows.engine.errors import Issue
from flows.engine.lists import FIELD, ITEM, WAS, fields, list_flows
from flows.engine.messages import places
from flows.engine.options import PAYLOAD, own_options

OWN_SLOTS = frozenset({"language", "consent", "changeable", "change_what", "addable", "add_what", "file", ITEM, FIELD})
"""Slots that the engine itself looks at."""


def conditions(script: Script) -> Iterator[tuple[Flow, int, Condition]]:
    """Give all conditions, each with its flow and line."""
    for flow in script.flows.values():
        if flow.guard:
            yield flow, flow.line, flow.guard
    for flow, step in steps(script):
        yield from ((flow, branch.line, branch.condition) for branch in step.next if branch.condition)
        if isinstance(step, Collect):
            yield from ((flow, rejection.line, rejection.condition) for rejection in step.rejections)


def undeclared_slots(script: Script) -> Iterator[Issue]:
    """A flow or button uses a slot that is not declared."""
    known = script.slots.keys()
    for flow in script.flows.values():
        for name in sorted(_of_flow(flow) - known):
            yield _undeclared(name, flow, flow.line, f"flow {flow.id}")
    for flow, step in steps(script):
        for name in sorted(_of_step(step) - known):
            yield _undeclared(name, flow, step.line, f"step {step.id}")
    for flow, line, condition in conditions(script):
        for name in sorted(condition.slots - known):
            yield _undeclared(name, flow, line, f"the condition '{condition.text}'")
    for response in script.responses.values():
        for button in response.buttons:
            match = PAYLOAD.fullmatch(button.payload)
            if match and match[1] not in known:
                yield _undeclared(match[1], response, button.line, f"a button of {response.name}")


def _undeclared(name: str, where: Flow | Response, line: int, what: str) -> Issue:
    return Issue(where.file, line, "undeclared_slot", f"{what} uses slot {name}; declare it under slots")


def _of_flow(flow: Flow) -> set[str]:
    listed = (flow.items.slot, flow.items.prefix + WAS) if flow.items else ()
    return {*flow.persisted, *([flow.argument] if flow.argument else ()), *listed}


def _of_step(step: Step) -> set[str]:
    if isinstance(step, SetSlots):
        return {*step.values}
    if isinstance(step, Collect):
        return {step.slot, *step.ask_again, *([step.after] if step.after else ())}
    return set()


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
    for _, _, condition in conditions(script):
        used |= condition.slots
    used.update(step.choices.removeprefix("slots.") for _, step in questions(script))
    for response in script.responses.values():
        used |= _of_texts(response) | _of_buttons(response)
    for slot in script.slots.values():
        if slot.name not in used:
            yield Issue(slot.file, slot.line, "unused_slot", f"nothing uses slot {slot.name}; remove it")


def lost_answers(script: Script) -> Iterator[Issue]:
    """An answer is needed later, but forgotten when its flow ends."""
    for flow, step in questions(script):
        if step.slot in flow.persisted:
            continue
        if f"utter_label_{step.slot}" in script.responses:
            why = "stands in summaries"
        elif other := _needed_in(script, flow, step.slot):
            why = f"counts in flow {other}"
        else:
            continue
        what = f"{step.slot} {why}, but is forgotten when flow {flow.id} ends; name it under persisted_slots"
        yield Issue(flow.file, step.line, "not_persisted", what)


def _needed_in(script: Script, flow: Flow, slot: str) -> str | None:
    """Give a flow that looks at the slot when this one has ended: it neither asks for it nor is called from here."""
    called = reachable(script, flow.id)
    looking = (other for other, _, condition in conditions(script) if slot in condition.slots)
    return next((o.id for o in looking if o.id not in called and all(s.slot != slot for s in o.collects())), None)


def useless_answers(script: Script, used_elsewhere: Collection[str]) -> Iterator[Issue]:
    """An answer is asked, but no condition, text or business step uses it, and no summary shows it.

    A menu is left alone: that the person comes to it may be all it is for.
    """
    used = {*OWN_SLOTS, *_looked_at(script)}
    beginnings = tuple(word for word in used_elsewhere if word.endswith("_"))
    for flow, step in questions(script):
        slot = step.slot
        if slot in used or slot in used_elsewhere or slot.startswith(beginnings):
            continue
        if step.ask_before_filling or f"utter_label_{slot}" in script.responses:
            continue
        if slot in flow.persisted:
            what = f"nothing uses or shows {slot}; give it a short name as utter_label_{slot}"
            yield Issue(flow.file, step.line, "no_label", what)
        else:
            what = f"nothing uses {slot}, and it is forgotten when flow {flow.id} ends; "
            what += f"name it under persisted_slots, and give it a short name as utter_label_{slot}"
            yield Issue(flow.file, step.line, "not_persisted", what)


def _looked_at(script: Script) -> Iterator[str]:
    """Give the slots that decide or say something.

    A rejection only refuses an answer. That gives a use to a yes or no, since it leaves one of the two.
    """
    for flow in list_flows(script):
        yield from (step.slot for step in fields(flow))
    for flow, step in steps(script):
        yield from flow.guard.slots if flow.guard else ()
        yield from (slot for branch in step.next if branch.condition for slot in branch.condition.slots)
    for _, step in questions(script):
        yield from (step.choices.removeprefix("slots."), step.after)
        slot = script.slots.get(step.slot)
        if slot and slot.type == "bool" and any(slot.name in one.condition.slots for one in step.rejections):
            yield slot.name
    for response in script.responses.values():
        yield from _of_texts(response)


def always_false_empty(script: Script) -> Iterator[Issue]:
    """A condition says `is empty`, which is false while the slot was never filled."""
    for flow, line, condition in conditions(script):
        if condition.asks_empty:
            what = f"in '{condition.text}', empty means [] or '' but not null; write not slots.NAME, or slots.NAME"
            yield Issue(flow.file, line, "never_empty", what)


def options_unlike_values(script: Script) -> Iterator[Issue]:
    """A categorical slot has values that its question does not offer, or the reverse."""
    for flow, step in questions(script):
        slot = script.slots.get(step.slot)
        if not slot or not slot.values or step.choices.startswith("slots."):
            continue
        options = script.options.get(step.choices, ()) or own_options(step, script.responses.get(step.utter))
        offered = {str(option.value) for option in options}
        for value in sorted(offered ^ {*slot.values}):
            lacks = f"is no value of slot {slot.name}" if value in offered else f"of slot {slot.name} has no option"
            what = f"{value} {lacks}; make the slot's values and the options of step {step.id} the same"
            yield Issue(flow.file, step.line, "options_differ", what)


def unknown_places(script: Script) -> Iterator[Issue]:
    """A text that a step says has a place that no slot fills.

    Texts that only actions or the engine say get further values from them, so they are left alone.
    """
    known = {*script.slots, *(f"summary_{flow}" for flow in script.flows)}
    for name in sorted(_said_by_steps(script) & script.responses.keys()):
        response = script.responses[name]
        for place in sorted(_of_texts(response) - known):
            what = f"{name} has a place {{{place}}}, but no slot of that name fills it; name a slot, or remove it"
            yield Issue(response.file, response.line, "unknown_place", what)


def _said_by_steps(script: Script) -> set[str]:
    said = {step.name for _, step in steps(script) if isinstance(step, Action)}
    for _, step in questions(script):
        said.update((f"utter_why_{step.slot}", f"utter_more_{step.slot}"))
        said.update(rejection.utter for rejection in step.rejections)
        if f"action_ask_{step.slot}" not in script.actions:
            said.update((step.utter, f"{step.utter}_short"))
    return said
