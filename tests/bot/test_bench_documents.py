"""The measurement of documents: the figures of every kind."""

from bot.bench.documents import growth, measure


def test_one_kind_is_measured() -> None:
    figures = measure("xlsx")
    assert list(figures) == ["ms", "bytes", "mb"]
    assert all(figure > 0 for figure in figures.values())


def test_growth_is_a_number_of_megabytes() -> None:
    assert isinstance(growth(0), float)
