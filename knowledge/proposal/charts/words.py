"""The words of the pictures, and how they name things that may be missing."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.content import read_model
from knowledge.languages import Language, Texts

LONGEST_ALT = 900
"""Telegram takes 1,024 characters under a picture; the title stands there too."""


class _Words(RootModel[Mapping[str, Texts]]):
    """The file charts.yml."""


@cache
def words(language: Language) -> Mapping[str, str]:
    """The words of the pictures in one language."""
    texts = read_model(Path(__file__).with_name("charts.yml"), _Words)
    return {name: text[language] for name, text in texts.root.items()}


def counted(kind: str, count: int, language: Language) -> str:
    """Give a number with its word: "1 partner", "3 partners"; `kind` as in the keys `one_KIND` and `more_KIND`."""
    return words(language)[f"one_{kind}" if count == 1 else f"more_{kind}"].format(count=count)


def name_of(name: str, language: Language) -> str:
    """Give a name on one line; one that is empty gets words for that."""
    return " ".join(name.split()) or words(language)["no_name"]


def alt_of(*sentences: str) -> str:
    """Join the sentences of a description, no longer than a caption can be."""
    joined = " ".join(filter(None, sentences))
    return joined if len(joined) <= LONGEST_ALT else joined[: LONGEST_ALT - 1].rstrip() + "…"
