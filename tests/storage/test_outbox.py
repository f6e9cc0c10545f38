from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy.exc import IntegrityError

from storage import conversations, outbox
from storage.database import Database
from storage.errors import Conflict, NotFound
from storage.statements import Session

MINUTE = timedelta(minutes=1)


def queue(session: Session, chat: str, *texts: str, now: datetime) -> list[int]:
    conversation = conversations.take(session, "telegram", chat, now)
    return outbox.queue(session, conversation.id, [{"kind": "say", "text": text} for text in texts], now)


def due_texts(session: Session, now: datetime, limit: int = 100) -> list[tuple[str, str]]:
    return [(item.chat, item.body["text"]) for item in outbox.due(session, "telegram", now, limit)]


def test_messages_wait_in_the_order_in_which_they_were_queued(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        ids = queue(session, "1", "a", "b", now=now) + queue(session, "1", "c", now=now)
        conversation_id = conversations.take(session, "telegram", "1", now).id
        items = outbox.pending(session, conversation_id)
        assert outbox.queue(session, conversation_id, [], now) == []
    assert [item.id for item in items] == ids
    assert [item.position for item in items] == [0, 1, 2]
    assert [item.body["text"] for item in items] == ["a", "b", "c"]
    assert {item.state for item in items} == {"queued"}


def test_nothing_can_be_queued_for_nobody(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        outbox.queue(session, 404, [{}], now)


def test_only_the_first_message_of_each_chat_is_due(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        queue(session, "1", "a", "b", now=now)
        queue(session, "2", "c", now=now + MINUTE)
        conversations.take(session, "rest", "3", now)
        assert due_texts(session, now) == [("1", "a")]
        assert due_texts(session, now + MINUTE) == [("1", "a"), ("2", "c")]
        assert due_texts(session, now + MINUTE, limit=1) == [("1", "a")]
        assert outbox.due(session, "rest", now, 10) == []


def test_a_message_that_is_being_sent_holds_up_its_own_chat_only(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first, _ = queue(session, "1", "a", "b", now=now)
        queue(session, "2", "c", now=now)
        outbox.mark_sending(session, first, now)
        assert due_texts(session, now) == [("2", "c")]
        outbox.mark_sent(session, first, now, "77")
        assert due_texts(session, now) == [("1", "b"), ("2", "c")]


def test_a_message_that_must_wait_holds_up_its_own_chat_only(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first, _ = queue(session, "1", "a", "b", now=now)
        queue(session, "2", "c", now=now)
        outbox.mark_sending(session, first, now)
        outbox.mark_retry(session, first, now + MINUTE, "RetryAfter")
        assert due_texts(session, now) == [("2", "c")]
        assert due_texts(session, now + MINUTE) == [("2", "c"), ("1", "a")]
        waiting = outbox.pending(session, conversations.take(session, "telegram", "1", now).id)[0]
    assert (waiting.state, waiting.attempts, waiting.error) == ("queued", 1, "RetryAfter")
    assert waiting.not_before == now + MINUTE


def test_a_message_that_failed_lets_the_next_go(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first, second = queue(session, "1", "a", "b", now=now)
        outbox.mark_sending(session, first, now)
        outbox.mark_failed(session, first, "Forbidden")
        assert due_texts(session, now) == [("1", "b")]
        outbox.mark_failed(session, second, "Forbidden")
        assert due_texts(session, now) == []


def test_a_reply_may_carry_its_messages_itself(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        (item_id,) = queue(session, "1", "a", now=now)
        outbox.mark_sent(session, item_id, now)
        assert outbox.pending(session, conversations.take(session, "telegram", "1", now).id) == []


def test_steps_that_make_no_sense_are_refused(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        (item_id,) = queue(session, "1", "a", now=now)
        with pytest.raises(Conflict):
            outbox.mark_retry(session, item_id, now, "")
        outbox.mark_sending(session, item_id, now)
        with pytest.raises(Conflict):
            outbox.mark_sending(session, item_id, now)
        outbox.mark_sent(session, item_id, now)
        for step in (
            lambda: outbox.mark_sending(session, item_id, now),
            lambda: outbox.mark_sent(session, item_id, now),
            lambda: outbox.mark_retry(session, item_id, now, ""),
            lambda: outbox.mark_failed(session, item_id, ""),
        ):
            with pytest.raises(Conflict):
                step()
        with pytest.raises(NotFound):
            outbox.mark_sent(session, 404, now)


def test_what_a_crash_interrupted_is_found(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        old, _ = queue(session, "1", "a", "b", now=now)
        (fresh,) = queue(session, "2", "c", now=now)
        outbox.mark_sending(session, old, now)
        outbox.mark_sending(session, fresh, now + MINUTE)
    with database.transaction() as session:
        found = outbox.interrupted(session, "telegram", now + MINUTE)
        assert [(item.id, item.chat) for item in found] == [(old, "1")]
        assert outbox.interrupted(session, "rest", now + MINUTE) == []
        outbox.mark_retry(session, old, now, "interrupted")
        assert due_texts(session, now) == [("1", "a")]


class Worker(RuleBasedStateMachine):
    """Whatever happens to single messages, each chat gets its own in order."""

    def __init__(self) -> None:
        super().__init__()
        self.database = Database("sqlite://")
        self.now = datetime.fromisoformat("2026-03-02T09:30:00+00:00")
        self.made: dict[str, list[int]] = {}
        self.gone: dict[str, list[int]] = {}
        self.sending: list[outbox.Delivery] = []

    @initialize()
    def tables(self) -> None:
        self.database.upgrade()

    @rule(chat=st.sampled_from("123"), number=st.integers(1, 3))
    def turn(self, chat: str, number: int) -> None:
        with self.database.transaction() as session:
            ids = queue(session, chat, *("text" for _ in range(number)), now=self.now)
        self.made.setdefault(chat, []).extend(ids)

    @rule(limit=st.integers(1, 3))
    def take(self, limit: int) -> None:
        with self.database.transaction() as session:
            found = outbox.due(session, "telegram", self.now, limit)
            for item in found:
                outbox.mark_sending(session, item.id, self.now)
        assert len(found) <= limit
        self.sending += found

    @rule(how=st.sampled_from(["sent", "failed", "retry"]), pick=st.integers(0, 2))
    def end(self, how: str, pick: int) -> None:
        if not self.sending:
            return
        item = self.sending.pop(pick % len(self.sending))
        with self.database.transaction() as session:
            if how == "retry":
                outbox.mark_retry(session, item.id, self.now + MINUTE, "RetryAfter")
                return
            if how == "sent":
                outbox.mark_sent(session, item.id, self.now)
            else:
                outbox.mark_failed(session, item.id, "BadRequest")
        self.gone.setdefault(item.chat, []).append(item.id)

    @rule()
    def wait(self) -> None:
        self.now += MINUTE

    @invariant()
    def in_order_and_one_at_a_time(self) -> None:
        chats = [item.chat for item in self.sending]
        assert len(set(chats)) == len(chats)
        assert all(self.made[chat][: len(gone)] == gone for chat, gone in self.gone.items())

    def teardown(self) -> None:
        self.database.close()


TestWorker = Worker.TestCase
TestWorker.settings = settings(deadline=None, max_examples=15, stateful_step_count=25)
