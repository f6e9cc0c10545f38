"""A joint proposal as data: what stands in the draft, and the sums that follow from it.

Every part may be empty, because a half-finished draft is checked and rendered as well.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.languages import Language

PartnerRole = Literal["lead", "candidate", "partner", "support"]
PartnerState = Literal["asks", "suggested", "invited", "accepted", "declined", "left"]
IncomeKind = Literal["requested", "own_money", "own_in_kind", "fund", "participants", "other"]
IncomeStatus = Literal["promised", "applied", "idea"]

# XML 1.0 has no place for most control characters and half surrogate pairs, HTML none for those after "~".
_NOT_IN_DOCUMENTS = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: object) -> object:
    r"""Make text fit for every kind of document; anything that is not text is left alone.

    Line ends become "\n", characters that no document can hold disappear, and so does white space at both
    ends. All else stays exactly as it was written.
    """
    if not isinstance(text, str):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_IN_DOCUMENTS.sub("", lines).strip()


Text = Annotated[str, BeforeValidator(clean)]
Cents = Annotated[int, Field(ge=0, strict=True)]
People = Annotated[int, Field(ge=0, strict=True)]


class Part(BaseModel):
    """Base of all parts of a proposal: unchangeable, and unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Organisation(Part):
    """The organisation that writes the draft.

    Attributes:
        name: as people know it.
        type: id of an organisation type in the vocabulary.
        legal_person: whether it is a legal person; None when that is not known.
        contact: who wrote the draft, as that person gave it.
    """

    name: Text = ""
    type: str = ""
    legal_person: bool | None = None
    contact: Text = ""


class Partner(Part):
    """An organisation in the coalition. The organisation that writes the draft is one of them.

    Attributes:
        name: as people know it.
        type: id of an organisation type in the vocabulary.
        role: "lead" applies for the group and handles the money, "candidate" was asked to and did not say yes yet,
            "support" only helps.
        state: "asks" writes the draft, "suggested" has not been asked yet, "invited" has not answered yet,
            "accepted" joins, "declined" and "left" do not take part.
        brings: ids of capacities in the vocabulary.
        note: what it brings, in words.
        gains: what it gets out of it itself, in words.
        contact: whom to reach there, only when both sides agreed to that.
        legal_person: whether it is a legal person; None when that is not known.
        demo: whether this is an invented example.
    """

    name: Text
    type: str = ""
    role: PartnerRole = "partner"
    state: PartnerState = "suggested"
    brings: tuple[str, ...] = ()
    note: Text = ""
    gains: Text = ""
    contact: Text = ""
    legal_person: bool | None = None
    demo: bool = False

    @property
    def takes_part(self) -> bool:
        """Whether this partner counts in the plan: it did not decline and did not leave."""
        return self.state not in {"declined", "left"}


class Period(Part):
    """The first and the last day, both inside."""

    start: date | None = None
    end: date | None = None

    @property
    def months(self) -> int | None:
        """Length in months, a part of a month counted as one; None while a day is unknown or out of order."""
        if self.start is None or self.end is None or self.end < self.start:
            return None
        whole = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month
        return whole + (1 if self.end.day >= self.start.day else 0)


class Activity(Part):
    """Something that the coalition does.

    Attributes:
        name: what it is called; cost lines refer to it by this name.
        owner: name of the partner that is responsible.
        helpers: names of the partners that help.
        start: first day.
        end: last day.
        cost_cents: costs in euro cents; 0 is "costs nothing", None is "not known yet".
        output: what it delivers, in words.
    """

    name: Text
    owner: Text = ""
    helpers: tuple[Text, ...] = ()
    start: date | None = None
    end: date | None = None
    cost_cents: Cents | None = None
    output: Text = ""


class Line(Part):
    """One cost.

    Attributes:
        text: what the money is for.
        cents: euro cents.
        activity: name of the activity that it belongs to; None for costs of the plan as a whole.
        partner: name of the partner that gets the money; None while that is not agreed.
    """

    text: Text
    cents: Cents
    activity: Text | None = None
    partner: Text | None = None


