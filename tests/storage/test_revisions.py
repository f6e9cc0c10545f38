from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import calls, coalitions, merging, organisations, people, reminders, revisions
from storage.database import Database
from storage.errors import Conflict
from storage.organisation_data import OrganisationData
from storage.statements import Session


@pytest.fixture
def coalition(database: Database, now: datetime) -> tuple[int, int, int]:
    """A coalition, and two organisations."""
    with database.transaction() as session:
        calls.save(session, "call", {}, False, now)
        one, other = (organisation(session, key, now) for key in "ab")
        return coalitions.open_or_get(session, "call", one, "Samen", now).id, one, other


def organisation(session: Session, key: str, now: datetime) -> int:
    data = OrganisationData(f"Groep {key}", "bewoners", "gm0556", "gesprek", key, legal_person=None)
    return organisations.save(session, data, now).id


def test_every_version_stays_and_the_last_one_counts(
    database: Database, now: datetime, coalition: tuple[int, int, int]
) -> None:
    number, one, other = coalition
    with database.transaction() as session:
        person = people.person_for(session, "t", "1", now).id
        for after, text in enumerate(("a", "b", "c")):
            key = (number, one, "title")
            assert revisions.append(session, key, after, {"value": text}, person, now) == after + 1
        revisions.append(session, (number, other, "title"), 0, {"value": "x"}, None, now)
        revisions.append(session, (number, one, "problem"), 0, {"value": "y"}, None, now)
        found = revisions.history(session, number, one, "title")
        assert [(each.number, each.content, each.person_id) for each in found] == [
            (1, {"value": "a"}, person),
            (2, {"value": "b"}, person),
            (3, {"value": "c"}, person),
        ]
        assert revisions.last(session, number, one, "title") == found[-1]
        assert revisions.last(session, number, other, "problem") is None
        assert revisions.numbers(session, number) == {"problem": 1, "title": 3}
        assert [each.content["value"] for each in revisions.sections(session, number, one)] == ["y", "c"]
        assert [each.content["value"] for each in revisions.of_all(session, number, "title")] == ["c", "x"]


@pytest.mark.parametrize("after", [0, 1])
def test_who_did_not_see_the_last_version_cannot_write_over_it(
    database: Database, now: datetime, coalition: tuple[int, int, int], after: int
) -> None:
    number, one, _ = coalition
    key = (number, one, "title")
    with database.transaction() as session:
        for before, text in enumerate(("a", "b")):
            revisions.append(session, key, before, {"value": text}, None, now)
        with pytest.raises(Conflict):
            revisions.append(session, key, after, {"value": "late"}, None, now)
        assert [each.content["value"] for each in revisions.history(session, *key)] == ["a", "b"]


def test_a_version_belongs_to_a_coalition_that_exists(
    database: Database, now: datetime, coalition: tuple[int, int, int]
) -> None:
    number, one, _ = coalition
    with pytest.raises(IntegrityError), database.transaction() as session:
        revisions.append(session, (number + 99, one, "title"), 0, {}, None, now)


def test_what_an_entry_wrote_goes_along_when_it_is_merged_and_comes_back(
    database: Database, now: datetime, coalition: tuple[int, int, int]
) -> None:
    number, one, other = coalition
    with database.transaction() as session:
        for after, text in enumerate("ab"):
            revisions.append(session, (number, other, "contribution"), after, {"gains": text}, None, now)
        merging.merge(session, one, other, "Wil", "", now)
        found = revisions.history(session, number, one, "contribution")
        assert [each.content["gains"] for each in found] == ["a", "b"]
        merging.undo(session, other, "Wil", now)
        assert revisions.history(session, number, one, "contribution") == []
        assert len(revisions.history(session, number, other, "contribution")) == 2


def test_a_reminder_is_counted_once_and_not_after_it_was_stopped(
    database: Database, now: datetime, coalition: tuple[int, int, int]
) -> None:
    number, _, _ = coalition
    later = now + timedelta(days=5)
    with database.transaction() as session:
        person = people.person_for(session, "t", "1", now).id
        assert reminders.note(session, person, number, 0, now)
        assert not reminders.note(session, person, number, 0, now)
        assert reminders.note(session, person, number, 1, later)
        assert not reminders.note(session, person, number, 1, later)
        reminders.stop(session, person, [number], later)
        assert not reminders.note(session, person, number, 2, later)
