"""The step that shows the plan as pictures."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services.answers import keep_own
from flows.services.context import Context
from flows.services.pictures import make_pictures


class ShowPictures(Step):
    """Shows the plan as pictures, with the same data as text below each."""

    id = "action_show_pictures"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Draw and send them; say so when there is nothing to draw yet."""
        keep_own(context, slots)
        pictures = make_pictures(context, slots)
        if not pictures:
            say.utter_message(response="utter_no_pictures")
        for picture in pictures:
            say.utter_message(
                response="utter_picture",
                picture_title=picture.title,
                picture_alt=picture.alt,
                json_message={"documents": [picture.document]},
            )
            say.utter_message(response="utter_picture_table", picture_title=picture.title, picture_table=picture.table)
        return {}
