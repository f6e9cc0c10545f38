"""What people say for each term: the examples that the guessing learns from (`knowledge/vocabulary/sayings/`)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, TypeAdapter, ValidationError

from knowledge.content import ContentError, read_yaml
from knowledge.languages import LANGUAGES, Language

FOLDER = Path(__file__).parents[1] / "vocabulary" / "sayings"
NOTHING = ""
"""Stands where a term would: the text answers nothing."""

_PARTED = re.compile(r"[,\n]")


def _in_every_language(blocks: Mapping[Language, str]) -> Mapping[Language, str]:
    if set(blocks) != set(LANGUAGES) or not all(map(str.strip, blocks.values())):
        raise ValueError(f"give sayings in each of: {', '.join(LANGUAGES)}")
    return blocks


_File = TypeAdapter(dict[str, Annotated[Mapping[Language, str], AfterValidator(_in_every_language)]])


@dataclass(frozen=True, slots=True)
class Saying:
    """An example of what people say.

    Attributes:
        text: the example.
        language: its language.
        term_id: the term that it stands for, or `NOTHING`.
    """

    text: str
    language: Language
    term_id: str


def sayings(name: str) -> tuple[Saying, ...]:
    """Give the sayings of a facet; those of "nothing" stand for no term of any facet.

    Raises:
        ContentError: the file is missing or wrong.
    """
    file = FOLDER / f"{name}.yml"
    try:
        terms = _File.validate_python(read_yaml(file))
    except ValidationError as error:
        first = error.errors()[0]
        raise ContentError(file, 1, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return tuple(_sayings(terms))


def _sayings(terms: Mapping[str, Mapping[Language, str]]) -> Iterator[Saying]:
    for term_id, blocks in terms.items():
        for language, block in blocks.items():
            for text in filter(None, map(str.strip, _PARTED.split(block))):
                yield Saying(text, language, NOTHING if term_id == "nothing" else term_id)
