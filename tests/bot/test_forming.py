"""A group that forms in several chats: what one says, the others hear; and how it stands for each."""

from typing import Any

import pytest

from bot.notices import AT_ONCE, deliver_due
from flows.services import contributions, forming, invitations
from knowledge.contribution import Contribution, Task
from storage import coalitions, conversations, mandates, organisations, people
from tests.bot.line import ANSWERS
from tests.bot.together import CALL, NOW, Together


class Chats(Together):
    """A group in three chats; what is said in one reaches the others at once."""

    def __init__(self) -> None:
        super().__init__()
        self.people = {
            name: self.joins(name, number)
            for name, number in (("linde", self.linde), ("kring", self.kring), ("bakker", self.bakker))
        }

    def say(self, chat: str, *texts: str) -> str:
        """What somebody hears to the last of these texts; the others are to be asked for by `hears`."""
        return "\n".join(self.says(chat, *texts))

    def hears(self, chat: str) -> str:
        deliver_due(self.talk, "t", self.now, AT_ONCE)
        return "\n".join(self.said(chat))

    def role(self, number: int) -> str:
        with self.database.transaction() as session:
            found = coalitions.place(session, self.coalition, number)
            return found.role if found else ""


@pytest.fixture
def chats() -> Chats:
    return Chats()


def test_a_partner_is_asked_to_lead_in_its_own_chat_and_the_others_hear_its_yes(chats: Chats) -> None:
    assert "Alleen de penvoerder is aansprakelijk" in "\n".join(chats.says("linde", "kies penvoerder"))
    assert "Tot het antwoord staat het er als voorstel" in chats.say("linde", "De Kring")
    assert "voorgesteld als penvoerder" in chats.say("bakker", "stand")
    asked = chats.hears("kring")
    assert "Alleen de penvoerder is aansprakelijk" in asked
    assert "Wilt u penvoerder zijn?" in asked
    assert chats.role(chats.kring) == "candidate"
    assert "Uw organisatie is nu de penvoerder" in chats.say("kring", "ja")
    for other in ("linde", "bakker"):
        assert "De Kring is nu de penvoerder" in chats.hears(other)
    assert "- De Kring (penvoerder): doet mee." in chats.say("linde", "stand")
    assert chats.slots("kring").get("about_group") is None


def test_the_answers_can_still_be_read_when_the_overview_is_of_the_group(chats: Chats) -> None:
    chats.fills("linde", organisation_name="Buurthuis De Linde")
    assert "Naam van de organisatie: Buurthuis De Linde" in chats.say("linde", "mijn antwoorden")
    assert "Naam van de organisatie" not in chats.say("linde", "stand")


def test_a_no_comes_back_to_who_asked(chats: Chats) -> None:
    chats.say("linde", "kies penvoerder", "De Bakker")
    assert "Wilt u penvoerder zijn?" in chats.hears("bakker")
    assert "U blijft partner" in chats.say("bakker", "nee")
    assert "De Bakker wil geen penvoerder zijn" in chats.hears("linde")
    assert chats.hears("kring") == ""
    assert "niet meer" in chats.say("bakker", "wij penvoerder")


def test_who_answers_later_can_still_answer(chats: Chats) -> None:
    chats.say("linde", "kies penvoerder", "De Bakker")
    chats.hears("bakker")
    assert "wij penvoerder" in chats.say("bakker", "overslaan")
    assert "Wat nu: zeg of u penvoerder wilt zijn." in chats.say("bakker", "stand")
    chats.say("bakker", "wij penvoerder", "ja")
    assert chats.role(chats.bakker) == "lead"


def test_who_became_the_lead_partner_while_it_was_chosen_is_named_first(chats: Chats) -> None:
    chats.say("linde", "kies penvoerder", "De Bakker")
    chats.hears("bakker")
    chats.say("linde", "kies penvoerder")
    chats.say("bakker", "ja")
    said = chats.say("linde", "De Kring")
    assert "Intussen is De Bakker de penvoerder" in said
    assert chats.role(chats.bakker) == "lead"
    assert "Tot het antwoord staat het er als voorstel" in chats.say("linde", "De Kring")


def test_a_question_that_began_by_itself_is_about_its_own_group(chats: Chats) -> None:
    with chats.database.transaction() as session:
        other = coalitions.open_or_get(session, CALL, chats.bakker, "Brood", NOW).id
        coalitions.put(session, other, chats.bakker, "partner", "accepted", NOW)
    chats.fills("bakker", coalition=other)
    chats.say("linde", "kies penvoerder", "De Bakker")
    assert "De groep 'Samen Sterk' wil graag" in chats.hears("bakker")
    chats.say("bakker", "ja")
    assert chats.role(chats.bakker) == "lead"
    assert chats.slots("bakker")["coalition"] == other


