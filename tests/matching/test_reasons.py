"""Sentences that people read."""

import re
from collections.abc import Callable, Iterator
from typing import get_args

import pytest

from knowledge.areas import areas
from knowledge.languages import LANGUAGES, Language
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Facts, Kind, Reason
from knowledge.matching.ranking import Match, rank
from knowledge.matching.reasons import gap_sentences, sentences, whole_score
from knowledge.matching.team import Gap, Need
from knowledge.matching.weights import priors, weights
from knowledge.vocabulary import Facet, vocabulary

MakeProfile = Callable[..., Profile]

FULL_WISH = Wish(
    themes=frozenset({"eenzaamheid", "meedoen"}),
    areas=frozenset({"gm0556"}),
    capacities=frozenset({"vervoer"}),
    partner_groups=frozenset({"organisation"}),
    lead_must_be_legal=True,
)
MOST_WORDS = 15


def _kinds(annotation: object) -> Iterator[str]:
    for part in get_args(annotation):
        if isinstance(part, str):
            yield part
        else:
            yield from _kinds(part)


@pytest.fixture
def match(profile: MakeProfile) -> Match:
    asker = profile(
        1,
        type="bewoners",
        areas=["gm0556-sluispolder"],
        offers=["vrijwilligers"],
        needs=["locatie", "geld"],
        target_groups=["ouderen"],
    )
    church = profile(
        2,
        "De Kerk",
        type="levensbeschouwing",
        themes=["eenzaamheid", "meedoen"],
        areas=["gm0556-sluispolder"],
        offers=["locatie", "geld", "vervoer"],
        needs=["vrijwilligers"],
        target_groups=["ouderen"],
        legal_person=True,
        new=True,
        small=True,
        past_partners=[1],
        inferred={"offer": ["geld"]},
    )
    return rank(Index.build([church], areas()), asker, FULL_WISH, [], 1, "s")[0]


def test_the_strongest_reasons_come_first_and_are_few(match: Match) -> None:
    assert sentences(match, "nl") == [
        "Zij hebben een ruimte. U zoekt een ruimte.",
        "Zij zoeken vrijwilligers. U hebt vrijwilligers.",
        "De oproep vraagt om vervoer. Dat hebben zij.",
        "De oproep vraagt ook om een maatschappelijke organisatie. Dat zijn zij.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_score_adds_up_for_who_reads_it(match: Match, language: Language) -> None:
    text = whole_score(match, language)
    parts = [int(points) for points in re.findall(r"^- (\d+) p\w+:", text, re.MULTILINE)]
    total = re.search(r"^(?:Samen|Together): (\d+) p\w+\.$", text, re.MULTILINE)
    assert total is not None
    assert sum(parts) == int(total[1]) == match.score
    assert len(parts) == len(match.reasons)


def test_the_whole_score_says_what_was_not_counted(profile: MakeProfile) -> None:
    poor = rank(Index.build([profile(2, "Kaal", offers=["geld"])], areas()), profile(1), FULL_WISH, [], 1, "s")[0]
    text = whole_score(poor, "nl")
    assert "Geen punten voor:\n- wat zij hebben en u zoekt\n" in text
    assert "- hoe dichtbij zij werken" not in text  # they work in the same city, which brings points
    assert "Niet geteld: hoe goed zij hun werk doen" in text
    assert "U kiest zelf." in text


def test_likely_is_explained_only_where_it_is_said(match: Match, profile: MakeProfile) -> None:
    sure = rank(Index.build([profile(2)], areas()), profile(1), FULL_WISH, [], 1, "s")[0]
    assert "Waarschijnlijk betekent" in whole_score(match, "nl")
    assert "aarschijnlijk" not in whole_score(sure, "nl")
    assert "robably" not in whole_score(sure, "en")


def test_one_point_is_singular(profile: MakeProfile) -> None:
    tiny = Match(profile(2, "Klein"), 1, (Reason("small", 1, {}),))
    assert "- 1 punt: Zij zijn een kleine organisatie." in whole_score(tiny, "nl")
    assert "Together: 1 point." in whole_score(tiny, "en")


def test_a_long_list_of_terms_is_cut_off_in_short_and_whole_in_full(profile: MakeProfile) -> None:
    terms = ("geld", "locatie", "materiaal", "vervoer")
    found = Match(profile(2), 9, (Reason("they_have", 9, Facts(facet="offer", terms=terms, inferred=False)),))
    assert sentences(found, "nl") == ["Zij hebben geld, een ruimte, spullen en meer. Dat zoekt u."]
    assert "geld, een ruimte, spullen en vervoer." in whole_score(found, "nl")


FACETS_IN_REASONS: list[tuple[str, Facet, Kind]] = [
    ("offer", "capacity", "they_have"),
    ("theme", "theme", "shared_theme"),
    ("target_group", "target_group", "shared_group"),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("facet", "words", "kind"), FACETS_IN_REASONS)
def test_every_term_reads_well_within_a_sentence(
    profile: MakeProfile, facet: str, words: Facet, kind: Kind, language: Language
) -> None:
    for term in vocabulary().terms(words):
        facts = Facts(facet=facet, terms=(term.id,), inferred=True)
        (text,) = sentences(Match(profile(2), 5, (Reason(kind, 5, facts),)), language)
        first, *later = text.split(" ")
        assert first[0].isupper()
        assert not [word for word in later if word[0].isupper() and word not in {"Dat", "You", "LGBTI+"}], text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("inferred", [False, True])
@pytest.mark.parametrize("kind", sorted(_kinds(Kind)))
def test_every_kind_of_reason_is_a_short_sentence(
    profile: MakeProfile, kind: Kind, inferred: bool, language: Language
) -> None:
    facts = Facts(
        facet="offer",
        terms=("locatie",),
        inferred=inferred,
        area="gm0556-sluispolder",
        place="Sluispolder",
        group="organisation",
        type="zorg",
    )
    (text,) = sentences(Match(profile(2), 5, (Reason(kind, 5, facts),)), language)
    assert "{" not in text
    assert all(len(part.split()) <= MOST_WORDS for part in re.split(r"(?<=\.) ", text)), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_gap_of_everything_is_said_in_short_sentences(language: Language) -> None:
    everything = Gap(
        ("geld",), ("vervoer",), (Need("De Kerk", own=False, capacities=("locatie",)),), ("business", "residents"), None
    )
    said = gap_sentences(everything, language)
    assert len(said) == 5
    assert not everything.closed
    parts = [part for text in said for part in re.split(r"(?<=\.) ", text)]
    assert all(len(part.split()) <= MOST_WORDS for part in parts), parts


def test_a_gap_that_is_closed_says_so() -> None:
    nothing = Gap((), (), (), (), lead_partner=True)
    assert nothing.closed
    assert gap_sentences(nothing, "en") == ["According to our data you have what the call asks for."]


def test_estimates_name_known_types_and_capacities() -> None:
    types = {term.id for term in vocabulary().terms("organisation_type")}
    capacities = {term.id for term in vocabulary().terms("capacity")}
    assert set(priors().root) <= types
    assert frozenset().union(*priors().root.values()) <= capacities


def test_a_met_need_outweighs_any_similarity() -> None:
    points = weights()
    similar = points.shared_theme.worth(16)
    assert points.they_have.worth(1) > similar + points.near_same - points.near_overlap
    assert points.unconfirmed_worth(points.they_have, 0, 1) > points.guess.worth(14)
    assert points.past < points.they_have.worth(1) / 2
