from datetime import datetime, timedelta

import pytest
from alembic import command
from sqlalchemy import create_engine, text

from storage import mandates, organisations, people
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.organisation_data import OrganisationData
from storage.statements import Session
from tests.storage.test_migrations import config


def organisation(session: Session, key: str, now: datetime) -> int:
    data = OrganisationData(f"Groep {key}", "bewoners", "gm0556", "gesprek", key, legal_person=None)
    return organisations.save(session, data, now).id


def test_a_person_speaks_for_several_organisations_and_switches(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person = people.person_for(session, "telegram", "42", now).id
        one, other = (organisation(session, key, now) for key in "ab")
        mandates.grant(session, person, one, now)
        mandates.grant(session, person, other, now + timedelta(days=1))
        assert people.read(session, person).organisation_id == other
        mandates.speak_for(session, person, one)
        assert people.read(session, person).organisation_id == one
        assert [mandate.organisation_id for mandate in mandates.of_person(session, person)] == [one, other]


def test_an_organisation_has_several_people(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        group = organisation(session, "a", now)
        members = [people.person_for(session, "telegram", chat, now).id for chat in ("1", "2")]
        for person in members:
            mandates.grant(session, person, group, now)
        assert [mandate.person_id for mandate in mandates.of_organisation(session, group)] == members


def test_a_mandate_is_given_once_and_confirmed_once(database: Database, now: datetime) -> None:
    later = now + timedelta(days=1)
    with database.transaction() as session:
        person, group = people.person_for(session, "telegram", "42", now).id, organisation(session, "a", now)
        mandate = mandates.grant(session, person, group, now)
        assert mandates.grant(session, person, group, later) == mandate
        assert [one.id for one in mandates.unconfirmed(session)] == [mandate.id]
        mandates.confirm(session, mandate.id, "R. Jansen", now)
        mandates.confirm(session, mandate.id, "somebody else", later)
        found = mandates.read(session, person, group)
        assert (found.confirmed_at, found.confirmed_by) == (now, "R. Jansen")
        assert not mandates.unconfirmed(session)


def test_what_has_ended_counts_no_more_and_can_begin_again(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person = people.person_for(session, "telegram", "42", now).id
        one, other = (organisation(session, key, now) for key in "ab")
        ended = mandates.grant(session, person, one, now)
        mandates.grant(session, person, other, now)
        mandates.speak_for(session, person, one)
        mandates.end(session, person, one, now)
        assert people.read(session, person).organisation_id == other
        for step in (mandates.speak_for, mandates.read):
            with pytest.raises(NotFound):
                step(session, person, one)
        with pytest.raises(Conflict):
            mandates.confirm(session, ended.id, "R. Jansen", now)
        assert mandates.grant(session, person, one, now).id != ended.id


def test_who_speaks_for_nobody_any_more_speaks_for_none(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        person, group = people.person_for(session, "telegram", "42", now).id, organisation(session, "a", now)
        mandates.grant(session, person, group, now)
        mandates.end(session, person, group, now)
        assert people.read(session, person).organisation_id is None


def test_who_spoke_for_an_organisation_before_there_were_mandates_has_one(
    database: Database, url: str, now: datetime
) -> None:
    with database.transaction() as session:
        person, group = people.person_for(session, "telegram", "42", now).id, organisation(session, "a", now)
        people.change(session, person, organisation_id=group)
    engine = create_engine(url)
    with engine.begin() as connection:
        command.downgrade(config(connection=connection), "0008")
        assert connection.execute(text("SELECT organisation_id FROM person")).scalar() == group
    engine.dispose()
    database.upgrade()
    with database.transaction() as session:
        mandate = mandates.read(session, person, group)
        assert (mandate.started_at, mandate.confirmed_at) == (now, None)
