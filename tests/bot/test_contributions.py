"""Partners tell their contributions, each in its own chat, also two people of one organisation at once."""

import pytest

from bot.notices import AT_ONCE, deliver_due
from flows.services import contributions
from knowledge.contribution import Contribution, Task
from storage import coalitions, people, revisions
from tests.bot.together import Together

KNOWN = ("Ja, dit brengen wij mee", "500", "overslaan", "Meer buren die elkaar kennen", "Jan", "jan@dekring.example")


def tasks(at: Together, *, name: str = "Samen koken") -> tuple[str, ...]:
    return (name, "1 juli 2027", "1 oktober 2027", "De Bakker", "1.200", "10 keer koken", "Dit is alles")


def told(at: Together) -> dict[int, Contribution]:
    with at.database.transaction() as session:
        return dict(contributions.of(session, at.coalition))


def versions(at: Together, organisation: int) -> list[Contribution]:
    with at.database.transaction() as session:
        found = revisions.history(session, at.coalition, organisation, "contribution")
        return [Contribution.model_validate(one.content) for one in found]


def test_a_partner_tells_only_its_own_in_its_chat_and_the_others_hear_that_it_did() -> None:
    at = Together()
    at.joins("linde", at.linde, joined=None)
    person = at.joins("kring", at.kring)
    first = at.asks("kring", person, "contribution")
    assert "Samen Sterk" in first[0]
    assert "Wat gaat u doen" in first[1]

    assert "vrijwilligers" in at.says("kring", *tasks(at))[-1].lower()
    summary = at.says("kring", *KNOWN)[-1]
    for part in ("Samen koken", "1 juli 2027", "1.200 euro", "De Bakker", "10 keer koken", "500 euro", "nog niet"):
        assert part in summary
    assert "jan@dekring.example" in summary
    saved = at.says("kring", "Ja, zo klopt het")
    assert "bewaard" in saved[0]
    assert "De Bakker" in saved[0]

    (contribution,) = told(at).values()
    assert contribution == Contribution(
        activities=(
            Task(
                name="Samen koken",
                start="2027-07-01",
                end="2027-10-01",
                cost_cents=120000,
                output="10 keer koken",
                helpers=(at.bakker,),
            ),
        ),
        brings=("vrijwilligers",),
        own_money_cents=50000,
        in_kind_cents=None,
        gains="Meer buren die elkaar kennen",
    )
    deliver_due(at.talk, "t", at.now, AT_ONCE)
    (heard,) = at.said("linde")
    assert heard == "De Kring heeft een bijdrage verteld voor Samen Sterk. Wij wachten nog op: De Bakker."


def test_a_day_outside_the_call_is_refused_and_nothing_is_lost() -> None:
    at = Together()
    at.joins("kring", at.kring)
    (said,) = at.says("kring", "bijdrage", "Samen koken", "1 maart 2020")
    assert "past niet bij de oproep" in said
    assert "begint een plan op" in said
    assert "klaar" in at.says("kring", "1 juli 2027")[0]
    assert "past niet bij de oproep" in at.says("kring", "1 juli 2040")[0]


def test_contact_data_stay_with_the_person_and_reach_nobody_else() -> None:
    at = Together()
    at.joins("linde", at.linde, joined=None)
    person = at.joins("kring", at.kring)
    at.says("kring", "bijdrage", *tasks(at), *KNOWN[:-1])
    assert "geen e-mailadres" in at.says("kring", "bel maar een keer")[0]
    at.says("kring", "06 1234 5678 of jan@dekring.example", "Ja, zo klopt het")
    with at.database.transaction() as session:
        found = people.read(session, person)
        kept = str([one.content for one in revisions.of_all(session, at.coalition, "contribution")])
    assert (found.name, found.email, found.phone) == ("Jan", "jan@dekring.example", "06 1234 5678")
    deliver_due(at.talk, "t", at.now, AT_ONCE)
    for secret in ("Jan", "jan@dekring.example", "5678"):
        assert secret not in kept
        assert secret not in str(at.said("linde"))
        assert secret not in str(at.slots("kring").get("contact_said"))


