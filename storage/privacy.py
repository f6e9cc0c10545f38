"""What is stored about a person: to show it to them, and to erase it.

Which columns hold something of a person stands in `storage.personal`.
"""

from base64 import b64encode
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from storage import erasures, leaving, people, traces
from storage.database import scrub_after_commit
from storage.erasures import Erasure
from storage.leaving import Farewell
from storage.people import Person
from storage.personal import HELD, table
from storage.statements import Session, run
from storage.traces import Where
from storage.unlisting import FROM_CONVERSATION, add_up, listed, unlist

__all__ = ["FROM_CONVERSATION", "erase", "overview", "unlist"]

_Part = tuple[str, ColumnElement[bool]]

_conversation = table("conversation")
_claim = table("claim")
_code = table("claim_code")
_coalition = table("coalition")
_place = table("coalition_partner")
_revision = table("revision")
_version = table("proposal_version")
_invitation = table("invitation")
_message = table("message")
_approval = table("approval")
_submission = table("submission")
_question = table("staff_question")


def overview(session: Session, person_id: int) -> dict[str, Any]:
    """Everything that is stored about a person, for that person.

    Returns:
        A list of rows per table, as plain JSON values: moments as ISO 8601 text in UTC, files as base64. Tables
        without a row are there too. What belongs to the organisations for which the person speaks is in it.

    Raises:
        NotFound: there is no such person.
    """
    person = people.read(session, person_id)
    shown: dict[str, list[dict[str, Any]]] = {}
    organisations = leaving.spoken_for(session, person_id)
    parts = [*_own(person), *_of_organisations(person_id, organisations)]
    for name, condition in [*parts, *(part for one in organisations for part in listed(one))]:
        part = table(name)
        found = run(session, select(part).where(condition).order_by(*part.primary_key)).mappings()
        rows = [{column: _plain(value) for column, value in row.items()} for row in found]
        shown[name] = [*shown.get(name, ()), *(row for row in rows if row not in shown.get(name, ()))]
    return shown


def erase(session: Session, person_id: int, now: datetime) -> dict[str, int]:
    """Erase a person, all that was said in their chat, and what they wrote for themselves.

    What the organisation agreed with others stays, without the person; `leaving` tells what follows when nobody speaks
    for an organisation any more. An organisation that was described in a chat then goes; one that came from elsewhere
    stays in the directory. What belongs to an organisation for which another person speaks stays: it is also theirs.

    Args:
        session: the session.
        person_id: whom to erase.
        now: the moment.

    Returns:
        How many rows went from each table.

    Raises:
        NotFound: there is no such person.
    """
    person = people.read(session, person_id)
    follows = leaving.farewell(session, person_id)
    there = traces.where(session, person, (*follows.alone, *follows.shared))
    texts = _texts(session, person_id, follows)
    counts = _unsign(session, person_id)
    own_claims = select(_claim.c.id).where(_claim.c.person_id == person_id)
    run(session, _code.update().where(_code.c.claim_id.in_(own_claims)), {"claim_id": None, "hash": ""})
    for name, condition in _own(person):
        add_up(counts, {name: run(session, table(name).delete().where(condition)).rowcount})
    add_up(counts, leaving.carry_out(session, follows, now))
    traces.strike(session, person, texts - _written_together(session, there), there)
    erasures.note(session, Erasure(person.id, person.created_at, now))
    scrub_after_commit(session)
    return counts


def _own(person: Person) -> list[_Part]:
    """What is the person's alone; in an order in which it can be deleted."""
    of_chat = (_conversation.c.channel == person.channel) & (_conversation.c.chat == person.chat)
    own = or_(_conversation.c.person_id == person.id, of_chat)
    chats = select(_conversation.c.id).where(own)
    in_chat = ("turn_event", "outbox", "document", "link", "exposure", "confirmation_request")
    by_person = ("notice", "reminder", "contact_consent", "colleague_link", "consent", "mandate", "claim")
    return [
        *((name, table(name).c.conversation_id.in_(chats)) for name in in_chat),
        *((name, table(name).c.person_id == person.id) for name in by_person),
        ("conversation", own),
        ("person", table("person").c.id == person.id),
    ]


