"""Invitations: an organisation is asked to take part in a coalition, and what it answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Index, UniqueConstraint, or_, select
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, insert_row, records, run, table_of

InvitationState = Literal["open", "yes", "no", "later", "withdrawn", "expired"]

WAITS: tuple[InvitationState, ...] = ("open", "later")
"""The states in which an answer can still be given."""


class Invitation(Stored, table=True):
    """An organisation is asked, once, to take part in a coalition.

    Attributes:
        organisation_id: who is asked.
        asking_organisation_id: who asks.
        person_id: who asked for it; None when that person was erased.
        state: "open" until the answer "yes" or "no", or until it is "withdrawn" or "expired", and then that for good;
            "later" when the answer was that: it is asked again, and can be answered meanwhile.
        reason: why not, in the words of who answered; "" when they gave no reason.
        answered_at: when it got its state; None while it is open.
        ask_again_at: when it is asked again.
        link_hash: of the secret that opens it for who does not talk with the assistant yet (`links.digest`); None for
            an organisation that is asked in its own chat.
        link_expires_at: until when that link works.
        link_used_at: when it was followed; None when it was not.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("link_hash"),
        Index("ix_invitation_coalition_id_organisation_id", "coalition_id", "organisation_id"),
        Index("ix_invitation_organisation_id", "organisation_id"),
        Index("ix_invitation_asking_organisation_id", "asking_organisation_id"),
        Index("ix_invitation_person_id", "person_id"),
        Index("ix_invitation_state", "state"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    asking_organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    person_id: int | None = Field(foreign_key=f"{Person.__tablename__}.id")
    state: str
    reason: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    answered_at: datetime | None = Field(sa_type=UtcDateTime)
    ask_again_at: datetime | None = Field(sa_type=UtcDateTime)
    link_hash: str | None
    link_expires_at: datetime | None = Field(sa_type=UtcDateTime)
    link_used_at: datetime | None = Field(sa_type=UtcDateTime)

    @property
    def waits(self) -> bool:
        """Whether an answer can still be given."""
        return self.state in WAITS


_invitation = table_of(Invitation)
_WAITING = _invitation.c.state.in_(WAITS)


def add(
    session: Session, coalition_id: int, organisation_id: int, asking: int, person_id: int, now: datetime
) -> Invitation:
    """Write down that an organisation is asked.

    Args:
        session: the session.
        coalition_id: for which coalition.
        organisation_id: who is asked.
        asking: the organisation that asks.
        person_id: who asked for it.
        now: the moment.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such coalition, organisation or person.
    """
    who = {"coalition_id": coalition_id, "organisation_id": organisation_id, "asking_organisation_id": asking}
    new = {**who, "person_id": person_id, "state": "open", "reason": "", "created_at": now}
    return read(session, insert_row(session, _invitation.insert(), new))


def read(session: Session, invitation_id: int) -> Invitation:
    """Read an invitation.

    Raises:
        NotFound: there is no such invitation.
    """
    found = _all(session, _invitation.c.id == invitation_id)
    if not found:
        raise NotFound("invitation", invitation_id)
    return found[0]


def of_place(session: Session, coalition_id: int, organisation_id: int) -> Sequence[Invitation]:
    """All invitations of an organisation for a coalition, the newest first."""
    place = (_invitation.c.coalition_id == coalition_id) & (_invitation.c.organisation_id == organisation_id)
    return _all(session, place)


def waiting_for(session: Session, organisation_id: int) -> Sequence[Invitation]:
    """The invitations that an organisation can still answer, the newest first."""
    return _all(session, _WAITING & (_invitation.c.organisation_id == organisation_id))


def waiting_of(session: Session, asking_organisation_id: int) -> Sequence[Invitation]:
    """The invitations of an organisation that were not answered yet, the newest first."""
    return _all(session, _WAITING & (_invitation.c.asking_organisation_id == asking_organisation_id))


def waiting_in(session: Session, coalition_id: int) -> Sequence[Invitation]:
    """The invitations for a coalition that were not answered yet, the newest first."""
    return _all(session, _WAITING & (_invitation.c.coalition_id == coalition_id))


def outdated(session: Session, before: datetime) -> Sequence[Invitation]:
    """The invitations that nobody answered, and that were last asked before a moment; the newest first."""
    again = _invitation.c.ask_again_at
    asked = (_invitation.c.created_at < before) & or_(again.is_(None), again < before)
    return _all(session, _WAITING & asked)


def settle(session: Session, invitation_id: int, state: InvitationState, now: datetime, reason: str = "") -> None:
    """Write what became of an invitation.

    Raises:
        Conflict: it is over, or does not exist. Who said no may still say yes.
    """
    values = {"state": state, "answered_at": now, "reason": reason, "ask_again_at": None}
    _change(session, invitation_id, values, (*WAITS, "no") if state == "yes" else WAITS)


def put_off(session: Session, invitation_id: int, ask_again_at: datetime, now: datetime) -> None:
    """Write that an invitation is to be asked again.

    Raises:
        Conflict: it was answered before, or is over, or does not exist.
    """
    _change(session, invitation_id, {"state": "later", "answered_at": now, "ask_again_at": ask_again_at})


def set_link(session: Session, invitation_id: int, hashed: str, expires_at: datetime) -> None:
    """Give an invitation a link; an earlier one opens nothing any more.

    Raises:
        Conflict: it was answered before, or is over, or does not exist.
    """
    _change(session, invitation_id, {"link_hash": hashed, "link_expires_at": expires_at, "link_used_at": None})


def by_link(session: Session, hashed: str) -> Invitation | None:
    """Find an invitation by the hash of the secret of its link, whether that still works or not."""
    return next(iter(_all(session, _invitation.c.link_hash == hashed)), None)


def use_up(session: Session, invitation_id: int, now: datetime) -> bool:
    """Write that the link of an invitation was followed; False when somebody else did so first."""
    unused = (_invitation.c.id == invitation_id) & _invitation.c.link_used_at.is_(None)
    return run(session, _invitation.update().where(unused), {"link_used_at": now}).rowcount > 0


def _change(
    session: Session, invitation_id: int, values: dict[str, Any], states: tuple[InvitationState, ...] = WAITS
) -> None:
    which = (_invitation.c.id == invitation_id) & _invitation.c.state.in_(states)
    if not run(session, _invitation.update().where(which), values).rowcount:
        raise Conflict("invitation", invitation_id, "it is over")


def _all(session: Session, which: ColumnElement[bool]) -> list[Invitation]:
    return records(session, Invitation, select(_invitation).where(which).order_by(_invitation.c.id.desc()))
