from datetime import datetime, timedelta

import pytest

from storage import people
from storage.database import Database
from storage.errors import NotFound


def test_a_chat_has_one_person(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person = people.person_for(session, "telegram", "42", now)
        assert (person.name, person.role, person.language, person.organisation_id) == ("", "", "", None)
        assert people.person_for(session, "telegram", "42", now + timedelta(days=1)) == person
        assert people.person_for(session, "rest", "42", now).id != person.id


def test_what_a_person_tells_is_kept_and_the_rest_stays(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person_id = people.person_for(session, "telegram", "42", now).id
        people.change(session, person_id, name="Samira", language="nl")
        people.change(session, person_id, role="coordinator")
        found = people.read(session, person_id)
        assert (found.name, found.role, found.language) == ("Samira", "coordinator", "nl")
        assert people.person_for(session, "telegram", "42", now) == found


def test_consent_holds_until_it_is_withdrawn(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person_id = people.person_for(session, "telegram", "42", now).id
        people.give_consent(session, person_id, "directory", "1", now)
        people.give_consent(session, person_id, "directory", "1", now + timedelta(days=1))
        people.give_consent(session, person_id, "reminders", "1", now)
        (directory, reminders) = people.consents(session, person_id)
        assert (directory.purpose, directory.text_version, directory.given_at) == ("directory", "1", now)
        assert people.withdraw(session, person_id, "directory", now)
        assert people.consents(session, person_id) == [reminders]
        assert not people.withdraw(session, person_id, "directory", now)


def test_withdrawing_covers_every_version_of_the_text(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person_id = people.person_for(session, "telegram", "42", now).id
        for version in "12":
            people.give_consent(session, person_id, "directory", version, now)
        assert [one.text_version for one in people.consents(session, person_id)] == ["1", "2"]
        people.withdraw(session, person_id, "directory", now)
        assert people.consents(session, person_id) == []


def test_consent_can_be_given_again(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person_id = people.person_for(session, "telegram", "42", now).id
        people.give_consent(session, person_id, "directory", "1", now)
        people.withdraw(session, person_id, "directory", now)
        people.give_consent(session, person_id, "directory", "1", now + timedelta(days=1))
        assert [one.given_at for one in people.consents(session, person_id)] == [now + timedelta(days=1)]


def test_who_does_not_exist_is_not_found(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        with pytest.raises(NotFound):
            people.read(session, 404)
        with pytest.raises(NotFound):
            people.change(session, 404, name="Samira")
        with pytest.raises(NotFound):
            people.give_consent(session, 404, "directory", "1", now)
