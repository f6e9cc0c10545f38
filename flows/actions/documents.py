"""The step that gives all files of a plan."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services.answers import keep_own
from flows.services.context import Context
from flows.services.drafts import make_dossier


class MakeDossier(Step):
    """Gives all files of the plan as one ZIP file."""

    id = "action_make_dossier"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Make and send it; say so when there is no plan yet."""
        keep_own(context, slots)
        files = make_dossier(context, slots)
        if files:
            say.utter_message(response="utter_dossier", json_message={"documents": files})
        else:
            say.utter_message(response="utter_no_dossier")
        return {}
