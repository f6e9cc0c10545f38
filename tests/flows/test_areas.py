"""Importing areas. The municipality, its codes and its shipped areas are made up."""

from collections.abc import Iterable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.services.area_choices import MOST_LISTED, area_choices, municipality_choices
from flows.services.areas import AreaImport, Areas, UnknownMunicipality, chosen, prepare
from flows.services.imports.cbs import Place
from knowledge.areas import Area, AreaTree, areas, joined
from storage import organisations
from storage.database import Database
from storage.organisation_data import FacetData, OrganisationData

SHIPPED = AreaTree(
    [
        Area("gm9901", "Voorbeeldstad", "municipality"),
        Area("gm9901-zand", "'t Zand", "neighbourhood", "gm9901"),
        Area("gm9901-noord", "Noord", "district", "gm9901"),
        Area("gm9901-kade", "De Kade", "neighbourhood", "gm9901-noord"),
    ]
)
NAMES = {
    "GM9901": "Voorbeeldstad",
    "WK990100": "Centrum",
    "BU99010000": "Centrum",
    "BU99010001": "‘T ZAND",
    "WK990101": "Noord",
    "BU99010100": "Noord",
    "GM9902": "Proefdorp",
    "WK990200": "Dorp",
    "BU99020000": "'t Zand",
}


def places(names: dict[str, str]) -> list[Place]:
    return [Place(code, name, 1) for code, name in sorted(names.items(), key=lambda item: item[0][2:])]


def bring_in(database: Database, names: dict[str, str], *, whole: bool = True) -> AreaImport:
    with database.transaction() as session:
        done = prepare(session, SHIPPED, places(names), whole=whole)
        done.carry_out(session)
    return done


def tree_of(database: Database) -> AreaTree:
    with database.transaction() as session:
        return Areas(SHIPPED).tree(session)


def test_an_import_adds_and_again_changes_nothing(database: Database) -> None:
    assert bring_in(database, NAMES).changes == {"added": 9, "changed": 0, "same": 0, "gone": 0}
    before = tree_of(database).all()
    again = bring_in(database, NAMES)
    assert again.changes == {"added": 0, "changed": 0, "same": 9, "gone": 0}
    assert (again.old, again.new) == ((), ())
    assert tree_of(database).all() == before


def test_a_place_with_the_name_of_a_shipped_area_becomes_that_area(database: Database) -> None:
    done = bring_in(database, NAMES)
    tree = tree_of(database)
    assert tree.area("gm9901-zand") == Area("gm9901-zand", "'t Zand", "neighbourhood", "wk990100", "BU99010001")
    assert tree.area("gm9901-noord").code == "WK990101", "of two with the name the one of the same size"
    assert tree.area("bu99010100").parent == "gm9901-noord"
    assert tree.area("gm9901-kade") == SHIPPED.area("gm9901-kade"), "not in the file, so as it was"
    assert tree.area("bu99020000").name == "'t Zand", "in another municipality it is another place"
    assert {data.id for data in done.adopted} == {"gm9901-zand", "gm9901-noord"}


def test_overlap_counts_up_and_down_over_shipped_and_imported_areas(database: Database) -> None:
    bring_in(database, NAMES)
    tree = tree_of(database)
    assert tree.within("gm9901-zand") == {"gm9901-zand", "wk990100", "gm9901"}
    assert tree.within("gm9901-noord") == {"gm9901-noord", "gm9901", "gm9901-kade", "bu99010100"}
    assert tree.overlap("gm9901", "bu99010000")
    assert not tree.overlap("wk990100", "bu99010100")
    assert not tree.overlap("gm9901", "gm9902")


def test_a_new_name_changes_an_area_and_its_id_stays(database: Database) -> None:
    bring_in(database, NAMES)
    done = bring_in(database, NAMES | {"BU99010000": "Binnenstad", "BU99010001": "Het Zand"})
    assert done.changes["changed"] == 1, "the name of a shipped area is ours"
    assert tree_of(database).area("bu99010000").name == "Binnenstad"


def test_what_the_file_no_longer_has_ends_and_answers_stay_valid(database: Database, now: datetime) -> None:
    bring_in(database, NAMES)
    facets = (FacetData("area", "bu99010100"),)
    with database.transaction() as session:
        organisations.save(
            session, OrganisationData("De Es", "welzijn", "gm9901", "test", "1", None, facets=facets), now
        )
    gone = {"BU99010100", "BU99010001", "WK990200", "BU99020000"}
    done = bring_in(database, {code: name for code, name in NAMES.items() if code not in gone})
    assert (done.changes["gone"], done.changes["same"]) == (4, 5)
    assert [data.id for data in done.in_use] == ["bu99010100"]
    tree = tree_of(database)
    assert tree.area("bu99010100").ended
    assert tree.overlap("bu99010100", "gm9901-noord")
    assert tree.area("gm9901-zand") == SHIPPED.area("gm9901-zand")
    assert "bu99010100" not in {choice.id for choice in area_choices(tree, "gm9901")}
    assert bring_in(database, {code: name for code, name in NAMES.items() if code not in gone}).changes["gone"] == 0
    assert bring_in(database, NAMES).changes == {"added": 1, "changed": 3, "same": 5, "gone": 0}
    assert tree_of(database).overlap("gm9901-zand", "wk990100")


