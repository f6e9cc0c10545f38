"""Steps about the draft."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import drafts, proposals
from flows.services.answers import keep_own
from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.matching import team
from knowledge.format import date_text, euros
from knowledge.proposal.rules import finding_text
from knowledge.texts import text

_ACTIVITY = ("name", "owner", "start", "end", "output", "cost")


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
    """Lists who can be responsible for an activity: the own organisation and the chosen partners."""

    id = "action_list_owners"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; their values outlive a change of name."""
        partners = (option(profile.id, profile.name) for profile in team(context, slots))
        return {"owner_options": [option(proposals.OWN, slots["organisation_name"]), *partners]}


class AddActivity(Step):
    """Adds the activity that was just described to the list."""

    id = "action_add_activity"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Add it, and clear its answers for the next one."""
        new = {part: slots.get(f"activity_{part}") or "" for part in _ACTIVITY}
        new["cost"] = slots["activity_cost"]
        return {"activities": [*(slots.get("activities") or ()), new]} | {
            f"activity_{part}": None for part in _ACTIVITY
        }


class AskActivityNext(Step):
    """Shows the activities so far."""

    id = "action_ask_activity_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask what comes next."""
        keep_own(context, slots)
        lines = _activity_lines(context, slots)
        say.utter_message(response="utter_ask_activity_next", activity_lines="\n".join(lines))
        return {}


class ShowActivities(Step):
    """Says which activities there are."""

    id = "action_show_activities"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say them."""
        say.utter_message(response="utter_activities", activity_lines="\n".join(_activity_lines(context, slots)))
        return {}


class ListActivities(Step):
    """Lists the activities, to take one away."""

    id = "action_list_activities"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; their values are places in the list."""
        return {"activity_options": [option(place, item["name"]) for place, item in enumerate(slots["activities"])]}


class RemoveActivity(Step):
    """Takes one activity away."""

    id = "action_remove_activity"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Take it from the list."""
        kept = [item for place, item in enumerate(slots["activities"]) if place != slots["activity_remove"]]
        return {"activities": kept or None, "activity_remove": None, "activity_options": None}


def _activity_lines(context: Context, slots: Mapping[str, Any]) -> list[str]:
    language = slots["language"]
    return [
        text(
            "activity_line",
            language,
            number=number,
            name=item["name"],
            owner=proposals.owner_name(context, slots, item["owner"]),
            cost=text("cost_unknown", language) if item["cost"] == "" else euros(item["cost"], language),
        )
        for number, item in enumerate(slots["activities"], start=1)
    ]


class AskReviewNext(Step):
    """Shows what the checks found."""

    id = "action_ask_review_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask what comes next."""
        keep_own(context, slots)
        language = slots["language"]
        lines = [
            text(f"finding_{finding.level}", language, text=finding_text(finding, language))
            for finding in proposals.findings(context, slots)
        ]
        say.utter_message(response="utter_ask_review_next", findings="\n".join(lines) or text("no_findings", language))
        return {}


class MakeDocuments(Step):
    """Makes the draft as documents."""

    id = "action_make_documents"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Store the draft and send it."""
        keep_own(context, slots)
        files = drafts.make_documents(context, slots)
        states = {partner.state for partner in proposals.draft_of(context, slots).proposal.members}
        name = "utter_documents_alone" if states == {"asks"} else "utter_documents_joint"
        if "suggested" in states:
            name = "utter_documents"
        say.utter_message(response=name, json_message={"documents": files})
        return {}
