"""Every answer of a plan is kept with its writer; people see in the chat what changed and put it back."""

import pytest

from flows.services import kept, sharing, versions
from flows.services.context import Context
from flows.services.versions import Frozen
from storage import coalitions, people, revisions
from storage import versions as stored
from tests.bot.test_sharing import PROBLEM, lead, writers
from tests.bot.together import Together

LONGER = f"{PROBLEM} Zij eten alleen."


def said(at: Together, name: str) -> list[tuple[int, object]]:
    def look(context: Context) -> list[tuple[int, object]]:
        found = kept.history(context, coalitions.read(context.session, at.coalition), name)
        return [(one.number, one.value) for one in found]

    found: list[tuple[int, object]] = at.in_turn("anna", look)
    return found


def frozen(at: Together) -> Frozen:
    def freeze(context: Context) -> Frozen:
        return versions.freeze(context, coalitions.read(context.session, at.coalition), at_slots)

    at_slots = at.slots("anna")
    found: Frozen = at.in_turn("anna", freeze)
    assert at.in_turn("anna", freeze) == found
    return found


def test_every_answer_of_the_own_part_is_a_section_of_its_own_from_the_first_turn() -> None:
    at = writers("anna")
    assert said(at, "change") == [(1, "Over twee jaar kennen 100 ouderen iemand die langskomt.")]
    with at.database.transaction() as session:
        found = {one.section: one for one in revisions.sections(session, at.coalition, at.linde)}
        writer = people.person_for(session, "t", "anna", at.now).id
    assert {"own_part.change", "own_part.themes", "own_part.areas"} <= found.keys()
    assert "own_part" not in found
    assert {one.person_id for one in found.values()} == {writer}


def test_a_turn_that_changes_nothing_of_the_plan_writes_nothing() -> None:
    at = writers("anna")
    with at.database.transaction() as session:
        before = revisions.numbers(session, at.coalition)
    at.says("anna", "help", "versies", "stand")
    with at.database.transaction() as session:
        assert revisions.numbers(session, at.coalition) == before


def test_a_change_of_the_own_part_is_written_in_its_turn_and_told_to_colleagues() -> None:
    at = writers("anna", "bea")
    mine, theirs = (f"Over {number} jaar kennen 100 ouderen iemand." for number in ("drie", "vier"))
    at.says("anna", "wijzig doel", mine)
    assert [value for _, value in said(at, "change")][1:] == [mine]

    slots = at.slots("bea")

    def bea_writes(context: Context) -> None:
        found = sharing.sync(context, slots, ())
        seen = {**found.slots[sharing.SEEN], "numbers": {**found.slots[sharing.SEEN]["numbers"], "change": 2}}
        sharing.sync(context, {**slots, sharing.SEEN: seen, "change": theirs}, {"change"})

    at.in_turn("bea", bea_writes)
    assert [value for _, value in said(at, "change")][1:] == [mine, theirs]
    assert "wat er moet veranderen" in at.says("anna", "Samen aan tafel")[0]
    assert at.slots("anna")["change"] == theirs


def test_a_plan_joined_by_a_colleague_asks_them_nothing_of_the_profile() -> None:
    at = writers("anna", "bea")
    assert at.slots("bea").get("change") is None
    assert "change" in at.slots("anna")


def test_versions_are_listed_with_the_organisation_and_never_a_person() -> None:
    at = lead()
    at.says("anna", "Samen aan tafel", PROBLEM)
    told = "\n".join(at.says("kring", "versies"))
    assert "naam van het plan: versie 1" in told
    assert "door De Linde" in told
    assert "1 december 2026 om 10:30" in told
    assert "Anna" not in told


def written_twice() -> Together:
    at = writers("anna")
    at.says("anna", "Samen aan tafel", PROBLEM)
    at.says("anna", "wijzig wat er speelt", LONGER)
    assert [value for _, value in said(at, "problem")] == [PROBLEM, LONGER]
    return at


@pytest.mark.parametrize(
    "words", ["vergelijk wat er speelt", "vergelijk probleem", "vergelijk versie 1 en 2 van probleem"]
)
def test_what_changed_in_a_part_is_readable_without_colour(words: str) -> None:
    at = written_twice()
    told = at.says("anna", words)
    assert "[+ Zij eten alleen. +]" in told[0]
    assert "[-" not in told[0].split("\n")[1]
    assert "Waaruit blijkt dat" in told[-1]


