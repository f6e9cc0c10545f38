"""Steps of asking organisations to take part, for who asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import coalitions as working
from flows.services import invitation_answers as answers
from flows.services import invitations, invitees
from flows.services.context import Context
from flows.services.invitations import Asked
from flows.services.refusal import Refused
from knowledge.contact_data import holds_contact
from knowledge.format import listing
from knowledge.invitations import invitation_rules
from knowledge.languages import LANGUAGES
from knowledge.texts import text
from storage import organisations

ANOTHER = "another"
"""The answer that somebody else is to be asked, who is named next."""
NEW = "new"
"""The answer that an organisation is not in the directory."""
NOBODY = "nobody"
"""The answer that nobody is meant after all."""


class InviteSuggested(Step):
    """Asks everybody who was suggested for the coalition."""

    id = "action_invite_suggested"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask them, and say how."""
        coalition = working.current(context, slots)
        found = invitations.invitable(context, coalition.id) if coalition else []
        if not coalition or not found:
            say.utter_message(response="utter_nobody_to_invite")
        else:
            _invite(context, slots, coalition.id, [number for number, _ in found], say)
        return {}


class ListInvitable(Step):
    """Lists who can be asked."""

    id = "action_list_invitable"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; none when only somebody who has no place yet can be asked."""
        coalition = working.current(context, slots)
        found = invitations.invitable(context, coalition.id) if coalition else []
        another = option(ANOTHER, {language: text("invite_another", language) for language in LANGUAGES})
        return {"invite_options": [*(option(number, name) for number, name in found), another] if found else None}


class InviteChosen(Step):
    """Asks those who were chosen."""

    id = "action_invite_chosen"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask them, and say how."""
        coalition = working.current(context, slots)
        chosen = [one for one in slots["invite_whom"] if one != ANOTHER]
        if coalition and chosen:
            _invite(context, slots, coalition.id, chosen, say)
        return {}


class FindInvitee(Step):
    """Looks for the organisation that was named."""

    id = "action_find_invitee"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give it when the name is exactly that of one; otherwise the options."""
        coalition, name = working.current(context, slots), slots["invite_name"]
        if coalition is None:
            return {"invitee": NOBODY}
        working.do(context, coalition.id, "invite")
        exact = invitees.by_name(context, coalition.id, name)
        if exact is not None:
            return {"invitee": exact}
        found = [option(number, _where(context, number)) for number, _ in invitees.alike(context, name)]
        new = option(NEW, {language: text("invite_new", language, name=name) for language in LANGUAGES})
        nobody = option(NOBODY, {language: text("invite_nobody", language) for language in LANGUAGES})
        return {"invitee_options": [*found, new, nobody]}


class InviteNamed(Step):
    """Asks the organisation that was named."""

    id = "action_invite_named"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask it, and say how; one that is not in the directory is written down first."""
        coalition, who = working.current(context, slots), slots["invitee"]
        if coalition is None or who == NOBODY:
            return {}
        if who == NEW:
            who = invitees.add(context, coalition.id, slots["invite_name"])
        _invite(context, slots, coalition.id, [who], say)
        return {}


class ListWaitingInvitations(Step):
    """Lists the invitations that nobody answered yet."""

    id = "action_list_waiting_invitations"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options, or say that there are none."""
        coalition = working.current(context, slots)
        found = invitations.waiting_in(context, coalition.id) if coalition else []
        if not found:
            say.utter_message(response="utter_no_invitation_waits")
        return {"withdraw_options": [option(number, name) for number, name in found] or None}


class WithdrawInvitation(Step):
    """Takes an invitation back."""

    id = "action_withdraw_invitation"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Take it back."""
        name = invitations.withdraw(context, slots["withdraw_whom"])
        say.utter_message(response="utter_invitation_withdrawn", name=name)
        return {}


class AnswerPartnerQuestion(Step):
    """Passes the answer on to who asked something about an invitation."""

    id = "action_answer_partner_question"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Pass it on."""
        if holds_contact(slots["partner_answer"]):
            say.utter_message(response="utter_text_holds_contact")
            return {"partner_answer": None}
        about, person = slots["question_about"], slots["question_from"]
        answers.answer_question(context, about, person, slots["partner_answer"])
        return {}


class AskPartnerNow(Step):
    """Shows a question about an invitation, and asks whether to answer it now."""

    id = "action_ask_partner_now"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        held = answers.held(context, slots["question_about"])
        name = organisations.read(context.session, held.place.organisation_id).name if held else ""
        say.utter_message(response="utter_ask_partner_now", name=name, question=slots["question_text"])
        return {}


def _invite(
    context: Context, slots: Mapping[str, Any], coalition_id: int, chosen: Iterable[int], say: CollectingDispatcher
) -> None:
    """Ask these organisations; say how each is asked, or why not."""
    language = slots["language"]
    asked: list[Asked] = []
    for number in chosen:
        try:
            asked.append(invitations.invite(context, coalition_id, number))
        except Refused as refused:
            name = organisations.read(context.session, number).name
            say.utter_message(response="utter_not_invited", name=name, why=refused.sentence[language])
    here = [one for one in asked if not one.secret]
    for late in (False, True):
        if names := [one.name for one in here if one.later is late]:
            response = "utter_invited_later" if late else "utter_invited"
            say.utter_message(response=response, names=listing(names, language), hour=invitation_rules().from_hour)
    _pass_on(context, slots, [one for one in asked if one.secret], say)


def _pass_on(context: Context, slots: Mapping[str, Any], asked: Sequence[Asked], say: CollectingDispatcher) -> None:
    """Give a text for each that the asker can send; every text is a message of its own, to be copied whole."""
    language = slots["language"]
    if asked and answers.links(context.addresses, asked[0].secret, language):
        names = listing([one.name for one in asked], language)
        say.utter_message(response="utter_invite_yourself", names=names, days=invitation_rules().link_days)
    for one in asked:
        told = answers.told(context, one.invitation, language)
        found = answers.links(context.addresses, one.secret, language)
        if found:
            say.utter_message(response="utter_invitation_text", **told, links="\n".join(found))
        else:
            say.utter_message(response="utter_invitation_in_terminal", **told)


def _where(context: Context, number: int) -> str:
    """Name an organisation with its place."""
    data = organisations.read(context.session, number)
    place = context.tree.area(data.municipality).name if data.municipality in context.tree else ""
    return f"{data.name} ({place})" if place else data.name
