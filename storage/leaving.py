"""What happens to organisations and coalitions when the last person who spoke for an organisation goes.

Others must not lose their plan by that: a coalition in which somebody else takes part goes on without the organisation
that left, and another one stands in its place where it was the one that asked. A coalition in which nobody else takes
part goes. What was handed in to the municipality stays in any case: that is for its staff to decide.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from storage import coalitions, mandates, merging, organisations, people
from storage.changes import tick
from storage.coalitions import Coalition
from storage.personal import table
from storage.revisions import OWN_PART
from storage.statements import Session, run
from storage.unlisting import TOLD, add_up, dissolve, forget_told

_person = table("person")
_mandate = table("mandate")
_coalition = table("coalition")
_place = table("coalition_partner")
_proposal = table("proposal")
_invitation = table("invitation")
_revision = table("revision")
_section = _revision.c.section
IS_OWN_SECTION: ColumnElement[bool] = or_(
    _section.in_(("contribution", OWN_PART)), _section.startswith(f"{OWN_PART}.", autoescape=True)
)
"""The sections of a coalition's plan that are an organisation's own; the other sections are the group's."""

_contact = table("contact_consent")
_approval = table("approval")
_submission = table("submission")


@dataclass(frozen=True, slots=True)
class Departure:
    """An organisation for which nobody speaks any more leaves a coalition that goes on.

    Attributes:
        organisation_id: who leaves.
        coalition: which coalition.
        heir: who stands in its place as the one that asked; None when it was not, or when nobody can.
        handed_in: the plan was handed in to the municipality.
    """

    organisation_id: int
    coalition: Coalition
    heir: int | None
    handed_in: bool


@dataclass(frozen=True, slots=True)
class Farewell:
    """What follows when a person goes.

    Attributes:
        alone: the organisations for which nobody speaks any more then.
        shared: those for which somebody else does.
        departures: coalitions that go on without one of `alone`.
        dissolved: coalitions that go, since nobody else takes part.
        withdrawn: open invitations that go: the coalition and who was asked.
    """

    alone: tuple[int, ...]
    shared: tuple[int, ...]
    departures: tuple[Departure, ...]
    dissolved: tuple[Coalition, ...]
    withdrawn: tuple[tuple[int, int], ...]


def farewell(session: Session, person_id: int, of: int | None = None) -> Farewell:
    """Tell what follows when a person goes; changes nothing.

    Args:
        session: the session.
        person_id: who goes.
        of: the person only stops speaking for this organisation; None when the person goes altogether.

    Raises:
        NotFound: there is no such person.
    """
    speaks_for = [one for one in spoken_for(session, person_id) if of in {None, one}]
    alone = tuple(one for one in speaks_for if not _others(session, one, person_id))
    departures, dissolved = [], []
    for one in alone:
        for coalition in _coalitions_of(session, one):
            others = _taking_part(session, coalition.id, alone)
            handed_in = _handed_in(session, coalition.id)
            if others or handed_in:
                heir = _heir(session, coalition, others) if coalition.asking_organisation_id == one else None
                departures.append(Departure(one, coalition, heir, handed_in))
            elif coalition not in dissolved:
                dissolved.append(coalition)
    gone = [one.id for one in dissolved]
    return Farewell(
        alone=alone,
        shared=tuple(one for one in speaks_for if one not in alone),
        departures=tuple(departures),
        dissolved=tuple(dissolved),
        withdrawn=tuple(_open_invitations(session, alone, gone)),
    )


def carry_out(session: Session, leaving: Farewell, now: datetime) -> dict[str, int]:
    """Let organisations leave as a farewell says; gives how many rows went from each table.

    What they told in a chat goes, apart from the bare name of who took part in a coalition that goes on.
    """
    counts = dissolve(session, [one.id for one in leaving.dissolved], leaving.alone)
    for one in leaving.departures:
        add_up(counts, _depart(session, one, now))
    for organisation_id in leaving.alone:
        _withdraw(session, organisation_id, now)
        for told in (*merging.stood_for(session, organisation_id), organisation_id):
            if organisations.read(session, told).source in TOLD:
                add_up(counts, forget_told(session, told, now))
    return counts


