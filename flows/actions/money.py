"""Steps about the money of the plan."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services import proposals
from flows.services.context import Context
from knowledge.format import euros
from knowledge.languages import Language
from knowledge.texts import text


class AskRequested(Step):
    """Shows the costs and what is missing, so that the requested amount is easy to give."""

    id = "action_ask_requested"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask."""
        language = slots["language"]
        draft = proposals.draft_of(context, {**slots, "requested": None})
        costs, cover = draft.proposal.cost_cents, draft.proposal.income_cents
        say.utter_message(
            response="utter_ask_requested",
            costs=euros(costs, language),
            cover=euros(cover, language),
            missing=euros(max(costs - cover, 0), language),
            ceiling=euros(draft.call.ceiling_cents, language),
            buttons=_ask_missing(costs - cover, language),
        )
        return {}


def _ask_missing(cents: int, language: Language) -> list[dict[str, str]]:
    """A button that asks exactly what is missing; what it says is the amount, as if it were typed."""
    if cents <= 0:
        return []
    amount = euros(cents, language)
    return [{"title": text("ask_missing", language, amount=amount), "payload": f"{cents // 100},{cents % 100:02}"}]
