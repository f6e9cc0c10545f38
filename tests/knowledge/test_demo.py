"""The invented organisations: complete, known to the vocabulary, and of use for matching."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from knowledge.areas import areas
from knowledge.calls import shipped_calls
from knowledge.content import ContentError
from knowledge.demo import DemoOrganisation, Facet, demo_organisations, load_demo
from knowledge.vocabulary import Facet as VocabularyFacet
from knowledge.vocabulary import vocabulary

ONE = """
municipality: gm0556
organisations:
  - key: club-een
    name: Club Een
    type: vereniging
    legal_person: true
    description: Wij doen mee.
    areas: [gm0556-sluispolder]
    themes: [sport]
    target_groups: [jongeren]
    offers: {locatie: zaal voor 60 mensen}
    needs: {geld: ""}
"""


def organisations() -> dict[str, DemoOrganisation]:
    return {organisation.name: organisation for organisation in demo_organisations()}


def test_there_are_sixty_and_all_types_take_part() -> None:
    types = Counter(organisation.type for organisation in demo_organisations())
    assert types.total() == 60
    assert set(types) == {term.id for term in vocabulary().terms("organisation_type")}
    assert types.most_common(1)[0][0] == "bewoners"


def test_names_and_keys_are_unique() -> None:
    assert len(organisations()) == len(demo_organisations())
    assert len({organisation.source_key for organisation in demo_organisations()}) == len(demo_organisations())


def test_every_organisation_is_marked_as_a_demo() -> None:
    for organisation in demo_organisations():
        assert organisation.demo
        assert organisation.source == "demo"


@pytest.mark.parametrize(
    ("facet", "kind"),
    [("theme", "theme"), ("target_group", "target_group"), ("offer", "capacity"), ("need", "capacity")],
)
def test_terms_are_known_and_every_term_occurs(facet: Facet, kind: VocabularyFacet) -> None:
    used = {term for organisation in demo_organisations() for term in organisation.terms(facet)}
    assert used == {term.id for term in vocabulary().terms(kind)}


def test_areas_are_known_and_lie_in_the_municipality() -> None:
    for organisation in demo_organisations():
        assert organisation.municipality == "gm0556"
        for area in organisation.terms("area"):
            assert areas().municipality(area).id == "gm0556"


def test_every_neighbourhood_has_a_group_of_its_own() -> None:
    used = {term for organisation in demo_organisations() for term in organisation.terms("area")}
    below = areas().within("gm0556")
    assert used == below


def test_every_organisation_says_something_in_every_facet() -> None:
    for organisation in demo_organisations():
        for facet in get_args(Facet):
            assert organisation.terms(facet), (organisation.name, facet)


def test_descriptions_are_one_short_sentence() -> None:
    for organisation in demo_organisations():
        assert re.fullmatch(r"[A-Z][^.?!:;]+\.", organisation.description), organisation.description
        assert len(organisation.description.split()) <= 17, organisation.description


def test_nothing_leads_to_a_person_or_an_address() -> None:
    for organisation in demo_organisations():
        text = organisation.model_dump_json()
        assert not re.search(r"@|https?:|www\.|\d{8}|\b\d{4} ?[A-Z]{2}\b", text)
        assert organisation.website == ""


def test_two_groups_that_fit_each_other() -> None:
    house, group = organisations()["Buurthuis De Kade"], organisations()["Bewonersgroep Sluispolder"]
    assert "zaal voor 60 mensen met keuken" in [facet.note for facet in house.facets]
    assert group.legal_person is False
    assert set(house.terms("offer")) & set(group.terms("need"))
    assert set(group.terms("offer")) & set(house.terms("need"))


def test_a_coalition_for_the_maassluis_call_can_be_found_and_is_not_everywhere() -> None:
    call = next(call for call in shipped_calls() if call.municipality == "gm0556")
    offers = [(organisation, organisation.terms("offer")) for organisation in demo_organisations()]
    for capacity in call.required_capacities:
        assert any(capacity in terms for _, terms in offers), capacity
    lead = {o.source_key for o, terms in offers if "penvoering" in terms and o.legal_person}
    assert 0 < len(lead) < len(offers) / 4
    places = {area for o, terms in offers if "penvoering" in terms for area in o.terms("area")}
    assert areas().within("gm0556") - places, "some neighbourhoods have no lead partner of their own"


def test_some_organisations_do_not_want_to_be_asked() -> None:
    assert 0 < sum(not organisation.willing for organisation in demo_organisations()) < 5


def test_notes_stay_with_their_capacity(tmp_path: Path) -> None:
    path = tmp_path / "one.yml"
    path.write_text(ONE, encoding="utf-8")
    (organisation,) = load_demo(path)
    notes = {(facet.facet, facet.term): facet.note for facet in organisation.facets}
    assert notes["offer", "locatie"] == "zaal voor 60 mensen"
    assert notes["need", "geld"] == ""
    assert organisation.source_key == "gm0556-club-een"


@pytest.mark.parametrize(
    ("right", "wrong", "why"),
    [
        ("{geld:", "{locatie:", "both offers and needs locatie"),
        ("    themes: [sport]\n", "", "themes"),
        ("[jongeren]", "[]", "target_groups"),
        ("key: club-een", "key: Club Een", "key"),
    ],
)
def test_a_wrong_entry_is_refused(tmp_path: Path, right: str, wrong: str, why: str) -> None:
    path = tmp_path / "one.yml"
    path.write_text(ONE.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ContentError, match=why):
        load_demo(path)


@pytest.mark.parametrize(("again", "what"), [("club-een", "key"), ("club-twee", "name")])
def test_the_same_organisation_twice_is_refused(tmp_path: Path, again: str, what: str) -> None:
    entry = ONE[ONE.index("  - key") :].replace("club-een", again)
    path = tmp_path / "one.yml"
    path.write_text(ONE + entry.lstrip("\n"), encoding="utf-8")
    with pytest.raises(ContentError, match=f"{what} stands here twice"):
        load_demo(path)
