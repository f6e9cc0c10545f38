"""Runs the business steps: rasa_sdk Actions, in this process, through rasa_sdk's own executor.

rasa_sdk hands an action the caller's own slots, so it gets a fresh copy here and only returned events count.
The actions are plain functions of Python that never wait, so their coroutine ends at its first step.
"""

from collections.abc import Coroutine, Iterable, Mapping
from copy import deepcopy
from typing import Any, TypeVar

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import Action

from flows.engine.turns import ActionCall, ActionResult

Result = TypeVar("Result")

_DOMAIN: Mapping[str, Any] = {}


class ActionRunner:
    """Runs actions by name."""

    def __init__(self, actions: Iterable[type[Action]]) -> None:
        self._executor = ActionExecutor()
        for action in actions:
            self._executor.register_action(action)
        self.names = frozenset(self._executor.actions)

    def run(self, call: ActionCall, sender: str) -> ActionResult:
        """Run one action.

        Args:
            call: which action, on which slots.
            sender: the conversation, for the action's tracker.

        Raises:
            Exception: whatever the action raises.
        """
        request = {
            "next_action": call.name,
            "sender_id": sender,
            "domain": _DOMAIN,
            "tracker": {
                "sender_id": sender,
                "slots": deepcopy(dict(call.slots)),
                "latest_message": {},
                "events": [],
                "paused": False,
                "followup_action": None,
                "active_loop": {},
                "latest_action_name": None,
            },
        }
        result = finish(self._executor.run(request))
        return ActionResult(result.events, result.responses) if result else ActionResult()


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine that never waits.

    Raises:
        TypeError: it waits for something.
    """
    try:
        work.send(None)
    except StopIteration as end:
        done: Result = end.value
        return done
    work.close()
    raise TypeError("an action waited for something; actions of this project must not")
