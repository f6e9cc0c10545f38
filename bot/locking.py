"""Keeping a plan as it is while it may not change: what is answered all the same is put back, and why is said."""

from dataclasses import replace

from bot.running import before_the_question
from flows.engine.interpreter import Interpreter
from flows.engine.messages import say
from flows.engine.state import State
from flows.engine.turns import Turn
from flows.services import locking, sharing
from flows.services.context import Context


class Locked:
    """Puts answers back that may not change now.

    Args:
        interpreter: the conversation.
    """

    def __init__(self, interpreter: Interpreter) -> None:
        self._interpreter = interpreter

    def after(self, before: State, turn: Turn, context: Context) -> Turn:
        """Put back what was answered in a turn in parts of a plan that may not change; the rest of the turn stays."""
        if sharing.SEEN not in turn.state.slots:
            return turn
        names = sharing.changed(before.slots, turn.state.slots)
        locked = locking.locked_answers(context, turn.state.slots, names)
        if not locked:
            return turn
        state, kept = turn.state.copy(), locking.as_kept(context, turn.state.slots)
        # What nobody answered before stays with who answers it: there is nothing to put back, and the plan that was
        # handed in stands by itself.
        for name in locked.keys() & kept.keys():
            state.slots[name] = kept[name]
        response, language = self._interpreter.script.responses["utter_refused"], state.slots["language"]
        messages = turn.messages
        for sentence in dict.fromkeys(why[language] for why in locked.values()):
            messages = before_the_question(messages, say(response, language, {"sentence": sentence}))
        return replace(turn, state=state, messages=messages)
