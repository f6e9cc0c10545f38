"""Whatever people fill in, pictures come out well-formed, with everything in its place."""

from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

import knowledge.calls
from knowledge.calls import load_call
from knowledge.proposal.charts import charts, png
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import (
    Activity,
    CostKind,
    Income,
    IncomeKind,
    Line,
    Milestone,
    Partner,
    PartnerRole,
    PartnerState,
    Period,
)
from knowledge.vocabulary import vocabulary
from tests.proposal.drawn import TAGS, Drawn, squeezed

CALL = load_call(Path(knowledge.calls.__file__).parent / "calls" / "maassluis-betrokken-stad.yml")
CAPACITIES = [term.id for term in vocabulary().terms("capacity")]

words = st.one_of(
    st.text(max_size=90),
    st.text("abc <b>&{{7*7}}\"'/\n\t", max_size=90),
    st.sampled_from(
        ["", "W" * 80, "]]>", "<script>alert(1)</script>", "👩‍👩‍👧 familie", "a\u0301" * 40, "\u202eomgekeerd"]
    ),
)
people = st.none() | st.integers(0, 10**9)
cents = st.integers(0, 10**13)
days = st.none() | st.dates()


def several(what: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(what, max_size=most).map(tuple)


partners = st.builds(
    Partner,
    name=words,
    role=st.sampled_from(get_args(PartnerRole)),
    state=st.sampled_from(get_args(PartnerState)),
    brings=several(st.sampled_from(CAPACITIES) | st.text(max_size=30), 6),
)
activities = st.builds(
    Activity, name=words, owner=words, start=days, end=days, cost_cents=st.none() | cents, reach_n=people
)
plans = st.builds(
    Proposal,
    language=st.sampled_from(["nl", "en"]),
    partners=several(partners, 7),
    reach_n=people,
    period=st.builds(Period, start=days, end=days),
    activities=several(activities, 6),
    milestones=several(st.builds(Milestone, text=words, day=days, owner=words), 3),
    costs=several(st.builds(Line, text=words, cents=cents, kind=st.sampled_from([*get_args(CostKind), None])), 6),
    income=several(st.builds(Income, text=words, cents=cents, kind=st.sampled_from(get_args(IncomeKind))), 6),
)
LARGE = Proposal(
    partners=tuple(
        Partner(name=f"{n} " + "Organisatie " * 6, state="accepted", brings=tuple(CAPACITIES)) for n in range(5)
    ),
    period=Period(start=date(2027, 6, 1), end=date(2029, 5, 31)),
    reach_n=1,
    activities=tuple(
        Activity(
            name=f"{n} " + "Activiteit " * 7,
            owner="Wie " * 20,
            start=date(2027, 6, 1),
            end=date(2029, 5, 31),
            reach_n=n,
        )
        for n in range(12)
    ),
    milestones=tuple(Milestone(text="Klaar " * 13, day=date(2029, 5, 31)) for _ in range(5)),
    costs=tuple(Line(text=str(n), cents=n, kind=get_args(CostKind)[n % 5]) for n in range(40)),
    income=tuple(Income(kind=kind, cents=10**12) for kind in get_args(IncomeKind)),
)


@settings(max_examples=60, deadline=None)
@given(plans)
@example(LARGE)
@example(LARGE.model_copy(update={"period": Period(start=date.min, end=date.max)}))
def test_everything_is_drawn_within_the_picture_and_nothing_over_something_else(p: Proposal) -> None:
    for chart in charts(p, CALL):
        drawn = Drawn(chart)
        assert set(drawn.tags) <= TAGS
        assert all(len(row) == len(chart.columns) for row in chart.rows)
        assert len(chart.alt) <= 900
        places = [line.place for line in drawn.lines]
        for place in (*places, *drawn.places("rect"), *drawn.places("circle")):
            assert place.left >= 0 <= place.top
            assert place.right <= drawn.width
            assert place.bottom <= drawn.height
        assert not [(one, other) for one, other in combinations(places, 2) if one.meets(other)]


@settings(max_examples=40, deadline=None)
@given(plans)
def test_every_name_is_text_in_the_picture_and_stands_whole_in_the_table(p: Proposal) -> None:
    found = {chart.name: chart for chart in charts(p, CALL)}
    for name, whole in (
        ("partners", [partner.name for partner in p.members]),
        ("planning", [*(one.name for one in p.activities), *(one.text for one in p.milestones)]),
        ("reach", [activity.name for activity in p.activities]),
    ):
        if name in found:
            seen = Drawn(found[name]).everything
            table = squeezed("".join(cell for row in found[name].rows for cell in row))
            assert [one for one in whole if squeezed(one) not in table or squeezed(one) not in seen] == []


@settings(max_examples=15, deadline=None)
@given(plans)
@example(LARGE)
def test_any_picture_can_be_made_into_a_png(p: Proposal) -> None:
    for chart in charts(p, CALL):
        assert png(chart, 320).startswith(b"\x89PNG")
