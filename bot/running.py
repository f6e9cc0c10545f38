"""Running the steps of a turn, and what other chats left for a person."""

import re
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta

from flows.actions.runner import ActionRunner
from flows.engine.interpreter import Interpreter
from flows.engine.messages import Message, say
from flows.engine.turns import ActionCall, ActionResult, Heard, Turn
from flows.services.context import Context, use
from flows.services.notices import FLOWS, in_language
from storage import notices
from storage.notices import Notice
from storage.statements import Session

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

MOST_TRIES = 5
"""A notice whose delivery goes wrong more often is given up."""

WAIT = timedelta(seconds=20)
"""What cannot be said yet is looked at again after so long, or in the person's own next turn."""


def interpreted(steps: Generator[ActionCall, ActionResult, Turn], runner: ActionRunner, conversation_id: int) -> Turn:
    """Run the steps of a turn, and the business steps that they ask for, to the end."""
    try:
        call = next(steps)
        while True:
            call = steps.send(runner.run(call, str(conversation_id)))
    except StopIteration as end:
        turn: Turn = end.value
        return turn


def storable(heard: Heard) -> Heard:
    """Give what was heard without what no database keeps: control characters, and halves of a character."""
    text = heard.text
    if not text.isprintable():
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = _CONTROL.sub("", whole)
    return replace(heard, text=text)


class News:
    """Brings notices into a chat.

    Args:
        interpreter: the conversation.
        runner: its business steps.
        may_ask: whether a question may come; else only what is said.
    """

    def __init__(self, interpreter: Interpreter, runner: ActionRunner, *, may_ask: bool = True) -> None:
        self._interpreter = interpreter
        self._runner = runner
        self._may_ask = may_ask

    def after(self, turn: Turn, context: Context, person_id: int, *, tried: int = 0) -> Turn:
        """Let a turn be followed by what was left for the person meanwhile.

        Nobody hears anything before they agreed that what they tell is stored. A flow waits as long as another one that
        began by itself is open; what is only said does not wait.

        Args:
            turn: the turn.
            context: the same.
            person_id: who talks here.
            tried: only what was tried at most so often before.
        """
        if not turn.state.slots.get("consent"):
            return turn
        for notice in notices.due_for(context.session, person_id, context.now + WAIT):
            if notice.attempts <= tried and (followed := self._follow(turn, notice, context)):
                turn = followed
                notices.remove(context.session, notice.id)
        return turn

    def _follow(self, turn: Turn, notice: Notice, context: Context) -> Turn | None:
        if notice.kind == "say":
            language = turn.state.slots["language"]
            response = self._interpreter.script.responses[notice.name]
            said = say(response, language, in_language(notice.given, language))
            return replace(turn, messages=before_the_question(turn.messages, said))
        if not self._may_ask or any(flow in FLOWS for flow, _ in turn.state.stack):
            return None
        state = turn.state.copy()
        state.slots.update(notice.given)
        with use(context):
            steps = self._interpreter.interrupt(state, notice.name, context.today)
            news = interpreted(steps, self._runner, context.conversation_id)
        return Turn(news.state, [*turn.messages, *news.messages], [*turn.events, *news.events])


def put_off(session: Session, person_id: int, now: datetime) -> None:
    """Try what is due for a person again later, since delivering it went wrong; give it up after some tries."""
    for notice in notices.due_for(session, person_id, now):
        if notice.attempts + 1 >= MOST_TRIES:
            notices.remove(session, notice.id)
        else:
            notices.put_off(session, notice.id, now + timedelta(minutes=2**notice.attempts))


def before_the_question(messages: list[Message], news: Message) -> list[Message]:
    """Put news among messages: above the open question, where that is asked in the same turn."""
    place = next((index for index, one in enumerate(messages) if one.kind == "ask"), len(messages))
    return [*messages[:place], news, *messages[place:]]
