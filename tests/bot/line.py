"""A bot on the double of Telegram, and people with a phone who talk with it."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from telegram import Bot, Update

from bot.channels.telegram_in import CHANNEL
from bot.channels.telegram_intake import Intake
from bot.channels.telegram_out import TelegramSender
from bot.conversation import Conversations
from bot.worker import Worker
from flows.actions.runner import ActionRunner
from flows.engine.interpreter import Interpreter
from flows.services.directory import Directory
from knowledge.areas import areas
from storage import conversations
from storage.conversations import Conversation
from storage.database import Database
from storage.outbox import OutboxItem
from tests.botapi import BotApi, CoreRequest, User

Script = tuple[Interpreter, ActionRunner]

ANSWERS = {
    "consent": "[Ja, dat mag]",
    "contact_name": "Anna",
    "organisation_name": "Buurthuis De Ketel",
    "organisation_type": "[Welzijnsorganisatie]",
    "legal_person": "[Ja]",
    "municipality": "[Maassluis]",
    "areas": "1",
    "themes": "[Eenzaamheid en ontmoeting]\n[Klaar met kiezen (1)]",
    "target_groups": "ouderen",
    "change": "Over twee jaar kennen 100 ouderen iemand die langskomt.",
    "offers": "1, 2",
    "profile_ok": "[Ja, dit klopt]",
    "call": "[De Betrokken Stad]",
    "call_ok": "[Ja, deze oproep]",
    "partners": "1, 2",
    "gap_ok": "[Ja, verder]",
    "lead": "1",
    "invite_now": "[Later]",
    "title": "Samen aan tafel",
    "problem": "Veel ouderen zijn alleen thuis en kennen hun buren niet.",
    "rough_amount": "[10.000 euro of meer]",
    "evidence": "GGD 2024: 40 procent voelt zich eenzaam",
    "reach_n": "60",
    "reach_how": "Via de wijkverpleging en posters in de flat.",
    "period_start": "1 juni 2027",
    "period_end": "31 mei 2028",
    "activity_name": "Samen koken",
    "activity_owner": "1",
    "activity_cost": "4000",
    "activity_next": "[Verder met het geld]",
    "own_money": "500",
    "requested": "3500",
    "results": "60 ouderen doen mee",
    "sustain": "De vrijwilligers gaan door na de subsidie.",
}
"""What somebody answers, by the slot that is asked; everything else is skipped."""
MOST_QUESTIONS = 100
LONGEST = 3600
"""The most seconds of the double's time that a test waits until all messages are out."""


class Line:
    """A bot on the double, without sockets and without waiting: time goes as fast as the messages.

    Everything of the bot is made anew by `restart`, on the same database.

    Args:
        file: the database.
        script: the conversation and its business steps.
    """

    def __init__(self, file: Path, script: Script) -> None:
        self.api = BotApi()
        self._url = f"sqlite:///{file}"
        self._script = script
        self._loop = asyncio.Runner()
        self._open()

    def _open(self) -> None:
        self.database = Database(self._url)
        self.database.upgrade()
        self.talk = Conversations(self.database, *self._script, Directory(areas()))
        self.bot = Bot(self.api.token, request=CoreRequest(self.api), get_updates_request=CoreRequest(self.api))
        self.worker = Worker(self.database, CHANNEL, TelegramSender(self.bot), self._now)
        self.intake = Intake(self.talk, self._now, self.worker.wake)

    def _now(self) -> Any:
        return self.api.clock.now

    def run(self, work: Awaitable[Any]) -> Any:
        async def wait() -> Any:
            return await work

        return self._loop.run(wait())

    def close(self) -> None:
        self.database.close()
        self._loop.close()

    def restart(self, script: Script | None = None) -> None:
        self.database.close()
        self._script = script or self._script
        self._open()
        self.api.clock.advance(seconds=1)
        self.run(self.worker.recover(self.api.clock.now))

    def hear(self) -> None:
        """Apply what people did."""
        updates = [Update.de_json(update, self.bot) for update in self.api.take_updates()]
        self.run(self.intake.apply_all(updates))

    def deliver(self) -> None:
        """Send what may go at this moment."""
        self.run(self.worker.start())
        self.run(self.worker.finish())

    def settle(self) -> None:
        """Apply what people did, and let time go by until all messages are out."""
        self.hear()
        self.deliver()
        for _ in range(LONGEST):
            if not self.unsent():
                self.run(self.intake.finish())
                return
            self.api.clock.advance(seconds=1)
            self.deliver()
        raise AssertionError(f"not everything was sent:\n{self.unsent()}")

    def unsent(self) -> int:
        with self.database.snapshot() as session:
            unsent = OutboxItem.state.in_(("queued", "sending"))  # type: ignore[attr-defined]
            here = (Conversation.id == OutboxItem.conversation_id) & (Conversation.channel == CHANNEL)
            return session.connection.scalar(select(func.count(OutboxItem.id)).where(unsent, here)) or 0  # type: ignore[arg-type]

    def person(self, name: str = "Anna", language: str = "nl") -> "Person":
        return Person(self, self.api.user(name, language))


class Person:
    """Somebody with a phone, who waits for the answer each time."""

    def __init__(self, line: Line, user: User) -> None:
        self.line = line
        self.user = user
        self.chat = user.chat

    def say(self, text: str) -> None:
        self.user.say(text)
        self.line.settle()

    def press(self, *labels: str, **which: Any) -> None:
        for label in labels:
            self.user.press(label, **which)
            self.line.settle()

    @property
    def sees(self) -> str:
        """The newest message."""
        return self.chat.last.text

    @property
    def state(self) -> dict[str, Any]:
        """What the conversation remembers."""
        with self.line.database.transaction() as session:
            return conversations.take(session, CHANNEL, str(self.user.id), self.line.api.clock.now).state or {}

    @property
    def asked(self) -> str:
        """The slot of the open question."""
        return self.state["asked"]["slot"]

    def go_to(self, slot: str) -> None:
        """Begin where needed, and answer all questions until this one is open."""
        if not self.chat.bot_messages:
            self.say("/start")
        for _ in range(MOST_QUESTIONS):
            if self.asked == slot:
                return
            self.do(ANSWERS.get(self.asked, "[Overslaan]"))
        raise AssertionError(f"{slot} is not asked:\n{self.chat.transcript()}")

    def do(self, steps: str) -> None:
        """Do one thing a line: "[Label]" is a button, anything else is typed."""
        for step in filter(None, map(str.strip, steps.splitlines())):
            if step.startswith("[") and step.endswith("]"):
                self.press(step[1:-1])
            else:
                self.say(step)
