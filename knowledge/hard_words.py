"""Hard Dutch words with their plain words, for texts and for a check of language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from knowledge.content import Content, read_model


class _HardWords(Content):
    words: Mapping[str, str]


@cache
def _read() -> Mapping[str, str]:
    return read_model(Path(__file__).with_name("hard_words.yml"), _HardWords).words


def hard_words() -> dict[str, str]:
    """Give each hard Dutch word, in lower case, with a plain word or explanation of it.

    Raises:
        ContentError: the file is wrong.
    """
    return dict(_read())
