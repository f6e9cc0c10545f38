"""The file that remembers who was erased."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import Settings
from storage import erasures, people, privacy
from storage.database import Database
from storage.erasures import Erasure
from tests.storage.lives import LATER, NOW, Life

ONE = Erasure(1, NOW, LATER)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "erasures.jsonl"


def database(folder: Path, file: Path | None) -> Database:
    found = Database(f"sqlite:///{folder}/test.db", file)
    found.upgrade()
    return found


def test_an_erasing_is_written_without_anything_of_the_person(tmp_path: Path, file: Path) -> None:
    used = database(tmp_path, file)
    with used.transaction() as session:
        life = Life(session, "xq")
    assert not file.exists()
    with used.transaction() as session:
        made = people.read(session, life.person_id).created_at
        privacy.erase(session, life.person_id, LATER)
        assert not file.exists()
    (line,) = file.read_text().splitlines()
    assert set(json.loads(line)) == {"person", "created_at", "erased_at"}
    assert erasures.read(file).erasures == [Erasure(life.person_id, made, LATER)]
    assert "xq" not in line
    used.close()


def test_what_is_undone_is_not_written_and_what_cannot_be_written_is_undone(tmp_path: Path, file: Path) -> None:
    used = database(tmp_path, file)
    with used.transaction() as session:
        life = Life(session, "xq")
    with pytest.raises(ZeroDivisionError), used.transaction() as session:
        assert privacy.erase(session, life.person_id, LATER)["person"] / 0
    assert not file.exists()
    file.parent.write_text("in the way")
    with pytest.raises(OSError, match="deep"), used.transaction() as session:
        privacy.erase(session, life.person_id, LATER)
    with used.transaction() as session:
        assert people.read(session, life.person_id)
    used.close()


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path, file: Path) -> None:
    file.parent.mkdir()
    file.write_text('{"person": 7, "crea')
    used = database(tmp_path, file)
    with used.transaction() as session:
        erasures.note(session, ONE)
    noted = erasures.read(file)
    assert (noted.erasures, noted.unreadable) == ([ONE], [1])
    used.close()


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    used = database(tmp_path, None)
    with used.transaction() as session:
        erasures.note(session, ONE)
    assert {one.name for one in tmp_path.iterdir()} <= {"test.db", "test.db-wal", "test.db-shm"}
    used.close()


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("sqlite:///.coalitiewijzer/coalitiewijzer.db", ".coalitiewijzer/coalitiewijzer.db.erasures.jsonl"),
        ("sqlite:////var/lib/town.db?timeout=3", "/var/lib/town.db.erasures.jsonl"),
        ("postgresql+psycopg://town@db/town", ".coalitiewijzer/erasures.jsonl"),
        ("sqlite://", None),
    ],
)
def test_the_file_stands_beside_the_database(url: str, place: str | None) -> None:
    assert Settings(database_url=url).erasures == (None if place is None else Path(place))
    assert Settings(database_url=url, erasures_file=Path("elsewhere")).erasures == Path("elsewhere")


def test_moments_come_back_as_they_were(tmp_path: Path, file: Path) -> None:
    one = Erasure(3, datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), LATER)
    used = database(tmp_path, file)
    with used.transaction() as session:
        erasures.note(session, one)
    assert erasures.read(file).erasures == [one]
    used.close()
