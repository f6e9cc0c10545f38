"""Whose agreement a change of a plan opens again: nobody ever stands as agreed to what was not shown to them."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import joint
from knowledge.approval import rules, section_of, touched, touches
from knowledge.contribution import Contribution
from knowledge.proposal.changes import sections
from knowledge.proposal.fingerprint import fingerprint
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Line, Partner, same

LINDE, KADE, KOOR = NAMES = ("De Linde", "De Kade", "Het Koor")
BASE = Proposal(
    title="Samen aan tafel",
    partners=(
        Partner(name=LINDE, state="asks", role="lead"),
        Partner(name=KADE, state="accepted", gains="Bezoekers"),
        Partner(name=KOOR, state="accepted", gains="Leden"),
    ),
    activities=(
        Activity(name="Koken", owner=LINDE, cost_cents=1000),
        Activity(name="Eten", owner=KADE, helpers=(KOOR,), cost_cents=2000),
        Activity(name="Zingen", owner=KOOR, cost_cents=3000),
    ),
    costs=(Line(text="Bord", cents=500, partner=KADE), Line(text="Vlag", cents=100)),
    income=(
        Income(kind="requested", cents=5000),
        Income(text="Eigen geld", kind="own_money", cents=1600, partner=KOOR),
    ),
)

_names = st.sampled_from(NAMES)
_some = st.lists(_names, max_size=2, unique=True).map(tuple)
_words = st.sampled_from(("", "een", "twee"))
_cents = st.sampled_from((0, 100, 250))
_kinds = st.sampled_from(("requested", "own_money"))
_roles = st.sampled_from(("lead", "partner"))
_activities = st.builds(
    Activity, name=st.sampled_from("ABC"), owner=_names, helpers=_some, cost_cents=_cents, output=_words
)
_lines = st.builds(Line, text=st.sampled_from("xyz"), cents=_cents, partner=st.none() | _names)
_incomes = st.builds(Income, text=_words, kind=_kinds, cents=_cents, partner=st.none() | _names)
_partners = st.tuples(
    *(st.builds(Partner, name=st.just(name), state=st.just("accepted"), gains=_words, role=_roles) for name in NAMES)
)
_plans = st.builds(
    Proposal,
    title=_words,
    goal=_words,
    partners=_partners,
    activities=st.lists(_activities, max_size=3).map(tuple),
    costs=st.lists(_lines, max_size=3).map(tuple),
    income=st.lists(_incomes, max_size=3).map(tuple),
)


def part_of(plan: Proposal, name: str) -> object:
    """What a partner agrees to: what all say together, the sums, and all that it is named in."""
    own = [one for one in plan.partners if one.name == name]
    does = [one for one in plan.activities if name in (one.owner, *one.helpers)]
    money = [one for one in chain(plan.costs, plan.income) if one.partner in {name, None}]
    roles = [(one.name, one.role, one.state) for one in plan.partners]
    sums = (plan.cost_cents, plan.income_cents, plan.requested_cents)
    return (plan.title, plan.goal, roles, own, sorted(map(repr, does)), sorted(map(repr, money)), sums)


@given(_plans, _plans)
def test_who_keeps_its_yes_reads_the_same_about_itself_and_about_all(old: Proposal, new: Proposal) -> None:
    for name in NAMES:
        if not touches(old, new, name):
            assert part_of(old, name) == part_of(new, name)
            if any(plan.lead and plan.lead.name == name for plan in (old, new)):
                assert fingerprint(old) == fingerprint(new)


@given(_plans, _plans)
def test_the_same_plan_touches_nobody_and_another_one_somebody(old: Proposal, new: Proposal) -> None:
    assert touched(old, old) == frozenset()
    assert bool(touched(old, new)) == (fingerprint(old) != fingerprint(new)) == bool(touched(new, old))


def changed(**fields: object) -> set[str]:
    """Who is touched when fields of the plan say otherwise."""
    return {name for name in NAMES if touches(BASE, BASE.model_copy(update=fields), name)}


def with_activity(place: int, **fields: object) -> tuple[Activity, ...]:
    return tuple(one.model_copy(update=fields) if at == place else one for at, one in enumerate(BASE.activities))


def with_partner(place: int, **fields: object) -> tuple[Partner, ...]:
    return tuple(one.model_copy(update=fields) if at == place else one for at, one in enumerate(BASE.partners))


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({"title": "Anders"}, set(NAMES)),
        ({"partners": with_partner(2, gains="Meer leden")}, {LINDE, KOOR}),
        ({"partners": with_partner(2, role="support")}, set(NAMES)),
        ({"activities": with_activity(2, output="10 liedjes")}, {LINDE, KOOR}),
        ({"activities": with_activity(1, output="10 keer")}, {LINDE, KADE, KOOR}),  # Het Koor helps.
        ({"activities": with_activity(0, output="10 keer")}, {LINDE}),
        ({"activities": with_activity(2, owner=KADE)}, {LINDE, KADE, KOOR}),
        ({"activities": with_activity(2, cost_cents=4000)}, set(NAMES)),  # The whole costs more.
        ({"costs": (BASE.costs[0].model_copy(update={"text": "Pan"}), BASE.costs[1])}, {LINDE, KADE}),
        ({"costs": (BASE.costs[0], BASE.costs[1].model_copy(update={"text": "Doek"}))}, set(NAMES)),
        ({"partners": BASE.partners[:2]}, set(NAMES)),
        ({"language": "en", "version": 3}, set()),
    ],
)
def test_a_change_opens_the_agreements_that_it_touches(fields: dict[str, object], who: set[str]) -> None:
    assert changed(**fields) == who


def test_every_answer_of_a_plan_stands_in_one_of_its_parts() -> None:
    known = set(sections())
    assert {section_of(name) for name in (*joint.answers(), *joint.own())} <= known
    assert set(rules().contribution.values()) <= known
    assert set(rules().contribution) == set(Contribution.model_fields)
    assert set(rules().not_asked) <= known


def test_names_are_the_same_however_they_are_written() -> None:
    other = BASE.model_copy(update={"partners": with_partner(1, gains="Anders")})
    assert touches(BASE, other, "  de   KADE ")
    assert touched(BASE, other) == {same(KADE), same(LINDE)}
