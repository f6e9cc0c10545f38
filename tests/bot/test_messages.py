"""Messages between partners: from one chat to another, with the name of the organisation, and back."""

import pytest

from storage import messages
from tests.bot.group import NAMES, Group

LINDE, KADE, KOOR = NAMES["a"], NAMES["b"], NAMES["c"]


@pytest.fixture
def group() -> Group:
    return Group()


def test_a_message_comes_in_the_other_chat_and_the_answer_goes_back(group: Group) -> None:
    group.has("a", name="Anna Bakker", email="anna@linde.example")
    assert f"aan {KADE}?" in group.says("a", "bericht aan buurthuis de kade")
    assert "gaat naar" in group.says("a", "Hebben jullie in mei een zaal vrij?")
    assert group.knows("a")["asked"] == "contact_name"

    got = group.hears("b")
    assert f"Bericht van {LINDE}:\n\nHebben jullie in mei een zaal vrij?" in got
    assert "Anna" not in got
    assert "begrijp uw antwoord niet" in group.says("b", "Samen aan tafel")  # Typed before it came: not sent.
    group.says("b", "ja")
    assert "verstuurd" in group.says("b", "Ja, op dinsdag. Hoeveel mensen komen er?")
    assert group.knows("b")["asked"] == "contact_name"
    assert "message" not in group.knows("b")

    back = group.hears("a")
    assert f"Bericht van {KADE}:\n\nJa, op dinsdag. Hoeveel mensen komen er?" in back
    assert "terug te lezen" in group.says("a", "Later")
    assert not group.hears("c")

    shown = group.says("a", "berichten")
    assert shown.index(f"u aan {KADE}: Hebben") < shown.index(f"{KADE} aan u: Ja, op dinsdag")
    assert "nog geen berichten" in group.says("c", "berichten")


def test_name_and_message_in_one_line_also_where_free_text_is_asked(group: Group) -> None:
    group.remember("a", message_options=[{"value": group.organisations["b"], "title": KADE}])
    said = group.says("a", f"vraag aan {KADE}: mogen wij een tafel lenen?")
    assert f"gaat naar {KADE}" in said
    assert "mogen wij een tafel lenen?" in group.hears("b")
    assert "contact_name" not in group.knows("a")


def test_words_that_name_nobody_are_an_answer_where_free_text_is_asked(group: Group) -> None:
    group.remember("a", message_options=[{"value": group.organisations["b"], "title": KADE}])
    group.says("a", "bericht aan de hele wijk")
    assert group.knows("a")["contact_name"] == "bericht aan de hele wijk"


def test_in_english(group: Group) -> None:
    group.says("a", "/language en")
    group.remember("a", message_options=[{"value": group.organisations["b"], "title": KADE}])
    assert "Your message goes to" in group.says("a", f"ask {KADE}: can you host us in May?")
    group.says("b", "/taal en")
    assert f"Message from {LINDE}" in group.hears("b") + "\n".join(group.said["b"])


@pytest.mark.parametrize("said", ["/bericht aan buurthuus de kadde", "/bericht aan kade"])
def test_a_name_that_is_not_exact_is_confirmed_first(group: Group, said: str) -> None:
    asked = group.says("a", said)
    assert "niet precies" in asked
    assert group.knows("a")["asked"] == "message_to"
    assert [one["title"] for one in group.knows("a")["recipient_options"]] == [KADE]
    group.says("a", "1", "Hallo buren")
    assert "Hallo buren" in group.hears("b")


def test_without_a_name_it_is_chosen_from_a_list(group: Group) -> None:
    asked = group.says("a", "bericht aan")
    assert f"- {KADE}\n- {KOOR}" in asked
    group.says("a", "Iemand anders")
    assert group.knows("a")["asked"] == "message_to"
    group.says("a", "2", "Zingen jullie mee?")
    assert "Zingen jullie mee?" in group.hears("c")
    assert not group.hears("b")


@pytest.mark.parametrize(
    "said", ["Bel mij: 06 12 34 56 78", "Mail naar anna@linde.example", "anna apenstaart linde.nl"]
)
def test_contact_data_do_not_go_by_message(group: Group, said: str) -> None:
    group.says("a", f"bericht aan {KADE}")
    assert "Dat stuur ik niet door" in group.says("a", said)
    assert group.knows("a")["asked"] == "message_text"
    assert not group.hears("b")
    group.says("a", "Komt u langs?")
    got = group.hears("b")
    assert "Komt u langs?" in got
    group.says("b", "ja")
    assert "Dat stuur ik niet door" in group.says("b", said)
    assert not group.hears("a")
    assert group.knows("b")["asked"] == "message_reply"


def test_who_is_invited_writes_to_who_asks_and_to_nobody_else() -> None:
    group = Group(b="invited")
    assert f"- {LINDE}\n" not in group.says("b", f"bericht aan {KOOR}")
    group.says("b", "overslaan")
    assert group.knows("b")["asked"] == "contact_name"
    group.says("b", f"/bericht aan {LINDE}: hoeveel tijd kost het?")
    assert "hoeveel tijd kost het?" in group.hears("a")
    group.says("a", "ja")
    group.says("a", "Een uur per week.")
    assert "Een uur per week." in group.hears("b")
    group.says("b", "Dank u")


@pytest.mark.parametrize("state", ["declined", "left", "suggested"])
def test_who_is_not_in_the_group_writes_to_nobody_and_gets_nothing(state: str) -> None:
    group = Group(b=state)
    assert "niemand aan wie" in group.says("b", f"/bericht aan {LINDE}: hallo")
    group.says("a", f"/bericht aan {KADE}: hallo", "overslaan")
    assert not group.hears("b")
    with group.talk.database.transaction() as session:
        assert not messages.between(session, group.coalition, group.organisations["b"], 9)


def test_who_left_after_the_message_came_cannot_answer(group: Group) -> None:
    group.says("a", f"/bericht aan {KADE}: hallo")
    group.hears("b")
    group.place("b", "left")
    group.says("b", "ja", "Hallo terug")
    assert not group.hears("a")
    assert group.knows("b")["asked"] == "contact_name"


def test_a_colleague_sees_that_it_was_answered(group: Group) -> None:
    group.begin("b2", "b")
    group.says("a", f"/bericht aan {KADE}: hallo")
    group.hears("b")
    assert "hallo" in "\n".join(group.said["b2"])
    group.says("b", "ja", "Dag!")
    group.begin("b3", "b")
    assert "Een collega" in group.says("b2", "/help")


def test_a_very_long_message_is_refused(group: Group) -> None:
    group.says("a", f"/bericht aan {KADE}")
    assert "te lang" in group.says("a", "x" * 501)
    assert not group.hears("b")
