"""Organisations written in few words, for the tests of matching."""

from collections.abc import Callable, Iterable, Mapping

import pytest

from knowledge.matching.profile import Profile
from knowledge.matching.text import terms_of

MakeProfile = Callable[..., Profile]


def _profile(number: int, name: str = "Organisatie", **fields: object) -> Profile:
    """Build a profile from plain lists; without fields it is a welfare organisation on loneliness in Maassluis."""
    given: dict[str, object] = {
        "type": "welzijn",
        "areas": ["gm0556"],
        "themes": ["eenzaamheid"],
        "target_groups": [],
        "offers": [],
        "needs": [],
        **fields,
    }
    inferred = given.pop("inferred", {})
    assert isinstance(inferred, Mapping)
    pairs = frozenset((facet, term) for facet, terms in inferred.items() for term in terms)
    ready = {key: _frozen(value) for key, value in given.items()}
    return Profile(id=number, name=name, inferred=pairs, **ready)  # type: ignore[arg-type]


def _frozen(value: object) -> object:
    return frozenset(value) if isinstance(value, Iterable) and not isinstance(value, str) else value


@pytest.fixture(scope="session")
def profile() -> MakeProfile:
    return _profile


@pytest.fixture(scope="session", autouse=True)
def _word_lists() -> None:
    """Read the lists of words once, so that no example with a deadline has to."""
    terms_of("koffie")
