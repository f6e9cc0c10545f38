"""An index that was brought up to date answers as one that was built anew, and the one before it stays as it was."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.areas import areas
from knowledge.matching import index as module
from knowledge.matching.index import Index
from knowledge.matching.profile import Profile, Wish
from knowledge.matching.question import Question
from knowledge.matching.ranking import barriers, best, eligible, points_of
from knowledge.matching.reasons import sentences, whole_score
from knowledge.matching.weights import weights

MakeProfile = Callable[..., Profile]
DAY = date(2026, 11, 1)
WISH = Wish(
    themes=frozenset({"eenzaamheid", "sport"}),
    areas=frozenset({"gm0556"}),
    capacities=frozenset({"geld"}),
    text="Koffie drinken met ouderen in de zaal",
    when=DAY,
)
WORDS = ["koffie", "ouderen", "zaal", "voetbal", "muziek", "", "zalen koffie koffie"]
SOME_AREAS = ["gm0556", "gm0556-sluispolder", "gm0556-kapelpolder", "gm0363"]


def _some(terms: Sequence[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(terms), max_size=2, unique=True)


@st.composite
def _organisation(draw: st.DrawFn, profile: MakeProfile, number: int) -> Profile:
    offers = draw(_some(["geld", "locatie", "vervoer"]))
    return profile(
        number,
        f"Club {draw(st.sampled_from(WORDS))}",
        type=draw(st.sampled_from(["welzijn", "zorg", "bewoners"])),
        areas=draw(_some(SOME_AREAS)),
        themes=draw(_some(["eenzaamheid", "sport", "wonen"])),
        offers=offers,
        needs=draw(_some(["vrijwilligers", "materiaal"])),
        inferred={"offer": offers[:1]} if draw(st.booleans()) else {},
        willing=draw(st.sampled_from([True, True, False])),
        text=draw(st.sampled_from(WORDS)),
        past_partners=draw(st.lists(st.integers(0, 5), max_size=1)),
        confirmed=draw(st.sampled_from([None, date(2026, 9, 1), date(2024, 3, 1)])),
    )


Step = tuple[list[Profile], list[int]]


@st.composite
def _steps(draw: st.DrawFn, profile: MakeProfile) -> list[Step]:
    """Changes one after the other: who comes or is changed, and who goes."""
    steps: list[Step] = []
    for _ in range(draw(st.integers(1, 6))):
        numbers = draw(st.lists(st.integers(1, 7), max_size=3, unique=True))
        coming = [draw(_organisation(profile, number)) for number in numbers]
        going = draw(st.lists(st.integers(1, 8), max_size=2, unique=True))
        steps.append((coming, [number for number in going if number not in numbers]))
    return steps


def _answers(index: Index, question: Question) -> object:
    rows = index.roll.rows()
    rows = rows[index.ids[rows].argsort()]
    ids = index.ids[rows].tolist()
    return (
        ids,
        dict(zip(ids, points_of(index, question, rows).tolist(), strict=True)),
        {why: dict(zip(ids, kept.tolist(), strict=True)) for why, kept in barriers(index, question, rows, [3]).items()},
        sorted(index.ids[eligible(index, question, [3])].tolist()),
        best(index, question, (), 10, "s"),
        [index.outline(row, question) for row in rows.tolist()],
    )


@pytest.mark.parametrize("tidy", [False, True], ids=["as it grows", "in order each time"])
@settings(deadline=None, max_examples=40)
@given(st.data())
def test_after_any_changes_an_index_answers_as_one_built_anew(
    profile: MakeProfile, tidy: bool, data: st.DataObject
) -> None:
    asker = profile(0, needs=["geld", "locatie"], offers=["vrijwilligers"], past_partners=[4], areas=SOME_AREAS[1:2])
    known: dict[int, Profile] = {}
    index = Index(areas(), lambda ids: {number: known[number] for number in ids if number in known})
    before: list[tuple[Index, object]] = []
    for coming, going in data.draw(_steps(profile)):
        known = {number: one for number, one in known.items() if number not in going} | {one.id: one for one in coming}
        index = index.changed(coming, going)
        index = index.in_order() if tidy else index
        anew = Index.build(known.values(), areas())
        told = _answers(index, index.ask(asker, WISH, weights()))
        assert told == _answers(anew, anew.ask(asker, WISH, weights()))
        held = replace(index, lookup=anew.lookup)
        assert all(_answers(old, old.ask(asker, WISH, weights())) == then for old, then in before)
        before.append((held, told))


def test_two_that_go_on_from_the_same_index_do_not_disturb_each_other(profile: MakeProfile) -> None:
    first = Index.build([profile(1), profile(2)], areas())
    one, other = first.changed([profile(3, offers=["geld"])]), first.changed([profile(4, areas=["gm0363"])], [1])
    ids = [index.ids[index.roll.rows()].tolist() for index in (first, one, other)]
    assert ids == [[1, 2], [1, 2, 3], [2, 4]]
    question = first.ask(profile(0, needs=["geld"]), WISH, weights())
    (row,) = other.rows_of([4])
    assert other.outline(row, question).offers == frozenset()


def test_many_changes_put_the_rows_in_order_again(profile: MakeProfile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 4)
    index = Index.build([profile(number) for number in range(1, 41)], areas())
    for number in range(1, 41):
        index = index.changed([profile(number, small=True)])
    assert len(index) == 40
    assert len(index.roll) < 80
    assert sorted(index.ids[index.rows_of([7, 40])].tolist()) == [7, 40]


def test_what_was_confirmed_long_ago_counts_as_not_confirmed(profile: MakeProfile) -> None:
    fresh, stale = (
        profile(number, offers=["geld"], confirmed=day)
        for number, day in ((2, date(2026, 10, 1)), (3, date(2024, 3, 1)))
    )
    never = profile(4, offers=["geld"])
    index = Index.build([fresh, stale, never], areas())
    question = index.ask(profile(1, needs=["geld"]), WISH, weights())
    found = {match.profile.id: match for match in best(index, question, (), 9, "s")}
    assert found[2].score == found[4].score
    gives = {number: {reason.kind: reason for reason in match.reasons} for number, match in found.items()}
    met = weights().they_have.worth(1)
    assert (gives[2]["they_have"].points, gives[3]["they_have"].points) == (met, weights().unsure(met))
    assert gives[3]["they_have"].values["inferred"]
    sentence = "Deze gegevens zijn voor het laatst bevestigd op 1 maart 2024. Vraag na of ze nog kloppen."
    assert [number for number, match in found.items() if sentence in sentences(match, "nl")] == [3]
    assert [number for number, match in found.items() if sentence in whole_score(match, "nl")] == [3]
    assert "These data were last confirmed on 1 March 2024." in whole_score(found[3], "en")
    undated = index.ask(profile(1, needs=["geld"]), replace(WISH, when=None), weights())
    assert len({match.score for match in best(index, undated, (), 9, "s")}) == 1


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 1), date(2025, 11, 1)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2026, 1, 31), date(2025, 1, 31)),
    ],
)
def test_a_year_is_the_same_day_of_the_year_before(day: date, first: date) -> None:
    assert weights().model_copy(update={"stale_months": 12}).fresh_since(day) == first
