"""Tables with one organisation a row: their fields, and how headings are understood (`headings.yml`)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from flows.services.imports.patterns import fold
from knowledge.content import Content, read_model

_FILE = Path(__file__).with_name("headings.yml")


class Headings(Content):
    """All of `headings.yml`; what each is for stands there."""

    fields: Mapping[str, tuple[str, ...]]
    several: tuple[str, ...]
    separators: tuple[str, ...]
    last_separators: tuple[str, ...]
    written_separator: str
    people: tuple[str, ...]

    def own(self) -> tuple[str, ...]:
        """Give the headings that an export writes, in order."""
        return tuple(words[0] for words in self.fields.values())


@cache
def headings() -> Headings:
    """Give what is known about headings.

    Raises:
        ContentError: the file is wrong.
    """
    return read_model(_FILE, Headings)


def is_own(found: Sequence[str]) -> bool:
    """Tell whether these are the headings of a table that this program wrote."""
    return tuple(found) == headings().own()


def own_columns() -> dict[str, str]:
    """Give the field of each heading that an export writes."""
    return dict(zip(headings().own(), headings().fields, strict=True))


def guess_columns(found: Iterable[str]) -> dict[str, str]:
    """Guess which field each heading means.

    Headings that mean nothing are left out, and so are those that mean less surely what another one means.

    Returns:
        Fields by heading, in the order of the headings.
    """
    best: dict[str, tuple[tuple[int, int], str]] = {}
    for place, heading in enumerate(found):
        field, sure = _meant(fold(heading))
        if field and (field not in best or (sure, -place) > best[field][0]):
            best[field] = (sure, -place), heading
    order = sorted((-place, heading, field) for field, ((_, place), heading) in best.items())
    return {heading: field for _, heading, field in order}


def _meant(heading: str) -> tuple[str, int]:
    """The field that a heading means and how sure that is; "" when none."""
    for field, words in (*headings().fields.items(), ("", headings().people)):
        if heading in map(fold, words):
            return field, 1000
    longest = ("", 0)
    for field, words in (("", headings().people), *headings().fields.items()):
        for word in map(fold, words):
            if re.search(rf"\b{re.escape(word)}\b", heading) and len(word) > longest[1]:
                longest = field, len(word)
    return longest


def cut(text: str, separators: Sequence[str] | None = None) -> list[str]:
    """Cut a cell with several words; the words without spaces around them, none twice.

    Args:
        text: what stands in the cell.
        separators: what stands between the words; None for what is usual.
    """
    known = headings()
    if separators is None:
        usual = [separator for separator in known.separators if separator in text]
        separators = usual or known.last_separators
    parts = re.split("|".join(map(re.escape, separators)), text) if separators else [text]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
