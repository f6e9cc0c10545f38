"""Organisations of one coalition, each in a chat of its own."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.conversation import Conversations, Incoming
from bot.notices import AT_ONCE, deliver_due
from flows.assembly import load
from flows.engine.turns import Heard
from flows.services import contact
from flows.services.calls import add_calls
from flows.services.context import Context
from flows.services.directory import Directory
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from storage import coalitions, conversations, mandates, organisations, outbox, people
from storage.database import Database
from storage.organisation_data import OrganisationData

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
CALL = "maassluis-betrokken-stad"
NAMES = {"a": "Stichting De Linde", "b": "Buurthuis De Kade", "c": "Zangkoor De Havenklanken"}
"""The organisation of each chat; the one of "a" asks the others."""


class Group:
    """Several chats of one program. The organisation of each takes part, or is in another state."""

    def __init__(self, **states: str) -> None:
        self.talk = Conversations(Database("sqlite://"), *load(), Directory(areas()))
        self.talk.database.upgrade()
        self._updates = count()
        self.now = NOW
        self.said: dict[str, list[str]] = {chat: [] for chat in NAMES}
        self.organisations: dict[str, int] = {}
        self.people: dict[str, int] = {}
        with self.talk.database.transaction() as session:
            add_calls(session, [opened(call, NOW.date()) for call in shipped_calls()], NOW)
            for chat, name in NAMES.items():
                data = OrganisationData(name, "welzijn", "gm0556", "register", chat, True)
                self.organisations[chat] = organisations.save(session, data, NOW).id
            asking = self.organisations["a"]
            self.coalition = coalitions.open_or_get(session, CALL, asking, "Samen aan tafel", NOW).id
            for chat in NAMES:
                self._place(session, chat, states.get(chat, "accepted"))
        for chat in NAMES:
            self.begin(chat, chat)

    def begin(self, person: str, organisation: str) -> None:
        """Let somebody begin, who speaks for the organisation of a chat."""
        self.said.setdefault(person, [])
        for text in ("/start", "ja"):
            self.says(person, text)
        with self.talk.database.transaction() as session:
            self.people[person] = people.person_for(session, "t", person, self.now).id
            mandates.grant(session, self.people[person], self.organisations[organisation], self.now)
        self.remember(person, coalition=self.coalition)

    def remember(self, chat: str, **slots: Any) -> None:
        """Let a conversation know something, as other steps would have written it."""
        with self.talk.database.transaction() as session:
            conversation = conversations.take(session, "t", chat, self.now)
            assert conversation.state
            conversation.state["slots"].update(slots)
            conversations.save_state(session, conversation, conversation.state, self.now)

    def knows(self, chat: str) -> dict[str, Any]:
        """What a conversation remembers."""
        with self.talk.database.transaction() as session:
            state = conversations.take(session, "t", chat, self.now).state
            assert state
            return {"asked": (state["asked"] or {}).get("slot"), **state["slots"]}

    def says(self, chat: str, *texts: str) -> str:
        """Say something, and give what comes back with what the last of it was answered."""
        before = len(self.said[chat])
        for text in texts:
            before = len(self.said[chat])
            self.now += timedelta(seconds=30)
            self.talk.turn(Incoming("t", chat, str(next(self._updates)), Heard(text)), self.now)
            self._collect()
        return "\n".join(self.said[chat][before:])

    def hears(self, chat: str) -> str:
        """Let what others left arrive, and give what is new in a chat."""
        before = len(self.said[chat])
        self.now += timedelta(seconds=30)
        deliver_due(self.talk, "t", self.now, AT_ONCE)
        self._collect()
        return "\n".join(self.said[chat][before:])

    def context(self, session: Any, chat: str) -> Context:
        number = conversations.take(session, "t", chat, self.now).id
        return Context(session, self.now, "t", chat, number, self.talk.directory)

    def ask_to_share(self, one: str, other: str) -> None:
        """Do what accepting an invitation does: ask both."""
        with self.talk.database.transaction() as session:
            pair = self.organisations[one], self.organisations[other]
            contact.ask_both(self.context(session, one), self.coalition, *pair)
        self.now += contact.LATER

    def has(self, chat: str, **data: str) -> None:
        """Let something be known of a person."""
        with self.talk.database.transaction() as session:
            people.change(session, self.people[chat], **data)  # type: ignore[arg-type]

    def place(self, chat: str, state: str) -> None:
        with self.talk.database.transaction() as session:
            self._place(session, chat, state)

    def seen(self, of: str, by: str) -> str:
        """What the organisation of one chat may see of the other; "" for nothing."""
        with self.talk.database.transaction() as session:
            found = contact.contact_of(session, self.coalition, self.organisations[of], self.organisations[by])
            return found.line if found else ""

    def _place(self, session: Any, chat: str, state: str) -> None:
        coalitions.put(session, self.coalition, self.organisations[chat], "partner", state, NOW)

    def _collect(self) -> None:
        with self.talk.database.transaction() as session:
            for chat, said in self.said.items():
                items = outbox.pending(session, conversations.take(session, "t", chat, self.now).id)
                for item in items:
                    outbox.mark_sent(session, item.id, self.now)
                    said.append(str(item.body["text"]))
