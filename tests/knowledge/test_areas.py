from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import Area, AreaTree, areas

IDS = [area.id for area in areas().all()]


def test_maassluis_and_amsterdam_are_known() -> None:
    tree = areas()
    assert {area.name for area in tree.all() if area.kind == "municipality"} == {"Maassluis", "Amsterdam"}
    assert {area.name for area in tree.children("gm0363")} == {
        "Centrum",
        "Nieuw-West",
        "Noord",
        "Oost",
        "West",
        "Zuid",
        "Zuidoost",
    }
    assert [area.name for area in tree.children("gm0556-dijkpolder")] == ["Vertobuurt", "Bloemenbuurt", "Bomendal"]
    assert tree.children("gm0556-sluispolder") == ()


@pytest.mark.parametrize("area_id", IDS)
def test_an_id_begins_with_the_code_of_its_municipality_and_is_no_code_of_cbs(area_id: str) -> None:
    municipality = areas().municipality(area_id)
    assert area_id == municipality.id or area_id.startswith(f"{municipality.id}-")
    assert not area_id.startswith(("wk", "bu"))


def test_overlap_goes_up_and_down_but_not_sideways() -> None:
    tree = areas()
    assert tree.overlap("gm0556", "gm0556-bomendal")
    assert tree.overlap("gm0556-bomendal", "gm0556-dijkpolder")
    assert not tree.overlap("gm0556-bomendal", "gm0556-vertobuurt")
    assert not tree.overlap("gm0556", "gm0363-west")
    assert tree.within("gm0556-bomendal") == {"gm0556-bomendal", "gm0556-dijkpolder", "gm0556"}


@given(st.sampled_from(IDS), st.sampled_from(IDS))
def test_overlap_is_mutual_and_what_within_says(one: str, other: str) -> None:
    tree = areas()
    assert tree.overlap(one, other) == tree.overlap(other, one) == (other in tree.within(one))


def test_areas_of_two_municipalities_never_overlap() -> None:
    tree = areas()
    for one, other in product(IDS, IDS):
        if tree.municipality(one) != tree.municipality(other):
            assert not tree.overlap(one, other)


def test_an_unknown_area_is_an_error() -> None:
    for ask in (areas().area, areas().children, areas().municipality, areas().within):
        with pytest.raises(KeyError):
            ask("gm9999")
    with pytest.raises(KeyError):
        areas().overlap("gm0556", "gm9999")


@pytest.mark.parametrize(
    "wrong",
    [
        [Area(id="a", name="A", kind="municipality"), Area(id="a", name="A", kind="municipality")],
        [Area(id="a-b", name="B", kind="district", parent="a"), Area(id="a", name="A", kind="municipality")],
        [Area(id="a", name="A", kind="district")],
    ],
)
def test_a_tree_that_is_no_tree_is_refused(wrong: list[Area]) -> None:
    with pytest.raises(ValueError, match="a"):
        AreaTree(wrong)
