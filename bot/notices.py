"""Bringing what other chats left to people who say nothing themselves just now."""

from datetime import datetime

from bot.conversation import Conversations, logged
from bot.running import MOST_TRIES, WAIT, News, put_off
from flows.engine.state import State
from flows.engine.turns import Turn
from flows.services.context import Context
from storage import conversations, notices, outbox


def deliver(talk: Conversations, channel: str, chat: str, now: datetime) -> bool:
    """Put into the outbox of a chat what was left for its person and may be said now.

    What goes wrong is logged, and tried again later.

    Returns:
        Whether there was anything.
    """
    try:
        return _deliver(talk, channel, chat, now)
    except Exception as error:  # noqa: BLE001 - an edge, as a turn is: nobody is told what nobody asked for
        logged(error)
        with talk.database.transaction() as session:
            conversation = conversations.find(session, channel, chat)
            if conversation and conversation.person_id is not None:
                put_off(session, conversation.person_id, now)
        return False


def deliver_due(talk: Conversations, channel: str, now: datetime) -> int:
    """Deliver what may be delivered now in a channel, each chat in a transaction of its own.

    Returns:
        In how many chats there was anything.
    """
    with talk.database.snapshot() as session:
        chats = notices.chats(session, channel, now)
    return sum(deliver(talk, channel, chat, now) for chat in chats)


def _deliver(talk: Conversations, channel: str, chat: str, now: datetime) -> bool:
    with talk.database.transaction() as session:
        conversation = conversations.find(session, channel, chat)
        if conversation is None or conversation.person_id is None:
            return False
        if conversation.state is None:
            notices.wait(session, conversation.person_id, now, now + WAIT)
            return False
        context = Context(session, now, channel, chat, conversation.id, talk.directory, talk.mails, talk.addresses)
        before = Turn(State.from_json(conversation.state))
        turn = News(talk.interpreter, talk.runner).after(before, context, conversation.person_id, tried=MOST_TRIES)
        if turn is before:
            notices.wait(session, conversation.person_id, now, now + WAIT)
            return False
        conversations.log(session, conversation.id, [(one.kind, one.flow, one.step) for one in turn.events], now)
        conversations.save_state(session, conversation, turn.state.to_json(), now, conversation.reply)
        outbox.queue(session, conversation.id, [message.to_json() for message in turn.messages], now)
        return True
