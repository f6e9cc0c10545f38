"""The order that also looks at who is still missing: the cases in `cases/mix.yml`, with what a gap is filled by."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, RootModel

from knowledge.areas import areas
from knowledge.content import Content, read_model
from knowledge.languages import LANGUAGES, Language
from knowledge.matching.fairness import Fairness
from knowledge.matching.index import Index
from knowledge.matching.mixing import fill, mixed
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import matches_of, rank
from knowledge.matching.reasons import fill_sentences, order_sentence
from knowledge.matching.team import gap
from knowledge.matching.weights import weights

MakeProfile = Callable[..., Profile]
ASKER = {"type": "bewoners", "areas": ["gm0556-sluispolder"]}
WISH: dict[str, Any] = {"themes": ["eenzaamheid"], "areas": ["gm0556"]}


class MixCase(Content):
    case: str
    asker: dict[str, Any] = Field(default_factory=dict)
    wish: dict[str, Any] = Field(default_factory=dict)
    chosen: dict[str, dict[str, Any]] = Field(default_factory=dict)
    organisations: dict[str, dict[str, Any]]
    order: list[str] = Field(min_length=1)
    fills: list[str] | None = None
    says: dict[str, dict[Language, list[str]]] = Field(default_factory=dict)


class MixCases(RootModel[list[MixCase]]):
    root: list[MixCase] = Field(min_length=1)


CASES = read_model(Path(__file__).with_name("cases") / "mix.yml", MixCases).root


def _wish(fields: dict[str, Any]) -> Wish:
    given: dict[str, Any] = {**WISH, **fields}
    ready: dict[str, Any] = {k: frozenset(value) if isinstance(value, list) else value for k, value in given.items()}
    return Wish(**ready)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_mix(case: MixCase, profile: MakeProfile) -> None:
    asker = profile(1, "Vragers", **{**ASKER, **case.asker})
    written = [*case.chosen.items(), *case.organisations.items()]
    directory = [profile(number, name, **fields) for number, (name, fields) in enumerate(written, start=2)]
    chosen, wish = directory[: len(case.chosen)], _wish(case.wish)
    index = Index.build(directory, areas())
    found = mixed(index, asker, wish, len(directory), Fairness("seed"), chosen)
    assert [match.profile.name for match in found][: len(case.order)] == case.order
    assert len(found) == len(case.organisations)
    if case.fills is not None:
        filled = {match.profile.name: match for match in fill(index, asker, wish, 2, Fairness("seed"), chosen)}
        assert list(filled) == case.fills
        missing = gap(chosen, asker, wish)
        for name, texts in case.says.items():
            for language, sentences in texts.items():
                assert fill_sentences(filled[name], missing, language) == sentences


def test_by_score_alone_the_business_would_come_last(profile: MakeProfile) -> None:
    """What the first case is about: without a mix the near-duplicates fill the first screen."""
    case = CASES[0]
    written = enumerate(case.organisations.items(), start=2)
    directory = [profile(number, name, **fields) for number, (name, fields) in written]
    asker = profile(1, **{**ASKER, **case.asker})
    ranked = rank(Index.build(directory, areas()), asker, _wish(case.wish), (), 10, "seed")
    assert ranked[-1].profile.name == "Bakker"


def test_after_the_mixed_places_the_others_follow_by_score(profile: MakeProfile) -> None:
    asker = profile(1, type="bewoners", needs=["locatie", "vervoer"])
    offers = [["locatie"], ["vervoer"], [], ["locatie", "vervoer"]]
    directory = [profile(number, offers=offers[number % 4], small=number % 3 == 0) for number in range(2, 60)]
    found = mixed(Index.build(directory, areas()), asker, _wish({}), 100, Fairness("seed"))
    later = [match.score for match in found[weights().mixed_places :]]
    assert later == sorted(later, reverse=True)
    assert len(found) == len(directory)


def test_matches_of_named_organisations_keep_the_order_in_which_they_are_named(profile: MakeProfile) -> None:
    directory = [profile(2), profile(3, willing=False), profile(4, offers=["geld"]), profile(5)]
    index = Index.build(directory, areas())
    asker = profile(1, needs=["geld"])
    found = matches_of(index, asker, _wish({}), [5, 99, 4, 3, 2])
    assert [match.profile.id for match in found] == [5, 4, 2]
    assert {match.profile.id: match for match in found} == {
        match.profile.id: match for match in rank(index, asker, _wish({}), (), 9, "s")
    }


def test_no_organisations_make_no_mix(profile: MakeProfile) -> None:
    assert mixed(Index.build([], areas()), profile(1), _wish({}), 3, Fairness("s")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_order_is_explained_in_short_sentences(language: Language) -> None:
    assert all(len(sentence.split()) <= 15 for sentence in order_sentence(language).split(". "))
