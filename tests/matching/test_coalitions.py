"""The cases in `cases/coalitions.yml`, and what people read and see of a coalition."""

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, get_args
from xml.etree import ElementTree as ET

import pytest
from pydantic import Field, RootModel

from knowledge.areas import areas
from knowledge.content import Content, read_model
from knowledge.languages import LANGUAGES, Language
from knowledge.matching.coalition import (
    Composition,
    Cover,
    Member,
    Miss,
    MissWhy,
    Open,
    Problem,
    ProblemCode,
    Proof,
    Requirement,
    RequirementKind,
    Rules,
    Team,
)
from knowledge.matching.compose import compose
from knowledge.matching.index import Index
from knowledge.matching.picture import to_svg
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.telling import alternatives, proposal

CASES = Path(__file__).with_name("cases") / "coalitions.yml"
ASKER_ID, UNKNOWN_ID = 1, 99
MOST_WORDS = 15

MakeProfile = Callable[..., Profile]


class CoalitionCase(Content):
    case: str
    asker: dict[str, Any] = Field(default_factory=dict)
    wish: dict[str, Any] = Field(default_factory=dict)
    rules: dict[str, Any] = Field(default_factory=dict)
    organisations: dict[str, dict[str, Any]]
    team: list[str]
    open: dict[str, dict[str, MissWhy]] = Field(default_factory=dict)
    unwilling: dict[str, int] = Field(default_factory=dict)
    alternatives: list[list[str]] | None = None
    problems: list[ProblemCode] = Field(default_factory=list)
    says: dict[Language, list[str]] = Field(default_factory=dict)
    other: dict[Language, list[str]] = Field(default_factory=dict)


class CoalitionCases(RootModel[list[CoalitionCase]]):
    root: list[CoalitionCase] = Field(min_length=1)


ALL = read_model(CASES, CoalitionCases).root


def _composed(case: CoalitionCase, profile: MakeProfile) -> Composition:
    asker = profile(ASKER_ID, "Vragers", **{"type": "bewoners", "areas": ["gm0556-sluispolder"], **case.asker})
    numbers = {name: number for number, name in enumerate(case.organisations, start=ASKER_ID + 1)}
    directory = [profile(numbers[name], name, **fields) for name, fields in case.organisations.items()]
    wish = {"themes": ["eenzaamheid"], "areas": ["gm0556"], **case.wish}
    rules = dict(case.rules)
    for key in {"must", "must_not"} & rules.keys():
        known = {**numbers, "Vragers": ASKER_ID}
        rules[key] = frozenset(known.get(name, UNKNOWN_ID) for name in rules[key])
    ready: dict[str, Any] = {key: frozenset(value) if isinstance(value, list) else value for key, value in wish.items()}
    return compose(Index.build(directory, areas()), asker, Wish(**ready), Rules(**rules), "seed")


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.case)
def test_coalition(case: CoalitionCase, profile: MakeProfile) -> None:
    found = _composed(case, profile)
    assert sorted(member.name for member in found.team.members) == sorted(case.team)
    assert found.proof == Proof(proven=True, fewest=len(case.team))
    assert sorted(problem.code for problem in found.problems) == sorted(case.problems)
    nearest = {one.cover.requirement.term: {miss.name: miss.why for miss in one.nearest} for one in found.open}
    assert nearest == case.open
    assert {one.cover.requirement.term: one.unwilling for one in found.open if one.unwilling} == case.unwilling
    if case.alternatives is not None:
        teams = [sorted(member.name for member in other.team.members) for other in found.alternatives]
        assert teams == [sorted(names) for names in case.alternatives]
    for language, paragraphs in case.says.items():
        said = proposal(found, language)
        assert [paragraph for paragraph in paragraphs if paragraph not in said] == [], said
    for language, lines in case.other.items():
        assert alternatives(found, language) == lines
    for other in found.alternatives:
        group = found.with_team_of(other)
        assert [one.cover for one in group.open] == [c for c in group.team.covers if c.missing or c.unsure]
        for language in LANGUAGES:
            said = proposal(group, language)
            assert all(member.name in said[0] for member in other.team.members)
            assert (str(found.proof.fewest) in said[1]) == (len(other.team.members) > found.proof.fewest), said
            assert to_svg(group, language).startswith("<svg")


