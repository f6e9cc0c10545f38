from datetime import datetime, timedelta

from storage import contact_consents
from storage.contact_consents import Match
from storage.database import Database
from tests.storage.test_messages import group

TEXT = "2026-11-23"


def test_a_consent_holds_in_one_direction_until_it_is_withdrawn(database: Database, now: datetime) -> None:
    later = now + timedelta(days=1)
    with database.transaction() as session:
        coalition, one, other, person = group(session, now)
        match, back = Match(coalition, one, other), Match(coalition, other, one)
        assert contact_consents.give(session, match, person, TEXT, now)
        assert not contact_consents.give(session, match, person, TEXT, later)
        (given,) = contact_consents.standing(session, match)
        assert (given.person_id, given.given_at, given.text_version) == (person, now, TEXT)
        assert not contact_consents.standing(session, back)
        assert not contact_consents.withdraw(session, back, person, later)
        assert contact_consents.withdraw(session, match, person, later)
        assert not contact_consents.withdraw(session, match, person, later)
        assert not contact_consents.standing(session, match)
        assert not contact_consents.of_person(session, person)


def test_it_can_be_given_again(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        coalition, one, other, person = group(session, now)
        match = Match(coalition, one, other)
        for _ in range(2):
            assert contact_consents.give(session, match, person, TEXT, now)
            assert len(contact_consents.of_person(session, person)) == 1
            assert contact_consents.withdraw(session, match, person, now)
