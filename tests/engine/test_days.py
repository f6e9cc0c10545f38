"""Dates and numbers as people write them."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.answers import Unreadable, read_amount, read_date, read_integer
from flows.engine.days import read_day
from flows.engine.numbers import number_words

TODAY = date(2026, 11, 23)
START = date(2027, 6, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1-5-2027", date(2027, 5, 1)),
        ("half mei", date(2027, 5, 15)),
        ("medio juni 2027", date(2027, 6, 15)),
        ("volgend jaar maart", date(2027, 3, 1)),
        ("maart volgend jaar", date(2027, 3, 1)),
        ("eind juni", date(2027, 6, 30)),
        ("eind 2027", date(2027, 12, 31)),
        ("begin volgend jaar", date(2027, 1, 1)),
        ("zomer 2027", date(2027, 6, 1)),
        ("over drie weken", date(2026, 12, 14)),
        ("over een half jaar", date(2027, 5, 23)),
        ("volgende maand", date(2026, 12, 1)),
        ("maandag 3 mei 2027", date(2027, 5, 3)),
        ("de 15e van mei", date(2027, 5, 15)),
        ("1 mei '27", date(2027, 5, 1)),
        ("vanaf september", date(2027, 9, 1)),
        ("mid May", date(2027, 5, 15)),
        ("next year March", date(2027, 3, 1)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "last", "day"),
    [
        ("twee weken na de start", False, date(2027, 6, 15)),
        ("two weeks after the start", False, date(2027, 6, 15)),
        ("6 weken later", False, date(2027, 7, 13)),
        ("na een jaar", True, date(2028, 5, 31)),
        ("anderhalf jaar", True, date(2028, 11, 30)),
        ("het duurt 18 maanden", True, date(2028, 11, 30)),
        ("half mei", False, date(2028, 5, 15)),
        ("volgend jaar maart", True, date(2027, 3, 31)),
        ("zomer 2028", True, date(2028, 8, 31)),
    ],
)
def test_a_day_after_a_start_is_read(text: str, last: bool, day: date) -> None:
    assert read_day(text, TODAY, after=START, last=last) == day


@pytest.mark.parametrize(
    "text", ["", "blorp", "3", "2027", "31 februari 2027", "half", "volgend jaar", "twee weken na de start", "eind 12"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_date(text, TODAY)
    assert refused.value.reason == "date"


@given(st.dates(date(2007, 1, 1), date(2046, 1, 1)))
def test_a_written_day_reads_back(day: date) -> None:
    assert read_day(f"{day.day}-{day.month}-{day.year}", TODAY) == day
    assert read_day(day.isoformat(), TODAY) == day


@given(st.integers(1, 500), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_so_many_weeks_later_is_so_many_weeks_later(weeks: int, today: date) -> None:
    assert read_day(f"over {weeks} weken", today) == today + timedelta(weeks=weeks)


@given(st.text(max_size=90))
def test_any_text_is_a_day_or_refused(text: str) -> None:
    for last in (False, True):
        with contextlib.suppress(Unreadable):
            assert abs(read_date(text, TODAY, after=START, last=last).year - TODAY.year) <= 20


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("een stuk of dertig", 30),
        ("zo'n 40", 40),
        ("ongeveer honderd mensen", 100),
        ("vijfentwintig", 25),
        ("tweeduizend vijfhonderd", 2500),
        ("thirty five people", 35),
        ("één", 1),
    ],
)
def test_a_number_is_read(text: str, number: int) -> None:
    assert read_integer(text) == number


@pytest.mark.parametrize("text", ["een zaal vol", "tien of twaalf", "veertig mensen in 2 groepen", "veel"])
def test_what_is_no_one_number_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_integer(text)


@pytest.mark.parametrize(("text", "cents"), [("duizend euro", 100_000), ("ongeveer vijfhonderd", 50_000)])
def test_an_amount_in_words_is_read(text: str, cents: int) -> None:
    assert read_amount(text) == cents


@given(st.text(max_size=80))
def test_numbers_in_any_text_are_whole(text: str) -> None:
    assert all(isinstance(number, int) and number >= 0 for number in number_words(text))
