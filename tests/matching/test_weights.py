"""What terms are worth."""

import pytest

from knowledge.matching.weights import Share, weights


@pytest.mark.parametrize(("terms", "points"), [(0, 0), (1, 10), (2, 14), (3, 16), (4, 16), (50, 17)])
def test_each_further_term_brings_less(terms: int, points: int) -> None:
    assert Share(points=10, further=0.4).worth(terms) == points  # 10 + 4 + 1.6 + 0.64 + ..., rounded


def test_half_points_are_rounded_up() -> None:
    assert Share(points=1, further=0.5).worth(2) == 2
    assert Share(points=5, further=0.25).worth(2) == 6


def test_an_inferred_term_brings_its_share_of_what_it_would_add() -> None:
    share = Share(points=30, further=0.6)
    half = weights().model_copy(update={"inferred": 0.5})
    assert half.unconfirmed_worth(share, 0, 1) == 15
    assert half.unconfirmed_worth(share, 1, 1) == 9
    assert half.unconfirmed_worth(share, 3, 0) == 0
    assert half.unsure(9) == 5
