"""Conditions: what they mean, and what is refused."""

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.conditions import ConditionError, read_condition

SLOTS = {"name": "Anna", "size": 40, "sure": True, "unsure": False, "none": [], "blank": "", "themes": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("slots.sure", True),
        ("slots.unsure", False),
        ("slots.missing", False),
        ("not slots.missing", True),
        ("not not slots.sure", True),
        ('slots.name = "Anna"', True),
        ("slots.name == 'Anna'", True),
        ('slots.name is "Bea"', False),
        ('slots.name is not "Bea"', True),
        ('slots.name != "Anna"', False),
        ("slots.size > 39.5", True),
        ("slots.size >= 40", True),
        ("slots.size < 40", False),
        ("slots.size <= -1", False),
        ('slots.name < "Bea"', True),
        ("slots.sure = true", True),
        ("slots.unsure is False", True),
        ("slots.missing is null", True),
        ("slots.missing is not null", False),
        ("slots.none is empty", True),
        ("slots.blank is empty", True),
        ("slots.blank = empty", True),
        ("slots.missing is empty", False),
        ("slots.missing is not empty", True),
        ("slots.size is empty", False),
        ("slots.unsure is empty", False),
        ("slots.none is not empty", False),
        ("slots.name != empty", True),
        ("slots.blank != empty", False),
        ('slots.themes contains "a"', True),
        ('slots.themes contains "c"', False),
        ('slots.name contains "nn"', True),
        ("slots.sure and slots.unsure", False),
        ("slots.sure or slots.unsure", True),
        ("slots.sure and (slots.unsure or slots.sure)", True),
        ("not (slots.sure and slots.unsure)", True),
        ("not slots.size > 50", True),
        ("slots.sure and slots.sure and slots.unsure", False),
    ],
)
def test_a_condition_means_what_it_says(text: str, holds: bool) -> None:
    assert read_condition(text).holds(SLOTS) is holds


@pytest.mark.parametrize(
    "text",
    [
        "slots.name > 3",
        "slots.missing < 3",
        "slots.themes >= 1",
        "slots.name contains 3",
        "slots.size contains 4",
        "slots.missing contains 'a'",
    ],
)
def test_what_cannot_be_compared_is_false(text: str) -> None:
    assert read_condition(text).holds(SLOTS) is False


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("slots.a and slots.b or slots.c", "parentheses"),
        ("slots.a or slots.b and slots.c", "parentheses"),
        ("", "expected 'a value' after 'the start'"),
        ("slots.a =", "expected 'a value' after '='"),
        ("(slots.a", "expected '\\)'"),
        ("slots.a)", "'\\)' was not expected"),
        ("slots.a slots.b", "'slots.b' was not expected"),
        ("name = 3", "'name' is no value"),
        ("slots.a.b", "'slots.a.b' is no value"),
        ("slots.a > empty", "'empty' is no value"),
        ("slots.a = “x”", "cannot be read"),
        ("slots.a & slots.b", "cannot be read"),
        ("__import__('os')", "'__import__' is no value"),
        ("slots.a = undefined", "'undefined' is no value; write .* null"),
        ("slots.a matches 'x'", "'matches' was not expected"),
    ],
)
def test_what_is_no_condition_is_refused(text: str, why: str) -> None:
    with pytest.raises(ConditionError, match=why):
        read_condition(text)


@pytest.mark.parametrize("part", ["(", "not "])
def test_a_condition_without_end_is_refused(part: str) -> None:
    with pytest.raises(ConditionError, match="nested too deeply"):
        read_condition(part * 10_000 + "slots.a" + ")" * 10_000 * (part == "("))


def test_a_condition_knows_its_slots() -> None:
    assert read_condition('slots.a = 1 and (slots.b or not slots.a contains "x")').slots == {"a", "b"}


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.text(max_size=2))
NAMES = st.sampled_from(["a", "b", "c"])
OPERATORS = st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "is", "is not", "contains"])
CONSTANTS = st.sampled_from(["1", "-2.5", '"x"', "''", "true", "null", "slots.b"])
COMPARISONS = st.builds("slots.{} {} {}".format, NAMES, OPERATORS, CONSTANTS) | st.builds("slots.{}".format, NAMES)


@given(COMPARISONS, st.dictionaries(NAMES, VALUES))
def test_every_comparison_of_any_values_is_true_or_false(text: str, slots: dict[str, Any]) -> None:
    condition = read_condition(text)

    assert read_condition(f"not {text}").holds(slots) is not condition.holds(slots)


@given(st.lists(COMPARISONS, min_size=2, max_size=4), st.dictionaries(NAMES, VALUES))
def test_and_is_all_and_or_is_any(texts: list[str], slots: dict[str, Any]) -> None:
    each = [read_condition(text).holds(slots) for text in texts]

    assert read_condition(" and ".join(texts)).holds(slots) is all(each)
    assert read_condition(" or ".join(f"({text})" for text in texts)).holds(slots) is any(each)


WORDS = st.sampled_from(["slots.a", "and", "or", "not", "(", ")", "=", "is", "empty", "3", '"x"', "contains", "<", "?"])


@given(st.text() | st.lists(WORDS).map(" ".join))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    with contextlib.suppress(ConditionError):
        assert read_condition(text).holds({"a": 1}) in {True, False}
