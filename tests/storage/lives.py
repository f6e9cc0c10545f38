"""Somebody who used everything there is, so that each table holds something of them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from storage import (
    calls,
    claims,
    coalitions,
    colleagues,
    conversations,
    documents,
    exposure,
    links,
    mandates,
    notices,
    organisations,
    outbox,
    people,
    proposals,
)
from storage.coalitions import PartnerData
from storage.columns import Stored
from storage.organisation_data import FacetData, OrganisationData, ServiceData
from storage.personal import table
from storage.statements import Session, run

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
DIRECTORY = OrganisationData("Stichting Anders", "welzijn", "gm0556", "sociale_kaart", "1", legal_person=True)


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        name: sorted((tuple(row) for row in run(session, select(table))), key=repr)
        for name, table in Stored.metadata.tables.items()
    }


def insert(session: Session, name: str, **values: Any) -> None:
    run(session, table(name).insert(), values)


class Life:
    """Somebody who used everything, with words that nobody else uses.

    Args:
        session: the session.
        mark: what their words end with.
        partner: an organisation that is suggested for their coalition.
        source: where their organisation comes from.
    """

    def __init__(self, session: Session, mark: str, partner: int | None = None, source: str = "gesprek") -> None:
        self.session = session
        self.words = tuple(f"{word}{mark}" for word in ("Chat", "Naam", "Bericht", "Wens", "Titel", "Bestand"))
        chat, name, message, wish, title, file = self.words
        self.conversation = conversations.take(session, "telegram", chat, NOW)
        self.person_id = people.person_for(session, "telegram", chat, NOW).id
        data = OrganisationData(
            f"Huis van {name}",
            "bewoners",
            "gm0556",
            source,
            f"key-{mark}",
            None,
            description=wish,
            facets=(FacetData("need", "room", inferred=True, words=wish, note=message),),
            services=(ServiceData("1", wish, message),),
        )
        self.organisation_id = organisations.save(session, data, NOW).id
        people.change(session, self.person_id, name=name, role=wish, email=f"{mark}@example.nl", phone=f"06{mark}")
        mandates.grant(session, self.person_id, self.organisation_id, NOW)
        people.give_consent(session, self.person_id, "directory", "1", NOW)
        people.give_consent(session, self.person_id, "reminders", "1", NOW)
        people.withdraw(session, self.person_id, "reminders", NOW)
        state = {"slots": {"name": name, "wish": wish, "long": message * 900}}
        conversations.save_state(session, self.conversation, state, NOW, {"messages": [message]})
        conversations.note_heard(session, self.conversation, NOW)
        conversations.log(session, self.conversation.id, [("asked", "organisation", "name")], NOW)
        bodies = [{"kind": "say", "text": f"{message} {number}"} for number in range(20)]
        for item in outbox.queue(session, self.conversation.id, bodies, NOW)[:10]:
            outbox.mark_sent(session, item, NOW, "7")
        documents.add(session, self.conversation.id, f"{title}.txt", "text/plain", file.encode() * 500, NOW)
        links.add(session, links.digest(mark), "carry_over", self.conversation.id, NOW, LATER)
        colleagues.add(session, links.digest(mark), self.organisation_id, self.person_id, NOW, LATER)
        notices.add(session, self.person_id, "say", "utter_stopped", {"said": message}, (NOW, NOW))
        calls.save(session, "buurt", {"title": "Buurt"}, True, NOW)
        claims.decide(
            session, claims.add(session, self.person_id, self.organisation_id, NOW).id, "refused", NOW, why=message
        )
        exposure.show(session, "buurt", self.conversation.id, [partner or self.organisation_id], NOW)
        coalition = coalitions.open_or_get(session, "buurt", self.organisation_id, title, NOW)
        members = [PartnerData(self.organisation_id, "lead", "accepted")]
        if partner is not None:
            members.append(PartnerData(partner, "partner", "suggested"))
        coalitions.set_partners(session, coalition.id, members, NOW)
        coalitions.change(session, coalition.id, NOW, decision_note=wish)
        proposals.save(session, coalition.id, {"title": title, "problem": wish}, NOW)
        self.coalition_id = coalition.id
        self._write(partner or self.organisation_id)

    def _write(self, other: int) -> None:
        """Write to others, and ask them."""
        message, wish = self.words[2:4]
        by = {"coalition_id": self.coalition_id, "person_id": self.person_id}
        own = {**by, "organisation_id": self.organisation_id}
        insert(
            self.session,
            "invitation",
            **{**by, "organisation_id": other, "asking_organisation_id": self.organisation_id},
            state="no",
            reason=message,
            created_at=NOW,
            answered_at=NOW,
        )
        insert(self.session, "revision", **own, section="contribution", number=1, content={"gains": wish}, at=NOW)
        content = {"title": self.words[4], "problem": wish}
        insert(self.session, "proposal_version", **by, number=1, hash="0" * 64, content=content, at=NOW)
        insert(self.session, "message", **own, text=message, answer="", created_at=NOW, answered_by="")
        insert(self.session, "reminder", **by, count=1)
        insert(self.session, "contact_consent", **own, to_organisation_id=other, text_version="1", given_at=NOW)
        self._agree(own)
        asked = {"organisation_id": self.organisation_id, "conversation_id": self.conversation.id, "asked_at": NOW}
        insert(self.session, "confirmation_request", **asked)

    def _agree(self, own: dict[str, int]) -> None:
        """Agree to a version, hand it in, withdraw it, and answer a question about it."""
        message, digest = self.words[2], "0" * 64
        insert(self.session, "approval", **own, number=1, hash=digest, answer="remark", remark=message, at=NOW)
        by = {"coalition_id": self.coalition_id, "person_id": self.person_id}
        insert(self.session, "submission", **by, number=1, hash=digest, at=NOW, withdrawn_at=NOW)
        part = table("submission")
        found = run(self.session, select(part.c.id).where(part.c.coalition_id == self.coalition_id))
        asked = {"submission_id": found.scalar_one(), "section": "goal", "question": "Wat?", "asked_by": "Wil"}
        insert(self.session, "staff_question", **own, **asked, asked_at=NOW, answer=message, answered_at=NOW)


def traces(session: Session, words: tuple[str, ...]) -> list[tuple[str, str]]:
    rows = [(name, repr(row)) for name, found in everything(session).items() for row in found]
    return [(name, word) for name, row in rows for word in words if word in row]
