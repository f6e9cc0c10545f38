"""From answers to the parts of a plan: evidence with its source, activities, and sections that a call asks."""

import pytest

from flows.services import sections
from flows.services.plan_parts import count_in, evidence, people_in
from knowledge.calls import shipped_calls


@pytest.mark.parametrize(
    ("line", "text", "source"),
    [
        ("40 patiënten zijn eenzaam (bron: huisarts)", "40 patiënten zijn eenzaam", "huisarts"),
        ("Het is onveilig. Bron: enquête 2026", "Het is onveilig", "enquête 2026"),
        ("Huisarts: 40 patiënten noemen eenzaamheid", "40 patiënten noemen eenzaamheid", "Huisarts"),
        ("Volgens de GGD, 1 op de 3 is alleen", "Volgens de GGD, 1 op de 3 is alleen", "de GGD"),
        ("Veel mensen zeggen dat", "Veel mensen zeggen dat", ""),
        (
            "Wij horen dit al jaren van onze eigen buren: het is stil",
            "Wij horen dit al jaren van onze eigen buren: het is stil",
            "",
        ),
    ],
)
def test_evidence_is_parted_from_its_source(line: str, text: str, source: str) -> None:
    found = evidence(line)
    assert (found.text, found.source) == (text, source)


def test_a_source_for_all_counts_where_none_is_named() -> None:
    assert evidence("Veel mensen zeggen dat", "eigen ervaring").source == "eigen ervaring"
    assert evidence("Huisarts: veel mensen", "eigen ervaring").source == "Huisarts"


@pytest.mark.parametrize(
    ("output", "count", "people"),
    [
        ("45 keer koken met 20 mensen", 45, 20),
        ("1.200 maaltijden", 1200, None),
        ("een mooi feest", None, None),
        ("10 keer met 20 ouderen en 5 keer met 30 kinderen", 10, None),
        ("12 walks with 10 people", 12, 10),
    ],
)
def test_what_an_activity_delivers_is_counted(output: str, count: int | None, people: int | None) -> None:
    assert count_in(output) == count
    assert people_in(output) == people


def test_a_call_says_limits_and_help_for_single_questions() -> None:
    (call,) = (one for one in shipped_calls() if one.code == "amsterdam-voorbeeld")
    found = sections.particulars(call)
    assert found["summary"]["most"] == 600
    assert set(found["summary"]["help"]) == {"nl", "en"}
    assert "evidence" not in found


def test_parts_that_were_told_stay_asked() -> None:
    told = sections.told({"existing": "Er is een koor.", "sections_told": ["support"]})
    assert told == ["support", "existing"]
