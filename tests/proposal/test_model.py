from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Line, Partner, Period, clean

cents = st.integers(min_value=0, max_value=10**12)


def test_an_empty_draft_is_a_draft() -> None:
    draft = Proposal()
    assert (draft.cost_cents, draft.income_cents, draft.requested_cents) == (0, 0, 0)
    assert draft.lead is None


@given(own=cents, other=cents)
def test_an_activity_without_lines_counts_its_own_amount(own: int, other: int) -> None:
    draft = Proposal(activities=(Activity(name="Eten", cost_cents=own),), costs=(Line(text="Folders", cents=other),))
    assert draft.cost_cents == own + other
    assert draft.activity_cents(draft.activities[0]) == own


@given(own=cents, parts=st.lists(cents, min_size=1), other=cents)
def test_lines_take_the_place_of_the_amount_of_their_activity(own: int, parts: list[int], other: int) -> None:
    activity = Activity(name="Samen  eten", cost_cents=own)
    lines = [Line(text="post", cents=part, activity="samen eten") for part in parts]
    draft = Proposal(activities=(activity,), costs=(*lines, Line(text="Folders", cents=other)))
    assert draft.activity_cents(activity) == sum(parts)
    assert draft.cost_cents == sum(parts) + other
    assert draft.cost_cents == sum(line.cents for line in draft.cost_lines())


def test_unknown_costs_are_not_free() -> None:
    activity = Activity(name="Eten")
    assert Proposal(activities=(activity,)).activity_cents(activity) is None
    free = Activity(name="Eten", cost_cents=0)
    assert Proposal(activities=(free,)).activity_cents(free) == 0


def test_requested_is_part_of_the_income() -> None:
    income = (Income(kind="requested", cents=500), Income(kind="fund", cents=20), Income(kind="requested", cents=3))
    draft = Proposal(income=income)
    assert (draft.requested_cents, draft.income_cents) == (503, 523)


@pytest.mark.parametrize("wrong", [-1, 12.5, "12", True])
def test_amounts_are_whole_cents(wrong: object) -> None:
    with pytest.raises(ValidationError):
        Line.model_validate({"text": "Folders", "cents": wrong})


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2027, 9, 1), date(2028, 8, 31), 12),
        (date(2027, 9, 1), date(2028, 9, 1), 13),
        (date(2027, 1, 15), date(2027, 2, 14), 1),
        (date(2027, 1, 15), date(2027, 2, 15), 2),
        (date(2027, 6, 1), date(2027, 6, 1), 1),
        (date(2027, 6, 2), date(2027, 6, 1), None),
        (None, date(2027, 6, 1), None),
    ],
)
def test_a_part_of_a_month_counts_as_a_month(start: date | None, end: date | None, months: int | None) -> None:
    assert Period(start=start, end=end).months == months


@given(start=st.dates(max_value=date(2100, 1, 1)), days=st.integers(0, 2000))
def test_a_longer_period_never_has_fewer_months(start: date, days: int) -> None:
    shorter = Period(start=start, end=start + timedelta(days=days)).months
    longer = Period(start=start, end=start + timedelta(days=days + 1)).months
    assert shorter is not None
    assert longer is not None
    assert 0 <= longer - shorter <= 1


def test_who_declined_or_left_is_no_member() -> None:
    partners = (
        Partner(name="A", state="asks"),
        Partner(name="B", state="declined", role="lead"),
        Partner(name="C", state="left"),
        Partner(name="D", role="lead"),
    )
    draft = Proposal(partners=partners)
    assert [partner.name for partner in draft.members] == ["A", "D"]
    assert draft.lead == partners[3]


def test_text_keeps_everything_that_a_document_can_hold() -> None:
    assert clean(" a\r\nb\rc\x00\x07\x0cd\ud800\ufffe 🎉\t& ") == "a\nb\ncd 🎉\t&"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_draft_survives_json() -> None:
    draft = Proposal(title="Één & <b>", activities=(Activity(name="Eten", start=date(2027, 1, 1), cost_cents=5),))
    assert Proposal.model_validate_json(draft.model_dump_json()) == draft
