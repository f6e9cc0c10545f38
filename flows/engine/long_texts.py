"""Long answers: those in a file, those that a channel cut into parts, and those that are added to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flows.engine.answers import Unreadable
from flows.engine.definitions import END, Action, Collect
from flows.engine.display import changeable, label_of
from flows.engine.questions import takes_file
from flows.engine.run import Run
from flows.engine.state import Part, Undo
from flows.engine.turns import Heard, Turn
from flows.engine.walk import NO_STEPS, Steps

FILE = "file"
"""The flow that asks whether the text of a file is right, and the slot that holds it meanwhile."""

CUT = 2048
"""Programs for Telegram cut a text of over 4,096 UTF-16 units, at a good place in the second half of these."""

WITHIN = 3
"""Seconds between two parts of one text; nobody reads a new question and writes so much in that time."""


class LongTexts(Run):
    """One turn in progress, in which an answer may be long."""

    _heard = Heard()
    _whole = False

    def finish(self) -> Turn:
        """Give the turn. A text to which nobody said yes stays nowhere, so not in what can be undone either."""
        if FILE in self.state.slots and not self._shows_file():
            self._set(FILE, None)
        turn = super().finish()
        if FILE in self._touched:
            self.state.history = _without_files(self.state.history)
            last = self.state.history[-1:]
            if last and not last[0].slots and last[0].stack == self.state.stack:
                self.state.history.pop()
        return turn

    # Files

    def hear_file(self, heard: Heard) -> Steps:
        """Show how the text of a file begins and ask whether it is the answer, or say why it cannot be."""
        if heard.refused:
            self.say("utter_refused", sentence=heard.refused.get(self.language, ""))
            return self._ask_open()
        if self._shows_file() and self.state.stack[-1][0] == FILE:
            self._drop()  # The newer file takes the place of the one before.
        step = self._step() if self.state.stack[-1][1] != END else None
        text = heard.text.strip().removeprefix("/")  # A file says nothing but its text.
        if not isinstance(step, Collect) or not self._could_answer(step, heard.file, text):
            return self._ask_open()
        self._set(FILE, {"name": heard.file, "text": text})
        self._enter(FILE)
        return self.advance()

    def _could_answer(self, step: Collect, name: str, text: str) -> bool:
        """Tell whether a text can be the answer; if not, say why."""
        if FILE not in self.script.flows or not takes_file(step, self.questions.options(step, self.state.slots)):
            self.say("utter_file_not_here")
            return False
        try:
            value = self.questions.read(step, text, self.state.slots, self.language, self.today).value
        except Unreadable as error:
            if error.reason == "too_long":
                over = error.length - step.most
                self.say("utter_file_too_long", name=name, length=error.length, most=step.most, over=over)
            else:
                self._reject(step, error)
            return False
        if rejection := self._rejection(step, value):
            self.say(rejection.utter)
        return rejection is None

    def _ask_open(self) -> Steps:
        waits = self.state.stack and self.state.stack[-1][1] != END
        step = self._step() if waits else None
        return self._ask(step, short=True) if isinstance(step, Collect) else self.advance()

    def _shows_file(self) -> bool:
        return any(flow == FILE for flow, _ in self.state.stack)

    def _use_file(self) -> None:
        """Take the text of the file as the answer to the question below, as if it were typed."""
        text = str(self.state.slots[FILE]["text"])
        self._drop()
        below = self._step()
        if isinstance(below, Collect):
            self._ahead, self._whole = {below.slot: text}, True
            self._set(below.slot, None)  # Somebody else may have answered meanwhile; who said yes last counts.

    def _answered_by_argument(self, step: Collect) -> bool:
        if not self._whole:
            return super()._answered_by_argument(step)
        text, self._whole = self._ahead.pop(step.slot), False
        try:
            reading = self.questions.read(step, text, self.state.slots, self.language, self.today)
        except Unreadable:  # A new version of the flows asks something else.
            return False
        self._fill(step, reading.value)  # Who asked goes on from here.
        return True

    # Parts

    def hear(self, heard: Heard) -> Part | None:
        """Note what is heard; gives the part of a text that it goes on with, if it does."""
        part, self.state.part, self._heard = self.state.part, None, heard
        asked = self.state.asked
        if part is None or heard.sent is None or heard.button is not None or asked is None:
            return None
        return part if asked.slot == part.slot and 0 <= heard.sent - part.sent <= WITHIN else None

    def count(self, part: Part, heard: Heard) -> Steps:
        """Count the rest of a text that is too long: it is no answer of its own, here or at another question."""
        step = self.open_question()
        if step is None or heard.sent is None:
            return NO_STEPS
        length = part.length + len(heard.text.strip()) + 1
        self.state.part = Part(part.slot, heard.sent, part.number + 1, length)
        over = length - step.most
        self.say("utter_reject_parts", count=part.number + 1, length=length, most=step.most, over=over)
        return NO_STEPS

    def _reject(self, step: Collect, error: Unreadable) -> None:
        super()._reject(step, error)
        heard = self._heard
        if error.reason == "too_long" and heard.sent is not None and len(heard.text.encode("utf-16-le")) // 2 >= CUT:
            self.state.part = Part(step.slot, heard.sent, 1, error.length)

    # Adding to an answer

    def _act(self, step: Action) -> Steps:
        match step.name:
            case "action_use_file":
                self._use_file()
            case "action_list_addable":
                self._list_addable()
                self._move_on(step)
            case "action_add_to_answer":
                self._add()
            case _:
                return super()._act(step)
        return NO_STEPS

    def _list_addable(self) -> None:
        """List the answers in free text; without words that say which one is meant, it is the last."""
        asks, slots = self.questions.asks, self.state.slots
        found = [
            option
            for option in changeable(self.script, self.main, slots)
            if takes_file(asks[option["value"]], self.questions.options(asks[option["value"]], slots))
            and slots[option["value"]]
        ]
        self._set("addable", found)
        names = {option["value"] for option in found}
        last = next((name for undo in reversed(self.state.history) for name in undo.slots if name in names), None)
        if last and "add_what" not in self._ahead:
            self._set("add_what", last)

    def _add(self) -> None:
        """Ask for more to an answer, which stays as it is until that comes."""
        slot = str(self.state.slots.get("add_what"))
        self._forget(self._flow())
        self._set("addable", None)
        self.say("utter_add_now", label=label_of(self.script, slot, self.language))
        self._change(slot)
        self.state.adding = slot

    def _fill(self, step: Collect, value: Any, *, skipped: bool = False) -> Steps:
        former = self.state.former.get(step.slot)
        if self.state.adding != step.slot or not former:
            return super()._fill(step, value, skipped=skipped)
        whole = former if skipped else _joined(former, value)
        length = sum(map(len, whole)) if isinstance(whole, list) else len(whole)
        if length > step.most:
            self.log("rejected", self._flow().id, step.id)
            self.say("utter_add_too_long", length=length, most=step.most, over=length - step.most)
            return NO_STEPS
        steps = super()._fill(step, whole)
        if step.slot in self.state.slots:
            self.state.adding = ""
        return steps

    def _change(self, slot: str) -> None:
        adding, self.state.adding = self.state.adding, ""
        if adding and self.state.slots.get(adding) is None:  # Who goes elsewhere adds nothing, and loses nothing.
            self._set(adding, self.state.former.pop(adding, None))
        super()._change(slot)

    def _rerun(self) -> None:
        self.state.adding = ""
        super()._rerun()

    def back(self) -> Steps:
        """Take back the last turn that changed something."""
        self.state.adding = ""
        return super().back()


def _joined(former: Any, value: Any) -> Any:
    return [*former, *value] if isinstance(former, list) else f"{former}\n{value}"


def _without_files(history: Sequence[Undo]) -> list[Undo]:
    """Give how to undo each turn, with none that leads to a file: what that changed goes with the one before."""
    kept: list[Undo] = []
    for undo in history:
        slots = {name: value for name, value in undo.slots.items() if name != FILE}
        if all(flow != FILE for flow, _ in undo.stack):
            kept.append(Undo(undo.stack, slots))
        elif kept:
            kept[-1] = replace(kept[-1], slots=slots | kept[-1].slots)
    return kept
