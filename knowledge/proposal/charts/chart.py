"""A picture of a part of a proposal, with the same data as a table."""

from dataclasses import dataclass
from typing import Literal

Name = Literal["partners", "planning", "money", "reach"]
NAMES: tuple[Name, ...] = ("partners", "planning", "money", "reach")


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, its description and its table.

    Attributes:
        name: which picture it is; every id inside the SVG begins with `chart-NAME-`.
        title: what stands above it, in the language of the proposal.
        alt: what it shows in a few sentences, for who cannot see it; at most 900 characters.
        svg: the text of an SVG file; also fit to stand inside a page.
        columns: the headings of its table.
        rows: the rows of its table, each as long as `columns`; names stand here in full.
        amounts: those of the columns that hold amounts, which stand on the right.
    """

    name: Name
    title: str
    alt: str
    svg: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    amounts: tuple[str, ...] = ()
