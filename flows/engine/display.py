"""How slots look inside texts, and how far along a flow somebody is."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flows.engine.definitions import Call, Collect, Flow, Option, Script
from flows.engine.messages import listed, translate
from flows.engine.questions import Questions

Show = Callable[[str, Any, str], str]
"""`(kind of answer, value, language) -> text`: how amounts and dates are written."""


class SlotTexts(Mapping[str, str]):
    """The slots of a conversation as people read them: titles instead of codes, amounts and dates written out."""

    def __init__(self, questions: Questions, show: Show, slots: Mapping[str, Any], language: str) -> None:
        self._questions = questions
        self._show = show
        self._slots = slots
        self._language = language

    def __getitem__(self, name: str) -> str:
        value = self._slots[name]
        step = self._questions.asks.get(name)
        if value in (None, "", []) or step is None:
            return "" if value in (None, []) else str(value)
        options = self._questions.options(step, self._slots)
        if options:
            return listed(options, value if isinstance(value, list) else [value], self._language)
        return self._show(step.kind, value, self._language)

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
        if isinstance(here, Collect):
            asked.append(here.id)
        at = next(branch.target for branch in here.next if not branch.condition or branch.condition.holds(slots))
    return (asked.index(step.id) + 1, len(asked)) if step.id in asked else None


def reachable(script: Script, flow_id: str, seen: set[str] | None = None) -> set[str]:
    """Give a flow and all flows that it calls, directly or not."""
    seen = set() if seen is None else seen
    if flow_id not in seen and flow_id in script.flows:
        seen.add(flow_id)
        for step in script.flows[flow_id].steps.values():
            if isinstance(step, Call):
                reachable(script, step.flow, seen)
    return seen


def label_of(script: Script, slot: str, language: str) -> str:
    """Give the short name of an answer (`utter_label_SLOT`), or nothing where it has none."""
    response = script.responses.get(f"utter_label_{slot}")
    return translate(response.texts, language) if response else ""


def as_option(value: Any, titles: Mapping[str, str]) -> dict[str, Any]:
    """Give an option in the plain form that slots hold."""
    return {"value": value, "title": dict(titles)}


def titles_of(options: tuple[Option, ...], language: str) -> list[str]:
    """Give the titles of options in a language."""
    return [translate(option.titles, language) for option in options]
