"""How slots look inside texts, and how far along a flow somebody is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flows.engine.conditions import Condition
from flows.engine.definitions import LANGUAGES, Call, Collect, Flow, Script
from flows.engine.messages import translate
from flows.engine.questions import Questions

Show = Callable[[str, Any, str], str]
"""`(kind of answer, value, language) -> text`: how amounts and dates are written."""


class SlotTexts(Mapping[str, str]):
    """The slots of a conversation as people read them: titles instead of codes, amounts and dates written out.

    Beside the slots there is `summary_FLOW`: all answers of a flow and of the flows that it calls, a line each.

    Attributes:
        language: the language of the conversation.
    """

    def __init__(self, questions: Questions, show: Show, slots: Mapping[str, Any]) -> None:
        self._questions = questions
        self._show = show
        self._slots = slots
        self.language = str(slots.get("language", LANGUAGES[0]))

    def __getitem__(self, name: str) -> str:
        if name.startswith("summary_"):
            return "\n".join(self._summary(name.removeprefix("summary_")))
        value = self._slots[name]
        step = self._questions.asks.get(name)
        if value is None or value == []:
            return ""
        if step is None or value == "" or (step.kind == "text" and isinstance(value, str)):
            return str(value)
        options = self._questions.options(step, self._slots)
        if options:
            return options.listed(value if isinstance(value, list) else [value], self.language)
        return self._show(step.kind, value, self.language)

    def __contains__(self, name: object) -> bool:
        """Tell whether a place has a value, without writing it out."""
        return name in self._slots or str(name).startswith("summary_")

    def _summary(self, flow: str) -> Iterator[str]:
        """Questions that are only menus (asked anew each time) are no answers."""
        script = self._questions.script
        for name in reachable(script, flow):
            for step in script.flows[name].collects():
                label = label_of(script, step.slot, self.language)
                answer = "" if step.ask_before_filling else self.get(step.slot, "")
                if label and answer:
                    yield f"{label}: {answer}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)


class Road:
    """The questions of a flow in their order, for telling how far along somebody is."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._conditions = [b.condition for step in flow.steps.values() for b in step.next if b.condition]
        self._lists = [step for step in flow.collects() if step.choices.startswith("slots.")]
        self._known: dict[tuple[object, ...], tuple[int, int] | None] = {}

    def place(self, step_id: str, slots: Mapping[str, Any]) -> tuple[int, int] | None:
        """Tell which question of how many this is, for this person: branches are taken as the answers stand now.

        Gives None where the flow loops back to the step, since the count would jump.
        """
        key: tuple[object, ...] = (step_id,)
        if self._conditions:
            key += tuple([_settled(condition, slots) for condition in self._conditions])
        if self._lists:
            key += tuple([_has_no_choice(step, slots) for step in self._lists])
        if key not in self._known:
            self._known[key] = self._count(step_id, slots)
        return self._known[key]

    def _count(self, step_id: str, slots: Mapping[str, Any]) -> tuple[int, int] | None:
        asked = []
        seen = set()
        at = self._flow.first
        while at in self._flow.steps and at not in seen:
            seen.add(at)
            here = self._flow.steps[at]
            if isinstance(here, Collect) and (here.id == step_id or not _has_no_choice(here, slots)):
                asked.append(here.id)
            at = next(b.target for b in here.next if b.condition is None or _settled(b.condition, slots))
        return (asked.index(step_id) + 1, len(asked)) if step_id in asked else None


def _has_no_choice(step: Collect, slots: Mapping[str, Any]) -> bool:
    """Tell whether a business step left only one option, and so answered for the person."""
    return step.choices.startswith("slots.") and len(slots.get(step.choices.removeprefix("slots.")) or ()) == 1


def _settled(condition: Condition, slots: Mapping[str, Any]) -> bool:
    """Tell whether a condition holds already; while one of its answers is still to come, it does not."""
    return slots.keys() >= condition.slots and condition.holds(slots)


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
                also = {language: list(words) for language, words in step.also_called.items()}
                found.setdefault(step.slot, {"value": step.slot, "title": dict(label.texts), "also": also})
    return list(found.values())
