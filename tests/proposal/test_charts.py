"""Pictures of a plan: the same data in the picture and in its table, for who sees it and for who does not."""

import struct
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge.calls import Call
from knowledge.format import date_text, euros, number
from knowledge.proposal.charts import NAMES, Chart, charts, png
from knowledge.proposal.model import Proposal
from knowledge.proposal.parts import Activity, Income, Line, Milestone, Partner
from tests.proposal.drawn import Drawn, contrast, squeezed

LONG = "Stichting voor <b>Ontmoeting</b> & Welzijn {{7*7}} in de wijk Sluispolder-Oost te Maa"


@pytest.fixture
def full(plan: Proposal) -> Proposal:
    """A plan with data for every picture."""
    eating, visits = plan.activities
    return plan.model_copy(
        update={
            "activities": (
                eating.model_copy(update={"reach_n": 40}),
                visits.model_copy(update={"reach_n": 120}),
                Activity(name="Buurtfeest", start=date(2028, 5, 1)),
            ),
            "milestones": (Milestone(text="Eerste maaltijd", day=date(2027, 10, 1), owner="Bakkerij Het Hoekje"),),
            "costs": (
                Line(text="Folders", cents=45_000, kind="material"),
                Line(text="Uren", cents=90_050, kind="staff"),
            ),
        }
    )


def by_name(p: Proposal, call: Call) -> dict[str, Chart]:
    return {chart.name: chart for chart in charts(p, call)}


def test_a_full_plan_has_four_pictures_and_an_empty_one_has_none(full: Proposal, call: Call) -> None:
    assert tuple(by_name(full, call)) == NAMES
    assert charts(Proposal(), call) == ()


@pytest.mark.parametrize(
    ("missing", "left_out"),
    [
        ({"partners": (Partner(name="Alleen ik", state="asks"),)}, "partners"),
        ({"activities": (Activity(name="Eten", reach_n=3),), "milestones": ()}, "planning"),
        ({"activities": (Activity(name="Eten", start=date(2027, 9, 1)),)}, "reach"),
        ({"activities": (Activity(name="Eten", cost_cents=0),), "costs": (), "income": ()}, "money"),
    ],
)
def test_a_picture_without_data_is_left_out(full: Proposal, call: Call, missing: Any, left_out: str) -> None:
    assert left_out not in by_name(full.model_copy(update=missing), call)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_the_table_says_stands_in_the_picture(full: Proposal, call: Call, language: Any) -> None:
    for chart in charts(full.model_copy(update={"language": language}), call):
        seen = Drawn(chart).everything
        assert all(len(row) == len(chart.columns) for row in chart.rows)
        # Days are read from the axis, and who brings something from the column under the name.
        words = [row[0].removeprefix("Mijlpaal: ").removeprefix("Milestone: ") for row in chart.rows]
        if chart.name in {"money", "reach"}:
            words += [row[-1] for row in chart.rows]
        if chart.name == "planning":
            words += [row[1] for row in chart.rows]
        assert [word for word in words if squeezed(word) not in seen] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_data_of_the_plan_stand_in_the_tables(full: Proposal, call: Call, language: Any) -> None:
    plan = full.model_copy(update={"language": language})
    tables = {name: [cell for row in chart.rows for cell in row] for name, chart in by_name(plan, call).items()}
    days = [day for one in plan.activities for day in (one.start, one.end) if day]
    assert {date_text(day, language) for day in [*days, date(2027, 10, 1)]} <= set(tables["planning"])
    assert {one.owner for one in plan.activities if one.owner} <= set(tables["planning"])
    counts = [one.reach_n for one in plan.activities if one.reach_n] + [1200]
    assert {number(count, language) for count in counts} <= set(tables["reach"])
    kinds = [45_000, 90_050, 640_000 + 875_050, plan.cost_cents, 1_200_000, 360_050, plan.income_cents]
    assert {euros(cents, language) for cents in kinds} <= set(tables["money"])
    assert {"Bewonersgroep De Vliet", "Stichting Buurtkracht"} <= set(tables["partners"])


