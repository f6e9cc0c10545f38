import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.services.imports import names

WORDS = st.lists(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8), min_size=1, max_size=5)


@given(words=WORDS, separator=st.sampled_from([" ", "  ", "-", " & ", ", "]), capitals=st.booleans())
def test_capitals_spaces_and_signs_do_not_make_another_organisation(
    words: list[str], separator: str, capitals: bool
) -> None:
    written = separator.join(words)
    assert names.key(written.upper() if capitals else written) == names.key(" ".join(words))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stichting Samen Sterk", "samen sterk"),
        ("Stg. Samen Sterk", "Stichting Samen  Sterk"),
        ("Stg Impuls", "stichting impuls"),
        ("Zonneveld Zorg B.V.", "Zonneveld Zorg BV"),
    ],
)
def test_names_that_certainly_mean_one_organisation_have_one_key(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stichting Impuls", "Impuls"),
        ("Samen Sterk", "Samen Sterk Noord"),
        ("Turning Point", "Turningpoint"),
        ("St. Jozef School", "Stichting Jozef School"),
        ("???", "!!!"),
    ],
)
def test_names_that_may_mean_two_organisations_have_two_keys(one: str, other: str) -> None:
    assert names.key(one) != names.key(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bewonersvereniging Zonneveld", "bewoners"),
        ("Zonneveld Welzijn B.V.", "welzijn"),
        ("Zonneveld Zorg B.V.", "zorg"),
        ("Islamitische Basisschool De Linde", "onderwijs"),
        ("Muziekschool De Linde", "vereniging"),
        ("Restaurant Oldschool", "bedrijf"),
        ("BIZ-vereniging Lindestraat", "bedrijf"),
        ("Kanovereniging De Linde", "vereniging"),
        ("Protestantse Diaconie", "levensbeschouwing"),
        ("Gemeente Lindestad", "gemeente"),
        ("Evangelisch-Lutherse Gemeente Lindestad", "levensbeschouwing"),
        ("Stichting De Linde", "overig"),
        ("De Schoolschrijver", "overig"),
    ],
)
def test_the_words_of_a_name_show_the_type(name: str, expected: str) -> None:
    assert names.organisation_type(name) == expected


@pytest.mark.parametrize(
    "name",
    ["Stichting De Linde", "De Linde (stichting Lindehof)", "Kanovereniging De Linde", "Linde b.v.", "Buurtcoöperatie"],
)
def test_the_legal_form_in_a_name_makes_a_legal_person(name: str) -> None:
    assert names.legal_person(name) is True


@pytest.mark.parametrize("name", ["De Linde", "Stichting De Linde (i.o.)", "Linde V.O.F.", "Verenigingsgebouw Linde"])
def test_without_a_legal_form_nothing_is_known(name: str) -> None:
    assert names.legal_person(name) is None


@pytest.mark.parametrize(
    "name",
    ["Anna Lindeboom", "Fatima el Lindeboom", "Jan-Pieter van der Lindeboom", "De Linde (mw. Lindeboom)"],
)
def test_the_name_of_a_person_is_seen(name: str) -> None:
    assert names.is_person(name)


@pytest.mark.parametrize(
    "name",
    ["Stichting Anna Lindeboom", "Anna Lindeboom School", "Anna", "Jan van", "Jan 2011", "Jan Eef", "De Linde", "??"],
)
def test_an_organisation_is_no_person(name: str) -> None:
    assert not names.is_person(name)


@pytest.mark.parametrize("text", ["koken met Anna Lindeboom", "Koken. Aanvrager: A. Lindeboom", "tav dhr. Lindeboom"])
def test_a_text_that_names_a_person_is_seen(text: str) -> None:
    assert names.mentions_person(text)


@pytest.mark.parametrize("text", ["koken met Anna", "Koken in Noord", "maatje zoekt maatje", ""])
def test_a_text_that_names_nobody_is_left_alone(text: str) -> None:
    assert not names.mentions_person(text)
