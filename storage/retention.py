"""What is deleted because it has no use any more, or because it is too long ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, tuple_

from storage.columns import UtcDateTime
from storage.database import scrub_after_commit
from storage.personal import table
from storage.statements import Session, run
from storage.unlisting import dissolve

_person = table("person")
_conversation = table("conversation")
_claim = table("claim")
_code = table("claim_code")
_coalition = table("coalition")
_proposal = table("proposal")
_IN_CONVERSATION = ("turn_event", "outbox", "document", "link", "exposure", "confirmation_request")


class Old(NamedTuple):
    """What is too long ago: how many rows of a kind, and since when the oldest."""

    kind: str
    number: int
    oldest: datetime | None


class Quiet(NamedTuple):
    """A person of whom nothing was heard for long.

    Attributes:
        heard_at: when for the last time, or else since when the person is known.
        warned_at: when the person was warned of what follows; None when that did not happen since.
        has_chat: whether there is a chat in which the person can be warned.
    """

    person_id: int
    heard_at: datetime
    warned_at: datetime | None
    has_chat: bool


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of record.

    Attributes:
        table: where it stands.
        since: the moment that counts.
        when: which rows go at all.
    """

    table: Table
    since: ColumnElement[Any]
    when: ColumnElement[bool] | None = None


def _of(name: str, *moments: str, when: ColumnElement[bool] | None = None) -> _Kind:
    columns = [table(name).c[moment] for moment in moments]
    return _Kind(table(name), columns[0] if len(columns) == 1 else func.coalesce(*columns, type_=UtcDateTime()), when)


_KINDS: Mapping[str, _Kind] = {
    "conversation": _of("conversation", "heard_at", "updated_at", when=_conversation.c.person_id.is_(None)),
    "outbox": _of("outbox", "created_at"),
    "turn_event": _of("turn_event", "at"),
    "document": _of("document", "created_at"),
    "notice": _of("notice", "not_before"),
    "link": _of("link", "expires_at"),
    "colleague_link": _of("colleague_link", "expires_at"),
    "claim_code": _of("claim_code", "expires_at"),
    "seen_update": _of("seen_update", "at"),
    "claim": _of("claim", "decided_at", when=_claim.c.state != "confirmed"),
    "mandate": _of("mandate", "ended_at"),
    "consent": _of("consent", "withdrawn_at"),
    "contact_consent": _of("contact_consent", "withdrawn_at"),
    "invitation": _of(
        "invitation", "answered_at", "created_at", when=table("invitation").c.state.not_in(("open", "later"))
    ),
    "message": _of("message", "answered_at", "created_at"),
}
KINDS: Sequence[str] = tuple(_KINDS)
"""The kinds of records of which each goes by itself; people and coalitions are asked first (`quiet`, `dormant`)."""


def old(session: Session, kind: str, before: datetime) -> Old:
    """Tell what of a kind is from before a moment."""
    found = _KINDS[kind]
    query = select(func.count(), func.min(found.since)).select_from(found.table).where(_too_old(found, before))
    number, oldest = run(session, query).one()
    return Old(kind, number, oldest)


def drop(session: Session, kind: str, before: datetime, limit: int) -> int:
    """Delete what of a kind is from before a moment, the oldest first, at most so much; returns how many rows went."""
    found = _KINDS[kind]
    query = select(*found.table.primary_key).where(_too_old(found, before)).order_by(found.since).limit(limit)
    keys = [tuple(row) for row in run(session, query)]
    for name, column in _DEPEND.get(kind, ()):
        part = table(name)
        run(session, part.delete().where(part.c[column].in_([key[0] for key in keys])))
    if not keys:
        return 0
    return run(session, found.table.delete().where(tuple_(*found.table.primary_key).in_(keys))).rowcount


_DEPEND: Mapping[str, Sequence[tuple[str, str]]] = {
    "claim": (("claim_code", "claim_id"),),
    "conversation": tuple((name, "conversation_id") for name in _IN_CONVERSATION),
}
"""What goes along, since it refers to what goes."""


