"""The pace of messages, retries, and the loop, with a clock that stands still until the test moves it."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.delivery import DeliveryError, Outgoing, Receipt, Unreachable
from bot.pacing import Pacing
from bot.worker import Worker
from storage import conversations, outbox
from storage.database import Database

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Channel:
    """A channel that notes what it gets and when, and fails as ordered."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self.got: list[tuple[str, str, datetime]] = []
        self.tries: list[datetime] = []
        self.fail: list[DeliveryError] = []
        self.calls = 1

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.tries.append(self.desk.now)
        if self.fail:
            raise self.fail.pop(0)
        self.got.append((outgoing.chat, outgoing.body["text"], self.desk.now))
        return Receipt(str(len(self.got)), outgoing.card, self.calls)

    def of(self, chat: str) -> list[str]:
        return [text for one, text, _ in self.got if one == chat]


class Desk:
    """A worker on its own database."""

    def __init__(self, file: Path) -> None:
        self.now = START
        self.database = Database(f"sqlite:///{file}")
        self.database.upgrade()
        self.channel = Channel(self)
        self.worker = Worker(self.database, "telegram", self.channel, lambda: self.now)
        self.loop = asyncio.Runner()

    def queue(self, chat: str, texts: Sequence[str], kind: str = "say") -> None:
        bodies: list[dict[str, Any]] = [{"kind": kind, "text": text, "documents": []} for text in texts]
        with self.database.transaction() as session:
            conversation = conversations.take(session, "telegram", chat, self.now)
            conversations.save_state(session, conversation, {"slots": {"language": "nl"}}, self.now)
            outbox.queue(session, conversation.id, bodies, self.now)

    def deliver(self, seconds: float = 0) -> float:
        """Let time go by, then send what may go; gives after how long to look again."""
        self.now += timedelta(seconds=seconds)
        wait = self.loop.run(self.worker.start())
        self.loop.run(self.worker.finish())
        return wait


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "worker.db")
    yield desk
    desk.database.close()
    desk.loop.close()


def test_one_chat_gets_three_at_once_and_then_one_a_second(desk: Desk) -> None:
    desk.queue("7", "abcdef")
    for _ in range(5):
        wait = desk.deliver()
    assert desk.channel.of("7") == ["a", "b", "c"]
    assert wait == pytest.approx(1)
    desk.deliver(0.9)
    assert desk.channel.of("7") == ["a", "b", "c"]
    for _ in range(3):
        desk.deliver(0.1)
        desk.deliver(0.9)
    assert desk.channel.of("7") == ["a", "b", "c", "d", "e", "f"]


def test_a_group_gets_at_most_twenty_a_minute(desk: Desk) -> None:
    desk.queue("-100", [str(number) for number in range(60)])
    for _ in range(120):
        desk.deliver(1)
    moments = [at for _, _, at in desk.channel.got]
    assert len(moments) > 30
    for first in moments:
        assert sum(first <= one < first + timedelta(minutes=1) for one in moments) <= 20


def test_all_together_get_at_most_thirty_in_any_second(desk: Desk) -> None:
    for chat in range(100):
        desk.queue(str(chat), ["a", "b"])
    for _ in range(1200):
        desk.deliver(0.01)
    moments = [at for _, _, at in desk.channel.got]
    assert len(moments) == 200
    for first in moments:
        assert sum(first <= one < first + timedelta(seconds=1) for one in moments) <= 30


def test_a_busy_chat_does_not_hold_up_another(desk: Desk) -> None:
    desk.queue("7", [str(number) for number in range(50)])
    for _ in range(4):
        desk.deliver()
    desk.queue("8", ["hello"])
    desk.deliver()
    assert desk.channel.of("8") == ["hello"]


def test_a_message_of_many_calls_counts_as_many(desk: Desk) -> None:
    desk.channel.calls = 4
    desk.queue("7", "ab")
    desk.deliver()
    desk.deliver(1.9)
    assert desk.channel.of("7") == ["a"]
    desk.deliver(0.1)
    assert desk.channel.of("7") == ["a", "b"]


def test_waits_grow_and_the_order_stays(desk: Desk) -> None:
    desk.channel.fail = [Unreachable("timedout") for _ in range(4)]
    desk.queue("7", "ab")
    for _ in range(200):
        desk.deliver(0.1)
    waits = [(later - before).total_seconds() for before, later in pairwise(desk.channel.tries)]
    assert waits[:4] == pytest.approx([1, 2, 4, 8], abs=0.11)
    assert desk.channel.of("7") == ["a", "b"]


