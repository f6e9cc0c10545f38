from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.languages import LANGUAGES, Language
from knowledge.vocabulary import FACETS, Facet, vocabulary
from knowledge.words import key_of, words_of

# What one person calls nuisance another calls boredom: both readings are offered.
SHARED = {"theme": {"hangjongeren"}}
TERMS = [(facet, term) for facet in FACETS for term in vocabulary().terms(facet)]
EXPRESSIONS = [
    (facet, term.id, language, expression)
    for facet, term in TERMS
    for language in LANGUAGES
    for expression in (*term.synonyms.get(language, ()), *term.answers.get(language, ()))
]


def suggested(facet: Facet, text: str, language: Language = "nl") -> list[str]:
    return [one.term_id for one in vocabulary().suggest(facet, text, language)]


def test_every_facet_has_its_terms() -> None:
    sizes = {facet: len(vocabulary().terms(facet)) for facet in FACETS}
    assert sizes == {
        "theme": 16,
        "target_group": 16,
        "capacity": 14,
        "organisation_type": 12,
        "resident_role": 4,
    }


def test_every_term_is_complete_in_both_languages() -> None:
    for _, term in TERMS:
        assert set(term.labels) == set(LANGUAGES)
        assert all(term.synonyms.get(language) or term.answers.get(language) for language in LANGUAGES)
        assert not term.description or set(term.description) == set(LANGUAGES)


def test_terms_carry_their_codes_in_other_classifications() -> None:
    codes = vocabulary().term("theme", "eenzaamheid").codes
    assert codes["ukcat"] == {"SW106": "close", "SW107": "close"}
    assert codes["ccew"] == {"116": "approximate"}


def test_an_expression_belongs_to_one_term_of_a_facet() -> None:
    terms: dict[tuple[str, str], set[str]] = defaultdict(set)
    for facet, term_id, language, expression in EXPRESSIONS:
        terms[facet, f"{language} {' '.join(word.key for word in words_of(expression))}"].add(term_id)
    shared = {key: found for key, found in terms.items() if len(found) > 1}
    assert {key: found for key, found in shared.items() if key[1][3:] not in SHARED.get(key[0], set())} == {}


@pytest.mark.parametrize(("facet", "term_id", "language", "expression"), EXPRESSIONS)
def test_every_expression_leads_to_its_term(facet: Facet, term_id: str, language: Language, expression: str) -> None:
    assert term_id in suggested(facet, expression.upper(), language)


