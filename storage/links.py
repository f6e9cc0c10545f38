"""Links that somebody may follow once, such as the one that carries a conversation to another channel."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Index, select
from sqlmodel import Field

from storage.columns import CLUSTERED, Stored, UtcDateTime
from storage.statements import Session, records, run, table_of


class Link(Stored, table=True):
    """A secret that opens something once. Only its hash is stored, so who reads the table can open nothing.

    Attributes:
        hash: of the secret (`digest`).
        purpose: what it opens, as a stable word.
        conversation_id: the conversation for which it was made.
        created_at: when.
        expires_at: until when it opens.
        used_at: when it was followed; None when it was not.
    """

    __tablename__ = "link"
    __table_args__ = (Index("ix_link_conversation_id", "conversation_id"), CLUSTERED)

    hash: str = Field(primary_key=True)
    purpose: str
    conversation_id: int = Field(foreign_key="conversation.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(sa_type=UtcDateTime)


_link = table_of(Link)


def digest(secret: str) -> str:
    """Give what is stored of a secret. Without salt: the secrets are random, so nobody can try them all."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def add(session: Session, hashed: str, purpose: str, conversation_id: int, now: datetime, expires_at: datetime) -> None:
    """Store a link.

    Args:
        session: the session.
        hashed: the hash of its secret.
        purpose: what it opens, as a stable word.
        conversation_id: the conversation for which it is.
        now: the moment.
        expires_at: until when it opens.
    """
    of_it = {"hash": hashed, "purpose": purpose, "conversation_id": conversation_id}
    run(session, _link.insert(), {**of_it, "created_at": now, "expires_at": expires_at})


def find(session: Session, hashed: str, purpose: str) -> Link | None:
    """Find a link by the hash of its secret, whether it still opens or not."""
    of_it = (_link.c.hash == hashed) & (_link.c.purpose == purpose)
    return next(iter(records(session, Link, select(_link).where(of_it))), None)


def use_up(session: Session, conversation_id: int, purpose: str, now: datetime) -> bool:
    """Write that a link was followed; others of the same conversation and purpose open nothing any more either.

    Returns:
        False when somebody else did so first.
    """
    unused = (_link.c.conversation_id == conversation_id) & (_link.c.purpose == purpose) & _link.c.used_at.is_(None)
    return run(session, _link.update().where(unused), {"used_at": now}).rowcount > 0


def forget_expired(session: Session, before: datetime) -> int:
    """Drop the links that opened nothing any more at a moment; returns how many."""
    return run(session, _link.delete().where(_link.c.expires_at < before)).rowcount