def test_a_shipped_area_follows_its_name_to_another_code(database: Database) -> None:
    bring_in(database, NAMES)
    elsewhere = {code: name for code, name in NAMES.items() if code != "BU99010001"} | {"BU99010102": "'t Zand"}
    bring_in(database, elsewhere)
    assert tree_of(database).area("gm9901-zand").parent == "gm9901-noord"


def test_only_some_municipalities_leave_the_others_alone(database: Database) -> None:
    bring_in(database, NAMES)
    village = chosen(places(NAMES), ["proefdorp"])
    assert [place.code for place in village] == ["GM9902", "WK990200", "BU99020000"]
    assert chosen(places(NAMES), ["GM9902"]) == village
    done = bring_in(database, {"GM9902": "Proefdorp"}, whole=False)
    assert done.changes == {"added": 0, "changed": 0, "same": 1, "gone": 2}
    assert not tree_of(database).area("bu99010000").ended


def test_an_unknown_municipality_is_told_with_those_that_look_like_it() -> None:
    with pytest.raises(UnknownMunicipality) as error:
        chosen(places(NAMES), ["Voorbeeltstad"])
    assert (error.value.asked, list(error.value.alike)) == ("Voorbeeltstad", ["Voorbeeldstad"])


def test_a_running_program_follows_an_import(database: Database) -> None:
    running = Areas(SHIPPED)
    with database.transaction() as session:
        assert running.tree(session) is SHIPPED
    bring_in(database, NAMES)
    with database.transaction() as session:
        tree = running.tree(session)
        assert "gm9902" in tree
        assert running.tree(session) is tree


digits = st.text("019AZ", min_size=2, max_size=2)
codes = st.sets(st.tuples(st.sampled_from(["9901", "9902"]), digits, digits), max_size=30)


@given(codes)
def test_areas_overlap_when_the_code_of_one_begins_with_that_of_the_other(
    found: Iterable[tuple[str, str, str]],
) -> None:
    imported: dict[str, Area] = {}
    for municipality, district, neighbourhood in found:
        above = None
        for letters, kind, code in (
            ("GM", "municipality", municipality),
            ("WK", "district", municipality + district),
            ("BU", "neighbourhood", municipality + district + neighbourhood),
        ):
            area = Area(f"{letters}{code}".lower(), code, kind, above, f"{letters}{code}")  # type: ignore[arg-type]
            imported[area.id] = area
            above = area.id
    tree = joined(areas(), reversed(imported.values()))
    for one in imported.values():
        for other in imported.values():
            same_ground = one.code[2:].startswith(other.code[2:]) or other.code[2:].startswith(one.code[2:])
            assert tree.overlap(one.id, other.id) == same_ground == (other.id in tree.within(one.id))


def big(districts: int, neighbourhoods: int) -> AreaTree:
    """A municipality with so many districts, each with so many neighbourhoods and one called "Buiten"."""
    names = {"GM9901": "Grootstad"}
    for district in range(districts):
        names[f"WK9901{district:02}"] = f"Wijk {district}" if district else "Grootstad"
        names[f"BU9901{district:02}00"] = "Buiten"
        for number in range(1, neighbourhoods):
            names[f"BU9901{district:02}{number:02}"] = f"Buurt {district} {number}"
    kinds = {"GM": "municipality", "WK": "district", "BU": "neighbourhood"}
    found = (
        Area(place.code.lower(), place.name, kinds[place.code[:2]], place.inside.lower() or None, place.code)  # type: ignore[arg-type]
        for place in places(names)
    )
    return AreaTree(found)


@pytest.mark.parametrize(("districts", "neighbourhoods", "listed"), [(2, 3, 9), (5, 20, 6), (40, 3, 1)])
def test_of_very_many_areas_only_the_largest_are_listed(districts: int, neighbourhoods: int, listed: int) -> None:
    choices = area_choices(big(districts, neighbourhoods), "gm9901")
    assert len(choices) == 1 + districts * (1 + neighbourhoods)
    assert [choice.listed for choice in choices] == [True] * listed + [False] * (len(choices) - listed)
    assert choices[0].id == "gm9901"


def test_namesakes_can_be_told_apart() -> None:
    choices = area_choices(big(2, 2), "gm9901")
    titles = [choice.title if isinstance(choice.title, str) else choice.title["nl"] for choice in choices]
    assert titles[1:] == [
        "Grootstad (de hele wijk)",
        "Buiten (buurt in Grootstad)",
        "Buurt 0 1",
        "Wijk 1",
        "Buiten (buurt in Wijk 1)",
        "Buurt 1 1",
    ]


def test_a_long_list_of_municipalities_is_not_shown() -> None:
    tree = AreaTree(Area(f"gm{number:04}", f"Stad {number}", "municipality") for number in range(MOST_LISTED + 1))
    everything = [area.id for area in tree.all()]
    assert not any(choice.listed for choice in municipality_choices(tree, everything))
    assert all(choice.listed for choice in municipality_choices(tree, everything[:MOST_LISTED]))
