"""What a typed text is: an answer to the open question, or a command that works everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flows.engine.answers import Unreadable, plain, read_amount, read_amount_lines
from flows.engine.choosing import found_inside, read_choice
from flows.engine.definitions import Collect, Flow
from flows.engine.display import changeable
from flows.engine.lists import named
from flows.engine.options import NONE, PAYLOAD, Options, given_options
from flows.engine.questions import COMMANDS, Command, Questions

KnowsQuestion = Callable[[str, str], bool]
"""`(text, language) -> bool`: whether the knowledge base surely answers this."""


MOST_WORDS_OF_A_COMMAND = 3
"""Where free text is asked, longer texts that begin like a command are answers."""

MOST_WORDS_OF_A_NAME = 6


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text is.

    Attributes:
        command: a flow to start, a fixed command, or None: an answer.
        rest: what stood after the words that start the flow, or in their place for it.
        inside: it stood in such a place.
        answers: it names an option of the open question, so it is no question of the person.
        named: what stood in the first of two places names what the flow is about.
    """

    command: Flow | Command | None = None
    rest: str = ""
    inside: bool = False
    answers: bool = False
    named: bool = False


ANSWERS = Meaning(answers=True)
NOTHING = Meaning()
"""It may be an answer; nothing says so, or otherwise."""

