from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import calls, coalitions, messages, people
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.messages import Way
from storage.statements import Session
from tests.storage.test_mandates import organisation


def group(session: Session, now: datetime) -> tuple[int, int, int, int]:
    """A coalition, two organisations and a person."""
    calls.save(session, "call", {}, False, now)
    one, other = (organisation(session, key, now) for key in "ab")
    person = people.person_for(session, "telegram", "42", now).id
    return coalitions.open_or_get(session, "call", one, "Samen", now).id, one, other, person


def test_both_sides_see_the_last_messages_and_others_see_none(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        coalition, one, other, person = group(session, now)
        ids = [messages.add(session, Way(coalition, one, other), person, f"bericht {n}", now) for n in range(3)]
        ids.append(messages.add(session, Way(coalition, other, one), person, "terug", now))
        messages.add(session, Way(coalition, one, None), person, "aan de medewerker", now)
        for side in (one, other):
            assert [found.id for found in messages.between(session, coalition, side, 9)] == ids
        assert [found.id for found in messages.between(session, coalition, one, 2)] == ids[-2:]
        assert not messages.between(session, coalition, organisation(session, "c", now), 9)


def test_a_question_to_staff_is_answered_once(database: Database, now: datetime) -> None:
    later = now + timedelta(days=1)
    with database.transaction() as session:
        person = people.person_for(session, "telegram", "42", now).id
        number = messages.add(session, Way(None, None, None), person, "Mag dat?", now)
        assert [one.id for one in messages.to_staff(session, only_open=True)] == [number]
        answered = messages.answer(session, number, "Ja", "Wil", later)
        assert (answered.answer, answered.answered_by, answered.answered_at) == ("Ja", "Wil", later)
        with pytest.raises(Conflict):
            messages.answer(session, number, "Nee", "Bo", later)
        assert messages.read(session, number) == answered
        assert not messages.to_staff(session, only_open=True)
        assert [one.id for one in messages.to_staff(session, only_open=False)] == [number]
        assert [one.id for one in messages.asked_by(session, person, 9)] == [number]


def test_staff_answer_no_message_between_partners(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        coalition, one, other, person = group(session, now)
        number = messages.add(session, Way(coalition, one, other), person, "hallo", now)
        for wrong in (number, 99):
            with pytest.raises(NotFound):
                messages.answer(session, wrong, "Ja", "Wil", now)
        assert not messages.to_staff(session, only_open=False)


def test_the_first_answer_of_a_partner_counts(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        coalition, one, other, person = group(session, now)
        number = messages.add(session, Way(coalition, one, other), person, "hallo", now)
        messages.answered(session, number, now)
        messages.answered(session, number, now + timedelta(days=1))
        assert messages.read(session, number).answered_at == now


def test_a_message_needs_who_is_there(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        coalition, one, _, person = group(session, now)
    with pytest.raises(IntegrityError), database.transaction() as session:
        messages.add(session, Way(coalition, one, 99), person, "hallo", now)
