"""Who takes part, who said yes, and what nobody brings yet, as people read it."""

from dataclasses import dataclass

from knowledge.calls import Call
from knowledge.format import date_text
from knowledge.proposal.model import Proposal
from knowledge.proposal.view.fixed import labels, lines, words

_LEADING = "penvoering"
"""The capacity that the lead partner has; who was asked to lead need not be searched for."""


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner as people read it; under its name stands whom to reach, where both sides agreed to that."""

    name: str
    type: str
    role: str
    brings: str
    state: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """Whether a partner said yes to a version, when, and what it said with it."""

    name: str
    day: str
    version: str
    remark: str


def partners(p: Proposal) -> tuple[PartnerRow, ...]:
    """Each partner that takes part."""
    t = words(p.language)
    return tuple(
        PartnerRow(
            name=lines(partner.name, partner.contact),
            type=labels("organisation_type", filter(None, [partner.type]), p.language),
            role=t[f"role_{partner.role}"],
            brings=lines(labels("capacity", partner.brings, p.language), partner.note),
            state=t[f"state_{partner.state}"],
        )
        for partner in p.members
    )


def consents(p: Proposal) -> tuple[ConsentRow, ...]:
    """Who said yes to a version; nothing as long as nobody did."""
    t = words(p.language)
    if all(partner.consent is None for partner in p.members):
        return ()
    return tuple(
        ConsentRow(
            name=partner.name,
            day=date_text(partner.consent.day, p.language) if partner.consent else t["no_consent"],
            version=str(partner.consent.version) if partner.consent else "-",
            remark=(partner.consent.remark if partner.consent else "") or "-",
        )
        for partner in p.members
    )


def wanted(p: Proposal, call: Call) -> str:
    """Say which capacities the call asks for that no partner brings; empty if there are none."""
    brought = {capacity for partner in p.members for capacity in partner.brings}
    if p.lead or p.candidate:
        brought.add(_LEADING)
    missing = [capacity for capacity in call.required_capacities if capacity not in brought]
    if not missing:
        return ""
    return words(p.language)["wanted"].format(capacities=labels("capacity", missing, p.language))
