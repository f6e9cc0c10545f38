import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import event

from storage import changes, coalitions, conversations, organisations, outbox, people, privacy, proposals
from storage.database import Database
from storage.errors import NotFound
from storage.statements import Session
from tests.storage.lives import DIRECTORY, LATER, NOW, Life, everything, traces


def test_erasing_leaves_no_trace_in_any_table(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        assert {name for name, _ in traces(session, life.words)} == {
            *("claim", "coalition", "conversation", "document", "organisation", "organisation_facet", "outbox"),
            *("organisation_service", "person", "proposal", "notice", "invitation", "message", "revision"),
            *("proposal_version", "approval", "staff_question"),
        }
    with database.transaction() as session:
        privacy.erase(session, life.person_id, LATER)
    with database.transaction() as session:
        assert traces(session, (*life.words, "key-xq", "huis van naamxq")) == []
        left = {name for name, rows in everything(session).items() if rows}
    assert left == {"call_record", "directory_change", "directory_revision"}


def test_erasing_counts_what_went(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        before = {name: len(rows) for name, rows in everything(session).items()}
        counts = privacy.erase(session, life.person_id, LATER)
    not_personal = {
        *("area", "area_revision", "call_record", "claim_code", "directory_change", "directory_revision", "seen_update")
    }
    assert counts == {name: number for name, number in before.items() if name not in not_personal}


def test_erasing_one_leaves_all_others_as_they_were(database: Database) -> None:
    with database.transaction() as session:
        outsider = organisations.save(session, DIRECTORY, NOW).id
        Life(session, "other", partner=outsider)
        before = everything(session)
    with database.transaction() as session:
        life = Life(session, "xq", partner=outsider)
        privacy.erase(session, life.person_id, LATER)
        after = everything(session)
    for what_changed in ("directory_change", "directory_revision"):
        del before[what_changed], after[what_changed]
    assert after == before


def test_erasing_takes_the_organisation_out_of_coalitions_of_others(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        other = Life(session, "other", partner=life.organisation_id)
        revision = changes.revision(session)
        counts = privacy.erase(session, life.person_id, LATER)
        assert counts["coalition_partner"] == 2
        assert counts["exposure"] == 2
        assert changes.revision(session) > revision
        (left,) = coalitions.partners(session, other.coalition_id)
        assert left.organisation_id == other.organisation_id
        assert coalitions.read(session, other.coalition_id).updated_at == LATER


def test_an_organisation_from_elsewhere_stays_and_what_was_written_for_it_goes(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq", source="sociale_kaart")
        other = Life(session, "other", partner=life.organisation_id)
        revision = changes.revision(session)
        privacy.erase(session, life.person_id, LATER)
        assert organisations.read(session, life.organisation_id).source == "sociale_kaart"
        assert changes.revision(session) == revision
        assert {one.organisation_id for one in coalitions.partners(session, other.coalition_id)} == {
            life.organisation_id,
            other.organisation_id,
        }
        with pytest.raises(NotFound):
            coalitions.read(session, life.coalition_id)


def test_what_another_person_of_the_organisation_shares_stays(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        colleague = people.person_for(session, "telegram", "colleague", NOW)
        people.change(session, colleague.id, organisation_id=life.organisation_id)
        privacy.erase(session, life.person_id, LATER)
        assert organisations.read(session, life.organisation_id)
        assert proposals.read(session, life.coalition_id)
        privacy.erase(session, colleague.id, LATER)
        with pytest.raises(NotFound):
            organisations.read(session, life.organisation_id)


def test_somebody_who_told_nothing_can_be_erased(database: Database) -> None:
    with database.transaction() as session:
        person = people.person_for(session, "rest", "1", NOW)
        counts = privacy.erase(session, person.id, LATER)
    assert {name: number for name, number in counts.items() if number} == {"person": 1}


@pytest.mark.parametrize("ask", [privacy.overview, lambda *of: privacy.erase(*of, LATER)])
def test_who_does_not_exist_is_not_found(database: Database, ask: Callable[[Session, int], object]) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        privacy.erase(session, life.person_id, LATER)
        with pytest.raises(NotFound):
            ask(session, life.person_id)


def test_ids_of_the_erased_are_not_given_to_others(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        items = {item.id for item in outbox.pending(session, life.conversation.id)}
        privacy.erase(session, life.person_id, LATER)
    with database.transaction() as session:
        other = Life(session, "other")
        assert other.person_id != life.person_id
        assert other.organisation_id != life.organisation_id
        assert other.coalition_id != life.coalition_id
        assert other.conversation.id != life.conversation.id
        assert items.isdisjoint(item.id for item in outbox.pending(session, other.conversation.id))


def test_the_overview_holds_all_that_erasing_would_take(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        Life(session, "other")
        overview = privacy.overview(session, life.person_id)
        shown = json.loads(json.dumps(overview))
        assert shown == overview
        counts = privacy.erase(session, life.person_id, LATER)
    assert {name: len(rows) for name, rows in shown.items()} == counts
    assert "other" not in json.dumps(shown)
    assert shown["person"][0]["name"] == "Naamxq"
    assert shown["consent"][0]["given_at"] == "2026-03-02T09:30:00+00:00"
    assert shown["conversation"][0]["state"]["slots"]["wish"] == "Wensxq"


def remains(folder: Path, words: tuple[str, ...]) -> list[str]:
    found = b"".join(part.read_bytes() for part in folder.iterdir())
    return [word for word in words if word.encode() in found]


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.upgrade()
    yield database
    database.close()


@pytest.mark.parametrize("seed", range(3))
def test_a_sqlite_file_keeps_no_bytes_of_the_erased(file: Database, tmp_path: Path, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - to vary the order, not to keep a secret
    lives = []
    with file.transaction() as session:
        for number in range(12):
            lives.append(Life(session, f"xq{number:02}"))
            for _ in range(chance.randrange(4)):
                life = chance.choice(lives)
                state = {"slots": {"wish": life.words[3] * chance.randrange(1, 500)}}
                conversations.save_state(session, life.conversation, state, NOW)
    chance.shuffle(lives)
    for life in lives:
        with file.transaction() as session:
            privacy.erase(session, life.person_id, LATER)
        assert remains(tmp_path, life.words) == []


def test_who_reads_meanwhile_only_delays_the_cleaning_of_the_file(file: Database, tmp_path: Path) -> None:
    with file.transaction() as session:
        life = Life(session, "xq")
    with file.snapshot() as reading:
        assert people.read(reading, life.person_id)
        with file.transaction() as session:
            privacy.erase(session, life.person_id, LATER)
        assert remains(tmp_path, life.words)
    with file.transaction() as session:
        assert conversations.first_time(session, "telegram", "1", NOW)
    assert remains(tmp_path, life.words) == []


def test_who_writes_meanwhile_only_delays_the_cleaning_of_the_file(file: Database, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    with file.transaction() as session:
        life = Life(session, "xq")
    with file.transaction() as session:
        privacy.erase(session, life.person_id, LATER)
        # The listener runs between the commit and the cleaning.
        event.listen(session.connection.engine, "checkin", lambda *_: other.execute("BEGIN IMMEDIATE"), once=True)
    other.close()
    assert remains(tmp_path, life.words)
    with file.transaction():
        pass
    assert remains(tmp_path, life.words) == []
