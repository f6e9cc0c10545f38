"""Each column that may hold something of a person is shown to that person, and is gone when the person is."""

import json

import pytest
from sqlalchemy import JSON, Column, Integer, LargeBinary, MetaData, Table, select
from sqlmodel import AutoString

from storage import organisations, people, privacy
from storage.columns import Stored
from storage.database import Database
from storage.personal import HELD, table
from storage.statements import Session, run
from tests.storage.lives import DIRECTORY, LATER, NOW, Life, everything, insert

MARK = "Merkteken van iemand"


def not_classified(metadata: MetaData) -> set[str]:
    """The columns that stand nowhere in the register, and those in the register that no table has."""
    found = {f"{name}.{column.name}" for name, part in metadata.tables.items() for column in part.columns}
    known = {f"{name}.{column}" for name, held in HELD.items() for column in held.columns()}
    return found ^ known


def test_every_column_is_classified() -> None:
    assert not_classified(Stored.metadata) == set()


def test_a_new_column_is_not_classified() -> None:
    metadata = MetaData()
    for part in Stored.metadata.tables.values():
        part.to_metadata(metadata)
    metadata.tables["person"].append_column(Column("shoe_size", Integer))
    Table("diary", metadata, Column("page", Integer))
    assert not_classified(metadata) == {"person.shoe_size", "diary.page"}


def test_no_column_is_both_personal_and_not() -> None:
    for name, held in HELD.items():
        assert not held.personal() & set(f"{held.plain} {held.staff}".split()), name
        assert not set(held.plain.split()) & set(held.staff.split()), name
        assert not held.author or "coalition_id" in held.plain, name


def texts(which: str) -> list[tuple[str, str]]:
    """The columns of a class in which a text can stand that does not refer to anything."""
    found = [(name, column) for name, held in HELD.items() for column in getattr(held, which).split()]
    return [(name, column) for name, column in found if _takes_text(table(name).c[column])]


def _takes_text(column: Column[object]) -> bool:
    return isinstance(column.type, (AutoString, JSON, LargeBinary)) and not column.foreign_keys


def put(session: Session, name: str, column: str, mark: str, *which: object) -> None:
    """Write a mark into a column, in the form that it takes."""
    kind = table(name).c[column].type
    value = {"said": [mark]} if isinstance(kind, JSON) else mark.encode() if isinstance(kind, LargeBinary) else mark
    changed = run(session, table(name).update().where(*which).values({column: value})).rowcount
    assert changed, f"nothing stands in {name}"


def stands(session: Session, mark: str) -> set[str]:
    """The tables in which a mark stands."""
    return {name for name, rows in everything(session).items() if mark in repr(rows)}


@pytest.mark.parametrize(("name", "column"), texts("own"))
def test_what_is_somebodys_own_is_shown_to_them_and_goes_with_them(database: Database, name: str, column: str) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        if table(name).c[column].primary_key or name == "mandate":
            run(session, table(name).update().values({column: MARK}))
        else:
            put(session, name, column, MARK)
        shown = json.dumps(privacy.overview(session, life.person_id)[name])
        assert MARK in shown or isinstance(table(name).c[column].type, LargeBinary)
        assert stands(session, MARK) == {name}
        privacy.erase(session, life.person_id, LATER)
        assert stands(session, MARK) == set()


@pytest.mark.parametrize(
    ("name", "column"),
    [(name, column) for name, held in HELD.items() if held.plain != "" or held.own for column in held.author.split()],
)
def test_who_wrote_what_stays_is_not_known_any_more(database: Database, name: str, column: str) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        colleague = people.person_for(session, "telegram", "colleague", NOW)
        people.change(session, colleague.id, organisation_id=life.organisation_id)
        if name == "message":
            run(session, table(name).update().values(answered_at=NOW, answer="Ja."))
        shown = privacy.overview(session, life.person_id)[name]
        assert [row[column] for row in shown] == [life.person_id]
        privacy.erase(session, life.person_id, LATER)
        assert [row[0] for row in run(session, select(table(name).c[column]))] == [None]


def of_others(session: Session, life: Life) -> Life:
    """Somebody of another organisation, who takes part in the coalition and may be told everything."""
    other = Life(session, "other")
    insert(
        session,
        "coalition_partner",
        coalition_id=life.coalition_id,
        organisation_id=other.organisation_id,
        role="partner",
        state="accepted",
        since=NOW,
    )
    return other


@pytest.mark.parametrize(("name", "column"), texts("words"))
def test_who_is_named_in_what_is_not_theirs_is_struck_out(database: Database, name: str, column: str) -> None:
    with database.transaction() as session:
        life = Life(session, "xq")
        other = of_others(session, life)
        people.change(session, life.person_id, name="Anna de Wit", email="anna@example.nl", phone="06 1234 5678")
        said = "Bel Anna de Wit (06 1234 5678, anna@example.nl), niet Anna de Witte."
        columns = table(name).c
        if name == "proposal_version":
            row = columns.coalition_id == life.coalition_id
        elif "person_id" in columns and name != "conversation":
            row = columns.person_id == other.person_id
        elif "conversation_id" in columns:
            row = columns.conversation_id == other.conversation.id
        else:
            number = life.coalition_id if name in {"coalition", "proposal"} else other.conversation.id
            row = columns["coalition_id" if name == "proposal" else "id"] == number
        if name in {"message", "revision", "invitation", "approval", "staff_question"}:
            run(session, table(name).update().where(row).values(coalition_id=life.coalition_id))
        put(session, name, column, said, row)
        privacy.erase(session, life.person_id, LATER)
        for gone in ("Anna de Wit ", "anna@example.nl", "06 1234 5678"):
            assert stands(session, gone) == set()
        kept = stands(session, "niet Anna de Witte")
        assert kept == ({name} if name != "document" else set())


def test_a_coalition_that_goes_on_has_no_row_of_who_is_erased(database: Database) -> None:
    with database.transaction() as session:
        outsider = organisations.save(session, DIRECTORY, NOW).id
        life = Life(session, "xq", partner=outsider)
        of_others(session, life)
        privacy.erase(session, life.person_id, LATER)
        number = life.person_id
        for part in Stored.metadata.tables.values():
            for key in part.foreign_keys:
                if key.column.table.name == "person":
                    found = run(session, select(part).where(key.parent == number)).first()
                    assert found is None, part.name