def test_redrawing_a_card_is_left_out_when_it_is_redrawn_again(desk: Desk) -> None:
    desk.queue("7", ["one", "two"], kind="update")
    desk.queue("7", ["closed"], kind="close")
    desk.queue("7", ["three"], kind="update")
    desk.queue("7", ["said"])
    for _ in range(8):
        desk.deliver()
    assert desk.channel.of("7") == ["closed", "three", "said"]


def test_a_document_that_is_gone_does_not_hold_up_the_chat(desk: Desk) -> None:
    with desk.database.transaction() as session:
        conversation = conversations.take(session, "telegram", "7", desk.now)
        body = {"kind": "say", "text": "", "documents": [{"id": 99, "name": "x"}]}
        outbox.queue(session, conversation.id, [body], desk.now)
    desk.queue("7", "b")
    desk.deliver()
    desk.deliver()
    assert desk.channel.of("7") == ["b"]


def test_the_loop_delivers_when_told_and_ends_when_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.worker.POLL", 3600)

    async def run() -> None:
        stopping = asyncio.Event()
        running = asyncio.create_task(desk.worker.run(stopping))
        for word in "abc":
            desk.queue("7", [word])
            desk.worker.wake()
            while word not in desk.channel.of("7"):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
        stopping.set()
        await running

    desk.loop.run(asyncio.wait_for(run(), 20))
    assert desk.channel.of("7") == ["a", "b", "c"]


def test_the_loop_begins_with_what_was_left_on_its_way(desk: Desk) -> None:
    async def run() -> None:
        stopping = asyncio.Event()
        running = asyncio.create_task(desk.worker.run(stopping))
        while not desk.channel.got:
            await asyncio.sleep(0.001)
            desk.now += timedelta(seconds=1)
            desk.worker.wake()
        stopping.set()
        await running

    desk.queue("7", "a")
    leave_on_its_way(desk)
    desk.now += timedelta(seconds=1)
    desk.loop.run(asyncio.wait_for(run(), 20))
    assert desk.channel.of("7") == ["a"]


def leave_on_its_way(desk: Desk) -> outbox.Delivery:
    """Mark the first message as being sent, as a worker does that stops at once."""
    with desk.database.transaction() as session:
        delivery = outbox.due(session, "telegram", desk.now, 1)[0]
        outbox.mark_sending(session, delivery.id, desk.now)
    return delivery


def test_a_chat_that_was_erased_does_not_come_back_by_its_last_message(desk: Desk) -> None:
    desk.queue("7", "a")
    delivery = leave_on_its_way(desk)
    with desk.database.transaction() as session:
        for table in ("outbox", "conversation"):
            session.connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    desk.loop.run(desk.worker._deliver(delivery))
    assert desk.channel.got == []
    with desk.database.snapshot() as session:
        assert list(session.connection.scalars(select(conversations.Conversation.id))) == []


def test_the_loop_outlives_a_database_that_does_not_answer(desk: Desk) -> None:
    async def run() -> None:
        stopping = asyncio.Event()
        with desk.database.transaction() as session:
            session.connection.exec_driver_sql("ALTER TABLE outbox RENAME TO away")
        running = asyncio.create_task(desk.worker.run(stopping))
        await asyncio.sleep(0.05)
        with desk.database.transaction() as session:
            session.connection.exec_driver_sql("ALTER TABLE away RENAME TO outbox")
        desk.queue("7", "a")
        while not desk.channel.got:
            desk.worker.wake()
            await asyncio.sleep(0.01)
        stopping.set()
        await running

    desk.loop.run(asyncio.wait_for(run(), 20))
    assert desk.channel.of("7") == ["a"]


@given(st.lists(st.tuples(st.sampled_from(["1", "2", "-3"]), st.floats(0, 3)), max_size=60))
def test_pacing_never_lets_more_through_than_its_limits(wishes: list[tuple[str, float]]) -> None:
    pacing, now, sent = Pacing(), START, []
    for chat, pause in wishes:
        now += timedelta(seconds=pause)
        if pacing.free_at(chat, now) == now:
            pacing.count(chat, now)
            sent.append((chat, now))
    for chat, most, window in (("1", 3, 1), ("2", 3, 1), ("-3", 20, 60)):
        moments = [at for one, at in sent if one == chat]
        for first in moments:
            assert sum(first <= one < first + timedelta(seconds=window) for one in moments) <= most
