from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from storage import calls, coalitions, organisations, proposals
from storage.coalitions import PartnerData
from storage.database import Database
from storage.errors import NotFound
from storage.organisation_data import OrganisationData
from storage.statements import Session

DAY = timedelta(days=1)


def organisation(session: Session, key: str, now: datetime) -> int:
    data = OrganisationData(f"Organisatie {key}", "welzijn", "gm0556", "gesprek", key, None)
    return organisations.save(session, data, now).id


def coalition(session: Session, now: datetime) -> coalitions.Coalition:
    calls.save(session, "buurt", {}, True, now)
    return coalitions.open_or_get(session, "buurt", organisation(session, "a", now), "Samen", now)


def test_calls_are_saved_changed_and_listed(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert calls.save(session, "b", {"title": "B"}, True, now)
        assert calls.save(session, "a", {"title": "A"}, False, now)
        assert not calls.save(session, "b", {"title": "B"}, True, now + DAY)
        assert calls.read(session, "b").updated_at == now
        assert calls.save(session, "b", {"title": "BB"}, True, now + DAY)
        assert [(one.code, one.content, one.demo) for one in calls.all(session)] == [
            ("a", {"title": "A"}, False),
            ("b", {"title": "BB"}, True),
        ]
        assert (calls.read(session, "b").created_at, calls.read(session, "b").updated_at) == (now, now + DAY)
        with pytest.raises(NotFound):
            calls.read(session, "c")


def test_an_organisation_has_one_coalition_for_a_call(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first = coalition(session, now)
        assert (first.state, first.name) == ("forming", "Samen")
        again = coalitions.open_or_get(session, "buurt", first.asking_organisation_id, "Anders", now + DAY)
        assert again == first == coalitions.read(session, first.id)
        other = coalitions.open_or_get(session, "buurt", organisation(session, "b", now), "Anders", now)
        assert other.id != first.id
        with pytest.raises(NotFound):
            coalitions.read(session, 404)


def test_a_coalition_needs_a_call_that_exists(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        coalitions.open_or_get(session, "onbekend", organisation(session, "a", now), "Samen", now)


def test_partners_are_replaced_and_who_stays_stays_since_then(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        own = coalition(session, now)
        asks = PartnerData(own.asking_organisation_id, "lead", "asks")
        b, c = organisation(session, "b", now), organisation(session, "c", now)
        assert coalitions.set_partners(session, own.id, [PartnerData(b, "partner", "suggested"), asks], now)
        wanted = [asks, PartnerData(c, "partner", "suggested")]
        assert coalitions.set_partners(session, own.id, wanted, now + DAY)
        assert not coalitions.set_partners(session, own.id, wanted, now + 2 * DAY)
        assert [(one.organisation_id, one.role, one.since) for one in coalitions.partners(session, own.id)] == [
            (asks.organisation_id, "lead", now),
            (c, "partner", now + DAY),
        ]
        assert coalitions.read(session, own.id).updated_at == now + DAY


def test_a_partner_may_get_another_role(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        own = coalition(session, now)
        b = organisation(session, "b", now)
        coalitions.set_partners(session, own.id, [PartnerData(b, "partner", "suggested")], now)
        coalitions.set_partners(session, own.id, [PartnerData(b, "lead", "suggested")], now + DAY)
        (only,) = coalitions.partners(session, own.id)
        assert (only.role, only.since) == ("lead", now + DAY)
        with pytest.raises(NotFound):
            coalitions.set_partners(session, 404, [], now)


def test_a_coalition_has_one_proposal_that_changes(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        own = coalition(session, now)
        with pytest.raises(NotFound):
            proposals.read(session, own.id)
        first = proposals.save(session, own.id, {"title": "A"}, now)
        assert proposals.save(session, own.id, {"title": "B"}, now + DAY) == first
        found = proposals.read(session, own.id)
        assert (found.state, found.content) == ("draft", {"title": "B"})
        assert (found.created_at, found.updated_at) == (now, now + DAY)


def test_a_proposal_needs_a_coalition(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        proposals.save(session, 404, {}, now)


def test_past_coalitions_are_those_that_were_agreed_with_those_who_said_yes(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first = coalition(session, now)
        yes, never_asked = (organisation(session, key, now) for key in "bc")
        partners = [
            PartnerData(first.asking_organisation_id, "lead", "asks"),
            PartnerData(yes, "partner", "accepted"),
            PartnerData(never_asked, "partner", "suggested"),
        ]
        coalitions.set_partners(session, first.id, partners, now)
        assert coalitions.agreed(session) == []
        session.connection.execute(update(coalitions.Coalition).values(state="agreed"))
        (one,) = coalitions.agreed(session)
        assert (one.call_code, one.created_at) == ("buurt", now)
        assert one.members == tuple(sorted((first.asking_organisation_id, yes)))