def quiet(session: Session, before: datetime) -> list[Quiet]:
    """The people who said nothing since a moment, longest ago first."""
    heard = func.coalesce(func.max(_conversation.c.heard_at), _person.c.created_at, type_=UtcDateTime())
    warned = func.max(_conversation.c.warned_at)
    query = (
        select(_person.c.id, heard, warned, func.count(_conversation.c.id))
        .select_from(_person.outerjoin(_conversation, _conversation.c.person_id == _person.c.id))
        .where(_person.c.created_at < before)
        .group_by(_person.c.id, _person.c.created_at)
        .having(heard < before)
        .order_by(heard, _person.c.id)
    )
    return [
        Quiet(number, heard_at, warned_at if warned_at and warned_at > heard_at else None, chats > 0)
        for number, heard_at, warned_at, chats in run(session, query)
    ]


def warn(session: Session, person_id: int, now: datetime) -> None:
    """Write that a person is warned that all goes, unless they say something."""
    run(session, _conversation.update().where(_conversation.c.person_id == person_id), {"warned_at": now})


def dormant(session: Session, before: datetime) -> list[tuple[int, datetime | None]]:
    """The coalitions in which nothing happened since a moment: each with when its members were warned since.

    Only those that are forming: what was agreed or handed in stays.
    """
    moments = (
        ("revision", "at"),
        ("proposal_version", "at"),
        ("approval", "at"),
        ("message", "created_at"),
        ("invitation", "created_at"),
        ("coalition_partner", "since"),
    )
    handed_in = _proposal.c.state.not_in(("draft", "for_approval"))
    happened = [
        *(_later(name, table(name).c[column] >= before) for name, column in moments),
        *(_later("proposal", condition) for condition in (_proposal.c.updated_at >= before, handed_in)),
        _later("submission", table("submission").c.withdrawn_at.is_(None)),
    ]
    query = (
        select(_coalition.c.id, _coalition.c.updated_at, _coalition.c.warned_at)
        .where(_coalition.c.state == "forming", _coalition.c.updated_at < before, ~or_(*happened))
        .order_by(_coalition.c.updated_at, _coalition.c.id)
    )
    return [(row[0], row[2] if row[2] and row[2] > row[1] else None) for row in run(session, query)]


def warn_members(session: Session, coalition_id: int, now: datetime) -> None:
    """Write that the members of a coalition are warned that it goes, unless something happens in it."""
    run(session, _coalition.update().where(_coalition.c.id == coalition_id), {"warned_at": now})


def drop_coalition(session: Session, coalition_id: int) -> None:
    """Delete a coalition with all that belongs to it."""
    dissolve(session, [coalition_id])
    scrub_after_commit(session)


def drop_emptied(session: Session, conversation_id: int) -> bool:
    """Delete a conversation in which nothing was said since it was erased, once its goodbye is out.

    Returns:
        Whether it was deleted; one with a state, or with a message that still has to go, stays.
    """
    return _drop_empty(session, _conversation.c.id == conversation_id) > 0


def drop_unused(session: Session, before: datetime) -> int:
    """Delete conversations that were begun before a moment and in which nothing was ever said.

    Returns:
        How many were deleted.
    """
    return _drop_empty(session, _conversation.c.created_at < before)


def _later(name: str, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    of_it = table(name).c.coalition_id == _coalition.c.id
    return select(table(name).c.coalition_id).where(and_(of_it, condition)).exists()


def _too_old(kind: _Kind, before: datetime) -> ColumnElement[bool]:
    return kind.since < before if kind.when is None else and_(kind.since < before, kind.when)


def _drop_empty(session: Session, which: ColumnElement[bool]) -> int:
    item = table("outbox")
    waiting = select(item.c.id).where(
        item.c.conversation_id == _conversation.c.id, item.c.state.in_(("queued", "sending"))
    )
    empty = select(_conversation.c.id).where(which, _conversation.c.state.is_(None), ~waiting.exists())
    found = [row[0] for row in run(session, empty)]
    for name in ("turn_event", "outbox", "link"):
        run(session, table(name).delete().where(table(name).c.conversation_id.in_(found)))
    run(session, _conversation.delete().where(_conversation.c.id.in_(found)))
    if found:
        scrub_after_commit(session)
    return len(found)
