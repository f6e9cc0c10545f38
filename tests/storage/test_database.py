import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from storage import calls, conversations, documents, outbox
from storage.database import Database


def test_a_transaction_is_committed_at_its_end(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        calls.save(session, "buurt", {"title": "Buurt"}, True, now)
    with database.transaction() as session:
        assert calls.read(session, "buurt").content == {"title": "Buurt"}


def test_an_exception_undoes_the_whole_transaction(database: Database, now: datetime) -> None:
    def half_a_turn() -> None:
        with database.transaction() as session:
            conversation = conversations.take(session, "telegram", "1", now)
            outbox.queue(session, conversation.id, [{"text": "hallo"}], now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_turn()
    with database.transaction() as session:
        assert conversations.take(session, "telegram", "1", now).id
        assert outbox.due(session, "telegram", now, 10) == []


def test_references_are_kept(database: Database, now: datetime) -> None:
    with pytest.raises(IntegrityError), database.transaction() as session:
        documents.add(session, 404, "a.txt", "text/plain", b"", now)


def test_a_snapshot_refuses_to_write_and_the_next_transaction_may(database: Database, now: datetime) -> None:
    with pytest.raises(DBAPIError), database.snapshot() as session:
        calls.save(session, "buurt", {}, True, now)
    with database.transaction() as session:
        assert calls.save(session, "buurt", {}, True, now)


def test_a_snapshot_neither_sees_nor_stops_who_writes(database: Database, now: datetime) -> None:
    with database.snapshot() as reading:
        assert calls.all(reading) == []
        with database.transaction() as writing:
            calls.save(writing, "buurt", {}, True, now)
        assert calls.all(reading) == []
    with database.snapshot() as reading:
        assert len(calls.all(reading)) == 1


def test_a_database_in_memory_works_also_between_threads(now: datetime) -> None:
    database = Database("sqlite://")
    database.upgrade()

    def turn(number: int) -> None:
        with database.transaction() as session:
            calls.save(session, f"call{number}", {}, True, now)

    threads = [threading.Thread(target=turn, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.snapshot() as session:
        assert len(calls.all(session)) == 8
    database.close()


def test_the_folder_of_a_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/a/b/c.db")
    database.upgrade()
    database.close()
    assert (tmp_path / "a/b/c.db").exists()


def test_sqlite_is_set_to_lose_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000, "secure_delete": 1}
    with database.transaction() as session:
        found = {name: session.connection.scalar(text(f"PRAGMA {name}")) for name in wanted}
    database.close()
    assert found == wanted


def test_a_sqlite_transaction_has_the_right_to_write_from_its_beginning(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    other = sqlite3.connect(tmp_path / "test.db", timeout=0, isolation_level=None)
    with database.transaction(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()
    database.close()


def test_numbers_that_are_none_are_refused(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "1", now)
        with pytest.raises(Exception, match="not JSON compliant"):
            conversations.save_state(session, conversation, {"amount": float("nan")}, now)


@pytest.mark.parametrize("text_", ["één café", "half a pair \ud83d", "zero \x00 byte", "\U0001f3e0"])
def test_a_state_keeps_any_text_that_people_send(database: Database, now: datetime, text_: str) -> None:
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "1", now)
        conversations.save_state(session, conversation, {"slots": {"name": text_}}, now)
    with database.transaction() as session:
        assert conversations.take(session, "telegram", "1", now).state == {"slots": {"name": text_}}


def test_a_database_without_tables_says_so(url: str, now: datetime) -> None:
    database = Database(url)
    with pytest.raises((OperationalError, DBAPIError)), database.transaction() as session:
        calls.read(session, "buurt")
    database.close()
