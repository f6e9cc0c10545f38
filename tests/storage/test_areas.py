from datetime import datetime

from storage import areas, calls, organisations
from storage.areas import AreaData
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData

TOWN = AreaData("gm9901", "GM9901", "Voorbeeldstad", "municipality", None)
PART = AreaData("wk990100", "WK990100", "Centrum", "district", "gm9901")


def test_areas_are_put_in_changed_and_taken_away(database: Database) -> None:
    renamed = AreaData("wk990100", "WK990100", "Binnenstad", "district", "gm9901", ended=True)
    with database.transaction() as session:
        assert areas.all(session) == []
        areas.replace(session, [], [TOWN, PART])
        assert areas.all(session) == [TOWN, PART]
        areas.replace(session, [PART], [renamed])
        assert areas.all(session) == [TOWN, renamed]
        areas.replace(session, [TOWN], [])
        assert areas.all(session) == [renamed]


def test_the_revision_grows_when_something_changes(database: Database) -> None:
    with database.transaction() as session:
        assert areas.revision(session) == 0
        areas.replace(session, [], [TOWN])
        first = areas.revision(session)
        areas.replace(session, [], [])
        assert areas.revision(session) == first > 0
        areas.replace(session, [TOWN], [])
        assert areas.revision(session) > first


def test_areas_are_used_by_organisations_and_calls(database: Database, now: datetime) -> None:
    facets = (FacetData("area", "bu99010000"), FacetData("theme", "wk990100"))
    organisation = OrganisationData("De Es", "welzijn", "gm9901", "test", "1", None, facets=facets)
    with database.transaction() as session:
        organisations.save(session, organisation, now)
        calls.save(session, "oproep", {"municipality": "gm9902"}, demo=True, now=now)
        asked = {"gm9901", "gm9902", "gm9903", "bu99010000", "wk990100"}
        assert areas.used(session, asked) == {"gm9901", "gm9902", "bu99010000"}
