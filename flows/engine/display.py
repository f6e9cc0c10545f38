"""How slots look inside texts, and how far along a flow somebody is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from flows.engine.conditions import Condition
from flows.engine.definitions import LANGUAGES, Call, Collect, Flow, Script
from flows.engine.messages import translate
from flows.engine.questions import Questions

Show = Callable[[str, Any, str], str]
"""`(kind of answer, value, language) -> text`: how amounts and dates are written."""


class Display:
    """How answers look in texts, in any conversation.

    Args:
        questions: the questions of the script.
        show: how amounts and dates are written.
    """

    def __init__(self, questions: Questions, show: Show) -> None:
        self.questions = questions
        self.show = show
        self._rows: dict[tuple[str, str], Sequence[tuple[str, str]]] = {}

    def rows(self, flow: str, language: str) -> Sequence[tuple[str, str]]:
        """Give the slots of a summary, each with its name.

        Questions that are only menus (asked anew each time) are no answers.
        """
        key = flow, language
        if key not in self._rows:
            script = self.questions.script
            steps = [step for name in reachable(script, flow) for step in script.flows[name].collects()]
            named = [(one.slot, label_of(script, one.slot, language)) for one in steps if not one.ask_before_filling]
            self._rows[key] = [(slot, label) for slot, label in named if label]
        return self._rows[key]


class SlotTexts(Mapping[str, str]):
    """The slots of a conversation as people read them: titles instead of codes, amounts and dates written out.

    Beside the slots there is `summary_FLOW`: all answers of a flow and of the flows that it calls, a line each.

    Attributes:
        display: how answers look.
        language: the language of the conversation.
    """

    def __init__(self, display: Display, slots: Mapping[str, Any]) -> None:
        self.display = display
        self._slots = slots
        self.language = str(slots.get("language", LANGUAGES[0]))

    def __getitem__(self, name: str) -> str:
        if name.startswith("summary_"):
            rows = self.display.rows(name.removeprefix("summary_"), self.language)
            answers = [(label, self[slot]) for slot, label in rows if slot in self._slots]
            return "\n".join([f"{label}: {answer}" for label, answer in answers if answer])
        value = self._slots[name]
        if value is None or value in ("", []):
            return ""
        questions = self.display.questions
        step = questions.asks.get(name)
        if step is None or (step.kind == "text" and isinstance(value, str)):
            return str(value)
        values = value if isinstance(value, list) else [value]
        titles = questions.titles(step, self._slots, values, self.language)
        return self.display.show(step.kind, value, self.language) if titles is None else titles

    def __contains__(self, name: object) -> bool:
        """Tell whether a place has a value, without writing it out."""
        return name in self._slots or str(name).startswith("summary_")

    def __iter__(self) -> Iterator[str]:
        return iter(self._slots)

    def __len__(self) -> int:
        return len(self._slots)


class Road:
    """The questions of a flow in their order, for telling how far along somebody is."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._conditions = [b.condition for step in flow.steps.values() for b in step.next if b.condition]
        lists = [step.choices for step in flow.collects() if step.choices.startswith("slots.")]
        self._lists = [choices.removeprefix("slots.") for choices in lists]
        self._known: dict[tuple[object, ...], tuple[int, int] | None] = {}

    def place(self, step_id: str, slots: Mapping[str, Any]) -> tuple[int, int] | None:
        """Tell which question of how many this is, for this person: branches are taken as the answers stand now.

        Gives None where the flow loops back to the step, since the count would jump.
        """
        signs: list[object] = [step_id]
        if self._conditions:
            signs += [_settled(condition, slots) for condition in self._conditions]
        if self._lists:
            signs += [len(slots.get(name) or ()) == 1 for name in self._lists]
        key = tuple(signs)
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


def ahead(script: Script, flow_id: str, slots: Mapping[str, Any]) -> set[str]:
    """Give a flow, and all flows to which it leads as its own conditions hold now."""
    flow, found, passed = script.flows[flow_id], {flow_id}, set[str]()
    at = flow.first
    while at in flow.steps and at not in passed:
        passed.add(at)
        step = flow.steps[at]
        if isinstance(step, Call):
            found |= reachable(script, step.flow).keys()
        holding = (one.target for one in step.next if one.condition is None or one.condition.holds(slots))
        at = next(holding, "")
    return found


def label_of(script: Script, slot: str, language: str) -> str:
    """Give the short name of an answer (`utter_label_SLOT`), or nothing where it has none."""
    response = script.responses.get(f"utter_label_{slot}")
    return translate(response.texts, language) if response else ""


def changeable(script: Script, main: str, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the answers that can be changed, as options: filled, with a name, in the order of the conversation.

    For a list that is filled item by item its menu stands.
    """
    lists = {flow.items.slot for flow in script.flows.values() if flow.items}
    found: dict[str, dict[str, Any]] = {}
    for flow in reachable(script, main):
        for step in script.flows[flow].collects():
            label = script.responses.get(f"utter_label_{step.slot}")
            if label and slots.get(step.slot) is not None and step.slot not in lists:
                also = {language: list(words) for language, words in step.also_called.items()}
                found.setdefault(step.slot, {"value": step.slot, "title": dict(label.texts), "also": also})
    return list(found.values())
