"""Numbers in words, in Dutch and English: "dertig", "vijfentwintig", "tweehonderd", "thirty five"."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain

_UNITS = {
    name: number
    for number, names in enumerate(
        (
            ("een", "one"),
            ("twee", "two"),
            ("drie", "three"),
            ("vier", "four"),
            ("vijf", "five"),
            ("zes", "six"),
            ("zeven", "seven"),
            ("acht", "eight"),
            ("negen", "nine"),
            ("tien", "ten"),
            ("elf", "eleven"),
            ("twaalf", "twelve"),
            ("dertien", "thirteen"),
            ("veertien", "fourteen"),
            ("vijftien", "fifteen"),
            ("zestien", "sixteen"),
            ("zeventien", "seventeen"),
            ("achttien", "eighteen"),
            ("negentien", "nineteen"),
        ),
        start=1,
    )
    for name in names
}
_TENS = {
    name: number * 10
    for number, names in enumerate(
        (
            ("twintig", "twenty"),
            ("dertig", "thirty"),
            ("veertig", "forty"),
            ("vijftig", "fifty"),
            ("zestig", "sixty"),
            ("zeventig", "seventy"),
            ("tachtig", "eighty"),
            ("negentig", "ninety"),
        ),
        start=2,
    )
    for name in names
}
_LARGE = {"honderd": 100, "hundred": 100, "duizend": 1000, "thousand": 1000}
_JOINING = {"en", "and"}
_PARTS = re.compile("|".join(sorted(chain(_UNITS, _TENS, _LARGE, _JOINING), key=len, reverse=True)))
_ARTICLES = {"een", "a", "an"}
_LONGEST = 60
"""No number here has a longer name."""


def number_words(text: str) -> list[int]:
    """Give the numbers that stand in a text as words.

    "een" is mostly no number ("een stuk of dertig", "een zaal vol"), so it counts only where it is all there is.
    """
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    found: list[int] = []
    run: list[str] = []
    for word in [*re.findall(r"[^\W\d_]+|\d+", plain), ""]:
        parts = _parts_of(word)
        joins = word in _JOINING and bool(run) and run[-1] in _LARGE  # "hundred and five", but "eight and two" are two
        if joins or (parts and word not in _JOINING and not (word == "een" and not run)):
            run += parts
            continue
        found += _value(run)
        run = []
    return [1] if plain.strip(" .!") in {"een", "one"} else found


def _parts_of(word: str) -> list[str]:
    """Cut one word into the names of numbers that it consists of; nothing when it is another word."""
    if not word or len(word) > _LONGEST:
        return []
    parts = _PARTS.findall(word)
    return parts if "".join(parts) == word and (len(parts) > 1 or word not in _ARTICLES - {"een"}) else []


def _value(parts: Sequence[str]) -> list[int]:
    while parts and parts[-1] in _JOINING:
        parts = parts[:-1]
    if not parts:
        return []
    total = current = 0
    for part in parts:
        if part in _LARGE:
            current = max(current, 1) * _LARGE[part]
            if _LARGE[part] >= 1000:
                total, current = total + current, 0
        else:
            current += _UNITS.get(part, 0) + _TENS.get(part, 0)
    return [total + current]
