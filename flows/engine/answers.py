"""Reads what people type: amounts, numbers, dates, lists and choices, in Dutch and English."""

import re
import unicodedata
from datetime import date
from typing import Any

from flows.engine.days import read_day
from flows.engine.numbers import number_words

MOST_CENTS = 10**11
"""No plan here costs more than a billion euro; larger numbers are typing errors."""

MOST_DIGITS = 15
"""Longer numbers mean nothing here, and Python refuses to read the longest ones."""

MOST_HOURS = 1_000_000
"""Nor does any plan take more hours."""

_OWN_PRICE = r"\b(?:per|elke|iedere|each|every|a|à|x|keer|times|tegen)\b|[*×@]"

MOST_PEOPLE = 1_000_000
"""Larger numbers of people or things are typing errors."""

MOST_WORDS_READ = 200
"""In a longer text (counted in characters) no numbers in words are looked for."""

_AMOUNT = re.compile(r"(?:€|eur|euro)?\s*(\d{1,3}(?:[.,\s]\d{3})+|\d+)(?:[.,](\d{1,2}|-))?\s*(?:€|eur|euro|euros)?")
_BELOW_ZERO = re.compile(r"(?:[-\u2212]|min(?:us)?\b) ?(?:€|eur|euro)? ?\d")
_HOURS = re.compile(r"(?<![\d.,-])(\d{1,3}(?:\.\d{3})+|\d+) ?(?:uur|uren|hours?)\b")
_JOINED = re.compile(r"\b(?:en|and|plus)\b|[+;&]|,(?!\d)")
_AFTER_AMOUNT = re.compile(
    r"[ ,]((?:voor|bij|van|for|at|by|from|of|toegezegd|aangevraagd|idee|promised|applied|idea)\b\D*)$"
)
"""What may stand behind an amount in a list: for what or from whom it is, or how sure it is."""

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WHOLE = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)")


