"""Interprets flows: one turn of a conversation, as a pure function that asks its caller to run actions.

`Interpreter.turn` is a generator: it yields an `ActionCall` for every business step and is sent an `ActionResult`;
what it returns is the `Turn`. So nothing here does I/O, and the same state and input always give the same turn.
"""

from collections.abc import Generator, Sequence
from datetime import date
from typing import Any

from flows.engine.cards import Cards
from flows.engine.definitions import Flow, Script
from flows.engine.display import Show
from flows.engine.listening import KnowsQuestion, Meaning, understand, without_word
from flows.engine.questions import Questions, Suggest
from flows.engine.run import Run
from flows.engine.saying import Parts
from flows.engine.state import State
from flows.engine.turns import ActionCall, ActionResult, Heard, Turn
from flows.engine.versions import renew

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
        self.knows_question = knows_question
        self.main = main
        self._parts = Parts(script, self.questions, Cards(script, self.questions), show, main)

    def turn(self, state: State, heard: Heard, today: date) -> Generator[ActionCall, ActionResult, Turn]:
        """Run one turn; the given state is not changed.

        Args:
            state: the conversation so far.
            heard: what the person did.
            today: for dates without a year.
        """
        state = state.copy()
        changed = state.version != self.script.version and renew(self.questions, self.main, state)
        run = Run(self._parts, state, today)
        yield from run.go_on() if changed else self._hear(run, heard)
        return run.finish()

    def slots_at_start(self, language: str) -> dict[str, Any]:
        """Give the slots of a new conversation."""
        initial = {slot.name: slot.initial for slot in self.script.slots.values() if slot.initial is not None}
        return initial | {"language": language}

    def _hear(self, run: Run, heard: Heard) -> Generator[ActionCall, ActionResult]:
        state = run.state
        was_paused, state.paused = state.paused, False
        if not state.stack:
            if state.history and self._meaning(run, heard.text).command == "back":
                yield from run.back()
                return
            yield from run.begin()
            if not isinstance(self._meaning(run, heard.text).command, Flow):
                return
        text = run.pressed(heard) if heard.button is not None else run.button_said(heard.text)
        if text is None:
            yield from run.ask_again("utter_stale")
            return
        meaning = self._meaning(run, text)
        if isinstance(meaning.command, Flow):
            yield from run.digress(meaning.command, meaning.rest)
        elif meaning.command:
            yield from run.obey(meaning.command, text)
        elif was_paused and not meaning.answers:
            yield from run.ask_again("utter_welcome_back", short=False)
        elif not meaning.answers and (asks := self._asked(run, text)):
            yield from run.digress(self.script.flows[asks[0]], asks[1])
        else:
            yield from run.answer(text)

    def _meaning(self, run: Run, text: str) -> Meaning:
        return understand(self.questions, self.main, run.open_question(), text, run.state.slots)

    def _asked(self, run: Run, text: str) -> tuple[str, str] | None:
        """Tell whether a text asks something: the flow that deals with it, and what is asked.

        Where free text is asked, only a question mark or the word for a question can say so; and when such a text is
        short and the knowledge base does not know it, nobody can tell, so the person is asked (flow `unsure`).
        """
        if "question" not in self.script.flows or len(text.split()) < 2:
            return None
        question = without_word(self.script.flows["question"], text)
        asks = question != text or text.rstrip().endswith("?")
        step = run.open_question()
        if step is None or self.questions.options(step, run.state.slots):
            return ("question", question) if asks or self.knows_question(question, run.language) else None
        if asks and self.knows_question(question, run.language):
            return "question", question
        short = len(text.split()) <= MOST_WORDS_OF_A_QUESTION and step.slot not in {"question", "said"}
        return ("unsure", text) if asks and short and "unsure" in self.script.flows else None
