"""The double's own time, which only a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until a test moves it; never goes back."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    @property
    def stamp(self) -> int:
        """The time as the Bot API writes it: whole seconds since 1970."""
        return int(self.now.timestamp())

    def advance(self, **time: float) -> None:
        """Move on by `days=`, `hours=`, `minutes=` or `seconds=`, as for a timedelta."""
        step = timedelta(**time)
        if step < timedelta(0):
            raise ValueError("the clock does not go back")
        self.now += step
