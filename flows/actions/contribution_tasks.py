"""Steps in which a partner tells what it does, and the answers of a contribution as one whole."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rasa_sdk.executor import CollectingDispatcher

from flows.actions.base import Step, option
from flows.engine.answers import Unreadable, read_amount
from flows.services.context import Context
from knowledge.contribution import Contribution, Task, task_line

_TASK = ("task_name", "task_start", "task_end", "task_helpers", "task_cost", "task_output")


class ReadAmount(Step):
    """Reads an amount that may also be unknown, which is something else than nothing."""

    said: ClassVar[str]
    into: ClassVar[str]
    rejections: ClassVar[tuple[str, ...]] = ()

    @staticmethod
    def reads(said: str) -> Any:
        """Read what was said.

        Raises:
            Unreadable: it is no such answer.
        """
        return read_amount(said)

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the amount, "" when it is unknown; when it cannot be read it is asked again."""
        said = slots.get(self.said) or ""
        try:
            return {self.into: self.reads(said) if said else "", self.said: None}
        except Unreadable as error:
            own = f"utter_reject_{error.reason}_{self.into}"
            say.utter_message(response=own if own in self.rejections else f"utter_reject_{error.reason}")
            return {self.into: None, self.said: None}


class ReadTaskCost(ReadAmount):
    """Reads what an activity costs."""

    id, said, into = "action_read_task_cost", "task_cost_said", "task_cost"


class AddTask(Step):
    """Adds the activity that was just described."""

    id = "action_add_task"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Add it, and clear its answers for the next one."""
        task = Task(
            name=slots["task_name"],
            start=slots.get("task_start") or None,
            end=slots.get("task_end") or None,
            cost_cents=_cents(slots.get("task_cost")),
            output=slots.get("task_output") or "",
            helpers=tuple(slots.get("task_helpers") or ()),
        )
        told = [*(slots.get("contribution_tasks") or ()), task.model_dump(mode="json")]
        return {**dict.fromkeys(_TASK), "contribution_tasks": told}


class AskTaskNext(Step):
    """Shows the activities so far."""

    id = "action_ask_task_next"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Ask what comes next."""
        language, names = slots["language"], names_in(slots)
        told = [f"- {task_line(task, names, language)}" for task in contribution_of(slots).activities]
        say.utter_message(response="utter_ask_task_next", tasks="\n".join(told))
        return {}


class ListTasks(Step):
    """Lists the activities, to take one away."""

    id = "action_list_tasks"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Give the options; their values are places in the list."""
        tasks = contribution_of(slots).activities
        return {"task_options": [option(place, task.name) for place, task in enumerate(tasks)]}


class RemoveTask(Step):
    """Takes one activity away."""

    id = "action_remove_task"

    def step(self, context: Context, slots: Mapping[str, Any], say: CollectingDispatcher) -> Mapping[str, Any]:
        """Take it from the list."""
        kept = [one for place, one in enumerate(slots["contribution_tasks"]) if place != slots["task_remove"]]
        return {"contribution_tasks": kept, "task_remove": None, "task_options": None}


def contribution_of(slots: Mapping[str, Any]) -> Contribution:
    """Give what the answers of a chat make together."""
    in_kind = slots.get("contribution_in_kind")
    return Contribution(
        activities=tuple(Task.model_validate(one) for one in slots.get("contribution_tasks") or ()),
        brings=tuple(slots.get("contribution_brings") or ()),
        own_money_cents=_cents(slots.get("contribution_money")),
        in_kind_cents=_cents(in_kind["cents"] if isinstance(in_kind, dict) else in_kind),
        volunteer_hours=in_kind["hours"] if isinstance(in_kind, dict) else None,
        gains=slots.get("contribution_gains") or "",
    )


def names_in(slots: Mapping[str, Any]) -> dict[int, str]:
    """Give the names of the partners that may be chosen, by their ids."""
    return {one["value"]: one["title"] for one in slots.get("helper_options") or ()}


def _cents(answer: Any) -> int | None:
    return answer if isinstance(answer, int) else None
