"""What the assistant says about what it stores of somebody, and about what follows when they go."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from knowledge.content import Content, read_model
from knowledge.languages import Language, Texts

Part = Literal["headings", "lines", "purposes", "stays"]


class PrivacyTexts(Content):
    """What privacy.yml says."""

    headings: Mapping[str, Texts]
    lines: Mapping[str, Texts]
    purposes: Mapping[str, Texts]
    stays: Mapping[str, Texts]


def sentence(part: Part, key: str, language: Language, **values: Any) -> str:
    """Give a sentence, its places filled.

    Raises:
        KeyError: there is no such sentence.
    """
    texts: Mapping[str, Texts] = getattr(_texts(), part)
    return texts[key][language].format(**values)


def purpose_name(purpose: str, language: Language) -> str:
    """Say what somebody agreed to; the stable word itself for a purpose that is not asked any more."""
    texts = _texts().purposes
    return texts[purpose][language] if purpose in texts else purpose


def headings() -> tuple[str, ...]:
    """The parts of the overview, in their order."""
    return tuple(_texts().headings)


@cache
def _texts() -> PrivacyTexts:
    """Read the texts.

    Raises:
        ContentError: privacy.yml is wrong.
    """
    return read_model(Path(__file__).with_name("privacy.yml"), PrivacyTexts)
