"""Writing the plan in several chats at once: around each turn the answers are compared with those of others."""

from collections.abc import Sequence
from dataclasses import replace

from bot.running import before_the_question, interpreted
from flows.actions.runner import ActionRunner
from flows.engine.interpreter import Interpreter
from flows.engine.messages import Message, say
from flows.engine.state import State
from flows.engine.turns import Turn
from flows.services import sharing
from flows.services.context import Context, use
from knowledge import joint
from knowledge.format import listing
from knowledge.languages import LANGUAGES, Language


class Together:
    """Keeps the answers that partners write together the same in the chats of those who write.

    Args:
        interpreter: the conversation.
        runner: its business steps.
    """

    def __init__(self, interpreter: Interpreter, runner: ActionRunner) -> None:
        self._interpreter = interpreter
        self._runner = runner

    def before(self, state: State, context: Context) -> tuple[State, list[Message]]:
        """Fill in what others answered meanwhile, and give what is to be said about it; the given state stays as it is.

        The question that is open now stays open: who answers it too is asked which answer it is to be.
        """
        if sharing.SEEN not in state.slots or not any(flow in sharing.WRITING for flow, _ in state.stack):
            return state, []
        found = sharing.news(context, state.slots, _asked(state))
        if found is None:
            return state, []
        return _filled(state, found), self._told(found.news, state.slots["language"])

    def after(self, before: State, turn: Turn, context: Context) -> Turn:
        """Write down what was answered in a turn, and ask what to do where somebody else answered the same."""
        names = sharing.changed(before.slots, turn.state.slots)
        if not sharing.is_asked(turn.state.slots, names):
            return turn
        found = sharing.sync(context, turn.state.slots, names, _asked(turn.state))
        state, messages = _filled(turn.state, found), turn.messages
        for message in self._told(found.news, state.slots["language"]):
            messages = before_the_question(messages, message)
        turn = replace(turn, state=state, messages=messages)
        if not found.conflicts:
            return turn
        waiting = state.slots.get(sharing.CONFLICTS) or []
        state.slots[sharing.CONFLICTS] = [*waiting, *(name for name in found.conflicts if name not in waiting)]
        return turn if any(flow == sharing.FLOW for flow, _ in state.stack) else self._ask(turn, context)

    def _ask(self, turn: Turn, context: Context) -> Turn:
        with use(context):
            steps = self._interpreter.interrupt(turn.state, sharing.FLOW, context.today)
            more = interpreted(steps, self._runner, context.conversation_id)
        return Turn(more.state, [*turn.messages, *more.messages], [*turn.events, *more.events])

    def _told(self, names: Sequence[str], language: str) -> list[Message]:
        if not names:
            return []
        known: Language = "en" if language == "en" else LANGUAGES[0]
        answers = listing([joint.answer(name).name[known] for name in names], known)
        return [say(self._interpreter.script.responses["utter_plan_news"], language, {"answers": answers})]


def _asked(state: State) -> str:
    return state.asked.slot if state.asked else ""


def _filled(state: State, found: sharing.Synced) -> State:
    state = state.copy()
    for name, value in found.slots.items():
        if value is None:
            state.slots.pop(name, None)
        else:
            state.slots[name] = value
    return state