def test_the_name_of_the_group_reaches_the_others_in_their_language(chats: Chats) -> None:
    chats.say("kring", "/taal en")
    assert "heet nu: Aan Tafel" in chats.say("linde", "naam van de groep", "Aan Tafel")
    assert "is now called 'Aan Tafel'" in chats.hears("kring")
    assert "Uw groep: Aan Tafel" in chats.say("bakker", "stand")
    assert "mag uw organisatie hier niet doen" in chats.say("bakker", "naam van de groep")


def test_the_first_yes_tells_the_asker_how_to_name_the_group(chats: Chats) -> None:
    with chats.database.transaction() as session:
        coalitions.change(session, chats.coalition, NOW, name="De Linde")
        coalitions.put(session, chats.coalition, chats.bakker, "partner", "invited", NOW)
    chats.in_turn("kring", lambda context: forming.joined_now(context, chats.coalition, chats.kring))
    before = asked_in(chats, "linde")
    assert "nog geen eigen naam" in chats.hears("linde")
    assert asked_in(chats, "linde") == before
    assert "Uw groep: De Linde" in chats.say("linde", "stand")


def test_roles_and_decisions_are_heard(chats: Chats) -> None:
    chats.say("linde", "stand")  # From here on the organisations of the group are known as words.
    assert "Welke rol krijgt die organisatie?" in chats.say("linde", "rol van De Bakker")
    assert "nu de rol van ondersteuner" in chats.say("linde", "ondersteuner")
    assert "hebt u nu de rol van ondersteuner" in chats.hears("bakker")
    assert "nog niet afgesproken" in chats.say("kring", "hoe beslissen wij")
    chats.say("linde", "hoe beslissen wij", "Anders, in uw eigen woorden")
    assert "staat nu vast" in chats.say("linde", "Wij praten tot het klopt.")
    assert "vanaf nu: Wij praten tot het klopt." in chats.hears("kring")
    assert "Zo beslist u: Wij praten tot het klopt." in chats.say("bakker", "stand")
    assert "Zo beslist de groep nu: Wij praten" in chats.say("kring", "hoe beslissen wij")


def test_who_leaves_is_asked_once_more_and_what_it_promised_is_named_to_the_others(chats: Chats) -> None:
    promised = Contribution(activities=(Task(name="Brood bakken"),), own_money_cents=10000)
    chats.in_turn("bakker", lambda context: contributions.save(context, chats.coalition, promised, 0))
    chats.hears("linde")
    assert "- Brood bakken\n- eigen geld: 100 euro" in "\n".join(chats.says("bakker", "wij stoppen"))
    chats.say("bakker", "nee")
    assert "- De Bakker (partner): doet mee." in chats.say("kring", "stand")
    assert "U doet niet meer mee" in chats.say("bakker", "wij stoppen", "ja")
    for other in ("linde", "kring"):
        assert "De Bakker is gestopt met de groep 'Samen Sterk'" in (heard := chats.hears(other))
        assert "Brood bakken" in heard
    assert "- De Bakker (partner): is gestopt." in chats.say("kring", "stand")
    assert "Samen Sterk" not in chats.say("bakker", "stand")
    assert "Welkom terug" in chats.say("bakker", "wij doen weer mee", "ja")
    assert "De Bakker doet weer mee" in chats.hears("kring")
    assert "- De Bakker (u, partner): doet mee." in chats.say("bakker", "stand")


def test_a_colleague_hears_what_was_said_for_the_organisation(chats: Chats) -> None:
    chats.joins("kring2", chats.kring)
    chats.say("kring", "wij stoppen", "ja")
    assert "doet niet meer mee in de groep 'Samen Sterk'" in chats.hears("kring2")
    assert "De Kring is gestopt" in chats.hears("linde")
    assert "Samen Sterk" not in chats.say("kring2", "stand")


def test_when_the_asker_leaves_the_longest_partner_goes_on(chats: Chats) -> None:
    chats.say("linde", "wij stoppen", "ja")
    heard = chats.hears("kring")
    assert "U kunt nu doen wat De Linde deed" in heard
    assert "U kunt nu doen" not in chats.hears("bakker")
    assert "heet nu: Kringen" in chats.say("kring", "naam van de groep", "Kringen")


