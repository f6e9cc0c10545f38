"""Reading free text with simple means: numbers, moments, directions, long sentences and hard words."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.content import Content, read_model
from knowledge.languages import Language

LONG_SENTENCE = 20
"""A sentence of more words than this is long; plain Dutch (B1) has short sentences."""

_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\b\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?\b")
_DIGITS = re.compile(r"\d")


class HardWord(Content):
    """A word that many people do not know, and what to write in its place."""

    forms: tuple[str, ...]
    plain: str


class _Words(Content):
    numbers: tuple[str, ...]
    moments: tuple[str, ...]
    directions: tuple[str, ...]
    hard_words: tuple[HardWord, ...]


class _Wording(Content):
    nl: _Words
    en: _Words


@dataclass(frozen=True, slots=True)
class _Patterns:
    number: re.Pattern[str]
    moment: re.Pattern[str]
    direction: re.Pattern[str]
    hard: tuple[tuple[re.Pattern[str], str], ...]


@cache
def _patterns(language: Language) -> _Patterns:
    wording = read_model(Path(__file__).with_name("wording.yml"), _Wording)
    words = {"nl": wording.nl, "en": wording.en}[language]
    # A number before a moment ("6 maanden", "1 juni") belongs to the moment: it does not count anything.
    moment = f"(?:\\d+(?:st|nd|rd|th|e)?\\s+)?{_any(words.moments)}"
    return _Patterns(
        number=_compile(_any(words.numbers)),
        moment=_compile(moment),
        direction=_compile(_any(words.directions)),
        hard=tuple((_compile(_any(word.forms)), word.plain) for word in words.hard_words),
    )


def _any(words: tuple[str, ...]) -> str:
    forms = "|".join(re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words)
    return rf"\b(?:{forms})\b"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def has_moment(text: str, language: Language) -> bool:
    """Whether the text says when: a date, a year, a month, "every week"."""
    return any(pattern.search(text) for pattern in (_YEAR, _DAY, _patterns(language).moment))


def has_number(text: str, language: Language) -> bool:
    """Whether the text says how many, in digits or as a word; the numbers in a date do not count."""
    rest = _DAY.sub(" ", text)
    rest = _patterns(language).moment.sub(" ", rest)
    rest = _YEAR.sub(" ", rest)
    return bool(_DIGITS.search(rest) or _patterns(language).number.search(rest))


def says_what_changes(text: str, language: Language) -> bool:
    """Whether the text names a change that can be seen: a number, or a word such as "more" or "safer"."""
    return has_number(text, language) or bool(_patterns(language).direction.search(text))


def long_sentences(text: str) -> list[str]:
    """The sentences of more than `LONG_SENTENCE` words, in order."""
    sentences = (sentence.strip() for sentence in _SENTENCE_END.split(text))
    return [sentence for sentence in sentences if len(sentence.split()) > LONG_SENTENCE]


def hard_words(text: str, language: Language) -> list[tuple[str, str]]:
    """Hard words as they stand in the text, each with the plain words to write; each kind once."""
    found = ((pattern.search(text), plain) for pattern, plain in _patterns(language).hard)
    return [(match.group(), plain) for match, plain in found if match]
