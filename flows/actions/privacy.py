"""Steps about what is stored of a person."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services import privacy, retention
from flows.services.coalitions import own_organisation
from flows.services.context import Context
from flows.services.my_data import MyData
from knowledge.languages import LANGUAGES


class ShowMyData(Step):
    """Shows what is stored about the person, and gives it as a file."""

    id = "action_show_my_data"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say it in plain words, with all of it in a file."""
        language = slots["language"]
        rows = privacy.overview(context)
        file = privacy.overview_file(context, rows, language)
        about = MyData(context, rows, language).text()
        say.utter_message(response="utter_my_data", overview=about, json_message={"documents": [file]})
        return {}


class AskForgetSure(Step):
    """Asks whether everything is to be erased, and says what stays and why."""

    id = "action_ask_forget_sure"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        lines = privacy.what_stays(context, slots["language"])
        say.utter_message(response="utter_ask_forget_sure", follows="\n".join(lines))
        return {}


class ForgetMe(Step):
    """Says goodbye; what happens with `forgotten` set is that the whole conversation is erased."""

    id = "action_forget_me"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask for the erasure, which follows when the turn ends."""
        lines = privacy.what_stays(context, slots.get("language", LANGUAGES[0]))
        say.utter_message(response="utter_forgotten", follows="\n".join(lines))
        return {"forgotten": True}


class KeepPlan(Step):
    """Keeps the coalitions of the organisation for longer."""

    id = "action_keep_plan"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Keep them, and say so."""
        own = own_organisation(context)
        kept = retention.keep(context.session, own, context.now) if own is not None else 0
        say.utter_message(response="utter_plan_kept" if kept else "utter_no_plan_to_keep")
        return {}
