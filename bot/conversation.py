"""One turn of a conversation: load, run, save, queue what is said, commit. For every channel the same."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog

from bot.locking import Locked
from bot.replies import Reply
from bot.running import News, interpreted, put_off, storable
from bot.sharing import Together
from flows.actions.runner import ActionRunner
from flows.engine.definitions import LANGUAGES
from flows.engine.interpreter import Interpreter
from flows.engine.messages import Message, say
from flows.engine.state import State
from flows.engine.turns import Heard, Turn
from flows.services import following, privacy
from flows.services.context import NOWHERE, Addresses, Context, use
from flows.services.directory import Directory
from knowledge.texts import text
from storage import conversations, outbox
from storage.conversations import Conversation
from storage.database import Database
from storage.statements import Session

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in from a channel.

    Attributes:
        channel: "telegram", "terminal", ...
        chat: the channel's own name for the chat.
        update_id: the channel's number of this update; the same update is applied once, however often it comes.
            "" when the channel cannot tell.
        heard: what the person did.
        language: what the channel knows of the person's language; counts at the first turn only.
        link: the secret of a link that the person followed; "" when it was none.
        seen: after how many turns of the conversation the person did this; None when the channel cannot tell. When
            there were more turns meanwhile, it was meant for another question.
        given: slots that are filled before, such as what a link opens.
    """

    channel: str
    chat: str
    update_id: str
    heard: Heard
    language: str = "nl"
    link: str = ""
    seen: int | None = None
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a turn gives to a channel whose answer carries the messages.

    Attributes:
        language: of the conversation.
        messages: what is said, in order, as plain JSON.
        question: the open question as it was last shown with its options; None when none is open.
        turn: the number of turns so far.
        above: what was said since that question was first shown; the last of these are the messages of this turn.
        again: the update was applied before; this is what was answered last.
        erased: the person had everything erased, so the conversation is over.
    """

    language: str
    messages: Sequence[dict[str, Any]]
    question: dict[str, Any] | None
    turn: int
    above: Sequence[dict[str, Any]] = ()
    again: bool = False
    erased: bool = False


class TurnFailed(Exception):
    """A turn went wrong and was undone.

    Attributes:
        reference: a number that stands in the log, for the staff.
    """

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class Conversations:
    """Runs turns.

    Args:
        database: where everything is stored.
        interpreter: the conversation.
        runner: its business steps.
        directory: the organisations.
        mails: mails can be sent.
        addresses: where people find the assistant.
    """

    def __init__(
        self,
        database: Database,
        interpreter: Interpreter,
        runner: ActionRunner,
        directory: Directory,
        *,
        mails: bool = False,
        addresses: Addresses = NOWHERE,
    ) -> None:
        self.database = database
        self.interpreter = interpreter
        self.runner = runner
        self.directory = directory
        self.mails = mails
        self.addresses = addresses

    def turn(self, incoming: Incoming, now: datetime) -> bool:
        """Run one turn; what is said stands in the outbox afterwards.

        An error undoes the turn as a whole; the person then hears a number to give to the staff.

        Returns:
            False when this update was applied before, so that nothing was done.
        """
        try:
            with self.database.transaction() as session:
                return self._turn(session, incoming, now)
        except Exception as error:  # noqa: BLE001 - one of the three edges where everything is caught
            self._apologise(incoming, logged(error), now)
            return True

    def answers(self, incoming: Sequence[Incoming], now: datetime) -> list[Answer | TurnFailed | None]:
        """Run one turn each in conversations that were begun before, and give what is said.

        For channels whose answer carries the messages, so that nothing goes through the outbox. The answer is kept
        until the next turn: when it got lost on its way, the same update again gives it again.

        All turns are committed together, or, when one goes wrong, each by itself.

        Returns:
            For each, in order: its answer; None when there is no such conversation; `TurnFailed` when it was undone.
        """
        try:
            with self.database.transaction() as session:
                return [self._answer(session, one, now) for one in incoming]
        except Exception as error:  # noqa: BLE001 - one of the three edges where everything is caught
            if len(incoming) == 1:
                return [TurnFailed(logged(error))]
        return [self.answers([one], now)[0] for one in incoming]

    def last_answer(self, channel: str, chat: str) -> Answer | None:
        """Give what `answers` gave last; None when there is no such conversation."""
        with self.database.transaction() as session:
            conversation = conversations.find(session, channel, chat)
            return self._kept(conversation, LANGUAGES[0]) if conversation else None

    def tell(self, incoming: Incoming, key: str, now: datetime) -> bool:
        """Say a text of the knowledge base; the conversation itself hears nothing and stays where it is.

        For what came in but is no answer, such as a photo.

        Returns:
            False when this update was applied before, so that nothing was done.

        Raises:
            KeyError: there is no such text.
        """
        with self.database.transaction() as session:
            if not conversations.first_time(session, incoming.channel, incoming.update_id, now):
                return False
            self._tell(session, incoming, key, now)
            return True

    def _turn(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        if not conversations.first_time(session, incoming.channel, incoming.update_id, now):
            return False
        incoming, goes_on = self._followed(session, incoming, now)
        if not goes_on:
            return True
        conversation = conversations.take(session, incoming.channel, incoming.chat, now)
        turn, erased = self._run(session, conversation, incoming, now)
        if erased:  # The goodbye goes out from an empty conversation, which goes when that is sent.
            conversation = conversations.take(session, incoming.channel, incoming.chat, now)
        else:
            conversations.save_state(session, conversation, turn.state.to_json(), now)
        outbox.queue(session, conversation.id, _bodies(turn.messages), now)
        return True

    def _followed(self, session: Session, incoming: Incoming, now: datetime) -> tuple[Incoming, bool]:
        """Follow the link with which somebody came, if any; gives what to hear then, and whether to."""
        if not incoming.link:
            return incoming, True
        followed = following.follow(session, incoming.link, incoming.channel, incoming.chat, now)
        if followed.told:
            self._tell(session, incoming, followed.told, now)
        return replace(incoming, given=followed.slots), followed.goes_on

    def _tell(self, session: Session, incoming: Incoming, key: str, now: datetime) -> None:
        conversation = conversations.take(session, incoming.channel, incoming.chat, now)
        language = self._state(conversation, incoming.language).slots["language"]
        outbox.queue(session, conversation.id, _bodies([Message("say", text(key, language))]), now)

    def _answer(self, session: Session, incoming: Incoming, now: datetime) -> Answer | None:
        conversation = conversations.find(session, incoming.channel, incoming.chat)
        if conversation is None:
            return None
        if incoming.update_id and not conversations.first_time(session, incoming.channel, incoming.update_id, now):
            return replace(self._kept(conversation, incoming.language), again=True)
        if incoming.seen is not None and (kept := self._kept(conversation, incoming.language)).turn != incoming.seen:
            return replace(kept, again=True)
        incoming, _ = self._followed(session, incoming, now)
        turn, erased = self._run(session, conversation, incoming, now)
        messages = [*([] if erased else _waiting(session, conversation.id, now)), *_bodies(turn.messages)]
        language, number = turn.state.slots["language"], turn.state.turn
        if erased:
            return Answer(language, messages, None, number, erased=True)
        reply = Reply.from_json(conversation.reply).followed_by(messages, asks=turn.state.asked is not None)
        conversations.save_state(session, conversation, turn.state.to_json(), now, reply.to_json())
        return Answer(language, messages, reply.question, number, reply.above)

    def _kept(self, conversation: Conversation, language: str) -> Answer:
        state, reply = self._state(conversation, language), Reply.from_json(conversation.reply)
        return Answer(state.slots["language"], reply.messages, reply.question, state.turn, reply.above)

    def _state(self, conversation: Conversation, language: str) -> State:
        if conversation.state:
            return State.from_json(conversation.state)
        known = language if language in LANGUAGES else LANGUAGES[0]
        return State(slots=self.interpreter.slots_at_start(known))

    def _run(
        self, session: Session, conversation: Conversation, incoming: Incoming, now: datetime
    ) -> tuple[Turn, bool]:
        """Run a turn; its state and messages are still to be stored.

        Returns:
            The turn, and whether everything about the person was erased in it; then only its goodbye is left.
        """
        conversations.note_heard(session, conversation, now)
        state = self._state(conversation, incoming.language)
        state.slots.update(incoming.given)
        where = (incoming.channel, incoming.chat, conversation.id)
        context = Context(session, now, *where, self.directory, self.mails, self.addresses)
        together = Together(self.interpreter, self.runner)
        state, news = together.before(state, context)
        with use(context):
            steps = self.interpreter.turn(state, storable(incoming.heard), context.today)
            turn = interpreted(steps, self.runner, conversation.id)
            if turn.state.slots.get("forgotten"):
                privacy.erase(context)
                goodbye = [message for message in turn.messages if message.kind == "say"]
                return replace(turn, messages=goodbye), True
        turn = Locked(self.interpreter).after(state, replace(turn, messages=[*news, *turn.messages]), context)
        turn = together.after(state, turn, context)
        if conversation.person_id is not None:
            turn = News(self.interpreter, self.runner).after(turn, context, conversation.person_id)
        conversations.log(session, conversation.id, [(one.kind, one.flow, one.step) for one in turn.events], now)
        return turn, False

    def _apologise(self, incoming: Incoming, reference: str, now: datetime) -> None:
        with self.database.transaction() as session:
            conversations.first_time(session, incoming.channel, incoming.update_id, now)
            conversation = conversations.take(session, incoming.channel, incoming.chat, now)
            if conversation.person_id is not None:  # What others left for this person may be what went wrong.
                put_off(session, conversation.person_id, now)
            language = self._state(conversation, incoming.language).slots["language"]
            response = self.interpreter.script.responses["utter_internal_error"]
            sorry = say(response, language, {"reference": reference})
            outbox.queue(session, conversation.id, _bodies([sorry]), now)


def _waiting(session: Session, conversation_id: int, now: datetime) -> list[dict[str, Any]]:
    """Take from the outbox what was said between two turns: this channel shows it with the next answer."""
    items = outbox.pending(session, conversation_id)
    for item in items:
        outbox.mark_sent(session, item.id, now)
    return [item.body for item in items]


def logged(error: Exception) -> str:
    """Write to the log where an error came from, and give its reference for the staff."""
    reference = secrets.token_hex(4)
    # Not log.exception, only places: what an error says may quote what a person wrote.
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    log.error("failed", reference=reference, error=type(error).__name__, at=places)
    return reference


def _bodies(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [message.to_json() for message in messages]
