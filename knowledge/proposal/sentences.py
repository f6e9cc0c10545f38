"""Sentences as words, for checks that read them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"(?P<word>(?:v\.d\.|[^\W_]+(?:['’.-][^\W_]+)*|'t)\.?)(?P<after>[^\w]*)")
_ABBREVIATIONS = frozenset({"mevr", "mw", "dhr", "mr", "mrs", "ms", "st", "ir", "dr", "ds", "drs", "bv", "bijv", "nr"})
"""A point after one of these, or after one letter, does not end a sentence."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence.

    Attributes:
        text: as it stands there, without the signs behind it.
        key: in small letters.
        ends_aside: a comma, a bracket or a colon stands behind it.
    """

    text: str
    key: str
    ends_aside: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def folded(self) -> str:
        """The key without accents."""
        return "".join(one for one in unicodedata.normalize("NFKD", self.key) if not unicodedata.combining(one))


def sentences(text: str) -> Iterator[Sequence[Word]]:
    """Give the words of each sentence; the point of "mevr." and "K." does not end one."""
    for line in text.split("\n"):
        words: list[Word] = []
        for found in _WORD.finditer(line):
            word, after = found["word"], found["after"]
            key = word.casefold()
            bare = key.removesuffix(".") if key.count(".") == 1 else key
            short = len(bare) == 1 or bare in _ABBREVIATIONS or "." in bare
            words.append(Word(word if short else word.removesuffix("."), bare, bool(re.search(r"[,(:]", after))))
            if re.search(r"[!?;]", after) or (word.endswith(".") and not short):
                yield words
                words = []
        if words:
            yield words
