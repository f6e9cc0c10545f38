"""Shows what was read from a file."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services.context import Context

MOST_SHOWN = 300
"""Enough characters to see whether it is the right file, and whether it was read well."""


class AskWhetherFileIsRight(Step):
    """Asks whether the text of a file is the answer, and shows how it begins."""

    id = "action_ask_file_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say the question."""
        text = slots["file"]["text"]
        words, start = len(text.split()), shorten(text, MOST_SHOWN, placeholder=" ...")
        response = "utter_file_read_one" if words == 1 else "utter_file_read"
        say.utter_message(response=response, name=slots["file"]["name"], words=words, start=start)
        return {}
