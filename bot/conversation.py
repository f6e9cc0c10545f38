"""One turn of a conversation: load, run, save, queue what is said, commit. For every channel the same."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from traceback import extract_tb
from typing import Any

import structlog
from sqlmodel import Session

from flows.actions.runner import ActionRunner
from flows.engine.definitions import LANGUAGES
from flows.engine.interpreter import Interpreter
from flows.engine.messages import Message, say
from flows.engine.state import State
from flows.engine.turns import Heard, Turn
from flows.services import privacy
from flows.services.context import Context, use
from flows.services.directory import Directory
from knowledge.texts import text
from storage import conversations, outbox
from storage.conversations import Conversation
from storage.database import Database

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came in from a channel.

    Attributes:
        channel: "telegram", "terminal", ...
        chat: the channel's own name for the chat.
        update_id: the channel's number of this update; the same update is applied once, however often it comes.
        heard: what the person did.
        language: what the channel knows of the person's language; counts at the first turn only.
    """

    channel: str
    chat: str
    update_id: str
    heard: Heard
    language: str = "nl"


class Conversations:
    """Runs turns.

    Args:
        database: where everything is stored.
        interpreter: the conversation.
        runner: its business steps.
        directory: the organisations.
    """

    def __init__(
        self, database: Database, interpreter: Interpreter, runner: ActionRunner, directory: Directory
    ) -> None:
        self.database = database
        self.interpreter = interpreter
        self._runner = runner
        self._directory = directory

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
            reference = secrets.token_hex(4)
            # Not log.exception: what an error says may quote what a person wrote.
            log.error(  # noqa: TRY400
                "turn failed", reference=reference, error=type(error).__name__, at=_places(error)
            )
            self._apologise(incoming, reference, now)
            return True

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
            conversation = conversations.take(session, incoming.channel, incoming.chat, now)
            language = self._state(conversation, incoming.language).slots["language"]
            outbox.queue(session, conversation.id, _bodies([Message("say", text(key, language))]), now)
            return True

    def _turn(self, session: Session, incoming: Incoming, now: datetime) -> bool:
        if not conversations.first_time(session, incoming.channel, incoming.update_id, now):
            return False
        conversation = conversations.take(session, incoming.channel, incoming.chat, now)
        state = self._state(conversation, incoming.language)
        context = Context(session, now, incoming.channel, incoming.chat, conversation.id, self._directory)
        with use(context):
            turn = self._run(state, incoming.heard, context)
            if turn.state.slots.get("forgotten"):
                self._forget(context, turn, incoming, now)
                return True
        conversations.save_state(session, conversation, turn.state.to_json(), now)
        events = [(event.kind, event.flow, event.step) for event in turn.events]
        conversations.log(session, conversation.id, events, now)
        outbox.queue(session, conversation.id, _bodies(turn.messages), now)
        return True

    def _state(self, conversation: Conversation, language: str) -> State:
        if conversation.state:
            return State.from_json(conversation.state)
        known = language if language in LANGUAGES else LANGUAGES[0]
        return State(slots=self.interpreter.slots_at_start(known))

    def _run(self, state: State, heard: Heard, context: Context) -> Turn:
        steps = self.interpreter.turn(state, heard, context.today)
        try:
            call = next(steps)
            while True:
                call = steps.send(self._runner.run(call, str(context.conversation_id)))
        except StopIteration as end:
            turn: Turn = end.value
            return turn

    def _forget(self, context: Context, turn: Turn, incoming: Incoming, now: datetime) -> None:
        """Erase everything; the goodbye goes out from an empty conversation, which goes when that is sent."""
        privacy.erase(context)
        fresh = conversations.take(context.session, incoming.channel, incoming.chat, now)
        goodbye = [message for message in turn.messages if message.kind == "say"]
        outbox.queue(context.session, fresh.id, _bodies(goodbye), now)

    def _apologise(self, incoming: Incoming, reference: str, now: datetime) -> None:
        with self.database.transaction() as session:
            conversations.first_time(session, incoming.channel, incoming.update_id, now)
            conversation = conversations.take(session, incoming.channel, incoming.chat, now)
            language = self._state(conversation, incoming.language).slots["language"]
            response = self.interpreter.script.responses["utter_internal_error"]
            sorry = say(response, language, {"reference": reference})
            outbox.queue(session, conversation.id, _bodies([sorry]), now)


def _bodies(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [message.to_json() for message in messages]


def _places(error: BaseException) -> list[str]:
    """Where an error came from; not what it says, since that may quote what a person wrote."""
    return [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
