"""What is kept for too long goes, and people hear it before."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import JSON, LargeBinary, select
from sqlmodel import AutoString

from flows.assembly import load
from flows.services.retention import keep, sweep, to_warn, too_old
from knowledge.retention import retention
from storage import coalitions, conversations, mandates, notices, outbox, people, privacy
from storage.columns import Stored
from storage.database import Database
from storage.personal import HELD, table
from storage.retention import KINDS
from storage.statements import Session, run
from tests.storage.lives import NOW, Life, everything, insert

DAY = timedelta(days=1)
PERSON = retention().kinds["person"]
WARNED = PERSON.after(NOW) - PERSON.warning + DAY
OVER = WARNED + PERSON.warning


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    database.upgrade()
    yield database
    database.close()


def sweep_all(database: Database, now: datetime) -> dict[str, int]:
    """Sweep until there is no more; how much went of each kind."""
    gone: dict[str, int] = {}
    for _ in range(100):
        with database.transaction() as session:
            swept = sweep(session, now)
        for kind, number in swept.gone.items():
            gone[kind] = gone.get(kind, 0) + number
        if not swept.more:
            return gone
    raise AssertionError("there is no end to it")


def test_each_table_says_how_long_its_rows_are_kept() -> None:
    kinds = retention().kinds
    assert set(kinds) == {*KINDS, "person", "coalition"}
    for name, held in HELD.items():
        until = held.until
        if until.startswith("with "):
            assert until.removeprefix("with ") in HELD, name
        else:
            assert until in kinds or until == "kept", name
        assert until != "kept" or not held.personal(), f"{name} holds something of people, and is kept for ever"


def test_nothing_of_a_person_outlives_its_time(database: Database) -> None:
    with database.transaction() as session:
        Life(session, "xq")
        for name, held in HELD.items():
            for column in held.own.split():
                kind = table(name).c[column]
                if isinstance(kind.type, (AutoString, JSON, LargeBinary)) and not kind.foreign_keys:
                    mark = f"MARK-{name}-{column}"
                    value = {"said": mark} if isinstance(kind.type, JSON) else mark
                    stored = mark.encode() if isinstance(kind.type, LargeBinary) else value
                    if not kind.primary_key and (name, column) != ("consent", "purpose"):
                        run(session, table(name).update().values({column: stored}))
        before = repr(everything(session))
        assert before.count("MARK-") > 40
    sweep_all(database, WARNED)
    with database.transaction() as session:
        assert "MARK-person-name" in repr(everything(session))
    sweep_all(database, OVER)
    with database.transaction() as session:
        assert "MARK-" not in repr(everything(session))
        for part in Stored.metadata.tables.values():
            for key in part.foreign_keys:
                if key.column.table.name == "person":
                    assert run(session, select(part)).first() is None, part.name


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_goes_after_its_time_and_not_before(database: Database, kind: str) -> None:
    period = retention().kinds[kind]
    until = period.after(NOW)
    with database.transaction() as session:
        life = Life(session, "xq")
        conversations.take(session, "mail", "info@example.nl", NOW)
        conversations.first_time(session, "telegram", "7", NOW)
        claim = {"organisation_id": life.organisation_id, "hash": "x", "created_at": NOW, "tries": 0}
        insert(session, "claim_code", **claim, expires_at=NOW)
        for name, column in (("link", "expires_at"), ("colleague_link", "expires_at"), ("mandate", "ended_at")):
            run(session, table(name).update().values({column: NOW}))
        run(session, table("contact_consent").update().values(withdrawn_at=NOW))
        conversations.note_heard(session, life.conversation, until)
        run(
            session,
            table("conversation").update().where(table("conversation").c.person_id.is_not(None)).values(heard_at=until),
        )
        before = len(everything(session)[kind])
        assert before
    assert kind not in sweep_all(database, until)
    assert sweep_all(database, until + timedelta(seconds=1))[kind] >= 1


def test_a_person_is_warned_first_and_stays_when_they_say_something(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
    assert "person" not in sweep_all(database, WARNED - 2 * DAY)
    with database.transaction() as session:
        assert to_warn(session, WARNED)[0] == 1
    sweep_all(database, WARNED)
    sweep_all(database, WARNED + DAY)
    with database.transaction() as session:
        told = [one for one in notices.due_for(session, life.person_id, OVER) if one.name == "utter_retention_person"]
        assert len(told) == 1
        assert set(told[0].given["day"]) == {"nl", "en"}
        assert [one.kind for one in too_old(session, OVER) if one.kind == "person"] == ["person"]
        conversation = conversations.take(session, "telegram", "Chatxq", OVER)
        conversations.note_heard(session, conversation, OVER)
        assert to_warn(session, OVER)[0] == 0
    assert "person" not in sweep_all(database, OVER)
    with database.transaction() as session:
        assert people.read(session, life.person_id)


def test_nobody_goes_without_a_warning_however_long_the_program_stood_still(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
    late = PERSON.after(NOW) + timedelta(days=700)
    assert "person" not in sweep_all(database, late)
    assert sweep_all(database, late + PERSON.warning)["person"] == 1
    with database.transaction() as session:
        assert run(session, select(table("person")).where(table("person").c.id == life.person_id)).first() is None


def test_the_others_hear_that_an_organisation_is_gone(database: Database) -> None:
    with database.transaction() as session:
        quiet, other = Life(session, "xq"), Life(session, "other")
        coalitions.put(session, quiet.coalition_id, other.organisation_id, "partner", "accepted", NOW)
    sweep_all(database, WARNED)
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "Chatother", OVER)
        conversations.note_heard(session, conversation, OVER)
    sweep_all(database, OVER)
    with database.transaction() as session:
        (told,) = (one for one in notices.due_for(session, other.person_id, OVER + DAY) if "gone" in one.name)
        assert told.given["organisation"] == "Huis van Naamxq"
        assert coalitions.read(session, quiet.coalition_id).state == "forming"


def busy(session: Session, life: Life, now: datetime) -> None:
    """Somebody goes on to talk, though not about this coalition."""
    conversation = conversations.take(session, "telegram", life.words[0], now)
    conversations.note_heard(session, conversation, now)


def test_a_coalition_in_which_nothing_happens_goes_though_its_people_are_busy(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        busy(session, life, WARNED)
        privacy.overview(session, life.person_id)
    sweep_all(database, WARNED)
    with database.transaction() as session:
        (told,) = (
            one for one in notices.due_for(session, life.person_id, OVER) if one.name == "utter_retention_coalition"
        )
        assert told.given["coalition"] == "Titelxq"
        busy(session, life, OVER)
    assert sweep_all(database, OVER)["coalition"] == 1
    with database.transaction() as session:
        names = {one.name for one in notices.due_for(session, life.person_id, OVER + DAY)}
        assert "utter_coalition_dropped" in names
        assert people.read(session, life.person_id)


@pytest.mark.parametrize("happens", ["keep", "write", "agreed", "handed in"])
def test_a_coalition_stays_when_anything_happens_in_it(database: Database, happens: str) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        busy(session, life, WARNED)
    sweep_all(database, WARNED)
    with database.transaction() as session:
        busy(session, life, OVER)
        if happens == "keep":
            assert keep(session, life.organisation_id, WARNED + DAY) == 1
        elif happens == "write":
            run(session, table("revision").update().values(at=WARNED + DAY))
        elif happens == "agreed":
            coalitions.change(session, life.coalition_id, NOW, state="agreed")
        else:
            run(session, table("proposal").update().values(state="submitted"))
    assert "coalition" not in sweep_all(database, OVER)


def test_a_dry_run_tells_what_a_run_does(database: Database) -> None:
    with database.transaction() as session:
        Life(session, "xq")
    sweep_all(database, WARNED)
    with database.transaction() as session:
        told = {one.kind: one.number for one in too_old(session, OVER)}
        oldest = {one.kind: one.oldest for one in too_old(session, OVER)}
    assert told["person"] == 1
    assert oldest["person"] == NOW
    with database.transaction() as session:
        run(session, table("conversation").update().values(heard_at=OVER))
        run(session, table("coalition").update().values(updated_at=OVER))
        told = {one.kind: one.number for one in too_old(session, OVER)}
    assert sweep_all(database, OVER) == told
    with database.transaction() as session:
        assert too_old(session, OVER) == []


def test_little_goes_at_a_time(database: Database) -> None:
    rules = retention()
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "1", NOW)
        number = rules.rows_at_once + 10
        outbox.queue(session, conversation.id, [{"text": "x"}] * number, NOW)
        people.person_for(session, "telegram", "1", NOW)
        later = NOW + timedelta(days=60)
        swept = sweep(session, later)
        assert (swept.gone["outbox"], swept.more) == (rules.rows_at_once, True)
        swept = sweep(session, later)
        assert (swept.gone["outbox"], swept.more) == (10, False)


def test_the_words_that_keep_something_start_a_flow() -> None:
    script = load()[0].script
    for response, flow in (("utter_retention_coalition", "keep_plan"), ("utter_withdraw_explained", "forget")):
        assert response in script.responses
        assert flow in script.flows
    said = script.flows["keep_plan"]
    assert "bewaar plan" in repr(said)


def test_a_colleague_keeps_what_both_have(database: Database) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        colleague = people.person_for(session, "telegram", "colleague", NOW).id
        conversation = conversations.take(session, "telegram", "colleague", NOW)
        run(
            session,
            table("conversation")
            .update()
            .where(table("conversation").c.id == conversation.id)
            .values(person_id=colleague),
        )
        mandates.grant(session, colleague, life.organisation_id, NOW)
    sweep_all(database, WARNED)
    with database.transaction() as session:
        conversation = conversations.take(session, "telegram", "colleague", OVER)
        conversations.note_heard(session, conversation, OVER)
        coalitions.change(session, life.coalition_id, OVER)
    sweep_all(database, OVER)
    with database.transaction() as session:
        assert coalitions.read(session, life.coalition_id).asking_organisation_id == life.organisation_id
        assert run(session, select(table("revision").c.person_id)).scalars().all() == [None]
