"""What one organisation adds to a coalition: what it does, what it brings, and what it wants from it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from knowledge.content import Content, read_model
from knowledge.format import date_text, euros, listing
from knowledge.languages import Language, Texts
from knowledge.proposal.budget_words import amount_or_hours
from knowledge.proposal.parts import Cents, Text
from knowledge.vocabulary import vocabulary

PartName = Literal["activities", "brings", "money", "in_kind", "gains", "contact"]
"""What a contribution is made of; the contact is a person's, so it is kept elsewhere."""

SUPPORTING: tuple[PartName, ...] = ("brings", "gains", "contact")
"""What is asked of an organisation that only supports a coalition."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Task(_Part):
    """Something that an organisation does in the plan.

    Attributes:
        name: what it is.
        start: its first day; None when that is not known yet.
        end: its last day; None when that is not known yet.
        cost_cents: what it costs; None when that is not known yet.
        output: what it delivers.
        helpers: the organisations of the coalition with which it is done, by their ids.
    """

    name: Text
    start: date | None = None
    end: date | None = None
    cost_cents: Cents | None = None
    output: Text = ""
    helpers: tuple[int, ...] = ()


class Contribution(_Part):
    """What one organisation adds to a coalition. Nothing here is about a person.

    Attributes:
        activities: what it does.
        brings: ids of capacities in the vocabulary.
        own_money_cents: the money of its own that it puts in; None when that is not known yet.
        in_kind_cents: what its hours, rooms and goods are worth; None when that is not known yet.
        volunteer_hours: hours of volunteers that it gives beside that; the call says what an hour counts for.
        gains: what it wants from it.
    """

    activities: tuple[Task, ...] = ()
    brings: tuple[str, ...] = ()
    own_money_cents: Cents | None = None
    in_kind_cents: Cents | None = None
    volunteer_hours: Annotated[int | None, Field(ge=0, strict=True)] = None
    gains: Text = ""

    @property
    def in_kind(self) -> int | dict[str, int] | None:
        """What it gives itself beside money: an amount, or hours and an amount; None when that is not known yet."""
        if not self.volunteer_hours:
            return self.in_kind_cents
        return {"hours": self.volunteer_hours, "cents": self.in_kind_cents or 0}


def joined(first: Sequence[Task], second: Sequence[Task]) -> tuple[Task, ...]:
    """Put two lists of activities together: all of the first, and of the second those that the first has not.

    One that stands in both with other details stands twice afterwards, so that nothing is lost; people take one away.
    """
    return (*first, *(task for task in second if task not in first))


class _Words(Content):
    """What contribution.yml says."""

    parts: Mapping[PartName, Texts]
    save: Texts
    agreed: Texts
    unknown: Texts
    period: Texts
    first_day: Texts
    with_others: Texts


def part_title(part: PartName | Literal["save"], language: Language) -> str:
    """Name a part of a contribution, or what saves the whole."""
    words = _words()
    return words.save[language] if part == "save" else words.parts[part][language]


def words_for_saving(language: Language) -> list[str]:
    """Give what people say when a contribution is right, beside the title of that choice."""
    return _words().agreed[language].split(", ")


def parts_of(*, support: bool) -> tuple[PartName, ...]:
    """Give the parts that are asked: fewer of an organisation that only supports."""
    return SUPPORTING if support else tuple(_words().parts)


def task_line(task: Task, names: Mapping[int, str], language: Language) -> str:
    """Put an activity into words; `names` are those of the organisations with which it is done."""
    said = [_days(task, language), amount(task.cost_cents, language), task.output]
    helpers = listing([names[one] for one in task.helpers if one in names], language)
    if helpers:
        said.append(_words().with_others[language].format(names=helpers))
    return f"{task.name} ({'; '.join(filter(None, said))})"


def lines(what: Contribution, names: Mapping[int, str], parts: Sequence[PartName], language: Language) -> Iterator[str]:
    """Put a contribution into words, a line for each part that was told, and one for each activity."""
    brings = listing([vocabulary().label("capacity", one, language) for one in what.brings], language)
    told: dict[PartName, list[str]] = {
        "activities": [task_line(task, names, language) for task in what.activities],
        "brings": [brings] if brings else [],
        "money": [amount(what.own_money_cents, language)],
        "in_kind": [amount(None, language) if what.in_kind is None else amount_or_hours(what.in_kind, language)],
        "gains": [what.gains] if what.gains else [],
    }
    for part in parts:
        yield from (f"{part_title(part, language)}: {one}" for one in told.get(part, ()))


def amount(cents: int | None, language: Language) -> str:
    """Write an amount, or that it is not known yet."""
    return _words().unknown[language] if cents is None else euros(cents, language)


def _days(task: Task, language: Language) -> str:
    if task.start is None:
        return ""
    start = date_text(task.start, language)
    if task.end is None:
        return _words().first_day[language].format(start=start)
    return _words().period[language].format(start=start, end=date_text(task.end, language))


@cache
def _words() -> _Words:
    return read_model(Path(__file__).with_name("contribution.yml"), _Words)
