"""Proposals: what a coalition writes down together, one for each coalition."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint, select
from sqlmodel import Field

from storage.coalitions import Coalition
from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import NotFound
from storage.statements import Session, insert_new, records, run, table_of


class Proposal(Stored, table=True):
    """The proposal of one coalition; its state is "draft" until it is handed in."""

    __tablename__ = "proposal"
    __table_args__ = (UniqueConstraint("coalition_id"), NEVER_REUSE_IDS)

    id: int = Field(default=None, primary_key=True)
    coalition_id: int = Field(foreign_key=f"{Coalition.__tablename__}.id")
    state: str
    content: dict[str, Any] = Field(sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


_proposal = table_of(Proposal)


def save(session: Session, coalition_id: int, content: Mapping[str, Any], now: datetime) -> int:
    """Save what the proposal of a coalition says now, as plain JSON values.

    Returns:
        The id of the proposal.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such coalition.
    """
    values = {"content": dict(content), "updated_at": now}
    new = {"coalition_id": coalition_id, "state": "draft", "created_at": now, **values}
    if not insert_new(session, _proposal, new):
        run(session, _proposal.update().where(_proposal.c.coalition_id == coalition_id), values)
    return read(session, coalition_id).id


def state_of(session: Session, coalition_id: int) -> str:
    """The state of the proposal of a coalition; "draft" while nothing was saved of it."""
    found = run(session, select(_proposal.c.state).where(_proposal.c.coalition_id == coalition_id)).scalar()
    return "draft" if found is None else str(found)


def move(session: Session, coalition_id: int, state: str, now: datetime) -> None:
    """Write in which state the proposal of a coalition is from now on.

    Raises:
        NotFound: the coalition has none yet.
    """
    values = {"state": state, "updated_at": now}
    if not run(session, _proposal.update().where(_proposal.c.coalition_id == coalition_id), values).rowcount:
        raise NotFound("proposal", coalition_id)


def by_number(session: Session, proposal_id: int) -> Proposal:
    """Read a proposal by its own id.

    Raises:
        NotFound: there is no such proposal.
    """
    found = records(session, Proposal, select(_proposal).where(_proposal.c.id == proposal_id))
    if not found:
        raise NotFound("proposal", proposal_id)
    return found[0]


def read(session: Session, coalition_id: int) -> Proposal:
    """Read the proposal of a coalition.

    Raises:
        NotFound: the coalition has none yet.
    """
    found = records(session, Proposal, select(_proposal).where(_proposal.c.coalition_id == coalition_id))
    if not found:
        raise NotFound("proposal", coalition_id)
    return found[0]
