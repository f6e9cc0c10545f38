"""What was read from a file of organisations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from storage.organisation_data import OrganisationData


class Organisations(Protocol):
    """Organisations that are counted and can be gone through, in memory or not."""

    def __len__(self) -> int:
        """Tell how many there are."""
        ...

    def __iter__(self) -> Iterator[OrganisationData]:
        """Give them in order."""
        ...


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
    organisations: Organisations
    skipped: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    without_theme: tuple[int, ...] = ()
    unknown_headings: Mapping[str, int] = field(default_factory=dict)
