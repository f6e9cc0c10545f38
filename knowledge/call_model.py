"""What a call for proposals says: issues, dates, money, partners and criteria.

Who checks what: each field checks itself against the fields above it, so that an error names the line of the
field that is wrong. Ids of themes, capacities and organisation types are checked by `calls.unknown_terms`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from knowledge.call_sections import AskedSection, AttachmentKind, Section
from knowledge.content import Content
from knowledge.languages import Texts

PartnerGroup = Literal["residents", "organisation", "business"]
Liability = Literal["joint", "lead_only", "each_own"]
Many = TypeVar("Many", bound=tuple[object, ...])

_BEFORE = {
    "closes": "opens",
    "decision_by": "closes",
    "project_start": "decision_by",
    "project_end": "project_start",
}


def _distinct(values: Many) -> Many:
    """Refuse a tuple in which an id (or a content model with an id) stands twice."""
    ids = [getattr(value, "id", value) for value in values]
    if len(set(ids)) != len(ids):
        raise ValueError("the same id stands here twice")
    return values


Ids = Annotated[tuple[str, ...], AfterValidator(_distinct)]
Sections = Annotated[tuple[Section, ...], Field(min_length=1), AfterValidator(_distinct)]
Asked = Annotated[tuple[AskedSection, ...], Field(min_length=1), AfterValidator(_distinct)]
Kinds = Annotated[tuple[AttachmentKind, ...], AfterValidator(_distinct)]


def partner_group(organisation_type: str) -> PartnerGroup:
    """Return the group that an organisation type counts for in a call's rule about who must take part.

    The Maassluis approach asks civil society to work "with residents and with businesses": residents' groups
    and businesses are groups of their own, all other types count as organisations.
    """
    if organisation_type == "bewoners":
        return "residents"
    if organisation_type == "bedrijf":
        return "business"
    return "organisation"


class Issue(Content):
    """A problem in society that plans must answer; a plan answers at least one issue of its call."""

    id: str
    title: Texts
    explanation: Texts
    themes: Annotated[Ids, Field(min_length=1)]


class LeadPartner(Content):
    """The rule of this call about the organisation that applies for the group (Dutch: penvoerder).

    Attributes:
        must_be_legal_person: only an organisation that can sign contracts itself may take the role.
        excluded_org_types: organisation types that may be a partner but not the lead partner.
        liability: who must pay back when money is claimed back: "joint" each partner for all of it,
            "lead_only" the lead partner alone, "each_own" each partner for its own part.
        authorisation_required: every partner signs that the lead partner may apply on its behalf.
    """

    must_be_legal_person: bool
    excluded_org_types: Ids
    liability: Liability
    authorisation_required: bool


class Criterion(Content):
    """One point on which people assess a plan.

    Attributes:
        title: a few plain words.
        question: the question an assessor answers.
        weight: its share of the whole judgement, in points of 100.
        zero_needs_talk: a score of 0 is discussed by the assessors before plans are ranked, never averaged away.
    """

    id: str
    title: Texts
    question: Texts
    weight: Annotated[int, Field(gt=0, le=100)]
    zero_needs_talk: bool = False


class LightForm(Content):
    """A shorter form for small sums: much paper for little money keeps small groups away.

    Attributes:
        below_cents: plans which ask for less than this get the short form (euro cents).
        sections: the sections that the short form still asks.
    """

    below_cents: Annotated[int, Field(gt=0)]
    sections: Sections


class OwnFairness(Content):
    """What this call wants otherwise about who goes first among organisations that fit about as well.

    What is left out is as in knowledge/matching/fairness.yml, which tells what each number does.

    Attributes:
        margin_pct: how much less fit, in percent of the points, is still "about as well"; 0 leaves equals only.
        cap: in how many more conversations an organisation may have been shown than one that fits about as well.
        newcomer_each: of each so many places one is for a newcomer; 0 for none.
    """

    margin_pct: Annotated[int | None, Field(ge=0, lt=100)] = None
    cap: Annotated[int | None, Field(ge=1)] = None
    newcomer_each: Annotated[int | None, Field(ge=0)] = None


class OwnReminders(Content):
    """What this call wants otherwise about reminding partners of their contribution.

    What is left out is as in knowledge/reminders.yml, which tells what each number does.
    """

    first_after_days: Annotated[int | None, Field(gt=0)] = None
    every_days: Annotated[int | None, Field(gt=0)] = None
    most: Annotated[int | None, Field(ge=0, le=3)] = None


class Contact(Content):
    """Where people get help with this call: a role and a way to reach it, never the name of a person."""

    name: Texts
    how: Texts


class Call(Content):
    """A municipality asks organisations, residents and businesses to make plans together for its issues.

    Attributes:
        code: stable name, the same as the name of its file.
        demo: the call is an example; its dates, amounts and criteria are invented (see `examples_note`).
        municipality: area id, such as "gm0556".
        where: in plain words where a plan may take place.
        opens: first day on which a plan can be handed in.
        closes: last day on which a plan can be handed in.
        decision_by: last day on which the municipality decides.
        project_start: no plan starts before this day.
        project_end: no plan ends after this day.
        max_months: a plan lasts at most this many months.
        ceiling_cents: a plan asks for at most this amount (euro cents).
        min_cofinancing_pct: at least this share of the costs comes from others than the municipality.
        in_kind_counts: hours, rooms and goods count for that share as well as money.
        volunteer_hour_cents: what an hour of a volunteer counts for, in euro cents; None where this call does not say,
            and then hours are written down and not counted as money.
        min_partners: a plan has at least this many different organisations, the asking one included.
        partner_groups: each of these groups has at least one partner in a plan.
        required_capacities: what the partners of a plan must have between them.
        several: how many different partners must bring a required capacity, the asking one included, where one is
            not enough.
        fairness: who goes first among partners that fit about as well, where this call wants it otherwise.
        reminders: when partners are reminded of their contribution, where this call wants it otherwise.
        sections: the parts of a plan that this call asks for, in order, and how.
        attachments: the kinds of files that go with a plan when it is handed in.
        light_form: the short form for small sums, if this call has one.
        criteria: what assessors look at; the weights add up to 100.
        examples_note: tells readers that this call is an example; needed where `demo` is set.
    """

    code: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Texts
    demo: bool
    examples_note: Annotated[Texts | None, Field(validate_default=True)] = None
    municipality: Annotated[str, Field(pattern=r"^gm\d{4}$")]
    where: Texts
    summary: Texts
    issues: Annotated[tuple[Issue, ...], Field(min_length=1), AfterValidator(_distinct)]
    opens: date
    closes: date
    decision_by: date
    project_start: date
    project_end: date
    max_months: Annotated[int, Field(gt=0)]
    currency: Literal["EUR"]
    ceiling_cents: Annotated[int, Field(gt=0)]
    min_cofinancing_pct: Annotated[int, Field(ge=0, lt=100)]
    in_kind_counts: bool
    volunteer_hour_cents: Annotated[int | None, Field(gt=0)] = None
    min_partners: Annotated[int, Field(ge=2)]
    partner_groups: Annotated[tuple[PartnerGroup, ...], AfterValidator(_distinct)]
    required_capacities: Ids
    several: Mapping[str, Annotated[int, Field(ge=2)]] = Field(default_factory=dict)
    fairness: OwnFairness | None = None
    reminders: OwnReminders | None = None
    lead_partner: LeadPartner
    sections: Asked
    attachments: Kinds = ()
    light_form: LightForm | None = None
    criteria: Annotated[tuple[Criterion, ...], AfterValidator(_distinct)]
    contact: Contact

    @field_validator("examples_note")
    @classmethod
    def _example_says_so(cls, note: Texts | None, info: ValidationInfo) -> Texts | None:
        if note is None and info.data.get("demo"):
            raise ValueError("a demo call tells its readers that it is an example")
        return note

    @field_validator("closes", "decision_by", "project_start", "project_end")
    @classmethod
    def _after_the_day_before_it(cls, day: date, info: ValidationInfo) -> date:
        before = _BEFORE[str(info.field_name)]
        earlier = info.data.get(before)
        if earlier is not None and day <= earlier:
            raise ValueError(f"{day} must be later than {before} ({earlier})")
        return day

    @field_validator("max_months")
    @classmethod
    def _fits_in_the_project_period(cls, months: int, info: ValidationInfo) -> int:
        start, end = info.data.get("project_start"), info.data.get("project_end")
        if start and end and months > _whole_months(start, end):
            raise ValueError(f"there are only {_whole_months(start, end)} months between {start} and {end}")
        return months

    @field_validator("partner_groups")
    @classmethod
    def _enough_partners_for_the_groups(
        cls, groups: tuple[PartnerGroup, ...], info: ValidationInfo
    ) -> tuple[PartnerGroup, ...]:
        if len(groups) > info.data.get("min_partners", len(groups)):
            raise ValueError("min_partners is smaller than the number of groups that must take part")
        return groups

    @field_validator("several")
    @classmethod
    def _of_what_is_required(cls, several: Mapping[str, int], info: ValidationInfo) -> Mapping[str, int]:
        if not set(several) <= set(info.data.get("required_capacities", several)):
            raise ValueError("a capacity of which several partners are asked is not among required_capacities")
        return several

    @field_validator("light_form")
    @classmethod
    def _lighter_than_the_whole_form(cls, light: LightForm | None, info: ValidationInfo) -> LightForm | None:
        if light is None:
            return light
        whole = {section.id for section in info.data.get("sections", ())}
        if whole and not set(light.sections) <= whole:
            raise ValueError("the short form asks a section that the whole form does not ask")
        if light.below_cents > info.data.get("ceiling_cents", light.below_cents):
            raise ValueError("the short form is for sums below the ceiling of the call")
        return light

    @field_validator("criteria")
    @classmethod
    def _weights_make_a_hundred(cls, criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        total = sum(criterion.weight for criterion in criteria)
        if total != 100:
            raise ValueError(f"the weights add up to {total}, not to 100")
        return criteria

    def is_open(self, today: date) -> bool:
        """Whether a plan can be handed in on this day; the first and the last day count."""
        return self.opens <= today <= self.closes

    def sections_for(self, requested_cents: int | None) -> tuple[Section, ...]:
        """The sections that a plan which asks for this amount fills in; all of them while the amount is unknown."""
        light = self.light_form
        every = tuple(section.id for section in self.sections)
        if light is None or requested_cents is None or requested_cents >= light.below_cents:
            return every
        return tuple(section for section in every if section in light.sections)

    def section(self, section: Section) -> AskedSection | None:
        """How this call asks for a section; None when it does not."""
        return next((one for one in self.sections if one.id == section), None)

    def requires(self, section: Section, requested_cents: int | None) -> bool:
        """Whether a plan which asks for this amount is not complete without a section."""
        asked = self.section(section)
        return asked is not None and asked.required and section in self.sections_for(requested_cents)


def _whole_months(start: date, end: date) -> int:
    """Count the whole months of a period whose last day counts too (1 June to 30 June is one month)."""
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    return months - (after.day < start.day)
