"""Random conversations of partners: no contact data reach another organisation before both sides said yes to that.

Everybody gives a name, a mail address and a telephone number that are nobody else's. After every turn each message and
document in all chats of the coalition is searched for those of the others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final

from docx import Document
from docx.oxml.ns import qn
from rich.progress import Progress
from structlog.testing import capture_logs

from bot.app import build, load_demo
from bot.bench import inputs
from bot.conversation import Conversations, Incoming
from bot.notices import AT_ONCE, deliver_due
from bot.settings import Settings
from flows.engine.state import State
from flows.engine.turns import Heard
from flows.services import playing
from flows.services.calls import demo_calls
from knowledge.content import read_yaml
from storage import coalitions, contact_consents, conversations, documents, invitations, organisations, outbox, people
from storage.contact_consents import Match
from storage.organisation_data import OrganisationData
from storage.statements import Session

MEMBERS: Final = 4
"""People in a coalition: who asks, one who takes part, and two who are asked."""
TURNS: Final = 30
"""Turns of each of them, on average."""

_CHANNEL: Final = "contacts"
_MORNING: Final = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_FILE: Final = Path(__file__).with_name("contacts.yml")
_LEADING: Final = {
    "contact_name": "{name}",
    "contact_said": "{mail} {phone}",
    "share_address": "{mail} of {phone}",
    "share_with": "1",
    "share_ok": "ja",
    "invitation_answer": "ja, wij doen mee",
}
"""What is mostly answered, so that contact data are given and shown at all."""
_MIX: Final = {"right": 55, "said": 25, "offered": 15, "moves": 5}
_MOST_LEAKS: Final = 5


@dataclass(frozen=True, slots=True)
class Leak:
    """Something of a person in a message to another organisation.

    Attributes:
        coalition: which of this run.
        said: what was said in the turn after which it was there.
        message: the message.
    """

    coalition: int
    said: str
    message: str


@dataclass(slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        conversations: how many there were.
        turns: how many turns.
        messages: how many messages and documents were searched.
        shown: how many of them showed something of another person, after both sides had said yes.
        failed: turns with an error.
        leaked: messages that showed it before.
        leaks: the first of those.
    """

    conversations: int = 0
    turns: int = 0
    messages: int = 0
    shown: int = 0
    failed: int = 0
    leaked: int = 0
    leaks: list[Leak] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing happened that must never happen."""
        return not (self.failed or self.leaked)


def bench_contacts(conversations: int, seed: int, turns: int = TURNS) -> dict[str, Any]:
    """Run at least so many random conversations of so many turns, and give what came of them as plain JSON values."""
    outcome, talk = Outcome(), build(Settings(database_url="sqlite://"))
    load_demo(talk)
    numbers = range(-(-conversations // MEMBERS))
    with Progress(transient=True) as progress:
        for number in progress.track(numbers):
            _Group(talk, number, Random(f"{seed}-{number}"), outcome).run(turns)  # noqa: S311 - nothing secret
    return {**asdict(outcome), "good": outcome.good, "seed": seed}


@dataclass(slots=True)
class _Member:
    """Somebody who talks for an organisation.

    Attributes:
        chat: where.
        organisation: the number of the organisation.
        name: of the organisation.
        person: the number of the person.
        own: what the person gives of themselves, by the place in `_LEADING`.
        given: the slots with which the conversation begins.
    """

    chat: str
    organisation: int
    name: str
    person: int
    own: Mapping[str, str]
    given: Mapping[str, Any]


class _Group:
    """One coalition.

    Args:
        talk: runs the turns.
        number: which one; its people and organisations are called after it.
        random: draws what they do.
        outcome: where is counted.
    """

    def __init__(self, talk: Conversations, number: int, random: Random, outcome: Outcome) -> None:
        self._talk = talk
        self._number = number
        self._random = random
        self._outcome = outcome
        self._now = _MORNING
        self._updates = Counter[str]()
        self._ever: set[tuple[int, int]] = set()
        with talk.database.transaction() as session:
            self._members = self._founded(session)

    def run(self, turns: int) -> None:
        """Let everybody begin, and then all do random things in turn, until each had about so many turns."""
        self._outcome.conversations += len(self._members)
        for member in self._members:
            self._turn(member, Heard("/start"))
            self._turn(member, Heard("ja"))
        for _ in range(MEMBERS * (turns - 2)):
            member = self._random.choice(self._members)
            self._turn(member, self._next(member))

    def _founded(self, session: Session) -> list[_Member]:
        (call,) = demo_calls(_MORNING.date())
        names = [f"Kring {self._number} {letter}" for letter in "ABCD"]
        asker, *others = (self._organisation(session, name) for name in names)
        self._coalition = coalitions.open_or_get(session, call.code, asker, f"Groep {self._number}", _MORNING).id
        states = {asker: "accepted", others[0]: "accepted", others[1]: "invited", others[2]: "invited"}
        for number, state in states.items():
            coalitions.put(session, self._coalition, number, "partner", state, _MORNING)
        members: list[_Member] = []
        for place, (name, (number, state)) in enumerate(zip(names, states.items(), strict=True)):
            if state == "invited":
                invitations.add(session, self._coalition, number, asker, members[0].person, _MORNING)
            chat = f"{self._number}-{place}"
            known = playing.begin(session, number, _CHANNEL, chat, _MORNING)
            here = {"coalition": self._coalition, "joined": True} if state == "accepted" else {}
            person = people.person_for(session, _CHANNEL, chat, _MORNING).id
            members.append(_Member(chat, number, name, person, self._own(place), {**known, **here}))
        return members

    def _organisation(self, session: Session, name: str) -> int:
        data = OrganisationData(name, "welzijn", "gm0556", _CHANNEL, name, legal_person=True)
        return organisations.save(session, data, _MORNING).id

    def _own(self, place: int) -> Mapping[str, str]:
        mark = f"{self._number:05}{place}"
        return {"name": f"Zwaluwstaart{mark}", "mail": f"post{mark}@zwaluw.example", "phone": f"06 {mark[:2]} {mark}"}

    def _next(self, member: _Member) -> Heard:
        script = self._talk.interpreter
        with self._talk.database.transaction() as session:
            kept = conversations.take(session, _CHANNEL, member.chat, self._now).state
        state = State.from_json(kept) if kept else State(script.slots_at_start("nl"))
        slot = state.asked.slot if state.asked else ""
        if slot in _LEADING and self._random.random() < 0.8:
            return Heard(_LEADING[slot].format(**member.own))
        (kind,) = self._random.choices(list(_MIX), list(_MIX.values()))
        if kind == "said":
            other = self._random.choice(self._members)
            return Heard(self._random.choice(_sayings()).format(partner=other.name))
        script = self._talk.interpreter
        found = {
            "right": inputs.right(script, state),
            "offered": inputs.offered(script, state),
            "moves": inputs.moves(),
        }
        return self._random.choice([one.heard for one in found[kind]] or [Heard("ja")])

    def _turn(self, member: _Member, heard: Heard) -> None:
        """Run a turn and bring what it left for others; then look at all that was said, whoever to."""
        self._now += timedelta(minutes=self._random.choice((1, 1, 5)))
        self._updates[member.chat] += 1
        agreed = self._agreed()
        number = f"{member.chat}-{self._updates[member.chat]}-x"
        given = member.given if self._updates[member.chat] == 1 else {}
        with capture_logs() as logs:
            self._talk.turn(Incoming(_CHANNEL, member.chat, number, heard, given=given), self._now)
            deliver_due(self._talk, _CHANNEL, self._now, AT_ONCE)
        self._outcome.turns += 1
        self._outcome.failed += bool(logs)
        agreed |= self._agreed()
        self._ever |= agreed
        for to in self._members:
            for said, is_overview in self._heard(to):
                self._outcome.messages += 1
                # Who asks for all that is stored about them also gets what they were told before it was taken back.
                self._look(said, to, self._ever if is_overview else agreed, heard)

    def _look(self, said: str, to: _Member, agreed: set[tuple[int, int]], heard: Heard) -> None:
        for other in self._members:
            if other is to or not any(mark in said for mark in other.own.values()):
                continue
            if (to.organisation, other.organisation) in agreed:
                self._outcome.shown += 1
                continue
            self._outcome.leaked += 1
            if len(self._outcome.leaks) < _MOST_LEAKS:
                self._outcome.leaks.append(Leak(self._number, heard.text, said))

    def _agreed(self) -> set[tuple[int, int]]:
        """Give which organisation may see the person of which other one, since both people said yes."""
        pairs = [(one, other) for one in self._members for other in self._members if one is not other]
        with self._talk.database.transaction() as session:
            yes = {
                (one.organisation, other.organisation)
                for one, other in pairs
                if contact_consents.standing(session, Match(self._coalition, one.organisation, other.organisation))
            }
        return {pair for pair in yes if pair[::-1] in yes}

    def _heard(self, member: _Member) -> Iterator[tuple[str, bool]]:
        """Give what came into a chat since the last time, and whether it is an overview of all that is stored.

        That is messages with their buttons, and documents as text.
        """
        with self._talk.database.transaction() as session:
            conversation = conversations.take(session, _CHANNEL, member.chat, self._now)
            for item in outbox.pending(session, conversation.id):
                outbox.mark_sent(session, item.id, self._now)
                yield str(item.body), False
                yield from _written(session, item.body["documents"])


@cache
def _sayings() -> Sequence[str]:
    return [str(saying) for saying in read_yaml(_FILE)]


def _text_of(word: bytes) -> str:
    """Give the text of a Word file, tables included."""
    body = Document(BytesIO(word)).element.body
    return "\n".join("".join(piece.text or "" for piece in one.iter(qn("w:t"))) for one in body.iter(qn("w:p")))


def _written(session: Session, listed: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, bool]]:
    """Give documents that are text; the others hold the same."""
    for one in listed:
        stored = documents.read(session, one["id"])
        if stored.name.endswith((".md", ".html", ".json", ".txt")):
            yield stored.content.decode(), stored.name.endswith(".json")
        elif stored.name.endswith(".docx"):
            yield _text_of(stored.content), False
