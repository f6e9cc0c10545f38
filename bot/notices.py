"""Bringing what other chats left to people who say nothing themselves just now."""

from datetime import datetime, timedelta

from bot.conversation import Conversations, logged
from bot.running import MOST_TRIES, WAIT, News, put_off
from flows.engine.state import State
from flows.engine.turns import Turn
from flows.services.context import Context
from storage import conversations, notices, outbox

BUSY = timedelta(minutes=1)
"""Who wrote less than so long ago may be typing: a question that comes now would get the answer meant for another."""

AT_ONCE = timedelta()


def deliver(talk: Conversations, channel: str, chat: str, now: datetime, busy: timedelta = AT_ONCE) -> bool:
    """Put into the outbox of a chat what was left for its person and may be said now.

    What goes wrong is logged, and tried again later.

    Args:
        talk: the conversations.
        channel: which channel.
        chat: which chat.
        now: the moment.
        busy: who wrote less than so long ago hears news, but is asked nothing until then or until they write again.

    Returns:
        Whether there was anything.
    """
    try:
        return _deliver(talk, channel, chat, now, busy)
    except Exception as error:  # noqa: BLE001 - an edge, as a turn is: nobody is told what nobody asked for
        logged(error)
        with talk.database.transaction() as session:
            conversation = conversations.find(session, channel, chat)
            if conversation and conversation.person_id is not None:
                put_off(session, conversation.person_id, now)
        return False


def deliver_due(talk: Conversations, channel: str, now: datetime, busy: timedelta = BUSY) -> int:
    """Deliver what may be delivered now in a channel, each chat in a transaction of its own.

    For `busy` see `deliver`.

    Returns:
        In how many chats there was anything.
    """
    with talk.database.snapshot() as session:
        chats = notices.chats(session, channel, now)
    return sum(deliver(talk, channel, chat, now, busy) for chat in chats)


def _deliver(talk: Conversations, channel: str, chat: str, now: datetime, busy: timedelta) -> bool:
    with talk.database.transaction() as session:
        conversation = conversations.find(session, channel, chat)
        if conversation is None or conversation.person_id is None:
            return False
        if conversation.state is None:
            notices.wait(session, conversation.person_id, now, now + WAIT)
            return False
        context = Context(session, now, channel, chat, conversation.id, talk.directory, talk.mails, talk.addresses)
        before = Turn(State.from_json(conversation.state))
        news = News(talk.interpreter, talk.runner, may_ask=now - conversation.updated_at >= busy)
        turn = news.after(before, context, conversation.person_id, tried=MOST_TRIES)
        if turn is before:
            notices.wait(session, conversation.person_id, now, now + WAIT)
            return False
        conversations.log(session, conversation.id, [(one.kind, one.flow, one.step) for one in turn.events], now)
        conversations.save_state(session, conversation, turn.state.to_json(), now, conversation.reply)
        outbox.queue(session, conversation.id, [message.to_json() for message in turn.messages], now)
        return True