@pytest.mark.parametrize("words", ["herstel probleem", "herstel versie 1 van probleem", "zet probleem terug"])
def test_putting_back_is_a_new_version_and_nothing_is_written_over(words: str) -> None:
    at = written_twice()
    told = at.says("anna", words)
    assert "[- Zij eten alleen. -]" in told[0]
    assert [value for _, value in said(at, "problem")] == [PROBLEM, LONGER, PROBLEM]
    assert at.slots("anna")["problem"] == PROBLEM
    at.says("anna", "herstel probleem")
    assert [value for _, value in said(at, "problem")] == [PROBLEM, LONGER, PROBLEM, LONGER]
    assert "Waaruit blijkt dat" in told[-1]


def test_who_may_not_write_the_plan_cannot_put_anything_back() -> None:
    at = written_twice()
    with at.database.transaction() as session:
        coalitions.put(session, at.coalition, at.kring, "partner", "accepted", at.now)
    at.joins("kring", at.kring)
    assert "[+ Zij eten alleen. +]" in "\n".join(at.says("kring", "vergelijk probleem"))
    assert "mag uw organisatie hier niet" in "\n".join(at.says("kring", "herstel probleem"))
    assert len(said(at, "problem")) == 2


def test_the_lead_partner_does_not_put_back_the_own_part_of_who_asks() -> None:
    at = lead()
    at.says("anna", "wijzig doel", "Over drie jaar kennen 200 ouderen iemand.")
    assert "mag uw organisatie hier niet" in "\n".join(at.says("kring", "herstel doel"))
    assert len(said(at, "change")) == 2


def test_a_colleague_who_was_writing_the_same_is_asked_as_always() -> None:
    at = writers("anna", "bea")
    at.says("anna", "Samen aan tafel", PROBLEM)
    at.says("anna", "wijzig wat er speelt", LONGER)
    at.says("anna", "herstel probleem")
    at.says("bea", "Samen aan tafel")  # What others wrote is filled in, and not asked again.
    assert at.slots("bea")["problem"] == PROBLEM
    other = "Heel iets anders is hier aan de hand."
    at.says("bea", "wijzig wat er speelt")
    at.says("anna", "herstel versie 2 van probleem")
    found = at.says("bea", other)[-1]
    assert other in found
    assert LONGER in found
    assert [value for _, value in said(at, "problem")] == [PROBLEM, LONGER, PROBLEM, LONGER, other, LONGER]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("vergelijk versie 1 en 2", "Die versie is er niet"),
        ("wat is er veranderd sinds versie 7", "Die versie is er niet"),
        ("vergelijk versie 1 en 9 van probleem", "Die versie is er niet"),
        ("vergelijk titel", "maar één versie"),
        ("herstel titel", "geen andere versie"),
        ("herstel versie 2", "Welk onderdeel"),
        ("herstel de tuin", "Ik ken geen onderdeel"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_the_question_stays(words: str, answer: str) -> None:
    at = written_twice()
    told = at.says("anna", words)
    assert answer in told[0]
    assert "Waaruit blijkt dat" in told[-1]
    assert at.slots("anna")["problem"] == LONGER


def test_versions_of_the_whole_plan_have_a_number_and_a_mark_and_are_compared() -> None:
    at = written_twice()
    at.says("anna", "wijzig titel", "Samen sterk")
    marks = []
    for title in ("Samen sterk", "Samen sterker"):
        found = frozen(at)
        assert found.proposal.title == title
        assert found.proposal.organisation.contact == ""
        marks.append(found.hash)
        at.says("anna", "wijzig titel", "Samen sterker")
    assert marks[0] != marks[1]
    told = "\n".join(at.says("anna", "versies"))
    for number, mark in enumerate(marks, start=1):
        assert f"Versie {number} (kenmerk {mark[:8]})" in told
    told = at.says("anna", "vergelijk versie 1 en 2")[0]
    assert "Naam van het plan: Samen [- sterk -] [+ sterker +]" in told
    at.says("anna", "wijzig titel", "Samen aan tafel")
    told = at.says("anna", "wat is er veranderd sinds versie 2")[0]
    assert "[- sterker -] [+ aan tafel +]" in told
    assert "Er is geen verschil" in at.says("anna", "vergelijk versie 2 en 2")[0]
    with at.database.transaction() as session:
        assert [one.number for one in stored.all_of(session, at.coalition)] == [1, 2]
