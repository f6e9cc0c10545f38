"""A group of organisations on a real database in memory, each with a person in a chat of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from flows.services.calls import add_calls
from flows.services.context import Context
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from knowledge.calls import opened, shipped_calls
from storage import coalitions, conversations, mandates, organisations, people
from storage import notices as stored
from storage.coalitions import Coalition
from storage.database import Database
from storage.organisation_data import OrganisationData
from storage.statements import Session

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
G = TypeVar("G", bound="Group")
CALL = "maassluis-betrokken-stad"


class Group:
    """De Linde asks; De Kring and De Bakker take part. Nobody is the lead partner.

    Args:
        session: the transaction in which all happens.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.directory = Directory(areas())
        add_calls(session, [opened(call, NOW.date()) for call in shipped_calls()], NOW)
        add_demo(session, NOW)
        self.linde = self.organisation("De Linde", "welzijn", legal_person=True)
        self.kring = self.organisation("De Kring", "bewoners", legal_person=None)
        self.bakker = self.organisation("De Bakker", "bedrijf", legal_person=True)
        self.id = coalitions.open_or_get(session, CALL, self.linde, "De Linde", NOW).id
        for number in (self.linde, self.kring, self.bakker):
            self.put(number)

    def organisation(self, name: str, kind: str = "welzijn", *, legal_person: bool | None = True) -> int:
        """An organisation of the directory, with somebody who speaks for it."""
        data = OrganisationData(name, kind, "gm0556", "register", name, legal_person)
        number = organisations.save(self.session, data, NOW).id
        context = self.chat(number)
        person = people.person_for(self.session, "test", context.chat, NOW)
        mandates.grant(self.session, person.id, number, NOW)
        return number

    def chat(self, organisation: int) -> Context:
        """A turn in the chat of who speaks for an organisation."""
        number = conversations.take(self.session, "test", str(organisation), NOW).id
        return Context(self.session, NOW, "test", str(organisation), number, self.directory)

    def confirm(self, organisation: int) -> None:
        """Let staff confirm that the person may speak for it."""
        for mandate in mandates.of_organisation(self.session, organisation):
            mandates.confirm(self.session, mandate.id, "Wil", NOW)

    def put(self, organisation: int, role: str = "partner", state: str = "accepted") -> None:
        coalitions.put(self.session, self.id, organisation, role, state, NOW)

    @property
    def now(self) -> Coalition:
        return coalitions.read(self.session, self.id)

    def role(self, organisation: int) -> str:
        found = coalitions.place(self.session, self.id, organisation)
        return found.role if found else ""

    def state(self, organisation: int) -> str:
        found = coalitions.place(self.session, self.id, organisation)
        return found.state if found else ""

    def left_for(self, organisation: int) -> list[str]:
        """What waits to be said or asked to who speaks for an organisation, by name; it is taken away."""
        person = people.person_for(self.session, "test", str(organisation), NOW)
        found = stored.due_for(self.session, person.id, datetime.max.replace(tzinfo=UTC))
        for one in found:
            stored.remove(self.session, one.id)
        return [one.name for one in found]


@contextmanager
def grouped(kind: type[G] = Group) -> Iterator[G]:  # type: ignore[assignment]
    """A group of its own."""
    database = Database("sqlite://")
    database.upgrade()
    with database.transaction() as session:
        yield kind(session)
    database.close()
