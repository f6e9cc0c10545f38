"""The measurement of matching: a crowd that is always the same, and figures of all that it should measure."""

from pathlib import Path

from bot.bench.crowd import Crowd
from bot.bench.match import answer, fill

NUMBER = 60


def test_a_small_crowd_is_measured(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bench.db"
    fill(url, NUMBER)
    figures = answer(url, NUMBER)
    assert list(figures) == ["organisations", "median_ms", "p95_ms", "build_s", "update_ms", "rss_mb"]
    assert figures["organisations"] == NUMBER
    assert all(figure > 0 for figure in figures.values())


def test_a_crowd_is_always_the_same_and_everyone_works_somewhere() -> None:
    one, other = (Crowd(NUMBER).rows(1, NUMBER) for _ in range(2))
    assert one == other
    plain, facets = one
    assert sorted(row["id"] for row in plain) == list(range(1, NUMBER + 1))
    somewhere = {row["organisation_id"] for row in facets if row["facet"] == "area"}
    assert somewhere == {row["id"] for row in plain}
    tree = Crowd(NUMBER).tree
    assert all(row["term"] in tree for row in facets if row["facet"] == "area")
    keys = [(row["organisation_id"], row["facet"], row["term"]) for row in facets]
    assert len(set(keys)) == len(keys)