def fixed(session: Session, coalition_ids: Collection[int]) -> frozenset[int]:
    """Tell which coalitions agreed, or handed in their plan: what they wrote down stays as it is."""
    agreed = select(_coalition.c.id).where(_coalition.c.id.in_(coalition_ids), _coalition.c.state != "forming")
    handed_in = (one for one in coalition_ids if _handed_in(session, one))
    return frozenset(row.id for row in run(session, agreed)) | frozenset(handed_in)


def spoken_for(session: Session, person_id: int) -> list[int]:
    """The organisations for which a person speaks, the one of their chat first.

    Raises:
        NotFound: there is no such person.
    """
    own = people.read(session, person_id).organisation_id
    found = {} if own is None else {organisations.standing(session, own): None}
    for one in mandates.of_person(session, person_id):
        found[organisations.standing(session, one.organisation_id)] = None
    return list(found)


def _others(session: Session, organisation_id: int, person_id: int) -> bool:
    """Whether somebody else speaks for an organisation."""
    talking = select(_person.c.id).where(_person.c.organisation_id == organisation_id, _person.c.id != person_id)
    stands = _mandate.c.ended_at.is_(None) & (_mandate.c.person_id != person_id)
    speaking = select(_mandate.c.id).where(_mandate.c.organisation_id == organisation_id, stands)
    return any(run(session, query.limit(1)).first() is not None for query in (talking, speaking))


def _coalitions_of(session: Session, organisation_id: int) -> list[Coalition]:
    """The coalitions that an organisation asked for, or in which it takes part or took part."""
    there = [
        one
        for one in coalitions.of_organisation(session, organisation_id)
        if one.asking_organisation_id == organisation_id or _was_in(session, one.id, organisation_id)
    ]
    asked = select(_coalition.c.id).where(_coalition.c.asking_organisation_id == organisation_id)
    known = {one.id for one in there}
    return [*there, *(coalitions.read(session, row.id) for row in run(session, asked).all() if row.id not in known)]


def _was_in(session: Session, coalition_id: int, organisation_id: int) -> bool:
    place = coalitions.place(session, coalition_id, organisation_id)
    return place is not None and place.state in {"accepted", "left"}


def _taking_part(session: Session, coalition_id: int, without: Collection[int]) -> list[int]:
    """Who else takes part in a coalition, the lead partner first, then in the order in which they came."""
    places = coalitions.partners(session, coalition_id)
    return [one.organisation_id for one in places if one.state == "accepted" and one.organisation_id not in without]


def _handed_in(session: Session, coalition_id: int) -> bool:
    not_yet = _proposal.c.state.in_(("draft", "for_approval"))
    handed_in = select(_proposal.c.id).where(_proposal.c.coalition_id == coalition_id, ~not_yet)
    # One that came back may be with the partners again.
    there = (_submission.c.coalition_id == coalition_id) & _submission.c.withdrawn_at.is_(None)
    queries = (handed_in, select(_submission.c.id).where(there))
    return any(run(session, query).first() is not None for query in queries)


def _heir(session: Session, coalition: Coalition, others: Sequence[int]) -> int | None:
    """Who can stand as the one that asked: an organisation asks for one coalition a call."""
    free = (one for one in others if coalition.call_code not in coalitions.calls_of(session, one))
    return next(free, None)


def _open_invitations(
    session: Session, leaving: Collection[int], dissolved: Collection[int]
) -> Iterable[tuple[int, int]]:
    """Who has an invitation that goes, apart from those who leave themselves."""
    goes = or_(_invitation.c.asking_organisation_id.in_(leaving), _invitation.c.coalition_id.in_(dissolved))
    open_ = _invitation.c.state.in_(("open", "later"))
    query = select(_invitation.c.coalition_id, _invitation.c.organisation_id).where(goes, open_).distinct()
    return [(row[0], row[1]) for row in run(session, query) if row[1] not in leaving]


