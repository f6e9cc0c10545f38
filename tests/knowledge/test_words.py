import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import Lexicon, Spelling
from knowledge.words import forms, words_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zaal", "zalen"),
        ("bus", "bussen"),
        ("huis", "huizen"),
        ("brief", "brieven"),
        ("maat", "maatje"),
        ("boom", "boompje"),
        ("oma", "omas"),
        ("kind", "kinderen"),
        ("eenzaam", "eenzame"),
        ("middel", "middelen"),
        ("buur", "buren"),
    ],
)
def test_inflections_of_one_dutch_word_meet(one: str, other: str) -> None:
    assert forms(one, "nl") & forms(other, "nl")


@pytest.mark.parametrize(
    ("one", "other"),
    [("buurt", "buren"), ("sport", "sporen"), ("ouders", "ouderen"), ("lezen", "lessen"), ("zal", "zalen")],
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert not forms(one, "nl") & forms(other, "nl")


@pytest.mark.parametrize(
    ("one", "other"), [("story", "stories"), ("box", "boxes"), ("make", "making"), ("run", "running")]
)
def test_english_has_its_own_rules(one: str, other: str) -> None:
    assert forms(one, "en") & forms(other, "en")


def test_words_are_compared_without_case_accents_and_apostrophes() -> None:
    keys = [word.key for word in words_of("Één CAFÉ, baby’s en baby's; 75+ burn-out")]
    assert keys == ["een", "cafe", "babys", "en", "babys", "75", "plus", "burn", "out"]


@given(st.text(max_size=80))
def test_any_text_can_be_cut_and_each_word_says_where_it_stands(text: str) -> None:
    for word in words_of(text):
        assert text[word.start : word.end] == word.text
        assert word.key in forms(word.key, "nl")


def test_a_typing_error_is_forgiven_in_long_words_only() -> None:
    spelling = Spelling(["eenzaamheid", "zaal", "kinderen"])
    assert spelling.closest("eenzaamhied") == "eenzaamheid"
    assert spelling.closest("zaak") is None
    assert spelling.closest("hinderen") is None


def test_a_compound_is_known_by_its_end_and_its_beginning() -> None:
    lexicon = Lexicon(["moestuin", "school", "leden"], "nl")
    assert lexicon.related("buurtmoestuinen") == {"moestuin": "head"}
    assert lexicon.related("schoolplein") == {"school": "modifier"}
    assert lexicon.related("verleden") == {}
