"""The parts of which a proposal is made. Every one may be empty: a half-finished draft is checked and shown as well."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

PartnerRole = Literal["lead", "candidate", "partner", "support"]
PartnerState = Literal["asks", "suggested", "invited", "accepted", "declined", "left"]
IncomeKind = Literal["requested", "own_money", "own_in_kind", "fund", "participants", "other"]
IncomeStatus = Literal["promised", "applied", "idea"]
CostKind = Literal["staff", "volunteers", "room", "material", "other"]
Agreed = Literal["no", "draft", "signed"]
Estimate = Annotated[int, Field(ge=1, le=3, strict=True)]
"""How likely or how bad: 1 is small, 2 is middling, 3 is large."""

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


class Consent(Part):
    """The yes of a partner to a version of the proposal.

    Attributes:
        day: when it was given.
        version: the number of the version.
        remark: what the partner said with it.
    """

    day: date
    version: int
    remark: Text = ""


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
        kvk: its number in the trade register; "" when that is not known, which is right for small groups.
        rsin: its number with the tax service, as a legal person; "" when that is not known.
        postcode: where it is; "" when that is not known.
        demo: whether this is an invented example.
        consent: its yes to the version that stands; None while it did not give one.
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
    kvk: Text = ""
    rsin: Text = ""
    postcode: Text = ""
    demo: bool = False
    consent: Consent | None = None

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
        output_n: how many of that it delivers; None when nobody said.
        reach_n: how many people take part in it; None when nobody said.
    """

    name: Text
    owner: Text = ""
    helpers: tuple[Text, ...] = ()
    start: date | None = None
    end: date | None = None
    cost_cents: Cents | None = None
    output: Text = ""
    output_n: People | None = None
    reach_n: People | None = None


class Line(Part):
    """One cost.

    Attributes:
        text: what the money is for.
        cents: euro cents.
        activity: name of the activity that it belongs to; None for costs of the plan as a whole.
        partner: name of the partner that gets the money; None while that is not agreed.
        kind: what sort of cost it is; None when nobody said.
        year: the calendar year in which it is made; None when it follows from the activity or the plan.
        hours: for volunteers, how many hours the amount stands for.
    """

    text: Text
    cents: Cents
    activity: Text | None = None
    partner: Text | None = None
    kind: CostKind | None = None
    year: int | None = None
    hours: Annotated[int, Field(ge=0, strict=True)] | None = None


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


class _Told(Part):
    """Something told in words, with details: the words alone are enough, as in drafts of before there were details."""

    text: Text

    @model_validator(mode="before")
    @classmethod
    def _from_words(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value


class Evidence(_Told):
    """Something that shows that the problem exists.

    Attributes:
        text: what it shows.
        source: where it comes from: figures, talks with residents, own experience.
    """

    source: Text = ""


class Outcome(_Told):
    """A result that can be seen.

    Attributes:
        text: what is different then.
        indicator: by what one sees it.
        baseline: how it is now.
        target: how it will be.
        how: how that is measured.
        when: by which day.
        owner: name of the partner that measures it.
    """

    indicator: Text = ""
    baseline: Text = ""
    target: Text = ""
    how: Text = ""
    when: date | None = None
    owner: Text = ""


class Milestone(_Told):
    """Something that is finished on a day.

    Attributes:
        text: what is finished.
        day: when.
        owner: name of the partner that sees to it.
    """

    day: date | None = None
    owner: Text = ""


class Risk(_Told):
    """Something that may go wrong.

    Attributes:
        text: what may go wrong.
        chance: how likely it is.
        effect: how bad it would be.
        measure: what the coalition does about it.
        owner: name of the partner that sees to it.
    """

    chance: Estimate | None = None
    effect: Estimate | None = None
    measure: Text = ""
    owner: Text = ""


class Attachment(Part):
    """A file that goes with the proposal.

    Attributes:
        kind: id of a kind of attachment in the call.
        name: name of the file.
    """

    kind: str
    name: Text


def same(name: str) -> str:
    """What two ways of writing the same name have in common: capitals and spacing do not matter."""
    return " ".join(name.split()).casefold()
