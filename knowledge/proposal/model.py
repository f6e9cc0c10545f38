"""A joint proposal as data: what stands in the draft, and the sums that follow from it.

Every part may be empty, because a half-finished draft is checked and rendered as well.
"""

from datetime import date
from typing import Annotated

from pydantic import Field

from knowledge.languages import Language
from knowledge.proposal.parts import (
    Activity,
    Agreed,
    Attachment,
    Evidence,
    Income,
    Line,
    Milestone,
    Organisation,
    Outcome,
    Part,
    Partner,
    People,
    Period,
    Risk,
    Text,
    same,
)


class Proposal(Part):
    """A joint proposal.

    Attributes:
        language: the language of the draft and of its documents.
        coalition: the name of the group, as the partners call it; empty as long as it has none.
        areas: names of areas, as people know them.
        themes, target_groups, resident_roles: ids in the vocabulary.
        goal: what must change.
        summary: the plan in a few sentences.
        evidence: what shows that the problem exists, one item a source.
        reach_n: number of people reached.
        support: who stands behind the plan.
        decision_rule: how the partners decide, in words.
        agreed: whether there is an agreement between the partners; None when nobody said.
        sustain: how it continues when the money stops.
        comms: how people hear about the plan.
        personal_data: whether data about the people who take part are kept; None when nobody said.
        personal_data_how: which data, and how they are kept safe.
        learning: how the partners learn and adjust.
        version: number of this version; None for a draft that is no version yet.
        demo: whether it was made with invented examples.
        made_on: the day of this version.
    """

    language: Language = "nl"
    call_code: str = ""
    call_title: Text = ""
    title: Text = ""
    organisation: Organisation = Organisation()
    partners: tuple[Partner, ...] = ()
    coalition: Text = ""
    areas: tuple[Text, ...] = ()
    themes: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    summary: Text = ""
    goal: Text = ""
    problem: Text = ""
    evidence: tuple[Evidence, ...] = ()
    existing: Text = ""
    reach_n: People | None = None
    reach_how: Text = ""
    resident_roles: tuple[str, ...] = ()
    support: Text = ""
    decision_rule: Text = ""
    agreed: Agreed | None = None
    period: Period = Period()
    activities: tuple[Activity, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    costs: tuple[Line, ...] = ()
    income: tuple[Income, ...] = ()
    results: tuple[Outcome, ...] = ()
    sustain: Text = ""
    risks: tuple[Risk, ...] = ()
    comms: Text = ""
    personal_data: bool | None = None
    personal_data_how: Text = ""
    learning: Text = ""
    attachments: tuple[Attachment, ...] = ()
    version: Annotated[int, Field(ge=1, strict=True)] | None = None
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
