"""Dates, amounts and lists as people write them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.format import date_text, euros, listing, number
from knowledge.languages import LANGUAGES, Language

IN_EITHER = st.sampled_from(LANGUAGES)


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [
        (125_000, "1.250 euro", "EUR 1,250"),
        (125_050, "1.250,50 euro", "EUR 1,250.50"),
        (5, "0,05 euro", "EUR 0.05"),
        (0, "0 euro", "EUR 0"),
        (-150_000_001, "-1.500.000,01 euro", "EUR -1,500,000.01"),
    ],
)
def test_amounts_are_written_as_in_each_language(cents: int, dutch: str, english: str) -> None:
    assert euros(cents, "nl") == dutch
    assert euros(cents, "en") == english


@given(st.integers(-(10**12), 10**12))
def test_an_amount_can_be_read_back_from_its_text(cents: int) -> None:
    dutch = euros(cents, "nl").removesuffix(" euro")
    english = euros(cents, "en").removeprefix("EUR ")
    assert _cents(dutch, thousands=".", decimal=",") == cents
    assert _cents(english, thousands=",", decimal=".") == cents


def _cents(text: str, *, thousands: str, decimal: str) -> int:
    shape = rf"-?\d{{1,3}}(\{thousands}\d{{3}})*(\{decimal}\d{{2}})?"
    assert re.fullmatch(shape, text)
    whole, _, rest = text.replace(thousands, "").partition(decimal)
    value = int(whole.lstrip("-")) * 100 + int(rest or 0)
    return -value if text.startswith("-") else value


def test_numbers_have_their_thousands_apart() -> None:
    assert number(35_451, "nl") == "35.451"
    assert number(35_451, "en") == "35,451"


def test_dates_have_the_month_in_words() -> None:
    assert date_text(date(2027, 3, 1), "nl") == "1 maart 2027"
    assert date_text(date(2027, 3, 1), "en") == "1 March 2027"


@given(st.dates(), st.dates(), IN_EITHER)
def test_two_dates_never_share_one_text(one: date, other: date, language: Language) -> None:
    assert (date_text(one, language) == date_text(other, language)) == (one == other)


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")],
)
def test_a_list_ends_with_and(items: list[str], text: str) -> None:
    assert listing(items, "nl") == text


def test_a_list_in_english_and_from_any_iterable() -> None:
    assert listing(iter(["a", "b", "c"]), "en") == "a, b and c"


@given(st.lists(st.text(alphabet="xyz{}", min_size=1)), IN_EITHER)
def test_a_list_keeps_every_item_in_order(items: list[str], language: Language) -> None:
    parts = re.split(r", | en | and ", listing(items, language))
    assert parts == (items or [""])
