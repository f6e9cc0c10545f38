"""The draft: from the answers of a conversation to a proposal, its checks and its documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from flows.services import consents, members, plan_money, plan_parts
from flows.services.answers import answers_to, coalition_of
from flows.services.calls import find_call
from flows.services.coalitions import own_organisation
from flows.services.context import Context
from flows.services.matching import team
from flows.services.members import Member
from flows.services.organisations import LEGAL_PERSON
from flows.services.plan_owners import OWN
from knowledge.call_model import Call
from knowledge.languages import LANGUAGES
from knowledge.proposal.fingerprint import fingerprint
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import (
    Activity,
    Income,
    Line,
    Organisation,
    Partner,
    PartnerRole,
    Period,
)
from knowledge.proposal.rules import Finding, check
from storage import coalitions, organisations
from storage.coalitions import Coalition, PartnerData


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal and the call that it answers."""

    proposal: Proposal
    call: Call


def draft_of(
    context: Context, slots: Mapping[str, Any], coalition: Coalition | None = None, readers: Sequence[int] = ()
) -> Draft:
    """Build the proposal from the answers so far, and from what the partners of the coalition contribute.

    Args:
        context: the turn.
        slots: the answers in this chat.
        coalition: whose plan; None for that to which the answers in this chat belong.
        readers: the organisations that read it; none for that of this chat. Whom they may not reach is not named.
    """
    coalition = coalition or coalition_of(context, slots)
    told, slots = slots, answers_to(context, slots, coalition)
    call = find_call(context, slots["call"])
    found = members.of(context, coalition, slots)
    partners = _all_partners(context, slots, coalition, found, readers)
    period = Period(start=_day(slots.get("period_start")), end=_day(slots.get("period_end")))
    givers = [*members.asking(context, coalition), *found]
    names = {one.profile.id: one.profile.name for one in found if one.takes_part}
    names |= {coalition.asking_organisation_id: slots["organisation_name"]} if coalition else {}
    done = members.activities_of(givers, names, period)
    activities, costs = _work(context, slots, call, givers, done)
    proposal = Proposal(
        **_head(context, call, slots, coalition),
        organisation=_organisation(slots),
        partners=partners,
        areas=tuple(context.tree.area(area).name for area in slots["areas"]),
        period=period,
        activities=activities,
        costs=costs,
        income=_income(context, slots, call, givers),
        **plan_parts.told(context, slots, coalition),
        demo=call.demo or any(partner.demo for partner in partners),
    )
    kept = partial(_kept, context, {**told, "language": LANGUAGES[0]}, coalition, proposal)
    return Draft(consents.fill(context.session, coalition, proposal, kept), call)


def _work(
    context: Context, slots: Mapping[str, Any], call: Call, givers: Sequence[Member], done: Iterable[Activity]
) -> tuple[tuple[Activity, ...], tuple[Line, ...]]:
    """Give what is done, by the organisation that asks and by others (`done`), and what all of it costs."""
    own = (plan_parts.activity(context, item, slots) for item in slots.get("activities") or ())
    rate = call.volunteer_hour_cents
    costs = (*plan_money.costs(context, slots, rate), *plan_money.costs_of(givers, rate, slots["language"]))
    return plan_money.on_top((*own, *done), costs)


def _income(context: Context, slots: Mapping[str, Any], call: Call, givers: Sequence[Member]) -> tuple[Income, ...]:
    """Give all the money and help, of the organisation that asks and of those who give something."""
    rate, municipality = call.volunteer_hour_cents, context.tree.area(call.municipality).name
    given = plan_money.income_of(givers, rate, slots["language"])
    return tuple(plan_money.income(context, slots, municipality, given, rate))


def _all_partners(
    context: Context,
    slots: Mapping[str, Any],
    coalition: Coalition | None,
    found: Sequence[Member],
    readers: Sequence[int],
) -> tuple[Partner, ...]:
    """Give the partners with what may be seen of how to reach them, and with the numbers of who takes part."""
    contacts = members.contacts(context, coalition, readers or (own_organisation(context) or 0,))
    partners = _partners(slots, coalition, found, (members.leads(context, coalition, slots), contacts))
    asking = coalition.asking_organisation_id if coalition else None
    return members.with_numbers(context, asking, partners, found)


