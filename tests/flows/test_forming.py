"""Forming a coalition: roles, the lead partner and its own yes, who leaves, and how it stands."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from flows.services import contributions, forming, leads, standing
from flows.services.coalitions import CURRENT, asker_of, current
from flows.services.plan_owners import OWN
from flows.services.proposals import save_partners
from flows.services.refusal import Refused
from knowledge.contribution import Contribution, Task
from storage import coalitions, mandates, organisations, people
from storage.organisation_data import FacetData
from tests.flows.grouping import CALL, NOW, Group, grouped


@pytest.fixture
def group() -> Iterator[Group]:
    with grouped() as made:
        yield made


def lines(group: Group, organisation: int, language: Any = "nl") -> list[str]:
    return standing.report(group.chat(organisation), group.now, language).splitlines()


def next_of(group: Group, organisation: int) -> str:
    return standing.next_step(group.chat(organisation), group.now)[0]


def tells(group: Group, organisation: int, **told: Any) -> None:
    assert contributions.save(group.chat(organisation), group.id, Contribution(**told), 0) is None


def test_a_name_is_given_by_who_asks_and_the_others_hear_it(group: Group) -> None:
    with pytest.raises(Refused):
        forming.rename(group.chat(group.kring), group.now, "Van ons")
    assert not forming.has_own_name(group.chat(group.linde), group.now)
    forming.rename(group.chat(group.linde), group.now, " Samen  aan\ntafel ")
    assert group.now.name == "Samen aan tafel"
    assert forming.has_own_name(group.chat(group.linde), group.now)
    assert group.left_for(group.kring) == ["utter_group_is_named"]
    assert group.left_for(group.linde) == []


def test_the_first_yes_tells_how_to_name_the_group_and_only_that_one(group: Group) -> None:
    group.put(group.kring, state="invited")
    group.put(group.bakker, state="invited")
    for number, told in ((group.kring, ["utter_name_wanted"]), (group.bakker, [])):
        group.put(number)
        forming.joined_now(group.chat(number), group.id, number)
        assert group.left_for(group.linde) == told


def test_a_role_is_heard_by_who_gets_it(group: Group) -> None:
    forming.give_role(group.chat(group.linde), group.now, group.bakker, "support")
    assert group.role(group.bakker) == "support"
    assert group.left_for(group.bakker) == ["utter_role_given"]
    assert group.left_for(group.kring) == []
    with pytest.raises(Refused):
        forming.give_role(group.chat(group.kring), group.now, group.bakker, "partner")


def test_another_organisation_leads_only_after_its_own_yes(group: Group) -> None:
    assert leads.choose(group.chat(group.linde), group.now, group.kring) == "asked"
    assert (group.role(group.kring), leads.lead_of(group.chat(group.linde), group.id)) == ("candidate", None)
    assert group.left_for(group.kring) == [leads.FLOW]
    leads.answer(group.chat(group.kring), group.now, yes=True)
    assert leads.lead_of(group.chat(group.linde), group.id) == group.kring
    assert group.left_for(group.linde) == group.left_for(group.bakker) == ["utter_lead_is"]


def test_a_no_leaves_the_partner_and_the_asker_chooses_again(group: Group) -> None:
    leads.choose(group.chat(group.linde), group.now, group.kring)
    leads.answer(group.chat(group.kring), group.now, yes=False)
    assert (group.role(group.kring), group.state(group.kring)) == ("partner", "accepted")
    assert group.left_for(group.linde) == ["utter_lead_refused"]
    with pytest.raises(Refused):
        leads.answer(group.chat(group.kring), group.now, yes=True)


def test_until_the_yes_of_a_new_one_the_lead_partner_stays(group: Group) -> None:
    assert leads.choose(group.chat(group.linde), group.now, group.linde) == "is_lead"
    assert leads.choose(group.chat(group.linde), group.now, group.linde) == "was_lead"
    leads.choose(group.chat(group.linde), group.now, group.kring)
    leads.choose(group.chat(group.linde), group.now, group.bakker)
    assert [group.role(one) for one in (group.linde, group.kring, group.bakker)] == ["lead", "partner", "candidate"]
    with pytest.raises(Refused):
        leads.answer(group.chat(group.kring), group.now, yes=True)
    leads.answer(group.chat(group.bakker), group.now, yes=True)
    assert [group.role(one) for one in (group.linde, group.kring, group.bakker)] == ["partner", "partner", "lead"]
    # The lead partner may choose too.
    assert leads.choose(group.chat(group.bakker), group.now, group.linde) == "asked"


def test_who_does_not_take_part_yet_is_asked_when_it_does(group: Group) -> None:
    group.put(group.kring, state="invited")
    assert leads.choose(group.chat(group.linde), group.now, group.kring) == "asked_later"
    assert group.left_for(group.kring) == []
    assert next_of(group, group.linde) == "wait_lead"
    coalitions.put(group.session, group.id, group.kring, "candidate", "accepted", NOW)
    forming.joined_now(group.chat(group.kring), group.id, group.kring)
    assert group.left_for(group.kring) == [leads.FLOW]


def test_the_rule_of_the_call_says_who_can_lead(group: Group) -> None:
    town = group.organisation("Gemeente Elders", "gemeente")
    loose = group.organisation("Los Verband", "bewoners", legal_person=False)
    for number in (town, loose):
        group.put(number)
    found = {one.organisation_id: one for one in leads.possible(group.chat(group.linde), group.now)}
    assert (found[town].unfit, found[loose].unfit, found[group.linde].unfit) == ("type", "not_legal", None)
    assert found[group.kring].legal_person is None
    for number in (town, loose, group.organisation("Buitenstaander")):
        with pytest.raises(Refused):
            leads.choose(group.chat(group.linde), group.now, number)


PLAN: dict[str, Any] = {"call": CALL, "organisation_name": "De Linde", "language": "nl"}


def test_the_answer_in_the_plan_is_followed_once(group: Group) -> None:
    slots = {**PLAN, "organisation_id": group.linde, "partners": [group.kring], "lead": group.kring}
    followed = leads.follow_wish(group.chat(group.linde), slots, group.id)
    assert group.left_for(group.kring) == [leads.FLOW]
    leads.answer(group.chat(group.kring), group.now, yes=False)
    group.left_for(group.linde)
    assert leads.follow_wish(group.chat(group.linde), {**slots, **followed}, group.id) == {}
    assert (group.role(group.kring), group.left_for(group.kring)) == ("partner", [])
    own = leads.follow_wish(group.chat(group.linde), {**slots, **followed, "lead": OWN}, group.id)
    assert leads.lead_of(group.chat(group.linde), group.id) == group.linde
    assert own == {"lead_wish": [group.id, OWN]}


def test_who_is_only_suggested_keeps_the_wish_when_the_plan_is_saved_again(group: Group) -> None:
    new = group.organisation("De Smid", "bedrijf")
    slots = {**PLAN, "organisation_id": group.linde, "partners": [new], "lead": new}
    save_partners(group.chat(group.linde), slots)
    leads.follow_wish(group.chat(group.linde), slots, group.id)
    save_partners(group.chat(group.linde), slots)
    assert (group.role(new), group.state(new)) == ("candidate", "suggested")
    assert group.left_for(new) == []


def test_how_a_group_decides_can_be_in_its_own_words(group: Group) -> None:
    forming.decide(group.chat(group.linde), group.now, "majority", "")
    assert "meeste stemmen" in forming.decision(group.now, "nl")
    forming.decide(group.chat(group.linde), group.now, "other", "Wij loten.")
    assert forming.decision(group.now, "en") == "Wij loten."
    assert group.left_for(group.kring) == ["utter_decision_is"] * 2
    forming.decide(group.chat(group.linde), group.now, "everyone", "Wij loten.")
    assert group.now.decision_note == ""
    with pytest.raises(Refused):
        forming.decide(group.chat(group.bakker), group.now, "lead", "")


def test_what_a_partner_leaves_behind_is_named_and_the_group_goes_on(group: Group) -> None:
    tells(group, group.kring, activities=(Task(name="Koken"),), own_money_cents=50000, brings=("vrijwilligers",))
    promised = forming.promised(group.chat(group.kring), group.now, {})
    assert promised["nl"].splitlines() == ["- Koken", "- eigen geld: 500 euro", "- inbreng: Vrijwilligers"]
    group.left_for(group.linde)
    assert forming.leave(group.chat(group.kring), group.now, {}) is None
    assert (group.state(group.kring), group.now.state) == ("left", "forming")
    assert group.left_for(group.linde) == group.left_for(group.bakker) == ["utter_member_left_work"]


def test_own_tasks_of_the_asker_are_those_of_its_plan(group: Group) -> None:
    tasks = [{"name": "Bellen", "owner": OWN}, {"name": "Bakken", "owner": group.bakker}]
    plan = {"call": CALL, "activities": tasks}
    assert forming.promised(group.chat(group.linde), group.now, plan)["en"] == "- Bellen"
    assert forming.promised(group.chat(group.linde), group.now, {**plan, "call": "another"})["en"] == ""
    assert forming.promised(group.chat(group.bakker), group.now, plan)["en"] == ""


def test_when_the_lead_partner_leaves_the_asker_chooses_again(group: Group) -> None:
    group.put(group.kring, role="lead")
    forming.leave(group.chat(group.kring), group.now, {})
    assert leads.lead_of(group.chat(group.linde), group.id) is None
    assert group.left_for(group.linde) == ["utter_member_left", "utter_choose_lead_again"]
    assert next_of(group, group.linde) == "choose_lead"


def test_when_the_asker_leaves_the_lead_or_else_the_longest_partner_may_do_what_it_did(group: Group) -> None:
    forming.leave(group.chat(group.linde), group.now, {})
    assert asker_of(group.chat(group.kring), group.now) == group.kring
    assert group.left_for(group.kring) == ["utter_member_left", "utter_you_ask_now"]
    with pytest.raises(Refused):
        forming.rename(group.chat(group.bakker), group.now, "Bakkers")
    forming.rename(group.chat(group.kring), group.now, "Kring en Bakker")
    group.put(group.bakker, role="lead")
    assert asker_of(group.chat(group.bakker), group.now) == group.bakker
    forming.come_back(group.chat(group.linde), group.id)
    assert asker_of(group.chat(group.bakker), group.now) == group.linde


def test_a_role_does_not_change_who_takes_part_longest(group: Group) -> None:
    forming.leave(group.chat(group.linde), group.now, {})
    forming.give_role(group.chat(group.kring), group.now, group.kring, "support")
    assert asker_of(group.chat(group.kring), group.now) == group.kring


def test_a_plan_that_is_saved_after_leaving_changes_nothing_in_the_group(group: Group) -> None:
    forming.leave(group.chat(group.linde), group.now, {})
    before = coalitions.partners(group.session, group.id)
    slots = {**PLAN, "organisation_id": group.linde, "partners": [group.organisation("Nieuw")], "lead": OWN}
    assert save_partners(group.chat(group.linde), slots) == group.id
    leads.follow_wish(group.chat(group.linde), slots, group.id)
    assert coalitions.partners(group.session, group.id) == before


def test_the_last_who_leaves_ends_the_group(group: Group) -> None:
    for number in (group.kring, group.linde, group.bakker):
        forming.leave(group.chat(number), group.now, {})
    assert group.now.state == "ended"
    forming.come_back(group.chat(group.kring), group.id)
    assert (group.now.state, asker_of(group.chat(group.kring), group.now)) == ("forming", group.kring)


def test_a_partner_that_leaves_takes_its_part_of_the_agreement_along(group: Group) -> None:
    coalitions.change(group.session, group.id, NOW, state="agreed")
    forming.leave(group.chat(group.bakker), group.now, {})
    assert group.now.state == "forming"
    assert group.left_for(group.kring) == ["utter_member_left", "utter_group_reopened"]


def test_a_lead_partner_that_gets_another_role_leaves_the_group_without_one(group: Group) -> None:
    group.put(group.kring, role="lead")
    forming.give_role(group.chat(group.linde), group.now, group.kring, "partner")
    assert leads.lead_of(group.chat(group.linde), group.id) is None
    assert group.left_for(group.kring) == ["utter_role_given", "utter_no_lead_now"]
    assert group.left_for(group.bakker) == ["utter_no_lead_now"]


def test_a_group_agrees_with_a_lead_partner_others_and_a_confirmed_voice(group: Group) -> None:
    def refused() -> str:
        with pytest.raises(Refused) as caught:
            forming.agree(group.chat(group.linde), group.now)
        return caught.value.sentence["nl"]

    assert "bevestigd" in refused()
    group.confirm(group.linde)
    assert "kies penvoerder" in refused()
    leads.choose(group.chat(group.linde), group.now, group.linde)
    for number in (group.kring, group.bakker):
        group.put(number, state="left")
    assert "geen andere organisatie" in refused()
    group.put(group.kring)
    forming.agree(group.chat(group.linde), group.now)
    assert group.now.state == "agreed"
    assert group.left_for(group.kring)[-1] == "utter_group_agreed"


def test_the_report_shows_who_what_is_open_and_the_dates(group: Group) -> None:
    group.put(group.bakker, role="lead", state="invited")
    group.put(group.organisation("De Smid"), state="suggested")
    tells(group, group.kring, gains="Meer leden")
    said = lines(group, group.linde)
    assert said[0] == "Uw groep: De Linde"
    assert "- De Linde (u, partner): doet mee." in said
    assert "- De Kring (partner): doet mee." in said
    assert "- De Bakker (penvoerder): gevraagd, nog geen antwoord." in said
    assert "- De Smid (partner): voorgesteld, nog niet gevraagd." in said
    assert said[-3].startswith("Data: u kunt het plan insturen tot en met 1 maart 2027.")
    seen = lines(group, group.kring, "en")
    assert "- De Kring (you, partner): takes part." in seen
    assert not any("De Smid" in line for line in seen)
    with pytest.raises(Refused):
        lines(group, group.bakker)


def test_the_report_fits_one_message_whatever_the_names_are(group: Group) -> None:
    forming.decide(group.chat(group.linde), group.now, "other", "Wij praten. " * 25)
    forming.rename(group.chat(group.linde), group.now, "N" * 80)
    for number in range(40):
        group.put(group.organisation(f"{number} {'Lange naam ' * 18}"), role="candidate", state="suggested")
    for language in ("nl", "en"):
        said = standing.report(group.chat(group.linde), group.now, language)
        assert len(said) <= 4096
        assert ("en nog 28 organisaties" if language == "nl" else "and 28 more") in said


def test_a_group_that_nobody_else_knows_of_is_not_reported(group: Group) -> None:
    for number in (group.kring, group.bakker):
        group.put(number, state="suggested")
    assert not standing.is_shared(group.chat(group.linde), group.now)
    group.put(group.kring, state="invited")
    assert standing.is_shared(group.chat(group.linde), group.now)
    assert not standing.is_shared(group.chat(group.kring), group.now)


def test_the_next_step_goes_from_people_to_agreements(group: Group) -> None:
    new = group.organisation("De Smid")
    group.put(new, state="suggested")
    assert next_of(group, group.linde) == "invite"
    assert next_of(group, group.kring) == "contribute"
    group.put(new, state="declined")
    assert next_of(group, group.linde) == "choose_lead"
    leads.choose(group.chat(group.linde), group.now, group.kring)
    assert (next_of(group, group.linde), next_of(group, group.kring)) == ("wait_lead", "answer_lead")
    leads.answer(group.chat(group.kring), group.now, yes=True)
    assert next_of(group, group.linde) == "name"
    forming.rename(group.chat(group.linde), group.now, "Samen")
    assert next_of(group, group.linde) == "decide"
    forming.decide(group.chat(group.linde), group.now, "everyone", "")
    assert next_of(group, group.linde) == "wait_contribution"
    for number in (group.kring, group.bakker):
        tells(group, number, gains="Meer leden")
    assert next_of(group, group.bakker) == "others"
    assert next_of(group, group.linde) == "missing"
    everything = ("vrijwilligers", "locatie", "beroepskrachten", "ervaringskennis", "penvoering")
    linde = organisations.read(group.session, group.linde)
    given = replace(linde, facets=tuple(FacetData("offer", one) for one in everything))
    organisations.save(group.session, given, NOW)
    assert next_of(group, group.linde) == "agree"
    forming.end(group.chat(group.linde), group.now)
    assert (next_of(group, group.linde), next_of(group, group.bakker)) == ("ended_asker", "ended")


def test_who_is_missing_is_told_from_those_who_really_take_part(group: Group) -> None:
    room = group.organisation("De Zaal")
    data = replace(organisations.read(group.session, room), facets=(FacetData("offer", "locatie"),))
    organisations.save(group.session, data, NOW)
    group.put(room, state="invited")
    before = standing.missing(group.chat(group.kring), group.now)
    assert "locatie" in before.gap.capacities
    assert 0 < len(before.fills) <= standing.MOST_FILLS
    group.put(room)
    after = standing.missing(group.chat(group.kring), group.now)
    assert "locatie" not in after.gap.capacities
    group.put(before.fills[0].profile.id, state="declined")
    again = standing.missing(group.chat(group.kring), group.now)
    assert before.fills[0].profile.id not in {one.profile.id for one in again.fills}


def test_a_person_with_several_groups_switches_between_them(group: Group) -> None:
    other = coalitions.open_or_get(group.session, CALL, group.kring, "Van de Kring", NOW).id
    coalitions.put(group.session, other, group.kring, "partner", "accepted", NOW)
    here = group.chat(group.kring)
    assert {one.id for one, _ in forming.of_person(here)} == {group.id, other}
    person = people.person_for(group.session, "test", here.chat, NOW)
    mandates.grant(group.session, person.id, group.bakker, NOW)
    found = forming.switch(here, other)
    assert found is not None
    assert people.read(group.session, person.id).organisation_id == group.kring
    assert current(here, {CURRENT: other}) == found
    assert forming.switch(group.chat(group.linde), other) is None
    forming.end(here, found)
    assert [one.id for one, _ in forming.of_person(here)] == [group.id]
