"""Whether a value can be what it says it is: addresses, moments, yes and no; and values in the way they are written."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from flows.services.imports import names
from flows.services.imports.patterns import fold
from knowledge.content import Content, read_model

_LOOSE_POSTCODE = re.compile(r"\s*(\d{4})\s*([A-Za-z]{2})\s*", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;:<>()\"']+@[^@\s,;:<>()\"']+\.[^@\s.,;:<>()\"']{2,}")
_WEBSITE = re.compile(r"https?://[^\s/:@]+\.[^\s/:@.]{2,}(:\d+)?(/\S*)?", re.IGNORECASE)
_BARE_WEBSITE = re.compile(r"[^\s/:@]+\.[^\s/:@.]{2,}(/\S*)?")
_DUTCH_DATE = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_AREA_CODE = re.compile(r"GM\d{4}|WK\d{6}|BU\d{8}", re.ASCII | re.IGNORECASE)


class _Words(Content):
    yes: tuple[str, ...]
    no: tuple[str, ...]
    private_mail: Annotated[frozenset[str], Field(min_length=1)]


def is_email(text: str) -> bool:
    """Tell whether this looks like an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def is_website(text: str) -> bool:
    """Tell whether this is an address of a website; other kinds of addresses can do harm when somebody opens them."""
    return _WEBSITE.fullmatch(text) is not None


def is_area_code(text: str) -> bool:
    """Tell whether this has the form of a code of CBS for a municipality, district or neighbourhood."""
    return _AREA_CODE.fullmatch(text) is not None


def is_personal(email: str) -> bool:
    """Tell whether an e-mail address seems to be that of one person, by its provider or by a name in it."""
    local, _, domain = email.casefold().rpartition("@")
    parts = re.split(r"[._-]", local)
    named = len(parts) > 1 and names.is_person(" ".join(part.capitalize() for part in parts))
    return domain in _words().private_mail or named


def tidy(field: str, text: str) -> str:
    """Write a value as it should be written, where that is certain."""
    match field:
        case "kvk" | "rsin":
            return re.sub(r"[\s.]", "", text)
        case "postcode":
            found = _LOOSE_POSTCODE.fullmatch(text)
            return f"{found[1]} {found[2].upper()}" if found else text
        case "contact_email":
            return text.removeprefix("mailto:")
        case "website":
            return f"https://{text}" if _BARE_WEBSITE.fullmatch(text) else text
        case _:
            return text


def yes_or_no(text: str) -> bool | None:
    """Read yes or no; None when it is empty.

    Raises:
        ValueError: it is neither.
    """
    if not text.strip():
        return None
    meant = _answers().get(fold(text))
    if meant is None:
        raise ValueError(text)
    return meant


def moment(text: str) -> datetime | None:
    """Read a moment or a date, in UTC; None when it is empty.

    Raises:
        ValueError: it is neither.
    """
    if not text.strip():
        return None
    if found := _DUTCH_DATE.fullmatch(text.strip()):
        day, month, year = map(int, found.groups())
        return datetime(year, month, day, tzinfo=UTC)
    read = datetime.fromisoformat(text.strip())
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


@cache
def _words() -> _Words:
    return read_model(Path(__file__).with_name("words.yml"), _Words)


@cache
def _answers() -> Mapping[str, bool]:
    return {fold(word): meant for meant, known in ((True, _words().yes), (False, _words().no)) for word in known}
