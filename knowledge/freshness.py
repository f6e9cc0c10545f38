"""When an entry of the directory is out of date, and when its organisation may be asked about it."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import Field

from knowledge.content import Content, read_model
from knowledge.languages import Language


class Freshness(Content):
    """What freshness.yml says; each value is explained there."""

    stale_after_months: int = Field(gt=0)
    remind_after_days: int = Field(gt=0)
    quiet_hours: int = Field(ge=0)
    from_hour: int = Field(ge=0, le=23)
    until_hour: int = Field(ge=1, le=24)
    at_once: int = Field(gt=0)
    lines: Mapping[str, Mapping[Language, str]]

    def stale_before(self, now: datetime) -> datetime:
        """Give the moment before which a last confirmation is too long ago: the same day so many months earlier."""
        months = now.year * 12 + now.month - 1 - self.stale_after_months
        year, month = divmod(months, 12)
        return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))

    def may_ask_at(self, local: datetime) -> bool:
        """Tell whether people may be disturbed at this moment, in their own time."""
        return self.from_hour <= local.hour < self.until_hour


@cache
def freshness() -> Freshness:
    """Give the rules.

    Raises:
        ContentError: freshness.yml is wrong.
    """
    return read_model(Path(__file__).with_name("freshness.yml"), Freshness)


def line(key: str, what: str, language: Language) -> str:
    """Give one line of an entry; "" when nothing is known."""
    return freshness().lines[key][language].format(what=what) if what else ""
