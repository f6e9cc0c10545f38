"""'controleer' at any time: what is missing or wrong in the plan, grouped, with what to type about each."""

import pytest

from storage import coalitions
from tests.bot.test_sharing import asks
from tests.bot.together import Together

PROBLEM = "Veel ouderen zijn alleen thuis en kennen hun buren niet."


def writers(chat: str) -> Together:
    """Somebody at the first question of the plan."""
    at = Together()
    at.coalition, at.linde = asks(at, chat, rough_amount="large")
    return at


def test_before_there_is_a_plan_it_says_what_comes_first() -> None:
    at = Together()
    at.says("anna", "/start", "ja")
    said = at.says("anna", "controleer")
    assert "nog niets om na te kijken" in said[0]
    assert "Hoe heet u?" in said[-1]


def test_the_list_has_what_is_needed_first_and_the_words_that_mend_it() -> None:
    at = writers("anna")
    said = at.says("anna", "controleer")[0]
    assert "Dit moet nog:" in said
    assert "Het plan heeft nog geen naam. Bedenk een korte naam. Typ 'wijzig titel'." in said
    assert "Advies" not in said
    rest = at.says("anna", "volgende punten")[0]
    assert rest.index("Dit moet nog:") < rest.index("Advies (het mag zo blijven):")
    assert "Typ 'wijzig partners'" in rest


@pytest.mark.parametrize("words", ["controleer", "check", "volgende punten"])
def test_a_message_has_at_most_ten_points(words: str) -> None:
    at = writers("anna")
    at.says("anna", "controleer")
    points = [line for line in at.says("anna", words)[0].splitlines() if line.startswith("- ")]
    assert 0 < len(points) <= 10


def test_what_the_list_says_can_be_typed_at_once() -> None:
    at = writers("anna")
    at.says("anna", "Samen sterk", PROBLEM, "controleer")
    said = at.says("anna", "Wijzig aantal mensen")
    assert at.slots("anna").get("title") == "Samen sterk"
    assert "Hoeveel mensen" in " ".join(said)


def test_an_answer_that_is_there_is_changed_from_anywhere() -> None:
    at = writers("anna")
    at.says("anna", "Samen sterk", PROBLEM)
    for before in ("controleer", "stand", "berichten"):
        at.says("anna", before)
        assert "Hoe heet uw plan" in at.says("anna", "wijzig titel")[-1]
        at.says("anna", f"Samen {before}")
        assert at.slots("anna")["title"] == f"Samen {before}"


def test_skipping_goes_back_to_the_open_question_and_keeps_nothing() -> None:
    at = writers("anna")
    at.says("anna", "Samen sterk")
    assert "Wat is er aan de hand" in at.says("anna", "controleer", "overslaan")[-1]
    assert not {"check_options", "check_from", "change_what"} & {
        name for name, value in at.slots("anna").items() if value is not None
    }


def test_the_answers_are_those_of_the_plan_as_it_is_now() -> None:
    at = writers("anna")
    assert "nog geen naam" in at.says("anna", "controleer")[0]
    at.says("anna", "overslaan", "Samen sterk")
    assert "nog geen naam" not in at.says("anna", "controleer")[0]


def test_it_is_told_in_english_too() -> None:
    at = writers("anna")
    at.says("anna", "taal", "English")
    said = at.says("anna", "check")[0]
    assert "This is still needed:" in said
    assert "Type 'change title'." in said


def test_a_partner_sees_the_same_points_without_words_for_what_is_not_theirs() -> None:
    at = writers("anna")
    at.says("anna", "Samen sterk", PROBLEM)
    with at.database.transaction() as session:
        coalitions.put(session, at.coalition, at.kring, "partner", "accepted", at.now)
    at.joins("kim", at.kring)
    said = at.says("kim", "controleer")[0]
    assert "Er staat nog niet hoeveel mensen u wilt bereiken." in said
    assert "wijzig aantal mensen" not in said
    assert at.slots("kim").get("title") is None


def test_special_personal_data_stop_handing_in_until_they_are_out() -> None:
    at = writers("anna")
    at.says("anna", "Samen sterk", "Mevrouw Jansen heeft dementie en is alleen.")
    said = at.says("anna", "controleer")[0]
    assert said.index("heel persoonlijks") < said.index("Er staat nog niet")
    at.says("anna", "wijzig wat er aan de hand is", "Veel mensen met dementie zijn alleen.")
    assert "heel persoonlijks" not in at.says("anna", "controleer")[0]


def test_while_an_answer_is_changed_it_is_checked_as_it_was_and_the_question_stays() -> None:
    at = writers("anna")
    at.says("anna", "Samen sterk", "wijzig soort organisatie")
    assert "Dit moet nog:" in at.says("anna", "controleer")[0]
    assert "Wat voor organisatie" in at.says("anna", "overslaan")[-1]
