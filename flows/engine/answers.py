"""Reads what people type: amounts, numbers, dates, lists and choices, in Dutch and English."""

import contextlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from flows.engine.definitions import Option

MOST_CENTS = 10**11
"""No plan here costs more than a billion euro; larger numbers are typing errors."""

_MOST_DIGITS = 15
"""Longer numbers mean nothing here, and Python refuses to read the longest ones."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "jan", "january"),
            ("februari", "feb", "february"),
            ("maart", "mrt", "march", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "jun", "june"),
            ("juli", "jul", "july"),
            ("augustus", "aug", "august"),
            ("september", "sep", "sept"),
            ("oktober", "okt", "october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_AMOUNT = re.compile(r"(?:€|eur|euro)?\s*(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:[.,](\d{1,2}|-))?\s*(?:€|eur|euro|euros)?")
_WHOLE = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)")


class Unreadable(ValueError):
    """An answer cannot be read as what was asked; `reason` names the response that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def plain(text: str) -> str:
    """Fold case, accents, punctuation at the ends and white space, for comparing what people type."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(letters.split()).strip(" .!?\"'()")


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """Give `plain` of one of the script's own words, which are compared again every turn."""
    return plain(word)


def read_amount(text: str) -> int:
    """Read euros as cents: `1.250`, `1250,50`, `€ 1.250,-`, `1250 euro`.

    Raises:
        Unreadable: it is no amount, is negative, or is far too large.
    """
    match = _AMOUNT.fullmatch(" ".join(text.casefold().split()).strip(" ."))
    if not match:
        raise Unreadable("amount")
    digits = re.sub(r"\D", "", match[1])
    if len(digits) > _MOST_DIGITS:
        raise Unreadable("amount")
    euros = int(digits)
    cents = match[2] or ""
    total = euros * 100 + (int(cents.ljust(2, "0")) if cents.isdigit() else 0)
    if total > MOST_CENTS:
        raise Unreadable("amount")
    return total


def read_integer(text: str) -> int:
    """Read the one whole number in a text such as `ongeveer 40 mensen`.

    Raises:
        Unreadable: there is no number, more than one, a negative one, or one over a million.
    """
    numbers = [number.rstrip(".") for number in re.findall(r"-?\d[\d.]*", text)]
    if len(numbers) != 1 or len(numbers[0]) > _MOST_DIGITS or not _WHOLE.fullmatch(numbers[0]):
        raise Unreadable("number")
    number = int(numbers[0].replace(".", ""))
    if not 0 <= number <= 1_000_000:
        raise Unreadable("number")
    return number


def read_date(text: str, today: date) -> date:
    """Read `1-5-2027`, `2027-05-01`, `1 mei 2027`, `1 mei` (the next one) or `mei 2027` (its first day).

    Raises:
        Unreadable: it is no date, or a year further than 20 years away.
    """
    words = re.split(r"[\s\-/.,]+", plain(text))
    try:
        year, month, day = _date_parts(words, today)
        found = date(year, month, day)
    except (ValueError, KeyError, OverflowError) as error:
        raise Unreadable("date") from error
    if abs(found.year - today.year) > 20:
        raise Unreadable("date")
    return found


def _date_parts(words: Sequence[str], today: date) -> tuple[int, int, int]:
    numbers = [int(word) for word in words if word.isdecimal()]
    months = [_MONTHS[word] for word in words if not word.isdecimal()]
    match (months, numbers):
        case ([], [first, month, last]):
            return (first, month, last) if first > 31 else (_year(last), month, first)
        case ([], [month, year]) if year > 31:
            return year, month, 1
        case ([month], [year]) if year > 31:
            return year, month, 1
        case ([month], [day, year]):
            return _year(year), month, day
        case ([month], [day]):
            passed = (month, day) < (today.month, today.day)
            return today.year + passed, month, day
        case _:
            raise ValueError


def _year(number: int) -> int:
    return number + 2000 if number < 100 else number


def read_lines(text: str) -> list[str]:
    """Split a list: one item a line, or separated by semicolons; list marks and empty items go."""
    items = [re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", part.strip()) for part in re.split(r"[\n;]", text)]
    return [item for item in items if any(character.isalnum() for character in item)]


def read_amount_lines(text: str) -> list[dict[str, Any]]:
    """Read lines such as `koffie en thee: 250` as `{"text": ..., "cents": ...}`.

    Raises:
        Unreadable: a line has no text before its amount, or no amount at its end.
    """
    found = []
    for line in read_lines(text):
        # Single spaces keep the time to read it in proportion to its length.
        match = re.fullmatch(r"(.+?) ?[:=] ?(.+)|(.*\D) ((?:€ ?)?\d\S*(?: ?euro)?)", " ".join(line.split()))
        if not match:
            raise Unreadable("amount_lines")
        name, amount = (match[1], match[2]) if match[1] else (match[3], match[4])
        try:
            found.append({"text": name.strip(" :€"), "cents": read_amount(amount)})
        except Unreadable as error:
            raise Unreadable("amount_lines") from error
    return found


def read_choice(text: str, options: Sequence[Option]) -> Any:
    """Find the one option that a text means: its number, title, value, other words, or a near miss of its title.

    Raises:
        Unreadable: no option fits, or more than one.
    """
    said = plain(text)
    if said.isdecimal():
        number = int(said[:_MOST_DIGITS])
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
    starts = [*dict.fromkeys(names[name] for name in names if len(said) >= 3 and name.startswith(said))]
    if len(starts) == 1:
        return starts[0]
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
