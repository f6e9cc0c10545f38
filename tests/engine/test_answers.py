"""Reading what people type."""

import contextlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.engine.answers import (
    MOST_CENTS,
    Unreadable,
    plain,
    read_amount,
    read_amount_lines,
    read_amount_or_hours,
    read_date,
    read_integer,
    read_lines,
)
from flows.engine.choosing import read_choice, read_choices
from flows.engine.definitions import Option
from flows.engine.options import Options

TODAY = date(2027, 3, 1)
OPTIONS = Options(
    (
        Option("hall", {"nl": "Zaal of ruimte", "en": "Hall or room"}, {"nl": ("lokaal", "buurthuis")}),
        Option("people", {"nl": "Vrijwilligers", "en": "Volunteers"}),
        Option("money", {"nl": "Geld, subsidie en giften", "en": "Money"}, {"nl": ("geld",)}),
        Option("food", {"nl": "Eten en drinken", "en": "Food and drink"}),
    )
)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1250", 125000),
        ("1.250", 125000),
        ("1 250", 125000),
        ("1250,50", 125050),
        ("1.250,5", 125050),
        ("1,250.50", 125050),
        ("12.50", 1250),
        ("€ 1.250,-", 125000),
        ("1250 euro", 125000),
        ("EUR 1.000.000", 100000000),
        (" €5. ", 500),
        ("0", 0),
        ("0,05", 5),
    ],
)
def test_amounts_are_read_as_cents(text: str, cents: int) -> None:
    assert read_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "",
        "veel",
        "-5",
        "1250,505",
        "nan",
        "inf",
        "1e9",
        "10-20",
        "1.250 per jaar",
        "9" * 12,
        "9" * 5000,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="amount"):
        read_amount(text)


@given(st.integers(min_value=0, max_value=MOST_CENTS))
def test_written_amounts_read_back_as_they_were(cents: int) -> None:
    euros, rest = divmod(cents, 100)
    dutch = f"{euros:,}".replace(",", ".")

    assert read_amount(f"€ {dutch},{rest:02}") == cents
    assert read_amount(f"{euros},{rest:02} euro") == cents
    assert read_amount(f"{euros:,}.{rest:02}") == cents
    assert read_amount(f"{dutch},-") == cents - rest


@pytest.mark.parametrize(
    ("text", "number"),
    [("40", 40), ("ongeveer 40 mensen", 40), ("1.250", 1250), ("Wel 60.", 60), ("0", 0), ("1000000", 1_000_000)],
)
def test_whole_numbers_are_found_in_a_text(text: str, number: int) -> None:
    assert read_integer(text) == number


@pytest.mark.parametrize("text", ["", "veel", "10-15", "tussen 10 en 15", "-5", "1,5", "2.5", "1000001", "1" * 5000])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="number"):
        read_integer(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1-5-2027", date(2027, 5, 1)),
        ("01/05/27", date(2027, 5, 1)),
        ("2027-05-01", date(2027, 5, 1)),
        ("1 mei 2027", date(2027, 5, 1)),
        ("1 May 2027.", date(2027, 5, 1)),
        ("1 Februari", date(2028, 2, 1)),
        ("1 mrt", date(2027, 3, 1)),
        ("september 2027", date(2027, 9, 1)),
        ("9-2027", date(2027, 9, 1)),
    ],
)
def test_dates_are_read(text: str, found: date) -> None:
    assert read_date(text, TODAY) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "morgen",
        "30 februari 2027",
        "1-13-2027",
        "2027",
        "1-5-1990",
        "1-5-2099",
        "9" * 25 + "-1-1",
        "1 2",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="date"):
        read_date(text, TODAY)


@given(st.dates(date(2008, 1, 1), date(2046, 1, 1)))
def test_written_dates_read_back_as_they_were(day: date) -> None:
    assert read_date(day.isoformat(), TODAY) == day
    assert read_date(f"{day.day}-{day.month}-{day.year}", TODAY) == day


