"""Short texts that business steps put together: lines of lists, and words around them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.content import read_model
from knowledge.languages import Language

_FILE = Path(__file__).with_name("texts.yml")


class _Texts(RootModel[dict[str, dict[Language, str]]]):
    """Texts per key and language."""


def text(key: str, language: Language, **values: object) -> str:
    """Give a text in a language, with values in its places.

    Raises:
        KeyError: there is no such text, or a place has no value.
    """
    return _texts()[key][language].format_map(values)


@cache
def _texts() -> Mapping[str, Mapping[Language, str]]:
    return read_model(_FILE, _Texts).root