@pytest.mark.parametrize(("language", "alt"), [("nl", "Een schema van 3 partners"), ("en", "A grid of 3 partners")])
def test_each_picture_says_what_it_is(full: Proposal, call: Call, language: Any, alt: str) -> None:
    found = charts(full.model_copy(update={"language": language}), call)
    assert alt in found[0].alt
    identifiers: list[str] = []
    for chart in found:
        root = Drawn(chart).root
        names = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
        identifiers += names
        assert all(name.startswith(f"chart-{chart.name}-") for name in names)
        assert (root.attrib["role"], root.attrib["lang"]) == ("img", language)
        title, description = root.attrib["aria-labelledby"].split()
        told = {element.attrib.get("id"): element.text for element in root}
        assert (told[title], told[description]) == (chart.title, chart.alt)
        assert 20 < len(chart.alt) <= 900
    assert len(set(identifiers)) == len(identifiers)


def test_what_nobody_brings_is_marked(full: Proposal, call: Call) -> None:
    whole = by_name(full, call)["partners"]
    assert "Alles wat de oproep vraagt, is er." in whole.alt
    assert "mist nog" not in Drawn(whole).everything
    without = by_name(full.model_copy(update={"partners": full.partners[:2]}), call)["partners"]
    assert "De oproep vraagt ook: Een ruimte (zaal of keuken). Dat mist nog." in without.alt
    assert ("Een ruimte (zaal of keuken)", "ja", "niemand, dit mist nog") in without.rows
    assert "mistnog" in Drawn(without).everything
    asked = [row[1] for row in without.rows]
    assert asked == sorted(asked, key=("ja", "nee").index)


def test_who_said_no_yes_yet_is_shown_as_such(full: Proposal, call: Call) -> None:
    baker = full.partners[2].model_copy(update={"state": "suggested"})
    gone = Partner(name="Voetbalclub Noord", state="declined", brings=("locatie",))
    chart = by_name(full.model_copy(update={"partners": (*full.partners[:2], baker, gone)}), call)["partners"]
    assert ("Een ruimte (zaal of keuken)", "ja", "Bakkerij Het Hoekje (nog geen ja)") in chart.rows
    assert "Alles wat de oproep vraagt, is er als iedereen ja zegt." in chart.alt
    fills = [element.attrib["fill"] for element in Drawn(chart).root.iter("{http://www.w3.org/2000/svg}circle")]
    assert fills.count("#ffffff") == 2  # in the grid, and where it says what an open ring means
    assert "Voetbalclub" not in chart.svg + str(chart.rows)


def test_a_call_may_ask_several_partners_for_the_same(full: Proposal, call: Call) -> None:
    call = call.model_copy(update={"several": {"vrijwilligers": 2}})
    chart = by_name(full, call)["partners"]
    assert ("Vrijwilligers", "ja", "Bewonersgroep De Vliet; nog 1 nodig") in chart.rows
    assert "nog1nodig" in Drawn(chart).everything


@pytest.mark.parametrize(
    ("requested", "language", "says", "last"),
    [
        (1_000_000, "nl", "Verschil: er ontbreekt nog 2.900,50 euro.", ("Verschil", "ontbreekt nog", "2.900,50 euro")),
        (2_000_000, "en", "there is EUR 7,099.50 more", ("Difference", "more than the costs", "EUR 7,099.50")),
        (1_290_050, "nl", "zijn gelijk", ("Verschil", "kosten en geld zijn gelijk", "0 euro")),
    ],
)
def test_the_difference_between_costs_and_money_is_named(
    full: Proposal, call: Call, requested: int, language: Any, says: str, last: tuple[str, ...]
) -> None:
    income = (Income(kind="requested", cents=requested), full.income[1])
    chart = by_name(full.model_copy(update={"income": income, "language": language}), call)["money"]
    assert says in chart.alt
    assert chart.rows[-1] == last
    assert squeezed(last[0]) in Drawn(chart).everything


