"""Three organisations that make a plan together, each in its own chat, from the first word on."""

import re
from collections.abc import Iterator
from typing import Any, Protocol

from sqlalchemy import select
from starlette.applications import Starlette

from bot.channels.telegram_in import CHANNEL
from bot.channels.turnstile import Turnstile
from bot.channels.web import site
from bot.notices import AT_ONCE, deliver_due
from flows.services.context import Addresses
from storage import coalitions, conversations, organisations
from storage.coalitions import Coalition
from storage.conversations import Conversation
from storage.links import digest
from storage.outbox import OutboxItem
from storage.statements import run, table_of
from tests.bot.line import ANSWERS, Line
from tests.bot.line import Person as OnPhone
from tests.bot.test_webchat import COOKIE, SITE, Browser

ASKER, RESIDENTS, SHOP = "Stichting De Ketel", "Flatcommissie De Uitkijk", "Winkeliersgroep Het Lage Plein"
ANNA, BRAM, CAS = "Annelies Visserman", "Bram Zeilmaker", "Casper Kuiperij"
PHONE, MAIL = "06 1234 5678", "casper@plein.example"
"""How Bram and Cas can be reached."""
SECRET = re.compile(r"(?:start=|/invited/)([\w-]{43})")


class Town(Line):
    """A bot on the double that brings news from one chat to another, and has addresses for links."""

    def _open(self) -> None:
        super()._open()
        self.talk.addresses = Addresses(bot=self.api.username, web=SITE)

    def deliver(self) -> None:
        """Bring news, and send what may go at this moment."""
        deliver_due(self.talk, CHANNEL, self._now(), AT_ONCE)
        super().deliver()

    @property
    def coalition(self) -> Coalition:
        """The only one there is."""
        with self.database.snapshot() as session:
            (number,) = (row.id for row in run(session, select(table_of(Coalition).c.id)))
            return coalitions.read(session, number)

    def places(self) -> dict[str, tuple[str, str]]:
        """The role and the state of each organisation in the coalition, by its name."""
        with self.database.snapshot() as session:
            found = coalitions.partners(session, self.coalition.id)
            return {organisations.read(session, one.organisation_id).name: (one.role, one.state) for one in found}

    def left_for(self, channel: str, chat: str) -> Iterator[str]:
        """All messages that ever went to a chat, as they stand in the outbox."""
        item, of = table_of(OutboxItem), table_of(Conversation)
        here = (of.c.channel == channel) & (of.c.chat == chat)
        with self.database.snapshot() as session:
            rows = run(session, select(item.c.body).join(of, of.c.id == item.c.conversation_id).where(here))
            yield from (str(row.body) for row in rows.all())


class Somebody(Protocol):
    """Somebody who talks for an organisation, wherever."""

    def says(self, *texts: str) -> None:
        """Type these, one after the other, and read what comes of each."""

    def opens(self, secret: str) -> None:
        """Follow a link."""

    @property
    def state(self) -> dict[str, Any]:
        """What the conversation remembers."""

    @property
    def asked(self) -> str:
        """The slot of the open question."""

    @property
    def slots(self) -> dict[str, Any]:
        """The answers."""

    def heard(self) -> str:
        """All that was ever said to them."""


class Phone(OnPhone):
    """Somebody in Telegram."""

    def says(self, *texts: str) -> None:
        """Type these."""
        for text in texts:
            self.say(text)

    def opens(self, secret: str) -> None:
        """Follow a link to the bot."""
        self.user.open_link(f"https://t.me/{self.line.api.username}?start={secret}")
        self.line.settle()

    @property
    def slots(self) -> dict[str, Any]:
        """The answers."""
        found: dict[str, Any] = self.state["slots"]
        return found

    def heard(self) -> str:
        """What the bot said, as it stands on the screen and with its buttons in the outbox."""
        self.line.settle()
        assert isinstance(self.line, Town)
        said = [message.text for message in self.chat.everything if message.from_bot]
        return "\n".join([*said, *self.line.left_for(CHANNEL, str(self.user.id))])


