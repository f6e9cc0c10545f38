"""How long each kind of record is kept."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from knowledge.content import Content, read_model


class Period(Content):
    """After how long a kind of record goes.

    Attributes:
        days, months: after so many of these; one of the two.
        warn_days: people are told so many days before; 0 when they are not.
        since: from when on it counts, in words.
    """

    days: int | None = Field(default=None, ge=0)
    months: int | None = Field(default=None, gt=0)
    warn_days: int = Field(default=0, ge=0)
    since: str

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.days is None) == (self.months is None):
            raise ValueError("give either days or months")
        return self

    def before(self, now: datetime) -> datetime:
        """Give the moment before which it is too long ago: the same day so many months earlier, or so many days."""
        if self.months is None:
            return now - timedelta(days=self.days or 0)
        year, month = divmod(now.year * 12 + now.month - 1 - self.months, 12)
        return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))

    def warn_before(self, now: datetime) -> datetime:
        """Give the moment before which it is so long ago that people are to be warned."""
        return self.before(now + self.warning)

    def after(self, since: datetime) -> datetime:
        """Give the moment until which something is kept that counts from a moment."""
        if self.months is None:
            return since + timedelta(days=self.days or 0)
        year, month = divmod(since.year * 12 + since.month - 1 + self.months, 12)
        return since.replace(year=year, month=month + 1, day=min(since.day, monthrange(year, month + 1)[1]))

    @property
    def warning(self) -> timedelta:
        """How long before people are told."""
        return timedelta(days=self.warn_days)


class Retention(Content):
    """What retention.yml says."""

    kinds: Mapping[str, Period]
    rows_at_once: int = Field(gt=0)
    people_at_once: int = Field(gt=0)
    every_minutes: int = Field(gt=0)


@cache
def retention() -> Retention:
    """Give the periods.

    Raises:
        ContentError: retention.yml is wrong.
    """
    return read_model(Path(__file__).with_name("retention.yml"), Retention)
