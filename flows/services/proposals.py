"""The draft: from the answers of a conversation to a proposal, its checks and its documents."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.services import members
from flows.services.answers import answers_to, coalition_of, is_asker
from flows.services.calls import find_call
from flows.services.coalitions import own_organisation
from flows.services.context import Context
from flows.services.matching import team
from flows.services.members import Member
from flows.services.organisations import LEGAL_PERSON
from knowledge.call_model import Call
from knowledge.proposal import drafting
from knowledge.proposal.model import (
    Activity,
    Income,
    IncomeKind,
    Line,
    Organisation,
    Partner,
    PartnerRole,
    Period,
    Proposal,
)
from knowledge.proposal.rules import Finding, check
from knowledge.texts import text
from storage import coalitions, documents, organisations, proposals
from storage.coalitions import Coalition, PartnerData

OWN = "own"
"""The answer "we do" to who applies for the group; a partner is its number."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    slots = answers_to(context, slots, coalition)
    call = find_call(context, slots["call"])
    language = slots["language"]
    found = members.of(context, coalition, slots)
    contacts = members.contacts(context, coalition, readers or (own_organisation(context) or 0,))
    partners = _partners(slots, coalition, found, (members.leads(context, coalition, slots), contacts))
    period = Period(start=_day(slots.get("period_start")), end=_day(slots.get("period_end")))
    givers = [*members.asking(context, coalition), *found]
    names = {one.profile.id: one.profile.name for one in found if one.takes_part}
    if coalition:
        names[coalition.asking_organisation_id] = slots["organisation_name"]
    own = (_activity(context, item, slots) for item in slots.get("activities") or ())
    proposal = Proposal(
        language=language,
        call_code=call.code,
        call_title=call.title[language],
        organisation=_organisation(slots),
        partners=partners,
        areas=tuple(context.tree.area(area).name for area in slots["areas"]),
        period=period,
        activities=(*own, *members.activities_of(givers, names, period)),
        costs=(*_costs(slots), *members.costs_of(givers, language)),
        income=tuple(_income(slots, context.tree.area(call.municipality).name, members.income_of(givers, language))),
        **_told(slots),
        demo=call.demo or any(partner.demo for partner in partners),
        made_on=context.today,
    )
    return Draft(proposal, call)


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


def owner_name(context: Context, slots: Mapping[str, Any], owner: Any) -> str:
    """Name who is responsible for an activity: the own organisation, or an organisation by its number."""
    return str(slots["organisation_name"]) if owner == OWN else organisations.read(context.session, owner).name


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


def make_documents(context: Context, slots: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Store the draft, and make it as Word file, web page and text.

    Returns:
        The stored documents as `{"id", "name"}`.
    """
    belongs = coalition_of(context, slots)
    # Who writes along with the plan of another organisation chooses no partners for it.
    own = belongs is None or is_asker(context, belongs)
    number = save_partners(context, slots) if own or belongs is None else belongs.id
    draft = draft_of(context, slots)
    proposals.save(context.session, number, _without_contacts(draft.proposal).model_dump(mode="json"), context.now)
    files: Sequence[tuple[str, str, bytes]] = (
        (".docx", DOCX, drafting.render_docx(draft.proposal, draft.call)),
        (".html", "text/html", drafting.render_html(draft.proposal, draft.call).encode()),
        (".md", "text/markdown", drafting.render_markdown(draft.proposal, draft.call).encode()),
    )
    return store_documents(context, file_name("document_name", draft.proposal), files)


def store_documents(context: Context, name: str, files: Sequence[tuple[str, str, bytes]]) -> list[dict[str, Any]]:
    """Store files of the same contents for this conversation, each with the end of its name, its type and its bytes.

    Returns:
        The stored documents as `{"id", "name"}`.
    """
    return [
        {
            "id": documents.add(context.session, context.conversation_id, name + ending, kind, content, context.now),
            "name": name + ending,
        }
        for ending, kind, content in files
    ]


def file_name(name: str, proposal: Proposal) -> str:
    """Name a file about a proposal, by the words in texts.yml, without the end that tells its type."""
    title = re.sub(r"[^\w -]", "", proposal.title).strip() or text("no_title", proposal.language)
    return text(name, proposal.language, title=title[:60], day=proposal.made_on)


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


def _without_contacts(proposal: Proposal) -> Proposal:
    """Give what may be kept: who agreed to be named in a document did not agree to more."""
    partners = tuple(partner.model_copy(update={"contact": ""}) for partner in proposal.partners)
    return proposal.model_copy(update={"partners": partners})


def _told(slots: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a proposal that are one answer each."""
    return {
        "title": slots.get("title", ""),
        "themes": tuple(slots["themes"]),
        "target_groups": tuple(slots["target_groups"]),
        "goal": slots.get("change", ""),
        "problem": slots.get("problem", ""),
        "evidence": tuple(slots.get("evidence") or ()),
        "existing": slots.get("existing", ""),
        "reach_n": slots.get("reach_n"),
        "reach_how": slots.get("reach_how", ""),
        "resident_roles": tuple(slots.get("resident_roles") or ()),
        "support": slots.get("support", ""),
        "results": tuple(slots.get("results") or ()),
        "sustain": slots.get("sustain", ""),
    }


def _organisation(slots: Mapping[str, Any]) -> Organisation:
    return Organisation(
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
        contact=slots.get("contact_name", ""),
    )


def _activity(context: Context, item: Mapping[str, Any], slots: Mapping[str, Any]) -> Activity:
    """An activity without dates of its own lasts as long as the plan."""
    return Activity(
        name=item["name"],
        owner=owner_name(context, slots, item["owner"]),
        start=_day(item["start"] or slots.get("period_start")),
        end=_day(item["end"] or slots.get("period_end")),
        cost_cents=None if item["cost"] == "" else item["cost"],
        output=item["output"],
    )


def _costs(slots: Mapping[str, Any]) -> list[Line]:
    """Hours, rooms and goods that the organisation gives cost as much as they are worth: they stand on both sides."""
    found = [Line(text=item["text"], cents=item["cents"]) for item in slots.get("other_costs") or ()]
    in_kind = slots.get("own_in_kind")
    if not in_kind:
        return found
    given = members.given_by(slots["organisation_name"], "own_in_kind", slots["language"])
    return [*found, Line(text=given, cents=in_kind)]


def _income(slots: Mapping[str, Any], municipality: str, of_members: Iterable[Income]) -> list[Income]:
    """What is asked, what the organisation that asks gives itself, what its partners give, and what others give."""
    language, name = slots["language"], slots["organisation_name"]
    asked = text("income_requested", language, municipality=municipality)
    found = [Income(text=asked, kind="requested", cents=slots["requested"])] if slots.get("requested") else []
    own: tuple[IncomeKind, ...] = ("own_money", "own_in_kind")
    found += [
        Income(text=members.given_by(name, kind, language), kind=kind, cents=slots[kind], partner=name)
        for kind in own
        if slots.get(kind)
    ]
    others = (Income(text=item["text"], kind="other", cents=item["cents"]) for item in slots.get("other_income") or ())
    return [*found, *of_members, *others]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
