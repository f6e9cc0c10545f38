"""What partners agree with each other, as data: who they are and what they do stands in their plan."""

from typing import Literal

from knowledge.forming import DecisionRule
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Part, Partner, Text

Inform = Literal["", "weekly", "monthly", "changes", "other"]
Leaving = Literal["", "month", "quarter", "finish", "other"]

_JOINED = ("asks", "accepted")


class Terms(Part):
    """What the partners chose about how they work together; "" is not agreed yet, "other" stands in their own words.

    Attributes:
        decision_rule: how they decide, as in forming.yml.
        decision_note: how they decide, in their own words.
        inform: how often they tell each other how it goes, or only when something changes.
        inform_note: how they do that, in their own words.
        leaving: who wants to stop says so a month or three months before, or first finishes its own activities.
        leaving_note: what they do then, in their own words.
    """

    decision_rule: DecisionRule | Literal[""] = ""
    decision_note: Text = ""
    inform: Inform = ""
    inform_note: Text = ""
    leaving: Leaving = ""
    leaving_note: Text = ""


class Agreement(Part):
    """A draft of an agreement: nobody is bound by it before signing.

    Attributes:
        plan: the plan for which they work together.
        terms: what they chose.
    """

    plan: Proposal
    terms: Terms = Terms()

    @property
    def parties(self) -> tuple[Partner, ...]:
        """Who agrees: only who said yes itself."""
        return tuple(partner for partner in self.plan.partners if partner.state in _JOINED)

    @property
    def invited(self) -> tuple[Partner, ...]:
        """Who was asked and has not answered."""
        return tuple(partner for partner in self.plan.partners if partner.state == "invited")
