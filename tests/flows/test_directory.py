"""The index follows the directory: one change at a time, in every process, and never what was undone."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import pytest

from flows.services import matching
from flows.services.directory import Directory, add_demo
from knowledge.areas import areas
from storage import changes, organisations
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData, ServiceData

VLOOT = OrganisationData(
    name="Buurthuis De Vloot",
    type="welzijn",
    municipality="gm0556",
    source="test",
    source_key="1",
    legal_person=True,
    facets=(FacetData("theme", "eenzaamheid"),),
    services=(ServiceData("1", "Biljarten", "Elke dinsdag keu en krijt."),),
)


class _Undone(Exception):
    pass


def _save(database: Database, data: OrganisationData, now: datetime) -> int:
    with database.transaction() as session:
        return organisations.save(session, data, now).id


def _ids(directory: Directory, database: Database) -> set[int]:
    with database.snapshot() as session:
        index = directory.index(session)
    return set(index.ids[index.roll.rows()].tolist())


def test_every_process_sees_each_change(database: Database, now: datetime) -> None:
    one, other = Directory(areas()), Directory(areas())
    assert _ids(one, database) == set()
    first = _save(database, VLOOT, now)
    assert _ids(one, database) == {first}
    second = _save(database, replace(VLOOT, source_key="2"), now)
    assert _ids(one, database) == _ids(other, database) == {first, second}
    _save(database, replace(VLOOT, willing=False), now)
    assert _ids(one, database) == _ids(other, database) == {second}
    _save(database, VLOOT, now)
    assert _ids(one, database) == {first, second}


def test_one_change_reads_one_organisation(database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = Directory(areas())
    first = _save(database, VLOOT, now)
    assert _ids(directory, database) == {first}
    monkeypatch.setattr(organisations, "stream", None)  # the whole directory is not read again
    second = _save(database, replace(VLOOT, source_key="2"), now)
    assert _ids(directory, database) == {first, second}


def test_who_missed_too_much_reads_the_whole_directory(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = Directory(areas())
    first = _save(database, VLOOT, now)
    assert _ids(directory, database) == {first}
    monkeypatch.setattr(changes, "KEPT", 0)
    second = _save(database, replace(VLOOT, source_key="2"), now)
    assert _ids(directory, database) == {first, second}


def test_what_a_transaction_changed_is_in_its_own_index_and_goes_when_it_is_undone(
    database: Database, now: datetime
) -> None:
    directory = Directory(areas())
    first = _save(database, VLOOT, now)
    assert _ids(directory, database) == {first}
    with suppress(_Undone), database.transaction() as session:
        saved = organisations.save(session, replace(VLOOT, source_key="undone"), now)
        assert len(directory.index(session)) == 2
        raise _Undone
    assert _ids(directory, database) == {first}
    other = _save(database, replace(VLOOT, source_key="other", name="Anders"), now)
    assert _ids(directory, database) == {first, other}
    with database.snapshot() as session:
        index = directory.index(session)
        assert index.lookup([other, saved.id])[other].name == "Anders"


def test_words_of_services_count(database: Database, now: datetime) -> None:
    directory = Directory(areas())
    _save(database, VLOOT, now)
    with database.snapshot() as session:
        assert directory.index(session).texts.likeness("biljarten met keu en krijt")[0] > 0


@pytest.mark.parametrize("written", ["buurthuis de vloot", "Buurthuis Vlot", "vloot"])
def test_a_name_is_found_though_it_is_misspelt_or_cut_short(database: Database, now: datetime, written: str) -> None:
    with database.transaction() as session:
        add_demo(session, now)
    vloot = _save(database, VLOOT, now)
    with database.snapshot() as session:
        assert matching.named(Directory(areas()).index(session), written) == vloot


@pytest.mark.parametrize("written", ["", "de", "Onvindbaar genootschap Xyzzy"])
def test_no_name_is_made_up(database: Database, now: datetime, written: str) -> None:
    _save(database, VLOOT, now)
    with database.snapshot() as session:
        assert matching.named(Directory(areas()).index(session), written) is None
