"""Steps of writing the plan together, and of reminders."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.services import reminders, revising, sharing
from flows.services.coalitions import current
from flows.services.context import Context
from knowledge import joint
from knowledge.format import listing


class OpenPlan(Step):
    """Lets this chat write the plan of the coalition on which it works."""

    id = "action_open_plan"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Fill in what others answered before."""
        found = sharing.open_plan(context, slots)
        if found.news:
            language = slots["language"]
            names = [joint.answer(name).name[language] for name in found.news]
            say.utter_message(response="utter_plan_news", answers=listing(names, language))
        coalition = current(context, slots)
        call = {"call": coalition.call_code} if coalition and slots.get("joined") else {}
        return {**call, **found.slots, "refused": None}


class NextConflict(Step):
    """Looks for an answer that two people changed at the same time."""

    id = "action_next_conflict"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give its name, and what may be chosen; none when all is settled."""
        filled, name, _ = sharing.clash(context, slots)
        offered = joint.choices(name) if name else {}
        options = [option(choice, title) for choice, title in offered.items()]
        return {**filled, "conflict_name": name or None, "conflict_options": options or None}


class AskConflictChoice(Step):
    """Shows both answers."""

    id = "action_ask_conflict_choice"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask which one it is to be."""
        language, name = slots["language"], slots["conflict_name"]
        filled, name, theirs = sharing.clash(context, slots)
        if not name:  # Settled meanwhile in another chat; any choice then comes to the same.
            name, theirs = slots["conflict_name"], slots.get(slots["conflict_name"])
        say.utter_message(
            response="utter_ask_conflict_choice",
            label=joint.answer(name).name[language],
            theirs=revising.answer_text(context, slots, name, theirs),
            mine=revising.answer_text(context, slots, name, slots.get(name)),
        )
        return filled


class SolveConflict(Step):
    """Writes down which answer it is to be."""

    id = "action_solve_conflict"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Write it down; what somebody wrote again meanwhile is asked again."""
        return sharing.solve(context, slots, slots["conflict_name"], slots["conflict_choice"])


class StopReminders(Step):
    """Stops reminders."""

    id = "action_stop_reminders"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Stop them, and say so."""
        reminders.stop(context)
        say.utter_message(response="utter_reminders_stopped")
        return {}