@pytest.mark.parametrize(
    ("facet", "name", "term_id"),
    [
        ("theme", "Meedoen en inclusie", "meedoen"),
        ("capacity", "Ervaringskennis en bewonerskennis", "ervaringskennis"),
        ("capacity", "Locatie en ruimte", "locatie"),
        ("capacity", "Geld en cofinanciering", "geld"),
        ("capacity", "Netwerk en bereik", "netwerk"),
        ("capacity", "Penvoering en administratie", "penvoering"),
        ("capacity", "Coördinatie en projectleiding", "coordinatie"),
        ("capacity", "Gegevens, onderzoek en digitale hulp", "data_digitaal"),
        ("capacity", "Werkervarings- en stageplekken", "werkplekken"),
    ],
)
def test_a_professional_name_leads_to_the_plainly_named_term(facet: Facet, name: str, term_id: str) -> None:
    assert suggested(facet, name) == [term_id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_leads_to_its_term_first(language: Language) -> None:
    for facet, term in TERMS:
        assert suggested(facet, term.labels[language], language)[0] == term.id


@pytest.mark.parametrize(
    ("facet", "text", "expected"),
    [
        ("theme", "eenzaamhied!! vooral rond de feestdagen", ["eenzaamheid"]),
        ("theme", "wij willen een buurtmoestuin aanleggen", ["leefbaarheid"]),
        ("theme", "mensen die moeite hebben met lezen", ["taal_digitaal"]),
        ("theme", "langer thuis wonen", ["zorg_thuis"]),
        ("theme", "meer contact tussen de buren", ["eenzaamheid"]),
        ("theme", "meer contakt met buren", ["eenzaamheid"]),
        ("theme", "buren kennen mekaar niet", ["eenzaamheid"]),
        ("theme", "dat buren elkaar meer zien", ["eenzaamheid"]),
        ("theme", "dat het savonds veilig is op straat", ["veiligheid"]),
        ("theme", "dat is verkeerd gegaan", []),
        ("theme", "wonen", ["wonen"]),
        ("theme", "hangjongeren bij de snackbar", ["jeugd_gezin", "veiligheid"]),
        ("capacity", "geen budget nodig, wel een busje", ["vervoer"]),
        ("capacity", "wij hebben twee zalen en een keukentje", ["locatie"]),
        ("capacity", "geld en een plek", ["geld", "locatie"]),
        ("capacity", "iemand die t geld aanvraagt", ["penvoering"]),
        ("capacity", "iemand die de subsidie regelt", ["penvoering"]),
        ("capacity", "een aanvrager", ["penvoering"]),
        ("capacity", "wie vraagt het geld aan", ["penvoering"]),
        ("capacity", "geld voor eten en iemand die de subsidie aanvraagt", ["geld", "penvoering"]),
        ("capacity", "iemand die t regelt", ["coordinatie"]),
        ("capacity", "ik ken iedereen", ["netwerk"]),
        ("capacity", "wij kennen alle buren", ["netwerk"]),
        ("capacity", "120", []),
        ("capacity", "nou ja, dat weet ik eigenlijk nog niet", []),
        ("target_group", "75+ in onze flat", ["ouderen"]),
        ("target_group", "75 plussers", ["ouderen"]),
        ("target_group", "mensen van 55 jaar en ouder", ["ouderen"]),
        ("target_group", "alleenstaande moeders met schulden", ["gezinnen_ouders", "laag_inkomen"]),
        ("target_group", "oudjes", ["ouderen"]),
        ("target_group", "niet voor kinderen", []),
        ("organisation_type", "wij zijn een winkeliersvereniging", ["bedrijf"]),
        ("organisation_type", "anders", ["overig"]),
        ("resident_role", "zij beslissen mee", ["meebeslist"]),
    ],
)
def test_an_answer_leads_to_terms(facet: Facet, text: str, expected: list[str]) -> None:
    found = suggested(facet, text)
    assert sorted(found[: len(expected)]) == sorted(expected)
    assert expected or not found


def test_english_answers() -> None:
    assert set(suggested("theme", "Lonely people, and people with debts", "en")[:2]) == {"eenzaamheid", "geldzorgen"}
    assert suggested("capacity", "we have two rooms", "en") == ["locatie"]
    assert suggested("target_group", "young adults in our street", "nl") == ["jongeren"]


def test_a_short_word_of_the_other_language_is_no_word() -> None:
    assert "capacity" not in vocabulary().find_all("we hebben room en thee", "nl")


def test_a_suggestion_names_the_words_that_led_to_it() -> None:
    (only,) = vocabulary().suggest("theme", "Hulp bij Schulden en de voedselbank")
    assert (only.term_id, only.words) == ("geldzorgen", ("Schulden", "voedselbank"))
    (typed,) = vocabulary().suggest("theme", "shculden")
    assert 0 < typed.score < only.score <= 1


def test_what_somebody_lacks_is_what_a_need_points_to() -> None:
    assert vocabulary().suggest("capacity", "we hebben geen ruimte", lacking=True)[0].term_id == "locatie"
    assert "locatie" not in suggested("capacity", "we hebben geen ruimte")


@given(st.text(max_size=60), st.sampled_from(FACETS), st.sampled_from(LANGUAGES), st.booleans())
def test_suggestions_of_any_text_are_few_known_and_ordered(
    text: str, facet: Facet, language: Language, lacking: bool
) -> None:
    found = vocabulary().suggest(facet, text, language, lacking=lacking)
    assert len({one.term_id for one in found}) == len(found) <= 5
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    for one in found:
        assert vocabulary().label(facet, one.term_id, language)
        assert all(key_of(word) in key_of(text) for word in one.words)


@given(st.sampled_from(EXPRESSIONS), st.sampled_from(["geen", "niet", "zonder"]))
def test_a_negation_right_before_an_expression_cancels_it(row: tuple[Facet, str, Language, str], negation: str) -> None:
    facet, term_id, language, expression = row
    longer = [
        other
        for _, other_id, _, other in EXPRESSIONS
        if other_id == term_id and key_of(other).startswith(f"{negation} ")
    ]
    if not longer and len(words_of(expression)) == 1:
        assert term_id not in suggested(facet, f"{negation} {expression}", language)


def test_titles_are_read_strictly() -> None:
    found = vocabulary().find_all("Bijdrage activiteiten ter voorkoming vereenzaming Chinese ouderen")
    assert {facet: {one.term_id: one.words for one in hits} for facet, hits in found.items()} == {
        "theme": {"eenzaamheid": ("vereenzaming",)},
        "target_group": {"nieuwkomers_migratie": ("Chinese",), "ouderen": ("ouderen",)},
    }


@pytest.mark.parametrize(
    "title",
    ["Exploitatie 2016", "Subsidie stadsdeel Oost", "shculden", "Huur en wonen", "Rijden, betalen, plannen"],
)
def test_a_title_without_clear_words_gives_no_capacity_or_theme(title: str) -> None:
    found = vocabulary().find_all(title)
    assert not found.get("capacity")
    assert not found.get("theme")


def test_the_type_of_an_organisation_is_the_end_of_its_name() -> None:
    find = vocabulary().find_all
    assert [one.term_id for one in find("Het Buurtrestaurant")["organisation_type"]] == ["bedrijf"]
    assert "organisation_type" not in find("Schoolplein")


def test_an_unknown_term_is_an_error() -> None:
    with pytest.raises(KeyError):
        vocabulary().term("theme", "zaal")
    with pytest.raises(KeyError):
        vocabulary().label("capacity", "eenzaamheid", "nl")
