"""Answers of a plan, and what changed in them, as people read them."""

from typing import Any

import pytest

from knowledge import joint
from knowledge.answer_text import differences, text_of
from knowledge.revising import meant

KNOWN = {"own": "De Linde", 7: "De Kade"}
KOKEN = {"name": "Koken", "owner": "own", "start": "2027-06-01", "end": "", "cost": 50_000, "output": "40 keer"}
LINE = "Koken; wie ervoor zorgt: De Linde; begin: 1 juni 2027; kosten: 500 euro; wat het oplevert: 40 keer"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("title", "Samen eten", "Samen eten"),
        ("title", "", ""),
        ("requested", 700_000, "7.000 euro"),
        ("own_in_kind", {"hours": 120, "cents": 0}, "uren: 120; bedrag: 0 euro"),
        ("period_start", "2027-06-01", "1 juni 2027"),
        ("legal_person", "unknown", "weet ik niet"),
        ("partners", [7], "De Kade"),
        ("results", ["a", "b"], "a\nb"),
        (
            "activities",
            [KOKEN],
            LINE,
        ),
    ],
)
def test_an_answer_reads_like_this(name: str, value: Any, told: str) -> None:
    assert text_of(name, value, "nl", KNOWN) == told


def test_what_changed_in_a_list_is_told_by_item_and_field() -> None:
    dearer = {**KOKEN, "cost": 60_000, "owner": 7}
    assert differences("activities", [KOKEN], [dearer], "nl", KNOWN) == [
        "Koken, wie ervoor zorgt: De [- Linde -] [+ Kade +]",
        "Koken, kosten: [- 500 -] [+ 600 +] euro",
    ]
    assert differences("activities", [KOKEN], [], "nl", KNOWN)[0].startswith("[- Koken; ")
    other = {**KOKEN, "name": "Eten", "cost": "", "output": ""}
    assert differences("activities", [KOKEN, other], [other, KOKEN], "nl", KNOWN) == ["Alleen de volgorde is anders."]
    assert differences("activities", [KOKEN], [KOKEN], "nl", KNOWN) == []


def test_every_answer_has_a_text_in_both_languages() -> None:
    for name in (*joint.answers(), *joint.own()):
        assert text_of(name, None, "nl", {}) == ""
        assert text_of(name, [], "en", {}) == ""


PARTS = [("title", ["naam van het plan", "titel"]), ("problem", ["wat er speelt"]), ("own", ["De Kade & Zonen"])]


@pytest.mark.parametrize(
    ("text", "part", "numbers", "readable"),
    [
        ("titel", "title", (), True),
        ("versie 2 van de Titel", "title", (2,), True),
        ("versie 2 en 4", None, (2, 4), True),
        ("de kade & zonen", "own", (), True),
        ("wat er speelt, versie 1 en 3", "problem", (1, 3), True),
        ("titels", None, (), False),
        ("de tuin", None, (), False),
    ],
)
def test_people_name_parts_and_versions_in_their_own_words(
    text: str, part: str | None, numbers: tuple[int, ...], readable: bool
) -> None:
    found = meant(text, PARTS)
    assert (found.part, found.numbers, found.readable) == (part, numbers, readable)
