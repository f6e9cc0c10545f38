from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import changes, organisations, organisations_bulk
from storage.database import Database
from storage.errors import Conflict
from storage.organisation_data import FacetData, OrganisationData, ServiceData
from storage.organisations import Change

BRUG = OrganisationData("De Brug", "welzijn", "gm0556", "kaart", "1", None)


def stored(database: Database) -> list[OrganisationData]:
    with database.snapshot() as session:
        return [data for _, data in organisations.stream(session)]


PARTS = st.builds(
    dict,
    name=st.sampled_from(["De Brug", "De Linde"]),
    source_key=st.sampled_from(["1", "2", "3"]),
    source=st.sampled_from(["kaart", "lijst"]),
    facets=st.sets(st.sampled_from(["sport", "werk"])).map(
        lambda terms: tuple(FacetData("theme", term) for term in sorted(terms))
    ),
    services=st.sets(st.sampled_from(["a", "b"])).map(
        lambda keys: tuple(ServiceData(key, key) for key in sorted(keys))
    ),
)
MANY = st.lists(
    PARTS.map(lambda parts: replace(BRUG, **parts)), max_size=5, unique_by=lambda one: (one.source, one.source_key)
)


class _Undo(Exception):
    """Leaves a transaction without a trace."""


def saved(database: Database, many: Sequence[OrganisationData], now: datetime) -> list[Change]:
    with database.transaction() as session:
        return [one.change for one in organisations_bulk.save_all(session, many, now)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=MANY, after=MANY)
def test_many_at_once_come_to_the_same_as_one_by_one(
    before: list[OrganisationData], after: list[OrganisationData], database: Database, now: datetime
) -> None:
    told: list[object] = []
    for bulk in (True, False):
        with suppress(_Undo), database.transaction() as session:
            for many in (before, after):
                if bulk:
                    told.append([one.change for one in organisations_bulk.save_all(session, many, now)])
                else:
                    told.append([organisations.save(session, data, now).change for data in many])
            told.append([data for _, data in organisations.stream(session)])
            raise _Undo
    assert told[:3] == told[3:]


def test_without_writing_it_only_tells(database: Database, now: datetime) -> None:
    saved(database, [BRUG, replace(BRUG, source_key="2")], now)
    before = stored(database)
    many = [replace(BRUG, name="De Es"), replace(BRUG, source_key="2"), replace(BRUG, source_key="3")]
    with database.snapshot() as session:
        outcomes = list(organisations_bulk.save_all(session, many, now, write=False))
        known = {one.id for one in outcomes}
        assert list(organisations_bulk.others_of_source(session, "kaart", known)) == []
        assert [name for _, name in organisations_bulk.others_of_source(session, "kaart", ())] == ["De Brug", "De Brug"]
    assert [one.change for one in outcomes] == ["changed", "same", "added"]
    assert set(known) > {0}
    assert stored(database) == before
    assert {one.change for one in outcomes} == {*get_args(Change)}


def test_each_change_is_counted_and_nothing_when_nothing_changes(database: Database, now: datetime) -> None:
    saved(database, [BRUG], now)
    with database.snapshot() as session:
        revision = changes.revision(session)
    saved(database, [BRUG], now)
    with database.snapshot() as session:
        assert changes.revision(session) == revision
    saved(database, [replace(BRUG, name="De Es")], now)
    with database.snapshot() as session:
        assert changes.revision(session) > revision


def test_one_that_stands_there_twice_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(Conflict):
        saved(database, [BRUG, BRUG], now)
    assert stored(database) == []
