"""Steps of handing in a plan, taking it back, and answering the questions of staff about it."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.actions.forming import InGroup, Open
from flows.services import approvals, letters, plan_states, returning, submissions
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge.contact_data import holds_contact
from knowledge.format import date_text
from knowledge.languages import Language
from knowledge.proposal.changes import section_title
from knowledge.texts import text
from storage import organisations
from storage.coalitions import Coalition
from storage.submissions import StaffQuestion


class OpenSubmission(Open):
    """Looks whether the plan can be handed in; says what is still needed, thing by thing."""

    id = "action_open_submission"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Look."""
        lines = submissions.needed(context, group, slots)
        if not lines:
            return {}
        say.utter_message(response="utter_not_yet_submitted", needed="\n".join(lines))
        return {"group_ready": None}


class Submit(InGroup):
    """Hands in the plan."""

    id = "action_submit_plan"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Do it, and give the receipt."""
        if submissions.submit(context, group, slots) is None:
            lines = submissions.needed(context, group, slots)
            say.utter_message(response="utter_not_yet_submitted", needed="\n".join(lines))
            return {}
        _give_receipt(context, slots, say, group)
        return {}


class TellReceipt(Open):
    """Gives the receipt of what was handed in."""

    id = "action_tell_receipt"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Give it; says so when nothing was."""
        _give_receipt(context, slots, say, group)
        return {}


class OpenWithdrawal(Open):
    """Looks whether the plan can be taken back."""

    id = "action_open_withdrawal"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Look."""
        plan_states.check(context, group, "withdraw")
        return {}


class Withdraw(InGroup):
    """Takes the plan back."""

    id = "action_withdraw_plan"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Do it."""
        submissions.withdraw(context, group)
        say.utter_message(response="utter_you_withdrew")
        return {}


class ListTasks(Open):
    """Shows the questions of staff that are open."""

    id = "action_list_staff_questions"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Show them, those of others below; gives those that this organisation can answer as options."""
        language = slots["language"]
        mine, theirs = returning.for_chat(context, group), returning.of_others(context, group)
        if not mine and not theirs:
            say.utter_message(response="utter_no_staff_questions")
            return {"task_list": None}
        if mine:
            say.utter_message(
                response="utter_staff_questions", questions="\n".join(_line(one, language) for one in mine)
            )
        if theirs:
            lines = "\n".join(_line_of_other(context, one, language) for one in theirs)
            say.utter_message(response="utter_staff_questions_others", questions=lines)
        return {"task_list": [option(one.id, _title(one, language)) for one in mine] or None}


class TakeTask(Step):
    """Takes the question that was chosen."""

    id = "action_take_task"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Take it."""
        return {"task": slots["task_choice"]}


class LookAtTask(Step):
    """Looks whether a question of staff can still be answered here."""

    id = "action_look_at_task"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Forget its number when it cannot."""
        found = returning.task(context, slots.get("task"))
        if found is None:
            say.utter_message(response="utter_no_staff_questions")
            return {"task": None}
        return {}


class AskTaskNow(Step):
    """Shows a question of staff."""

    id = "action_ask_task_now"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask whether to answer it now."""
        found = returning.task(context, slots.get("task"))
        if found is not None:
            group, one = found
            title = section_title(one.section, slots["language"])
            say.utter_message(response="utter_ask_task_now", group=group.name, section=title, question=one.question)
        return {}


class AnswerTask(Step):
    """Keeps the answer to a question of staff."""

    id = "action_answer_task"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Keep it; one with contact data can be written again."""
        if holds_contact(slots["task_answer"]):
            say.utter_message(response="utter_text_holds_contact")
            return {"task_answer": None}
        try:
            returning.answer(context, slots["task"], slots["task_answer"])
        except Refused as refused:
            say.utter_message(response="utter_refused", sentence=refused.sentence[slots["language"]])
            return {}
        say.utter_message(response="utter_task_kept")
        return {}


def _give_receipt(context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition) -> None:
    language = slots["language"]
    found = submissions.receipt(context, group)
    if found is None:
        say.utter_message(response="utter_no_receipt")
        return
    files = approvals.documents(context, group, found.version, language)
    letter = letters.letter_of(context.session, group, language)
    if letter is not None:
        files += letters.documents(context, letter)
    say.utter_message(
        response="utter_receipt",
        group=group.name,
        receipt=found.number,
        version=found.version,
        day=date_text(found.day, language),
        decision_by=date_text(found.decision_by, language),
        json_message={"documents": files},
    )
    if letter is not None:
        say.utter_message(response="utter_letter_made")


def _title(one: StaffQuestion, language: Language) -> str:
    words = f"{section_title(one.section, language)}: {one.question}"
    return words if len(words) <= _MOST_TITLE else f"{words[: _MOST_TITLE - 1]}…"


_MOST_TITLE = 60
"""A button of more characters cannot be read on a phone."""


def _line(one: StaffQuestion, language: Language) -> str:
    key = "question_open" if one.answered_at is None else "question_answered"
    return text(key, language, section=section_title(one.section, language), question=one.question, answer=one.answer)


def _line_of_other(context: Context, one: StaffQuestion, language: Language) -> str:
    name = "" if one.organisation_id is None else organisations.read(context.session, one.organisation_id).name
    title = section_title(one.section, language)
    return text("question_for", language, section=title, name=name, question=one.question)