def _of_organisations(person_id: int, organisations: Collection[int]) -> list[_Part]:
    """What the person and their organisations wrote, asked, said and agreed with others."""
    asked = _coalition.c.asking_organisation_id.in_(organisations)
    own_places = _place.c.organisation_id.in_(organisations)
    own = select(_coalition.c.id).where(asked)
    taken_part = select(_place.c.coalition_id).where(own_places, _place.c.state.in_(("accepted", "left")))
    involved = or_(_coalition.c.id.in_(own), _coalition.c.id.in_(taken_part))
    theirs = select(_coalition.c.id).where(involved)
    return [
        ("coalition", involved),
        ("coalition_partner", or_(own_places, _place.c.coalition_id.in_(select(_coalition.c.id).where(involved)))),
        ("proposal", table("proposal").c.coalition_id.in_(select(_coalition.c.id).where(involved))),
        ("revision", or_(_revision.c.person_id == person_id, _revision.c.organisation_id.in_(organisations))),
        (
            "proposal_version",
            or_(
                _version.c.person_id == person_id, _version.c.coalition_id.in_(select(_coalition.c.id).where(involved))
            ),
        ),
        ("approval", or_(_approval.c.person_id == person_id, _approval.c.organisation_id.in_(organisations))),
        *(
            (part.name, or_(part.c.person_id == person_id, part.c.coalition_id.in_(theirs)))
            for part in (_submission, _question)
        ),
        *_exchanged(person_id, organisations),
    ]


def _exchanged(person_id: int, organisations: Collection[int]) -> list[_Part]:
    asked = _invitation.c.organisation_id.in_(organisations) | _invitation.c.asking_organisation_id.in_(organisations)
    sent = _message.c.organisation_id.in_(organisations) | _message.c.to_organisation_id.in_(organisations)
    return [
        ("invitation", or_(_invitation.c.person_id == person_id, asked)),
        ("message", or_(_message.c.person_id == person_id, sent)),
    ]


def _texts(session: Session, person_id: int, follows: Farewell) -> set[str]:
    """What goes, and others may have been shown: messages, reasons, and contributions to what is not agreed.

    A question to the one that invites is stored with nobody, so all sentences of the chat count too.
    """
    gone = [one.id for one in follows.dissolved]
    forming = [one.coalition.id for one in follows.departures if one.coalition.state == "forming"]
    open_ = [one.coalition.id for one in follows.departures if not one.handed_in]
    says = _approval.c.organisation_id.in_(follows.alone)
    theirs = _revision.c.organisation_id.in_(follows.alone) & leaving.IS_OWN_SECTION
    queries: tuple[Select[Any], ...] = (
        select(_message.c.text).where(_message.c.person_id == person_id),
        select(_invitation.c.reason).where(_invitation.c.organisation_id.in_(follows.alone)),
        select(_revision.c.content).where(_revision.c.coalition_id.in_(gone)),
        select(_revision.c.content).where(_revision.c.coalition_id.in_(forming), theirs),
        select(_approval.c.remark).where(_approval.c.coalition_id.in_([*gone, *open_]), says),
        select(_question.c.answer).where(_question.c.coalition_id.in_(gone)),
    )
    found = {text for query in queries for row in run(session, query) for text in traces.texts_in(row[0])}
    states = run(session, select(_conversation.c.state).where(_conversation.c.person_id == person_id))
    return found | {text for row in states for text in traces.sentences_in(row[0] or {})}


def _written_together(session: Session, there: Where) -> set[str]:
    """What stays in the plans of others, so that it must not be struck out of the chats in which they go on with it.

    Versions of the whole plan stay as they are once the partners agreed or handed it in. Until then, what went from the
    sections goes from the versions too.
    """
    fixed = leaving.fixed(session, there.coalitions)
    plans = [(table(name), there.coalitions) for name in ("revision", "proposal")] + [(_version, fixed)]
    queries = (select(plan.c.content).where(plan.c.coalition_id.in_(which)) for plan, which in plans)
    return {text for query in queries for row in run(session, query) for text in traces.texts_in(row[0])}


def _unsign(session: Session, person_id: int) -> dict[str, int]:
    """Take the person off what stays, and delete what they wrote to others; what others answered to that stays."""
    wrote = _message.c.person_id == person_id
    run(session, _message.update().where(wrote, _message.c.answered_at.is_not(None)), {"text": "", "person_id": None})
    deleted = run(session, _message.delete().where(wrote)).rowcount
    for name, held in HELD.items():
        for author in held.author.split():
            column = table(name).c[author]
            run(session, table(name).update().where(column == person_id), {author: None})
    return {"message": deleted}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    return value
