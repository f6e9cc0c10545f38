"""What changed in the directory since somebody last looked."""

from contextlib import suppress
from datetime import datetime
from threading import Barrier, Thread

import pytest

from storage import changes
from storage.changes import Changes
from storage.database import Database


class _Undone(Exception):
    pass


def _change(database: Database, *organisations: int, coalitions: bool = False) -> int:
    with database.transaction() as session:
        changes.tick(session, organisations, coalitions=coalitions)
        return changes.revision(session)


def _since(database: Database, known: int) -> Changes | None:
    with database.snapshot() as session:
        return changes.since(session, known)


def test_before_the_first_change_nothing_changed(database: Database) -> None:
    assert _since(database, 0) == Changes(0, frozenset(), coalitions=False, settled=True)


def test_who_knows_an_earlier_revision_hears_what_changed_after_it(database: Database) -> None:
    first, second = _change(database, 7), _change(database, 8, 9, coalitions=True)
    assert _since(database, 0) == Changes(second, frozenset({7, 8, 9}), coalitions=True, settled=True)
    assert _since(database, first) == Changes(second, frozenset({8, 9}), coalitions=True, settled=True)
    assert _since(database, second) == Changes(second, frozenset(), coalitions=False, settled=True)
    third = _change(database, 8)
    assert _since(database, second) == Changes(third, frozenset({8}), coalitions=False, settled=True)


def test_a_transaction_sees_its_own_changes_which_may_yet_be_undone(database: Database) -> None:
    known = _change(database, 1)
    with suppress(_Undone), database.transaction() as session:
        changes.tick(session, [2])
        changes.tick(session, [3])
        found = changes.since(session, known)
        assert found == Changes(changes.revision(session), frozenset({2, 3}), coalitions=False, settled=False)
        raise _Undone
    assert _since(database, known) == Changes(known, frozenset(), coalitions=False, settled=True)


def test_who_missed_more_than_is_kept_hears_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "KEPT", 3)
    monkeypatch.setattr(changes, "_OLDEST_KEPT", changes._OLDEST_KEPT.offset(None).offset(3))
    monkeypatch.setattr(changes, "_SELDOM", 1)
    seen = [_change(database, number) for number in range(1, 8)]
    assert _since(database, seen[0]) is None
    recent = _since(database, seen[-3])
    assert recent is not None
    assert recent.organisations == {6, 7}
    many = _change(database, *range(10, 20))
    assert _since(database, seen[-1]) is None
    assert _since(database, many) == Changes(many, frozenset(), coalitions=False, settled=True)


def test_who_looks_at_an_earlier_moment_hears_nothing_new(database: Database) -> None:
    later = _change(database, 1) + 1
    assert _since(database, later) == Changes(later, frozenset(), coalitions=False, settled=True)


def test_who_follows_while_several_write_misses_nothing(database: Database, now: datetime) -> None:
    """Writers that begin before others and end after them; a reader who asks all the time, from where it was."""
    writers, each = 3, 15
    _change(database, 10_000)
    start, heard = Barrier(writers + 1), set[int]()

    def write(number: int) -> None:
        start.wait()
        for one in range(each):
            with database.transaction() as session:
                changes.tick(session, [number * each + one + 1])
                changes.revision(session)

    threads = [Thread(target=write, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    start.wait()
    known, running = 0, True
    while running:
        running = any(thread.is_alive() for thread in threads)
        found = _since(database, known)
        assert found is not None
        assert found.revision >= known
        known, heard = found.revision, heard | found.organisations
    assert heard - {10_000} == set(range(1, writers * each + 1))
