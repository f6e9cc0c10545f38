"""Erasing again who was erased before and is back."""

from datetime import timedelta

import pytest

from flows.services.privacy import erase_again
from storage import conversations, people
from storage.database import Database
from storage.erasures import Erasure
from tests.storage.lives import LATER, NOW, Life

AFTER = LATER + timedelta(days=3)


@pytest.fixture
def database() -> Database:
    database = Database("sqlite://")
    database.upgrade()
    return database


def test_only_who_is_the_same_person_is_erased_again(database: Database) -> None:
    with database.transaction() as session:
        back, other = Life(session, "xq"), Life(session, "other")
        made = people.read(session, other.person_id).created_at
        noted = [
            Erasure(back.person_id, people.read(session, back.person_id).created_at, LATER),
            Erasure(other.person_id, made - timedelta(days=9), LATER),
            Erasure(999, NOW, LATER),
        ]
        assert erase_again(session, noted, AFTER) == 1
        assert erase_again(session, noted, AFTER) == 0
        assert people.find(session, "telegram", "Chatxq") is None
        assert people.find(session, "telegram", "Chatother") is not None


def test_who_said_something_after_an_erasing_that_was_undone_stays(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        noted = [Erasure(life.person_id, people.read(session, life.person_id).created_at, LATER)]
        conversation = conversations.take(session, "telegram", "Chatxq", AFTER)
        conversations.save_state(session, conversation, {"slots": {}}, AFTER)
        assert erase_again(session, noted, AFTER) == 0
        assert people.find(session, "telegram", "Chatxq") is not None
