"""Steps of asking every partner whether it agrees with a version of the plan."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.actions.forming import InGroup, Open
from flows.services import approvals, locking
from flows.services.approvals import Question
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge.contact_data import holds_contact
from knowledge.format import listing
from knowledge.languages import Language
from knowledge.texts import text
from storage.coalitions import Coalition


class OpenApproval(Open):
    """Looks whether the partners can be asked now."""

    id = "action_open_approval"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Look."""
        approvals.check_ask(context, group)
        return {}


class AskApproval(InGroup):
    """Makes a version of the plan, and asks the partners about it."""

    id = "action_ask_approval"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Ask, and say who is asked and whose agreement still counts."""
        done, language = approvals.ask(context, group, slots), slots["language"]
        files = approvals.documents(context, group, done.number, language)
        if done.asked:
            names = listing(done.asked, language)
            say.utter_message(response="utter_approval_asked", number=done.number, names=names)
        else:
            say.utter_message(response="utter_approval_nobody", number=done.number)
        if done.kept:
            say.utter_message(response="utter_approval_kept", names=listing(done.kept, language))
        say.utter_message(response="utter_version_made", number=done.number, json_message={"documents": files})
        return {}


class ShowApproval(Open):
    """Shows a partner what it is asked: the plan, and what changed since it last agreed."""

    id = "action_show_approval"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Show it; says so when there is nothing to answer."""
        language = slots["language"]
        asked = approvals.question(context, group, language)
        if asked is None:
            say.utter_message(response="utter_approval_not_asked", group=group.name)
            return {"group_ready": None, "approval_version": None}
        files = approvals.documents(context, group, asked.number, language)
        say.utter_message(
            response="utter_approval_plan",
            group=group.name,
            number=asked.number,
            changes=_changes(asked, language),
            json_message={"documents": files},
        )
        return {"approval_version": asked.number}


class AnswerApproval(InGroup):
    """Takes the answer of a partner."""

    id = "action_answer_approval"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Take it; one with contact data in it is asked again, and so is one to what is not the newest version."""
        given = slots["approval_answer"]
        remark = {"yes": "", "remark": slots.get("approval_remark"), "objection": slots.get("approval_reason")}[given]
        if holds_contact(remark or ""):
            say.utter_message(response="utter_text_holds_contact")
            return {"approval_remark": None, "approval_reason": None}
        number = slots["approval_version"]
        try:
            counts = approvals.answer(context, group, number, given, remark or "")
        except Refused as refused:
            say.utter_message(response="utter_refused", sentence=refused.sentence[slots["language"]])
            return {"approval_done": True}
        if not counts:
            say.utter_message(response="utter_approval_newer")
            return {"approval_answer": None, "approval_remark": None, "approval_reason": None}
        say.utter_message(response=f"utter_approval_{given}", number=number)
        return {"approval_done": True}


class CheckChange(Step):
    """Looks whether an answer may change now; says why not."""

    id = "action_check_change"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell."""
        locked = locking.locked_answers(context, slots, [slots["change_what"]] if slots.get("change_what") else [])
        for why in locked.values():
            say.utter_message(response="utter_refused", sentence=why[slots["language"]])
        return {"change_closed": True if locked else None}


def _changes(asked: Question, language: Language) -> str:
    """Tell what changed since the last yes of who is asked."""
    if not asked.since:
        return text("approval_first", language)
    lines = [*asked.changes, *([text("approval_more", language, count=asked.more)] if asked.more else [])]
    return text("approval_since", language, number=asked.since, changes="\n".join(lines))
