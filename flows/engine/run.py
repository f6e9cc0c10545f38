"""One turn in progress: what happens to an answer or a command."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flows.engine.answers import Unreadable, plain
from flows.engine.definitions import END, Collect, Flow
from flows.engine.messages import Message
from flows.engine.questions import Command, Reading
from flows.engine.state import Asked
from flows.engine.turns import Heard
from flows.engine.walk import NO_STEPS, Running, Steps, Walk

EMPTY = {"lines": [], "amount_lines": [], "amount": 0, "amount_or_hours": 0}
"""What a skipped question holds; where several choices are possible none, and otherwise empty text."""

UNDERSTOOD = frozenset({"date", "end_date", "integer"})
"""Answers of these kinds may be meant otherwise than they were read, so they are said back."""

READY = ("done", "finish")
"""Where one of several can be chosen, "klaar" chooses the option with such a value."""


class Run(Walk):
    """One turn in progress. Methods that change where it is give the steps that follow from that."""

    _typed = ""

    def go_on(self) -> Steps:
        """Tell that the questions were renewed, and ask the first that has no answer; what was said is not heard."""
        self.state.paused = False
        self._undoing = True
        self.say("utter_flow_changed")
        if self.state.stack:
            self._silently()
        else:
            self._rerun()
        return self.advance()

    def begin(self) -> Steps:
        """Start the main flow; answers that exist already are not asked again."""
        self._silent = bool(self._before.slots.get("consent"))
        self.state.asked = None
        self._enter(self.main)
        return self.advance()

    def ask_again(self, first: str, *, short: bool = True) -> Steps:
        """Say something and show the open question again; the answers given so far stay."""
        self.say(first)
        waiting = self.state.stack and self.state.stack[-1][1] != END
        step = self._step() if waiting else None
        return self._ask(step, short=short) if isinstance(step, Collect) else self.advance()

    # Answers

    def obey(self, command: Command, text: str) -> Steps:
        """Carry out a command that works everywhere."""
        match command:
            case "start":
                return self.ask_again("utter_welcome_back", short=False)
            case "back":
                return self.back()
            case "skip":
                return self.skip(text)
            case "done":
                return self.done(text)
            case "other":
                return self.other(text)
            case "unknown":
                self.say("utter_unknown_command")
                return NO_STEPS

    def answer(self, step: Collect | None, text: str) -> Steps:
        """Read an answer to the open question and go on, or say what to do."""
        if step is None:
            return self.advance()
        self._typed = plain(text)
        return self.skip(text) if self._is_left_open(step) else self._read_answer(step, text)

    def _read_answer(self, step: Collect, text: str) -> Steps:
        state = self.state
        chosen = state.chosen.get(step.slot, ())
        only = state.asked.only if state.asked else ()
        try:
            if (chosen or only) and (steps := self._confirmed(step, chosen, only, text)) is not None:
                return steps
            numbered = only or self.questions.numbered(step, state.slots, chosen)
            reading = self.questions.read(step, text, state.slots, self.language, self.today, numbered)
        except Unreadable as error:
            if error.reason == "stale":
                return self.ask_again("utter_stale")
            if step.optional and plain(text) in self.script.words["none"] | self.script.words["no"] | {"0"}:
                return self.skip(text)
            return self._refuse(step, error)
        return self._take(step, reading, chosen)

    def _is_left_open(self, step: Collect) -> bool:
        """Tell whether "niks" or "nee" leaves a question in one's own words open: it is nothing to write down."""
        left = self._typed in self.script.words["none"] | self.script.words["no"]
        own_words = step.kind in {"text", "lines"} and not self.questions.options(step, self.state.slots)
        return left and own_words and (step.optional or step.later)

    def _take(self, step: Collect, reading: Reading, chosen: Sequence[Any]) -> Steps:
        """Do with an answer what it was understood to say."""
        value, how = reading
        if how == "answer":
            if chosen and value:
                # What is typed adds: who repeats a choice does not mean to take it away ("niet X" does).
                return self._toggle(step, [one for one in value if one not in chosen])
            return self._fill(step, value)
        if how == "guess":
            self._guess(step, value)
            return NO_STEPS
        if how == "remove":
            return self._toggle(step, [one for one in value if one in chosen])
        return self._toggle(step, value) if how == "toggle" else self._fill(step, value)

    def _confirmed(self, step: Collect, chosen: Sequence[Any], only: Sequence[Any], text: str) -> Steps | None:
        """Take yes, no or "allemaal" as said of what was chosen or guessed; None when it is none of these."""
        sure = self.questions.yes_or_no(text)
        if step.multiple and only and (plain(text) in self.script.words["all"] or (sure and not chosen)):
            return self._fill(step, list(only))
        if sure and (chosen or len(only) == 1):
            return self._fill(step, chosen or only[0])
        return self.other(text) if sure is False else None

    def done(self, text: str) -> Steps:
        """Accept the options chosen so far; at other questions the word is an answer like any other."""
        step = self.open_question()
        if step and step.multiple:
            chosen = self.state.chosen.get(step.slot, [])
            if not chosen and self.state.asked and self.state.asked.only:
                self.say("utter_nothing_chosen")
                return NO_STEPS
            return self._fill(step, chosen)
        options = self.questions.options(step, self.state.slots) if step else ()
        if step and (ready := next((one.value for one in options if one.value in READY), None)):
            return self._fill(step, ready)
        if step and not options:
            # Who is used to "klaar" after choosing would find it back as an answer in the plan.
            may_skip = step.optional or step.later
            return self.ask_again("utter_nothing_to_finish_skip" if may_skip else "utter_nothing_to_finish")
        return self.answer(step, text)

    def other(self, text: str) -> Steps:
        """None of what was guessed is right: show all options again; where there are none it is an answer."""
        step = self.open_question()
        if step and self.questions.options(step, self.state.slots):
            self.state.chosen.pop(step.slot, None)
            return self._ask(step, short=True)
        return self.answer(step, text)

    def skip(self, text: str) -> Steps:
        """Leave a question open, where that is allowed; "weet ik niet" may also be one of its options."""
        step = self.open_question()
        if step is not None and not step.optional and self._reads(step, text):
            return self.answer(step, text)
        if step is not None and step.later and not (self.state.asked and self.state.asked.refused):
            return self._refuse(step, Unreadable("later"))
        if step is None or not (step.optional or step.later):
            self.say("utter_reject_required")
            return NO_STEPS
        return self._fill(step, self._nothing(step), skipped=True)

    def _nothing(self, step: Collect) -> Any:
        """Give what a skipped question holds. In a list an amount that nobody knows is something else than nothing."""
        if step.multiple:
            return []
        return "" if self._in_list(step) and step.kind != "lines" else EMPTY.get(step.kind, "")

    def _in_list(self, step: Collect) -> bool:
        """Tell whether a question asks a field of an item of a list."""
        items = self._flow().items
        return items is not None and step.slot.startswith(items.prefix)

    def _toggle(self, step: Collect, values: Sequence[Any]) -> Running:
        """Add options to those chosen, or take them away when they were chosen already."""
        before = self.state.chosen.get(step.slot, [])
        kept = [value for value in before if value not in values]
        self.state.chosen[step.slot] = [*kept, *(value for value in values if value not in before)]
        self.state.asked = replace(self.state.asked) if self.state.asked else None
        action = self.questions.spoken_by.get(step.slot)
        said = (yield from self._call(action)) if action else []
        self._draw(said[-1] if said else None, "update", short=False)

    def _guess(self, step: Collect, values: Sequence[Any]) -> None:
        """Offer what a free text probably means; nothing is filled until the person confirms.

        Of several guesses none is chosen beforehand: most people mean one or two of them.
        """
        before = self.state.chosen.get(step.slot, [])
        only = [*before, *(value for value in values if value not in before)]
        asks = "utter_which_did_you_mean"
        if len(values) == 1:
            asks = "utter_did_you_mean"
            if step.multiple:
                self.state.chosen[step.slot] = only
        self.state.asked = Asked(step.slot, self.state.turn, only)
        self._draw(Message("ask", self.cards.text(asks, self.language)), "ask", short=True)

    def _fill(self, step: Collect, value: Any, *, skipped: bool = False) -> Steps:
        skipped = skipped or (step.optional and step.multiple and not value)
        if step.multiple and not skipped and not step.least <= len(value) <= step.most:
            self._reject(step, Unreadable("too_few" if len(value) < step.least else "too_many"))
            return NO_STEPS
        if step.rejections and not skipped and (rejection := self._rejection(step, value)):
            self.log("rejected", self._flow().id, step.id)
            self.say(rejection.utter)
            return NO_STEPS
        state, slot = self.state, step.slot
        if slot in state.former:
            former = state.former.pop(slot)
            if former != value and not (step.multiple and sorted(former or ()) == sorted(value)):
                for name in step.ask_again:
                    if not (self._in_list(step) and state.slots.get(name) == ""):  # What was left open stays so.
                        self._set(name, None)
        self._set(slot, value)
        state.chosen.pop(slot, None)
        self.log("answered", state.stack[-1][0], step.id)
        self._close(step, skipped=skipped)
        state.asked = None
        self._move_on(step)
        return self.advance()

    def _close(self, step: Collect, *, skipped: bool) -> None:
        language = self.language
        closing = None if step.ask_before_filling else self.cards.closing(step.slot, language)
        answer = self.values[step.slot] if step.slot in self.state.slots else ""
        if closing is not None:
            answer = self.cards.text("utter_skipped", language) if skipped else answer
            self.messages.append(Message("close", closing.replace("{answer}", answer)))
        elif not skipped and step.kind in UNDERSTOOD and plain(answer) != self._typed:
            self.say("utter_understood", answer=answer)

    def _reads(self, step: Collect, text: str) -> bool:
        try:
            reading = self.questions.read(step, text, self.state.slots, self.language, self.today)
        except Unreadable:
            return False
        return bool(self.questions.options(step, self.state.slots)) and reading.how != "guess"

    def _refuse(self, step: Collect, error: Unreadable) -> Running:
        """Say what to do; the second time with the question again, from the third time with a way out."""
        self._reject(step, error)
        asked = self.state.asked
        refused = asked.refused + 1 if asked else 1
        if refused > 1:
            if refused > 2:
                self.say("utter_stuck")
            yield from self._ask(step, short=True)
        if self.state.asked:
            self.state.asked = replace(self.state.asked, refused=refused)

    def _reject(self, step: Collect, error: Unreadable) -> None:
        self.log("rejected", self._flow().id, step.id)
        own = f"utter_reject_{error.reason}_{step.slot}"
        name = own if own in self.script.responses else f"utter_reject_{error.reason}"
        most = self.questions.most(step, self.state.slots)
        self.say(name, least=step.least, most=most, length=error.length, over=error.length - most)

    # Elsewhere and back

    def digress(self, flow: Flow, rest: str) -> Steps:
        """Start another flow on top of the open question; when it ends the question is asked again."""
        for index, (running, _) in enumerate(self.state.stack):
            if running == flow.id:
                for ended, _ in self.state.stack[index:]:
                    self._forget(self.script.flows[ended])
                del self.state.stack[index:]
                break
        if flow.argument and rest:
            self._ahead = {flow.argument: rest}
        self._enter(flow.id)
        return self.advance()

    def back(self) -> Steps:
        """Take back the last turn that changed something."""
        if not self.state.history:
            return self.ask_again("utter_nothing_to_undo")
        undo = self.state.history.pop()
        for name, value in undo.slots.items():
            asks, answer = self.questions.asks.get(name), self.state.slots.get(name)
            self.state.chosen.pop(name, None)
            if asks and asks.multiple and answer and value is None:
                self.state.chosen[name] = list(answer)
            self._set(name, value)
        self.state.stack = list(undo.stack)
        self._undoing = True
        self.log("undone", *self.state.stack[-1])
        self._silently()
        return self.advance()

    def pressed(self, heard: Heard) -> str | None:
        """Give what a pressed button says, or None when its card is not the open question."""
        asked, button = self.state.asked, heard.button
        if asked is None or button is None or heard.card != asked.card or not 0 <= button < len(asked.payloads):
            return None
        return asked.payloads[button]
