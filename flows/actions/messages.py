"""Steps of messages between partners, and of questions to the project staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import coalitions as working
from flows.services import messages
from flows.services.context import DUTCH_TIME, Context
from flows.services.messages import HoldsContact
from knowledge.format import date_text
from knowledge.languages import Language
from knowledge.texts import text
from storage import organisations
from storage.messages import PartnerMessage


class ListRecipients(Step):
    """Looks to whom this chat can write."""

    id = "action_list_recipients"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give them as options."""
        return {"message_options": recipient_options(context, slots), "recipient_options": None}


class AskMessageSaid(Step):
    """Asks for whom the message is."""

    id = "action_ask_message_said"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask, with a button for each who has a chat."""
        names = [one["title"] for one in slots["message_options"] or () if messages.has_chat(context, one["value"])]
        listed = "\n".join(f"- {name}" for name in names)
        buttons = [{"title": name, "payload": name} for name in names]
        say.utter_message(response="utter_ask_message_said", names=listed, buttons=buttons)
        return {}


class FindRecipient(Step):
    """Finds for whom the message is; the words may hold the message too."""

    id = "action_find_recipient"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the organisation, or those that may be meant."""
        coalition = working.current(context, slots)
        if coalition is None:
            return {"refused": True}
        possible = messages.recipients(context, coalition)
        meant = messages.meant(possible, slots["message_said"])
        behind = meant.text if len(meant.text) <= _MOST else ""
        if meant.exactly is not None:
            messages.check(context, coalition.id, meant.exactly)
            return {"message_to": meant.exactly, "message_text": behind or None}
        nearly = list(meant.nearly) or [number for number, _ in possible if messages.has_chat(context, number)]
        say.utter_message(response="utter_recipient_unsure" if meant.nearly else "utter_recipient_unknown")
        named = dict(possible)
        return {
            "recipient_options": [option(number, named[number]) for number in nearly] or None,
            "message_text": (behind or None) if meant.nearly else None,
        }


class AskMessageText(Step):
    """Asks what the message says; tells for whom it is."""

    id = "action_ask_message_text"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        name = organisations.read(context.session, slots["message_to"]).name
        say.utter_message(response="utter_ask_message_text", name=name)
        return {}


class SendMessage(Step):
    """Sends the message."""

    id = "action_send_message"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Send it; one with contact data can be written again."""
        coalition = working.current(context, slots)
        if coalition is None:
            return {"refused": True}
        try:
            messages.send(context, coalition.id, slots["message_to"], slots["message_text"])
        except HoldsContact as held:
            say.utter_message(response="utter_refused", sentence=held.sentence[slots["language"]])
            return {"message_text": None}
        name = organisations.read(context.session, slots["message_to"]).name
        say.utter_message(response="utter_message_sent", name=name)
        return {}


class LookAtMessage(Step):
    """Looks whether a message can still be shown."""

    id = "action_look_at_message"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Forget its number when it can not."""
        number = slots.get("message")
        if number is None or messages.read(context, number) is None:
            return {"message": None}
        return {"message_options": recipient_options(context, slots)}


class AskMessageNow(Step):
    """Shows a message: which organisation writes, and what."""

    id = "action_ask_message_now"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask whether to answer now; a colleague may have given one already."""
        found = messages.read(context, slots["message"])
        if found is not None and found.organisation_id is not None:
            name = organisations.read(context.session, found.organisation_id).name
            before = text("message_answered_before", slots["language"]) if found.answered_at else ""
            say.utter_message(response="utter_ask_message_now", name=name, message=found.text, before=before)
        return {}


class ReplyToMessage(Step):
    """Sends an answer back."""

    id = "action_reply_to_message"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Send it; one with contact data can be written again."""
        try:
            sent = messages.reply(context, slots["message"], slots["message_reply"])
        except HoldsContact as held:
            say.utter_message(response="utter_refused", sentence=held.sentence[slots["language"]])
            return {"message_reply": None}
        say.utter_message(response="utter_reply_gone" if sent is None else "utter_reply_sent")
        return {}


class ShowMessages(Step):
    """Shows the last messages."""

    id = "action_show_messages"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Show them, the most recent last."""
        found = messages.last(context, working.current(context, slots))
        if not found:
            say.utter_message(response="utter_no_messages")
            return {}
        lines = [line for one in found for line in _lines(context, one, slots["language"])]
        say.utter_message(response="utter_messages", messages="\n\n".join(lines))
        return {}


class AskStaff(Step):
    """Leaves a question for the project staff."""

    id = "action_ask_staff"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Keep it."""
        messages.ask_staff(context, working.current(context, slots), slots["staff_question"])
        return {}


_MOST = 500
"""The most characters of a message, as the question for it says too."""


def recipient_options(context: Context, slots: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Give to whom this chat can write, as options."""
    coalition = working.current(context, slots)
    found = messages.recipients(context, coalition) if coalition else []
    return [option(number, name) for number, name in found]


def _lines(context: Context, one: PartnerMessage, language: Language) -> list[str]:
    """Write a message with the day, who wrote it and for whom; an answer of the staff stands below its question."""
    day = date_text(one.created_at.astimezone(DUTCH_TIME).date(), language)
    if one.to_organisation_id is None:
        said = [text("message_to_staff", language, day=day, text=one.text)]
        return [*said, text("message_from_staff", language, text=one.answer)] if one.answer else said
    own = working.own_organisation(context)
    sent = one.organisation_id == own
    other = one.to_organisation_id if sent else one.organisation_id
    name = "" if other is None else organisations.read(context.session, other).name
    key = "message_line_sent" if sent else "message_line_got"
    return [text(key, language, day=day, name=name, text=one.text)]
