"""What a typed text is: an answer to the open question, or a command that works everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flows.engine.answers import Unreadable, folded, plain
from flows.engine.choosing import read_choice
from flows.engine.definitions import Collect, Flow
from flows.engine.display import changeable
from flows.engine.questions import PAYLOAD, Questions

KnowsQuestion = Callable[[str, str], bool]
"""`(text, language) -> bool`: whether the knowledge base surely answers this."""

Command = Literal["start", "back", "skip", "done", "other", "unknown"]

MOST_WORDS_OF_A_COMMAND = 3
"""Where free text is asked, longer texts that begin like a command are answers."""

COMMANDS: tuple[Command, ...] = ("start", "back", "skip", "done", "other")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text is.

    Attributes:
        command: a flow to start, a fixed command, or None: an answer.
        rest: what stood after the words that start the flow.
        answers: it names an option of the open question, so it is no question of the person.
    """

    command: Flow | Command | None = None
    rest: str = ""
    answers: bool = False


def understand(questions: Questions, main: str, step: Collect | None, text: str, slots: Mapping[str, Any]) -> Meaning:
    """Tell what a text is.

    Words that name an option of the open question win over commands; a slash makes it a command for certain.

    Args:
        questions: the questions of the script.
        main: the flow whose answers can be changed.
        step: the open question.
        text: what was typed, or what a button says.
        slots: the answers so far.
    """
    script = questions.script
    text = text.strip()
    slash = text.startswith("/")
    if PAYLOAD.fullmatch(text):
        return Meaning(answers=True)
    if not slash and step and _names_option(questions, step, text, slots):
        return Meaning(answers=True)
    said = plain(text.removeprefix("/"))
    for command in COMMANDS:
        if said in script.words[command]:
            return Meaning(command)
    found = _flow(questions, said, text, slots)
    if found and found.rest and not slash and isinstance(found.command, Flow):
        free_text_open = step is not None and step.kind in {"text", "lines"} and not questions.options(step, slots)
        if free_text_open and not _argument_fits(questions, main, found, slots):
            # "wijzig doel" means a change, though no answer is called so; a longer text is an answer.
            short = len(text.split()) <= MOST_WORDS_OF_A_COMMAND and _chooses(found.command)
            return found if short else Meaning()
    if found:
        return found
    return Meaning("unknown") if slash else Meaning()


def without_word(flow: Flow, text: str) -> str:
    """Give what stands behind the words that start a flow ("vraag ..."), or the text itself without them."""
    said = plain(text)
    for word in (word for words in flow.said_as.values() for word in words):
        if said.startswith(folded(word) + " "):
            return " ".join(text.split()[len(word.split()) :])
    return text


def _flow(questions: Questions, said: str, text: str, slots: Mapping[str, Any]) -> Meaning | None:
    """Find the flow that a text starts: the words of one exactly, or else those of one before an argument."""
    for flow in questions.said_as.get(said, ()):
        if flow.guard is None or flow.guard.holds(slots):
            return Meaning(flow)
    for word, flow in questions.said_before:
        if said.startswith(word) and (flow.guard is None or flow.guard.holds(slots)):
            return Meaning(flow, " ".join(text.split()[len(word.split()) :]))
    return None


def _names_option(questions: Questions, step: Collect, text: str, slots: Mapping[str, Any]) -> bool:
    said = plain(text)
    return any(said == folded(title) for option in questions.options(step, slots) for title in option.titles.values())


def _chooses(flow: Flow) -> bool:
    return any(step.slot == flow.argument and step.choices for step in flow.collects())


def _argument_fits(questions: Questions, main: str, found: Meaning, slots: Mapping[str, Any]) -> bool:
    flow = found.command
    if not isinstance(flow, Flow):
        return False
    step = next((step for step in flow.collects() if step.slot == flow.argument), None)
    if step is None:
        return False
    if step.choices == "slots.changeable":  # Listed by the flow itself, so not yet.
        slots = {"changeable": changeable(questions.script, main, slots)}
    try:
        read_choice(found.rest, questions.options(step, slots))
    except Unreadable:
        return False
    return True
