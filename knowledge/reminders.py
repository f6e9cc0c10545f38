"""When partners are reminded of a contribution that is still to come."""

from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import Field

from knowledge.call_model import OwnReminders
from knowledge.content import Content, read_model


class Reminders(Content):
    """What reminders.yml says; each value is explained there."""

    first_after_days: int = Field(gt=0)
    every_days: int = Field(gt=0)
    most: int = Field(ge=0, le=3)
    quiet_hours: int = Field(ge=0)
    from_hour: int = Field(ge=0, le=23)
    until_hour: int = Field(ge=1, le=24)
    at_once: int = Field(gt=0)

    def of(self, own: OwnReminders | None) -> "Reminders":
        """Give the rules of a call that wants some of them otherwise."""
        return self.model_copy(update=own.model_dump(exclude_none=True)) if own else self

    def may_remind_at(self, local: datetime) -> bool:
        """Tell whether people may be disturbed at this moment, in their own time."""
        return self.from_hour <= local.hour < self.until_hour

    def days_before(self, count: int) -> int:
        """Give after how many days the next reminder comes, to who was reminded so often."""
        return self.every_days if count else self.first_after_days


@cache
def reminders() -> Reminders:
    """Give the rules.

    Raises:
        ContentError: reminders.yml is wrong.
    """
    return read_model(Path(__file__).with_name("reminders.yml"), Reminders)
