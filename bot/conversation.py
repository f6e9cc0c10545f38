"""One turn of a conversation: load, run, save, queue what is said, commit. For every channel the same."""

import re
import secrets
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog

from bot.replies import Reply
from flows.actions.runner import ActionRunner
from flows.engine.definitions import LANGUAGES
from flows.engine.interpreter import Interpreter
from flows.engine.messages import Message, say
from flows.engine.state import State
from flows.engine.turns import ActionCall, ActionResult, Heard, Turn
from flows.services import carrying, privacy
from flows.services.context import Context, use
from flows.services.directory import Directory
from knowledge.texts import text
from storage import conversations, outbox
from storage.conversations import Conversation
from storage.database import Database
from storage.statements import Session

log = structlog.get_logger()

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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
    """

    channel: str
    chat: str
    update_id: str
    heard: Heard
    language: str = "nl"
    link: str = ""
    seen: int | None = None


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
    """

    def __init__(
        self,
        database: Database,
        interpreter: Interpreter,
        runner: ActionRunner,
        directory: Directory,
        *,
        mails: bool = False,
    ) -> None:
        self.database = database
        self.interpreter = interpreter
        self.runner = runner
        self.directory = directory
        self.mails = mails

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
        if incoming.link:
            followed = carrying.follow(session, incoming.link, incoming.channel, incoming.chat, now)
            if followed != "already_here":
                self._tell(session, incoming, f"link_{followed}", now)
            if followed in {"dead", "occupied"}:
                return True
        conversation = conversations.take(session, incoming.channel, incoming.chat, now)
        turn, erased = self._run(session, conversation, incoming, now)
        if erased:  # The goodbye goes out from an empty conversation, which goes when that is sent.
            conversation = conversations.take(session, incoming.channel, incoming.chat, now)
        else:
            conversations.save_state(session, conversation, turn.state.to_json(), now)
        outbox.queue(session, conversation.id, _bodies(turn.messages), now)
        return True

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
        state = self._state(conversation, incoming.language)
        where = (incoming.channel, incoming.chat, conversation.id)
        context = Context(session, now, *where, self.directory, self.mails)
        with use(context):
            steps = self.interpreter.turn(state, _storable(incoming.heard), context.today)
            turn = interpreted(steps, self.runner, conversation.id)
            if turn.state.slots.get("forgotten"):
                privacy.erase(context)
                goodbye = [message for message in turn.messages if message.kind == "say"]
                return replace(turn, messages=goodbye), True
        conversations.log(session, conversation.id, [(one.kind, one.flow, one.step) for one in turn.events], now)
        return turn, False

    def _apologise(self, incoming: Incoming, reference: str, now: datetime) -> None:
        with self.database.transaction() as session:
            conversations.first_time(session, incoming.channel, incoming.update_id, now)
            conversation = conversations.take(session, incoming.channel, incoming.chat, now)
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


def interpreted(steps: Generator[ActionCall, ActionResult, Turn], runner: ActionRunner, conversation_id: int) -> Turn:
    """Run the steps of a turn, and the business steps that they ask for, to the end."""
    try:
        call = next(steps)
        while True:
            call = steps.send(runner.run(call, str(conversation_id)))
    except StopIteration as end:
        turn: Turn = end.value
        return turn


def _storable(heard: Heard) -> Heard:
    """Give what was heard without what no database keeps: control characters, and halves of a character."""
    text = heard.text
    if not text.isprintable():
        whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        text = _CONTROL.sub("", whole)
    return replace(heard, text=text)


def logged(error: Exception) -> str:
    """Write to the log where an error came from, and give its reference for the staff."""
    reference = secrets.token_hex(4)
    # Not log.exception, only places: what an error says may quote what a person wrote.
    places = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    log.error("failed", reference=reference, error=type(error).__name__, at=places)
    return reference


def _bodies(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [message.to_json() for message in messages]
