"""The money of a plan in its chats: every line is once in the sums, and can be changed by who told it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa_sdk.executor import CollectingDispatcher

from flows.actions.money import SayHours
from flows.services import answers, plan_edits, plan_overview, plan_rows, proposals
from flows.services.calls import add_calls
from flows.services.context import Context
from flows.services.plan_rows import Plan, Row
from flows.services.refusal import Refused
from knowledge.calls import opened, shipped_calls
from knowledge.contribution import Contribution, Task
from knowledge.proposal.budget_words import Detail
from knowledge.proposal.model import Proposal
from storage import revisions
from storage.reminders import CONTRIBUTION
from tests.flows.grouping import CALL, NOW, Group, grouped

SLOTS: dict[str, Any] = {
    "language": "nl",
    "organisation_name": "De Linde",
    "organisation_type": "welzijn",
    "legal_person": "yes",
    "areas": ["gm0556-de-kade"],
    "themes": ["eenzaamheid"],
    "target_groups": ["ouderen"],
    "call": CALL,
    "period_start": "2027-07-01",
    "period_end": "2028-06-30",
    "activities": [
        {"name": "Samen koken", "owner": "own", "start": "", "end": "", "cost": 400_000, "output": ""},
        {"name": "Buurtdiner", "owner": "own", "start": "", "end": "", "cost": "", "output": ""},
    ],
    "other_costs": [{"text": "zaalhuur", "cents": 120_000}, {"text": "koffie", "cents": 35_000}],
    "own_money": 50_000,
    "own_in_kind": {"hours": 120, "cents": 30_000},
    "other_income": [{"text": "fonds", "cents": 100_000}],
    "requested": 475_000,
}
"""Lines as they were stored before lines had details; hours as they are told now."""


@pytest.fixture
def group() -> Iterator[Group]:
    with grouped() as found:
        told = Contribution(
            activities=(Task(name="Huisbezoeken", cost_cents=200_000),),
            own_money_cents=30_000,
            in_kind_cents=20_000,
            volunteer_hours=10,
        )
        key = (found.id, found.kring, CONTRIBUTION)
        revisions.append(found.session, key, 0, told.model_dump(mode="json"), None, NOW)
        yield found


def slots_of(group: Group, **changed: Any) -> dict[str, Any]:
    return {**SLOTS, "organisation_id": group.linde, "coalition": group.id, **changed}


def plan_in(context: Context, slots: Mapping[str, Any]) -> Plan:
    found = plan_rows.plan_of(context, slots)
    assert found
    return found


def rows_in(context: Context, slots: Mapping[str, Any]) -> list[Row]:
    return plan_rows.rows(context, plan_in(context, slots))


def row(found: Sequence[Row], ref: str) -> Row:
    return next(one for one in found if one.ref == ref)


def draft(context: Context, slots: Mapping[str, Any]) -> Proposal:
    return proposals.draft_of(context, slots).proposal


def assert_sums_are_of_the_draft(context: Context, slots: Mapping[str, Any]) -> None:
    found, plan = rows_in(context, slots), draft(context, slots)
    assert sum(one.cents or 0 for one in found if one.side == "costs") == plan.cost_cents
    assert sum(one.cents or 0 for one in found if one.side == "income") == plan.income_cents


def test_every_line_is_told_once_and_says_where_it_comes_from(group: Group) -> None:
    context = group.chat(group.linde)
    found = rows_in(context, slots_of(group))

    assert [(one.ref, one.text, one.cents) for one in found] == [
        ("activities.0", "Samen koken", 400_000),
        ("activities.1", "Buurtdiner", None),
        ("other_costs.0", "zaalhuur", 120_000),
        ("other_costs.1", "koffie", 35_000),
        ("hours.costs", "Vrijwilligers van De Linde: 120 uur van 15 euro", 180_000),
        ("goods.costs", "Uren, ruimte en spullen van De Linde", 30_000),
        ("theirs.costs.0", "Huisbezoeken", 200_000),
        ("theirs.costs.1", "Vrijwilligers van De Kring: 10 uur van 15 euro", 15_000),
        ("theirs.costs.2", "Uren, ruimte en spullen van De Kring", 20_000),
        ("requested", "Gevraagd aan de gemeente", 475_000),
        ("own_money", "Eigen geld van De Linde", 50_000),
        ("hours.income", "Vrijwilligers van De Linde: 120 uur van 15 euro", 180_000),
        ("goods.income", "Uren, ruimte en spullen van De Linde", 30_000),
        ("theirs.income.0", "Eigen geld van De Kring", 30_000),
        ("theirs.income.1", "Vrijwilligers van De Kring: 10 uur van 15 euro", 15_000),
        ("theirs.income.2", "Uren, ruimte en spullen van De Kring", 20_000),
        ("other_income.0", "fonds", 100_000),
    ]
    assert {one.kind for one in draft(context, slots_of(group)).income if one.text == "fonds"} == {"fund"}
    assert row(found, "theirs.costs.0").notes == ("staat in de bijdrage van De Kring",)
    assert_sums_are_of_the_draft(context, slots_of(group))


def test_costs_of_an_activity_come_on_top_of_its_own_amount(group: Group) -> None:
    context = group.chat(group.linde)
    before = draft(context, slots_of(group))
    lines = [{"text": "koffie", "cents": 35_000, "activity": "samen  koken"}, {"text": "tafels", "cents": 100}]
    slots = slots_of(group, other_costs=lines)
    after = draft(context, slots)

    assert after.cost_cents == before.cost_cents - 120_000 + 100
    (cooking,) = [one for one in after.activities if one.name == "Samen koken"]
    assert cooking.cost_cents == after.activity_cents(cooking) == 435_000
    assert_sums_are_of_the_draft(context, slots)


NAMES = st.sampled_from(["Samen koken", "Buurtdiner", "Huisbezoeken", "Weg", "samen koken"])
CENTS = st.integers(0, 10**9)
LINES = st.lists(
    st.fixed_dictionaries({"text": NAMES, "cents": CENTS}, optional={"activity": NAMES, "partner": st.just("own")}),
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    lines=LINES,
    income=LINES,
    costs=st.lists(st.sampled_from(["", 0, 100, 250_050]), max_size=3),
    in_kind=st.none() | CENTS | st.fixed_dictionaries({"hours": st.integers(0, 900), "cents": CENTS}),
)
def test_the_lines_always_add_up_to_the_draft(
    group: Group, lines: list[Any], income: list[Any], costs: list[Any], in_kind: Any
) -> None:
    activities = [{**SLOTS["activities"][at % 2], "cost": cost} for at, cost in enumerate(costs)]
    slots = slots_of(group, other_costs=lines, other_income=income, activities=activities, own_in_kind=in_kind)
    assert_sums_are_of_the_draft(group.chat(group.linde), slots)


def test_details_of_a_line_stand_in_the_draft_and_the_old_shape_stays_readable(group: Group) -> None:
    context, slots = group.chat(group.linde), slots_of(group)
    plan = plan_in(context, slots)
    for detail in (Detail("partner", "De Kring"), Detail("activity", "Buurtdiner"), Detail("kind", "room")):
        slots |= plan_edits.with_detail(plan, row(rows_in(context, slots), "other_costs.0"), detail)
        plan = plan_in(context, slots)
    for detail in (Detail("status", "applied"), Detail("kind", "participants")):
        slots |= plan_edits.with_detail(plan, row(rows_in(context, slots), "other_income.0"), detail)
        plan = plan_in(context, slots)

    assert slots["other_costs"][0] == {
        "text": "zaalhuur",
        "cents": 120_000,
        "partner": group.kring,
        "activity": "Buurtdiner",
        "kind": "room",
    }
    assert slots["other_costs"][1] == {"text": "koffie", "cents": 35_000}
    made = draft(context, slots)
    line = next(one for one in made.costs if one.text == "zaalhuur")
    assert (line.partner, line.activity, line.kind) == ("De Kring", "Buurtdiner", "room")
    item = next(one for one in made.income if one.text == "fonds")
    assert (item.kind, item.status, item.partner) == ("participants", "applied", None)


@pytest.mark.parametrize(
    ("ref", "said", "name", "value"),
    [
        ("activities.1", 5, "activities", [400_000, 5]),
        ("other_costs.1", 40_000, "other_costs", [120_000, 40_000]),
        ("other_income.0", 7, "other_income", [7]),
        ("own_money", 0, "own_money", 0),
        ("requested", 1, "requested", 1),
        ("hours.income", {"hours": 100, "cents": 0}, "own_in_kind", {"hours": 100, "cents": 30_000}),
        ("goods.costs", 500, "own_in_kind", {"hours": 120, "cents": 500}),
        ("goods.costs", {"hours": 5, "cents": 700}, "own_in_kind", {"hours": 125, "cents": 700}),
    ],
)
def test_each_line_gets_another_amount(group: Group, ref: str, said: Any, name: str, value: Any) -> None:
    context, slots = group.chat(group.linde), slots_of(group)
    filled = plan_edits.with_amount(plan_in(context, slots), row(rows_in(context, slots), ref), said)

    amounts = [one.get("cents", one.get("cost")) for one in filled[name]] if isinstance(value, list) else filled[name]
    assert amounts == value
    assert set(filled) == {name}
    assert_sums_are_of_the_draft(context, {**slots, **filled})


@pytest.mark.parametrize(
    ("ref", "said", "why"),
    [
        ("theirs.costs.0", 5, "staat in de bijdrage van De Kring"),
        ("hours.costs", 5, "aantal uren"),
        ("own_money", {"hours": 1, "cents": 0}, "geen aantal uren"),
        ("requested", 10**10, "meer dan de oproep toestaat"),
    ],
)
def test_an_amount_that_does_not_fit_is_refused(group: Group, ref: str, said: Any, why: str) -> None:
    context, slots = group.chat(group.linde), slots_of(group)
    with pytest.raises(Refused, match=why):
        plan_edits.with_amount(plan_in(context, slots), row(rows_in(context, slots), ref), said)
    assert slots == slots_of(group)


def test_lines_can_be_taken_away_and_of_an_activity_only_its_amount(group: Group) -> None:
    context, slots = group.chat(group.linde), slots_of(group)
    for ref in ("other_costs.0", "hours.costs", "goods.income", "own_money", "activities.0", "other_income.0"):
        plan = plan_in(context, slots)
        slots |= plan_edits.without(context, plan, row(rows_in(context, slots), ref))
    assert slots["other_costs"] == [{"text": "koffie", "cents": 35_000}]
    assert (slots["own_in_kind"], slots["own_money"], slots["other_income"]) == (0, 0, [])
    assert [one["cost"] for one in slots["activities"]] == ["", ""]
    plan = plan_in(context, slots)
    with pytest.raises(Refused, match="kan niet weg"):
        plan_edits.without(context, plan, row(rows_in(context, slots), "requested"))


def test_there_is_an_end_to_the_lines(group: Group) -> None:
    context, slots = group.chat(group.linde), slots_of(group)
    many = [{"text": f"ding {number}", "cents": 1} for number in range(plan_edits.MOST_LINES)]
    with pytest.raises(Refused, match="60 regels"):
        plan_edits.with_lines(plan_in(context, slots), "other_costs", many)


def test_a_partner_sees_the_budget_and_changes_nothing_of_it(group: Group) -> None:
    asker, partner = group.chat(group.linde), group.chat(group.kring)
    answers.keep_own(asker, slots_of(group))
    here = {"language": "nl", "coalition": group.id}
    plan = plan_in(partner, here)

    assert not plan.mine
    found = plan_rows.rows(partner, plan)
    assert [one.text for one in found] == [one.text for one in rows_in(asker, slots_of(group))]
    with pytest.raises(Refused, match="begroting is van De Linde"):
        plan_edits.with_amount(plan, row(found, "other_costs.0"), 5)
    assert "Samen: 10.000 euro" in plan_overview.overview(partner, here, plan, found)


def test_who_takes_no_part_sees_no_budget(group: Group) -> None:
    answers.keep_own(group.chat(group.linde), slots_of(group))
    group.put(group.bakker, state="invited")
    with pytest.raises(Refused):
        plan_rows.plan_of(group.chat(group.bakker), {"language": "nl", "coalition": group.id})


def test_a_colleague_without_answers_changes_a_line_of_what_is_kept(group: Group) -> None:
    answers.keep_own(group.chat(group.linde), slots_of(group))
    context, here = group.chat(group.linde), {"language": "nl", "coalition": group.id}
    filled = plan_edits.with_amount(plan_in(context, here), row(rows_in(context, here), "other_costs.0"), 1)
    assert filled == {"other_costs": [{"text": "zaalhuur", "cents": 1}, {"text": "koffie", "cents": 35_000}]}
    assert_sums_are_of_the_draft(context, {**here, **filled})


def test_before_there_is_a_plan_there_is_no_budget(group: Group) -> None:
    assert plan_rows.plan_of(group.chat(group.linde), {"language": "nl"}) is None


@pytest.fixture
def uncounted(group: Group) -> Group:
    """A call that does not say what an hour of a volunteer counts for."""
    call = next(one for one in shipped_calls() if one.code == CALL)
    add_calls(group.session, [opened(call.model_copy(update={"volunteer_hour_cents": None}), NOW.date())], NOW)
    return group


def test_without_a_rate_hours_are_written_down_and_are_no_money(uncounted: Group) -> None:
    context, slots = uncounted.chat(uncounted.linde), slots_of(uncounted)
    plan = draft(context, slots)

    (line,) = [one for one in plan.costs if one.text.startswith("Vrijwilligers van De Linde")]
    assert (line.cents, line.hours, line.kind) == (0, 120, "volunteers")
    assert not [one for one in plan.income if one.text.startswith("Vrijwilligers")]
    found = rows_in(context, slots)
    shown = plan_overview.overview(context, slots, plan_in(context, slots), found)
    assert "120 uur, niet in geld geteld: telt niet in geld" in shown
    assert_sums_are_of_the_draft(context, slots)


@pytest.mark.parametrize(("name", "response"), [("group", "utter_hours"), ("uncounted", "utter_hours_uncounted")])
def test_what_hours_are_worth_is_told_and_why_they_are_not(
    name: str, response: str, request: pytest.FixtureRequest
) -> None:
    group: Group = request.getfixturevalue(name)
    say = CollectingDispatcher()
    SayHours().step(group.chat(group.linde), slots_of(group), say)
    assert [one["response"] for one in say.messages] == [response]


def test_costs_are_shown_per_partner_year_activity_and_kind(group: Group) -> None:
    context, slots = group.chat(group.linde), slots_of(group)
    plan = plan_in(context, slots)
    said = {by: plan_overview.divided(context, slots, plan, by) for by in ("partner", "activity", "year", "kind")}

    assert said["partner"].splitlines() == [
        "- De Linde: kosten 6.100 euro, geeft zelf 2.600 euro",
        "- De Kring: kosten 2.350 euro, geeft zelf 650 euro",
        "- Nog niet verdeeld: kosten 1.550 euro, dekking van de gemeente en anderen 5.750 euro",
        "Samen: 10.000 euro",
    ]
    assert said["activity"].splitlines() == [
        "- Samen koken: 4.000 euro",
        "- Buurtdiner: 0 euro",
        "- Huisbezoeken: 2.000 euro",
        "- Het hele plan: 4.000 euro",
        "Samen: 10.000 euro",
    ]
    assert [line.partition(":")[0] for line in said["year"].splitlines()] == ["- 2027", "- 2028", "Samen"]
    assert "- vrijwilligers: 1.950 euro" in said["kind"].splitlines()
