"""Questions: their options, how an answer to them is read, and how they look."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.engine.answers import (
    Unreadable,
    folded,
    plain,
    read_amount,
    read_amount_lines,
    read_date,
    read_integer,
    read_lines,
)
from flows.engine.choosing import read_choice, read_choices
from flows.engine.definitions import Collect, Flow, Option, Response, Script

Suggest = Callable[[str, str, str], Sequence[str]]
"""`(list of options, text, language) -> values`: what a free text probably means, best first."""

MOST_WORDS_AFTER_YES = 6
"""In a short answer the first word says it ("nee we zijn gewoon buren"); a longer one is a story."""

PAYLOAD = re.compile(r"/SetSlots\((\w+)=(.*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """How an answer was understood.

    Attributes:
        value: for the slot.
        toggles: it only adds to or takes from what was chosen so far.
        guess: it is what the text probably means, so the person must confirm it.
    """

    value: Any
    toggles: bool = False
    guess: bool = False


class Questions:
    """Everything about questions that needs no knowledge of where the conversation is."""

    def __init__(self, script: Script, suggest: Suggest) -> None:
        self.script = script
        self.suggest = suggest
        self.said_as: dict[str, list[Flow]] = {}
        self.said_before: list[tuple[str, Flow]] = []
        for flow in script.flows.values():
            for word in (folded(word) for words in flow.said_as.values() for word in words):
                self.said_as.setdefault(word, []).append(flow)
                if flow.argument:
                    self.said_before.append((f"{word} ", flow))
        self.asks = {step.slot: step for flow in script.flows.values() for step in flow.collects()}

    def options(self, step: Collect, slots: Mapping[str, Any], only: Sequence[Any] = ()) -> tuple[Option, ...]:
        """Give a question's options: a named list, a slot that holds options, or its response's own buttons."""
        if step.choices.startswith("slots."):
            found = tuple(_option(item) for item in slots.get(step.choices.removeprefix("slots.")) or ())
        elif step.choices:
            found = self.script.options[step.choices]
        else:
            response = self.script.responses.get(step.utter)
            found = tuple(own_options(step, response)) if response else ()
        return tuple(option for option in found if option.value in only) if only else found

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
        pressed = PAYLOAD.fullmatch(text.strip())
        if pressed:
            return self._pressed(step, pressed, options)
        if options:
            return self._chosen(step, text, options, language)
        if step.kind == "amount" and plain(text) in self.script.words["none"]:
            return Reading(0)
        after = slots.get(step.after)
        return Reading(_written(step, text, date.fromisoformat(after) if after else today))

    def _pressed(self, step: Collect, pressed: re.Match[str], options: Sequence[Option]) -> Reading:
        if pressed[1] != step.slot:
            raise Unreadable("stale")
        for option in options:
            if value_text(option.value) == pressed[2]:
                return Reading([option.value] if step.multiple else option.value, toggles=step.multiple)
        raise Unreadable("choice")

    def _chosen(self, step: Collect, text: str, options: Sequence[Option], language: str) -> Reading:
        if step.multiple and plain(text) in self.script.words["none"]:
            return Reading([])
        try:
            return Reading(read_choices(text, options) if step.multiple else read_choice(text, options))
        except Unreadable:
            said = self.yes_or_no(text)
            if self.script.slots[step.slot].type == "bool" and said is not None:
                return Reading(said)
            word = {True: "yes", False: "no", None: ""}[said]
            if any(option.value == word for option in options) and not step.multiple:
                return Reading(word)
            if said and len(options) == 1 and not step.multiple:
                return Reading(options[0].value)
            guessable = step.choices and not plain(text).isdecimal()
            guesses = list(self.suggest(step.choices, text, language)) if guessable else []
            if not guesses:
                raise
            return Reading(guesses, guess=True)

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


def own_options(step: Collect, response: Response) -> list[Option]:
    """Give the buttons of a question's response that answer it, as options."""
    found = []
    for button in response.buttons:
        match = PAYLOAD.fullmatch(button.payload)
        if match and match[1] == step.slot:
            found.append(Option(_value(match[2]), button.titles))
    return found


def value_text(value: Any) -> str:
    """Write a value as it stands in a payload."""
    return value if isinstance(value, str) else json.dumps(value)


def _value(text: str) -> Any:
    return {"true": True, "false": False, "null": None}.get(text, text)


def _option(item: Mapping[str, Any]) -> Option:
    title = item["title"]
    return Option(item["value"], title if isinstance(title, Mapping) else {"nl": title, "en": title})


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
