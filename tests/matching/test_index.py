"""The directory as arrays: many terms, many areas, equals, and faults."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from knowledge.areas import Area, AreaTree, areas
from knowledge.matching.columns import Column
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Question
from knowledge.matching.ranking import best, rank
from knowledge.matching.weights import weights

MakeProfile = Callable[..., Profile]
WISH = Wish(themes=frozenset({"eenzaamheid"}), areas=frozenset({"gm0556"}))


@pytest.mark.parametrize("terms", [1, 8, 64, 65, 200])
def test_a_column_counts_any_number_of_terms(profile: MakeProfile, terms: int) -> None:
    names = [f"t{number:03}" for number in range(terms)]
    rows = [
        profile(1, offers=names),
        profile(2, offers=names, inferred={"offer": names[:1]}),
        profile(3, offers=names[-1:]),
        profile(4),
    ]
    everyone = np.arange(4)
    column = Column().extended(rows[:1], "offer").extended(rows[1:], "offer")
    confirmed, inferred = column.count(names, everyone)
    assert confirmed.tolist() == [terms, terms - 1, 1, 0]
    assert inferred.tolist() == [0, 1, 0, 0]
    assert column.has_any(names[-1:], everyone).tolist() == [True, True, True, False]
    assert column.has_any(["unheard of"], everyone).tolist() == [False] * 4


def test_an_index_knows_its_rows(profile: MakeProfile) -> None:
    index = Index.build([profile(30), profile(10), profile(20)], areas())
    assert len(index) == 3
    assert index.ids[index.rows_of([20, 99, 30, -1])].tolist() == [20, 30]


def test_an_empty_directory_suggests_nobody(profile: MakeProfile) -> None:
    assert rank(Index.build([], areas()), profile(1), WISH, [2], 10, "s") == []


def test_one_id_for_two_organisations_is_refused(profile: MakeProfile) -> None:
    with pytest.raises(ValueError, match="same id"):
        Index.build([profile(1), profile(1)], areas())


def test_an_area_that_the_tree_does_not_know_leaves_an_organisation_out(profile: MakeProfile) -> None:
    index = Index.build([profile(2, areas=["gm9999"]), profile(3)], areas())
    assert [match.profile.id for match in rank(index, profile(1), WISH, [], 10, "s")] == [3]


def test_an_unknown_area_of_the_call_is_an_error(profile: MakeProfile) -> None:
    index = Index.build([profile(2)], areas())
    with pytest.raises(KeyError):
        rank(index, profile(1), replace(WISH, areas=frozenset({"gm9999"})), [], 10, "s")


def test_hundreds_of_areas(profile: MakeProfile) -> None:
    parts = [Area(id=f"gm1-{n}", name=f"Buurt {n}", kind="neighbourhood", parent="gm1") for n in range(300)]
    tree = AreaTree([Area(id="gm1", name="Stad", kind="municipality"), *parts])
    index = Index.build([profile(n + 1, areas=[part.id]) for n, part in enumerate(parts)], tree)
    asker = profile(1000, areas=["gm1-7"])
    found = rank(index, asker, replace(WISH, areas=frozenset({"gm1"})), [], 2, "s")
    assert found[0].profile.areas == {"gm1-7"}
    assert "near_same" in {reason.kind for reason in found[0].reasons}
    assert "near_municipality" in {reason.kind for reason in found[1].reasons}


@pytest.mark.parametrize("limit", [1, 10])
def test_every_equal_gets_its_turn(profile: MakeProfile, limit: int) -> None:
    index = Index.build([profile(number) for number in range(2, 12)], areas())
    asker = profile(1)
    first = Counter(rank(index, asker, WISH, [], limit, f"seed {n}")[0].profile.id for n in range(500))
    assert set(first) == set(range(2, 12))
    assert max(first.values()) < 2 * 500 / 10


def test_past_partners_count_once_whoever_names_the_other(profile: MakeProfile) -> None:
    stranger, by_us, by_them, by_both = (
        profile(2),
        profile(3),
        profile(4, past_partners=[1]),
        profile(5, past_partners=[1]),
    )
    asker = profile(1, past_partners=[3, 5, 77])
    index = Index.build([stranger, by_us, by_them, by_both], areas())
    scores = {match.profile.id: match.score for match in rank(index, asker, WISH, [], 10, "s")}
    assert {number: scores[number] - scores[2] for number in (3, 4, 5)} == dict.fromkeys((3, 4, 5), weights().past)


def test_other_weights_give_another_order(profile: MakeProfile) -> None:
    index = Index.build([profile(2, type="zorg"), profile(3, new=True, type="welzijn")], areas())
    asker = profile(1, type="welzijn")
    usual = Question.build(asker, WISH, areas(), weights())
    for_newcomers = replace(usual, weights=weights().model_copy(update={"new": 50}))
    assert [match.profile.id for match in best(index, usual, [], 10, "s")] == [2, 3]
    assert [match.profile.id for match in best(index, for_newcomers, [], 10, "s")] == [3, 2]
