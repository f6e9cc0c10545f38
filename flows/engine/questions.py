"""Questions: their options, how an answer to them is read, and how they look."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal, NamedTuple

from flows.engine.answers import (
    Unreadable,
    plain,
    read_amount,
    read_amount_lines,
    read_amount_or_hours,
    read_date,
    read_integer,
    read_lines,
)
from flows.engine.choosing import found_alike, found_inside, read_choice, read_choices
from flows.engine.definitions import Collect, Flow, Script, SetSlots, Step
from flows.engine.lists import WAS
from flows.engine.options import NONE, PAYLOAD, Options, given_options, given_titles, own_options, value_text
from flows.engine.state import Frame

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
        self.steps: dict[Frame, Step] = {
            (flow.id, step.id): step for flow in script.flows.values() for step in flow.steps.values()
        }
        self.asks = {step.slot: step for flow in script.flows.values() for step in flow.collects()}
        self.spoken_by = {slot: name for slot in self.asks if (name := f"action_ask_{slot}") in script.actions}
        self.passing = {flow.id: tuple(_passing(flow)) for flow in script.flows.values()}
        self._named = {name: Options(items) for name, items in script.options.items()}
        self._given: tuple[Any, Options] = (None, NONE)
        self._fixed = {
            step: self._named[step.choices] if step.choices else own_options(step, script.responses.get(step.utter))
            for flow in script.flows.values()
            for step in flow.collects()
            if not step.choices.startswith("slots.")
        }

    def options(self, step: Collect, slots: Mapping[str, Any], only: Sequence[Any] = ()) -> Options:
        """Give a question's options: a named list, a slot that holds options, or its response's own buttons."""
        found = self._fixed.get(step)
        if found is None:
            found = self._given_options(slots.get(step.choices.removeprefix("slots.")))
        return found.among(only) if only else found

    def numbered(self, step: Collect, slots: Mapping[str, Any], chosen: Sequence[Any]) -> list[Any]:
        """Give what numbers stand for while some options are chosen; nothing when that is simply all options."""
        options = self.options(step, slots)
        return [option.value for option in options.shown(chosen)] if options.hides else []

    def titles(self, step: Collect, slots: Mapping[str, Any], values: Sequence[Any], language: str) -> str | None:
        """Name values by the titles of a question's options, separated by commas; None where it has no options."""
        options = self._fixed.get(step)
        if options is None:
            items = slots.get(step.choices.removeprefix("slots."))
            return given_titles(items, values, language) if items else None
        return options.listed(values, language) if options else None

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
        options = self.options(step, slots, only if only and self._numbers_only(text) else ())
        if text.startswith("/") and (pressed := PAYLOAD.fullmatch(text.strip())):
            return self._pressed(step, pressed, options)
        if options:
            return self._chosen(step, text, options, language)
        if step.kind in {"amount", "amount_or_hours"} and plain(text) in self.script.words["none"]:
            return Reading(0)
        after = slots.get(step.after)
        most = self.most(step, slots)
        asked = step if most == step.most else replace(step, most=most)
        return Reading(_written(asked, text, today, date.fromisoformat(after) if after else None))

    def most(self, step: Collect, slots: Mapping[str, Any]) -> int:
        """Give the most characters of an answer, or choices: what holds in this conversation may be less."""
        return min(step.most, particulars(step, slots).get("most") or step.most)

    def _numbers_only(self, text: str) -> bool:
        """Tell whether a text names nothing by its name: "2", "1, 3 en 4", "niet 2"."""
        around = {*self.script.words["only"], *self.script.words["without"], "en", "and"}
        words = re.findall(r"\w+", plain(text))
        return any(word.isdecimal() for word in words) and all(word.isdecimal() or word in around for word in words)

    def _pressed(self, step: Collect, pressed: re.Match[str], options: Options) -> Reading:
        if pressed[1] != step.slot:
            raise Unreadable("stale")
        for option in options:
            if value_text(option.value) == pressed[2]:
                return Reading([option.value], "toggle") if step.multiple else Reading(option.value)
        raise Unreadable("choice")

    def _chosen(self, step: Collect, text: str, options: Options, language: str) -> Reading:
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
            if not guesses and options.hides:  # The person cannot see how it is written.
                guesses = found_alike(text, options)
        else:
            guesses = list(self.suggest(step.choices, text, language))
        return Reading(guesses, "guess") if guesses else None

    def _several(self, text: str, options: Options, articles: Collection[str]) -> Reading:
        said = plain(text)
        if said in self.script.words["none"]:
            return Reading([])
        first, _, rest = said.partition(" ")
        rest = "" if said in options.names else rest
        if rest and first in self.script.words["only"]:
            return Reading(read_choices(rest, options, articles), "exactly")
        if rest and first in self.script.words["without"]:
            return Reading(read_choices(rest, options, articles), "remove")
        return Reading(read_choices(text, options, articles))

    def yes_or_no(self, text: str) -> bool | None:
        """Tell whether a text says yes or no, as a whole or, when it is short, with its first word.

        Who says "yes, but ..." does not say yes: what comes after it must not be lost.
        """
        said = plain(text)
        words = said.replace(",", " ").split()
        short = 1 < len(words) <= MOST_WORDS_AFTER_YES and self.script.words["but"].isdisjoint(words)
        for start in (said, words[0] if short else ""):
            if start in self.script.words["yes"] or re.fullmatch("ja+", start):
                return True
            if start in self.script.words["no"] or re.fullmatch("ne+", start):
                return False
        return None


LONG_ANSWER = 400
"""Where so many characters fit, people are told that their answer may be a file; elsewhere it may be too."""


def takes_file(step: Collect, options: Collection[object]) -> bool:
    """Tell whether the text of a file may be the answer: where free text is asked."""
    return step.kind in {"text", "lines"} and not options


def particulars(step: Collect, slots: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what holds for a question in this conversation alone."""
    found: Mapping[str, Any] = (slots.get(step.particulars) or {}).get(step.slot) or {}
    return found


def _passing(flow: Flow) -> Iterator[str]:
    """Give the slots whose values are forgotten when the flow ends; what it only clears is not its own."""
    for step in flow.steps.values():
        if isinstance(step, Collect):
            names = [step.slot]
        else:
            names = [name for name, to in step.values.items() if to is not None] if isinstance(step, SetSlots) else []
        yield from (name for name in names if name not in flow.persisted)
    if flow.items:
        yield flow.items.prefix + WAS


def _written(step: Collect, text: str, today: date, after: date | None) -> Any:
    match step.kind:
        case "text":
            return _measured(step, text.strip())
        case "amount" | "amount_or_hours":
            return read_amount(text) if step.kind == "amount" else read_amount_or_hours(text)
        case "integer":
            return read_integer(text)
        case "date" | "end_date":
            return read_date(text, today, after=after, last=step.kind == "end_date").isoformat()
        case "lines":
            return _counted(step, read_lines(text))
        case "amount_lines":
            return _counted(step, read_amount_lines(text))
        case _:
            raise Unreadable("choice")


def _counted(step: Collect, items: list[Any]) -> list[Any]:
    if len(items) < max(step.least, 1):
        raise Unreadable("empty")
    if (length := sum(len(str(item)) for item in items)) > step.most:
        raise Unreadable("too_long", length)
    return items


def _measured(step: Collect, text: str) -> str:
    if not any(map(str.isalnum, text)) or len(text) < step.least:
        raise Unreadable("empty")
    if len(text) > step.most:
        raise Unreadable("too_long", len(text))
    return text
