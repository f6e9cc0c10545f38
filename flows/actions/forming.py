"""Steps about a group that is forming: its name, roles, lead partner, decisions, and who leaves."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import forming, leads
from flows.services.calls import find_call
from flows.services.coalitions import check, own_organisation
from flows.services.context import Context
from flows.services.refusal import Refused
from knowledge.calls import explain
from knowledge.contact_data import holds_contact
from knowledge.forming import forming as texts
from storage import organisations
from storage.coalitions import Coalition


class InGroup(Step):
    """A step in the group on which the chat works, or about which a question began by itself."""

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Do it, or say that there is no group."""
        group = forming.group_of(context, slots)
        if group is None:
            say.utter_message(response="utter_no_group")
            return {"group_ready": None}
        return self.in_group(context, slots, say, group)

    @abstractmethod
    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Do the work in a group."""


class Open(InGroup):
    """Looks whether something may be done before it is asked how; says why not."""

    action: ClassVar[str] = ""

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell whether to go on."""
        try:
            return {"group_ready": True, **super().step(context, slots, say)}
        except Refused as refused:
            say.utter_message(response="utter_refused", sentence=refused.sentence[slots["language"]])
            return {"group_ready": None}

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Look whether it may."""
        check(context, group.id, self.action)
        return {}


class OpenName(Open):
    """Looks whether the group may get a name now."""

    id, action = "action_open_group_name", "rename"


class NameGroup(InGroup):
    """Gives the group a name."""

    id = "action_name_group"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Name it; what reaches one of them must not reach the others by the name."""
        if holds_contact(slots["group_name"]):
            say.utter_message(response="utter_text_holds_contact")
            return {"group_name": None}
        forming.rename(context, group, slots["group_name"])
        say.utter_message(response="utter_group_named", name=slots["group_name"])
        return {}


class ListPlaces(Open):
    """Lists who can get another role."""

    id = "action_list_places"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Give the options."""
        check(context, group.id, "give_role", about=own_organisation(context) or 0)
        return {"place_options": place_options(context, group)}


class GiveRole(InGroup):
    """Gives an organisation a role."""

    id = "action_give_role"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Give it, and say what follows."""
        number, role = slots["place_of"], slots["place_role"]
        chosen = forming.give_role(context, group, number, role)
        if chosen:
            say.utter_message(response=f"utter_lead_{chosen}", name=_name(context, number))
        else:
            told = texts().roles[role][slots["language"]]
            say.utter_message(response="utter_role_is", name=_name(context, number), role=told)
        return {}


class OpenLead(Open):
    """Explains the lead partner by the rule of the call, and lists who can be it."""

    id, action = "action_open_lead", "choose_lead"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Explain, and give the options."""
        super().in_group(context, slots, say, group)
        language = slots["language"]
        found = leads.possible(context, group)
        notes = [texts().unfit_lead[one.unfit][language].format(name=one.name) for one in found if one.unfit]
        doubts = [one.name for one in found if not one.unfit and one.legal_person is None]
        notes += [texts().unknown_lead[language].format(name=name) for name in doubts]
        _explain(context, say, group, slots, notes)
        options = [option(one.organisation_id, one.name) for one in found if not one.unfit]
        return {"group_lead_options": options, "group_lead_now": leads.lead_of(context, group.id)}


class ChooseLead(InGroup):
    """Chooses the lead partner."""

    id = "action_choose_lead"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Choose, and say what follows; who became it while this question was open is named first."""
        lead = leads.lead_of(context, group.id)
        if lead not in {None, slots.get("group_lead_now"), slots["group_lead"]}:
            say.utter_message(response="utter_lead_meanwhile", name=_name(context, lead or 0))
            return {"group_lead": None, "group_lead_now": lead}
        chosen = leads.choose(context, group, slots["group_lead"])
        say.utter_message(response=f"utter_lead_{chosen}", name=_name(context, slots["group_lead"]))
        return {}


class OpenLeadQuestion(Open):
    """Explains to who was chosen what it means to be the lead partner."""

    id = "action_open_lead_question"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Explain."""
        leads.check_asked(context, group)
        _explain(context, say, group, slots, [])
        return {}


class AskLeadOk(InGroup):
    """Asks whether the organisation wants to be the lead partner."""

    id = "action_ask_lead_ok"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Ask."""
        say.utter_message(response="utter_ask_lead_ok", group=group.name)
        return {}


class AnswerLead(InGroup):
    """Takes its answer."""

    id = "action_answer_lead"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Take it."""
        yes = slots["lead_ok"] == "yes"
        leads.answer(context, group, yes=yes)
        say.utter_message(response="utter_lead_accepted" if yes else "utter_lead_declined", group=group.name)
        return {}


class OpenDecision(Open):
    """Looks whether the group may say now how it decides; tells the others how it does."""

    id, action = "action_open_decision", "choose_decision_rule"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Give the options."""
        check(context, group.id, "see")
        rule = forming.decision(group, slots["language"])
        say.utter_message(response="utter_decision_now" if rule else "utter_decision_none", rule=rule)
        if not forming.chooses(context, group):
            return {"group_ready": None}
        super().in_group(context, slots, say, group)
        return {"decision_options": [option(rule, told) for rule, told in texts().decision_rules.items()]}


class Decide(InGroup):
    """Writes how the group decides."""

    id = "action_decide"

    def in_group(
        self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher, group: Coalition
    ) -> Mapping[str, Any]:
        """Write it, unless there is a way to reach somebody in it."""
        if holds_contact(slots.get("decision_note") or ""):
            say.utter_message(response="utter_text_holds_contact")
            return {"decision_note": None}
        forming.decide(context, group, slots["decision_rule"], slots.get("decision_note") or "")
        say.utter_message(response="utter_decided")
        return {}


def place_options(context: Context, group: Coalition) -> list[dict[str, Any]]:
    """Give the organisations that can get another role, as options."""
    return [option(one, _name(context, one)) for one in forming.places_for_role(context, group)]


def _explain(
    context: Context, say: CollectingDispatcher, group: Coalition, slots: Mapping[str, Any], notes: list[str]
) -> None:
    said = explain(find_call(context, group.call_code), slots["language"])
    parts = [said.lead_partner, *([said.example] if said.example else []), *notes]
    say.utter_message(response="utter_explained", explanation="\n".join(parts))


def _name(context: Context, organisation_id: int) -> str:
    return organisations.read(context.session, organisation_id).name