def test_lists_are_split_and_their_marks_go() -> None:
    assert read_lines("- koffie\n2. thee; * melk\n\n•  suiker\n-\n...") == ["koffie", "thee", "melk", "suiker"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("koffie en thee: 250", [("koffie en thee", 25000)]),
        ("drukwerk 350; verzekering = 120,50", [("drukwerk", 35000), ("verzekering", 12050)]),
        ("zaal (2 dagen): € 1.000,-\n- eten € 50", [("zaal (2 dagen)", 100000), ("eten", 5000)]),
        ("fonds\t2000 euro", [("fonds", 200000)]),
        (
            "zaalhuur 1200; koffie 350 voor het buurtdiner",
            [("zaalhuur", 120000), ("koffie voor het buurtdiner", 35000)],
        ),
        ("koffie: € 12,50 voor de buurt en thee 20", [("koffie voor de buurt", 1250), ("thee", 2000)]),
        ("coffee 350 for the dinner", [("coffee for the dinner", 35000)]),
        ("Oranje Fonds 2000 euro aangevraagd", [("Oranje Fonds aangevraagd", 200000)]),
        ("bijdrage van leden 200", [("bijdrage van leden", 20000)]),
    ],
)
def test_items_with_amounts_are_read(text: str, found: list[tuple[str, int]]) -> None:
    assert [(line["text"], line["cents"]) for line in read_amount_lines(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("120 uur", {"hours": 120, "cents": 0}),
        ("ongeveer 1.200 uren van vrijwilligers", {"hours": 1200, "cents": 0}),
        ("120 hours and 300 euro", {"hours": 120, "cents": 30000}),
        ("120 uur en een zaal van 300 euro", {"hours": 120, "cents": 30000}),
        ("€ 12,50 plus 4 uur", {"hours": 4, "cents": 1250}),
        ("300", 30000),
        ("€ 1.250,50", 125050),
        ("0 uur", {"hours": 0, "cents": 0}),
    ],
)
def test_hours_are_read_beside_amounts(text: str, found: object) -> None:
    assert read_amount_or_hours(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *("uur", "veel uur", "-5 uur", "1,5 uur", "120 uur per week", "120 uur van 15 euro per uur", "10 x 12 uur"),
        *("120 uur tegen 15 euro", "12 uur en 14 uur", f"{10**7} uur", f"{'9' * 400} uur", "15 euro per uur", ""),
    ],
)
def test_hours_of_which_nobody_can_tell_how_many_are_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="amount"):
        read_amount_or_hours(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-5", "amount_negative"),
        ("- 1.250,50", "amount_negative"),
        ("-€ 12", "amount_negative"),
        ("min 5 euro", "amount_negative"),
        ("1000000000000000", "amount_too_large"),
        ("9" * 400, "amount_too_large"),
        ("1000000001", "amount_too_large"),
        ("12a", "amount"),
        ("", "amount"),
    ],
)
def test_what_is_wrong_with_an_amount_is_told(text: str, reason: str) -> None:
    with pytest.raises(Unreadable) as error:
        read_amount(text)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    "text",
    [
        *("koffie", "250", "koffie: veel", "koffie: 250\nthee", "koffie: -5", "koffie: 1000000000000000"),
        *("koffie 12 personen", "koffie voor de buurt", "koffie 3 voor 40 mensen", "koffie 350 per keer"),
    ],
)
def test_items_without_text_or_amount_are_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="amount_lines"):
        read_amount_lines(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "hall"),
        ("hall", "hall"),
        ("ZAAL OF RUIMTE!", "hall"),
        ("Volunteers", "people"),
        ("buurthuis", "hall"),
        ("vrij", "people"),
        ("vrijwiligers", "people"),
        ("géld", "money"),
    ],
)
def test_one_choice_is_understood_in_many_ways(text: str, value: str) -> None:
    assert read_choice(text, OPTIONS) == value


@pytest.mark.parametrize("text", ["", "0", "5", "9" * 5000, "ge", "tulpen", "?"])
def test_what_is_no_choice_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match="choice"):
        read_choice(text, OPTIONS)


def test_the_start_of_two_titles_is_no_choice() -> None:
    with pytest.raises(Unreadable):
        read_choice("buurt", Options([Option(1, {"nl": "Buurthuis"}), Option(2, {"nl": "Buurttuin"})]))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1, 3", ["hall", "money"]),
        ("3 1 3", ["money", "hall"]),
        ("geld en eten en drinken", ["money", "food"]),
        ("eten en drinken", ["food"]),
        ("geld, subsidie en giften", ["money"]),
        ("geld; zaal\nvrijwilligers", ["money", "hall", "people"]),
        ("money and volunteers", ["money", "people"]),
        ("geld, tulpen", None),
        ("geld en tulpen", None),
        ("1 2 9", None),
        (" , ", None),
    ],
)
def test_several_choices(text: str, values: list[str] | None) -> None:
    if values is None:
        with pytest.raises(Unreadable, match="choice"):
            read_choices(text, OPTIONS)
    else:
        assert read_choices(text, OPTIONS) == values


@given(st.lists(st.sampled_from(range(4)), min_size=1, unique=True))
def test_any_choice_by_number_and_by_title_is_the_same(chosen: list[int]) -> None:
    numbers = ", ".join(str(index + 1) for index in chosen)
    titles = "; ".join(OPTIONS[index].titles["en"] for index in chosen)

    assert read_choices(numbers, OPTIONS) == read_choices(titles, OPTIONS) == [OPTIONS[index].value for index in chosen]


READERS: list[Callable[[str], Any]] = [
    read_amount,
    read_integer,
    lambda text: read_date(text, TODAY),
    read_lines,
    read_amount_lines,
    read_amount_or_hours,
    lambda text: read_choice(text, OPTIONS),
    lambda text: read_choices(text, OPTIONS),
]
TYPED = st.text() | st.text("0123456789.,-/:; €\n") | st.text("0123456789", min_size=1).map(lambda text: text * 400)


@pytest.mark.parametrize("read", READERS)
@given(text=TYPED)
@example(text="٣ ² ½ ①")
@example(text="1" * 5000)
def test_any_text_is_read_or_refused(read: Callable[[str], Any], text: str) -> None:
    with contextlib.suppress(Unreadable):
        read(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert plain(plain(text)) == plain(text)