FULL = Composition(
    asker=1,
    asker_name="Vragers",
    team=Team(
        members=(
            Member(2, "Kerk & Co", "levensbeschouwing", 40, must=False),
            Member(3, "Club", "overig", 4, must=True),
        ),
        covers=(
            Cover(Requirement("capacity", "locatie"), (2,), (3,)),
            Cover(Requirement("capacity", "vrijwilligers", 4), (1,), (3,)),
            Cover(Requirement("group", "business"), (), ()),
            Cover(Requirement("lead", ""), (2,), (3,)),
            Cover(Requirement("need", "geld"), (), (2,)),
        ),
        points=44,
    ),
    proof=Proof(proven=True, fewest=2),
    open=(),
    alternatives=(),
    problems=(),
)
FACTS: dict[str, int | str] = {
    "id": 9, "name": "Zaal", "why": "area", "most": 2, "least": 3, "musts": 4, "needed": 5, "there": 1,
}  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_open_or_wrong_is_said_in_short_sentences(language: Language) -> None:
    whys = [why for part in get_args(MissWhy) for why in (get_args(part) or (part,)) if why != "unwilling"]
    nearest = tuple(Miss(9, "Zaal", why) for why in whys)
    covers = [
        Cover(Requirement(kind, term, least), sure, likely)
        for kind, term in zip(get_args(RequirementKind), ("locatie", "business", "", "geld"), strict=True)
        for least, sure, likely in ((1, (), ()), (1, (), (2,)), (3, (2,), ()))
        if kind == "capacity" or (least == 1 and not (kind == "group" and likely))
    ]
    for proof in (Proof(proven=True, fewest=2), Proof(proven=False, fewest=2), Proof(proven=False, fewest=1)):
        found = replace(FULL, open=tuple(Open(cover, nearest[:1], 2) for cover in covers), proof=proof)
        wrong = [Problem(code, FACTS) for code in get_args(ProblemCode) if code != "nobody"]
        wrong.append(Problem("nobody", {"unwilling": 3, "area": 2, "theme": 0, "excluded": 0}))
        said = proposal(replace(found, problems=tuple(wrong)), language)
        assert len(said) == 2 + len(covers) + len(wrong)
        assert not [text for text in said if "{" in text]
        sentences = [part for text in said[1:] for part in re.split(r"(?<=\.) ", text)]
        assert [part for part in sentences if len(part.split()) > MOST_WORDS] == []
    for why in whys:
        assert proposal(replace(FULL, open=(Open(covers[0], (Miss(9, "Zaal", why),), 0),)), language)


def test_a_composition_is_plain_json() -> None:
    assert json.loads(json.dumps(asdict(FULL)))["team"]["covers"][1]["likely"] == [3]


def _drawn(found: Composition, language: Language) -> ET.Element:
    return ET.fromstring(to_svg(found, language))  # noqa: S314  our own text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_shows_every_organisation_and_every_thing_that_is_asked(language: Language) -> None:
    root = _drawn(FULL, language)
    name = "{http://www.w3.org/2000/svg}"
    texts = [text.text for text in root.iter(f"{name}text")]
    assert {"Vragers", "Kerk & Co", "Club"} <= set(texts)
    discs = [disc.get("fill") for disc in root.iter(f"{name}circle")]
    legend = 1
    assert discs.count("#111111") == sum(len(cover.sure) for cover in FULL.team.covers) + legend
    assert discs.count("#ffffff") == sum(len(cover.likely) for cover in FULL.team.covers) + legend
    assert len(texts) == 1 + 3 + len(FULL.team.covers) + 3
    assert root.get("role") == "img"
    described = {one.get("id"): one.text or "" for one in root if one.tag in {f"{name}title", f"{name}desc"}}
    assert set((root.get("aria-labelledby") or "").split()) == described.keys()
    for paragraph in proposal(FULL, language):
        assert paragraph in described["description"]


@pytest.mark.parametrize("count", [0, 8])
def test_everything_stays_within_the_picture(count: int) -> None:
    members = tuple(
        Member(number, "Stichting met een lange naam", "zorg", 1, must=False) for number in range(2, 2 + count)
    )
    team = replace(FULL.team, members=members, covers=FULL.team.covers[2:3])
    root = _drawn(replace(FULL, team=team), "nl")
    width, height = float(root.get("width") or 0), float(root.get("height") or 0)
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        x, y, size = (float(text.get(key) or 0) for key in ("x", "y", "font-size"))
        assert 0 <= x <= x + 0.6 * size * len(text.text or "") <= width
        assert size <= y <= height