def test_a_bar_is_as_long_as_its_amount(full: Proposal, call: Call) -> None:
    costs = (Line(text="Uren", cents=30_000, kind="staff"), Line(text="Zaal", cents=10_000, kind="room"))
    plan = full.model_copy(update={"activities": (), "costs": costs, "income": (Income(kind="fund", cents=20_000),)})
    chart = by_name(plan, call)["money"]
    widths = [place.right - place.left for place in Drawn(chart).places("rect")]
    # together, 300 and 100 euro; the money together with what is missing behind it, 200 euro; the difference
    assert widths == [440, 330, 110, 220, 220, 220, 220]


def test_days_that_are_not_known_are_said(full: Proposal, call: Call) -> None:
    activities = (
        Activity(name="Alleen begin", start=date(2027, 10, 1)),
        Activity(name="Alleen einde", end=date(2027, 10, 1)),
        Activity(name="Niets"),
        Activity(name="Omgekeerd", start=date(2028, 2, 1), end=date(2028, 1, 1)),
    )
    chart = by_name(full.model_copy(update={"activities": activities}), call)["planning"]
    seen = Drawn(chart).everything
    for words in ("einde nog niet bekend", "begin nog niet bekend", "nog geen datum", "het einde ligt voor het begin"):
        assert seen.count(squeezed(words)) == 1
    assert "1 daarvan zonder datum." in chart.alt
    assert ("Niets", "nog niemand", "", "") in chart.rows


def test_a_long_name_is_shortened_and_stands_whole_in_the_table(full: Proposal, call: Call) -> None:
    partners = tuple(Partner(name=f"{n} {LONG}"[:80], state="accepted", brings=("locatie",)) for n in range(5))
    plan = full.model_copy(update={"partners": partners})
    chart = by_name(plan, call)["partners"]
    for partner in partners:
        assert partner.name in chart.rows[1][2]
        assert squeezed(partner.name) in Drawn(chart).everything
    assert "…" in chart.svg
    assert "&lt;b&gt;Ontmoeting&lt;/b&gt; &amp;" in chart.svg
    assert "{{7*7}}" in chart.svg


def test_text_can_be_read_on_white_and_nothing_needs_colour(full: Proposal, call: Call) -> None:
    for chart in charts(full, call):
        drawn = Drawn(chart)
        assert min(contrast(line.fill, "#ffffff") for line in drawn.lines) >= 4.5
        for element in drawn.root.iter():
            for name in ("fill", "stroke"):
                colour = element.attrib.get(name, "#000000")
                if colour.startswith("#"):
                    assert colour[1:3] == colour[3:5] == colour[5:7]


def size_of(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


@pytest.mark.parametrize("width", [320, 1200])
def test_a_png_has_the_shape_of_the_picture(full: Proposal, call: Call, width: int) -> None:
    for chart in charts(full, call):
        drawn, (wide, high) = Drawn(chart), size_of(png(chart, width))
        assert wide == width
        assert abs(high - drawn.height * width / drawn.width) <= 1


def test_a_png_shows_text_and_leaves_out_emoji(full: Proposal, call: Call) -> None:
    def chart(name: str) -> Chart:
        own = full.partners[0].model_copy(update={"name": name})
        return by_name(full.model_copy(update={"partners": (own,)}), call)["partners"]

    assert png(chart("Buurthuis"), 480) != png(chart("Moestuin"), 480)
    assert "Zon☀️" in chart("Zon☀️").svg
    # The line beside a name begins where the name ends, so only the name itself can be compared.
    shown = chart("Zon☀️")
    assert png(shown, 480) == png(replace(shown, svg=shown.svg.replace("☀️", "")), 480)
