"""A document of any kind, as the web page and the PDF show it."""

from dataclasses import dataclass

from knowledge.proposal.blocks import Chapter


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document, ready to be shown.

    Attributes:
        title: above all.
        notes: what a reader must know first.
        head: label and text of each fact at the top.
        chapters: what follows.
        closing: the last sentence.
        foot: stands at the foot of each page, before its number.
        sign: label of each line to fill in by hand; empty where nobody signs.
        one_page: whether the letters become smaller until all stands on one page.
    """

    title: str
    notes: tuple[str, ...]
    head: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    closing: str
    foot: str
    sign: tuple[str, ...] = ()
    one_page: bool = False
