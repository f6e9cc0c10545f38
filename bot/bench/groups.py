"""Coalitions that were there before, with all that comes along, to see whether a turn notices how many there are."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from storage.changes import tick
from storage.claims import Claim
from storage.coalitions import Coalition, CoalitionPartner
from storage.columns import Stored
from storage.contact_consents import ContactConsent
from storage.conversations import Conversation
from storage.invitations import Invitation
from storage.mandates import Mandate
from storage.messages import PartnerMessage
from storage.notices import Notice
from storage.organisations import Organisation
from storage.outbox import OutboxItem
from storage.people import Consent, Person
from storage.proposals import Proposal
from storage.reminders import Reminder
from storage.revisions import Revision
from storage.statements import Session, run, table_of

CHANNEL: Final = "before"
"""Where the people of these coalitions talk: apart from those that are measured."""
PARTNERS: Final = 2
"""With the asking organisation there are three, the fewest that the example call takes."""

_START: Final = datetime(2026, 10, 1, 9, tzinfo=UTC)
_STATES: Final = ("forming", "forming", "agreed")
_AT_ONCE: Final = 2000
_SECTIONS: Final = ("title", "problem", "reach_n", "period_start")
_CONTRIBUTION: Final = {"activities": [], "brings": ["vrijwilligers"], "own_money_cents": 50000, "gains": "Meer buren"}

Row = dict[str, Any]


def fill(session: Session, number: int, call: str) -> None:
    """Write so many coalitions for a call: three organisations each, with people, invitations, messages and answers.

    Two in three are still forming, and in each one invitation waits for an answer.
    """
    organisation, coalition, person, conversation = (
        _highest(session, one) for one in (Organisation, Coalition, Person, Conversation)
    )
    for first in range(0, number, _AT_ONCE):
        made = [
            _Group(place, call, organisation, coalition, person, conversation)
            for place in range(first, min(first + _AT_ONCE, number))
        ]
        for table, rows in _TABLES.items():
            run(session, table_of(table).insert(), [row for group in made for row in rows(group)])
    tick(session, (), coalitions=True)


class _Group:
    """One coalition with its organisations and people, who are numbered from the highest numbers that were there.

    Args:
        place: which one, from 0.
        call: the call's code.
        organisation, coalition, person, conversation: the highest numbers that were there before.
    """

    def __init__(
        self, place: int, call: str, organisation: int, coalition: int, person: int, conversation: int
    ) -> None:
        self.call = call
        self.number = coalition + 1 + place
        self.state = _STATES[place % len(_STATES)]
        self.at = _START + timedelta(minutes=place % 50_000)
        numbers = range(place * (PARTNERS + 1) + 1, (place + 1) * (PARTNERS + 1) + 1)
        self.members = [(organisation + one, person + one, conversation + one) for one in numbers]

    @property
    def of(self) -> Row:
        """The column that names this coalition."""
        return {"coalition_id": self.number}

    def organisations(self) -> Iterator[Row]:
        empty = ("description", "website", "kvk", "rsin", "postcode", "contact_name", "contact_email", "contact_phone")
        for number, _, _ in self.members:
            name = {"id": number, "name": f"Groep {number}", "name_key": f"groep {number}", "source_key": str(number)}
            kind = {"type": "bewoners", "municipality": "gm0556", "source": CHANNEL, "legal_person": None}
            flags = {"demo": False, "willing": False, "created_at": self.at, "updated_at": self.at}
            yield {**dict.fromkeys(empty, ""), **name, **kind, **flags, "confirmed_at": None, "merged_into": None}

    def coalitions(self) -> Iterator[Row]:
        asker = {"asking_organisation_id": self.members[0][0], "name": f"Samen {self.number}", "call_code": self.call}
        yield {"id": self.number, **asker, "state": self.state, "created_at": self.at, "updated_at": self.at}

    def places(self) -> Iterator[Row]:
        for place, (organisation, _, _) in enumerate(self.members):
            role = {"role": "partner" if place else "lead", "state": "accepted" if self._is_in(place) else "invited"}
            yield {**self.of, "organisation_id": organisation, **role, "since": self.at}

    def people(self) -> Iterator[Row]:
        for organisation, person, _ in self.members:
            chat = {"id": person, "channel": CHANNEL, "chat": str(person), "language": "nl", "created_at": self.at}
            yield {**chat, "name": f"Bo {person}", "role": "", "organisation_id": organisation}

    def consents(self) -> Iterator[Row]:
        for _, person, _ in self.members:
            yield {"person_id": person, "purpose": "store", "text_version": "1", "given_at": self.at}

    def conversations(self) -> Iterator[Row]:
        for _, person, number in self.members:
            state = {"slots": {"language": "nl", "consent": True, "coalition": self.number}, "stack": []}
            of = {"id": number, "channel": CHANNEL, "chat": str(person), "person_id": person, "card": None}
            yield {**of, "state": state, "created_at": self.at, "updated_at": self.at}

    def mandates(self) -> Iterator[Row]:
        for organisation, person, _ in self.members:
            yield {"person_id": person, "organisation_id": organisation, "started_at": self.at, "confirmed_by": ""}

    def claims(self) -> Iterator[Row]:
        for organisation, person, _ in self.members[1:]:
            decided = {"state": "open", "created_at": self.at, "decided_by": "", "why": ""}
            yield {"person_id": person, "organisation_id": organisation, **decided}

    def invitations(self) -> Iterator[Row]:
        asker, person, _ = self.members[0]
        for place, (organisation, _, _) in enumerate(self.members[1:], 1):
            who = {"organisation_id": organisation, "asking_organisation_id": asker, "person_id": person}
            answered = {"state": "yes", "answered_at": self.at} if self._is_in(place) else {"state": "open"}
            yield {**self.of, **who, "reason": "", "created_at": self.at, "answered_at": None, **answered}

    def proposals(self) -> Iterator[Row]:
        yield {**self.of, "state": "draft", "content": {}, "created_at": self.at, "updated_at": self.at}

    def revisions(self) -> Iterator[Row]:
        for place, (organisation, person, _) in enumerate(self.members):
            texts = {name: {"value": "Samen aan tafel"} for name in _SECTIONS} if place == 0 else {}
            for section, content in {**texts, "contribution": _CONTRIBUTION}.items():
                of = {**self.of, "organisation_id": organisation, "person_id": person, "at": self.at}
                yield {**of, "section": section, "number": 1, "content": content}

    def reminders(self) -> Iterator[Row]:
        for _, person, _ in self.members[1:]:
            yield {**self.of, "person_id": person, "count": 1, "last_at": self.at, "stopped_at": None}

    def messages(self) -> Iterator[Row]:
        asker, _, _ = self.members[0]
        for organisation, person, _ in self.members[1:]:
            told = {"text": "Hoe laat begint het?", "answer": "", "answered_by": "", "created_at": self.at}
            who = {"organisation_id": organisation, "person_id": person, "to_organisation_id": asker}
            yield {**self.of, **who, **told}

    def contacts(self) -> Iterator[Row]:
        asker, person, _ = self.members[0]
        who = {"organisation_id": asker, "to_organisation_id": self.members[1][0], "person_id": person}
        yield {**self.of, **who, "text_version": "1", "given_at": self.at}

    def notices(self) -> Iterator[Row]:
        """One that could be said, if anybody asked for it, and others for later."""
        for place, (_, person, _) in enumerate(self.members):
            what = {"kind": "say", "name": "utter_partner_yes", "given": {"name": "De Buren"}, "attempts": 0}
            when = self.at + timedelta(days=3650 if place else 0)
            yield {"person_id": person, **what, "created_at": self.at, "not_before": when}

    def sent(self) -> Iterator[Row]:
        for _, _, number in self.members:
            state = {"state": "sent", "attempts": 0, "error": "", "created_at": self.at, "not_before": self.at}
            body = {"kind": "say", "text": "Goed nieuws: De Buren doet mee."}
            yield {"conversation_id": number, "position": 0, "body": body, **state}

    def _is_in(self, place: int) -> bool:
        return place < PARTNERS or self.state == "agreed"


_TABLES: Final[dict[type[Stored], Callable[[_Group], Iterator[Row]]]] = {
    Organisation: _Group.organisations,
    Coalition: _Group.coalitions,
    CoalitionPartner: _Group.places,
    Person: _Group.people,
    Consent: _Group.consents,
    Conversation: _Group.conversations,
    Mandate: _Group.mandates,
    Claim: _Group.claims,
    Invitation: _Group.invitations,
    Proposal: _Group.proposals,
    Revision: _Group.revisions,
    Reminder: _Group.reminders,
    PartnerMessage: _Group.messages,
    ContactConsent: _Group.contacts,
    Notice: _Group.notices,
    OutboxItem: _Group.sent,
}


def _highest(session: Session, table: type[Stored]) -> int:
    column = table_of(table).c.id
    found: int | None = run(session, select(func.max(column))).scalar()
    return found or 0