NO_TITLES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Around:
    """Words that start a flow around an argument, of all flows where they begin with the same word.

    Attributes:
        before: what may stand before the argument.
        after: what may stand behind it.
        each: these with what stands between two places ("" where there is one place) and the flow, the longest first.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    each: tuple[tuple[str, str, str, Flow], ...]


class Listening:
    """The words of a script that are no answers, ready to be looked up.

    Args:
        questions: the questions of the script.
        main: the flow whose answers can be changed.
    """

    def __init__(self, questions: Questions, main: str) -> None:
        script = questions.script
        self._questions = questions
        self._main = main
        self._commands = {word: command for command in reversed(COMMANDS) for word in script.words.get(command, ())}
        self._buttons = {
            name: {
                plain(title): button.payload
                for button in reversed(response.buttons)
                for title in button.titles.values()
            }
            for name, response in script.responses.items()
            if response.buttons
        }
        self._flows: dict[str, list[Flow]] = {}
        around: dict[str, list[tuple[str, str, str, Flow]]] = {}
        for flow in script.flows.values():
            for word in map(plain, _words(flow)):
                before, place, after = word.partition("{}")
                between, _, after = after.rpartition("{}")
                if not place:
                    self._flows.setdefault(word, []).append(flow)
                    before = f"{word} "
                if flow.argument:
                    around.setdefault(before.partition(" ")[0], []).append((before, between, after, flow))
        self._around = {first: _around(found) for first, found in around.items()}
        asking = _words(script.flows["question"]) if "question" in script.flows else ()
        self._asking = [(f"{plain(word)} ", len(word.split())) for word in asking]
        self._asking_words = tuple(word for word, _ in self._asking)

    def button(self, step: Collect, said: str) -> str:
        """Give what the button of a question with this title says, or nothing where it has no such button."""
        buttons = self._buttons.get(step.utter)
        return buttons.get(said, "") if buttons else ""

    def without_word(self, text: str, said: str) -> str:
        """Give what stands behind the words for a question ("vraag ..."), or the text itself without them.

        Args:
            text: what was typed.
            said: the same, as `plain` gives it.
        """
        if said.startswith(self._asking_words):
            length = next(length for word, length in self._asking if said.startswith(word))
            return " ".join(text.split()[length:])
        return text

    def understand(self, step: Collect | None, text: str, said: str, slots: Mapping[str, Any]) -> Meaning:
        """Tell what a text is.

        Words that name an option of the open question win over commands; a slash makes it a command for certain.

        Args:
            step: the open question.
            text: what was typed, or what a button says.
            said: the same, as `plain` gives it.
            slots: the answers so far.
        """
        text = text.strip()
        slash = text.startswith("/")
        if slash:
            said = plain(text.removeprefix("/"))
        options = self._questions.options(step, slots) if step else NONE
        titles = NO_TITLES if slash else options.titles_folded
        if said in titles or (slash and PAYLOAD.fullmatch(text)):
            return ANSWERS
        if command := self._commands.get(said):
            # "verder" means "Verder met het geld" where that can be chosen.
            begins = any(title.startswith(f"{said} ") for title in titles)
            return ANSWERS if begins else Meaning(command)
        found = self._flow(said, text, slots)
        if found and found.rest and not slash and isinstance(found.command, Flow):
            free_text_open = step is not None and step.kind in {"text", "lines"} and not options
            if (free_text_open or found.inside) and not self._argument_fits(found, slots):
                # "wijzig doel" means a change, though no answer is called so; a longer text is an answer.
                short = len(text.split()) <= MOST_WORDS_OF_A_COMMAND and _chooses(found.command) and not found.inside
                return found if short else NOTHING
        return found or (Meaning("unknown") if slash else NOTHING)

    def _flow(self, said: str, text: str, slots: Mapping[str, Any]) -> Meaning | None:
        """Find the flow that a text starts: the words of one exactly, or else those of one before an argument."""
        for flow in self._flows.get(said, ()):
            if flow.guard is None or flow.guard.holds(slots):
                return Meaning(flow)
        for around in (self._around.get(said.partition(" ")[0]), self._around.get("")):
            if around and said.endswith(around.after) and said.startswith(around.before):
                for before, between, after, flow in around.each:
                    if not (said.startswith(before) and said.endswith(after) and len(said) > len(before) + len(after)):
                        continue
                    if between and not self._names_one(flow, said.removeprefix(before), between, slots):
                        continue
                    if flow.guard is None or flow.guard.holds(slots):
                        words = text.split()
                        rest = words[len(before.split()) : len(words) - len(after.split())]
                        inside = bool(after) or not before
                        return Meaning(flow, " ".join(rest), inside=inside, named=bool(between))
        return None

    def _names_one(self, flow: Flow, rest: str, between: str, slots: Mapping[str, Any]) -> bool:
        """Tell whether a text has two places, of which the first names one of the things that a flow is about."""
        first, found, _ = rest.partition(between)
        return bool(found) and self._chosen(first, given_options(slots.get(flow.argument_names) or ()))

    def _argument_fits(self, found: Meaning, slots: Mapping[str, Any]) -> bool:
        flow = found.command
        if not isinstance(flow, Flow) or found.named:
            return found.named
        if flow.argument_names:
            names = slots.get(flow.argument_names)
            if names is None:  # Not looked up yet; a name is short.
                return len(found.rest.partition(":")[0].split()) <= MOST_WORDS_OF_A_NAME
            return bool(found_inside(found.rest, given_options(names)))
        step = next((step for step in flow.collects() if step.slot == flow.argument), None)
        if step is None or step.kind in {"amount", "amount_lines"}:
            return step is not None and _reads(step, found.rest)
        told, script = slots, self._questions.script
        if step.choices in {"slots.changeable", "slots.addable"}:  # Listed by the flow itself, so not yet.
            told = {step.choices.removeprefix("slots."): changeable(script, self._main, slots)}
        if self._chosen(found.rest, self._questions.options(step, told)):
            return True
        return step.choices == "slots.changeable" and named(script, slots, found.rest) is not None

    def _chosen(self, text: str, options: Options) -> bool:
        try:
            read_choice(text, options, self._questions.script.words["article"])
        except Unreadable:
            return False
        return True


def _reads(step: Collect, text: str) -> bool:
    try:
        return bool(read_amount_lines(text)) if step.kind == "amount_lines" else read_amount(text) >= 0
    except Unreadable:
        return False


def _words(flow: Flow) -> list[str]:
    """Give the words that start a flow, in all languages."""
    return [word for words in flow.said_as.values() for word in words]


def _around(found: list[tuple[str, str, str, Flow]]) -> Around:
    """Put "kan ik {} nog wijzigen" before "kan ik {} wijzigen"."""
    each = sorted(found, key=lambda words: -sum(map(len, words[:3])))
    return Around(tuple(before for before, *_ in each), tuple(after for _, _, after, _ in each), tuple(each))


def _chooses(flow: Flow) -> bool:
    return any(step.slot == flow.argument and step.choices for step in flow.collects())