def _kept(
    context: Context, slots: Mapping[str, Any], coalition: Coalition | None, proposal: Proposal
) -> tuple[Proposal, str]:
    """Give a plan in the language in which versions are kept, with its fingerprint."""
    same = proposal.language == slots["language"]
    plan = proposal if same else draft_of(context, slots, coalition).proposal
    return plan, fingerprint(plan)


def _head(context: Context, call: Call, slots: Mapping[str, Any], coalition: Coalition | None) -> dict[str, Any]:
    language = slots["language"]
    # A group that nobody named yet is called as the organisation that asks.
    named = coalition is not None and coalition.name != slots["organisation_name"]
    return {
        "language": language,
        "coalition": coalition.name if coalition and named else "",
        "call_code": call.code,
        "call_title": call.title[language],
        "made_on": context.today,
    }


def findings(context: Context, slots: Mapping[str, Any]) -> list[Finding]:
    """Apply the rules of the domain to the draft, errors first."""
    draft = draft_of(context, slots)
    return check(draft.proposal, draft.call, context.today)


def save_partners(context: Context, slots: Mapping[str, Any]) -> int:
    """Store which partners were chosen, as suggested as long as nobody asks them; who was asked keeps that place.

    Returns:
        The number of the coalition.
    """
    own = organisations.standing(context.session, slots["organisation_id"])
    coalition = coalitions.open_or_get(context.session, slots["call"], own, slots["organisation_name"], context.now)
    # Some of those that were chosen may have been merged since.
    chosen = {organisations.standing(context.session, number) for number in slots.get("partners") or ()}
    places = coalitions.partners(context.session, coalition.id)
    if coalition.state == "ended" or any(one.organisation_id == own and one.state != "accepted" for one in places):
        return coalition.id  # It is not theirs to change any more.
    kept = [PartnerData(one.organisation_id, one.role, one.state) for one in places if one.state != "suggested"]
    if all(one.organisation_id != own for one in kept):
        kept.append(PartnerData(own, "partner", "accepted"))
    new = sorted(chosen - {one.organisation_id for one in kept})
    roles = {one.organisation_id: one.role for one in places}
    suggested = [PartnerData(number, roles.get(number, "partner"), "suggested") for number in new]
    coalitions.set_partners(context.session, coalition.id, [*kept, *suggested], context.now)
    return coalition.id


def possible_leads(context: Context, slots: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Tell who may apply for the group by the rule of the call, as answers with names; the own group comes first."""
    rule = find_call(context, slots["call"]).lead_partner
    own = LEGAL_PERSON.get(slots["legal_person"])
    everyone = [
        (OWN, slots["organisation_name"], slots["organisation_type"], own),
        *((profile.id, profile.name, profile.type, profile.legal_person) for profile in team(context, slots)),
    ]
    return [
        (answer, name)
        for answer, name, kind, legal in everyone
        if kind not in rule.excluded_org_types and not (rule.must_be_legal_person and legal is False)
    ]


def _partners(
    slots: Mapping[str, Any],
    coalition: Coalition | None,
    found: Sequence[Member],
    known: tuple[Mapping[int | str, PartnerRole], Mapping[int, str]],
) -> tuple[Partner, ...]:
    """The organisation that asks and its partners; who leads may be unknown, and is what their places say first."""
    asking, (leads, contacts) = coalition.asking_organisation_id if coalition else 0, known
    own = Partner(
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        role=leads.get(OWN) or leads.get(asking) or "partner",
        state="asks",
        brings=tuple(slots.get("offers") or ()),
        note=slots.get("offers_note", ""),
        contact=contacts.get(asking, ""),
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
    )
    numbered = ((one.profile.id, one) for one in found)
    return (own, *(members.partner_of(one, leads.get(number), contacts.get(number, "")) for number, one in numbered))


def _organisation(slots: Mapping[str, Any]) -> Organisation:
    return Organisation(
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
        contact=slots.get("contact_name", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
