"""Deleting coalitions and organisations with all that belongs to them."""

from collections.abc import Collection, Mapping, MutableMapping
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from storage import merging, organisations
from storage.changes import tick
from storage.personal import table
from storage.statements import Session, run

FROM_CONVERSATION = "gesprek"
"""The source of organisations that people described in a chat, and that are nobody else's data."""
FROM_INVITATION = "uitnodiging"
"""The source of organisations of which nothing is known but that somebody asked them, under this name."""
TOLD = (FROM_CONVERSATION, FROM_INVITATION)
"""The sources of organisations that go when nobody has to do with them any more."""

_organisation = table("organisation")
_coalition = table("coalition")
_place = table("coalition_partner")
_OF_COALITION = (
    *("staff_question", "submission", "approval"),
    *("reminder", "contact_consent", "message", "revision", "proposal_version", "invitation", "proposal"),
    "coalition_partner",
)


def dissolve(session: Session, coalition_ids: Collection[int], but: Collection[int] = ()) -> dict[str, int]:
    """Delete coalitions with all that belongs to them.

    Organisations that were only told of, and for which nobody speaks, go with the last of these.

    Args:
        session: the session.
        coalition_ids: which coalitions.
        but: organisations that the caller looks after.

    Returns:
        How many rows went from each table.
    """
    counts: dict[str, int] = {}
    if not coalition_ids:
        return counts
    were_agreed = select(_coalition.c.id).where(_coalition.c.id.in_(coalition_ids), _coalition.c.state != "forming")
    if run(session, were_agreed).first():
        tick(session, (), coalitions=True)
    places = select(_place.c.organisation_id).where(_place.c.coalition_id.in_(coalition_ids)).distinct()
    members = run(session, places.where(_place.c.organisation_id.not_in(but))).scalars().all()
    for name in _OF_COALITION:
        part = table(name)
        counts[name] = run(session, part.delete().where(part.c.coalition_id.in_(coalition_ids))).rowcount
    counts["coalition"] = run(session, _coalition.delete().where(_coalition.c.id.in_(coalition_ids))).rowcount
    for one in members:
        if _is_nobodys(session, one):
            add_up(counts, unlist(session, one))
    return counts


def unlist(session: Session, organisation_id: int) -> dict[str, int]:
    """Delete an organisation for which nobody speaks any more, with all that is about it.

    It must have asked for no coalition.

    Returns:
        How many rows went from each table; codes and questions that were sent to it are not counted.
    """
    for name in ("claim_code", "confirmation_request"):
        part = table(name)
        run(session, part.delete().where(part.c.organisation_id == organisation_id))
    merging.let_go(session, organisation_id)
    counts: dict[str, int] = {}
    for name, condition in about(organisation_id):
        counts[name] = counts.get(name, 0) + run(session, table(name).delete().where(condition)).rowcount
    tick(session, [organisation_id], coalitions=True)
    return counts


def about(organisation_id: int) -> list[tuple[str, ColumnElement[bool]]]:
    """What refers to an organisation, and it itself, in an order in which it can be deleted."""
    refers = (
        *(("exposure", "organisation_id"), ("mandate", "organisation_id"), ("claim", "organisation_id")),
        *(("colleague_link", "organisation_id"), ("invitation", "organisation_id")),
        *(("invitation", "asking_organisation_id"), ("revision", "organisation_id"), ("message", "organisation_id")),
        *(("message", "to_organisation_id"), ("contact_consent", "organisation_id")),
        *(("approval", "organisation_id"), ("staff_question", "organisation_id")),
        *(("contact_consent", "to_organisation_id"), ("coalition_partner", "organisation_id")),
    )
    return [*((name, table(name).c[column] == organisation_id) for name, column in refers), *listed(organisation_id)]


def listed(organisation_id: int) -> list[tuple[str, ColumnElement[bool]]]:
    """An organisation in the directory: what is known of it, and what was decided about it."""
    pairs = (("organisation_merge", "kept_id", "gone_id"), ("organisation_difference", "one_id", "other_id"))
    decided = [
        (name, or_(table(name).c[one] == organisation_id, table(name).c[other] == organisation_id))
        for name, one, other in pairs
    ]
    parts = [
        (name, table(name).c.organisation_id == organisation_id)
        for name in ("organisation_facet", "organisation_service")
    ]
    return [*decided, *parts, ("organisation", _organisation.c.id == organisation_id)]


def forget_told(session: Session, organisation_id: int, now: datetime) -> dict[str, int]:
    """Delete an organisation that was described in a chat; where it took part, its bare name stays.

    Returns:
        How many rows went from each table.
    """
    where = select(_place.c.coalition_id).where(_place.c.organisation_id == organisation_id)
    if run(session, where.where(_place.c.state == "left")).first() or _asks(session, organisation_id):
        return _bare(session, organisation_id)
    run(session, _coalition.update().where(_coalition.c.id.in_(where)).values(updated_at=now))
    return unlist(session, organisation_id)


def release(session: Session, source_key: str, organisation_id: int) -> None:
    """Let what was told in a chat of an organisation be that organisation's, so that the chat may tell of another.

    Args:
        session: the session.
        source_key: under which the chat tells.
        organisation_id: whose it is; what was told may have been merged into it.
    """
    told = (_organisation.c.source == FROM_CONVERSATION) & (_organisation.c.source_key == source_key)
    for one in run(session, select(_organisation.c.id).where(told)).scalars().all():
        if organisations.standing(session, one) == organisation_id:
            run(session, _organisation.update().where(_organisation.c.id == one), {"source_key": f"released:{one}"})


def add_up(counts: MutableMapping[str, int], more: Mapping[str, int]) -> None:
    """Add counts to others."""
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number


def _asks(session: Session, organisation_id: int) -> bool:
    asked = select(_coalition.c.id).where(_coalition.c.asking_organisation_id == organisation_id)
    return run(session, asked).first() is not None


def _bare(session: Session, organisation_id: int) -> dict[str, int]:
    """Leave nothing of an organisation but its name, its kind and its municipality."""
    counts: dict[str, int] = {}
    for name in ("organisation_facet", "organisation_service", "exposure", "claim", "colleague_link"):
        part = table(name)
        counts[name] = run(session, part.delete().where(part.c.organisation_id == organisation_id)).rowcount
    not_left = (_place.c.organisation_id == organisation_id) & (_place.c.state != "left")
    counts["coalition_partner"] = run(session, _place.delete().where(not_left)).rowcount
    empty = dict.fromkeys(
        ("description", "website", "kvk", "rsin", "postcode", "contact_name", "contact_email", "contact_phone"), ""
    )
    bare = _organisation.update().where(_organisation.c.id == organisation_id)
    run(session, bare, {**empty, "willing": False})
    tick(session, [organisation_id], coalitions=True)
    return counts


def _is_nobodys(session: Session, organisation_id: int) -> bool:
    """Whether an organisation was only told of, nobody speaks or spoke for it, and it is in no coalition."""
    told = (_organisation.c.id == organisation_id) & _organisation.c.source.in_(TOLD)
    uses = (("person", "organisation_id"), ("mandate", "organisation_id"), ("coalition_partner", "organisation_id"))
    in_use = [
        select(table(name).c[column]).where(table(name).c[column] == organisation_id).exists()
        for name, column in (*uses, ("coalition", "asking_organisation_id"))
    ]
    return run(session, select(_organisation.c.id).where(told, ~or_(*in_use))).first() is not None
