"""What holds for any directory, any asker and any call."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import areas
from knowledge.matching.fairness import Fairness
from knowledge.matching.index import Index
from knowledge.matching.mixing import fill, mixed
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import Match, rank
from knowledge.matching.team import gap
from knowledge.vocabulary import vocabulary

AREAS = tuple(area.id for area in areas().all())
TYPES = tuple(term.id for term in vocabulary().terms("organisation_type"))
FACETS = ("theme", "target_group", "offer", "need", "area")


def _some(terms: Sequence[str], most: int = 4) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(terms), max_size=most)


THEMES = _some([term.id for term in vocabulary().terms("theme")][:5])
GROUPS = _some([term.id for term in vocabulary().terms("target_group")][:5])
CAPACITIES = _some([term.id for term in vocabulary().terms("capacity")], most=8)
PLACES = _some([*[area for area in AREAS if area.startswith("gm0556")][:12], "gm0363"], most=3)


@st.composite
def profiles(draw: st.DrawFn, number: int = 0) -> Profile:
    plain = Profile(
        id=number,
        name=f"Organisatie {number}",
        type=draw(st.sampled_from(TYPES)),
        areas=draw(PLACES),
        themes=draw(THEMES),
        target_groups=draw(GROUPS),
        offers=draw(CAPACITIES),
        needs=draw(CAPACITIES),
        legal_person=draw(st.sampled_from([None, True, False])),
        willing=draw(st.sampled_from([True, True, False])),
        small=draw(st.booleans()),
        new=draw(st.booleans()),
        past_partners=draw(st.frozensets(st.integers(0, 6), max_size=2)),
    )
    pairs = sorted((facet, term) for facet in FACETS for term in plain.terms(facet))
    inferred = draw(st.frozensets(st.sampled_from(pairs))) if pairs else frozenset()
    return replace(plain, inferred=inferred)


@st.composite
def directories(draw: st.DrawFn) -> list[Profile]:
    return [draw(profiles(number)) for number in range(1, draw(st.integers(1, 6)) + 1)]


WISHES = st.builds(
    Wish,
    themes=THEMES,
    areas=PLACES,
    capacities=CAPACITIES,
    partner_groups=_some(["residents", "organisation", "business"]),
    lead_must_be_legal=st.booleans(),
    lead_excluded_types=_some(TYPES, most=2),
)
ASKERS = profiles(0)


def _ranked(directory: Sequence[Profile], asker: Profile, wish: Wish, seed: str = "s") -> list[Match]:
    return rank(Index.build(directory, areas()), asker, wish, [], len(directory), seed)


def _scores(matches: Sequence[Match]) -> dict[int, int]:
    return {match.profile.id: match.score for match in matches}


@given(directories(), ASKERS, WISHES)
def test_parts_add_up_to_the_score_most_points_first(directory: list[Profile], asker: Profile, wish: Wish) -> None:
    for match in _ranked(directory, asker, wish):
        points = [reason.points for reason in match.reasons]
        assert sum(points) == match.score
        assert points == sorted(points, reverse=True)
        assert min(points) > 0


@given(directories(), ASKERS, WISHES)
def test_exactly_the_eligible_are_suggested(directory: list[Profile], asker: Profile, wish: Wish) -> None:
    tree = areas()
    themes, places = asker.themes | wish.themes, wish.areas or asker.areas
    suggested = {match.profile.id: match for match in _ranked(directory, asker, wish)}
    for profile in directory:
        eligible = (
            profile.willing
            and (not themes or bool(profile.themes & themes))
            and (not places or any(tree.overlap(own, place) for own in profile.areas for place in places))
        )
        assert profile.id not in suggested or eligible
        if eligible and themes:  # a theme in common is a reason, so that who is eligible is suggested
            assert profile.id in suggested


@given(directories(), ASKERS, WISHES, st.data())
def test_the_order_of_the_directory_makes_no_difference(
    directory: list[Profile], asker: Profile, wish: Wish, data: st.DataObject
) -> None:
    other = data.draw(st.permutations(directory))
    assert _ranked(directory, asker, wish) == _ranked(other, asker, wish)


@given(directories(), ASKERS, WISHES, st.text(max_size=5), st.integers(0, 6))
def test_a_seed_changes_only_the_order_among_equals(
    directory: list[Profile], asker: Profile, wish: Wish, seed: str, limit: int
) -> None:
    index = Index.build(directory, areas())
    full = rank(index, asker, wish, [], len(directory), seed)
    assert [match.score for match in full] == sorted((match.score for match in full), reverse=True)
    assert _scores(full) == _scores(_ranked(directory, asker, wish, seed="other"))
    assert rank(index, asker, wish, [], limit, seed) == full[:limit]


@given(directories(), ASKERS, WISHES, st.data())
def test_a_confirmation_never_lowers_a_score(
    directory: list[Profile], asker: Profile, wish: Wish, data: st.DataObject
) -> None:
    chosen = data.draw(st.sampled_from(directory))
    if not chosen.inferred:
        return
    pair = data.draw(st.sampled_from(sorted(chosen.inferred)))
    confirmed = replace(chosen, inferred=chosen.inferred - {pair})
    before = _scores(_ranked([chosen], asker, wish))
    after = _scores(_ranked([confirmed], asker, wish))
    assert before.keys() == after.keys()
    assert all(after[number] >= before[number] for number in before)


@given(profiles(1), ASKERS, WISHES)
def test_offering_more_never_lowers_a_score(candidate: Profile, asker: Profile, wish: Wish) -> None:
    more = asker.needs - candidate.offers
    if not candidate.offers:  # who told nothing gets an estimate, which what it tells replaces
        return
    before = _scores(_ranked([candidate], asker, wish))
    after = _scores(_ranked([replace(candidate, offers=candidate.offers | more)], asker, wish))
    assert all(after[number] >= before[number] for number in before)


@given(directories(), ASKERS, WISHES, st.frozensets(st.integers(-3, 9)))
def test_excluded_organisations_are_left_out_and_nothing_else_changes(
    directory: list[Profile], asker: Profile, wish: Wish, exclude: frozenset[int]
) -> None:
    index = Index.build(directory, areas())
    everyone = rank(index, asker, wish, [], len(directory), "s")
    assert rank(index, asker, wish, exclude, len(directory), "s") == [
        match for match in everyone if match.profile.id not in exclude
    ]


@given(directories(), ASKERS, WISHES)
def test_nothing_counts_twice(directory: list[Profile], asker: Profile, wish: Wish) -> None:
    """A call that repeats what the asker has, seeks or works on adds no points."""
    plain = replace(wish, capacities=frozenset(), themes=frozenset())
    repeating = replace(plain, capacities=asker.needs | asker.offers, themes=asker.themes)
    assert _scores(_ranked(directory, asker, repeating)) == _scores(_ranked(directory, asker, plain))


@given(directories(), ASKERS, WISHES, st.sets(st.integers(1, 6), max_size=2), st.text(max_size=3))
def test_a_mix_holds_everyone_once_with_the_plain_score(
    directory: list[Profile], asker: Profile, wish: Wish, numbers: set[int], seed: str
) -> None:
    chosen = [profile for profile in directory if profile.id in numbers]
    index = Index.build(directory, areas())
    found = mixed(index, asker, wish, len(directory), Fairness(seed), chosen)
    plain = rank(index, asker, wish, numbers, len(directory), seed)
    assert sorted(found, key=lambda match: match.profile.id) == sorted(plain, key=lambda match: match.profile.id)
    assert found == mixed(index, asker, wish, len(directory), Fairness(seed), chosen)
    for limit in range(len(directory)):
        assert mixed(index, asker, wish, limit, Fairness(seed), chosen) == found[:limit]
    if not chosen:
        assert found[:1] == plain[:1]


@given(directories(), ASKERS, WISHES, st.sets(st.integers(1, 6), min_size=1, max_size=2))
def test_who_fills_a_gap_makes_it_smaller_or_may(
    directory: list[Profile], asker: Profile, wish: Wish, numbers: set[int]
) -> None:
    chosen = [profile for profile in directory if profile.id in numbers]
    if not chosen:
        return
    before = gap(chosen, asker, wish)
    filled = fill(Index.build(directory, areas()), asker, wish, 1, Fairness("s"), chosen)
    assert not (before.closed and filled)
    for match in filled:
        after = gap([*chosen, replace(match.profile, needs=frozenset())], asker, wish)
        smaller = (
            len(after.capacities) < len(before.capacities)
            or len(after.sought) < len(before.sought)
            or after.partner_groups != before.partner_groups
            or after.lead_partner != before.lead_partner
        )
        estimated = not match.profile.offers  # it told nothing, so that it may have what is missing
        assert smaller or estimated


@given(directories(), ASKERS, WISHES)
def test_the_first_three_hold_every_group_that_the_call_asks_and_that_exists(
    directory: list[Profile], asker: Profile, wish: Wish
) -> None:
    found = mixed(Index.build(directory, areas()), asker, wish, len(directory), Fairness("s"))

    def missed(some: Sequence[Match]) -> tuple[str, ...]:
        return gap([match.profile for match in some], asker, wish).partner_groups

    assert missed(found[:3]) == missed(found)
