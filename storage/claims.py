"""Claims: people who say that they speak for an organisation of the directory, and what became of that."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Index, func, select
from sqlmodel import Field

from storage.columns import NEVER_REUSE_IDS, Stored, UtcDateTime
from storage.errors import Conflict, NotFound
from storage.organisations import Organisation
from storage.people import Person
from storage.statements import Session, insert_row, records, run, table_of

ClaimState = Literal["open", "confirmed", "refused", "expired", "withdrawn"]
Decision = Literal["confirmed", "refused", "withdrawn"]

BY_CONTACT = "contact"
"""Who confirmed a claim, when a code did that was sent to the organisation's known address."""


class Claim(Stored, table=True):
    """A person says that an organisation of the directory is theirs. Several people may claim the same one.

    Attributes:
        organisation_id: the organisation as it stands in the directory.
        state: "open" until it is "confirmed", "refused", "expired" or "withdrawn", and then that for good; only one
            that was confirmed can still be withdrawn.
        decided_at: when it was no longer open.
        decided_by: the name of a member of staff, or "contact" for the organisation's known address; "" when nobody
            decided.
        why: why it was refused, as the person was told.
    """

    __tablename__ = "claim"
    __table_args__ = (
        Index("ix_claim_person_id", "person_id"),
        Index("ix_claim_organisation_id", "organisation_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key=f"{Person.__tablename__}.id")
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    state: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(sa_type=UtcDateTime)
    decided_by: str
    why: str


class ClaimCode(Stored, table=True):
    """A code that was sent to an organisation, so that who can tell it belongs there.

    It outlives a person who has everything erased, without the person: else who does that could ask for codes, and try
    them, without end.

    Attributes:
        organisation_id: to which organisation it went.
        claim_id: for which claim; None when the claim was erased.
        hash: of the code; "" when nobody may use it any more.
        expires_at: until when it can be used.
        tries: how often a wrong code was given in its place.
    """

    __tablename__ = "claim_code"
    __table_args__ = (
        Index("ix_claim_code_organisation_id_created_at", "organisation_id", "created_at"),
        Index("ix_claim_code_claim_id", "claim_id"),
        NEVER_REUSE_IDS,
    )

    id: int = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key=f"{Organisation.__tablename__}.id")
    claim_id: int | None = Field(foreign_key=f"{Claim.__tablename__}.id")
    hash: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    tries: int


_claim = table_of(Claim)
_code = table_of(ClaimCode)
_FROM: dict[Decision, tuple[ClaimState, ...]] = {
    "confirmed": ("open",),
    "refused": ("open",),
    "withdrawn": ("open", "confirmed"),
}


def add(session: Session, person_id: int, organisation_id: int, now: datetime) -> Claim:
    """Write down a new, open claim.

    Raises:
        sqlalchemy.exc.IntegrityError: there is no such person or organisation.
    """
    new = {"person_id": person_id, "organisation_id": organisation_id, "state": "open", "created_at": now}
    return read(session, insert_row(session, _claim.insert(), {**new, "decided_by": "", "why": ""}))


def read(session: Session, claim_id: int) -> Claim:
    """Read a claim.

    Raises:
        NotFound: there is no such claim.
    """
    found = records(session, Claim, select(_claim).where(_claim.c.id == claim_id))
    if not found:
        raise NotFound("claim", claim_id)
    return found[0]


def of_person(session: Session, person_id: int) -> Sequence[Claim]:
    """All claims of a person, the newest first."""
    return records(session, Claim, select(_claim).where(_claim.c.person_id == person_id).order_by(_claim.c.id.desc()))


def all_claims(session: Session, *, only_open: bool) -> Sequence[Claim]:
    """All claims, or those that are open; the oldest first."""
    query = select(_claim).order_by(_claim.c.id)
    return records(session, Claim, query.where(_claim.c.state == "open") if only_open else query)


def decide(session: Session, claim_id: int, state: Decision, now: datetime, by: str = "", why: str = "") -> None:
    """Move a claim on; its codes open nothing any more.

    Args:
        session: the session.
        claim_id: which claim.
        state: what it becomes.
        now: the moment.
        by: who decided.
        why: the reason.

    Raises:
        Conflict: it is in another state than it must be for this: somebody else was first. Or it does not exist.
    """
    may = (_claim.c.id == claim_id) & _claim.c.state.in_(_FROM[state])
    values = {"state": state, "decided_at": now, "decided_by": by, "why": why}
    if not run(session, _claim.update().where(may), values).rowcount:
        raise Conflict("claim", claim_id, "it is not open any more")
    run(session, _code.update().where(_code.c.claim_id == claim_id), {"hash": ""})


def expire(session: Session, begun_before: datetime, now: datetime) -> int:
    """End the claims on which nobody decided since a moment; returns how many."""
    old = (_claim.c.state == "open") & (_claim.c.created_at < begun_before)
    return run(session, _claim.update().where(old), {"state": "expired", "decided_at": now}).rowcount


def add_code(
    session: Session, claim_id: int, organisation_id: int, hashed: str, now: datetime, expires_at: datetime
) -> None:
    """Store a code for a claim; earlier ones open nothing any more.

    Args:
        session: the session.
        claim_id: for which claim.
        organisation_id: to which organisation it goes.
        hashed: the hash of the code.
        now: the moment.
        expires_at: until when it can be used.
    """
    run(session, _code.update().where(_code.c.claim_id == claim_id), {"hash": ""})
    of_it = {"organisation_id": organisation_id, "claim_id": claim_id, "hash": hashed, "tries": 0}
    run(session, _code.insert(), {**of_it, "created_at": now, "expires_at": expires_at})


def codes_since(session: Session, organisation_id: int, since: datetime) -> int:
    """How many codes were made for an organisation after a moment, for whomever."""
    sent = (_code.c.organisation_id == organisation_id) & (_code.c.created_at > since)
    found: int = run(session, select(func.count()).select_from(_code).where(sent)).scalar_one()
    return found


def code_of(session: Session, claim_id: int, now: datetime, most_tries: int) -> ClaimCode | None:
    """The code of a claim that can be used at this moment."""
    live = (_code.c.claim_id == claim_id) & (_code.c.hash != "")
    live &= (_code.c.expires_at > now) & (_code.c.tries < most_tries)
    return next(iter(records(session, ClaimCode, select(_code).where(live).with_for_update())), None)


def count_try(session: Session, code_id: int) -> None:
    """Write that a wrong code was given."""
    run(session, _code.update().where(_code.c.id == code_id).values(tries=_code.c.tries + 1))