def test_nothing_and_not_known_are_two_things_and_nonsense_is_asked_again() -> None:
    at = Together()
    at.joins("kring", at.kring)
    asked = ("Samen koken", "overslaan", "overslaan")
    assert "geen bedrag" in at.says("kring", "bijdrage", *asked, "veel")[0]
    at.says("kring", "0", "overslaan", "Nog een activiteit", "Buurtfeest", "augustus 2027", "overslaan", "overslaan")
    at.says("kring", "overslaan", "overslaan", "Dit is alles", "Nee, ik kies zelf", "1", "Klaar", "niet veel")
    at.says("kring", "0", "overslaan", "overslaan", "overslaan", "overslaan", "Ja, zo klopt het")
    (contribution,) = told(at).values()
    assert [task.cost_cents for task in contribution.activities] == [0, None]
    assert (contribution.own_money_cents, contribution.in_kind_cents, contribution.gains) == (0, None, "")


def test_hours_of_volunteers_are_told_as_hours_and_come_back_as_they_were() -> None:
    at = Together()
    at.joins("kring", at.kring)
    at.says("kring", "bijdrage", *tasks(at), *KNOWN)
    assert "geen aantal uren" in at.says("kring", "Uren en spullen", "120 uur per week")[0]
    assert "Uren en spullen: 120 uur, en 300 euro" in at.says("kring", "120 uur en 300 euro")[-1]
    at.says("kring", "Ja, zo klopt het")
    (contribution,) = told(at).values()
    assert (contribution.volunteer_hours, contribution.in_kind_cents) == (120, 30000)
    assert "120 uur, en 300 euro" in at.says("kring", "bijdrage")[-1]


def test_a_supporting_partner_is_asked_what_it_brings_and_wants_only() -> None:
    at = Together()
    with at.database.transaction() as session:
        coalitions.put(session, at.coalition, at.bakker, "support", "accepted", at.now)
    at.joins("bakker", at.bakker)
    assert "brengt u mee" in at.says("bakker", "bijdrage")[-1]
    assert "uit deze samenwerking halen" in at.says("bakker", "1", "Klaar")[-1]
    assert "Hoe heet u" in at.says("bakker", "meer klanten")[-1]
    summary = at.says("bakker", "overslaan", "overslaan")[-1]
    assert "meer klanten" in summary
    assert "Eigen geld" not in summary
    at.says("bakker", "Ja, zo klopt het")
    (contribution,) = told(at).values()
    assert (contribution.gains, len(contribution.brings)) == ("meer klanten", 1)
    assert contribution.activities == ()


def test_each_part_can_be_changed_before_saving_and_later() -> None:
    at = Together()
    at.joins("kring", at.kring)
    at.says("kring", "bijdrage", *tasks(at), *KNOWN)
    at.says("kring", "Eigen geld", "750", "Wat u doet", "Er één weghalen", "Samen koken", "Nog een activiteit")
    at.says("kring", "Buurtfeest", "overslaan", "overslaan", "overslaan", "overslaan", "Dit is alles")
    at.says("kring", "Wat u meebrengt", "1", "Uren en spullen", "250", "Wat u eruit wilt halen", "rust")
    at.says("kring", "Contact", "Piet", "010 123 45 67", "Ja, zo klopt het")
    (contribution,) = told(at).values()
    assert [task.name for task in contribution.activities] == ["Buurtfeest"]
    assert (contribution.own_money_cents, contribution.in_kind_cents) == (75000, 25000)
    assert contribution.gains == "rust"

    again = at.says("kring", "onze bijdrage")
    assert "Buurtfeest" in again[-1]
    at.says("kring", "Eigen geld", "overslaan", "Ja, zo klopt het")
    assert told(at)[at.kring].own_money_cents is None
    assert [one.own_money_cents for one in versions(at, at.kring)] == [75000, None]


def test_a_colleague_goes_on_with_what_the_first_told() -> None:
    at = Together()
    at.joins("kring", at.kring)
    at.joins("kring 2", at.kring)
    at.says("kring", "bijdrage", *tasks(at), *KNOWN, "Ja, zo klopt het")
    assert "Samen koken" in at.says("kring 2", "bijdrage", "overslaan", "overslaan")[-1]


