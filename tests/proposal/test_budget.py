"""The money of a plan: every way to add it up gives the same total, to the cent, and what differs is told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.call_model import Call
from knowledge.calls import shipped_calls
from knowledge.proposal.budget import Budget, PartnerMoney, budget, per_year
from knowledge.proposal.budget_words import suggestion_text
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Line, Partner, Period

NAMES = st.sampled_from(["", "De Kade", "de  kade", "Buurtdiner", "Samen koken", "De Linde"])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2030, 12, 31))
CENTS = st.integers(0, 10**12)
LINES = st.builds(
    Line,
    text=NAMES,
    cents=CENTS,
    activity=st.none() | NAMES,
    partner=st.none() | NAMES,
    kind=st.sampled_from([None, "staff", "room", "other"]),
    year=st.none() | st.integers(2026, 2030),
)
INCOME = st.builds(
    Income,
    text=NAMES,
    kind=st.sampled_from(["requested", "own_money", "own_in_kind", "fund", "other"]),
    status=st.sampled_from([None, "promised", "idea"]),
    cents=CENTS,
    partner=st.none() | NAMES,
)
ACTIVITIES = st.builds(Activity, name=NAMES, owner=NAMES, start=DAYS, end=DAYS, cost_cents=st.none() | CENTS)
PLANS = st.builds(
    Proposal,
    partners=st.lists(st.builds(Partner, name=NAMES, state=st.sampled_from(["asks", "accepted", "left"]))).map(tuple),
    period=st.builds(Period, start=DAYS, end=DAYS),
    activities=st.lists(ACTIVITIES, max_size=4).map(tuple),
    costs=st.lists(LINES, max_size=8).map(tuple),
    income=st.lists(INCOME, max_size=8).map(tuple),
)


@pytest.fixture
def call() -> Call:
    return next(one for one in shipped_calls() if one.volunteer_hour_cents)


def keys(found: Budget) -> list[str]:
    return [one.key for one in found.suggestions]


@given(PLANS)
def test_every_way_to_divide_the_money_adds_up_to_its_total(plan: Proposal) -> None:
    found = budget(plan)

    assert found.cost_cents == sum(line.cents for line in found.costs) == plan.cost_cents
    assert sum(one.gets_cents for one in found.partners) == found.cost_cents
    assert sum(one.gives_cents for one in found.partners) == found.income_cents == plan.income_cents
    own = sum(item.cents for item in plan.income if item.kind in {"own_money", "own_in_kind"})
    in_kind = sum(item.cents for item in plan.income if item.kind == "own_in_kind")
    assert sum(one.own_cents for one in found.partners) == own
    assert sum(one.in_kind_cents + one.loose_cents for one in found.partners) == in_kind
    assert all(0 <= one.loose_cents <= one.own_cents <= one.gives_cents for one in found.partners)
    assert found.cash_cents == found.income_cents - in_kind
    loose = sum(one.loose_cents for one in found.partners)
    assert found.money_cents - found.cash_cents == loose - found.difference_cents
    assert sum(found.activities.values()) == found.cost_cents
    assert sum(found.years.values()) == found.cost_cents
    assert sum(found.kinds.values()) == found.cost_cents
    assert found.difference_cents == found.income_cents - found.cost_cents
    assert all(0 <= one.in_kind_cents <= one.gets_cents for one in found.partners)


@given(CENTS, st.dates(date(2020, 1, 1), date(2035, 12, 31)), st.integers(0, 4000))
def test_a_cost_is_divided_over_years_by_days_and_no_cent_is_lost(cents: int, start: date, days: int) -> None:
    end = date.fromordinal(start.toordinal() + days)
    found = per_year(Line(text="x", cents=cents), Period(start=start, end=end))

    assert sum(found.values()) == cents
    assert list(found) == list(range(start.year, end.year + 1))
    for year, part in found.items():
        assert isinstance(year, int)
        first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
        exact = cents * ((last - first).days + 1)
        # The last year gets what rounding down left, which is less than a cent for every other year.
        assert 0 <= (part * (days + 1) - exact) * (1 if year == end.year else -1) < (days + 1) * len(found)


def test_the_rest_cents_go_to_the_last_year() -> None:
    period = Period(start=date(2027, 12, 31), end=date(2028, 1, 2))
    assert per_year(Line(text="x", cents=100), period) == {2027: 33, 2028: 67}


def test_a_year_of_its_own_goes_before_the_dates_and_without_days_the_year_is_unknown() -> None:
    period = Period(start=date(2027, 1, 1), end=date(2028, 12, 31))
    assert per_year(Line(text="x", cents=5, year=2030), period) == {2030: 5}
    assert per_year(Line(text="x", cents=5), Period(start=date(2027, 1, 1))) == {None: 5}
    assert per_year(Line(text="x", cents=5), Period(start=period.end, end=period.start)) == {None: 5}


def plan_of_two() -> Proposal:
    """De Linde asks and cooks; De Kade has a hall, which stands on both sides."""
    return Proposal(
        partners=(Partner(name="De Linde", state="asks"), Partner(name="De Kade", state="accepted")),
        period=Period(start=date(2027, 1, 1), end=date(2027, 12, 31)),
        activities=(Activity(name="Samen koken", owner="De Linde", cost_cents=60_000),),
        costs=(
            Line(text="Folders", cents=10_000),
            Line(text="Tafels", cents=5_000, partner="De Kade", kind="material"),
            Line(text="Ruimte van De Kade", cents=20_000),
        ),
        income=(
            Income(text="gemeente", kind="requested", cents=50_000),
            Income(text="Ruimte van De Kade", kind="own_in_kind", cents=20_000, partner="De Kade"),
            Income(text="eigen geld", kind="own_money", cents=5_000, partner="De Linde"),
        ),
    )


def test_a_cost_belongs_to_who_gets_it_else_to_who_does_its_activity_and_help_to_who_gives_it() -> None:
    found = budget(plan_of_two())

    assert found.partners == (
        PartnerMoney("De Linde", 60_000, 0, 5_000, 5_000),
        PartnerMoney("De Kade", 25_000, 20_000, 20_000, 20_000),
        PartnerMoney("", 10_000, 0, 50_000),
    )
    assert found.activities == {"Samen koken": 60_000, "": 35_000}
    assert found.kinds == {None: 90_000, "material": 5_000}
    assert found.years == {2027: 95_000}


def test_help_stands_against_the_own_costs_that_it_can_pay_and_what_is_left_is_told() -> None:
    plan = plan_of_two()
    helps = Income(text="Zaal en tafels", kind="own_in_kind", cents=30_000, partner="de kade")
    wages = Line(text="Beheerder", cents=40_000, partner="De Kade", kind="staff")
    costs = (*plan.costs[:2], wages, Line(text="Zaal", cents=20_000, partner="De Kade", kind="room"))
    found = budget(plan.model_copy(update={"costs": costs, "income": (plan.income[0], helps)}))
    assert found.partners[1] == PartnerMoney("De Kade", 65_000, 25_000, 30_000, 30_000, loose_cents=5_000)
    assert found.partners[1].money_cents == 40_000
    assert (found.money_cents, found.cash_cents) == (110_000, 50_000)


def test_too_little_money_gives_what_can_be_done(call: Call) -> None:
    found = budget(plan_of_two(), call)

    assert found.difference_cents == -20_000
    assert keys(found) == ["short", "ask_more", "who_gives_more", "hours"]
    said = [suggestion_text(one.key, one.values, "nl") for one in found.suggestions]
    assert said[0] == "Er mist 200 euro dekking. Dekking is geld om de kosten te betalen."
    assert said[1] == "U kunt de gemeente nog 200 euro meer vragen. Dan vraagt u 700 euro."
    assert "van: De Kade." in said[2]
    assert said[3].startswith("Kunnen vrijwilligers een deel van het werk doen? 14 uur van hen is hier 210 euro waard.")


def test_at_the_ceiling_nobody_is_told_to_ask_more(call: Call) -> None:
    plan = plan_of_two()
    top = Income(text="gemeente", kind="requested", cents=call.ceiling_cents)
    dear = Line(text="Verbouwing", cents=call.ceiling_cents)
    found = budget(plan.model_copy(update={"costs": (*plan.costs, dear), "income": (top, *plan.income[1:])}), call)
    assert keys(found)[:2] == ["short", "at_ceiling"]


def test_without_a_rate_hours_are_no_suggestion(call: Call) -> None:
    assert "hours" not in keys(budget(plan_of_two(), call.model_copy(update={"volunteer_hour_cents": None})))
    assert "hours" not in keys(budget(plan_of_two()))


@pytest.mark.parametrize(
    ("extra", "expected"), [(30_000, ["over", "ask_less", "forgotten_costs"]), (80_000, ["over", "forgotten_costs"])]
)
def test_too_much_money_is_asked_less_as_far_as_something_is_left_to_ask(extra: int, expected: list[str]) -> None:
    plan = plan_of_two()
    more = Income(text="fonds", kind="fund", cents=extra)
    found = budget(plan.model_copy(update={"income": (*plan.income, more)}))
    assert keys(found) == expected


def test_money_that_is_only_an_idea_is_told_from_a_quarter_on() -> None:
    plan = plan_of_two()
    small = Income(text="fonds", kind="fund", status="idea", cents=20_000)
    large = small.model_copy(update={"cents": 60_000})
    assert "idea" not in keys(budget(plan.model_copy(update={"income": (*plan.income, small)})))
    assert "idea" in keys(budget(plan.model_copy(update={"income": (*plan.income, large)})))


def test_who_gets_nearly_all_money_is_named_and_help_in_kind_is_no_money() -> None:
    plan = plan_of_two()
    assert budget(plan).most is None
    alone = plan.model_copy(update={"costs": plan.costs[2:]})
    assert budget(alone).most == ("De Linde", 100)
    assert "most" in keys(budget(alone))
    one = alone.model_copy(update={"partners": plan.partners[:1]})
    assert "most" not in keys(budget(one))


@given(PLANS)
def test_every_suggestion_can_be_said_in_both_languages(plan: Proposal) -> None:
    call = next(iter(shipped_calls()))
    found = budget(plan, call)
    for one in found.suggestions:
        for said in (suggestion_text(one.key, one.values, "nl"), suggestion_text(one.key, one.values, "en")):
            assert said.endswith(".")
            assert "{" not in said