def _depart(session: Session, one: Departure, now: datetime) -> dict[str, int]:
    """Let an organisation leave a coalition that goes on.

    What it would contribute goes while the coalition is forming; what was agreed stays. What it wrote for the group is
    the group's: the last of each section stays, and the heir goes on with it.
    """
    at = and_(_place.c.coalition_id == one.coalition.id, _place.c.organisation_id == one.organisation_id)
    run(session, _place.update().where(at), {"state": "left", "role": "partner", "since": now})
    seen = (_contact.c.coalition_id == one.coalition.id) & (_contact.c.to_organisation_id == one.organisation_id)
    run(session, _contact.update().where(seen, _contact.c.withdrawn_at.is_(None)), {"withdrawn_at": now})
    counts = {"revision": _drop_revisions(session, one)}
    if not one.handed_in:  # Nobody counts on what it agreed to, and nobody has to agree who does not take part.
        said = (_approval.c.coalition_id == one.coalition.id) & (_approval.c.organisation_id == one.organisation_id)
        counts["approval"] = run(session, _approval.delete().where(said)).rowcount
    changes: dict[str, object] = {"updated_at": now}
    if one.heir is not None:
        changes["asking_organisation_id"] = one.heir
        _hand_over_sections(session, one, one.heir)
    run(session, _coalition.update().where(_coalition.c.id == one.coalition.id), changes)
    if one.coalition.state != "forming":
        tick(session, (), coalitions=True)
    return counts


def _drop_revisions(session: Session, one: Departure) -> int:
    """Delete the contribution to a coalition that is forming, and what was written over of the other sections."""
    theirs = (_revision.c.coalition_id == one.coalition.id) & (_revision.c.organisation_id == one.organisation_id)
    newer = _revision.alias()
    written_over = (
        select(newer.c.id)
        .where(
            newer.c.coalition_id == _revision.c.coalition_id,
            newer.c.organisation_id == _revision.c.organisation_id,
            newer.c.section == _revision.c.section,
            newer.c.number > _revision.c.number,
        )
        .exists()
    )
    goes: ColumnElement[bool] = written_over
    if one.coalition.state == "forming":
        goes = or_(written_over, IS_OWN_SECTION)
    old = [row.id for row in run(session, select(_revision.c.id).where(theirs, goes))]
    return run(session, _revision.delete().where(_revision.c.id.in_(old))).rowcount


def _hand_over_sections(session: Session, one: Departure, heir: int) -> None:
    """Give the group's sections to who goes on with them, apart from those that it wrote itself."""
    of_coalition = _revision.c.coalition_id == one.coalition.id
    own = select(_revision.c.section).where(of_coalition, _revision.c.organisation_id == heir)
    written = {row.section for row in run(session, own)}
    theirs = of_coalition & (_revision.c.organisation_id == one.organisation_id) & ~IS_OWN_SECTION
    run(session, _revision.update().where(theirs, _section.not_in(written)), {"organisation_id": heir})


def _withdraw(session: Session, organisation_id: int, now: datetime) -> None:
    """Withdraw the open invitations that an organisation made or got; who was invited is suggested again."""
    open_ = _invitation.c.state.in_(("open", "later"))
    theirs = or_(
        _invitation.c.organisation_id == organisation_id, _invitation.c.asking_organisation_id == organisation_id
    )
    for row in run(session, select(_invitation).where(theirs, open_)).mappings().all():
        at = and_(_place.c.coalition_id == row["coalition_id"], _place.c.organisation_id == row["organisation_id"])
        back = {"state": "suggested", "since": now}
        run(session, _place.update().where(at, _place.c.state == "invited").values(**back))
    closed = {"state": "withdrawn", "answered_at": now, "link_hash": None, "link_expires_at": None}
    run(session, _invitation.update().where(theirs, open_), closed)
