"""Steps that show the budget of a plan and change its lines, each by naming it."""

import re
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step
from flows.engine.answers import Unreadable, read_amount_lines, read_amount_or_hours
from flows.engine.choosing import read_choice
from flows.engine.options import given_options
from flows.services import plan_edits, plan_overview, plan_rows
from flows.services.context import Context
from flows.services.plan_edits import Told
from flows.services.plan_rows import Plan, Row
from knowledge.format import euros
from knowledge.proposal.budget_words import budget_words, detail_of

Slots = Mapping[str, Any]


class BudgetStep(Step):
    """A step about the budget of the plan of this chat; without a plan it says that there is none."""

    def step(self, context: Context, slots: Slots, say: CollectingDispatcher) -> Slots:
        """Find the plan, and do the work for it."""
        plan = plan_rows.plan_of(context, slots)
        if plan is None:
            say.utter_message(response="utter_budget_nothing")
            return {"budget_rows": None, "budget_row": None}
        return self.of(context, slots, say, plan)

    @abstractmethod
    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Do the work for a plan; returns the slots to fill, as `step` does.

        Raises:
            Refused: that may not be done.
        """


class ShowBudget(BudgetStep):
    """Shows every line of the budget with its number, both sums, and what to do when they differ."""

    id = "action_show_budget"

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Show it, and what may be typed."""
        return _show(context, slots, say, {})


class SplitBudget(BudgetStep):
    """Shows the costs per partner, activity, year or kind."""

    id = "action_split_budget"

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Show them."""
        said = plan_overview.divided(context, slots, plan, slots["budget_by"])
        say.utter_message(response="utter_budget_split", lines=said)
        return {}


class ListBudget(BudgetStep):
    """Lists the lines of the budget, to name one."""

    id = "action_list_budget"

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Give the options; without a line there is nothing to name."""
        found = plan_rows.rows(context, plan)
        if not found:
            say.utter_message(response="utter_budget_nothing")
        return {"budget_rows": plan_rows.options(found) or None}


class OpenLine(BudgetStep):
    """Shows the line that is to change."""

    id = "action_open_budget_line"

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Show it; a line that is gone, or of somebody else, cannot change."""
        row = _row(context, plan, slots["budget_row"])
        if row is None:
            say.utter_message(response="utter_budget_gone")
            return {"budget_row": None}
        plan_edits.check(plan, row)
        amount = "" if row.cents is None else euros(row.cents, slots["language"])
        say.utter_message(response="utter_budget_line", line=f"{row.text}: {amount}".rstrip(": "))
        return {}


class ChangeLine(BudgetStep):
    """Gives a line another amount, and another name where one was typed before it."""

    id = "action_change_budget_line"

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Change it; what cannot be read is asked again."""
        row = _row(context, plan, slots["budget_row"])
        if row is None:
            say.utter_message(response="utter_budget_gone")
            return {"budget_row": None}
        try:
            value, text = _amount_and_name(slots["budget_amount"])
        except Unreadable as error:
            say.utter_message(response=f"utter_reject_{error.reason}")
            return {"budget_amount": None}
        filled = plan_edits.with_amount(plan, row, value, text)
        return _show(context, slots, say, filled)


class RemoveLine(BudgetStep):
    """Takes a line away."""

    id = "action_remove_budget_line"

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Take it away, and show what is left."""
        row = _row(context, plan, slots["budget_row"])
        if row is None:
            say.utter_message(response="utter_budget_gone")
            return {}
        return _show(context, slots, say, plan_edits.without(context, plan, row))


class AddLines(BudgetStep):
    """Adds lines to one side."""

    told: ClassVar[Told]
    said: ClassVar[str]

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Add them, and show the whole."""
        filled = plan_edits.with_lines(plan, self.told, slots[self.said])
        return _show(context, slots, say, filled)


class AddCosts(AddLines):
    """Adds costs."""

    id, told, said = "action_add_costs", "other_costs", "budget_costs"


class AddIncome(AddLines):
    """Adds money from others."""

    id, told, said = "action_add_income", "other_income", "budget_income"


class SayLine(BudgetStep):
    """Does what was said of a line in one sentence: "koffie in 400 euro", "2 is voor het buurtdiner"."""

    id = "action_say_budget_line"

    def of(self, context: Context, slots: Slots, say: CollectingDispatcher, plan: Plan) -> Slots:
        """Do it and show the whole, or say what may be typed."""
        found = plan_rows.rows(context, plan)
        name, said = _parted(slots["budget_said"])
        row = _meant(name, found)
        if row is None:
            say.utter_message(response="utter_budget_gone")
            return {}
        try:
            filled = plan_edits.with_amount(plan, row, read_amount_or_hours(said))
        except Unreadable as error:
            called = [called for _, called in plan.partners]
            detail = detail_of(said, row.side, plan_edits.activities(plan), called)
            if detail is None:
                known = error.reason if error.reason != "amount" else f"detail_{row.side}"
                say.utter_message(response=f"utter_reject_{known}", said=said)
                return {}
            filled = plan_edits.with_detail(plan, row, detail)
        return _show(context, slots, say, filled)


def _show(context: Context, slots: Slots, say: CollectingDispatcher, filled: Slots) -> dict[str, Any]:
    """Show the budget as it is with these answers; gives them, and the lines to name."""
    now = {**slots, **filled}
    plan = plan_rows.plan_of(context, now)
    assert plan  # noqa: S101 - there was one, and no answer that makes it a plan was taken away
    found = plan_rows.rows(context, plan)
    name = "utter_budget" if plan.mine and found else "utter_budget_read"
    say.utter_message(response=name, lines=plan_overview.overview(context, now, plan, found))
    return {**filled, "budget_rows": plan_rows.options(found) or None}


def _row(context: Context, plan: Plan, ref: str) -> Row | None:
    return next((row for row in plan_rows.rows(context, plan) if row.ref == ref), None)


def _meant(name: str, found: list[Row]) -> Row | None:
    try:
        ref = read_choice(name, given_options(plan_rows.options(found)), ())
    except Unreadable:
        return None
    return next(row for row in found if row.ref == ref)


def _amount_and_name(said: str) -> tuple[int | dict[str, int], str]:
    """Read an amount, or hours; or a line with a new name and an amount.

    Raises:
        Unreadable: it is neither.
    """
    try:
        return read_amount_or_hours(said), ""
    except Unreadable:
        with suppress(Unreadable, ValueError):
            (item,) = read_amount_lines(said)
            return item["cents"], item["text"]
        raise


def _parted(said: str) -> tuple[str, str]:
    """Part "koffie in 400 euro" at the first small word that stands between a line and what is said of it."""
    small = "|".join(re.escape(word) for words in budget_words().between.values() for word in words)
    name, _, rest = re.sub(rf"\s(?:{small})\s", "\n", f"{said} ", count=1, flags=re.IGNORECASE).partition("\n")
    return name.strip(), rest.strip()
