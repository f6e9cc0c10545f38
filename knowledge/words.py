"""Words of a message: how they are cut, compared and inflected. Light and lexical, no model of a language."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from knowledge.content import Content, read_model
from knowledge.languages import Language

_WORD = re.compile(r"\d+|(?<=\d)\+|[^\W\d_]+(?:['’‘`][^\W\d_]+)*")
_APOSTROPHES = str.maketrans("", "", "'’‘`")
_VOWELS = frozenset("aeiou")
_UNSTRESSED = frozenset("ei")  # "middelen" is "middel", "handige" is "handig": a short vowel may stay short
_HARD = {"v": "f", "z": "s"}
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text.

    Attributes:
        text: the word as it was typed.
        key: the word as it is compared: lower case, no accents, no apostrophes.
        start: where it begins in the text, counted in characters.
        end: where it ends (exclusive).
    """

    text: str
    key: str
    start: int
    end: int


class _WordLists(Content):
    stop_words: dict[Language, frozenset[str]]
    question_words: dict[Language, frozenset[str]]
    negators: frozenset[str]
    affixes: frozenset[str]
    lookalikes: frozenset[str]
    irregular: dict[Language, dict[str, tuple[str, ...]]]


@cache
def _lists() -> _WordLists:
    return read_model(Path(__file__).with_name("words.yml"), _WordLists)


def key_of(word: str) -> str:
    """Give a word in the form in which words are compared: lower case, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES).casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words_of(text: str) -> tuple[Word, ...]:
    """Cut a text into words.

    A hyphen parts two words, so that "burn-out" and "burn out" are alike. The plus of an age ("75+") counts as the
    word "plus". Other signs are dropped.
    """
    return tuple(
        Word(found[0], "plus" if found[0] == "+" else key_of(found[0]), found.start(), found.end())
        for found in _WORD.finditer(text)
    )


def is_stop_word(key: str, language: Language) -> bool:
    """Tell whether a word carries no subject of its own in that language."""
    return key in _lists().stop_words[language]


def is_question_word(key: str, language: Language) -> bool:
    """Tell whether a word shows that something is asked ("hoe", "may")."""
    return key in _lists().question_words[language]


def is_negator(key: str) -> bool:
    """Tell whether a word takes back the word after it ("geen", "without")."""
    return key in _lists().negators


def is_affix(part: str) -> bool:
    """Tell whether a part of a word only changes the word ("ver", "loos"), and so makes no compound."""
    return part in _lists().affixes


def is_lookalike(key: str) -> bool:
    """Tell whether a word is known to contain or resemble another one by accident."""
    return key in _lists().lookalikes


@lru_cache(maxsize=65536)
def forms(key: str, language: Language) -> frozenset[str]:
    """Give the forms of a word as `forms_once` does, and remember them."""
    return forms_once(key, language)


def forms_once(key: str, language: Language) -> frozenset[str]:
    """Give a word and what it may be an inflection of. Two words are inflections of one when their forms meet.

    Dutch: plural (-en, -s), adjective (-e) and diminutive (-je, -tje, -pje, -etje), with the spelling rules
    for open and closed syllables ("zalen" and "zaal", "bussen" and "bus", "huizen" and "huis").
    English: plural (-s, -es, -ies), -ing and -ed.
    """
    irregular = _lists().irregular[language].get(key)
    if irregular is not None:
        return frozenset({key, *irregular})
    return frozenset({key, *(_dutch(key) if language == "nl" else _english(key))})


def _dutch(key: str) -> set[str]:
    found: set[str] = set()
    for word in {key, *_without(key, "s")}:
        found.add(word)
        for suffix in ("en", "e", "etje"):
            found |= _closed(_without(word, suffix))
        for suffix in ("je", "tje", "pje"):
            found |= _without(word, suffix)
    return found


def _english(key: str) -> set[str]:
    found = _without(key, "s") | _without(key, "es")
    found |= {stem + "y" for stem in _without(key, "ies")}
    for suffix in ("ing", "ed"):
        for stem in _without(key, suffix):
            found |= {stem, stem + "e"}
            if stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return found


def _without(word: str, suffix: str) -> set[str]:
    stem = word.removesuffix(suffix)
    return {stem} if stem != word and len(stem) >= _SHORTEST_STEM else set()


def _closed(stems: set[str]) -> set[str]:
    """Spell stems as Dutch does when the ending that opened their last syllable is gone."""
    found: set[str] = set()
    for stem in stems:
        last, before, earlier = stem[-1], stem[-2], stem[-3]
        if last == before and last not in _VOWELS:
            found.add(stem[:-1])
        elif last in _VOWELS or before not in _VOWELS or earlier in _VOWELS:
            found.add(stem[:-1] + _HARD.get(last, last))
        else:
            found.add(stem[:-1] + before + _HARD.get(last, last))
            if before in _UNSTRESSED and last not in _HARD:
                found.add(stem)
    return found