class Unreadable(ValueError):
    """An answer cannot be read as what was asked.

    Attributes:
        reason: names the response that says what to do.
        length: of a text that is too long: how many characters it has.
    """

    def __init__(self, reason: str, length: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.length = length


def plain(text: str) -> str:
    """Fold case, accents, punctuation at the ends and white space, for comparing what people type."""
    if text.isascii():
        letters = text.lower()
    else:
        letters = _BEYOND_ASCII.sub(_without_accent, unicodedata.normalize("NFKD", text).casefold())
    return " ".join(letters.split()).strip(" .!?\"'()")


def _without_accent(letter: re.Match[str]) -> str:
    return "" if unicodedata.combining(letter[0]) else letter[0]


def read_amount(text: str) -> int:
    """Read euros as cents: `1.250`, `1250,50`, `€ 1.250,-`, `1250 euro`, `ongeveer 500 euro voor hesjes`.

    Raises:
        Unreadable: it is no amount, is negative, or is far too large.
    """
    said = " ".join(text.casefold().split()).strip(" .")
    if len(said) <= MOST_WORDS_READ and not re.search(r"\d", said) and (in_words := _amount_in_words(said)):
        return in_words
    if _BELOW_ZERO.match(said):
        raise Unreadable("amount_negative")
    match = _AMOUNT.fullmatch(said) or _AMOUNT.fullmatch(_only_amount(said))
    if not match:
        raise Unreadable("amount")
    digits = re.sub(r"\D", "", match[1])
    if len(digits) > MOST_DIGITS:
        raise Unreadable("amount_too_large")
    euros = int(digits)
    cents = match[2] or ""
    total = euros * 100 + (int(cents.ljust(2, "0")) if cents.isdigit() else 0)
    if total > MOST_CENTS:
        raise Unreadable("amount_too_large")
    return total


def read_amount_or_hours(text: str) -> int | dict[str, int]:
    """Read an amount as `read_amount` does, or hours and what comes with them: `120 uur en 300 euro`.

    Returns:
        Cents; or `{"hours": hours, "cents": cents}` where hours were said.

    Raises:
        Unreadable: it is neither; or the hours are no whole number, are more than a million, or come with a price or a
            frequency of their own, so that nobody can tell how many there are in all.
    """
    said = " ".join(text.casefold().split()).strip(" .")
    found = _HOURS.findall(said)
    if not found:
        return read_amount(text)
    hours, rest = found[0].replace(".", ""), " ".join(_JOINED.sub(" ", _HOURS.sub(" ", said)).split())
    if len(found) > 1 or len(hours) > MOST_DIGITS or int(hours) > MOST_HOURS or re.search(_OWN_PRICE, rest):
        raise Unreadable("amount")
    about_money = any(character.isdigit() for character in rest)
    return {"hours": int(hours), "cents": read_amount(rest) if about_money else 0}


def _amount_in_words(said: str) -> int:
    """Read "duizend euro" and "vijfhonderd"; 0 when a text says anything else as well."""
    numbers = number_words(said)
    left = re.sub(r"\b(?:euros?|eur|ongeveer|circa|rond|de|een|about|around|zo'n|a)\b", " ", said)
    only = all(number_words(word) for word in left.split())
    return numbers[0] * 100 if only and left.split() and len(numbers) == 1 and numbers[0] * 100 <= MOST_CENTS else 0


def _only_amount(said: str) -> str:
    """Give the one number in a text, if the text says that it is money, and not money per something."""
    numbers = re.findall(r"-?\d[\d.,]*", said)
    about_money = re.search(r"€|\beuro?\b", said) and not re.search(r"\bper\b|%", said)
    return str(numbers[0]).rstrip(".,") if len(numbers) == 1 and about_money else ""


def read_integer(text: str) -> int:
    """Read the one whole number in a text such as `ongeveer 40 mensen` or `een stuk of dertig`.

    Raises:
        Unreadable: there is no number, more than one, a negative one, or one over a million.
    """
    numbers = [number.rstrip(".") for number in re.findall(r"-?\d[\d.]*", text)]
    said = number_words(text) if len(text) <= MOST_WORDS_READ else []
    if not numbers and len(said) == 1 and said[0] <= MOST_PEOPLE:
        return said[0]
    if len(numbers) != 1 or len(numbers[0]) > MOST_DIGITS or not _WHOLE.fullmatch(numbers[0]):
        raise Unreadable("number")
    number = int(numbers[0].replace(".", ""))
    if not 0 <= number <= MOST_PEOPLE or any(one > 1 for one in said):
        raise Unreadable("number")
    return number


def read_date(text: str, today: date, *, after: date | None = None, last: bool = False) -> date:
    """Read a date as `days.read_day` does.

    Raises:
        Unreadable: it is no date, or a year further than 20 years away.
    """
    try:
        return read_day(text, today, after=after, last=last)
    except (ValueError, OverflowError) as error:
        raise Unreadable("date") from error


def read_lines(text: str) -> list[str]:
    """Split a list: one item a line, or separated by semicolons; list marks and empty items go."""
    items = [re.sub(r"^(?:[-*•]|\d+[.)])\s+", "", part.strip()) for part in re.split(r"[\n;]", text)]
    return [item for item in items if any(character.isalnum() for character in item)]


def read_amount_lines(text: str) -> list[dict[str, Any]]:
    """Read lines such as `koffie en thee: 250` as `{"text": ..., "cents": ...}`.

    Words for what it is may stand behind the amount (`koffie 250 voor het buurtdiner`); they become part of the text.

    Raises:
        Unreadable: a line has no text before its amount, or no amount at its end.
    """
    return [item for line in read_lines(text) for item in _amounts_of(line)]


def _amounts_of(line: str) -> list[dict[str, Any]]:
    """Read one line; where every part between commas or "en" has its own amount, each part is an item."""
    parts = re.split(r", | en | and ", line)
    if len(parts) > 1:
        try:
            return [_name_and_amount(part) for part in parts]
        except Unreadable:
            pass
    return [_name_and_amount(line)]


def _name_and_amount(line: str) -> dict[str, Any]:
    # Single spaces keep the time to read it in proportion to its length.
    line = " ".join(line.split())
    behind = _AFTER_AMOUNT.search(line)
    line, after = (line[: behind.start()].rstrip(" ,"), behind[1]) if behind else (line, "")
    match = re.fullmatch(r"(.+?) ?[:=] ?(.+)|(.*\D) ((?:€ ?)?\d\S*(?: ?euro)?)", line)
    if not match:
        raise Unreadable("amount_lines")
    name, amount = (match[1], match[2]) if match[1] else (match[3], match[4])
    name = f"{name.strip(' :€')} {after}".strip()
    if re.search(r"€|\beuro\b", name):  # a second amount, which would be lost
        raise Unreadable("amount_lines")
    try:
        return {"text": name, "cents": read_amount(amount)}
    except Unreadable as error:
        raise Unreadable("amount_lines") from error
