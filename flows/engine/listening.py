"""What a typed text is: an answer to the open question, or a command that works everywhere."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flows.engine.answers import Unreadable, plain
from flows.engine.choosing import read_choice
from flows.engine.definitions import Collect, Flow
from flows.engine.display import changeable
from flows.engine.options import PAYLOAD
from flows.engine.questions import Command, Questions

KnowsQuestion = Callable[[str, str], bool]
"""`(text, language) -> bool`: whether the knowledge base surely answers this."""


MOST_WORDS_OF_A_COMMAND = 3
"""Where free text is asked, longer texts that begin like a command are answers."""


class Meaning(NamedTuple):
    """What a text is.

    Attributes:
        command: a flow to start, a fixed command, or None: an answer.
        rest: what stood after the words that start the flow, or in their place for it.
        inside: it stood in such a place.
        answers: it names an option of the open question, so it is no question of the person.
    """

    command: Flow | Command | None = None
    rest: str = ""
    inside: bool = False
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
    text = text.strip()
    slash = text.startswith("/")
    said = plain(text.removeprefix("/"))
    titles = questions.options(step, slots).titles_folded if step and not slash else frozenset[str]()
    if said in titles or (slash and PAYLOAD.fullmatch(text)):
        return Meaning(answers=True)
    if command := questions.commands.get(said):
        # "verder" means "Verder met het geld" where that can be chosen.
        begins = any(title.startswith(f"{said} ") for title in titles)
        return Meaning(answers=True) if begins else Meaning(command)
    found = _flow(questions, said, text, slots)
    if found and found.rest and not slash and isinstance(found.command, Flow):
        free_text_open = step is not None and step.kind in {"text", "lines"} and not questions.options(step, slots)
        if (free_text_open or found.inside) and not _argument_fits(questions, main, found, slots):
            # "wijzig doel" means a change, though no answer is called so; a longer text is an answer.
            short = len(text.split()) <= MOST_WORDS_OF_A_COMMAND and _chooses(found.command) and not found.inside
            return found if short else Meaning()
    if found:
        return found
    return Meaning("unknown") if slash else Meaning()


def without_word(flow: Flow, text: str) -> str:
    """Give what stands behind the words that start a flow ("vraag ..."), or the text itself without them."""
    said = plain(text)
    for word in (word for words in flow.said_as.values() for word in words):
        if said.startswith(plain(word) + " "):
            return " ".join(text.split()[len(word.split()) :])
    return text


def _flow(questions: Questions, said: str, text: str, slots: Mapping[str, Any]) -> Meaning | None:
    """Find the flow that a text starts: the words of one exactly, or else those of one before an argument."""
    for flow in questions.said_as.get(said, ()):
        if flow.guard is None or flow.guard.holds(slots):
            return Meaning(flow)
    first = said.partition(" ")[0]
    for before, after, flow in (*questions.said_around.get(first, ()), *questions.said_around.get("", ())):
        if not (said.startswith(before) and said.endswith(after) and len(said) > len(before) + len(after)):
            continue
        if flow.guard is None or flow.guard.holds(slots):
            words = text.split()
            rest = words[len(before.split()) : len(words) - len(after.split())]
            return Meaning(flow, " ".join(rest), inside=bool(after) or not before)
    return None


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
        read_choice(found.rest, questions.options(step, slots), questions.script.words["article"])
    except Unreadable:
        return False
    return True
