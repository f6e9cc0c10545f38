"""A composed team is the best there is, whatever the directory, the asker and the call."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.areas import areas
from knowledge.call_model import partner_group
from knowledge.matching import compose as composing
from knowledge.matching.coalition import Composition, Rules, Team
from knowledge.matching.compose import compose
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import matches_of, rank
from knowledge.matching.solving import Task, cheapest, choose, useful

CAPACITIES = ("coordinatie", "geld", "locatie", "vervoer", "vrijwilligers")
TYPES = ("welzijn", "bewoners", "bedrijf", "gemeente")
ASKER_ID = 0


def _some(terms: Sequence[Any], most: int = 3) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(terms), max_size=most)


@st.composite
def profiles(draw: st.DrawFn, number: int) -> Profile:
    offers = draw(_some(CAPACITIES))
    inferred = draw(_some(sorted(offers), most=2)) if offers else frozenset()
    return Profile(
        id=number,
        name=f"Organisatie {number}",
        type=draw(st.sampled_from(TYPES)),
        areas=draw(st.sampled_from([frozenset({"gm0556"}), frozenset({"gm0556-sluispolder"}), frozenset({"gm0363"})])),
        themes=draw(st.sampled_from([frozenset({"eenzaamheid"}), frozenset({"eenzaamheid"}), frozenset({"werk"})])),
        target_groups=frozenset(),
        offers=offers,
        needs=draw(_some(CAPACITIES, most=2)) - offers,
        inferred=frozenset(("offer", term) for term in inferred),
        legal_person=draw(st.sampled_from([None, True, False])),
        willing=draw(st.sampled_from([True, True, True, False])),
        small=draw(st.booleans()),
    )


DIRECTORIES = st.integers(0, 7).flatmap(
    lambda size: st.tuples(*(profiles(number) for number in range(1, size + 1))).map(list)
)
WISHES = st.builds(
    Wish,
    themes=st.just(frozenset({"eenzaamheid"})),
    areas=st.just(frozenset({"gm0556"})),
    capacities=_some(CAPACITIES, most=4),
    partner_groups=_some(["residents", "organisation", "business"], most=2),
    lead_must_be_legal=st.booleans(),
    lead_excluded_types=_some(TYPES, most=1),
)
NUMBERS = st.frozensets(st.integers(-1, 9), max_size=2)
RULES = st.builds(
    Rules,
    several=st.dictionaries(st.sampled_from(CAPACITIES), st.integers(1, 3), max_size=2),
    least=st.integers(0, 3),
    most=st.none() | st.integers(0, 4),
    must=NUMBERS,
    must_not=NUMBERS,
)
ASKERS = profiles(ASKER_ID)
TASKS = (DIRECTORIES, ASKERS, WISHES, RULES)


def _compose(directory: Sequence[Profile], asker: Profile, wish: Wish, rules: Rules, seed: str = "s") -> Composition:
    return compose(Index.build(directory, areas()), asker, wish, rules, seed)


Worth = tuple[int, ...]


def _worth(team: Sequence[Profile], asker: Profile, wish: Wish, rules: Rules, points: dict[int, int]) -> Worth:
    """What counts, in order, written down a second time and without any solver; higher is better."""
    call, seeks = [0, 0], [0, 0]
    for sure in (0, 1):

        def bring(term: str, members: Sequence[Profile], sure: int = sure) -> int:
            return sum(
                term in member.offers and not (sure and ("offer", term) in member.inferred) for member in members
            )

        everyone = [asker, *team]
        call[sure] += sum(min(rules.several.get(term, 1), bring(term, everyone)) for term in wish.capacities)
        call[sure] += len(wish.partner_groups & {str(partner_group(member.type)) for member in everyone})
        if wish.lead_must_be_legal or wish.lead_excluded_types:
            accepted = (True,) if sure else (True, None)
            call[sure] += any(wish.accepts_lead(member) in accepted for member in everyone)
        seeks[sure] += sum(min(1, bring(term, team)) for term in asker.needs - (wish.capacities - asker.offers))
    return (call[1], call[0], seeks[1], seeks[0], -len(team), sum(points[member.id] for member in team))


def _choices(directory: Sequence[Profile], asker: Profile, wish: Wish, rules: Rules) -> Iterator[list[Profile]]:
    """Give every team that the rules allow, of those who may be suggested."""
    index = Index.build(directory, areas())
    allowed = [match.profile for match in rank(index, asker, wish, rules.must_not, len(directory), "s")]
    must = [profile for profile in allowed if profile.id in rules.must]
    others = [profile for profile in allowed if profile.id not in rules.must]
    most = len(others) if rules.most is None else min(len(others), max(0, rules.most - len(must)))
    least = min(max(0, rules.least - len(must)), most)
    for size in range(least, most + 1):
        for chosen in combinations(others, size):
            yield [*must, *chosen]


def _points(directory: Sequence[Profile], asker: Profile, wish: Wish) -> dict[int, int]:
    index = Index.build(directory, areas())
    return {match.profile.id: match.score for match in matches_of(index, asker, wish, [one.id for one in directory])}


def _in(team: Team) -> frozenset[int]:
    return frozenset(member.id for member in team.members)


@given(*TASKS)
@settings(max_examples=120, deadline=None)
def test_no_team_is_better(directory: list[Profile], asker: Profile, wish: Wish, rules: Rules) -> None:
    found = _compose(directory, asker, wish, rules)
    points = _points(directory, asker, wish)
    by_team = {
        frozenset(member.id for member in team): _worth(team, asker, wish, rules, points)
        for team in _choices(directory, asker, wish, rules)
    }
    assert found.proof.proven
    assert _in(found.team) in by_team  # nothing outside the candidates, and all that is hard holds
    best = max(by_team.values())
    assert by_team[_in(found.team)] == best
    assert found.proof.fewest == -best[4] == len(found.team.members)
    assert found.team.points == best[5] == sum(member.points for member in found.team.members)


@given(*TASKS)
@settings(max_examples=80, deadline=None)
def test_each_alternative_is_the_best_of_those_that_differ(
    directory: list[Profile], asker: Profile, wish: Wish, rules: Rules
) -> None:
    found = _compose(directory, asker, wish, rules)
    points = _points(directory, asker, wish)
    by_team = {
        frozenset(member.id for member in team): _worth(team, asker, wish, rules, points)
        for team in _choices(directory, asker, wish, rules)
    }
    first = _in(found.team)
    musts = frozenset(member.id for member in found.team.members if member.must)
    so_far, in_all = [first], first - musts
    for alternative in found.alternatives:
        team = _in(alternative.team)
        as_much = {one: worth for one, worth in by_team.items() if worth[:4] == by_team[first][:4]}
        without_one = {one: worth for one, worth in as_much.items() if not in_all <= one}
        others = {one: worth for one, worth in as_much.items() if not any(other <= one for other in so_far)}
        allowed = without_one or others
        assert alternative.proof.proven
        assert team in allowed
        assert by_team[team] == max(allowed.values())
        assert len(alternative.without) == len(first - team) > 0
        assert len(alternative.instead) == len(team - first)
        so_far.append(team)
        in_all &= team
    assert len(set(so_far)) == len(so_far)
    if len(found.alternatives) < 3:
        assert not [
            one
            for one, worth in by_team.items()
            if worth[:4] == by_team[first][:4] and first < first | one and not any(other <= one for other in so_far)
        ]


@given(*TASKS, st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_directory_makes_no_difference(
    directory: list[Profile], asker: Profile, wish: Wish, rules: Rules, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(directory))
    assert _compose(directory, asker, wish, rules) == _compose(other, asker, wish, rules)


def test_who_is_taken_among_equals_differs_per_seed() -> None:
    plain = Profile(1, "Zaal", "welzijn", *[frozenset[str]()] * 3, offers=frozenset({"locatie"}), needs=frozenset())
    directory = [replace(plain, id=number) for number in range(1, 5)]
    asker = replace(plain, id=ASKER_ID, offers=frozenset())
    wish = Wish(capacities=frozenset({"locatie"}))
    taken = {min(_in(_compose(directory, asker, wish, Rules(), seed=str(seed)).team)) for seed in range(40)}
    assert taken == {1, 2, 3, 4}


@given(*TASKS)
@settings(max_examples=100, deadline=None)
def test_what_is_open_is_said_and_nothing_else(
    directory: list[Profile], asker: Profile, wish: Wish, rules: Rules
) -> None:
    found = _compose(directory, asker, wish, rules)
    assert [one.cover for one in found.open] == [cover for cover in found.team.covers if cover.missing or cover.unsure]
    members = [profile for profile in directory if profile.id in _in(found.team)]
    worth = _worth(members, asker, wish, rules, _points(directory, asker, wish))
    asked = sum(cover.requirement.organisations for cover in found.team.covers)
    assert worth[1] + worth[3] == asked - sum(cover.missing for cover in found.team.covers)
    assert worth[0] + worth[2] == asked - sum(cover.missing + cover.unsure for cover in found.team.covers)
    unwilling = {profile.name for profile in directory if not profile.willing}
    for one in found.open:
        assert not {miss.id for miss in one.nearest} & {*_in(found.team), ASKER_ID}
        assert not {miss.name for miss in one.nearest} & unwilling


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """Draw choices with quantities, and rather few points so that many are equal."""
    things, candidates = draw(st.integers(1, 4)), draw(st.integers(1, 9))
    rows = [draw(st.lists(st.booleans(), min_size=candidates, max_size=candidates)) for _ in range(things)]
    rows = [row for row in rows if any(row)]
    able = [sum(row) for row in rows]
    return Task(
        brings=np.array(rows, dtype=np.bool_).reshape(len(rows), candidates),
        units=np.array([draw(st.integers(1, min(3, count))) for count in able], dtype=np.int64),
        worth=np.array([draw(st.integers(1, 50)) for _ in able], dtype=np.int64),
        points=np.array([draw(st.integers(0, 4)) for _ in range(candidates)]),
        least=draw(st.integers(0, min(2, candidates))),
        most=draw(st.integers(2, 9)),
        seconds=5,
    )


@given(tasks())
@settings(max_examples=150, deadline=None)
def test_leaving_out_the_useless_keeps_the_best(task: Task) -> None:
    order = sorted(range(len(task.points)), key=lambda position: -task.points[position])
    smaller = task.of(useful(task, order, 3))
    (whole, needed), (reduced, still_needed) = choose(task), choose(smaller)
    assert needed == still_needed
    assert task.covered(whole.chosen) == smaller.covered(reduced.chosen)
    assert len(whole.chosen) == len(reduced.chosen)
    assert task.points[list(whole.chosen)].sum() == smaller.points[list(reduced.chosen)].sum()


TWO_PAIRS = Task(
    # The first two cover all together, and so do the last two; no other pair does.
    brings=np.array([[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1]], dtype=np.bool_),
    units=np.ones(4, np.int64),
    worth=np.ones(4, np.int64),
    points=np.array([0, 0, 1, 0]),
    least=0,
    most=4,
    seconds=5,
)


@example(TWO_PAIRS, frozenset({0, 1}))
@given(tasks(), st.frozensets(st.integers(0, 8), max_size=4))
@settings(max_examples=80, deadline=None)
def test_a_preference_decides_only_among_equals(task: Task, liked: frozenset[int]) -> None:
    liked &= set(range(len(task.points)))
    plain, preferred = cheapest(task, None, ()), cheapest(task.preferring(liked), None, ())
    assert (plain is None) == (preferred is None)
    if plain and preferred:
        assert len(plain.chosen) == len(preferred.chosen)
        assert task.points[list(plain.chosen)].sum() == task.points[list(preferred.chosen)].sum()
        assert len(liked.intersection(plain.chosen)) <= len(liked.intersection(preferred.chosen))


@pytest.mark.parametrize(("units", "least", "kept"), [(1, 0, 4), (5, 0, 8), (1, 6, 9)])
def test_many_of_a_kind_are_reduced_to_as_many_as_it_can_take(units: int, least: int, kept: int) -> None:
    one = np.array([1])
    alike = Task(np.ones((1, 500), np.bool_), units * one, one, np.arange(500), least=least, most=500, seconds=5)
    assert useful(alike, range(499, -1, -1), 3) == list(range(499, 499 - kept, -1))


def test_a_search_that_is_cut_off_still_gives_a_team_and_says_it_is_not_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    directory = [
        Profile(
            number, f"Organisatie {number}", "welzijn", frozenset(), frozenset(), frozenset(),
            frozenset(term for place, term in enumerate(CAPACITIES) if number >> place & 1), frozenset(),
        )
        for number in range(1, 16)
    ]  # fmt: skip
    asker = replace(directory[0], id=ASKER_ID, offers=frozenset())
    parameters = composing._parameters()
    monkeypatch.setattr(composing, "_parameters", lambda: parameters.model_copy(update={"seconds": 0.0}))
    found = _compose(directory, asker, Wish(capacities=frozenset(CAPACITIES[:4])), Rules())
    assert not found.proof.proven
    assert found.proof.fewest <= len(found.team.members)
    assert not found.open
