"""How alike two names of organisations are, whatever their order of words, legal forms and typing errors."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_set_ratio

from knowledge.content import Content, read_model
from knowledge.languages import Language

_DOTTED = re.compile(r"\b((?:\w\.){2,})")
_NOT_A_WORD = re.compile(r"[^\w.]+")
_APOSTROPHES = str.maketrans("", "", "'’‘`´")

_SHORTEST = 6  # letters: in a shorter word one other letter makes another word
_LONG = 10
_WORTH_A_LOOK = 60  # of 100, by rapidfuzz; what it gives less would not come near the threshold, and this is quick

NameReason = Literal["same_name", "names", "initials"]


class Rules(Content):
    """What doubles.yml says; each value is explained there."""

    threshold: float = Field(gt=0, le=1)
    same_postcode: float
    other_form: float
    same_kvk: float
    same_site: float
    same_mail: float
    initials: float
    typo: float
    one_word: float
    shortest_initials: int
    extra: float
    place: float
    another_word: float
    differs: float
    most_per_fact: int
    most_per_word: int
    forms: Mapping[str, frozenset[str]]
    first_forms: Mapping[str, str]
    empty: frozenset[str]
    another: frozenset[str]
    places: frozenset[str]
    parts: frozenset[str]
    short: Mapping[str, str]
    shared_mail: frozenset[str]
    shared_sites: frozenset[str]
    reasons: Mapping[str, Mapping[Language, str]]


@dataclass(frozen=True, slots=True)
class Name:
    """A name, ready to be compared.

    Attributes:
        words: the words that say who it is, in order, each once; where none does, all of them. May be empty.
        form: its legal form; "" when it states none.
        places: those of the words that are a place.
        text: the words with a space between them.
        joined: the words as one.
        ordered: the words by alphabet, as one.
        whole: all words as one, small words and legal form too: "De Ark" and "DeArk" are the same.
    """

    words: tuple[str, ...]
    form: str
    places: frozenset[str]
    text: str
    joined: str
    ordered: str
    whole: str

    @property
    def initials(self) -> str:
        """The first letters of the words."""
        return "".join(word[0] for word in self.words)


class Alike(NamedTuple):
    """How alike two names are, from 0 to 1, and in which way."""

    likeness: float
    reason: NameReason


@cache
def rules() -> Rules:
    """Give the rules.

    Raises:
        ContentError: doubles.yml is wrong.
    """
    return read_model(Path(__file__).with_name("doubles.yml"), Rules)


def name_of(text: str, places: Collection[str]) -> Name:
    """Read a name; `places` are names of places, in lower case."""
    given = rules()
    all_words = [given.short.get(word, word) for word in _words(text)]
    form = ""
    if all_words and all_words[0] in given.first_forms:
        form = given.first_forms[all_words[0]]
        del all_words[0]
    telling = []
    for word in all_words:
        stated = next((one for one, ways in given.forms.items() if word in ways), "")
        form = form or stated
        if not stated and word not in given.empty:
            telling.append(word)
    words = tuple(dict.fromkeys(telling or all_words))
    return Name(
        words=words,
        form=form,
        places=frozenset(word for word in words if word in given.places or word in places),
        text=" ".join(words),
        joined="".join(words),
        ordered="".join(sorted(words)),
        whole="".join(all_words),
    )


def names_alike(one: Name, other: Name, times: Callable[[str], int]) -> Alike:
    """Tell how alike two names are.

    The likeness is the share that the words of both have in all words (Dice's coefficient), each word counting for
    what it tells: 1 for a word of one name, less for one that many names have. What a single name has more counts for
    less than a difference, where both have something that the other has not.

    Args:
        one: a name.
        other: another.
        times: in how many names a word stands.
    """
    given = rules()
    form = given.other_form if one.form and other.form and one.form != other.form else 0.0
    same_words = one.ordered == other.ordered or one.joined == other.joined or one.whole == other.whole
    if same_words and one.words and other.words:
        return Alike(max(0.0, 1.0 + form), "same_name")
    if 1 in {len(one.words), len(other.words)} and (_abbreviates(one, other) or _abbreviates(other, one)):
        return Alike(max(0.0, given.initials + form), "initials")
    if token_set_ratio(one.text, other.text) < _WORTH_A_LOOK:
        return Alike(0.0, "names")
    pairs, left, right = _aligned(one.words, other.words)
    same = sum(min(_telling(word, one, times), _telling(near, other, times)) * worth for word, near, worth in pairs)
    more = sum(_extra(word, one, times) for word in left) + sum(_extra(word, other, times) for word in right)
    if left and right:
        more = given.differs * max(more, len(left) + len(right))
    likeness = max(2 * same / (2 * same + more) if same else 0.0, _as_one_word(one, other))
    if any(word in given.another or word in given.parts or word.isdigit() for word in (*left, *right)):
        form += given.another_word
    return Alike(max(0.0, likeness + form), "names")


def _words(text: str) -> list[str]:
    """Cut a name into words: no accents, no capitals; "B.V." is one word, "&" is "en"."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold().replace("&", " en "))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    bare = _DOTTED.sub(lambda found: found[1].replace(".", ""), bare)
    return [part for word in _NOT_A_WORD.split(bare) for part in word.replace("_", " ").split(".") if part]


def _aligned(one: Sequence[str], other: Sequence[str]) -> tuple[list[tuple[str, str, float]], list[str], list[str]]:
    """Put the words of two names beside each other.

    Returns:
        The words that are the same, with how certain that is, and what is left over on each side.
    """
    pairs = [(word, word, 1.0) for word in one if word in other]
    left = [word for word in one if word not in other]
    right = [word for word in other if word not in one]
    for word in list(left):
        near = next((found for found in right if _is_typo(word, found)), None)
        if near is not None:
            left.remove(word)
            right.remove(near)
            pairs.append((word, near, rules().typo))
    return pairs, left, right


def _telling(word: str, name: Name, times: Callable[[str], int]) -> float:
    """What a word tells: 1 when one or two names have it, a third when some hundred have; of a place a part of that."""
    told = 1 / (1 + log(max(times(word), 2) / 2) / 2)
    return told * rules().place if word in name.places else told


def _extra(word: str, name: Name, times: Callable[[str], int]) -> float:
    return rules().extra * _telling(word, name, times)


def _is_typo(one: str, other: str) -> bool:
    """Tell whether two words differ by a typing error: long ones by two, short ones by none, numbers never."""
    shortest = min(len(one), len(other))
    most = 0 if shortest < _SHORTEST else 1 if shortest < _LONG else 2
    if not most or one[0] != other[0] or any(sign.isdigit() for sign in one + other):
        return False
    return OSA.distance(one, other, score_cutoff=most) <= most


def _as_one_word(one: Name, other: Name) -> float:
    """Compare names that are cut into words differently ("De Buurt Camping") as if they had no spaces."""
    cut_differently = len(one.words) != len(other.words)
    return rules().one_word if cut_differently and _is_typo(one.joined, other.joined) else 0.0


def _abbreviates(short: Name, long: Name) -> bool:
    shortest = rules().shortest_initials
    return len(short.words) == 1 and len(long.words) >= shortest and short.words[0] == long.initials
