import threading
from datetime import datetime, timedelta

import pytest

from storage import conversations, people
from storage.database import Database
from storage.errors import NotFound


def test_the_first_time_a_chat_has_an_empty_conversation(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "42", now)
    assert (conversation.channel, conversation.chat) == ("telegram", "42")
    assert (conversation.state, conversation.card, conversation.person_id) == (None, None, None)
    assert conversation.created_at == conversation.updated_at == now


def test_a_chat_keeps_its_conversation_and_each_chat_has_its_own(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first = conversations.take(session, "telegram", "42", now)
        again = conversations.take(session, "telegram", "42", now + timedelta(days=1))
        others = {conversations.take(session, *key, now).id for key in (("telegram", "43"), ("rest", "42"))}
    assert again == first
    assert len(others | {first.id}) == 3


def test_a_state_is_saved_also_when_it_was_changed_in_place(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "42", now)
        conversations.save_state(session, conversation, {"slots": {"name": "a"}}, now)
    later = now + timedelta(minutes=1)
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "42", later)
        assert conversation.state is not None
        conversation.state["slots"]["name"] = "b"
        conversations.save_state(session, conversation, conversation.state, later)
    with database.transaction() as session:
        found = conversations.take(session, "telegram", "42", later)
    assert found.state == {"slots": {"name": "b"}}
    assert (found.created_at, found.updated_at) == (now, later)


def test_what_is_changed_in_an_object_is_not_stored_by_itself(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversations.take(session, "telegram", "42", now).card = "7"
    with database.transaction() as session:
        assert conversations.take(session, "telegram", "42", now).card is None


def test_the_card_is_remembered_and_forgotten(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "42", now)
        conversations.set_card(session, conversation.id, "7")
        assert conversations.take(session, "telegram", "42", now).card == "7"
        conversations.set_card(session, conversation.id, None)
        assert conversations.take(session, "telegram", "42", now).card is None


def test_an_erased_conversation_cannot_be_saved(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "42", now)
        conversation.id += 1
        with pytest.raises(NotFound):
            conversations.save_state(session, conversation, {}, now)
        with pytest.raises(NotFound):
            conversations.set_card(session, conversation.id, "7")


def test_an_update_is_new_once_for_each_channel(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        assert conversations.first_time(session, "telegram", "9", now)
        assert not conversations.first_time(session, "telegram", "9", now)
        assert conversations.first_time(session, "rest", "9", now)
    with database.transaction() as session:
        assert not conversations.first_time(session, "telegram", "9", now)


def test_an_update_is_new_again_when_its_turn_was_undone(database: Database, now: datetime) -> None:
    def broken_turn() -> None:
        with database.transaction() as session:
            assert conversations.first_time(session, "telegram", "9", now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_turn()
    with database.transaction() as session:
        assert conversations.first_time(session, "telegram", "9", now)


def test_only_old_marks_are_forgotten(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversations.first_time(session, "telegram", "1", now - timedelta(days=8))
        conversations.first_time(session, "telegram", "2", now)
        assert conversations.forget_updates(session, now - timedelta(days=7)) == 1
        assert conversations.first_time(session, "telegram", "1", now)
        assert not conversations.first_time(session, "telegram", "2", now)


NAME, AREA = ("organisation", "name"), ("organisation", "area")
ASKED, ANSWERED, REJECTED, UNDONE = (
    tuple((kind, *question) for question in (NAME, AREA)) for kind in ("asked", "answered", "rejected", "undone")
)


@pytest.mark.parametrize(
    ("events", "counts"),
    [
        ([ASKED[0]], {NAME: (1, 1)}),
        ([ASKED[0], ASKED[0], REJECTED[0]], {NAME: (1, 1)}),
        ([ASKED[0], ANSWERED[0]], {NAME: (1, 0)}),
        ([ASKED[0], ANSWERED[0], ASKED[1]], {NAME: (1, 0), AREA: (1, 1)}),
        # Went on to another question without an answer, as after "later" or another menu.
        ([ASKED[0], ASKED[1], ANSWERED[1]], {NAME: (1, 0), AREA: (1, 0)}),
        # Took an answer back, or was asked again: both questions were met, and the open one was answered before.
        ([ASKED[0], ANSWERED[0], ASKED[1], UNDONE[0], ASKED[0]], {NAME: (1, 0), AREA: (1, 0)}),
        ([("started", *NAME), ("completed", "organisation", "END")], {}),
    ],
)
def test_who_stopped_at_a_question(
    database: Database,
    now: datetime,
    events: list[tuple[str, str, str]],
    counts: dict[tuple[str, str], tuple[int, int]],
) -> None:
    with database.transaction() as session:
        conversation_id = conversations.take(session, "telegram", "1", now).id
        conversations.log(session, conversation_id, events, now)
        assert conversations.drop_off(session, now + timedelta(seconds=1)) == counts


def test_who_may_still_answer_is_not_counted_at_the_open_question(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        one, two = (conversations.take(session, "telegram", chat, now).id for chat in ("1", "2"))
        conversations.log(session, one, [ASKED[0], ANSWERED[0], ASKED[1]], now)
        conversations.log(session, two, [ASKED[0]], now)
        conversations.log(session, two, [REJECTED[0]], now + timedelta(hours=2))
        later = now + timedelta(hours=1)
        assert conversations.drop_off(session, now) == {NAME: (1, 0), AREA: (0, 0)}
        assert conversations.drop_off(session, later) == {NAME: (1, 0), AREA: (1, 1)}
        assert conversations.drop_off(session, now + timedelta(hours=3)) == {NAME: (2, 1), AREA: (1, 1)}


@pytest.mark.parametrize("text", ["ik ben alleen", "0612345678", "a@b.nl", "één", "", "name\n", "a" * 81])
def test_the_log_takes_no_texts_of_people(database: Database, now: datetime, text: str) -> None:
    with database.transaction() as session:
        conversation_id = conversations.take(session, "telegram", "1", now).id
        for event in ((text, "flow", "step"), ("asked", text, "step"), ("asked", "flow", text)):
            with pytest.raises(ValueError, match="codes only"):
                conversations.log(session, conversation_id, [event], now)
        assert conversations.drop_off(session, now) == {}


def test_turns_of_one_chat_at_the_same_time_come_after_each_other(database: Database, now: datetime) -> None:
    def turn() -> None:
        for _ in range(10):
            with database.transaction() as session:
                conversation = conversations.take(session, "telegram", "42", now)
                before = (conversation.state or {"turns": 0})["turns"]
                conversations.save_state(session, conversation, {"turns": before + 1}, now)

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.transaction() as session:
        assert conversations.take(session, "telegram", "42", now).state == {"turns": 40}


def test_a_new_person_becomes_the_person_of_their_conversation(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversations.take(session, "telegram", "42", now)
        other = conversations.take(session, "telegram", "43", now)
        person = people.person_for(session, "telegram", "42", now)
        assert conversations.take(session, "telegram", "42", now).person_id == person.id
        assert conversations.take(session, "telegram", "43", now) == other