class Window(Browser):
    """Somebody on the chat page, who looks at it after each answer; its time is that of the double."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.talk)
        self.town = town
        self.pages: list[str] = []

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """Ask the program as it runs now, perhaps begun anew since the last time."""
        turnstile = Turnstile(self.town.talk, lambda: self.town.api.clock.now)
        self._app = Starlette(routes=site.routes(turnstile, None, lambda: ""))
        return super().ask(method, path, **more)

    def look(self, path: str = "/") -> str:
        """Load the page."""
        self.pages.append(super().look(path))
        return self.page

    def says(self, *texts: str) -> None:
        """Type these; what they leave for others is brought to them."""
        for text in texts:
            self.look()
            self.say(text)
        self.town.settle()

    def opens(self, secret: str) -> None:
        """Open the page of an invitation, and choose to see it."""
        self.look(f"/invited/{secret}")
        self.begin(link=secret)
        self.town.settle()

    @property
    def state(self) -> dict[str, Any]:
        """What the conversation remembers."""
        with self.town.database.transaction() as session:
            found = conversations.find(session, "web", digest(self.cookies[COOKIE]))
            return (found.state if found else None) or {}

    @property
    def asked(self) -> str:
        """The slot of the open question."""
        slot: str = self.state["asked"]["slot"]
        return slot

    @property
    def slots(self) -> dict[str, Any]:
        """The answers."""
        found: dict[str, Any] = self.state["slots"]
        return found

    def heard(self) -> str:
        """All pages that were shown."""
        self.look()
        return "\n".join(self.pages)


class Three:
    """Anna of a welfare organisation asks, Bram of a residents' group and Cas of a shop are asked.

    Args:
        town: where they talk.
        bram: he, on a phone or elsewhere; None for a phone.
    """

    def __init__(self, town: Town, bram: Somebody | None = None) -> None:
        self.town = town
        self.anna = Phone(town, town.api.user("Anna", "nl"))
        self.bram: Somebody = bram or Phone(town, town.api.user("Bram", "nl"))
        self.cas = Phone(town, town.api.user("Cas", "nl"))

    def begins(self) -> None:
        """All begin; Anna comes to the question whether the partners are to be asked, and says yes."""
        self.cas.says("/start", "Ja, dat mag")
        own = {"contact_name": ANNA, "organisation_name": ASKER}
        self.anna.says("/start")
        for _ in range(60):
            if self.anna.asked == "partners":
                break
            self.anna.do({**ANSWERS, **own}.get(self.anna.asked, "overslaan"))
        self.anna.says(f"{RESIDENTS}, {SHOP}", "ja", SHOP, "Ja, vraag ze")

    def link_for(self, name: str) -> str:
        """The secret in the text that Anna got to send to an organisation."""
        found = SECRET.search(self.anna.heard().partition(f"Aan {name}")[2])
        assert found
        return found[1]

    def asked(self) -> None:
        """Bram says yes; Cas says no, and why."""
        self.bram.opens(self.link_for(RESIDENTS))
        self.bram.says("Ja, dat mag", "Ja, wij doen mee")
        self.cas.opens(self.link_for(SHOP))
        self.cas.says("Nee", "Wij hebben het nu te druk.")

    def joins_late(self) -> None:
        """Cas says yes after all, and also to being the lead partner."""
        self.cas.says("uitnodiging", "Ja, wij doen mee", "ja")

    def bram_tells(self, *, restart: bool = False) -> None:
        """Bram tells what his group does; the bot may begin anew in the middle."""
        self.bram.says("bijdrage", "Samen koken", "juni 2027")
        if restart:
            self.town.restart()
        self.bram.says("augustus 2027", "overslaan", "1.200", "10 keer koken", "Dit is alles")
        self.bram.says(
            "Ja, dit brengen wij mee", "0", "overslaan", "Minder buren alleen", BRAM, PHONE, "Ja, zo klopt het"
        )

    def cas_tells(self) -> None:
        """Cas tells what his shops do."""
        self.cas.says("bijdrage", "Winkelroute", "juni 2027", "juli 2027", "overslaan", "300", "20 winkels")
        self.cas.says("Dit is alles", "Ja, dit brengen wij mee", "250", "0", "Meer klanten")
        self.cas.says(CAS, MAIL, "Ja, zo klopt het")
