"""Moves along the steps of flows until a question is open."""

from collections.abc import Generator
from typing import Any

from flows.engine.answers import Unreadable
from flows.engine.changing import Changing
from flows.engine.definitions import END, Action, Call, Collect, Link, Rejection, SetSlots, Step
from flows.engine.display import changeable, label_of
from flows.engine.lists import LIST_ACTIONS
from flows.engine.messages import Message, MessageKind
from flows.engine.state import HISTORY, Asked, Undo
from flows.engine.turns import ActionCall, ActionResult, Turn

Running = Generator[ActionCall, ActionResult]
"""Steps under way; it gives the actions to run."""

Steps = Running | tuple[()]
"""What is still to do in a turn, which happens as soon as it is gone through; perhaps nothing."""

NO_STEPS: Steps = ()

MOST_STEPS = 250
"""More steps without a question mean that a flow goes round in circles; Rasa stops at the same number."""


class CircleError(RuntimeError):
    """A flow went round without asking anything: an error in the flow files."""


class Walk(Changing):
    """A turn on its way along the steps."""

    def finish(self) -> Turn:
        """Give the turn. One that changed or moved something can be undone later."""
        state, before = self.state, self._before
        if before.stack and not self._undoing:
            had, has = before.slots.get, state.slots.get
            changed = {name: had(name) for name in self._touched if had(name) != has(name)}
            if changed or before.stack != state.stack:
                state.history.append(Undo(before.stack.copy(), changed))
                del state.history[:-HISTORY]
        return Turn(state, self.messages, self.events)

    def open_question(self) -> Collect | None:
        """Give the step that waits for an answer."""
        state, asked = self.state, self.state.asked
        if not asked or not state.stack:
            return None
        step = self.questions.steps[state.stack[-1]]
        return step if isinstance(step, Collect) and step.slot == asked.slot else None

    # Moving along

    def advance(self) -> Running:
        """Run steps until a question is open or everything has ended."""
        state, steps = self.state, self.questions.steps
        for _ in range(MOST_STEPS):
            if not state.stack:
                state.asked = None
                return
            if state.stack[-1][1] == END:
                below = self._leave()
                if state.paused:
                    return
                if isinstance(below, Collect):
                    yield from self._ask(below, short=True)
                    return
                continue
            step = steps[state.stack[-1]]
            if isinstance(step, Collect):
                if step.ask_before_filling or state.slots.get(step.slot) is None:
                    yield from self._ask(step)
                    return
                self._move_on(step)
            elif isinstance(step, Action):
                yield from self._act(step)
            else:
                self._pass(step)
        raise CircleError(f"flow {state.stack[-1][0]} goes round without a question")

    def _pass(self, step: Step) -> None:
        """Take a step that neither asks nor runs anything."""
        match step:
            case SetSlots():
                for name, value in step.values.items():
                    self._set(name, value)
                self._move_on(step)
            case Call():
                self._enter(step.flow)
            case Link():
                self.state.stack.pop()
                self._enter(step.flow)
            case _:
                self._move_on(step)

    def _act(self, step: Action) -> Steps:
        if step.name == "action_change_answer":
            slot = str(self.state.slots.get("change_what"))
            self._forget(self._flow())
            self._change(slot)
            return NO_STEPS
        if step.name == "action_rerun":
            self._forget(self._flow())
            self._rerun()
            return NO_STEPS
        if step.name in {"action_use_as_answer", "action_use_as_question"}:
            self._use(str(self.state.slots.get("said", "")), as_answer=step.name == "action_use_as_answer")
            return NO_STEPS
        if step.name == "action_list_changeable" and (item := self._named_item()):
            self._forget(self._flow())
            self._change_item(item)
            return NO_STEPS
        if step.name in LIST_ACTIONS:
            self._work_on_list(step.name)
        elif step.name == "action_list_changeable":
            self._set("changeable", changeable(self.script, self.main, self.state.slots))
        elif step.name == "action_say_why":
            self._say_why()
        elif step.name.startswith("utter_"):
            self.say(step.name)
        else:
            return self._run(step)
        self._move_on(step)
        return NO_STEPS

    def _run(self, step: Action) -> Running:
        """Run a business step, say what it says and move on: the branches may look at what it found."""
        for message in (yield from self._call(step.name)):
            self._emit(message)
        self._move_on(step)

    def _say_why(self) -> None:
        """Say why the question below is asked."""
        below = self.state.stack[-2] if len(self.state.stack) > 1 else None
        step = self.script.flows[below[0]].steps.get(below[1]) if below else None
        why = f"utter_why_{step.slot}" if isinstance(step, Collect) else ""
        self.say(why if why in self.script.responses else "utter_no_why")

    def _use(self, said: str, *, as_answer: bool) -> None:
        """Leave the flow that asked what a text was, and take it as the answer below, or as a question."""
        self._forget(self._flow())
        self.state.stack.pop()
        below = self._step()
        if not as_answer:
            self._ahead = {"question": said}
            self._enter("question")
        elif isinstance(below, Collect):
            self._ahead = {below.slot: said}

    def _call(self, action: str) -> Generator[ActionCall, ActionResult, list[Message]]:
        result = yield ActionCall(action, dict(self.state.slots))
        for event in result.events:
            if event.get("event") == "slot":
                self._set(str(event["name"]), event["value"])
        return [self._message(response) for response in result.responses]

    def _leave(self) -> Step | None:
        """End the flow on top, forget its passing answers and give the step below, which it was called by or broke."""
        flow = self._flow()
        self.state.stack.pop()
        self.log("completed", flow.id, END)
        self._forget(flow)
        below = self._step() if self.state.stack else None
        if isinstance(below, Call):
            self._move_on(below)
        self.state.paused = flow.waits
        return below

    # Asking

    def _ask(self, step: Collect, *, short: bool = False) -> Steps:
        """Ask, unless words that came with a command answer the question at once."""
        slot, state = step.slot, self.state
        if slot in state.slots and slot != "language":  # What is said meanwhile stays in the language so far.
            self._set(slot, None)
        self._silent = False
        if slot in self._ahead and self._answered_by_argument(step):
            return self.advance()
        if self._changing and self._changing != slot:
            self.say("utter_first_this", label=label_of(self.script, self._changing, self.language))
        self._changing = ""
        state.asked = Asked(slot, state.turn)
        action = self.questions.spoken_by.get(slot)
        if action and not (short and self._has_short(step)):
            return self._ask_spoken(step, action, short=short)
        self._draw(None, "ask", short=short)
        self.log("asked", state.stack[-1][0], step.id)
        return NO_STEPS

    def _ask_spoken(self, step: Collect, action: str, *, short: bool) -> Running:
        """Ask what a business step says as the last; the rest is said before it."""
        said = yield from self._call(action)
        self.messages.extend(said[:-1])
        self._draw(said[-1] if said else None, "ask", short=short)
        self.log("asked", self.state.stack[-1][0], step.id)

    def _answered_by_argument(self, step: Collect) -> bool:
        """Take what was said ahead of a question, with a command ("waarom 2"), as the answer, if it is one."""
        text = self._ahead.pop(step.slot)
        try:
            reading = self.questions.read(step, text, self.state.slots, self.language, self.today)
        except Unreadable:
            return False
        if reading.how == "guess" or self._rejection(step, reading.value):
            return False
        self._set(step.slot, reading.value)
        self.log("answered", self._flow().id, step.id)
        self._changing = ""
        self.state.asked = None
        self._move_on(step)
        return True

    def _rejection(self, step: Collect, value: Any) -> Rejection | None:
        """Give why an answer that was read is not accepted, if so."""
        if not step.rejections:
            return None
        candidate = {**self.state.slots, step.slot: value}
        for rejection in step.rejections:
            if rejection.condition.holds(candidate):
                return rejection
        return None

    def _has_short(self, step: Collect) -> bool:
        """Tell whether a question has shorter words for when it comes back (`utter_ask_SLOT_short`)."""
        return f"{step.utter}_short" in self.script.responses

    def _draw(self, spoken: Message | None, kind: MessageKind, *, short: bool) -> None:
        """Show the open question."""
        self.messages.append(self.cards.draw(self.state, self.values, spoken, kind, short=short))
