"""Given names that occur in the Netherlands."""

from functools import cache
from pathlib import Path

from knowledge.content import Content, read_model


class _GivenNameFile(Content):
    given_names: frozenset[str]


@cache
def given_names() -> frozenset[str]:
    """Give the names in lower case without accents; names that are ordinary words too are not among them."""
    return read_model(Path(__file__).with_name("given_names.yml"), _GivenNameFile).given_names
