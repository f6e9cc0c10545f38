"""What a partner adds to a coalition, as data and in words."""

from datetime import date

import pytest
from pydantic import ValidationError

from knowledge import joint
from knowledge.call_model import OwnReminders
from knowledge.contribution import Contribution, Task, joined, lines, parts_of, task_line
from knowledge.languages import LANGUAGES, Language
from knowledge.reminders import reminders

COOKING = Task(
    name="Samen koken",
    start=date(2027, 3, 1),
    end=date(2027, 6, 1),
    cost_cents=120000,
    output="10 keer",
    helpers=(7, 8),
)
PARTY = Task(name="Buurtfeest")


def test_two_lists_of_activities_become_one_and_nothing_goes() -> None:
    changed = COOKING.model_copy(update={"cost_cents": 0})
    assert joined((COOKING, PARTY), (PARTY, changed)) == (COOKING, PARTY, changed)


@pytest.mark.parametrize(
    ("task", "language", "said"),
    [
        (COOKING, "nl", "Samen koken (van 1 maart 2027 tot en met 1 juni 2027; 1.200 euro; 10 keer; samen met A en B)"),
        (COOKING, "en", "Samen koken (from 1 March 2027 to 1 June 2027; EUR 1,200; 10 keer; together with A and B)"),
        (PARTY, "nl", "Buurtfeest (bedrag nog niet bekend)"),
        (Task(name="Feest", start=date(2027, 3, 1), cost_cents=0), "en", "Feest (from 1 March 2027; EUR 0)"),
    ],
)
def test_an_activity_says_when_what_it_costs_and_with_whom(task: Task, language: Language, said: str) -> None:
    assert task_line(task, {7: "A", 8: "B"}, language) == said


def test_only_what_is_asked_of_it_is_said_of_a_supporting_partner() -> None:
    what = Contribution(brings=("vrijwilligers",), gains="rust")
    assert len(list(lines(what, {}, parts_of(support=True), "nl"))) == 2
    assert len(list(lines(what, {}, parts_of(support=False), "nl"))) == 4


def test_it_survives_being_stored() -> None:
    what = Contribution(activities=(COOKING, PARTY), brings=("locatie",), own_money_cents=0)
    assert Contribution.model_validate(what.model_dump(mode="json")) == what


@pytest.mark.parametrize("wrong", [{"own_money_cents": -1}, {"own_money_cents": 1.5}, {"contact": "Jan"}])
def test_what_it_cannot_hold_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Contribution.model_validate(wrong)


def test_a_call_changes_only_what_it_names_and_never_beyond_three() -> None:
    usual = reminders()
    assert usual.of(None) == usual
    own = usual.of(OwnReminders(first_after_days=9))
    assert (own.first_after_days, own.every_days, own.most) == (9, usual.every_days, usual.most)
    with pytest.raises(ValidationError):
        OwnReminders(most=4)


def test_two_answers_become_one_where_there_is_room_for_both() -> None:
    assert joint.together("problem", "a", "b") == "a\n\nb"
    assert joint.together("evidence", ["a", "b"], ["b", "c"]) == ["a", "b", "c"]
    with pytest.raises(ValueError, match="title"):
        joint.together("title", "a", "b")
    assert "both" not in joint.choices("title")
    assert "both" in joint.choices("problem")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_can_be_shown(language: Language) -> None:
    for name in joint.answers():
        assert joint.shown(name, None, language) == "-"
    assert joint.shown("period_start", "2027-06-01", "en") == "1 June 2027"
    assert joint.shown("evidence", ["a", "b"], language) == "a\nb"
    assert joint.shown("reach_n", 60, language) == "60"
