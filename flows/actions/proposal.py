"""Steps about what stands in the plan: its limits, and its lists."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services.answers import keep_own
from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.plan_lists import PlanList, lines
from flows.services.plan_owners import possible_owners
from flows.services.plan_parts import people_in
from knowledge.format import date_text
from knowledge.texts import text


class CallLimits(Step):
    """Tells between which days a plan can run, and how much it may ask."""

    id = "action_call_limits"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the limits, as values and in words."""
        call, language = find_call(context, slots["call"]), slots["language"]
        days = {"earliest": call.project_start, "latest": call.project_end}
        words = text("call_limits", language, **{name: date_text(day, language) for name, day in days.items()})
        return {
            **{name: day.isoformat() for name, day in days.items()},
            "limits": words,
            "ceiling": call.ceiling_cents,
        }


class ListOwners(Step):
    """Lists who can be responsible: the organisation that asks, and its partners that did not decline or leave."""

    id = "action_list_owners"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; their values outlive a change of name."""
        return {"owner_options": [option(answer, name) for answer, name in possible_owners(context, slots)]}


class ListHelpers(Step):
    """Lists who can help with an activity: everybody but who is responsible."""

    id = "action_list_activity_helpers"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; None when there is nobody else."""
        others = [one for one in slots.get("owner_options") or () if one["value"] != slots.get("activity_owner")]
        return {"activity_helper_options": others or None}


class ReadOutput(Step):
    """Takes from what an activity delivers how many people take part in it, if that stands there."""

    id = "action_read_activity_output"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the number; it is shown with the activity."""
        if slots.get("activity_reach") is not None:
            return {}
        return {"activity_reach": people_in(slots.get("activity_output") or "")}


class FollowName(Step):
    """Lets the costs of an activity go along when it gets another name: they name it."""

    id = "action_follow_activity_name"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the costs, if any of them changes."""
        was, name, costs = slots.get("activity_was"), slots.get("activity_name"), slots.get("other_costs")
        if not was or not costs or was["name"] == name:
            return {}
        renamed = [{**one, "activity": name} if one.get("activity") == was["name"] else one for one in costs]
        return {"other_costs": renamed} if renamed != costs else {}


class AskListNext(Step):
    """Shows a list of the plan and asks what is to be done with it.

    Attributes:
        list: the list.
    """

    list: ClassVar[PlanList]

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask what comes next."""
        keep_own(context, slots)
        response = self.id.replace("action_", "utter_", 1)
        say.utter_message(response=response, lines="\n".join(lines(context, slots, self.list)))
        return {}


class AskActivityNext(AskListNext):
    """Shows the activities so far."""

    id, list = "action_ask_activity_next", "activities"


class AskMilestoneNext(AskListNext):
    """Shows the milestones so far."""

    id, list = "action_ask_milestone_next", "milestones"


class AskResultNext(AskListNext):
    """Shows the results so far."""

    id, list = "action_ask_result_next", "results"


class AskRiskNext(AskListNext):
    """Shows the risks so far."""

    id, list = "action_ask_risk_next", "risks"


class ShowLists(Step):
    """Says what stands in the lists of the plan."""

    id = "action_show_lists"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say each that has something in it; results without details stand among the other answers."""
        names: tuple[PlanList, ...] = ("activities", "milestones", "results", "risks")
        for name in names:
            if any(name != "results" or isinstance(one, Mapping) for one in slots.get(name) or ()):
                say.utter_message(response=f"utter_{name}", lines="\n".join(lines(context, slots, name)))
        return {}
