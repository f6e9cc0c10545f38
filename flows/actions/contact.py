"""Steps of showing partners how a person can be reached."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.actions.messages import recipient_options
from flows.services import coalitions as working
from flows.services import contact
from flows.services.context import Context
from knowledge.contact_data import reach_in
from knowledge.format import listing
from knowledge.languages import LANGUAGES
from knowledge.texts import text
from storage import organisations, people

ALL = "all"
"""The choice to take back every consent."""


class LookAtSharing(Step):
    """Looks whether it is still to be asked, and what would be shown."""

    id = "action_look_at_sharing"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Forget for whom it was when there is nothing to ask."""
        number, to = _coalition(slots), slots.get("share_with")
        may = number is not None and to is not None and contact.may_ask(context, number, to)
        mine = contact.own_contact(context)
        options = recipient_options(context, slots) or slots.get("message_options")
        return {
            "share_with": to if may else None,
            "share_coalition": number if may else None,
            "share_reach": True if mine.email or mine.phone else None,
            "message_options": options,
        }


class AskShareOk(Step):
    """Asks whether one organisation may see the person's own data."""

    id = "action_ask_share_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask, and show what it would see."""
        name = organisations.read(context.session, slots["share_with"]).name
        mine = contact.own_contact(context).line
        sees = text("contact_would_see", slots["language"], contact=mine) if slots.get("share_reach") else ""
        say.utter_message(response="utter_ask_share_ok", name=name, sees=sees)
        return {}


class TakeReach(Step):
    """Takes the mail address or telephone number that was typed."""

    id = "action_take_reach"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Keep it with the person; ask again when there is none in it."""
        found = reach_in(slots["share_address"])
        if not found:
            say.utter_message(response="utter_no_address")
            return {"share_address": None}
        person = people.person_for(context.session, context.channel, context.chat, context.now)
        email, phone = found.email or person.email, found.phone or person.phone
        people.change(context.session, person.id, email=email, phone=phone)
        return {"share_reach": True}


class ShareContact(Step):
    """Writes down that the person said yes."""

    id = "action_share_contact"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Show the other side when both said yes; else tell that it waits for the other."""
        number, to = slots["share_coalition"], slots["share_with"]
        name = organisations.read(context.session, to).name
        if not contact.give(context, number, to):
            say.utter_message(response="utter_contact_waits", name=name)
        else:
            _show(context, number, to, say)
        return {}


class TellContactShared(Step):
    """Shows the data of the other side, if these may be seen at this moment."""

    id = "action_tell_contact_shared"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Show them."""
        number, of = _coalition(slots), slots.get("share_with")
        if number is not None and of is not None:
            _show(context, number, of, say)
        return {"share_with": None, "share_coalition": None}


class ShowContacts(Step):
    """Shows who sees the person's data and whose the person sees."""

    id = "action_show_contacts"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Show it, and give those to whom the person could still say yes."""
        language, coalition = slots["language"], working.current(context, slots)
        found = contact.matches(context, coalition) if coalition else []
        nobody = text("contact_nobody", language)
        mine = [one.name for one in found if one.given and one.contacts]
        waits = [one.name for one in found if one.given and not one.contacts]
        theirs = [f"- {one.name}: {each.line}" for one in found for each in one.contacts]
        if waits:
            say.utter_message(response="utter_contact_waiting", names=listing(waits, language))
        say.utter_message(
            response="utter_contacts",
            mine=listing(mine, language) if mine else nobody,
            theirs="\n".join(theirs) or nobody,
        )
        return {"share_options": [option(one.organisation_id, one.name) for one in found if not one.given] or None}


class ListShared(Step):
    """Lists to whom the person said yes."""

    id = "action_list_shared"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; where there is one only, that is the answer."""
        found = [option(f"{number}:{to}", name) for number, to, name in contact.seen_by(context)]
        if len(found) <= 1:
            return {"hide_from": found[0]["value"] if found else None, "hide_options": found or None}
        everybody = option(ALL, {language: text("contact_hide_all", language) for language in LANGUAGES})
        return {"hide_options": [*found, everybody]}


class HideContact(Step):
    """Takes a consent back, or all of them."""

    id = "action_hide_contact"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Take it back at once."""
        for number, to, name in contact.seen_by(context):
            if slots["hide_from"] in {ALL, f"{number}:{to}"} and contact.withdraw(context, number, to):
                say.utter_message(response="utter_contact_hidden", name=name[slots["language"]])
        return {}


def _coalition(slots: Mapping[str, Any]) -> int | None:
    """Give in which coalition it is asked: that of the match, or else the one on which the chat works."""
    number = slots.get("share_coalition") or slots.get(working.CURRENT)
    return None if number is None else int(number)


def _show(context: Context, coalition_id: int, of: int, say: CollectingDispatcher) -> None:
    """Show the data of an organisation, if these may be seen."""
    own = working.own_organisation(context)
    found = () if own is None else contact.contacts_of(context.session, coalition_id, of, own)
    if found:
        name = organisations.read(context.session, of).name
        say.utter_message(response="utter_contact_shared", name=name, contacts="\n".join(one.line for one in found))
