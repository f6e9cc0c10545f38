"""Reads which options people mean."""

import contextlib
import re
from collections.abc import Collection
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from flows.engine.answers import MOST_DIGITS, Unreadable, plain
from flows.engine.options import SHORTEST_MISTYPED, Options

SHORTEST_NAME = 5
"""Shorter names stand inside other words and sentences by accident."""

SHORTEST_PART = 3
"""A shorter part of a name says too little about which one is meant."""

MOST_SUGGESTED = 5
"""More suggestions than this are no help."""

_SEPARATOR = re.compile(r"[,;\n+]")

ALIKE = 75
"""From this likeness on (of 100, by rapidfuzz) a name may be what somebody meant."""


def read_choice(text: str, options: Options, articles: Collection[str] = ()) -> Any:
    """Find the one option that a text means.

    It may be its number, title, value or other words, the beginning or some whole words of these that no other
    option has ("waterweide"), or a near miss where all options are listed; after one of the `articles` ("het gebied",
    "mijn naam") or without.

    Raises:
        Unreadable: no option fits, or more than one.
    """
    said = plain(text)
    names = options.names
    if said in names or said.isdecimal():
        return _exactly(said, options)
    if part := _having(said, options):
        # "naam" is a part of "Uw naam" and of "Naam van de organisatie": then nobody can tell.
        if len(set(map(str, part))) > 1:
            raise Unreadable("choice")
        return part[0]
    # Where names cannot be looked up, many are alike: then the person is asked which one is meant.
    if len(said) > SHORTEST_MISTYPED and not options.hides:
        near = process.extractOne(said, options.long_names, scorer=OSA.distance, score_cutoff=most_typos(said))
        if near:
            return names[near[0]]
    first, _, rest = said.partition(" ")
    if rest and first in articles:
        return read_choice(rest, options, articles)
    raise Unreadable("choice")


def _exactly(said: str, options: Options) -> Any:
    """Give the option with this number, or with this whole name.

    Raises:
        Unreadable: there is none.
    """
    if said.isdecimal():
        number = int(said[:MOST_DIGITS])
        if 1 <= number <= len(options.numbered):
            return options.numbered[number - 1].value
    elif said in options.names:
        return options.names[said]
    raise Unreadable("choice")


def _having(said: str, options: Options) -> list[Any]:
    """Give the options of whose names a text is the beginning, or some whole words."""
    if len(said) < SHORTEST_PART or said not in options.names_together:
        return []
    inside = f" {said} " if len(said) > SHORTEST_PART else None
    return [
        value
        for name, value in options.names_said.items()
        if name.startswith(said) or (inside is not None and inside in f" {name} ")
    ]


def most_typos(said: str) -> int:
    """Give how many letters of a text may be wrong, so that it is still a typing error."""
    return 1 if len(said) < 8 else 2 if len(said) < 16 else 3


def read_choices(text: str, options: Options, articles: Collection[str] = ()) -> list[Any]:
    """Find several options, separated by commas, semicolons, new lines, "en" or "and".

    All of these may also stand inside a title ("Zorg en langer thuis wonen").

    Raises:
        Unreadable: some part fits no option.
    """
    with contextlib.suppress(Unreadable):
        return [read_choice(text, options, articles)]
    parts = _parts(text)
    if not parts:
        raise Unreadable("choice")
    chosen: list[Any] = []
    for part in parts:
        for value in _choices_in(part, options, articles):
            if value not in chosen:
                chosen.append(value)
    return chosen


def lists_options(text: str, options: Options) -> bool:
    """Tell whether a text lists options and nothing else, each by its number or whole name."""
    parts = _parts(text)
    try:
        for part in parts:
            _exactly(plain(part), options)
    except Unreadable:
        return False
    return len(parts) > 1


def _parts(text: str) -> list[str]:
    return [part for part in _SEPARATOR.split(text) if part.strip()]


def _choices_in(text: str, options: Options, articles: Collection[str]) -> list[Any]:
    """Read choices joined by "en" or "and", each as long as possible."""
    try:
        return [read_choice(text, options, articles)]
    except Unreadable:
        numbers = text.split()
        if len(numbers) > 1 and all(number.isdecimal() for number in numbers):
            return [read_choice(number, options) for number in numbers]
    words = re.split(r"(\s(?:en|and)\s)", " ".join(text.split()))
    found = []
    while words:
        for end in (5, 3, 1):
            with contextlib.suppress(Unreadable):
                found.append(read_choice("".join(words[:end]), options, articles))
                del words[: end + 1]
                break
        else:
            raise Unreadable("choice")
    return found


def found_inside(text: str, options: Options) -> list[Any]:
    """Find the options that a sentence names ("in de sluispolder en de kade"), typing errors too; at most five."""
    words = plain(re.sub(r"[^\w\s'-]", " ", text)).split()
    found: list[Any] = []
    for name, value in options.names.items():
        size = len(name.split())
        parts = (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))
        near = any(OSA.distance(part, name, score_cutoff=most_typos(name)) <= most_typos(name) for part in parts)
        if len(name) >= SHORTEST_NAME and near and value not in found:
            found.append(value)
    return found[:MOST_SUGGESTED]


def found_alike(text: str, options: Options) -> list[Any]:
    """Find the options whose names have a text in them ("berg", "noord") or resemble it; at most five."""
    said = plain(text)
    if len(said) < SHORTEST_PART:
        return []
    having = sorted((name for name in options.names if said in name), key=lambda name: not name.startswith(said))
    alike = process.extract(said, list(options.names), scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_SUGGESTED)
    found = dict.fromkeys(options.names[name] for name in (*having, *(name for name, _, _ in alike)))
    return list(found)[:MOST_SUGGESTED]
