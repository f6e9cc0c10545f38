"""Interprets flows: one turn of a conversation, as a pure function that asks its caller to run actions.

`Interpreter.turn` is a generator: it yields an `ActionCall` for every business step and is sent an `ActionResult`;
what it returns is the `Turn`. So nothing here does I/O, and the same state and input always give the same turn.
"""

from collections.abc import Generator, Sequence
from datetime import date
from typing import Any

from flows.engine.answers import plain
from flows.engine.cards import Cards
from flows.engine.choosing import lists_options
from flows.engine.definitions import Collect, Flow, Script
from flows.engine.display import Display, Show
from flows.engine.listening import KnowsQuestion, Listening
from flows.engine.long_texts import LongTexts
from flows.engine.options import NONE
from flows.engine.questions import Command, Questions, Suggest
from flows.engine.saying import Parts
from flows.engine.state import State
from flows.engine.turns import ActionCall, ActionResult, Heard, Turn
from flows.engine.versions import renew
from flows.engine.walk import Running, Steps

MOST_WORDS_OF_A_QUESTION = 8
"""Longer texts that end in a question mark are answers: stories may do so."""


def no_suggestion(_choices: str, _text: str, _language: str) -> Sequence[str]:
    """Suggest nothing: free text is then only understood when it names an option."""
    return ()


def no_known_question(_text: str, _language: str) -> bool:
    """Know no questions: a text is only taken as one when it asks so itself."""
    return False


def show_plainly(_kind: str, value: Any, _language: str) -> str:
    """Show a value as it is stored."""
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


class Interpreter:
    """Interprets one script.

    Args:
        script: flows, slots, responses and words.
        suggest: what a free text probably means.
        show: how amounts and dates are written.
        knows_question: whether the knowledge base can answer a text.
        main: the flow in which every conversation starts.
    """

    def __init__(
        self,
        script: Script,
        suggest: Suggest = no_suggestion,
        show: Show = show_plainly,
        knows_question: KnowsQuestion = no_known_question,
        main: str = "main",
    ) -> None:
        self.script = script
        self.questions = Questions(script, suggest)
        self.listening = Listening(self.questions, main)
        self.knows_question = knows_question
        self.main = main
        self._parts = Parts(script, self.questions, Cards(script, self.questions), Display(self.questions, show), main)

    def turn(self, state: State, heard: Heard, today: date) -> Generator[ActionCall, ActionResult, Turn]:
        """Run one turn; the given state is not changed.

        Args:
            state: the conversation so far.
            heard: what the person did.
            today: for dates without a year.
        """
        changed = False
        if state.version != self.script.version:
            state = state.copy()
            changed = renew(self.questions, self.main, state)
        run = LongTexts(self._parts, state, today)
        yield from run.go_on() if changed else self._hear(run, heard)
        return run.finish()

    def interrupt(self, state: State, flow: str, today: date) -> Generator[ActionCall, ActionResult, Turn]:
        """Start a flow though nobody said anything, on top of the open question, which is asked again when it ends.

        The given state is not changed. That the questions were renewed is not told now: the flow comes first.

        Args:
            state: the conversation so far.
            flow: the flow to start.
            today: for dates without a year.
        """
        state = state.copy()
        if state.version != self.script.version:
            renew(self.questions, self.main, state)
        state.paused = False
        run = LongTexts(self._parts, state, today)
        yield from run.digress(self.script.flows[flow], "")
        return run.finish()

    def slots_at_start(self, language: str) -> dict[str, Any]:
        """Give the slots of a new conversation."""
        initial = {slot.name: slot.initial for slot in self.script.slots.values() if slot.initial is not None}
        return initial | {"language": language}

    def _hear(self, run: LongTexts, heard: Heard) -> Steps:
        state = run.state
        was_paused, state.paused = state.paused, False
        if state.stack:
            return self._react(run, heard, was_paused=was_paused)
        if state.history and self._meant(run, heard.text) == "back":
            return run.back()
        return self._begin(run, heard, was_paused=was_paused)

    def _begin(self, run: LongTexts, heard: Heard, *, was_paused: bool) -> Running:
        """Start; a first text that starts a flow is heard after that."""
        yield from run.begin()
        if heard.file:
            yield from run.hear_file(heard)
        elif isinstance(self._meant(run, heard.text), Flow):
            yield from self._react(run, heard, was_paused=was_paused)

    def _react(self, run: LongTexts, heard: Heard, *, was_paused: bool) -> Steps:
        if heard.file:
            return run.hear_file(heard)
        part = run.hear(heard)
        return run.count(part, heard) if part else self._listen(run, heard, was_paused=was_paused)

    def _listen(self, run: LongTexts, heard: Heard, *, was_paused: bool) -> Steps:
        """Hear what was typed or pressed."""
        step = run.open_question()
        text = heard.text if heard.button is None else run.pressed(heard)
        if text is None:
            return run.ask_again("utter_stale")
        said = plain(text)
        if heard.button is None and step and (button := self.listening.button(step, said)):
            text, said = button, plain(button)
        meaning = self.listening.understand(step, text, said, run.state.slots)
        if isinstance(meaning.command, Flow):
            return run.digress(meaning.command, meaning.rest)
        if meaning.command:
            return run.obey(meaning.command, text)
        if not meaning.answers:
            if was_paused:
                return run.ask_again("utter_welcome_back", short=False)
            if asks := self._asked(run, step, text, said):
                return run.digress(self.script.flows[asks[0]], asks[1])
        return run.answer(step, text)

    def _meant(self, run: LongTexts, text: str) -> Flow | Command | None:
        return self.listening.understand(run.open_question(), text, plain(text), run.state.slots).command

    def _asked(self, run: LongTexts, step: Collect | None, text: str, said: str) -> tuple[str, str] | None:
        """Tell whether a text asks something: the flow that deals with it, and what is asked.

        Where free text is asked, only a question mark or the word for a question can say so; and when such a text is
        short and the knowledge base does not know it, nobody can tell, so the person is asked (flow `unsure`).
        A list of options is their choice, whatever the knowledge base would make of it.
        """
        question = self.listening.without_word(text, said)
        asks = question != text or text.rstrip().endswith("?")
        options = self.questions.options(step, run.state.slots) if step else NONE
        free_text = step is not None and not options
        if free_text and (not asks or (step and step.for_others)):
            return None
        words = len(text.split())
        if "question" not in self.script.flows or words < 2:
            return None
        if step and step.multiple and not asks and lists_options(text, options):
            return None
        if step is None or not free_text:
            return ("question", question) if asks or self.knows_question(question, run.language) else None
        if self.knows_question(question, run.language):
            return "question", question
        short = words <= MOST_WORDS_OF_A_QUESTION and step.slot not in {"question", "said"}
        return ("unsure", text) if short and "unsure" in self.script.flows else None
