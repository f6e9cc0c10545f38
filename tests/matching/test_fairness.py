"""Whose turn it is among those who fit about as well: the cases in `cases/fairness.yml`, and what always holds."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, RootModel

from knowledge.areas import areas
from knowledge.call_model import OwnFairness
from knowledge.content import Content, read_model
from knowledge.matching.fairness import Fairness, FairnessRules, fairness_rules, gini, least_gini
from knowledge.matching.index import Index
from knowledge.matching.mixing import mixed
from knowledge.matching.profile import Profile, Wish

MakeProfile = Callable[..., Profile]
ASKER: dict[str, Any] = {"type": "bewoners", "areas": ["gm0556-sluispolder"], "needs": ["locatie"]}
WISH: dict[str, Any] = {"themes": ["eenzaamheid"], "areas": ["gm0556"]}


class FairnessCase(Content):
    case: str
    rules: OwnFairness
    asker: dict[str, Any] = Field(default_factory=dict)
    wish: dict[str, Any] = Field(default_factory=dict)
    organisations: dict[str, dict[str, Any]]
    shown: dict[str, int] = Field(default_factory=dict)
    newcomers: tuple[str, ...] = ()
    order: list[str] = Field(min_length=1)
    by_score: list[str] = Field(default_factory=list)


class FairnessCases(RootModel[list[FairnessCase]]):
    root: list[FairnessCase] = Field(min_length=1)


CASES = read_model(Path(__file__).with_name("cases") / "fairness.yml", FairnessCases).root


def _wish(fields: Mapping[str, Any]) -> Wish:
    return Wish(**{key: frozenset(value) for key, value in {**WISH, **fields}.items()})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_fairness(case: FairnessCase, profile: MakeProfile) -> None:
    ids = {name: number for number, name in enumerate(case.organisations, start=2)}
    directory = [profile(ids[name], name, **fields) for name, fields in case.organisations.items()]
    asker, index = profile(1, "Vragers", **{**ASKER, **case.asker}), Index.build(directory, areas())

    def names(fairness: Fairness) -> list[str]:
        found = mixed(index, asker, _wish(case.wish), len(directory), fairness)
        assert len(found) == len(directory)
        return [match.profile.name for match in found]

    shown = {ids[name]: count for name, count in case.shown.items()}
    newcomers = frozenset(ids[name] for name in case.newcomers)
    order = names(Fairness("seed", shown, newcomers, fairness_rules(case.rules)))
    assert order[: len(case.order)] == case.order
    assert names(Fairness("seed"))[: len(case.by_score)] == case.by_score


def test_a_call_changes_only_what_it_names() -> None:
    own = fairness_rules(OwnFairness(cap=7))
    assert own == fairness_rules().model_copy(update={"cap": 7})
    assert fairness_rules(None) == fairness_rules(OwnFairness()) == fairness_rules()


ORGANISATIONS = st.lists(st.tuples(st.integers(1, 200), st.integers(0, 6), st.booleans()), min_size=1, max_size=12)
RULES = st.builds(
    FairnessRules,
    margin_pct=st.integers(0, 99),
    cap=st.integers(1, 4),
    newcomer_each=st.integers(0, 4),
    newcomer_days=st.just(1),
)


def _order(
    organisations: list[tuple[int, int, bool]], rules: FairnessRules, seed: str, limit: int | None = None
) -> list[int]:
    """Give organisations, numbered from 0, a place one after the other; all of them, or so many."""
    points = np.asarray([worth for worth, _, _ in organisations], dtype=np.int32)
    shown = {number + 1: count for number, (_, count, _) in enumerate(organisations)}
    new = frozenset(number + 1 for number, (_, _, is_new) in enumerate(organisations) if is_new)
    fairness, ids = Fairness(seed, shown, new, rules), np.arange(1, len(organisations) + 1)
    placed: list[int] = []
    while len(placed) < min(len(organisations), limit or len(organisations)):
        left = np.setdiff1d(np.arange(len(organisations)), placed)
        placed.append(fairness.next(points, ids, left, placed))
    return placed


@given(ORGANISATIONS, RULES, st.text(max_size=3))
def test_nobody_goes_before_one_that_fits_better_by_more_than_the_margin(
    organisations: list[tuple[int, int, bool]], rules: FairnessRules, seed: str
) -> None:
    order = _order(organisations, rules, seed)
    assert sorted(order) == list(range(len(organisations)))
    points = [organisations[number][0] for number in order]
    by_score = sorted(points, reverse=True)
    for place, worth in enumerate(points):
        assert worth * 100 >= max(points[place:]) * (100 - rules.margin_pct)
        # Hence at no place less than the margin below who would stand there by score alone.
        assert worth * 100 >= by_score[place] * (100 - rules.margin_pct)


@given(ORGANISATIONS, RULES, st.text(max_size=3))
def test_nobody_over_the_cap_goes_before_one_that_fits_about_as_well(
    organisations: list[tuple[int, int, bool]], rules: FairnessRules, seed: str
) -> None:
    order = _order(organisations, rules, seed)
    for place, number in enumerate(order):
        best = max(organisations[other][0] for other in order[place:])
        for other in order[place:]:
            worth, shown, _ = organisations[other]
            if worth * 100 >= best * (100 - rules.margin_pct):
                assert organisations[number][1] < shown + rules.cap


@given(ORGANISATIONS, RULES, st.text(max_size=3))
def test_who_goes_before_a_better_one_is_a_newcomer_or_was_shown_less(
    organisations: list[tuple[int, int, bool]], rules: FairnessRules, seed: str
) -> None:
    order = _order(organisations, rules, seed)
    for place, number in enumerate(order):
        worth, shown, is_new = organisations[number]
        for better in (organisations[other] for other in order[place:] if organisations[other][0] > worth):
            assert shown < better[1] or (is_new and not better[2])


@given(ORGANISATIONS, RULES, st.text(max_size=3))
def test_without_counts_and_newcomers_the_points_decide_whatever_the_rules(
    organisations: list[tuple[int, int, bool]], rules: FairnessRules, seed: str
) -> None:
    plain = [(worth, 0, False) for worth, _, _ in organisations]
    order = _order(plain, rules, seed)
    assert [plain[number][0] for number in order] == sorted((worth for worth, _, _ in plain), reverse=True)
    assert order == _order(plain, fairness_rules(), seed)


@given(ORGANISATIONS, RULES, st.text(max_size=3))
def test_the_same_counts_and_seed_give_the_same_order(
    organisations: list[tuple[int, int, bool]], rules: FairnessRules, seed: str
) -> None:
    assert _order(organisations, rules, seed) == _order(organisations, rules, seed)


@given(ORGANISATIONS, RULES, st.integers(1, 3), st.integers(1, 15))
def test_a_series_of_lists_shows_those_who_fit_about_as_well_about_as_often(
    organisations: list[tuple[int, int, bool]], rules: FairnessRules, places: int, conversations: int
) -> None:
    """The same question again and again, of which each list shows a few; all of them fit about as well."""
    equals = [(100, 0, is_new) for _, _, is_new in organisations]
    shown: Counter[int] = Counter()
    for number in range(conversations):
        now = [(worth, shown[one], is_new) for one, (worth, _, is_new) in enumerate(equals)]
        shown.update(_order(now, rules, str(number), places))
    times = [shown[number] for number in range(len(equals))]
    assert max(times) - min(times) <= rules.cap


@given(st.lists(st.integers(1, 60), min_size=4, max_size=9, unique=True), st.integers(1, 3))
def test_fairness_never_makes_a_repeated_question_more_concentrated(worths: list[int], places: int) -> None:
    """By score alone the same few are shown each time, which is the most that there can be."""
    rules = fairness_rules()
    shown: Counter[int] = Counter()
    for number in range(12):
        now = [(worth, shown[one], False) for one, worth in enumerate(worths)]
        shown.update(_order(now, rules, str(number), places))
    by_score = [12] * places + [0] * (len(worths) - places)
    assert gini([shown[one] for one in range(len(worths))]) <= gini(by_score)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_gini_is_half_the_mean_difference_of_all_pairs_by_the_mean(counts: list[int]) -> None:
    """The other way to define it, pair by pair."""
    total, number = sum(counts), len(counts)
    pairs = sum(abs(one - other) for one in counts for other in counts)
    assert gini(counts) == pytest.approx(pairs / (2 * number * total) if total else 0.0)
    assert 0 <= least_gini(counts) <= gini(counts) + 1e-12


def test_gini_of_known_lists() -> None:
    assert gini([]) == least_gini([]) == 0.0
    assert gini([5, 5, 5]) == 0.0
    assert gini([0, 0, 0, 9]) == 0.75
    assert least_gini([0, 0, 0, 2]) == 0.5
