"""What was read from a file, and storing it."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session

from storage import organisations
from storage.organisations import Change, OrganisationData


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says.

    Attributes:
        rows: how many rows it has.
        organisations: each once, in the order in which they first occur.
        skipped: the rows that were left out, counted from 1, per reason.
        without_theme: the rows that were read and led to no theme.
        unknown_headings: the headings that the rules do not know, and on how many rows.
    """

    rows: int
    organisations: tuple[OrganisationData, ...]
    skipped: Mapping[str, tuple[int, ...]]
    without_theme: tuple[int, ...]
    unknown_headings: Mapping[str, int]

    def facets(self) -> Counter[str]:
        """Count the facets of all organisations, per kind."""
        return Counter(facet.facet for organisation in self.organisations for facet in organisation.facets)

    def organisations_without_theme(self) -> int:
        """Count the organisations that nothing leads to: matching asks for a shared theme."""
        return sum(not any(one.facet == "theme" for one in found.facets) for found in self.organisations)


Reader = Callable[[Path], Reading]


def store(session: Session, reading: Reading, now: datetime, done: Callable[[int], None]) -> Counter[Change]:
    """Store what was read, in the transaction of the session: all of it or, when that fails, nothing.

    Args:
        session: the session.
        reading: what was read.
        now: the moment, aware, UTC.
        done: is told after each organisation how many are done.

    Returns:
        How many organisations were added, changed and the same.
    """
    changes: Counter[Change] = Counter()
    for number, organisation in enumerate(reading.organisations, start=1):
        changes[organisations.save(session, organisation, now).change] += 1
        done(number)
    return changes
