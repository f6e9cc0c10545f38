"""What texts and past plans bring, in points and in sentences."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import areas
from knowledge.languages import LANGUAGES
from knowledge.matching.history import PastCoalition
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.ranking import Match, rank
from knowledge.matching.reasons import whole_score
from knowledge.matching.weights import weights

MakeProfile = Callable[..., Profile]

COFFEE = "Koffie drinken met ouderen die alleen zijn"
FOOTBALL = "Een voetbaltoernooi voor kinderen"
WISH = Wish(
    themes=frozenset({"eenzaamheid"}),
    areas=frozenset({"gm0556"}),
    text=COFFEE,
    programme="gm0556",
    when=date(2026, 11, 1),
)
ASKER = 1


def _plan(*members: int, **fields: object) -> PastCoalition:
    given: dict[str, object] = {
        "when": date(2026, 1, 1),
        "name": {"nl": "Samen aan tafel", "en": "Around the table"},
        "programme": "gm0556",
        "themes": frozenset({"eenzaamheid"}),
        "areas": frozenset({"gm0556"}),
        "text": COFFEE,
        **fields,
    }
    return PastCoalition(members=frozenset(members), **given)  # type: ignore[arg-type]


def _ranked(
    directory: Sequence[Profile], asker: Profile, wish: Wish = WISH, past: Sequence[PastCoalition] = ()
) -> dict[int, Match]:
    found = rank(Index.build(directory, areas(), past), asker, wish, [], len(directory), "s")
    return {match.profile.id: match for match in found}


def _points(match: Match) -> dict[str, int]:
    return {reason.kind: reason.points for reason in match.reasons}


def test_words_of_the_call_bring_points_and_are_named(profile: MakeProfile) -> None:
    cafe = profile(2, "Cafe", text="Bij ons drinkt een oudere koffie.")
    found = _ranked([cafe, profile(3, "Club", text=FOOTBALL)], profile(ASKER))
    assert _points(found[2])["text"] > 0
    assert "text" not in _points(found[3])
    assert "Zij gebruiken dezelfde woorden als de oproep: koffie" in whole_score(found[2], "nl")
    assert "They use the same words as the call: koffie" in whole_score(found[2], "en")


@pytest.mark.parametrize("text", ["", "   ", "***", "de het een", "12 345", "é" * 5000])
def test_a_text_without_words_is_like_no_other(profile: MakeProfile, text: str) -> None:
    plain, odd = _ranked([profile(2)], profile(ASKER))[2], _ranked([profile(2, text=text)], profile(ASKER))[2]
    assert odd.score == plain.score
    assert _ranked([profile(2, text=COFFEE)], profile(ASKER), replace(WISH, text=text))[2].score == plain.score


def test_a_plan_that_is_like_the_call_speaks_for_its_members(profile: MakeProfile) -> None:
    alike = _plan(2, 9)
    other = _plan(3, 9, text=FOOTBALL, themes=frozenset({"sport"}), programme="gm0363", areas=frozenset({"gm0363"}))
    found = _ranked([profile(2), profile(3), profile(4)], profile(ASKER), past=[alike, other])
    assert found[2].score > found[3].score > found[4].score
    assert "Zij deden eerder mee aan een plan dat hierop lijkt: Samen aan tafel." in whole_score(found[2], "nl")
    assert "They took part in a plan before: Around the table." in whole_score(found[3], "en")


def test_the_plan_that_says_most_is_named(profile: MakeProfile) -> None:
    name = {"nl": "Voetballen", "en": "Football"}
    plans = [_plan(2, text=FOOTBALL, themes=frozenset({"sport"}), name=name), _plan(2)]
    (match,) = _ranked([profile(2)], profile(ASKER), past=plans).values()
    assert "Samen aan tafel" in whole_score(match, "nl")
    assert "Voetballen" not in whole_score(match, "nl")


@pytest.mark.parametrize(
    ("less", "why"),
    [
        ({"text": FOOTBALL}, "another text"),
        ({"themes": frozenset({"sport"})}, "another theme"),
        ({"programme": "gm0363"}, "another programme"),
        ({"areas": frozenset({"gm0363"})}, "elsewhere"),
        ({"when": date(2016, 1, 1)}, "long ago"),
    ],
)
def test_a_plan_says_less(profile: MakeProfile, less: dict[str, object], why: str) -> None:
    others = _plan(8, 9, text=f"{FOOTBALL} en hardlopen")  # so that no word stands in every plan
    index = Index.build([profile(2), profile(3)], areas(), [_plan(2), _plan(3, **less), others])
    evidence = index.ask(profile(ASKER), WISH, weights()).evidence
    assert evidence is not None
    best, worse = (float(evidence.likeness[evidence.best_plan(member)]) for member in (2, 3))
    assert best > worse > 0, why


def test_a_plan_that_tells_nothing_is_as_like_as_the_others_on_average(profile: MakeProfile) -> None:
    silent = _plan(4, text="", themes=frozenset())
    past = [_plan(2), _plan(3, text=FOOTBALL, themes=frozenset({"sport"})), silent]
    index = Index.build([profile(2), profile(3), profile(4)], areas(), past)
    evidence = index.ask(profile(ASKER), WISH, weights()).evidence
    assert evidence is not None
    like, unlike, unknown = (evidence.likeness[evidence.best_plan(member)] for member in (2, 3, 4))
    assert unknown == pytest.approx((like + unlike) / 2)
    assert not evidence.alike[evidence.best_plan(4)]


def test_a_plan_that_was_not_there_yet_says_nothing(profile: MakeProfile) -> None:
    past = [_plan(ASKER, 2, when=WISH.when), _plan(ASKER, 2, when=date(2026, 12, 1))]
    kinds = _points(_ranked([profile(2)], profile(ASKER), past=past)[2])
    assert not kinds.keys() & {"like_plan", "other_plan", "past"}
    undated = replace(WISH, when=None)
    assert _points(_ranked([profile(2)], profile(ASKER), undated, past)[2])["past"] == weights().past


def test_a_plan_with_the_asker_is_working_together(profile: MakeProfile) -> None:
    found = _ranked([profile(2), profile(3)], profile(ASKER), past=[_plan(ASKER, 2), _plan(3, 9)])
    assert _points(found[2])["past"] == weights().past
    assert "past" not in _points(found[3])


def test_working_together_counts_once_however_it_is_known(profile: MakeProfile) -> None:
    asker = profile(ASKER, past_partners=[2])
    (match,) = _ranked([profile(2, past_partners=[ASKER])], asker, past=[_plan(ASKER, 2)] * 3).values()
    assert _points(match)["past"] == weights().past


def test_the_past_never_outweighs_a_met_need() -> None:
    points = weights()
    assert points.plans.most + points.past < points.they_have.worth(1)


def test_a_newcomer_that_fits_goes_before_an_old_hand_that_does_not(profile: MakeProfile) -> None:
    old_hand, newcomer = profile(2), profile(3, new=True, offers=["locatie"])
    past = [_plan(ASKER, 2, 9)] * 50
    found = _ranked([old_hand, newcomer], profile(ASKER, needs=["locatie"]), past=past)
    assert list(found) == [3, 2]


def test_who_told_no_theme_is_suggested_only_with_a_sign_of_the_subject(profile: MakeProfile) -> None:
    by_text, by_past, silent, elsewhere = (
        profile(2, themes=[], text=COFFEE),
        profile(3, themes=[]),
        profile(4, themes=[]),
        profile(5, themes=["sport"], text=COFFEE),
    )
    found = _ranked([by_text, by_past, silent, elsewhere], profile(ASKER), past=[_plan(3, 9)])
    assert set(found) == {2, 3}


WORDS = ["koffie", "ouderen", "voetbal", "kinderen", "samen", "eten", "zaal", "", "de"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)
DAYS = st.dates(date(2020, 1, 1), date(2027, 12, 31))
PLANS = st.builds(
    _plan,
    *[st.integers(1, 6)] * 2,
    when=DAYS,
    programme=st.sampled_from(["gm0556", "gm0363", ""]),
    themes=st.frozensets(st.sampled_from(["eenzaamheid", "sport"])),
    areas=st.frozensets(st.sampled_from(["gm0556", "gm0363", "gm0556-sluispolder"])),
    text=TEXTS,
)


@given(
    st.lists(TEXTS, min_size=1, max_size=5), st.lists(PLANS, max_size=5), TEXTS, st.one_of(st.none(), DAYS), st.data()
)
def test_points_add_up_and_no_order_matters(
    profile: MakeProfile, texts: list[str], past: list[PastCoalition], text: str, when: date | None, data: st.DataObject
) -> None:
    directory = [profile(number, text=one) for number, one in enumerate(texts, start=2)]
    wish = replace(WISH, text=text, when=when)
    found = _ranked(directory, profile(ASKER), wish, past)
    for match in found.values():
        assert sum(reason.points for reason in match.reasons) == match.score
        for language in LANGUAGES:
            assert "{" not in whole_score(match, language)
    shuffled, plans = data.draw(st.permutations(directory)), data.draw(st.permutations(past))
    other = _ranked(shuffled, profile(ASKER), wish, plans)
    assert {number: match.score for number, match in other.items()} == {
        number: match.score for number, match in found.items()
    }
