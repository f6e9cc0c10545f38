"""Patterns of words, as the files with rules write them."""

import re
from collections.abc import Iterable

from knowledge.words import words_of

_DOT_OF_AN_ABBREVIATION = re.compile(r"\b(\w)\.")


def fold(text: str) -> str:
    """Give a text in lower case, one space between its words, without accents, signs and dots of abbreviations."""
    return " ".join(word.key for word in words_of(_DOT_OF_AN_ABBREVIATION.sub(r"\1", text)))


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Give what finds any of the patterns in a folded text, as whole words.

    In a pattern, * stands for any letters of the same word, and ^ in front for the beginning of the text.
    """
    return re.compile("|".join(_whole_words(pattern) for pattern in patterns))


def _whole_words(pattern: str) -> str:
    anchor = "^" if pattern.startswith("^") else r"\b"
    return anchor + re.escape(pattern.removeprefix("^")).replace(r"\*", r"\w*") + r"\b"
