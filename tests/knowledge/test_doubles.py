"""Finding organisations that stand there twice."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.doubles import Entry, Pair, domain_of, doubles, sentence
from knowledge.languages import LANGUAGES

SAME = [
    ("Stichting Turning Point", "Stichting Turningpoint"),
    ("Stichting de Buurtcamping", "Stichting de Buurtcamping Amsterdam"),
    ("Openbaar Onderwijs aan de Amstel", "Stichting Openbaar Onderwijs a d Amstel"),
    ("Stichting Witte Tulp", "St. Witte Tulp"),
    ("AKROS Welzijn", "Stg. Welzijn Akros"),
    ("Buurtwerkkamer Coöperatie", "Buurtwerkkamer cooperatie u.a."),
    ("Amsterdamse Hockey & Bandy Club", "Amsterdamse Hockey en Bandy Club"),
    ("A.K.C. Blauw-Wit", "AKC Blauw Wit"),
    ("Muziekvereniging Waterland", "Muziekver. Waterland"),
    ("Kinderboerderij Westerpark", "Kinderboerdrij Westerpark"),
    ("Ondernemend Welzijn Combiwel B.V.", "Combiwel Ondernemend Welzijn"),
    ("Centrale dorpenraad Landelijk Noord", "Centrale Dorpen Raad Landelijk Noord"),
    ("Marokkaanse Vereniging Fath", "Fath, Marokkaanse Vereniging"),
    ("Belangenvereniging Druggebruikers MDHG", "Belangenvereniging Drugsgebruikers MDHG"),
    ("Stichting Projecten Streetcornerwork", "Streetcornerwork"),
    ("Amsterdams Buurvrouwen Contact", "Amsterdams Buurvrouwen Kontakt"),
    ("Vrije Universiteit Medisch Centrum", "VUMC"),
]
NOT_SAME = [
    ("4 mei Comité Oost", "4 mei Comité West"),
    ("Samenwerkingsverband PO Amsterdam Diemen", "Samenwerkingsverband VO Amsterdam-Diemen"),
    ("Instituut Schreuder", "Vrienden van Instituut Schreuder"),
    ("Muziekschool Amsterdam", "Muziekschool Amsterdam Noord"),
    ("Nanny Poppins", "Nanny Poppins 2"),
    ("BIZ Zeedijk", "NV Zeedijk"),
    ("Stichting De Brug", "Vereniging De Brug over het IJ"),
    ("Kinderdagverblijf 't Lieveheersbeestje", "Kinderdagverblijf 't Vogeltje B.V."),
    ("Holland Festival", "Stichting West'ival"),
    ("Speeltuinvereniging Oost", "Speeltuinvereniging Zuid"),
    ("Stichting Buurthuis De Kade", "Stichting Buurthuis De Kraai"),
    ("Blend", "Blond"),
    ("Fysiotherapie Zeeburg", "Boekhandel Zeeburg"),
    ("Jongerencentrum MGT", "Jongerencentrum MGZ"),
    ("Amsterdam City", "Amsterdam City Swim"),
]


def entries(pairs: list[tuple[str, str]]) -> list[Entry]:
    return [Entry(number, name, municipality="gm0363") for number, name in enumerate(sum(pairs, ()))]


def test_real_spellings_are_found_and_real_neighbours_are_not() -> None:
    """Names from Amsterdam's register of 2016, and ways to write them; what is not found stands here on purpose."""
    wanted = {(2 * number, 2 * number + 1) for number in range(len(SAME))}
    found = {(pair.one, pair.other) for pair in doubles(entries(SAME + NOT_SAME))}
    missed = {SAME[one // 2] for one, _ in wanted - found}
    assert missed == {("Amsterdams Buurvrouwen Contact", "Amsterdams Buurvrouwen Kontakt")}
    wrong = {NOT_SAME[one // 2 - len(SAME)] for one, _ in found - wanted}
    assert wrong == {("Amsterdam City", "Amsterdam City Swim")}


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (Entry(1, "A", kvk="12345678"), Entry(2, "Iets anders", kvk="12345678"), ["kvk"]),
        (
            Entry(1, "A", kvk="12345678", postcode="3141 AB"),
            Entry(2, "Iets anders", kvk="12345678", postcode="1012 AB"),
            ["kvk", "establishment"],
        ),
        (Entry(1, "A", website="https://www.ketel.nl/over"), Entry(2, "B", website="ketel.nl"), ["site"]),
        (Entry(1, "A", website="ketel.nl"), Entry(2, "B", email="info@Ketel.nl"), ["mail_domain"]),
        (Entry(1, "A", email="Ketel@gmail.com"), Entry(2, "B", email="ketel@gmail.com"), ["mail"]),
        (Entry(1, "De Ketel", municipality="x"), Entry(2, "Ketel"), None),
        (Entry(1, "De Ketel", municipality="x"), Entry(2, "Ketel", municipality="x"), ["same_name"]),
        (
            Entry(1, "Stichting Samen Sterk Zuid", postcode="3141AB"),
            Entry(2, "St. Samen Sterk Zuid", postcode="3141 ab"),
            ["same_name", "postcode"],
        ),
        (Entry(1, "De Ketel", municipality="x"), Entry(2, "Ketel", municipality="y"), None),
        (Entry(1, "De Ketel", kvk="12345678"), Entry(2, "De Ketel", kvk="87654321"), None),
        (Entry(1, "A", kvk="12345678", website="ketel.nl"), Entry(2, "A", kvk="8", website="ketel.nl"), None),
        (Entry(1, "A", website="facebook.com/ketel"), Entry(2, "B", website="facebook.com/kade"), None),
        (Entry(1, "A", website="ketel.jouwweb.nl"), Entry(2, "B", website="kade.jouwweb.nl"), None),
        (Entry(1, "A", email="ketel@gmail.com"), Entry(2, "B", email="kade@gmail.com"), None),
        (Entry(1, "Stichting De Ketel"), Entry(2, "Vereniging De Ketel"), ["same_name"]),
        (Entry(1, "!!!"), Entry(2, "???"), None),
        (Entry(1, ""), Entry(2, ""), None),
    ],
)
def test_what_decides(one: Entry, other: Entry, reasons: list[str] | None) -> None:
    found = doubles([one, other])
    assert [[reason.key for reason in pair.reasons] for pair in found] == ([reasons] if reasons else [])


def test_a_domain_of_many_belongs_to_who_hosts_them() -> None:
    assert doubles([Entry(number, chr(65 + number), website="host.nl") for number in range(10)]) == []


def test_reasons_are_told_in_every_language() -> None:
    (pair,) = doubles([Entry(1, "A", website="ketel.nl"), Entry(2, "B", website="ketel.nl")])
    assert sentence(pair.reasons[0], "nl") == "zelfde website (ketel.nl)"
    assert all(sentence(pair.reasons[0], language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "address", ["https://www.buurt.nl/over?x=1", "info@buurt.nl", "BUURT.NL", "http://buurt.nl:80"]
)
def test_the_domain_of_an_address(address: str) -> None:
    assert domain_of(address) == "buurt.nl"


NAMES = st.lists(
    st.sampled_from(["Stichting", "De", "Ketel", "Welzijn", "Oost", "2", "&", "Vrienden", "é"]), max_size=5
)
KVK = st.sampled_from(["", "11111111", "22222222"])
SITES = st.sampled_from(["", "a.nl", "b.nl", "facebook.com/x"])


@st.composite
def some_entries(draw: st.DrawFn) -> list[Entry]:
    place = st.sampled_from(["", "gm1", "gm2"])
    known = st.tuples(NAMES, KVK, SITES, place)
    found = draw(st.lists(known, max_size=8))
    return [
        Entry(number, " ".join(name), kvk=kvk, website=site, municipality=here)
        for number, (name, kvk, site, here) in enumerate(found)
    ]


def without_order(pairs: list[Pair]) -> set[tuple[int, int, float]]:
    return {(pair.one, pair.other, pair.likeness) for pair in pairs}


@given(some_entries(), st.integers())
def test_rules_that_hold_for_every_directory(directory: list[Entry], seed: int) -> None:
    found = doubles(directory)
    by_id = {entry.id: entry for entry in directory}
    assert all(pair.one < pair.other and 0 < pair.likeness <= 1 and pair.reasons for pair in found)
    assert len({(pair.one, pair.other) for pair in found}) == len(found)
    assert found == sorted(found, key=lambda pair: -pair.likeness)
    for pair in found:
        assert not {by_id[pair.one].kvk, by_id[pair.other].kvk} >= {"11111111", "22222222"}
    shown = {(pair.one, pair.other) for pair in found}
    for one, other in combinations(directory, 2):
        if one.kvk and one.kvk == other.kvk:
            assert (one.id, other.id) in shown or sum(entry.kvk == one.kvk for entry in directory) > 4
    shuffled = list(directory)
    Random(seed).shuffle(shuffled)  # noqa: S311 - to vary the order, not to keep a secret
    assert without_order(doubles(shuffled)) == without_order(found)
