"""The cases under `cases/`: sentences about organisations, with what matching must make of them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field, RootModel

from knowledge.areas import areas
from knowledge.content import Content, read_model
from knowledge.languages import Language
from knowledge.matching.history import PastCoalition
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import Match, rank
from knowledge.matching.reasons import gap_sentences, whole_score
from knowledge.matching.team import Gap, Need, gap

CASES = Path(__file__).with_name("cases")
ASKER_ID = 1
ASKER = {"type": "bewoners", "areas": ["gm0556-sluispolder"]}
WISH = {"themes": ["eenzaamheid"], "areas": ["gm0556"]}
NOTHING_MISSING: dict[str, Any] = {"capacities": [], "unconfirmed": [], "needs": {}, "partner_groups": []}


class RankingCase(Content):
    case: str
    asker: dict[str, Any] = Field(default_factory=dict)
    asker_in_directory: bool = False
    wish: dict[str, Any] = Field(default_factory=dict)
    organisations: dict[str, dict[str, Any]]
    plans: dict[str, list[str]] = Field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    limit: int = 10
    order: list[str] | None = None
    equal: list[str] | None = None
    says: dict[str, dict[Language, str]] = Field(default_factory=dict)


class TeamCase(Content):
    case: str
    asker: dict[str, Any] = Field(default_factory=dict)
    asker_in_team: bool = False
    wish: dict[str, Any] = Field(default_factory=dict)
    team: dict[str, dict[str, Any]] = Field(default_factory=dict)
    missing: dict[str, Any]
    says: dict[Language, list[str]] = Field(default_factory=dict)


class RankingCases(RootModel[list[RankingCase]]):
    pass


class TeamCases(RootModel[list[TeamCase]]):
    root: list[TeamCase] = Field(min_length=1)


RANKING = [
    case
    for file in sorted(CASES.glob("*.yml"))
    if file.stem not in {"mix", "teams", "coalitions", "fairness"}
    for case in read_model(file, RankingCases).root
]
TEAMS = read_model(CASES / "teams.yml", TeamCases).root

MakeProfile = Callable[..., Profile]


def _wish(fields: dict[str, Any]) -> Wish:
    given: dict[str, Any] = {**WISH, **fields}
    ready: dict[str, Any] = {k: frozenset(value) if isinstance(value, list) else value for k, value in given.items()}
    return Wish(**ready)


def _ranked(case: RankingCase, profile: MakeProfile) -> list[Match]:
    asker = profile(ASKER_ID, "Vragers", **{**ASKER, **case.asker})
    directory = [asker] if case.asker_in_directory else []
    numbers = {name: number for number, name in enumerate(case.organisations, start=ASKER_ID + 1)}
    for name, written in case.organisations.items():
        fields = dict(written)
        if fields.pop("past_partner_of_asker", False):
            fields["past_partners"] = [ASKER_ID]
        directory.append(profile(numbers[name], name, **fields))
    numbers["Vragers"] = ASKER_ID
    past = [
        PastCoalition(
            members=frozenset(numbers[member] for member in members),
            when=date(2026, 1, 1),
            name={"nl": text, "en": text},
            text=text,
        )
        for text, members in case.plans.items()
    ]
    index = Index.build(directory, areas(), past)
    return rank(index, asker, _wish(case.wish), [numbers[name] for name in case.exclude], case.limit, "seed")


@pytest.mark.parametrize("case", RANKING, ids=lambda case: case.case)
def test_ranking(case: RankingCase, profile: MakeProfile) -> None:
    matches = {match.profile.name: match for match in _ranked(case, profile)}
    if case.order is not None:
        assert list(matches) == case.order
        points = [match.score for match in matches.values()]
        assert points == sorted(set(points), reverse=True)  # the points decide, not chance
    if case.equal is not None:
        assert sorted(matches) == sorted(case.equal)
        assert len({match.score for match in matches.values()}) == 1
    for name, texts in case.says.items():
        for language, sentence in texts.items():
            assert f": {sentence}\n" in whole_score(matches[name], language)


@pytest.mark.parametrize("case", RANKING, ids=lambda case: case.case)
def test_a_case_expects_something(case: RankingCase) -> None:
    assert (case.order is None) != (case.equal is None)
    assert set(case.says) <= set(case.order or ())


@pytest.mark.parametrize("case", TEAMS, ids=lambda case: case.case)
def test_team(case: TeamCase, profile: MakeProfile) -> None:
    asker = profile(ASKER_ID, "Vragers", **{**ASKER, **case.asker})
    team = [profile(number, name, **fields) for number, (name, fields) in enumerate(case.team.items(), start=2)]
    found = gap([replace(asker), *team] if case.asker_in_team else team, asker, _wish(case.wish))
    expected = {**NOTHING_MISSING, **case.missing}
    lead_partner = expected.pop("lead_partner")
    needs = [Need(name, name == asker.name, tuple(terms)) for name, terms in dict(expected.pop("needs")).items()]
    lists = {key: tuple(value) for key, value in expected.items()}
    assert found == Gap(**lists, needs=tuple(needs), lead_partner=lead_partner)
    for language, sentences in case.says.items():
        assert gap_sentences(found, language) == sentences
