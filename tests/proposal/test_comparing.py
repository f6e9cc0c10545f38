"""What changed is told word by word, so that it can be read without colours, and nothing is lost on the way."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.proposal.comparing import Difference, html, items, marked, words

SENTENCES = st.lists(
    st.sampled_from(["Elke", "week", "maand", "koken", "wij", ".", ",", "\n\n", "  ", "buur's", "<b>", "&", "[+", "3"]),
    max_size=30,
).map(" ".join)


@settings(deadline=None)
@given(SENTENCES | st.text(max_size=60), SENTENCES | st.text(max_size=60))
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    pieces = words(before, after)
    assert "".join(text for kind, text in pieces if kind != "added") == before
    assert "".join(text for kind, text in pieces if kind != "removed") == after
    assert all(text for _, text in pieces)
    assert all(one[0] != other[0] for one, other in pairwise(pieces))
    assert {kind for kind, _ in pieces} <= {"same"} or before != after


@settings(deadline=None)
@given(SENTENCES, SENTENCES)
def test_all_words_that_came_or_went_stand_between_signs(before: str, after: str) -> None:
    pieces = words(before, after)
    told = marked(pieces, around=None)
    for sign, kind in (("+", "added"), ("-", "removed")):
        for text in (text.strip() for one, text in pieces if one == kind):
            assert not text or f"[{sign} {text} {sign}]" in told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("Elke week koken.", "Elke maand koken.", "Elke [- week -] [+ maand +] koken."),
        ("", "Samen eten", "[+ Samen eten +]"),
        ("Samen eten", "", "[- Samen eten -]"),
        ("Samen eten", "Samen eten", "Samen eten"),
        ("Wij koken.", "Wij koken en eten.", "Wij koken [+ en eten +]."),
        ("een twee drie", "vier vijf drie", "[- een twee -] [+ vier vijf +] drie"),
    ],
)
def test_it_reads_like_this(before: str, after: str, told: str) -> None:
    assert marked(words(before, after)) == told


def test_what_stays_is_shortened_to_the_words_around_a_change() -> None:
    long = " ".join(f"w{number}" for number in range(60))
    told = marked(words(f"begin {long} einde", f"start {long} slot"))
    assert told.startswith("[- begin -] [+ start +] w0")
    assert told.endswith("[- einde -] [+ slot +]")
    assert "…" in told
    assert "w7 …" in told
    assert "w8" not in told
    assert "… w52" in told
    assert marked(words(f"begin {long}", f"start {long}"), around=None).endswith(long)


def test_html_has_the_signs_too_and_no_markup_of_people() -> None:
    told = html(words("Eten & <b>koken</b>", "Eten & <i>koken</i>"))
    assert "<b>" not in told
    assert "<i>" not in told
    assert re.search(r"<del>\[- .* -\]</del>", told)
    assert re.search(r"<ins>\[\+ .* \+\]</ins>", told)
    assert re.sub(r"<(del|ins)>.*?</\1>", "", told).startswith("Eten &amp; &lt;")


KOKEN = {"name": "Koken", "owner": "De Kade", "cost_cents": 500}


def test_items_are_told_by_item_and_field() -> None:
    cheaper, eten = {**KOKEN, "cost_cents": 300}, {"name": "Eten", "owner": "", "cost_cents": None}
    assert items([KOKEN], [cheaper], "name") == [Difference("changed", KOKEN, cheaper, ("cost_cents",))]
    assert items([KOKEN], [KOKEN, eten], "name") == [Difference("added", {}, eten, ("name",))]
    assert items([KOKEN, eten], [eten], "name") == [Difference("removed", KOKEN, {}, ("name", "owner", "cost_cents"))]
    assert items([KOKEN, eten], [eten, KOKEN], "name") == []


def test_an_item_with_another_name_is_the_same_item_when_the_rest_says_the_same() -> None:
    renamed = {**KOKEN, "name": "Samen koken"}
    assert items([KOKEN], [renamed], "name") == [Difference("changed", KOKEN, renamed, ("name",))]
    other = {"name": "Wandelen", "owner": "De Vliet", "cost_cents": 100}
    assert [one.kind for one in items([KOKEN], [other], "name")] == ["added", "removed"]


NAMED = st.tuples(st.sampled_from("abc"), st.sampled_from(["", "x", "y"]))
ITEMS = st.lists(NAMED.map(lambda one: {"name": one[0], "owner": one[1]}), max_size=5)


@settings(deadline=None)
@given(ITEMS, ITEMS)
def test_every_item_is_paired_once_or_told(before: list[dict[str, str]], after: list[dict[str, str]]) -> None:
    found = items(before, after, "name")
    came = sum(one.kind == "added" for one in found)
    went = sum(one.kind == "removed" for one in found)
    assert len(before) - went == len(after) - came
    assert bool(found) == (sorted(map(repr, before)) != sorted(map(repr, after)))
