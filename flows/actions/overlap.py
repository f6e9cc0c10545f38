"""Steps of contact with another group that works on the same."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services import coalitions as working
from flows.services import contact, overlap
from flows.services.context import Context
from knowledge.texts import text
from knowledge.vocabulary import vocabulary


class LookAtOverlap(Step):
    """Looks for another group, unless it is known already which one."""

    id = "action_look_at_overlap"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Find one that can be asked; say so when there is none."""
        own, other = slots.get("overlap_own"), slots.get("overlap_with")
        if own is None or other is None:
            coalition = working.current(context, slots)
            found = overlap.others(context, coalition, slots) if coalition else ()
            own, other = (coalition.id, found[0].coalition_id) if coalition and found else (None, None)
            if other is None:
                say.utter_message(response="utter_no_other_group")
        elif not overlap.may_ask(context, own, other) or overlap.between(context, slots, own, other) is None:
            own = other = None
        mine = contact.own_contact(context)
        reach = True if mine.email or mine.phone else None
        return {"overlap_own": own, "overlap_with": other, "share_reach": reach}


class AskOverlapOk(Step):
    """Asks whether this group wants contact with the other one."""

    id = "action_ask_overlap_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say what both work on, and not who they are."""
        language, own, other = slots["language"], slots["overlap_own"], slots["overlap_with"]
        common = overlap.between(context, slots, own, other)
        who = ""
        if common:
            key = "overlap_asks" if overlap.was_asked(context, own, other) else "overlap_there"
            theme = vocabulary().label("theme", common.theme, language)
            who = text(key, language, theme=theme[:1].lower() + theme[1:], area=common.area)
        mine = contact.own_contact(context).line
        sees = text("contact_would_see", language, contact=mine) if slots.get("share_reach") else ""
        say.utter_message(response="utter_ask_overlap_ok", who=who, sees=sees)
        return {}


class PassOverlap(Step):
    """Remembers that this chat wants no contact with that group."""

    id = "action_pass_overlap"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Remember it; the other group does not hear of it."""
        say.utter_message(response="utter_overlap_passed")
        return {overlap.PASSED: [*(slots.get(overlap.PASSED) or ()), slots["overlap_with"]]}


class AgreeToOverlap(Step):
    """Writes down that the person wants contact."""

    id = "action_agree_to_overlap"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Show the other group when both want it; else tell that it is asked."""
        own, other = slots["overlap_own"], slots["overlap_with"]
        if overlap.agree(context, own, other):
            _show(context, own, other, say)
        else:
            say.utter_message(response="utter_overlap_waits")
        return {}


class TellOverlapShared(Step):
    """Shows how the other group can be reached, if that may be seen at this moment."""

    id = "action_tell_overlap_shared"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Show it."""
        own, other = slots.get("overlap_own"), slots.get("overlap_with")
        if own is not None and other is not None:
            _show(context, own, other, say)
        return {"overlap_own": None, "overlap_with": None}


def _show(context: Context, own: int, other: int, say: CollectingDispatcher) -> None:
    name, found = overlap.contacts(context, own, other)
    if found:
        lines = "\n".join(one.line for one in found)
        say.utter_message(response="utter_overlap_shared", name=name, contacts=lines)
