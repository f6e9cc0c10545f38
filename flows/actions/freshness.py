"""Steps of asking an organisation whether what the directory says of it is still right."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services import freshness
from flows.services.context import Context


class FindEntry(Step):
    """Looks up whether this organisation stands in the directory."""

    id = "action_find_entry"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Tell whether it does."""
        return {"entry_known": freshness.own_entry(context) is not None}


class AskEntryOk(Step):
    """Shows what the directory says, and asks whether that is right."""

    id = "action_ask_entry_ok"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        entry = freshness.own_entry(context)
        lines = freshness.entry_lines(entry, context.tree, slots["language"]) if entry else []
        say.utter_message(response="utter_ask_entry_ok", entry="\n".join(f"- {line}" for line in lines))
        return {}


class ConfirmEntry(Step):
    """Notes that the entry is right."""

    id = "action_confirm_entry"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Note it."""
        freshness.confirm(context)
        return {}


class WithdrawEntry(Step):
    """Takes the organisation out of the list; what is known of it stays, but nobody is shown it."""

    id = "action_withdraw_entry"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Take it out."""
        freshness.confirm(context, willing=False)
        return {}
