"""The languages that people read, and texts and words that exist per language."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


def _in_every_language(texts: Mapping[str, str]) -> Mapping[str, str]:
    if set(texts) != set(LANGUAGES) or not all(text.strip() for text in texts.values()):
        raise ValueError(f"give a text for each of: {', '.join(LANGUAGES)}")
    return texts


def _in_known_languages(words: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    if unknown := sorted(set(words) - set(LANGUAGES)):
        raise ValueError(f"no such language: {', '.join(unknown)}")
    if not all(any(map(str.isalnum, word)) for listed in words.values() for word in listed):
        raise ValueError("an expression has no letters")
    return words


Texts = Annotated[Mapping[str, str], AfterValidator(_in_every_language)]
"""One text for people, per language; a missing or empty language is refused when the file is read."""

Words = Annotated[Mapping[str, tuple[str, ...]], AfterValidator(_in_known_languages)]
"""Words or expressions, per language; a language may be left out."""
