"""Steps about the money of the plan."""

from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.services import plan_edits, plan_rows, proposals
from flows.services.calls import find_call
from flows.services.context import Context
from flows.services.plan_overview import sums
from knowledge.format import euros, number
from knowledge.languages import Language
from knowledge.texts import text


class PlaceLines(Step):
    """Takes from the words of costs and money what they say themselves: for which activity, or how sure it is."""

    id = "action_place_lines"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the lines with their details, and list them all so that one can be named."""
        plan = plan_rows.plan_of(context, slots)
        if plan is None or not plan.mine:
            return {}
        filled: dict[str, Any] = {}
        names: tuple[plan_edits.Told, ...] = ("other_costs", "other_income")
        for name in names:
            placed = plan_edits.placed(slots.get(name) or (), name, plan)
            if placed and placed != slots[name]:
                filled[name] = placed
        now = plan_rows.plan_of(context, {**slots, **filled})
        found = plan_rows.rows(context, now) if now else []
        return {**filled, "budget_rows": plan_rows.options(found) or None}


class SayHours(Step):
    """Says what hours of volunteers are worth in this call, or why they are not counted as money."""

    id = "action_say_hours"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Say it, where hours were told."""
        said, language = slots.get("own_in_kind"), slots["language"]
        if isinstance(said, dict):
            rate, hours = find_call(context, slots["call"]).volunteer_hour_cents, number(said["hours"], language)
            if rate is None:
                say.utter_message(response="utter_hours_uncounted", hours=hours)
            else:
                amount = euros(said["hours"] * rate, language)
                say.utter_message(response="utter_hours", hours=hours, rate=euros(rate, language), amount=amount)
        return {}


class AskRequested(Step):
    """Shows the costs and what is missing, so that the requested amount is easy to give."""

    id = "action_ask_requested"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask, and say of what the sums are made."""
        language, without = slots["language"], {**slots, "requested": None}
        draft = proposals.draft_of(context, without)
        costs, cover = draft.proposal.cost_cents, draft.proposal.income_cents
        plan = plan_rows.plan_of(context, without)
        found = plan_rows.rows(context, plan) if plan else []
        made_of = {side: sums(found, side, language) for side in ("costs", "income")}
        say.utter_message(
            response="utter_ask_requested",
            costs=_with(euros(costs, language), made_of["costs"]),
            cover=_with(euros(cover, language), made_of["income"]),
            missing=euros(max(costs - cover, 0), language),
            ceiling=euros(draft.call.ceiling_cents, language),
            buttons=_ask_missing(costs - cover, language),
        )
        return {}


def _with(amount: str, parts: str) -> str:
    return f"{amount} ({parts})" if parts else amount


def _ask_missing(cents: int, language: Language) -> list[dict[str, str]]:
    """A button that asks exactly what is missing; what it says is the amount, as if it were typed."""
    if cents <= 0:
        return []
    amount = euros(cents, language)
    return [{"title": text("ask_missing", language, amount=amount), "payload": f"{cents // 100},{cents % 100:02}"}]