class Income(Part):
    """One source of money or help that pays the costs.

    Attributes:
        text: who gives it, or what it is.
        kind: "requested" is asked from the municipality; own_in_kind is help or goods instead of money.
        status: how sure it is; None when nobody said so.
        cents: euro cents.
        partner: name of the partner that gives it; None when it comes from elsewhere, or from several together.
    """

    text: Text = ""
    kind: IncomeKind
    status: IncomeStatus | None = None
    cents: Cents
    partner: Text | None = None


class Proposal(Part):
    """A joint proposal.

    Attributes:
        language: the language of the draft and of its documents.
        areas: names of areas, as people know them.
        themes, target_groups, resident_roles: ids in the vocabulary.
        goal: what must change.
        evidence: what shows that the problem exists, one item a source.
        reach_n: number of people reached.
        support: who stands behind the plan.
        sustain: how it continues when the money stops.
        demo: whether it was made with invented examples.
        made_on: the day of this version.
    """

    language: Language = "nl"
    call_code: str = ""
    call_title: Text = ""
    title: Text = ""
    organisation: Organisation = Organisation()
    partners: tuple[Partner, ...] = ()
    areas: tuple[Text, ...] = ()
    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    goal: Text = ""
    problem: Text = ""
    evidence: tuple[Text, ...] = ()
    existing: Text = ""
    reach_n: People | None = None
    reach_how: Text = ""
    resident_roles: tuple[str, ...] = ()
    support: Text = ""
    period: Period = Period()
    activities: tuple[Activity, ...] = ()
    costs: tuple[Line, ...] = ()
    income: tuple[Income, ...] = ()
    results: tuple[Text, ...] = ()
    sustain: Text = ""
    demo: bool = False
    made_on: date | None = None

    @property
    def members(self) -> tuple[Partner, ...]:
        """The partners that take part."""
        return tuple(partner for partner in self.partners if partner.takes_part)

    @property
    def lead(self) -> Partner | None:
        """The lead partner; None as long as there is none, or more than one."""
        leads = [partner for partner in self.members if partner.role == "lead"]
        return leads[0] if len(leads) == 1 else None

    @property
    def candidate(self) -> Partner | None:
        """Who was asked to be the lead partner and did not say yes yet; None when nobody was."""
        return next((partner for partner in self.members if partner.role == "candidate"), None)

    def cost_lines(self) -> tuple[Line, ...]:
        """All costs, each once.

        The lines of an activity take the place of the amount that stands at the activity itself: they say
        in detail what that amount says as a whole.
        """
        detailed = {same(line.activity) for line in self.costs if line.activity}
        whole = (
            Line(text=activity.name, cents=activity.cost_cents, activity=activity.name)
            for activity in self.activities
            if activity.cost_cents is not None and same(activity.name) not in detailed
        )
        return (*whole, *self.costs)

    def activity_cents(self, activity: Activity) -> int | None:
        """Costs of an activity in euro cents: the sum of its lines, else its own amount; None if unknown."""
        lines = [line for line in self.costs if line.activity and same(line.activity) == same(activity.name)]
        return sum(line.cents for line in lines) if lines else activity.cost_cents

    @property
    def cost_cents(self) -> int:
        """All costs together, in euro cents."""
        return sum(line.cents for line in self.cost_lines())

    @property
    def income_cents(self) -> int:
        """All income together, the requested amount included, in euro cents."""
        return sum(item.cents for item in self.income)

    @property
    def requested_cents(self) -> int:
        """What is asked from the municipality, in euro cents."""
        return sum(item.cents for item in self.income if item.kind == "requested")


def same(name: str) -> str:
    """What two ways of writing the same name have in common: capitals and spacing do not matter."""
    return " ".join(name.split()).casefold()
