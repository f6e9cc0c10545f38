"""Steps of an invitation, for who is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.actions.claims import known_places
from flows.services import claim_offers
from flows.services import invitation_answers as answers
from flows.services.coalitions import CURRENT
from flows.services.context import Context
from knowledge.contact_data import holds_contact
from knowledge.format import date_text
from storage import coalitions
from storage.organisation_data import OrganisationData


class LookAtInvitation(Step):
    """Looks whether the invitation can be answered."""

    id = "action_look_at_invitation"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say so when it can not."""
        state = answers.state_of(context, slots["invitation"])
        may = state in {"open", "no"}
        if not may:
            say.utter_message(response=f"utter_invitation_{'joined' if state == 'yes' else 'over'}")
        return {"invitation_open": True if may else None, "invitation_seen": True}


class AskInvitationAnswer(Step):
    """Shows the invitation: who asks, for what, why, and what is expected."""

    id = "action_ask_invitation_answer"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        held = answers.held(context, slots["invitation"])
        if held:
            told = answers.told(context, held.invitation, slots["language"])
            say.utter_message(response="utter_ask_invitation_answer", **told)
        return {}


class AcceptInvitation(Step):
    """Lets the organisation take part."""

    id = "action_accept_invitation"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Write that down; in a chat without a plan of its own, fill in what the directory knows."""
        data = answers.accept(context, slots["invitation"])
        held = answers.held(context, slots["invitation"])
        if data is None or held is None:
            say.utter_message(response="utter_invitation_over")
            return {}
        say.utter_message(response="utter_invitation_accepted", name=data.name)
        coalition = {CURRENT: held.place.coalition_id}
        if slots.get("joined") or slots.get("organisation_id") is not None:
            return {**coalition, "came_to_tell": True} if _is_same(context, slots, held) else coalition
        return {**_filled(context, slots, data, say), **coalition, "joined": True, "came_in": True}


class DeclineInvitation(Step):
    """Says no."""

    id = "action_decline_invitation"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Write that down."""
        if holds_contact(slots["decline_reason"]):
            say.utter_message(response="utter_text_holds_contact")
            return {"decline_reason": None}
        declined = answers.decline(context, slots["invitation"], slots["decline_reason"])
        say.utter_message(response="utter_invitation_declined" if declined else "utter_invitation_over")
        return {}


class PutOffInvitation(Step):
    """Asks again some days later."""

    id = "action_put_off_invitation"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Write that down, and say when."""
        day = answers.put_off(context, slots["invitation"])
        if answers.state_of(context, slots["invitation"]) == "no":
            say.utter_message(response="utter_invitation_stays_no")
        elif day is None:
            say.utter_message(response="utter_invitation_over")
        else:
            told = date_text(date.fromisoformat(day), slots["language"])
            say.utter_message(response="utter_invitation_later", day=told)
        return {}


class AskAboutInvitation(Step):
    """Passes a question on to who asks."""

    id = "action_ask_about_invitation"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Pass it on."""
        if holds_contact(slots["invitation_question"]):
            say.utter_message(response="utter_text_holds_contact")
            return {"invitation_question": None}
        asked = answers.ask_asker(context, slots["invitation"], slots["invitation_question"])
        say.utter_message(response="utter_invitation_asked" if asked else "utter_invitation_over")
        return {}


class AskJoinedNext(Step):
    """Says what somebody can do who came in by an invitation."""

    id = "action_ask_joined_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        joined = slots.get("joined")
        say.utter_message(response="utter_ask_joined_next" if joined else "utter_ask_joined_next_invited")
        return {}


def _filled(
    context: Context, slots: Mapping[str, Any], data: OrganisationData, say: CollectingDispatcher
) -> dict[str, Any]:
    """Give what the directory knows of the organisation, for the questions that have no answer yet."""
    known = claim_offers.starting_point(data)
    where = known_places(context, {**slots, **known}, data, say)
    return {name: value for name, value in (known | where).items() if slots.get(name) is None}


def _is_same(context: Context, slots: Mapping[str, Any], held: answers.Held) -> bool:
    """Tell whether a plan that is made in this chat, with nobody yet, answers the same call as that of the others.

    Then the contribution comes first: a second plan for the same call is what a coalition is to prevent.
    """
    call = coalitions.read(context.session, held.place.coalition_id).call_code
    return slots.get(CURRENT) is None and slots.get("call") in {None, call}
