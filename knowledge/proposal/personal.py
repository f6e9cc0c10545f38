"""Personal data in free text that do not belong in a plan: numbers of people, how to reach them, and their health.

Precise rather than complete: a wrong alarm about privacy is worse than none, so health counts only where the text says
it of somebody who can be known, by name or by address. "Mensen met dementie" says it of nobody.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from knowledge.contact_data import mails_in, phones_in
from knowledge.content import Content, read_model
from knowledge.given_names import given_names
from knowledge.identifiers import passes_eleven_test
from knowledge.proposal.sentences import Word, sentences

Kind = Literal["number", "mail", "mobile", "phone", "special"]
"""What was found: a BSN, a mail address, a mobile number, another telephone number, special data about somebody."""

MOST_BETWEEN = 8
"""So many words may stand between a person and what is said of them."""

_NUMBER = re.compile(r"(?<![\w,.-])(?:\d{9}|\d{3}\.\d{3}\.\d{3}|\d{4}\.\d{2}\.\d{3})(?![\w-]|[.,]\d)", re.ASCII)
_DIGITS = r"\d(?:[ .-]?\d){7,8}(?!\d)"
_FREE_OR_BUSINESS = ("0800", "0900", "0906", "0909", "088", "085", "084", "087", "14")


@dataclass(frozen=True, slots=True)
class Trace:
    """Personal data in a text: what kind, and the words in which they stand."""

    kind: Kind
    words: str


class _Words(Content):
    titles: tuple[str, ...]
    particles: frozenset[str]
    places: tuple[str, ...]
    verbs: frozenset[str]
    between: tuple[str, ...]
    leads: frozenset[str]
    joins: frozenset[str]
    before_a_building: frozenset[str]
    somebody: frozenset[str]
    at: frozenset[str]
    special: tuple[str, ...]
    not_of_a_person: frozenset[str]
    of_organisations: tuple[str, ...]
    of_people: tuple[str, ...]
    shared_mail: frozenset[str]


def traces(text: str) -> list[Trace]:
    """Find personal data in a text, each place once.

    That a plan names a person, or an address of an organisation such as info@example.nl, is no trace.
    """
    return list(dict.fromkeys([*_numbers(text), *_reach(text), *_special(text)]))


def _numbers(text: str) -> Iterator[Trace]:
    """Numbers of people: those that are called so, and those that can be nothing else."""
    called = list(dict.fromkeys(found[1] for found in _named("of_people").finditer(text)))
    for number in called:
        yield Trace("number", number)
    rest = text
    for phone in phones_in(text):
        rest = rest.replace(phone, " ")
    others = {found.end() for found in _named("of_organisations").finditer(rest)}
    for found in _NUMBER.finditer(rest):
        number = found[0]
        if number not in called and found.end() not in others and passes_eleven_test(number.replace(".", "")):
            yield Trace("number", number)


def _reach(text: str) -> Iterator[Trace]:
    for mail in mails_in(text):
        name = mail.partition("@")[0].casefold()
        if not {name, *re.split(r"[._+-]", name)} & _words().shared_mail:
            yield Trace("mail", mail)
    for phone in phones_in(text):
        digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", phone))
        digits = re.sub(r"^(?:0031|31(?=\d{9}$))", "0", digits)
        if len(digits) == 10 and digits.startswith("06"):
            yield Trace("mobile", phone)
        elif not digits.startswith(_FREE_OR_BUSINESS):
            yield Trace("phone", phone)


def _special(text: str) -> Iterator[Trace]:
    for words in sentences(text):
        at = 0
        while at < len(words):
            end = _end_of_person(words, at)
            if end:
                span = _said_of(words, at, end)
                if span:
                    yield Trace("special", " ".join(word.text for word in words[slice(*span)]))
            at = max(end, at + 1)


def _said_of(words: Sequence[Word], start: int, end: int) -> tuple[int, int] | None:
    """Give from where to where something special is said of the person at these words; None when nothing is."""
    rules = _words()
    before = start - 2
    if before >= 0 and words[start - 1].key in rules.joins and _is_special(words, before):
        return before, end
    if end >= len(words):
        return None
    led = words[end - 1].ends_aside or words[end].key in rules.leads
    for at in range(end, min(len(words), end + MOST_BETWEEN)):
        key = words[at].key
        if led and _is_special(words, at):
            return start, at + 1
        if key in rules.verbs:
            led = True
        elif not (key.isdecimal() or _between().fullmatch(key)):
            return None
    return None


def _is_special(words: Sequence[Word], at: int) -> bool:
    """Tell whether a word says something special; not where the word after it makes it the name of something else."""
    if not _special_words().fullmatch(words[at].key):
        return False
    follows = words[at + 1] if at + 1 < len(words) else None
    if follows is None:
        return True
    is_name = words[at].is_capital and follows.is_capital
    return not is_name and follows.key not in _words().not_of_a_person


def _end_of_person(words: Sequence[Word], at: int) -> int:
    """Give the place after somebody who can be known and begins at a word; 0 when nobody does."""
    return _after_title(words, at) or _after_given_name(words, at) or _after_address(words, at)


def _after_title(words: Sequence[Word], at: int) -> int:
    for title in _titles():
        name = at + len(title)
        if tuple(word.key for word in words[at:name]) == title:
            end = _end_of_name(words, name)
            return end if end > name else 0
    return 0


def _after_given_name(words: Sequence[Word], at: int) -> int:
    if not (words[at].is_capital and words[at].folded in given_names()):
        return 0
    if at and words[at - 1].key in _words().before_a_building:
        return 0
    end = at + 1 if words[at].ends_aside else _end_of_name(words, at + 1)
    follows = words[end].key if end < len(words) else ""
    is_place = any(one.endswith(_words().places) for one in (words[end - 1].key, follows))
    return 0 if is_place else end


def _after_address(words: Sequence[Word], at: int) -> int:
    rules = _words()
    if words[at].key not in rules.somebody or at + 1 >= len(words) or words[at + 1].key not in rules.at:
        return 0
    street = at + 2
    while street < len(words) and words[street].key in rules.particles | {"nummer", "number"}:
        street += 1
    end = street
    while end < len(words) and words[end].is_capital:
        end += 1
    is_street = any(word.key.endswith(rules.places) for word in words[street:end])
    has_number = end < len(words) and words[end].text[:1].isdecimal()
    return end + 1 if has_number and (is_street or words[end - 1].key in {"nummer", "number"}) else 0


def _end_of_name(words: Sequence[Word], at: int) -> int:
    """Give the place after a surname that may begin with small words; `at` when there is none."""
    end = at
    while end < len(words) and not (end > at and words[end - 1].ends_aside):
        capital = end
        while capital < len(words) and words[capital].key in _words().particles:
            capital += 1
        if capital == len(words) or not words[capital].is_capital:
            break
        end = capital + 1
    return end


@cache
def _words() -> _Words:
    return read_model(Path(__file__).with_name("personal.yml"), _Words)


@cache
def _titles() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(title.split()) for title in _words().titles)


@cache
def _between() -> re.Pattern[str]:
    return _any((*_words().between, *_words().leads))


@cache
def _special_words() -> re.Pattern[str]:
    return _any(_words().special)


@cache
def _named(which: Literal["of_people", "of_organisations"]) -> re.Pattern[str]:
    """Give what finds a number (group 1) behind a word that says what it is."""
    words = "|".join(re.escape(word) for word in getattr(_words(), which))
    return re.compile(rf"(?<!\w)(?:{words})\b[^\d\n]{{0,25}}({_DIGITS})", re.IGNORECASE | re.ASCII)


def _any(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\*", r"\w*") for word in words))
