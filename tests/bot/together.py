"""Three organisations in a coalition, each with people in chats of their own."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from itertools import count
from typing import Any

from bot.app import load_demo
from bot.conversation import Conversations, Incoming
from bot.notices import AT_ONCE, deliver_due
from flows.actions.runner import ActionRunner
from flows.assembly import load
from flows.engine.interpreter import Interpreter
from flows.engine.turns import Heard
from flows.services import notices
from flows.services.context import Context
from flows.services.directory import Directory
from knowledge.areas import areas
from storage import coalitions, conversations, mandates, organisations, outbox, people
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
CALL = "maassluis-betrokken-stad"


@cache
def _script() -> tuple[Interpreter, ActionRunner]:
    return load()


class Together:
    """A coalition: De Linde asks, De Kring and De Bakker take part."""

    def __init__(self) -> None:
        self.database = Database("sqlite://")
        self.database.upgrade()
        self.updates = count()
        self.now = NOW
        self.restart()
        load_demo(self.talk)
        with self.database.transaction() as session:
            self.linde, self.kring, self.bakker = (
                organisations.save(
                    session, OrganisationData(name, kind, "gm0556", "register", name, True, facets=facets), NOW
                ).id
                for name, kind, facets in (
                    ("De Linde", "welzijn", ()),
                    ("De Kring", "bewoners", (FacetData("offer", "vrijwilligers"), FacetData("theme", "zorg"))),
                    ("De Bakker", "bedrijf", ()),
                )
            )
            self.coalition = coalitions.open_or_get(session, CALL, self.linde, "Samen Sterk", NOW).id
            for number in (self.linde, self.kring, self.bakker):
                coalitions.put(session, self.coalition, number, "partner", "accepted", NOW)

    def restart(self) -> None:
        """Begin the program anew on the same database."""
        self.talk = Conversations(self.database, *_script(), Directory(areas()))

    def says(self, chat: str, *texts: str) -> list[str]:
        """What the bot says to the last of these texts."""
        said: list[str] = []
        for text in texts:
            self.talk.turn(Incoming("t", chat, str(next(self.updates)), Heard(text)), self.now)
            said = self.said(chat)
        return said

    def said(self, chat: str) -> list[str]:
        """What the bot says by itself."""
        with self.database.transaction() as session:
            items = outbox.pending(session, conversations.take(session, "t", chat, self.now).id)
            for item in items:
                outbox.mark_sent(session, item.id, self.now)
            return [item.body["text"] for item in items]

    def joins(self, chat: str, organisation: int, **slots: Any) -> int:
        """Let a person begin who speaks for an organisation, and works on the coalition."""
        self.says(chat, "/start", "ja")
        with self.database.transaction() as session:
            person = people.person_for(session, "t", chat, self.now).id
            mandates.grant(session, person, organisation, self.now)
        given = {"coalition": self.coalition, "joined": True, **slots}
        self.fills(chat, **given)
        return person

    def fills(self, chat: str, **slots: Any) -> None:
        """Fill slots of a chat, as an invitation or an earlier answer did."""
        with self.database.transaction() as session:
            conversation = conversations.take(session, "t", chat, self.now)
            assert conversation.state
            conversation.state["slots"].update(slots)
            conversations.save_state(session, conversation, conversation.state, self.now)

    def slots(self, chat: str) -> dict[str, Any]:
        """The answers of a chat."""
        with self.database.transaction() as session:
            state = conversations.take(session, "t", chat, self.now).state
            assert state
            found: dict[str, Any] = state["slots"]
            return found

    def in_turn(self, chat: str, what: Callable[[Context], Any]) -> Any:
        """Do something as in a turn of a chat."""
        with self.database.transaction() as session:
            number = conversations.take(session, "t", chat, self.now).id
            return what(Context(session, self.now, "t", chat, number, self.talk.directory))

    def asks(self, chat: str, person: int, flow: str) -> list[str]:
        """Start a flow in a chat by a notice; gives what is said there."""
        self.in_turn("somebody else", lambda context: notices.ask_person(context, person, flow))
        deliver_due(self.talk, "t", self.now, AT_ONCE)
        return self.said(chat)
