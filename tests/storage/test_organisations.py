import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from storage import changes, organisations
from storage.database import Database
from storage.errors import NotFound
from storage.organisation_data import FacetData, OrganisationData, ServiceData

VLOOT = OrganisationData(
    name="Wijkcentrum De Vloot",
    type="welzijn",
    municipality="gm0556",
    source="sociale_kaart",
    source_key="17",
    legal_person=None,
    facets=(
        FacetData("area", "gm0556-sluispolder"),
        FacetData("offer", "room", inferred=True, words="zaal", note="Zaal voor dertig mensen"),
        FacetData("theme", "loneliness"),
    ),
    services=(ServiceData("1", "Koffie", "Elke dinsdag"),),
)


def test_what_is_saved_is_read(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        saved = organisations.save(session, VLOOT, now)
        assert saved.change == "added"
        assert organisations.read(session, saved.id) == VLOOT


def test_saving_the_same_writes_nothing(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        first = organisations.save(session, VLOOT, now)
        revision = changes.revision(session)
    written = []
    with database.transaction() as session:
        connection = session.connection
        event.listen(connection, "before_cursor_execute", lambda *args: written.append(args[2]))
        shuffled = replace(VLOOT, facets=VLOOT.facets[::-1])
        again = organisations.save(session, shuffled, now + timedelta(days=1))
        assert (again.id, again.change) == (first.id, "same")
        assert changes.revision(session) == revision
    assert written
    assert all(statement.startswith("SELECT") for statement in written)


@pytest.mark.parametrize(
    "different",
    [
        {"name": "De Vloot"},
        {"legal_person": False},
        {"willing": False},
        {"facets": VLOOT.facets[:-1]},
        {"facets": (*VLOOT.facets, FacetData("theme", "poverty"))},
        {"facets": (replace(VLOOT.facets[0], note="de hele wijk"), *VLOOT.facets[1:])},
        {"facets": ()},
        {"services": ()},
        {"services": (ServiceData("1", "Thee"),)},
        {"kvk": "01234567"},
        {"confirmed_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ],
)
def test_a_change_is_saved_and_counted(database: Database, now: datetime, different: dict[str, object]) -> None:
    changed = replace(VLOOT, **different)  # type: ignore[arg-type]
    with database.transaction() as session:
        first = organisations.save(session, VLOOT, now)
        revision = changes.revision(session)
        saved = organisations.save(session, changed, now)
        assert (saved.id, saved.change) == (first.id, "changed")
        assert organisations.read(session, saved.id) == changed
        assert changes.revision(session) > revision


def test_the_revision_begins_at_nothing_and_grows(database: Database, now: datetime) -> None:
    seen = []
    with database.transaction() as session:
        seen.append(changes.revision(session))
        for key in "ab":
            organisations.save(session, replace(VLOOT, source_key=key), now)
            seen.append(changes.revision(session))
    assert seen[0] == 0
    assert seen == sorted(set(seen))


def test_a_key_belongs_to_its_source(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        one = organisations.save(session, VLOOT, now)
        other = organisations.save(session, replace(VLOOT, source="gesprek"), now)
    assert one.id != other.id


def test_a_term_stands_in_a_facet_once(database: Database, now: datetime) -> None:
    double = replace(VLOOT, facets=(FacetData("theme", "loneliness"), FacetData("theme", "loneliness", inferred=True)))
    with database.transaction() as session:
        with pytest.raises(ValueError, match="theme loneliness stands there twice"):
            organisations.save(session, double, now)
        assert list(organisations.stream(session)) == []


def test_what_does_not_exist_is_not_found(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NotFound):
        organisations.read(session, 404)


FACETS = st.lists(
    st.builds(
        FacetData,
        facet=st.sampled_from(["theme", "target_group", "offer", "need", "area"]),
        term=st.sampled_from(["a", "b", "B", "é", "a-b"]),
        inferred=st.booleans(),
        words=st.text("ab é", max_size=3),
    ),
    max_size=6,
    unique_by=lambda one: (one.facet, one.term),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(directory=st.lists(FACETS, max_size=8))
def test_the_stream_is_what_reading_each_gives(
    database: Database, now: datetime, directory: list[list[FacetData]]
) -> None:
    with database.transaction() as session:
        for number, facets in enumerate(directory):
            organisations.save(session, replace(VLOOT, source_key=str(number), facets=tuple(facets)), now)
    with database.snapshot() as session:
        found = list(organisations.stream(session))
        assert found == [(number, organisations.read(session, number)) for number, _ in found]
    kept = {data.source_key: set(data.facets) for _, data in found}
    assert all(kept[str(number)] == set(facets) for number, facets in enumerate(directory))


def test_the_stream_asks_four_times_and_keeps_little_in_memory(database: Database, now: datetime) -> None:
    text = "x" * 2000
    with database.transaction() as session:
        for number in range(3000):
            organisations.save(session, replace(VLOOT, source_key=str(number), description=text), now)
    statements = []
    with database.snapshot() as session:
        event.listen(session.connection, "before_cursor_execute", lambda *args: statements.append(args[2]))
        tracemalloc.start()
        assert sum(1 for _ in organisations.stream(session)) == 3000
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert sum("organisation" in statement for statement in statements) == 4
    assert peak < 3000 * len(text) * 0.75


@pytest.mark.parametrize(
    "written", ["Wijkcentrum De Vloot", "wijkcentrum  de vloot ", "Wijkcentrum 'De Vloot'", "WIJKCENTRUM DE VLÓÓT"]
)
def test_a_name_is_found_however_it_is_written(database: Database, now: datetime, written: str) -> None:
    with database.transaction() as session:
        saved = organisations.save(session, VLOOT, now)
        organisations.save(session, replace(VLOOT, name="De Vloot", source_key="18"), now)
        assert organisations.find_by_name(session, written) == [(saved.id, "Wijkcentrum De Vloot")]


def test_a_name_is_looked_for_in_one_municipality(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        here = organisations.save(session, VLOOT, now)
        there = organisations.save(session, replace(VLOOT, source_key="18", municipality="gm0363"), now)
        found = organisations.find_by_name(session, VLOOT.name)
        assert [one for one, _ in found] == [here.id, there.id]
        assert organisations.find_by_name(session, VLOOT.name, "gm0363") == [(there.id, VLOOT.name)]
