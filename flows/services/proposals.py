"""The draft: from the answers of a conversation to a proposal, its checks and its documents."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.matching import team
from flows.services.organisations import LEGAL_PERSON
from knowledge.call_model import Call
from knowledge.proposal import drafting
from knowledge.proposal.model import Activity, Income, IncomeKind, Line, Organisation, Partner, Period, Proposal
from knowledge.proposal.rules import Finding, check
from knowledge.texts import text
from storage import coalitions, documents, organisations, proposals
from storage.coalitions import PartnerData

OWN = "own"
"""The answer "we do" to who applies for the group; a partner is its number."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal and the call that it answers."""

    proposal: Proposal
    call: Call


def draft_of(context: Context, slots: Mapping[str, Any]) -> Draft:
    """Build the proposal from the answers so far."""
    call = find_call(context, slots["call"])
    language = slots["language"]
    partners = _partners(context, slots)
    proposal = Proposal(
        language=language,
        call_code=call.code,
        call_title=call.title[language],
        title=slots.get("title", ""),
        organisation=_organisation(slots),
        partners=partners,
        areas=tuple(context.tree.area(area).name for area in slots["areas"]),
        themes=tuple(slots["themes"]),
        target_groups=tuple(slots["target_groups"]),
        goal=slots.get("change", ""),
        problem=slots.get("problem", ""),
        evidence=tuple(slots.get("evidence") or ()),
        existing=slots.get("existing", ""),
        reach_n=slots.get("reach_n"),
        reach_how=slots.get("reach_how", ""),
        resident_roles=tuple(slots.get("resident_roles") or ()),
        support=slots.get("support", ""),
        period=Period(start=_day(slots.get("period_start")), end=_day(slots.get("period_end"))),
        activities=tuple(_activity(context, item, slots) for item in slots.get("activities") or ()),
        costs=tuple(_costs(slots)),
        income=tuple(_income(slots, context.tree.area(call.municipality).name)),
        results=tuple(slots.get("results") or ()),
        sustain=slots.get("sustain", ""),
        demo=call.demo or any(partner.demo for partner in partners),
        made_on=context.today,
    )
    return Draft(proposal, call)


def findings(context: Context, slots: Mapping[str, Any]) -> list[Finding]:
    """Apply the rules of the domain to the draft, errors first."""
    draft = draft_of(context, slots)
    return check(draft.proposal, draft.call, context.today)


def save_partners(context: Context, slots: Mapping[str, Any]) -> int:
    """Store which partners were chosen, as suggested: nobody has asked them yet.

    Returns:
        The number of the coalition.
    """
    own = organisations.standing(context.session, slots["organisation_id"])
    coalition = coalitions.open_or_get(context.session, slots["call"], own, slots["organisation_name"], context.now)
    # Some of those that were chosen may have been merged since.
    partners = {organisations.standing(context.session, number) for number in slots.get("partners") or ()}
    chosen = [PartnerData(number, "partner", "suggested") for number in sorted(partners - {own})]
    coalitions.set_partners(context.session, coalition.id, chosen, context.now)
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
    draft = draft_of(context, slots)
    proposals.save(context.session, save_partners(context, slots), draft.proposal.model_dump(mode="json"), context.now)
    name = _file_name(draft.proposal)
    files: Sequence[tuple[str, str, bytes]] = (
        (".docx", DOCX, drafting.render_docx(draft.proposal, draft.call)),
        (".html", "text/html", drafting.render_html(draft.proposal, draft.call).encode()),
        (".md", "text/markdown", drafting.render_markdown(draft.proposal, draft.call).encode()),
    )
    return [
        {
            "id": documents.add(context.session, context.conversation_id, name + ending, kind, content, context.now),
            "name": name + ending,
        }
        for ending, kind, content in files
    ]


def _partners(context: Context, slots: Mapping[str, Any]) -> tuple[Partner, ...]:
    """The own organisation and the chosen partners; who leads is what was answered, and may be unknown."""
    lead = slots.get("lead")
    own = Partner(
        name=slots["organisation_name"],
        type=slots["organisation_type"],
        role="lead" if lead == OWN else "partner",
        state="asks",
        brings=tuple(slots.get("offers") or ()),
        note=slots.get("offers_note", ""),
        legal_person=LEGAL_PERSON.get(slots["legal_person"]),
    )
    chosen = (
        Partner(
            name=profile.name,
            type=profile.type,
            role="lead" if lead == profile.id else "partner",
            brings=tuple(sorted(profile.offers)),
            legal_person=profile.legal_person,
            demo=profile.demo,
        )
        for profile in team(context, slots)
    )
    return (own, *chosen)


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
    """Hours, rooms and goods that the partners give cost as much as they are worth: they stand on both sides."""
    found = [Line(text=item["text"], cents=item["cents"]) for item in slots.get("other_costs") or ()]
    in_kind = slots.get("own_in_kind")
    return [*found, Line(text=text("cost_in_kind", slots["language"]), cents=in_kind)] if in_kind else found


def _income(slots: Mapping[str, Any], municipality: str) -> list[Income]:
    kinds: tuple[IncomeKind, ...] = ("requested", "own_money", "own_in_kind")
    found = [
        Income(text=text(f"income_{kind}", slots["language"], municipality=municipality), kind=kind, cents=slots[kind])
        for kind in kinds
        if slots.get(kind)
    ]
    others = (Income(text=item["text"], kind="other", cents=item["cents"]) for item in slots.get("other_income") or ())
    return [*found, *others]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _file_name(proposal: Proposal) -> str:
    title = re.sub(r"[^\w -]", "", proposal.title).strip() or text("no_title", proposal.language)
    return text("document_name", proposal.language, title=title[:60], day=proposal.made_on)
