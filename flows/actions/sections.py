"""Steps about which parts of a plan are asked."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import plan_parts, sections
from flows.services.answers import coalition_of
from flows.services.calls import find_call
from flows.services.context import Context
from knowledge.format import euros, listing
from knowledge.languages import LANGUAGES
from knowledge.texts import text


class AskedSections(Step):
    """Finds out which parts the call asks of a plan of this amount, and what it says about them."""

    id = "action_asked_sections"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give them; say so when it are more than before, since more money is asked."""
        call = find_call(context, slots["call"])
        before = slots.get("sections") if slots.get("sections_of") == call.code else None
        told, amount_before = sections.told(slots), slots.get("sections_amount")
        asked = [*(known := sections.sections(context, slots)), *(name for name in told if name not in known)]
        light = call.light_form
        grows = before is not None and light is not None and len(asked) > len(before)
        if light and grows:
            say.utter_message(response="utter_more_sections", amount=euros(light.below_cents, slots["language"]))
        options = [
            option(size, {one: text(f"rough_{size}", one, amount=euros(light.below_cents, one)) for one in LANGUAGES})
            for size in ("small", "large")
            if light
        ]
        return {
            "sections": asked,
            "sections_told": told or None,
            "sections_amount": slots.get("requested") if isinstance(slots.get("requested"), int) else amount_before,
            **({"more": None} if grows and not slots.get("more") else {}),
            "sections_of": call.code,
            "section_asks": sections.particulars(call) or None,
            "rough_options": options or None,
        }


class EvidenceSource(Step):
    """Looks whether everything that shows the problem says where it comes from."""

    id = "action_evidence_source"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell whether a source is missing."""
        found = [plan_parts.evidence(line) for line in slots.get("evidence") or ()]
        return {"source_missing": True if any(not one.source for one in found) else None}


class MoreSections(Step):
    """Lists what can still be added to the plan, and what the call requires of that."""

    id = "action_more_sections"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give both; what the coalition settled already is not asked again."""
        call, cents = find_call(context, slots["call"]), sections.amount(context, slots)
        asked, coalition = call.sections_for(cents), coalition_of(context, slots)
        known = {
            "decision_rule": bool(coalition and coalition.decision_rule),
            "agreement": bool(plan_parts.agreed(context, {}, coalition)),
            "attachments": not sections.kinds_of_files(context, slots),
        }
        found = [name for name in sections.MORE if name in asked and not known.get(name)]
        required = [name for name in found if call.requires(name, cents)]
        required += [name for name in found if sections.told_elsewhere(context, coalition, name)]
        offered: list[str] = [name for name in found if not call.requires(name, cents)]
        if "results" in asked and slots.get("results"):
            offered.append(sections.DETAILS)
        return {
            "more_required": required or None,
            "more_options": [option(name, {one: text(f"section_{name}", one) for one in LANGUAGES}) for name in offered]
            or None,
        }


class ListAttachments(Step):
    """Lists the kinds of files that the call asks for."""

    id = "action_list_attachments"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give them as options, and say what they are."""
        kinds, language = sections.kinds_of_files(context, slots), slots["language"]
        if kinds and slots.get("attachments") is None:
            say.utter_message(
                response="utter_attachments", kinds=listing([one.title[language] for one in kinds], language)
            )
        return {"attachment_options": [option(one.id, one.title) for one in kinds] or None}
