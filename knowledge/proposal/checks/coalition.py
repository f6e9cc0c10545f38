"""Rules about who takes part."""

from knowledge.call_model import partner_group
from knowledge.proposal.checks.hit import Draft, Hit, Hits
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Partner, same

ONE_SIDED_PCT = 80
"""A partner that gets a larger share of the money than this hardly shares it (V22)."""


def one_lead_partner(draft: Draft) -> Hits:
    """V01: exactly one partner applies for the group."""
    members = draft.proposal.members
    leads = tuple(partner.name for partner in members if partner.role == "lead")
    candidate = draft.proposal.candidate
    if members and not leads:
        yield Hit("asked", {"name": candidate.name}) if candidate else Hit("none")
    if len(leads) > 1:
        yield Hit("several", {"names": leads})


def lead_partner_may_apply(draft: Draft) -> Hits:
    """V02: the lead partner is a legal person where the call asks that, and not of an excluded type."""
    lead, rule = draft.proposal.lead or draft.proposal.candidate, draft.call.lead_partner
    if lead is None:
        return
    legal = _is_legal_person(draft.proposal, lead)
    if rule.must_be_legal_person and legal is False:
        yield Hit("not_legal", {"name": lead.name})
    if rule.must_be_legal_person and legal is None:
        yield Hit("unknown", {"name": lead.name})
    if lead.type in rule.excluded_org_types:
        yield Hit("excluded", {"name": lead.name, "organisation_type": lead.type})


def _is_legal_person(proposal: Proposal, partner: Partner) -> bool | None:
    """What is known about the partner; the organisation that writes the draft may have said it itself."""
    if partner.legal_person is None and partner.state == "asks":
        return proposal.organisation.legal_person
    return partner.legal_person


def enough_organisations(draft: Draft) -> Hits:
    """V03: at least as many different organisations as the call asks."""
    names = {same(partner.name) for partner in draft.proposal.members}
    names |= {same(draft.proposal.organisation.name)} - {""}
    if len(names) < draft.call.min_partners:
        yield Hit("few", {"count": len(names), "minimum": draft.call.min_partners})


def mixed_partners(draft: Draft) -> Hits:
    """V04: every partner group that the call asks for takes part; Maassluis asks residents and businesses too."""
    present = {partner_group(partner.type) for partner in draft.proposal.members if partner.type}
    missing = tuple(group for group in draft.call.partner_groups if group not in present)
    if present and missing:
        yield Hit("missing", {"partner_groups": missing})


def everyone_has_a_task(draft: Draft) -> Hits:
    """V06: each partner brings something, gives money, or does an activity or helps with one."""
    busy = {same(name) for activity in draft.proposal.activities for name in (activity.owner, *activity.helpers)}
    busy |= {same(item.partner) for item in draft.proposal.income if item.partner}
    for partner in draft.proposal.members:
        if not (partner.brings or partner.note or same(partner.name) in busy):
            yield Hit("idle", {"name": partner.name})


def everyone_agreed(draft: Draft) -> Hits:
    """V17: everyone that takes part said yes to the version that is to be handed in, or to one before it.

    Only a yes that still counts stands in a plan: `knowledge/approval.yml` says which changes open it again.

    A draft is no version yet: then it is only told who still has to be asked, and who has not answered.
    """
    if draft.proposal.version is None:
        yield from _everyone_was_asked(draft.proposal)
        return
    here = [partner for partner in draft.proposal.members if partner.state in {"asks", "accepted"}]
    strangers = tuple(partner.name for partner in draft.proposal.members if partner not in here)
    without = tuple(partner.name for partner in here if partner.consent is None)
    if strangers:
        yield Hit("not_joined", {"names": strangers})
    if without:
        yield Hit("no_consent", {"names": without, "version": draft.proposal.version})


def _everyone_was_asked(proposal: Proposal) -> Hits:
    members = proposal.members
    suggested = tuple(partner.name for partner in members if partner.state == "suggested")
    invited = tuple(partner.name for partner in members if partner.state == "invited")
    agreed = [partner for partner in members if partner.consent is not None]
    waits = tuple(one.name for one in members if one.state in {"asks", "accepted"} and one.consent is None)
    if suggested:
        yield Hit("suggested", {"names": suggested})
    if invited:
        yield Hit("invited", {"names": invited})
    if agreed and waits:
        yield Hit("waits", {"names": waits})


def residents_take_part(draft: Draft) -> Hits:
    """V18: residents help to make the plan, or to do it."""
    proposal = draft.proposal
    among_partners = any(partner.type == "bewoners" for partner in proposal.members)
    if proposal.members and not proposal.resident_roles and not among_partners:
        yield Hit("nobody")


def money_is_shared(draft: Draft) -> Hits:
    """V22: no partner gets nearly all the money; only where costs say which partner they are for."""
    lines = draft.proposal.cost_lines()
    total = sum(line.cents for line in lines)
    shares: dict[str, int] = {}
    for line in lines:
        if line.partner:
            shares[line.partner] = shares.get(line.partner, 0) + line.cents
    for name, cents in shares.items():
        if cents * 100 > ONE_SIDED_PCT * total:
            yield Hit("one_sided", {"name": name, "share": cents * 100 // total})