def test_a_group_agrees_opens_again_and_stops(chats: Chats) -> None:
    assert "bevestigd" in chats.say("linde", "groep afgesproken")
    with chats.database.transaction() as session:
        mandate = mandates.read(session, chats.people["linde"], chats.linde)
        mandates.confirm(session, mandate.id, "Wil", NOW)
    assert "nog geen penvoerder" in chats.say("linde", "groep afgesproken")
    chats.say("linde", "kies penvoerder", "De Linde")
    said = chats.say("linde", "groep afgesproken")
    assert "De gemeente beslist pas later" in said
    said = chats.say("linde", "ja")
    assert "staat nu op afgesproken" in said
    assert "goedgekeurd" not in said
    assert "heeft nu afspraken gemaakt" in chats.hears("bakker")
    assert "de groep heeft afspraken gemaakt" in chats.say("linde", "kies penvoerder")
    assert "is weer open" in chats.say("linde", "groep weer open", "ja")
    assert "is gestopt" in chats.say("linde", "groep stoppen", "ja")
    assert "is gestopt" in chats.hears("kring")
    assert "de groep is gestopt" in chats.say("kring", "wij stoppen")


def test_a_person_of_two_groups_switches_and_each_stand_is_of_that_group(chats: Chats) -> None:
    with chats.database.transaction() as session:
        other = coalitions.open_or_get(session, CALL, chats.kring, "Amsterdam Samen", NOW).id
        for number in (chats.kring, chats.bakker):
            coalitions.put(session, other, number, "partner", "accepted", NOW)
    assert "niet mee in een andere groep" in chats.say("linde", "andere groep")
    assert "Met welke groep wilt u verder?" in chats.say("kring", "andere groep")
    assert "We werken nu aan de groep 'Amsterdam Samen'" in chats.say("kring", "Amsterdam Samen")
    assert "Uw groep: Amsterdam Samen" in chats.say("kring", "stand")
    assert "Uw groep: Samen Sterk" in chats.say("bakker", "stand")
    chats.say("kring", "wij stoppen", "ja")
    assert "Uw groep: Samen Sterk" in chats.say("kring", "stand")


def test_the_state_names_no_person_and_is_not_for_who_is_only_invited(chats: Chats) -> None:
    with chats.database.transaction() as session:
        for person in chats.people.values():
            people.change(session, person, name="Annemiek Zandstra", email="a@b.example", phone="0612345678")
        coalitions.put(session, chats.coalition, chats.bakker, "partner", "invited", NOW)
    for text in ("stand", "kies penvoerder"):
        said = chats.say("linde", text)
        assert "Zandstra" not in said
        assert "a@b.example" not in said
        assert "0612345678" not in said
    assert "Samen Sterk" not in chats.say("bakker", "stand")
    assert "mag uw organisatie hier niet doen" in chats.say("bakker", "wie missen we")


def asked_in(together: Together, chat: str) -> str:
    with together.database.transaction() as session:
        return str((conversations.take(session, "t", chat, NOW).state or {})["asked"]["slot"])


def planned(together: Together, chat: str, **own: str) -> dict[str, Any]:
    """Let somebody make a plan as far as its title; gives the answers."""
    together.says(chat, "/start")
    for _ in range(60):
        if (slot := asked_in(together, chat)) == "title":
            return together.slots(chat)
        for answer in {**ANSWERS, **own}.get(slot, "overslaan").splitlines():
            together.says(chat, answer.strip("[]"))
    raise AssertionError(f"the title is not asked, but {slot}")


def test_a_partner_that_is_to_lead_is_asked_after_it_accepted_the_invitation() -> None:
    together = Together()
    slots = planned(together, "anna", organisation_name="Buurthuis De Ketel", lead="2", invite_now="nee")
    number, partner = slots["coalition"], slots["lead"]
    assert isinstance(partner, int)
    together.says("bob", "/start", "ja")
    with together.database.transaction() as session:
        wished = coalitions.place(session, number, partner)
        assert wished is not None
        assert (wished.role, wished.state) == ("candidate", "suggested")
        name = organisations.read(session, partner).name
        mandates.grant(session, people.person_for(session, "t", "bob", NOW).id, partner, NOW)
    together.in_turn("anna", lambda context: invitations.invite(context, number, partner))
    deliver_due(together.talk, "t", NOW, AT_ONCE)
    assert asked_in(together, "bob") == "invitation_answer"
    heard = together.says("bob", "ja")
    deliver_due(together.talk, "t", NOW, AT_ONCE)
    assert any("Wilt u penvoerder zijn?" in one for one in [*heard, *together.said("bob")])
    assert any("nog geen eigen naam" in one for one in together.said("anna"))
    assert role_of(together, number, partner) == "candidate"
    together.says("bob", "ja")
    assert role_of(together, number, partner) == "lead"
    deliver_due(together.talk, "t", NOW, AT_ONCE)
    assert any(f"{name} is nu de penvoerder" in one for one in together.said("anna"))
    # The plan is saved again with each answer that is changed; the answer of the partner stands.
    together.says("anna", "wijzig voor wie", "kinderen", "klaar")
    assert role_of(together, number, partner) == "lead"


def role_of(together: Together, coalition_id: int, number: int) -> str:
    with together.database.transaction() as session:
        found = coalitions.place(session, coalition_id, number)
        return found.role if found else ""
