"""Which parts of a plan are asked in a chat: those that its call asks for the amount that the plan will ask."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from flows.services.answers import answers_to, coalition_of
from flows.services.calls import find_call
from flows.services.context import Context
from knowledge.call_model import Call
from knowledge.call_sections import AttachmentKind, Section
from storage import revisions
from storage.coalitions import Coalition

Rough = Literal["small", "large"]
"""About how much a plan will ask: below the amount up to which the call has a short form, or not."""

ASKED: Mapping[Section, Sequence[str]] = {
    "problem": ("problem",),
    "evidence": ("evidence", "evidence_source"),
    "existing": ("existing",),
    "reach": ("reach_n", "reach_how"),
    "resident_roles": ("resident_roles",),
    "support": ("support",),
    "activities": ("activity_name", "activity_output"),
    "period": ("period_start", "period_end"),
    "results": ("results",),
    "sustain": ("sustain",),
    "summary": ("summary",),
    "decision_rule": ("plan_decision",),
    "agreement": ("agreement_state",),
    "milestones": ("milestone_text",),
    "risks": ("risk_text",),
    "comms": ("comms",),
    "personal_data": ("personal_data", "personal_data_how"),
    "learning": ("learning",),
    "attachments": ("attachments",),
}
"""The questions in which each part is asked, the first in front; the others are asked on the way before the plan."""

MORE: Sequence[Section] = (
    "summary",
    "milestones",
    "risks",
    "comms",
    "personal_data",
    "learning",
    "decision_rule",
    "agreement",
    "attachments",
)
"""The parts that are asked together at the end; what a call does not require of them is only offered."""

DETAILS = "outcomes"
"""What is offered with them: more about the results, which were told before."""


def amount(context: Context, slots: Mapping[str, Any]) -> int | None:
    """Give the amount that decides which parts are asked: what is asked, or about that; None while nobody knows."""
    requested = answers_to(context, slots, coalition_of(context, slots)).get("requested")
    light = find_call(context, slots["call"]).light_form
    # While the amount is being changed, what it was still counts.
    known = requested if isinstance(requested, int) else slots.get("sections_amount")
    if isinstance(known, int):
        return known
    return light.below_cents - 1 if light and slots.get("rough_amount") == "small" else None


def sections(context: Context, slots: Mapping[str, Any]) -> tuple[Section, ...]:
    """Give the parts that are asked now."""
    return find_call(context, slots["call"]).sections_for(amount(context, slots))


def told(slots: Mapping[str, Any]) -> list[str]:
    """Give the parts of which something was told; they stay asked, so that each can still be changed.

    Who asks less than was thought at first is asked less from then on, but loses nothing.
    """
    filled = (name for name, asked in ASKED.items() if any(slots.get(slot) is not None for slot in asked))
    return list(dict.fromkeys([*(slots.get("sections_told") or ()), *filled]))


def particulars(call: Call) -> dict[str, dict[str, Any]]:
    """Give what a call says about single questions: its own limits, and its own help, by the slot that is asked."""
    found: dict[str, dict[str, Any]] = {}
    for section in call.sections:
        asked = ASKED.get(section.id, ())
        if section.most:
            found |= {slot: {"most": section.most} for slot in asked}
        if section.help and asked:
            found.setdefault(asked[0], {})["help"] = section.help
    return found


def kinds_of_files(context: Context, slots: Mapping[str, Any]) -> tuple[AttachmentKind, ...]:
    """Give the kinds of files that go with a plan of this amount; of those for large sums too while it is unknown."""
    cents = amount(context, slots)
    kinds = find_call(context, slots["call"]).attachments
    return tuple(kind for kind in kinds if cents is None or kind.from_cents is None or cents >= kind.from_cents)


def told_elsewhere(context: Context, coalition: Coalition | None, section: Section) -> bool:
    """Tell whether something was written down for a part, perhaps in the chat of another."""
    if coalition is None:
        return False
    known = revisions.sections(context.session, coalition.id, coalition.asking_organisation_id)
    told = {one.section for one in known if one.content.get("value") not in (None, "", [])}
    return any(slot in told for slot in ASKED[section])
