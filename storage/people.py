"""The people who talk with the assistant, and what they agreed to."""

from datetime import datetime
from typing import TypedDict, Unpack

from sqlalchemy import Index, UniqueConstraint, bindparam, select
from sqlmodel import Field

from storage.columns import EMPTY, NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.conversations import Conversation
from storage.errors import NotFound
from storage.statements import Session, insert_new, insert_row, records, run, table_of


class Person(Stored, table=True):
    """Somebody in one chat. All but the chat is empty until the person tells it.

    Attributes:
        email, phone: where other organisations may reach the person, once both sides said yes to that.
    """

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("channel", "chat"),
        Index("ix_person_organisation_id", "organisation_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    channel: str
    chat: str
    name: str
    role: str
    language: str
    organisation_id: int | None = Field(foreign_key="organisation.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    email: str = Field(sa_column_kwargs=EMPTY)
    phone: str = Field(sa_column_kwargs=EMPTY)


class Consent(Stored, table=True):
    """A person agreed to one purpose, in the words of one version of the text. Never changed, only withdrawn."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person_id_purpose", "person_id", "purpose"),)

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    purpose: str
    text_version: str
    given_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(sa_type=UtcDateTime)


class PersonChanges(TypedDict, total=False):
    """What may change about a person; what is left out stays as it is."""

    name: str
    role: str
    language: str
    organisation_id: int | None
    email: str
    phone: str


_person = table_of(Person)
_consent = table_of(Consent)
_conversation = table_of(Conversation)
_OF_CHAT = (
    select(_person)
    .where(_person.c.channel == bindparam("of_channel"), _person.c.chat == bindparam("of_chat"))
    .with_for_update()
)


def person_for(session: Session, channel: str, chat: str, now: datetime) -> Person:
    """The person in a chat; a new one, of whom nothing else is known, when there is none.

    A new person also becomes the person of the conversation in that chat.
    """
    key = {"of_channel": channel, "of_chat": chat}
    found = records(session, Person, _OF_CHAT, key)
    if found:
        return found[0]
    new = {"channel": channel, "chat": chat, "name": "", "role": "", "language": "", "created_at": now}
    insert_new(session, _person, new)
    person = records(session, Person, _OF_CHAT, key)[0]
    its_own = (_conversation.c.channel == channel) & (_conversation.c.chat == chat)
    run(session, _conversation.update().where(its_own).values(person_id=person.id))
    return person


def find(session: Session, channel: str, chat: str) -> Person | None:
    """The person in a chat; None when nobody there is known."""
    return next(iter(records(session, Person, _OF_CHAT, {"of_channel": channel, "of_chat": chat})), None)


def read(session: Session, person_id: int) -> Person:
    """Read a person.

    Raises:
        NotFound: there is no such person.
    """
    found = records(session, Person, select(_person).where(_person.c.id == person_id))
    if not found:
        raise NotFound("person", person_id)
    return found[0]


def change(session: Session, person_id: int, **changes: Unpack[PersonChanges]) -> None:
    """Write what a person told about themselves.

    Raises:
        NotFound: there is no such person.
    """
    if not run(session, _person.update().where(_person.c.id == person_id), dict(changes)).rowcount:
        raise NotFound("person", person_id)


def active_since(session: Session, person_id: int, moment: datetime) -> bool:
    """Whether anything happened in a chat of a person after a moment."""
    later = (_conversation.c.person_id == person_id) & (_conversation.c.updated_at > moment)
    return run(session, select(_conversation.c.id).where(later)).first() is not None


def move(session: Session, person_id: int, channel: str, chat: str) -> None:
    """Write that a person talks in another chat now, in which nobody else does.

    Raises:
        sqlalchemy.exc.IntegrityError: another person talks there.
    """
    run(session, _person.update().where(_person.c.id == person_id), {"channel": channel, "chat": chat})


def give_consent(session: Session, person_id: int, purpose: str, text_version: str, now: datetime) -> None:
    """Write that a person agreed. Agreeing again to the same text changes nothing.

    Args:
        session: the session.
        person_id: who agreed.
        purpose: what for, as a stable word.
        text_version: which version of the text the person saw.
        now: the moment.

    Raises:
        NotFound: there is no such person.
    """
    read(session, person_id)
    if any(one.purpose == purpose and one.text_version == text_version for one in consents(session, person_id)):
        return
    given = {"person_id": person_id, "purpose": purpose, "text_version": text_version, "given_at": now}
    insert_row(session, _consent.insert(), given)


def withdraw(session: Session, person_id: int, purpose: str, now: datetime) -> bool:
    """Write that a person no longer agrees to a purpose, whatever version of the text it was.

    Returns:
        Whether there was anything to withdraw.
    """
    given = (_consent.c.person_id == person_id) & (_consent.c.purpose == purpose)
    standing = given & _consent.c.withdrawn_at.is_(None)
    return run(session, _consent.update().where(standing).values(withdrawn_at=now)).rowcount > 0


def consents(session: Session, person_id: int) -> list[Consent]:
    """What a person agreed to and has not withdrawn, oldest first."""
    standing = (_consent.c.person_id == person_id) & _consent.c.withdrawn_at.is_(None)
    return records(session, Consent, select(_consent).where(standing).order_by(_consent.c.id))
