"""A plan in which also the parts are filled in that a call may leave out."""

from datetime import date
from typing import Any

from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Attachment, Milestone, Partner, Risk

LONG = "Dit is een zin die maar niet wil ophouden omdat er steeds weer een woord bij komt tot het er te veel zijn."
SUMMARY = (
    "Veel ouderen in Sluispolder eten elke dag alleen. Daar doen wij samen iets aan. Bewoners koken elke week in de "
    "kerk. Een welzijnswerker gaat bij mensen langs die niet naar buiten komen. De bakker geeft brood en een plek om "
    "te zitten. Na een jaar eten 60 ouderen elke week samen. Daarna gaan bewoners zelf door met koken."
)


def whole(plan: Proposal) -> Proposal:
    """Fill in what the plan of conftest.py leaves open."""
    return changed(
        plan,
        summary=SUMMARY,
        decision_rule="Wij beslissen samen.",
        agreed="draft",
        milestones=(
            Milestone(text="De keuken is klaar", day=date(2027, 10, 1)),
            Milestone(text="De eerste 20 mensen eten mee", day=date(2027, 12, 1)),
        ),
        risks=(
            Risk(text="Er komen te weinig mensen", measure="Wij bellen nog een keer aan", owner=plan.partners[0].name),
            Risk(text="De kok stopt", measure="Wij leren drie mensen koken", owner=plan.partners[1].name),
        ),
        comms="Wij hangen posters op.",
        personal_data=False,
        learning="Wij praten elke maand met de gasten.",
        attachments=(
            Attachment(kind="statutes", name="statuten.pdf"),
            Attachment(kind="accounts", name="jaarrekening.pdf"),
        ),
    )


def changed(plan: Proposal, **fields: Any) -> Proposal:
    """The plan with other values."""
    return Proposal.model_validate(plan.model_dump() | fields)


def partners(plan: Proposal, number: int, **fields: Any) -> tuple[Partner, ...]:
    """Its partners, one of them otherwise."""
    return tuple(
        partner.model_copy(update=fields) if index == number else partner for index, partner in enumerate(plan.partners)
    )


def activities(plan: Proposal, **fields: Any) -> tuple[Activity, ...]:
    """Its activities, the first otherwise."""
    first, *rest = plan.activities
    return (first.model_copy(update=fields), *rest)
