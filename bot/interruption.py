"""Starting a flow in a conversation in which nobody said anything, such as asking whether something is still right."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from bot.conversation import Conversations, logged
from bot.running import interpreted
from bot.upkeep import tidy
from flows.engine.state import State
from flows.services import freshness, reminders
from flows.services.context import Context, use
from flows.services.retention import Swept
from storage import conversations, outbox
from storage.statements import Session

log = structlog.get_logger()


def interrupt(
    talk: Conversations, flow: str, chat: tuple[str, str], first: Callable[[Session], bool], now: datetime
) -> bool:
    """Start a flow on top of the open question, which comes back when it ends; what it says goes to the outbox.

    Args:
        talk: the conversations.
        flow: the flow.
        chat: the channel and its name for the chat.
        first: done before, in the same transaction; when it gives False nothing happens.
        now: the moment.

    Returns:
        Whether it was started; False also when there is no such conversation any more.
    """
    with talk.database.transaction() as session:
        conversation = conversations.find(session, *chat)
        if conversation is None or conversation.state is None or not first(session):
            return False
        context = Context(session, now, *chat, conversation.id, talk.directory)
        with use(context):
            steps = talk.interpreter.interrupt(State.from_json(conversation.state), flow, context.today)
            turn = interpreted(steps, talk.runner, conversation.id)
        conversations.log(session, conversation.id, [(one.kind, one.flow, one.step) for one in turn.events], now)
        conversations.save_state(session, conversation, turn.state.to_json(), now)
        outbox.queue(session, conversation.id, [message.to_json() for message in turn.messages], now)
        return True


def ask_whether_right(talk: Conversations, channel: str, now: datetime) -> int:
    """Ask organisations that nobody confirmed for long, in their chat, whether what the directory says is right.

    Each is asked in a transaction of its own; what goes wrong with one is logged, and the others are asked.

    Returns:
        How many were asked.
    """
    with talk.database.transaction() as session:
        due = freshness.due(session, channel, now)
    asked = 0
    for organisation_id, chat in due:
        first = partial(freshness.note_asked, organisation_id=organisation_id, chat=(channel, chat), now=now)
        try:
            asked += interrupt(talk, freshness.FLOW, (channel, chat), first, now)
        except Exception as error:  # noqa: BLE001 - an edge, as a turn is: nobody is told what nobody asked for
            logged(error)
    return asked


def remind(talk: Conversations, now: datetime) -> int:
    """Leave reminders for people whose organisation did not tell its contribution to a coalition yet.

    Each is left in a transaction of its own; what goes wrong with one is logged, and the others are reminded.

    Returns:
        How many were reminded.
    """
    with talk.database.snapshot() as session:
        due = reminders.due(session, now)
    reminded = 0
    for one in due:
        try:
            with talk.database.transaction() as session:
                reminded += reminders.remind(session, one, now)
        except Exception as error:  # noqa: BLE001 - an edge, as a turn is: nobody is told what nobody asked for
            logged(error)
    return reminded


def look_after(talk: Conversations, now: datetime) -> Swept | None:
    """Do what is due now and then, whatever the channel: remind, and delete what was kept too long.

    Returns:
        What was deleted; None when it was not time for that.
    """
    remind(talk, now)
    return tidy(talk, now)


def run_errands(talk: Conversations, channel: str, now: datetime) -> None:
    """Do what is due now and then: ask organisations of a channel whether they are described right, remind, tidy."""
    ask_whether_right(talk, channel, now)
    look_after(talk, now)
