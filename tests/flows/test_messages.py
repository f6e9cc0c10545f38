"""For whom a message is, in words that people type."""

import pytest

from flows.services.messages import meant

GROUP = [(1, "Buurthuis De Kade"), (2, "Buurthuis De Haven"), (3, "De Kade"), (4, "Kérk & Co")]


@pytest.mark.parametrize(
    ("said", "number", "text"),
    [
        ("Buurthuis De Kade", 1, ""),
        ("buurthuis de kade: hebt u een zaal?", 1, "hebt u een zaal?"),
        ("Buurthuis De Kade hebt u, in mei, een zaal?", 1, "hebt u, in mei, een zaal?"),
        ("de kade, hallo", 3, "hallo"),
        ("kerk & co: hallo", 4, "hallo"),
    ],
)
def test_an_exact_name_is_taken(said: str, number: int, text: str) -> None:
    found = meant(GROUP, said)
    assert (found.exactly, found.text) == (number, text)


@pytest.mark.parametrize(
    ("said", "first", "text"),
    [
        ("Buurthius De Kade hallo buren", 1, "hallo buren"),
        ("haven: hallo", 2, "hallo"),
        ("buurthuis", 1, ""),
    ],
)
def test_what_is_like_a_name_is_to_be_confirmed(said: str, first: int, text: str) -> None:
    found = meant(GROUP, said)
    assert found.exactly is None
    assert (found.nearly[0], found.text) == (first, text)


@pytest.mark.parametrize("said", ["", "Zangkoor", "wat is een penvoerder?", "kad", ":"])
def test_what_is_like_no_name_means_nobody(said: str) -> None:
    found = meant(GROUP, said)
    assert (found.exactly, list(found.nearly)) == (None, [])
