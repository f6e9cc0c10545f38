"""Reads dates as people write them, in Dutch and English: "1-5-2027", "half mei", "twee weken na de start"."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from flows.engine.numbers import number_words

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
_SEASONS = {
    **dict.fromkeys(("voorjaar", "lente", "spring"), (3, 5)),
    **dict.fromkeys(("zomer", "summer"), (6, 8)),
    **dict.fromkeys(("najaar", "herfst", "autumn"), (9, 11)),
    **dict.fromkeys(("q1",), (1, 3)),
    **dict.fromkeys(("q2",), (4, 6)),
    **dict.fromkeys(("q3",), (7, 9)),
    **dict.fromkeys(("q4",), (10, 12)),
}
_PARTS = {
    **dict.fromkeys(("begin", "start", "early", "beginning"), "first"),
    **dict.fromkeys(("half", "medio", "midden", "halverwege", "mid", "middle"), "middle"),
    **dict.fromkeys(("eind", "einde", "end", "late"), "last"),
}
_UNITS = {
    **dict.fromkeys(("dag", "dagen", "day", "days"), "days"),
    **dict.fromkeys(("week", "weken", "weeks"), "weeks"),
    **dict.fromkeys(("maand", "maanden", "month", "months"), "months"),
    **dict.fromkeys(("jaar", "jaren", "year", "years"), "years"),
}
_NEXT = {"volgend", "volgende", "komend", "komende", "next", "coming"}
_THIS = {"dit", "deze", "this"}
_LATER = {"na", "over", "later", "in", "after", "binnen", "duurt", "lasts", "for"}
_START = {"start", "begin", "het", "de", "we", "zijn", "begonnen", "plan", "the"}
_IDLE = {
    *("op", "in", "vanaf", "per", "rond", "ongeveer", "circa", "de", "het", "tot", "en", "met", "van", "om", "zo"),
    *("dag", "uiterlijk", "voor", "on", "from", "the", "of", "around", "about", "by", "until", "dat", "is", "wordt"),
    *("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "ma", "di", "wo", "do", "vr"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "ergens", "denk", "ik", "t", "m"),
}
_FURTHEST_YEARS = 20
_MOST_CHARACTERS = 80


def read_day(text: str, today: date, *, after: date | None = None, last: bool = False) -> date:
    """Read a date.

    Args:
        text: what was typed: `1-5-2027`, `2027-05-01`, `1 mei 2027`, `1 mei` (the next one), `mei 2027`, `mei`,
            `half mei`, `eind 2027`, `volgend jaar maart`, `zomer 2027`, `over drie weken`, `twee weken na de start`.
        today: the day from which "next year" and "in three weeks" count, and "the next one" without `after`.
        after: the day after which a date without a year is meant, and to which "after the start" refers.
        last: a month without a day means its last day, and a length of time ends the day before.

    Raises:
        ValueError: it is no date, or a year further than 20 years away.
    """
    if len(text) > _MOST_CHARACTERS:
        raise ValueError
    words = _words(text)
    found = _after_a_while(words, today, after, last=last)
    if found is None:
        found = _named(words, today, after or today, last=last)
    if abs(found.year - today.year) > _FURTHEST_YEARS:
        raise ValueError
    return found


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in folded if not unicodedata.combining(letter))
    plain = re.sub(r"\b(\d{1,2})\s?(?:e|ste|de|st|nd|rd|th)\b", r"\1", plain)
    return [word for word in re.split(r"[\s\-/.,!?'\"()]+", plain) if word]


def _after_a_while(words: Sequence[str], today: date, after: date | None, *, last: bool) -> date | None:
    """Read a length of time: from today ("over drie weken"), or from the start ("na een jaar")."""
    unit = next((word for word in words if word in _UNITS), "")
    if not unit or {*words} & (_NEXT | _THIS) or any(word in _MONTHS for word in words):
        return None
    from_start = bool({*words} & {"start", "begin", "later", "duurt", "lasts"}) or "na" in words or "after" in words
    if not (from_start or {*words} & _LATER or (last and after)):
        return None
    if after is None and {*words} & {"start", "begin"}:  # Of what is not known.
        raise ValueError
    count, half = _count(words, unit)
    base = after if after and (from_start or (last and "over" not in words)) else today
    found = _added(base, _UNITS[unit], count, half=half)
    return found - timedelta(days=1) if last and base == after else found


def _count(words: Sequence[str], unit: str) -> tuple[int, bool]:
    """Give how many there are of a unit, and whether half a one comes on top ("anderhalf jaar", "half jaar")."""
    before = list(words[: words.index(unit)])
    rest = set(before + list(words[words.index(unit) + 1 :]))
    known = _LATER | _START | _IDLE | {"half", "halve", "anderhalf", "een", "a", "an", "vanaf"}
    numbers = [int(word) for word in before if word.isdecimal()]
    said = number_words(" ".join(word for word in before if word not in {"een", "half", "halve"}))
    unknown = [word for word in rest - known if not word.isdecimal() and not number_words(word)]
    if unknown or len(numbers + said) > 1:
        raise ValueError
    half = bool({"half", "halve", "anderhalf"} & set(before))
    if "anderhalf" in before:
        return 1, True
    return (*numbers, *said, 0 if half else 1)[0], half


def _added(day: date, unit: str, count: int, *, half: bool) -> date:
    if unit in {"days", "weeks"}:
        return day + timedelta(days=(count * 2 + half) * (7 if unit == "weeks" else 1) // 2)
    if unit == "months":
        return _months_later(day, count) + timedelta(days=15 if half else 0)
    return _months_later(day, count * 12 + (6 if half else 0))


def _months_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _named(words: Sequence[str], today: date, base: date, *, last: bool) -> date:
    """Read a day, a month, a season or a year by its name or number."""
    year, words = _relative_year(words, today)
    words, month = _relative_month(words, today)
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    seasons = [_SEASONS[word] for word in words if word in _SEASONS]
    parts = [_PARTS[word] for word in words if word in _PARTS]
    numbers = [int(word) for word in words if word.isdecimal()]
    known = (*_MONTHS, *_SEASONS, *_PARTS, *_IDLE)
    if any(not word.isdecimal() and word not in known for word in words) or len(parts) > 1:
        raise ValueError
    if month and not (months or seasons or numbers):
        return _in_span((month, month), parts, last=last)
    if seasons and not months:
        return _in_season(seasons, numbers, parts, year, base, last=last)
    if parts and not months and not numbers[1:]:
        return _part_of_year(numbers, parts, year, last=last)
    return _calendar(months, numbers, parts, year, base, last=last)


def _relative_year(words: Sequence[str], today: date) -> tuple[int | None, list[str]]:
    """Take "volgend jaar" and "dit jaar" out of a text."""
    for at, (one, two) in enumerate(pairwise(words)):
        if two in {"jaar", "year"} and one in _NEXT | _THIS:
            return today.year + (one in _NEXT), [*words[:at], *words[at + 2 :]]
    return None, list(words)


def _relative_month(words: Sequence[str], today: date) -> tuple[list[str], date | None]:
    """Take "volgende maand" out of a text."""
    for at, (one, two) in enumerate(pairwise(words)):
        if two in {"maand", "month"} and one in _NEXT | _THIS:
            first = _months_later(today.replace(day=1), int(one in _NEXT))
            return [*words[:at], *words[at + 2 :]], first
    return list(words), None


def _in_span(span: tuple[date, date], parts: Sequence[str], *, last: bool) -> date:
    """Give the first, the middle or the last day of some months, each given by its first day."""
    first, final = span
    end = final.replace(day=monthrange(final.year, final.month)[1])
    match parts[0] if parts else "last" if last else "first":
        case "first":
            return first
        case "last":
            return end
        case _:
            return date(first.year, first.month, 15) if first == final else first + (end - first) // 2


def _in_season(
    seasons: Sequence[tuple[int, int]],
    numbers: Sequence[int],
    parts: Sequence[str],
    year: int | None,
    base: date,
    *,
    last: bool,
) -> date:
    if len(seasons) != 1 or len(numbers) > 1 or (numbers and numbers[0] < 1000):
        raise ValueError
    first, final = seasons[0]
    own = numbers[0] if numbers else year or base.year + ((final if last else first) < base.month)
    return _in_span((date(own, first, 1), date(own, final, 1)), parts, last=last)


def _part_of_year(numbers: Sequence[int], parts: Sequence[str], year: int | None, *, last: bool) -> date:
    own = numbers[0] if numbers else year
    if own is None or own < 1000:
        raise ValueError
    if parts[0] == "middle":
        return date(own, 7, 1)
    return _in_span((date(own, 1, 1), date(own, 12, 1)), parts, last=last)


def _calendar(
    months: Sequence[int], numbers: Sequence[int], parts: Sequence[str], year: int | None, base: date, *, last: bool
) -> date:
    """Read a date of which the month, and perhaps the day and the year, are named."""
    own, month, day = _date_parts(months, numbers, year, base)
    if day and parts:
        raise ValueError
    if day:
        return date(own, month, day)
    first = date(own, month, 1)
    return _in_span((first, first), parts, last=last)


def _date_parts(months: Sequence[int], numbers: Sequence[int], year: int | None, base: date) -> tuple[int, int, int]:
    """Give year, month and day; day 0 where only the month was named."""
    match (list(months), list(numbers)):
        case ([], [first, month, last]) if year is None:
            return (first, month, last) if first > 31 else (_year(last), month, first)
        case ([], [month, own]) if own > 31 and year is None:
            return own, month, 0
        case ([month], [own]) if own > 31 and year is None:
            return own, month, 0
        case ([month], [day, own]) if year is None:
            return _year(own), month, day
        case ([month], [day]):
            return year or base.year + ((month, day) < (base.month, base.day)), month, day
        case ([month], []):
            return year or base.year + (month < base.month), month, 0
        case _:
            raise ValueError


def _year(number: int) -> int:
    return number + 2000 if number < 100 else number