def test_what_was_not_saved_yet_is_kept_when_the_bot_restarts_or_the_person_begins_again() -> None:
    at = Together()
    at.joins("kring", at.kring)
    at.says("kring", "bijdrage", *tasks(at))
    at.restart()
    assert "eigen geld" in at.says("kring", "Ja, dit brengen wij mee")[-1]
    assert "eigen geld" in at.says("kring", "bijdrage")[-1]
    at.says("kring", *KNOWN[1:], "Ja, zo klopt het")
    assert told(at)[at.kring].activities[0].name == "Samen koken"


def at_once(choice: str) -> tuple[Together, list[str]]:
    at = Together()
    for chat, name, money in (("kring", "Samen koken", "500"), ("kring 2", "Buurtfeest", "900")):
        at.joins(chat, at.kring)
        at.says(chat, "bijdrage", *tasks(at, name=name), KNOWN[0], money, *KNOWN[2:])
    at.says("kring", "Ja, zo klopt het")
    shown = at.says("kring 2", "Ja, zo klopt het")
    assert len(versions(at, at.kring)) == 1
    at.restart()
    return at, [*shown, *at.says("kring 2", choice)]


@pytest.mark.parametrize(
    ("choice", "names", "money"),
    [
        ("Die van de ander", ["Samen koken"], 50000),
        ("Die van mij", ["Buurtfeest"], 90000),
        ("Samenvoegen", ["Samen koken", "Buurtfeest"], 90000),
    ],
)
def test_of_two_people_at_once_the_second_sees_both_and_chooses_and_nothing_is_lost(
    choice: str, names: list[str], money: int
) -> None:
    at, said = at_once(choice)
    assert "Samen koken" in said[0]
    assert "Buurtfeest" in said[0]
    now = told(at)[at.kring]
    assert [task.name for task in now.activities] == names
    assert now.own_money_cents == money
    everything = {task.name for one in versions(at, at.kring) for task in one.activities}
    assert everything == {"Samen koken", "Buurtfeest"}


def test_who_wrote_again_while_the_second_was_choosing_is_shown_too() -> None:
    at = Together()
    for chat, name in (("kring", "Samen koken"), ("kring 2", "Buurtfeest")):
        at.joins(chat, at.kring)
        at.says(chat, "bijdrage", *tasks(at, name=name), *KNOWN)
    at.says("kring", "Ja, zo klopt het")
    at.says("kring 2", "Ja, zo klopt het")
    at.says("kring", "bijdrage", "Eigen geld", "42", "Ja, zo klopt het")
    assert "42 euro" in at.says("kring 2", "Die van mij")[-1]
    at.says("kring 2", "Samenvoegen")
    assert [task.name for task in told(at)[at.kring].activities] == ["Samen koken", "Buurtfeest"]


def test_the_same_contribution_told_twice_is_no_conflict() -> None:
    at = Together()
    for chat in ("kring", "kring 2"):
        at.joins(chat, at.kring)
        at.says(chat, "bijdrage", *tasks(at), *KNOWN)
    at.says("kring", "Ja, zo klopt het")
    assert "bewaard" in at.says("kring 2", "Ja, zo klopt het")[0]
    assert len(versions(at, at.kring)) == 1


def test_who_is_no_longer_in_it_cannot_save() -> None:
    at = Together()
    at.joins("kring", at.kring)
    at.says("kring", "bijdrage", *tasks(at), *KNOWN)
    with at.database.transaction() as session:
        coalitions.put(session, at.coalition, at.kring, "partner", "left", at.now)
    assert "is gestopt" in at.says("kring", "Ja, zo klopt het")[0]
    assert told(at) == {}
    assert "nog niet mee" in at.says("kring", "bijdrage")[0]


def test_who_asked_tells_its_own_part_in_the_plan() -> None:
    at = Together()
    at.joins("linde", at.linde, joined=None)
    assert "in het plan" in at.says("linde", "bijdrage")[0]
    with at.database.transaction() as session:
        assert contributions.open_for(session, at.coalition) == [at.kring, at.bakker]
