"""Dates, numbers, amounts and lists as people write them in Dutch and in English."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from knowledge.content import Content, read_model
from knowledge.languages import Language


class _Style(Content):
    """How one language writes things; the texts stand in `format.yml`."""

    months: Annotated[tuple[str, ...], Field(min_length=12, max_length=12)]
    date: str
    thousands: str
    decimal: str
    euros: str
    comma: str
    and_: Annotated[str, Field(alias="and")]


class _Styles(Content):
    nl: _Style
    en: _Style


@cache
def _style(language: Language) -> _Style:
    styles = read_model(Path(__file__).with_name("format.yml"), _Styles)
    return styles.nl if language == "nl" else styles.en


def date_text(day: date, language: Language) -> str:
    """Write a date with the month in words: "1 maart 2027", "1 March 2027"."""
    style = _style(language)
    return style.date.format(day=day.day, month=style.months[day.month - 1], year=day.year)


def number(value: int, language: Language) -> str:
    """Write a whole number with its thousands apart: "35.451", "35,451"."""
    return f"{value:,}".replace(",", _style(language).thousands)


def euros(cents: int, language: Language) -> str:
    """Write an amount of euro cents: "1.250 euro", "1.250,50 euro", "EUR 1,250".

    Whole euros stand without decimals, because bare sums are easier to read.
    """
    style = _style(language)
    whole, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    decimals = f"{style.decimal}{rest:02d}" if rest else ""
    return style.euros.format(amount=f"{sign}{number(whole, language)}{decimals}")


def listing(items: Iterable[str], language: Language) -> str:
    """Write items as one list in a sentence: "a", "a en b", "a, b en c"; no items give an empty text."""
    style = _style(language)
    *first, last = list(items) or [""]
    return style.and_.format(first=style.comma.join(first), last=last) if first else last
