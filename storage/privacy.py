"""What is stored about a person: to show it to them, and to erase it."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from storage import (
    claims,
    coalitions,
    confirmations,
    conversations,
    differences,
    documents,
    exposure,
    links,
    mandates,
    merging,
    organisations,
    outbox,
    people,
    proposals,
)
from storage.changes import tick
from storage.database import scrub_after_commit
from storage.people import Person
from storage.statements import Session, run, table_of

FROM_CONVERSATION = "gesprek"
"""The source of organisations that people described in a chat, and that are nobody else's data."""

_person = table_of(Person)
_consent = table_of(people.Consent)
_conversation = table_of(conversations.Conversation)
_event = table_of(conversations.TurnEvent)
_item = table_of(outbox.OutboxItem)
_document = table_of(documents.StoredDocument)
_link = table_of(links.Link)
_exposure = table_of(exposure.Exposure)
_mandate = table_of(mandates.Mandate)
_claim = table_of(claims.Claim)
_code = table_of(claims.ClaimCode)
_request = table_of(confirmations.ConfirmationRequest)
_merge = table_of(merging.OrganisationMerge)
_difference = table_of(differences.OrganisationDifference)
_organisation = table_of(organisations.Organisation)
_facet = table_of(organisations.OrganisationFacet)
_service = table_of(organisations.OrganisationService)
_coalition = table_of(coalitions.Coalition)
_partner = table_of(coalitions.CoalitionPartner)
_proposal = table_of(proposals.Proposal)

_AGREED = select(_coalition.c.id).where(_coalition.c.state != "forming")
_Part = tuple[Table, ColumnElement[bool]]


def overview(session: Session, person_id: int) -> dict[str, Any]:
    """Everything that is stored about a person, for that person.

    Returns:
        A list of rows per table, as plain JSON values: moments as ISO 8601 text in UTC, files as base64. Tables
        without a row are there too. What belongs to the person's organisation is in it.

    Raises:
        NotFound: there is no such person.
    """
    person = people.read(session, person_id)
    return {
        table.name: [
            {name: _plain(value) for name, value in row.items()}
            for row in run(session, select(table).where(condition).order_by(*table.primary_key)).mappings()
        ]
        for table, condition in [*_own(person), *_written(person.organisation_id), *_listed(person.organisation_id)]
    }


def erase(session: Session, person_id: int, now: datetime) -> dict[str, int]:
    """Erase a person, all that was said in their chat, and what they wrote for their organisation.

    The coalitions that the organisation asked for go with their proposals. The organisation itself goes when it
    was described in a chat, also as a partner of others; one that came from elsewhere stays in the directory.
    What belongs to the organisation stays when another person belongs to it too: then it is also theirs.

    Args:
        session: the session.
        person_id: whom to erase.
        now: the moment, which coalitions of others get that lose this partner.

    Returns:
        How many rows went from each table.

    Raises:
        NotFound: there is no such person.
    """
    person = people.read(session, person_id)
    organisation_id = person.organisation_id
    own_claims = select(_claim.c.id).where(_claim.c.person_id == person_id)
    run(session, _code.update().where(_code.c.claim_id.in_(own_claims)), {"claim_id": None, "hash": ""})
    counts = _delete(session, _own(person))
    if organisation_id is not None and not _belongs_to_others(session, organisation_id):
        if run(session, _AGREED.where(_coalition.c.asking_organisation_id == organisation_id)).first():
            tick(session, (), coalitions=True)
        counts |= _delete(session, _written(organisation_id))
        for one in (*merging.stood_for(session, organisation_id), organisation_id):
            if organisations.read(session, one).source == FROM_CONVERSATION:
                counts["coalition_partner"] += _leave_coalitions(session, one, now)
                for name, number in unlist(session, one).items():
                    counts[name] = counts.get(name, 0) + number
    scrub_after_commit(session)
    return counts


def unlist(session: Session, organisation_id: int) -> dict[str, int]:
    """Delete an organisation that is in no coalition and for which nobody speaks any more, with all that is about it.

    Returns:
        How many rows went from each table; codes and questions that were sent to it are not counted.
    """
    for table in (_code, _request):
        run(session, table.delete().where(table.c.organisation_id == organisation_id))
    merging.let_go(session, organisation_id)
    about_it = [(table, table.c.organisation_id == organisation_id) for table in (_exposure, _mandate, _claim)]
    counts = _delete(session, [*about_it, *_listed(organisation_id)])
    tick(session, [organisation_id], coalitions=True)
    return counts


def _own(person: people.Person) -> list[_Part]:
    """What is the person's alone; in an order in which it can be deleted, as in the other lists."""
    of_chat = (_conversation.c.channel == person.channel) & (_conversation.c.chat == person.chat)
    own = or_(_conversation.c.person_id == person.id, of_chat)
    conversation_ids = select(_conversation.c.id).where(own)
    tables = (_event, _item, _document, _link, _exposure, _request)
    of_conversations = [(table, table.c.conversation_id.in_(conversation_ids)) for table in tables]
    of_person = [(table, table.c.person_id == person.id) for table in (_consent, _mandate, _claim)]
    return [*of_conversations, (_conversation, own), *of_person, (_person, _person.c.id == person.id)]


def _written(organisation_id: int | None) -> list[_Part]:
    """The coalitions for which an organisation asked, and their proposals."""
    asked = _coalition.c.asking_organisation_id == organisation_id
    coalition_ids = select(_coalition.c.id).where(asked)
    of_coalitions = [(table, table.c.coalition_id.in_(coalition_ids)) for table in (_proposal, _partner)]
    return [*of_coalitions, (_coalition, asked)]


def _listed(organisation_id: int | None) -> list[_Part]:
    """An organisation in the directory."""
    parts = [(table, table.c.organisation_id == organisation_id) for table in (_facet, _service)]
    pairs = [(_merge, _merge.c.kept_id, _merge.c.gone_id), (_difference, _difference.c.one_id, _difference.c.other_id)]
    decided = [(table, or_(one == organisation_id, other == organisation_id)) for table, one, other in pairs]
    return [*decided, *parts, (_organisation, _organisation.c.id == organisation_id)]


def _delete(session: Session, parts: list[_Part]) -> dict[str, int]:
    return {table.name: run(session, table.delete().where(condition)).rowcount for table, condition in parts}


def _belongs_to_others(session: Session, organisation_id: int) -> bool:
    members = select(_person.c.id).where(_person.c.organisation_id == organisation_id).limit(1)
    return run(session, members).first() is not None


def _leave_coalitions(session: Session, organisation_id: int, now: datetime) -> int:
    places = _partner.c.organisation_id == organisation_id
    joined = _coalition.c.id.in_(select(_partner.c.coalition_id).where(places))
    run(session, _coalition.update().where(joined), {"updated_at": now})
    return run(session, _partner.delete().where(places)).rowcount


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    return value
