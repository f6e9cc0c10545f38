"""Checks of how steps hang together, and of the actions and choices that they name."""

from collections.abc import Iterator

from flows.engine.answers import plain
from flows.engine.definitions import END, Action, Call, Collect, Flow, Link, Script, Step
from flows.engine.errors import Issue
from flows.engine.lists import LIST_ACTIONS
from flows.engine.options import own_options

LEAPS = frozenset({"action_add_to_answer", "action_change_answer", "action_rerun"})
"""The engine's own actions after which the conversation goes on elsewhere."""

OWN_ACTIONS = (
    LEAPS
    | LIST_ACTIONS
    | {"action_list_addable", "action_list_changeable", "action_say_why"}
    | {"action_use_as_answer", "action_use_as_question", "action_use_file"}
)


def steps(script: Script) -> Iterator[tuple[Flow, Step]]:
    """Give all steps with their flows."""
    return ((flow, step) for flow in script.flows.values() for step in flow.steps.values())


def questions(script: Script) -> Iterator[tuple[Flow, Collect]]:
    """Give all questions with their flows."""
    return ((flow, step) for flow in script.flows.values() for step in flow.collects())


def unknown_targets(script: Script) -> Iterator[Issue]:
    """A step goes on in a step or flow that does not exist."""
    for flow, step in steps(script):
        for branch in step.next:
            if branch.target != END and branch.target not in flow.steps:
                what = f"step {step.id} goes on to {branch.target}; name a step of flow {flow.id}, or END"
                yield Issue(flow.file, branch.line, "unknown_target", what)
        if isinstance(step, (Call, Link)) and step.flow not in script.flows:
            what = f"step {step.id} names flow {step.flow}, which does not exist; name a flow"
            yield Issue(flow.file, step.line, "unknown_target", what)


def unreachable_steps(script: Script) -> Iterator[Issue]:
    """No road through the flow leads to a step."""
    for flow in script.flows.values():
        reached = _reached(flow)
        for step in flow.steps.values():
            if step.id not in reached:
                what = f"nothing leads to step {step.id}; remove it, or name it under next"
                yield Issue(flow.file, step.line, "unreachable", what)


def _reached(flow: Flow) -> set[str]:
    reached: set[str] = set()
    ahead = [flow.first]
    while ahead:
        at = ahead.pop()
        if at in flow.steps and at not in reached:
            reached.add(at)
            ahead.extend(_targets(flow.steps[at]))
    return reached


def _targets(step: Step) -> list[str]:
    return [] if _leaps(step) else [branch.target for branch in step.next]


def _leaps(step: Step) -> bool:
    return isinstance(step, Action) and step.name in LEAPS


def no_way_to_the_end(script: Script) -> Iterator[Issue]:
    """From some step the flow can never end; the first such step of each flow is named."""
    ending = _ending(script)
    for flow in script.flows.values():
        reached = _reached(flow)
        stuck = next((step for step in flow.steps.values() if step.id in reached - ending[flow.id]), None)
        if stuck:
            what = f"from step {stuck.id} flow {flow.id} can never end; let some road lead to END"
            yield Issue(flow.file, stuck.line, "no_end", what)


def _ending(script: Script) -> dict[str, set[str]]:
    """Give, per flow, the steps from which its end can be reached; a call passes if the called flow can end."""
    ending: dict[str, set[str]] = {flow: set() for flow in script.flows}
    growing = True
    while growing:
        growing = False
        for flow, step in steps(script):
            if step.id not in ending[flow.id] and _ends(script, flow, step, ending):
                ending[flow.id].add(step.id)
                growing = True
    return ending


def _ends(script: Script, flow: Flow, step: Step, ending: dict[str, set[str]]) -> bool:
    called = script.flows.get(step.flow) if isinstance(step, Call) else None
    if called and called.first not in ending[called.id]:
        return False
    # Unknown targets have an issue of their own.
    return _leaps(step) or any(target in ending[flow.id] or target not in flow.steps for target in _targets(step))


def links_in_called_flows(script: Script) -> Iterator[Issue]:
    """A flow that is called goes on elsewhere, so that it is unclear where to come back."""
    called = {step.flow for _, step in steps(script) if isinstance(step, Call)}
    for flow, step in steps(script):
        if isinstance(step, Link) and flow.id in called:
            what = f"flow {flow.id} is called, so it may not link; call {step.flow}, or link where {flow.id} is called"
            yield Issue(flow.file, step.line, "called_link", what)


def unknown_actions(script: Script) -> Iterator[Issue]:
    """A step names an action that is not registered."""
    for flow, step in steps(script):
        if not isinstance(step, Action) or step.name.startswith("utter_"):
            continue
        if step.name not in script.actions | OWN_ACTIONS:
            what = f"step {step.id} names action {step.name}, which is not registered; add it to flows/actions"
            yield Issue(flow.file, step.line, "unknown_action", what)


def unknown_choices(script: Script) -> Iterator[Issue]:
    """A question's choices name no list of options and no slot."""
    for flow, step in questions(script):
        known = script.slots if step.choices.startswith("slots.") else script.options
        if step.choices and step.choices.removeprefix("slots.") not in known:
            what = f"step {step.id} takes choices from {step.choices}, which does not exist; name a list or slots.NAME"
            yield Issue(flow.file, step.line, "unknown_choices", what)


def questions_without_options(script: Script) -> Iterator[Issue]:
    """A question wants a choice but offers none."""
    for flow, step in questions(script):
        response = script.responses.get(step.utter)
        wants = step.multiple or step.kind == "choice"
        offers = step.choices or own_options(step, response)
        if wants and (not offers or (step.choices in script.options and not script.options[step.choices])):
            what = f"step {step.id} asks to choose but has no options; add choices, or buttons to {step.utter}"
            yield Issue(flow.file, step.line, "no_options", what)


def missing_flows(script: Script) -> Iterator[Issue]:
    """No flow is started by `help`, which the help button under each question says."""
    if script.flows and not any(
        "help" in map(plain, said) for flow in script.flows.values() for said in flow.said_as.values()
    ):
        flow = next(iter(script.flows.values()))
        what = "no flow has help under said_as, but every question has a help button; add such a flow"
        yield Issue(flow.file, 1, "no_help", what)
