"""Which partners agreed to a plan as it stands: an agreement counts until a change touches who gave it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flows.services.context import DUTCH_TIME
from knowledge.approval import touched
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Consent, same
from storage import approvals, coalitions, organisations, versions
from storage.approvals import Approval
from storage.coalitions import Coalition
from storage.statements import Session


@dataclass(frozen=True, slots=True)
class Standing:
    """How an organisation that takes part stands to a plan.

    Attributes:
        organisation_id: the organisation.
        name: what it is called.
        given: what it answered last; None when it never did.
        counts: it agreed, and nothing changed since that touches it.
    """

    organisation_id: int
    name: str
    given: Approval | None
    counts: bool

    @property
    def objects(self) -> bool:
        """Whether it does not agree, and said so last."""
        return self.given is not None and self.given.answer == "objection"


def of(session: Session, coalition: Coalition, plan: Proposal, digest: str) -> list[Standing]:
    """Tell how each organisation that takes part stands to a plan.

    Args:
        session: the transaction.
        coalition: whose plan.
        plan: the plan, in the language in which versions are kept.
        digest: its fingerprint.
    """
    last = approvals.last_of_each(session, coalition.id)
    opened: dict[int, frozenset[str]] = {}
    found = []
    for place in coalitions.partners(session, coalition.id):
        if place.state != "accepted":
            continue
        number, given = place.organisation_id, last.get(place.organisation_id)
        name = _name_in(plan, coalition, number, organisations.read(session, number).name)
        counts = given is not None and given.answer != "objection"
        if given is not None and counts and given.hash != digest:
            if given.number not in opened:
                seen = versions.read(session, coalition.id, given.number)
                opened[given.number] = touched(Proposal.model_validate(seen.content), plan)
            counts = same(name) not in opened[given.number]
        found.append(Standing(number, name, given, counts))
    return found


def fill(
    session: Session, coalition: Coalition | None, plan: Proposal, kept: Callable[[], tuple[Proposal, str]]
) -> Proposal:
    """Write in a plan who agreed to it, when, and to which version.

    Args:
        session: the transaction.
        coalition: whose plan; None for one without.
        plan: the plan, in any language.
        kept: gives it in the language in which versions are kept, with its fingerprint.
    """
    if coalition is None or not approvals.all_of(session, coalition.id):
        return plan
    standing = {same(one.name): one for one in of(session, coalition, *kept()) if one.counts}
    consents: Mapping[str, Consent] = {name: _consent(one.given) for name, one in standing.items() if one.given}
    partners = tuple(
        partner.model_copy(update={"consent": consents.get(same(partner.name))}) if partner.takes_part else partner
        for partner in plan.partners
    )
    return plan.model_copy(update={"partners": partners})


def _consent(given: Approval) -> Consent:
    return Consent(day=given.at.astimezone(DUTCH_TIME).date(), version=given.number, remark=given.remark)


def _name_in(plan: Proposal, coalition: Coalition, organisation_id: int, name: str) -> str:
    """Name an organisation as the plan does; who asks may be called otherwise there than in the directory."""
    if organisation_id != coalition.asking_organisation_id:
        return name
    return next((partner.name for partner in plan.partners if partner.state == "asks"), name)
