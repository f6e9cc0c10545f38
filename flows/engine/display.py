"""How slots look inside texts, and how far along a flow somebody is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flows.engine.definitions import Branch, Call, Collect, Flow, Script
from flows.engine.messages import listed, translate
from flows.engine.questions import Questions

Show = Callable[[str, Any, str], str]
"""`(kind of answer, value, language) -> text`: how amounts and dates are written."""


class SlotTexts(Mapping[str, str]):
    """The slots of a conversation as people read them: titles instead of codes, amounts and dates written out.

    Beside the slots there is `summary_FLOW`: all answers of a flow and of the flows that it calls, a line each.
    """

    def __init__(self, questions: Questions, show: Show, slots: Mapping[str, Any], language: str) -> None:
        self._questions = questions
        self._show = show
        self._slots = slots
        self._language = language

    def __getitem__(self, name: str) -> str:
        if name.startswith("summary_"):
            return "\n".join(self._summary(name.removeprefix("summary_")))
        value = self._slots[name]
        step = self._questions.asks.get(name)
        if value in (None, "", []) or step is None:
            return "" if value in (None, []) else str(value)
        options = self._questions.options(step, self._slots)
        if options:
            return listed(options, value if isinstance(value, list) else [value], self._language)
        return self._show(step.kind, value, self._language)

    def _summary(self, flow: str) -> Iterator[str]:
        """Questions that are only menus (asked anew each time) are no answers."""
        script = self._questions.script
        for name in reachable(script, flow):
            for step in script.flows[name].collects():
                label = label_of(script, step.slot, self._language)
                answer = "" if step.ask_before_filling else self.get(step.slot, "")
                if label and answer:
                    yield f"{label}: {answer}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)


def progress(flow: Flow, step: Collect, slots: Mapping[str, Any]) -> tuple[int, int] | None:
    """Tell which question of how many this is, for this person: branches are taken as the answers stand now.

    Gives None where the flow loops back to the step, since the count would jump.
    """
    asked = []
    seen = set()
    at = flow.first
    while at in flow.steps and at not in seen:
        seen.add(at)
        here = flow.steps[at]
        if isinstance(here, Collect) and (here.id == step.id or not _has_no_choice(here, slots)):
            asked.append(here.id)
        at = _likely(here.next, slots)
    return (asked.index(step.id) + 1, len(asked)) if step.id in asked else None


def _has_no_choice(step: Collect, slots: Mapping[str, Any]) -> bool:
    """Tell whether a business step left only one option, and so answered for the person."""
    return step.choices.startswith("slots.") and len(slots.get(step.choices.removeprefix("slots.")) or ()) == 1


def _likely(branches: Sequence[Branch], slots: Mapping[str, Any]) -> str:
    """Take the branch as the answers stand; while one of them is still to come, the last one (else)."""
    for branch in branches[:-1]:
        if branch.condition and slots.keys() >= branch.condition.slots and branch.condition.holds(slots):
            return branch.target
    return branches[-1].target


def reachable(script: Script, flow_id: str, seen: dict[str, None] | None = None) -> dict[str, None]:
    """Give a flow and all flows that it calls, directly or not, in the order of the conversation."""
    seen = {} if seen is None else seen
    if flow_id not in seen and flow_id in script.flows:
        seen[flow_id] = None
        for step in script.flows[flow_id].steps.values():
            if isinstance(step, Call):
                reachable(script, step.flow, seen)
    return seen


def label_of(script: Script, slot: str, language: str) -> str:
    """Give the short name of an answer (`utter_label_SLOT`), or nothing where it has none."""
    response = script.responses.get(f"utter_label_{slot}")
    return translate(response.texts, language) if response else ""


def changeable(script: Script, main: str, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the answers that can be changed, as options: filled, with a name, in the order of the conversation."""
    found: dict[str, dict[str, Any]] = {}
    for flow in reachable(script, main):
        for step in script.flows[flow].collects():
            label = script.responses.get(f"utter_label_{step.slot}")
            if label and slots.get(step.slot) is not None:
                found.setdefault(step.slot, {"value": step.slot, "title": dict(label.texts)})
    return list(found.values())
