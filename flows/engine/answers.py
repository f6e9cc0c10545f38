"""Reads what people type: amounts, numbers, dates, lists and choices, in Dutch and English."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

MOST_CENTS = 10**11
"""No plan here costs more than a billion euro; larger numbers are typing errors."""

MOST_DIGITS = 15
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
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_WHOLE = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)")


class Unreadable(ValueError):
    """An answer cannot be read as what was asked; `reason` names the response that says what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
    match = _AMOUNT.fullmatch(said) or _AMOUNT.fullmatch(_only_amount(said))
    if not match:
        raise Unreadable("amount")
    digits = re.sub(r"\D", "", match[1])
    if len(digits) > MOST_DIGITS:
        raise Unreadable("amount")
    euros = int(digits)
    cents = match[2] or ""
    total = euros * 100 + (int(cents.ljust(2, "0")) if cents.isdigit() else 0)
    if total > MOST_CENTS:
        raise Unreadable("amount")
    return total


def _only_amount(said: str) -> str:
    """Give the one number in a text, if the text says that it is money, and not money per something."""
    numbers = re.findall(r"-?\d[\d.,]*", said)
    about_money = re.search(r"€|\beuro?\b", said) and not re.search(r"\bper\b|%", said)
    return str(numbers[0]).rstrip(".,") if len(numbers) == 1 and about_money else ""


def read_integer(text: str) -> int:
    """Read the one whole number in a text such as `ongeveer 40 mensen`.

    Raises:
        Unreadable: there is no number, more than one, a negative one, or one over a million.
    """
    numbers = [number.rstrip(".") for number in re.findall(r"-?\d[\d.]*", text)]
    if len(numbers) != 1 or len(numbers[0]) > MOST_DIGITS or not _WHOLE.fullmatch(numbers[0]):
        raise Unreadable("number")
    number = int(numbers[0].replace(".", ""))
    if not 0 <= number <= 1_000_000:
        raise Unreadable("number")
    return number


def read_date(text: str, today: date, *, last: bool = False) -> date:
    """Read `1-5-2027`, `2027-05-01`, `1 mei 2027`, `1 mei` (the next one), `mei 2027` (its first day) or `mei`.

    Args:
        text: what was typed.
        today: the day from which "the next one" counts.
        last: a month without a day means its last day, not its first.

    Raises:
        Unreadable: it is no date, or a year further than 20 years away.
    """
    words = re.split(r"[\s\-/.,]+", plain(text))
    try:
        year, month, day = _date_parts(words, today)
        found = date(year, month, day or (monthrange(year, month)[1] if last else 1))
    except (ValueError, KeyError, OverflowError) as error:
        raise Unreadable("date") from error
    if abs(found.year - today.year) > 20:
        raise Unreadable("date")
    return found


def _date_parts(words: Sequence[str], today: date) -> tuple[int, int, int]:
    """Give year, month and day; day 0 where only the month was named."""
    numbers = [int(word) for word in words if word.isdecimal()]
    months = [_MONTHS[word] for word in words if not word.isdecimal()]
    match (months, numbers):
        case ([], [first, month, last]):
            return (first, month, last) if first > 31 else (_year(last), month, first)
        case ([], [month, year]) if year > 31:
            return year, month, 0
        case ([month], [year]) if year > 31:
            return year, month, 0
        case ([month], [day, year]):
            return _year(year), month, day
        case ([month], [day]):
            return today.year + ((month, day) < (today.month, today.day)), month, day
        case ([month], []):
            return today.year + (month < today.month), month, 0
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
    match = re.fullmatch(r"(.+?) ?[:=] ?(.+)|(.*\D) ((?:€ ?)?\d\S*(?: ?euro)?)", " ".join(line.split()))
    if not match:
        raise Unreadable("amount_lines")
    name, amount = (match[1], match[2]) if match[1] else (match[3], match[4])
    name = name.strip(" :€")
    if re.search(r"€|\beuro\b", name):  # a second amount, which would be lost
        raise Unreadable("amount_lines")
    try:
        return {"text": name, "cents": read_amount(amount)}
    except Unreadable as error:
        raise Unreadable("amount_lines") from error
