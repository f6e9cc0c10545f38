"""Contact data: seen by another organisation after somebody on each side said yes to it, and not before."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.services import contact
from storage import contact_consents, mandates
from tests.bot.group import NAMES, Group

LINDE, KADE = NAMES["a"], NAMES["b"]
DATA = {
    "a": {"name": "Anna Bakker", "email": "anna@linde.example", "phone": "06-12345678"},
    "b": {"name": "Bob Visser", "email": "bob@kade.example", "phone": "010 765 43 21"},
}


@pytest.fixture
def group() -> Group:
    group = Group()
    for chat, data in DATA.items():
        group.has(chat, **data)
    return group


def asked(group: Group) -> None:
    group.ask_to_share("a", "b")
    group.hears("a")


def shared(group: Group) -> None:
    asked(group)
    group.says("a", "Ja, dat mag")
    group.says("b", "Ja, dat mag")
    group.hears("a")


def test_both_are_asked_and_see_each_other_after_both_said_yes(group: Group) -> None:
    asked(group)
    for chat, other in (("a", KADE), ("b", LINDE)):
        question = group.said[chat][-1]
        assert f"Mag {other} uw naam en e-mail of telefoon zien?" in question
        assert DATA[chat]["email"] in question
    assert "ziet uw gegevens zodra zij ook ja zeggen" in group.says("a", "Ja, dat mag")
    assert not group.hears("b")
    assert not group.seen("a", by="b")
    both = group.says("b", "ja")
    assert "Anna Bakker, anna@linde.example, 06-12345678" in both
    assert "Bob Visser, bob@kade.example, 010 765 43 21" in group.hears("a")
    assert (group.seen("a", by="b"), group.seen("b", by="a")) != ("", "")
    assert not group.seen("a", by="c")
    assert group.knows("a")["asked"] == "contact_name"
    assert not {"share_with", "share_coalition", "share_reach"} & set(group.knows("a"))


def test_it_is_asked_once_of_who_said_yes(group: Group) -> None:
    shared(group)
    group.ask_to_share("a", "b")
    assert not group.hears("a")


def test_who_says_no_shows_nothing_and_may_still_say_yes_later(group: Group) -> None:
    asked(group)
    group.says("a", "Nee, liever niet")
    group.says("b", "ja")
    assert (group.seen("a", by="b"), group.seen("b", by="a")) == ("", "")
    listed = group.says("a", "contact")
    assert "Wie uw gegevens ziet: niemand" in listed
    assert "Met welke organisatie" in listed
    assert "Mag Buurthuis De Kade" in group.says("a", "Buurthuis De Kade")
    assert DATA["b"]["phone"] in group.says("a", "ja")
    assert DATA["a"]["phone"] in group.hears("b")


def test_who_has_no_address_is_asked_for_one(group: Group) -> None:
    group.has("a", email="", phone="")
    asked(group)
    assert "Op welk e-mailadres" in group.says("a", "ja")
    assert "Ik zie geen e-mailadres" in group.says("a", "in het buurthuis")
    assert "zodra zij ook ja zeggen" in group.says("a", "mijn nummer is 06 11 22 33 44")
    group.says("b", "ja")
    assert "06 11 22 33 44" in group.said["b"][-2] + group.said["b"][-1] + "".join(group.said["b"])


def test_who_skips_the_address_shares_nothing(group: Group) -> None:
    group.has("a", email="", phone="")
    asked(group)
    group.says("a", "ja")
    assert "Zij zien uw gegevens niet" in group.says("a", "overslaan")
    with group.talk.database.transaction() as session:
        assert not contact_consents.of_person(session, group.people["a"])


def test_taking_it_back_works_at_once_and_the_other_hears_it(group: Group) -> None:
    shared(group)
    assert f"Wie uw gegevens ziet: {KADE}" in group.says("a", "contact")
    group.says("a", "overslaan")
    assert f"{KADE} mag uw gegevens niet meer gebruiken" in group.says("a", "trek mijn contact in")
    assert (group.seen("a", by="b"), group.seen("b", by="a")) == ("", "")
    heard = group.hears("b")
    assert f"Een contactpersoon van {LINDE} heeft de contactgegevens ingetrokken" in heard
    assert "Anna" not in heard
    assert "nog geen ja" in group.says("b", "contact")
    assert "met niemand" in group.says("a", "trek mijn contact in")


def test_what_was_taken_back_before_it_arrived_does_not_arrive(group: Group) -> None:
    asked(group)
    group.says("a", "ja")
    group.says("b", "ja")
    group.says("b", "trek mijn contact in")
    assert "Bob" not in group.hears("a")


def test_with_several_it_is_chosen_from_whom_it_is_taken_back(group: Group) -> None:
    group.has("c", email="koor@zang.example")
    shared(group)
    group.ask_to_share("a", "c")
    group.hears("a")
    group.says("a", "ja")
    group.says("c", "ja")
    group.hears("a")
    listed = group.says("a", "hide my contact")
    assert "Wie mag uw gegevens niet meer zien?" in listed
    group.says("a", NAMES["c"])
    assert group.seen("a", by="b")
    assert not group.seen("a", by="c")


def test_all_can_be_taken_back_at_once(group: Group) -> None:
    shared(group)
    group.ask_to_share("a", "c")
    group.hears("a")
    group.says("a", "ja", "trek mijn contact in", "Niemand meer")
    with group.talk.database.transaction() as session:
        assert not contact_consents.of_person(session, group.people["a"])


def test_nothing_is_seen_of_who_left_or_of_a_group_that_stopped(group: Group) -> None:
    shared(group)
    group.place("b", "left")
    assert (group.seen("a", by="b"), group.seen("b", by="a")) == ("", "")


def test_nothing_is_seen_of_who_does_not_speak_for_the_organisation_any_more(group: Group) -> None:
    shared(group)
    with group.talk.database.transaction() as session:
        mandates.end(session, group.people["b"], group.organisations["b"], group.now)
        pair = group.organisations["a"], group.organisations["b"]
        assert not contact.shared(session, group.coalition, *pair)


def test_a_consent_is_that_of_one_person_for_their_own_data(group: Group) -> None:
    group.begin("b2", "b")
    group.has("b2", name="Carla Smit", email="carla@kade.example")
    shared(group)
    heard = "\n".join(group.said["a"])
    assert "Bob Visser" in heard
    assert "Carla" not in heard
    group.says("b2", "ja")
    assert "Carla Smit" in group.hears("a")


def test_the_version_of_the_text_is_kept(group: Group) -> None:
    shared(group)
    with group.talk.database.transaction() as session:
        (given,) = contact_consents.of_person(session, group.people["a"])
        assert given.text_version == contact.CONTACT_TEXT


def test_contact_data_go_by_message_once_both_said_yes(group: Group) -> None:
    shared(group)
    group.says("a", f"/bericht aan {KADE}: bel mij op 06 12 34 56 78")
    assert "06 12 34 56 78" in group.hears("b")


_SAYS = (
    "ja",
    "ja",
    "nee",
    "overslaan",
    "contact",
    "trek mijn contact in",
    "berichten",
    f"/bericht aan {LINDE}: hallo",
    f"/bericht aan {KADE}: hallo",
    f"/bericht aan {LINDE}: bel bob@kade.example",
    f"/bericht aan {KADE}: bel 06-12345678",
    "1",
)
Deed = tuple[str, str]
_DEEDS = st.one_of(
    st.tuples(st.sampled_from("ab"), st.sampled_from(_SAYS)),
    st.just(("ask", "")),
    st.tuples(st.just("hear"), st.sampled_from("ab")),
)


def _leaks(said: Sequence[str], of: str) -> bool:
    return bool(re.search("|".join(map(re.escape, DATA[of].values())), "\n".join(said)))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=st.lists(_DEEDS, min_size=4, max_size=14))
def test_no_contact_datum_reaches_the_other_side_before_both_said_yes(deeds: list[Deed]) -> None:
    group = Group()
    for chat, data in DATA.items():
        group.has(chat, **data)
    asked(group)
    for who, said in deeds:
        start = {chat: len(group.said[chat]) for chat in DATA}
        before = _stands(group)
        if who == "ask":
            group.ask_to_share("a", "b")
        elif who == "hear":
            group.hears(said)
        else:
            group.says(who, said)
        if not before and not _stands(group):
            for chat, other in (("a", "b"), ("b", "a")):
                assert not _leaks(group.said[chat][start[chat] :], of=other)
                assert not group.seen(of=other, by=chat)
    group.talk.database.close()


def _stands(group: Group) -> bool:
    with group.talk.database.transaction() as session:
        match = contact_consents.Match(group.coalition, group.organisations["a"], group.organisations["b"])
        back = contact_consents.Match(group.coalition, group.organisations["b"], group.organisations["a"])
        return all(contact_consents.standing(session, one) for one in (match, back))
