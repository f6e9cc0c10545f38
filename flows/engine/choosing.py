"""Reads which options people mean."""

import contextlib
import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from flows.engine.answers import MOST_DIGITS, Unreadable, folded, plain
from flows.engine.definitions import Option


def read_choice(text: str, options: Sequence[Option]) -> Any:
    """Find the one option that a text means.

    It may be its number, title, value or other words, the beginning or some whole words of these that no other
    option has ("waterweide"), or a near miss.

    Raises:
        Unreadable: no option fits, or more than one.
    """
    said = plain(text)
    if said.isdecimal():
        number = int(said[:MOST_DIGITS])
        if 1 <= number <= len(options):
            return options[number - 1].value
        raise Unreadable("choice")
    names: dict[str, Any] = {}
    for option in options:
        for name in (
            str(option.value),
            *option.titles.values(),
            *(w for also in option.also.values() for w in also),
        ):
            names.setdefault(folded(name), option.value)
    if said in names:
        return names[said]
    part = [
        names[name]
        for name in names
        if (len(said) >= 3 and name.startswith(said)) or (len(said) >= 4 and f" {said} " in f" {name} ")
    ]
    if part:
        # "naam" is a part of "Uw naam" and of "Naam van de organisatie": then nobody can tell.
        if len(set(map(str, part))) > 1:
            raise Unreadable("choice")
        return part[0]
    near = get_close_matches(said, [name for name in names if len(name) > 4], n=1, cutoff=0.85)
    if near and len(said) > 4:
        return names[near[0]]
    raise Unreadable("choice")


def read_choices(text: str, options: Sequence[Option]) -> list[Any]:
    """Find several options, separated by commas, semicolons, new lines, "en" or "and".

    All of these may also stand inside a title ("Zorg en langer thuis wonen").

    Raises:
        Unreadable: some part fits no option.
    """
    with contextlib.suppress(Unreadable):
        return [read_choice(text, options)]
    parts = [part for part in re.split(r"[,;\n+]", text) if part.strip()]
    if not parts:
        raise Unreadable("choice")
    chosen: list[Any] = []
    for part in parts:
        for value in _choices_in(part, options):
            if value not in chosen:
                chosen.append(value)
    return chosen


def _choices_in(text: str, options: Sequence[Option]) -> list[Any]:
    """Read choices joined by "en" or "and", each as long as possible."""
    try:
        return [read_choice(text, options)]
    except Unreadable:
        numbers = text.split()
        if len(numbers) > 1 and all(number.isdecimal() for number in numbers):
            return [read_choice(number, options) for number in numbers]
    words = re.split(r"(\s(?:en|and)\s)", " ".join(text.split()))
    found = []
    while words:
        for end in (5, 3, 1):
            with contextlib.suppress(Unreadable):
                found.append(read_choice("".join(words[:end]), options))
                del words[: end + 1]
                break
        else:
            raise Unreadable("choice")
    return found
