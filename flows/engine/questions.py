"""Questions: their options, how an answer to them is read, and how they look."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from flows.engine.answers import (
    Unreadable,
    plain,
    read_amount,
    read_amount_lines,
    read_date,
    read_integer,
    read_lines,
)
from flows.engine.choosing import found_inside, read_choice, read_choices
from flows.engine.definitions import Collect, Flow, Script, SetSlots
from flows.engine.options import NONE, PAYLOAD, Options, given_options, own_options, value_text

Suggest = Callable[[str, str, str], Sequence[str]]
"""`(list of options, text, language) -> values`: what a free text probably means, best first."""

Command = Literal["start", "back", "skip", "done", "other", "unknown"]

COMMANDS: tuple[Command, ...] = ("start", "back", "skip", "done", "other")
"""What can be said at any moment; the words for each stand in the flow files."""

MOST_WORDS_AFTER_YES = 6
"""In a short answer the first word says it ("nee we zijn gewoon buren"); a longer one is a story."""


class Reading(NamedTuple):
    """How an answer was understood.

    Attributes:
        value: for the slot.
        how: an `answer`; a `toggle`, which adds to or takes from what was chosen so far; a `remove`, which only takes
            from it ("niet X"); `exactly` this, whatever was chosen so far ("alleen X"); or a `guess` at what the text
            probably means, so that the person must confirm it.
    """

    value: Any
    how: Literal["answer", "toggle", "remove", "exactly", "guess"] = "answer"


class Questions:
    """Everything about questions that needs no knowledge of where the conversation is."""

    def __init__(self, script: Script, suggest: Suggest) -> None:
        self.script = script
        self.suggest = suggest
        self.commands = {word: command for command in reversed(COMMANDS) for word in script.words.get(command, ())}
        self.said_as: dict[str, list[Flow]] = {}
        self.said_around: dict[str, list[tuple[str, str, Flow]]] = {}
        for flow in script.flows.values():
            for word in (plain(word) for words in flow.said_as.values() for word in words):
                before, place, after = word.partition("{}")
                if not place:
                    self.said_as.setdefault(word, []).append(flow)
                    before = f"{word} "
                if flow.argument:
                    self.said_around.setdefault(before.partition(" ")[0], []).append((before, after, flow))
        for around in self.said_around.values():  # "kan ik {} nog wijzigen" before "kan ik {} wijzigen"
            around.sort(key=lambda words: -len(words[0]) - len(words[1]))
        self.asks = {step.slot: step for flow in script.flows.values() for step in flow.collects()}
        self.passing = {flow.id: tuple(_passing(flow)) for flow in script.flows.values()}
        self._named = {name: Options(items) for name, items in script.options.items()}
        self.said_by_title = {
            (name, plain(title)): button.payload
            for name, response in script.responses.items()
            for button in reversed(response.buttons)
            for title in button.titles.values()
        }
        self._given: tuple[Any, Options] = (None, NONE)
        self._own = {
            (step.utter, step.slot): own_options(step, script.responses.get(step.utter))
            for flow in script.flows.values()
            for step in flow.collects()
        }

    def options(self, step: Collect, slots: Mapping[str, Any], only: Sequence[Any] = ()) -> Options:
        """Give a question's options: a named list, a slot that holds options, or its response's own buttons."""
        if step.choices.startswith("slots."):
            found = self._given_options(slots.get(step.choices[len("slots.") :]))
        elif step.choices:
            found = self._named[step.choices]
        else:
            found = self._own[step.utter, step.slot]
        return found.among(only) if only else found

    def _given_options(self, items: Sequence[Mapping[str, Any]] | None) -> Options:
        """Give the options in a slot, and remember the last: one turn looks at the same list several times."""
        if not items:
            return NONE
        known, options = self._given
        if known is not items:
            options = given_options(items)
            self._given = (items, options)
        return options

    def read(
        self,
        step: Collect,
        text: str,
        slots: Mapping[str, Any],
        language: str,
        today: date,
        only: Sequence[Any] = (),
    ) -> Reading:
        """Read an answer; where `only` some options were offered, numbers are theirs.

        Raises:
            Unreadable: it cannot be read; the reason names the response that says what to do.
        """
        options = self.options(step, slots, only if plain(text).isdecimal() else ())
        if text.startswith("/") and (pressed := PAYLOAD.fullmatch(text.strip())):
            return self._pressed(step, pressed, options)
        if options:
            return self._chosen(step, text, options, language)
        if step.kind == "amount" and plain(text) in self.script.words["none"]:
            return Reading(0)
        after = slots.get(step.after)
        return Reading(_written(step, text, date.fromisoformat(after) if after else today))

    def _pressed(self, step: Collect, pressed: re.Match[str], options: Options) -> Reading:
        if pressed[1] != step.slot:
            raise Unreadable("stale")
        for option in options:
            if value_text(option.value) == pressed[2]:
                return Reading([option.value], "toggle") if step.multiple else Reading(option.value)
        raise Unreadable("choice")

    def _chosen(self, step: Collect, text: str, options: Options, language: str) -> Reading:
        if step.multiple and plain(text) in self.script.words["none"]:
            return Reading([])
        try:
            articles = self.script.words["article"]
            if step.multiple:
                return self._several(text, options, articles)
            return Reading(read_choice(text, options, articles))
        except Unreadable:
            found = self._said(step, text, options) or self._guess(step, text, options, language)
            if found is None:
                raise
            return found

    def _said(self, step: Collect, text: str, options: Options) -> Reading | None:
        """Take yes or no as the option that it is here."""
        said = self.yes_or_no(text)
        if said is None:
            return None
        if self.script.slots[step.slot].type == "bool":
            return Reading(said)
        if step.multiple:
            return None
        word = "yes" if said else "no"
        if any(option.value == word for option in options):
            return Reading(word)
        return Reading(options[0].value) if said and len(options) == 1 else None

    def _guess(self, step: Collect, text: str, options: Options, language: str) -> Reading | None:
        if not step.choices or plain(text).isdecimal():
            return None
        if step.choices.startswith("slots."):
            guesses = found_inside(text, options)
        else:
            guesses = list(self.suggest(step.choices, text, language))
        return Reading(guesses, "guess") if guesses else None

    def _several(self, text: str, options: Options, articles: Collection[str]) -> Reading:
        first, _, rest = plain(text).partition(" ")
        rest = "" if plain(text) in options.names else rest
        if rest and first in self.script.words["only"]:
            return Reading(read_choices(rest, options, articles), "exactly")
        if rest and first in self.script.words["without"]:
            return Reading(read_choices(rest, options, articles), "remove")
        return Reading(read_choices(text, options, articles))

    def yes_or_no(self, text: str) -> bool | None:
        """Tell whether a text says yes or no, as a whole or, when it is short, with its first word."""
        said = plain(text)
        words = said.replace(",", " ").split()
        for start in (said, words[0] if 1 < len(words) <= MOST_WORDS_AFTER_YES else ""):
            if start in self.script.words["yes"] or re.fullmatch("ja+", start):
                return True
            if start in self.script.words["no"] or re.fullmatch("ne+", start):
                return False
        return None


def _passing(flow: Flow) -> Iterator[str]:
    """Give the slots whose values are forgotten when the flow ends; what it only clears is not its own."""
    for step in flow.steps.values():
        if isinstance(step, Collect):
            names = [step.slot]
        else:
            names = [name for name, to in step.values.items() if to is not None] if isinstance(step, SetSlots) else []
        yield from (name for name in names if name not in flow.persisted)


def _written(step: Collect, text: str, today: date) -> Any:
    match step.kind:
        case "amount":
            return read_amount(text)
        case "integer":
            return read_integer(text)
        case "date" | "end_date":
            return read_date(text, today, last=step.kind == "end_date").isoformat()
        case "choice":
            raise Unreadable("choice")
        case "lines":
            return _counted(step, read_lines(text))
        case "amount_lines":
            return _counted(step, read_amount_lines(text))
        case _:
            return _measured(step, text.strip())


def _counted(step: Collect, items: list[Any]) -> list[Any]:
    if len(items) < max(step.least, 1):
        raise Unreadable("empty")
    if sum(len(str(item)) for item in items) > step.most:
        raise Unreadable("too_long")
    return items


def _measured(step: Collect, text: str) -> str:
    if not any(character.isalnum() for character in text) or len(text) < step.least:
        raise Unreadable("empty")
    if len(text) > step.most:
        raise Unreadable("too_long")
    return text
