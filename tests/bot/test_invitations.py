"""Asking an organisation to take part, between two chats: delivered, answered, and never with anything of a person."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import load_demo
from bot.conversation import Conversations, Incoming
from bot.notices import AT_ONCE, deliver_due
from flows.assembly import load
from flows.engine.turns import Heard
from flows.services import invitations as asking
from flows.services.context import Addresses
from flows.services.directory import Directory
from knowledge.areas import areas
from knowledge.invitations import invitation_rules
from storage import claims, coalitions, conversations, invitations, mandates, organisations, outbox, people
from storage.coalitions import CoalitionPartner
from storage.database import Database
from storage.invitations import Invitation
from tests.bot.line import ANSWERS
from tests.bot.test_webchat import SITE, Browser

MORNING = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
ASKER, NAME = "Buurthuis De Ketel", "Anna Visserman"
SECRETS = re.compile(r"start=([A-Za-z0-9_-]{43})")


class Town:
    """Several people who talk with one program, in a channel where one can follow links."""

    def __init__(self, script: Any, addresses: Addresses) -> None:
        database = Database("sqlite://")
        database.upgrade()
        interpreter, runner = script
        self.talk = Conversations(database, interpreter, runner, Directory(areas()), addresses=addresses)
        self.now, self.updates = MORNING, 0
        load_demo(self.talk)

    def says(self, chat: str, *texts: str, link: str = "", language: str = "nl") -> list[str]:
        """Let somebody say something; gives what is then said to them."""
        for text in texts:
            self.updates += 1
            self.talk.turn(Incoming("t", chat, str(self.updates), Heard(text), language, link), self.now)
        return self.hears(chat)

    def hears(self, chat: str) -> list[str]:
        """Bring all news, and give what came into a chat."""
        deliver_due(self.talk, "t", self.now, AT_ONCE)
        with self.talk.database.transaction() as session:
            items = outbox.pending(session, conversations.take(session, "t", chat, self.now).id)
            for item in items:
                outbox.mark_sent(session, item.id, self.now)
            return [item.body["text"] for item in items if item.body["kind"] != "close"]

    def joins(self, chat: str) -> list[str]:
        """Let somebody say yes to an invitation, and keep their contact data to themselves."""
        said = self.says(chat, "Ja, wij doen mee")
        return [*said, *(self.says(chat, "Nee, liever niet") if self.asked(chat) == "share_ok" else ())]

    def state(self, chat: str) -> dict[str, Any]:
        with self.talk.database.transaction() as session:
            return conversations.take(session, "t", chat, self.now).state or {}

    def slots(self, chat: str) -> dict[str, Any]:
        found: dict[str, Any] = self.state(chat)["slots"]
        return found

    def asked(self, chat: str) -> str | None:
        asked = self.state(chat)["asked"]
        return asked["slot"] if asked else None

    def plan(self, chat: str, until: str = "invite_now", *, partners: str = "1") -> list[str]:
        """Let somebody answer all questions until one."""
        said = self.says(chat, "/start")
        own = {"contact_name": NAME, "organisation_name": ASKER, "partners": partners}
        for _ in range(60):
            if (slot := self.asked(chat)) == until:
                return said
            for answer in {**ANSWERS, **own}.get(str(slot), "overslaan").splitlines():
                said = self.says(chat, answer.strip("[]"))
        raise AssertionError(f"{until} is not asked, but {self.asked(chat)}: {said}")

    def speaks(self, chat: str, organisation_id: int) -> None:
        """Let somebody have agreed, and speak for an organisation of the directory."""
        self.says(chat, "/start", "ja")
        with self.talk.database.transaction() as session:
            person = people.person_for(session, "t", chat, self.now)
            mandates.grant(session, person.id, organisation_id, self.now)

    def organisation(self, name: str) -> int:
        with self.talk.database.transaction() as session:
            ((number, _),) = organisations.find_by_name(session, name)
            return number

    def name(self, organisation_id: int) -> str:
        with self.talk.database.transaction() as session:
            return organisations.read(session, organisation_id).name

    def place(self, chat: str, organisation_id: int) -> CoalitionPartner | None:
        """The place of an organisation in the coalition on which a chat works."""
        coalition = self.slots(chat)["coalition"]
        with self.talk.database.transaction() as session:
            return coalitions.place(session, coalition, organisation_id)

    def state_of_place(self, chat: str, organisation_id: int) -> str:
        place = self.place(chat, organisation_id)
        return place.state if place else "none"

    def invitations(self, organisation_id: int) -> list[Invitation]:
        with self.talk.database.transaction() as session:
            return list(invitations.waiting_for(session, organisation_id))

    def mandates(self, chat: str) -> list[int]:
        with self.talk.database.transaction() as session:
            person = people.person_for(session, "t", chat, self.now)
            return [one.organisation_id for one in mandates.of_person(session, person.id)]


@pytest.fixture(scope="module")
def script() -> Any:
    return load()


@pytest.fixture
def town(script: Any) -> Iterator[Town]:
    town = Town(script, Addresses("coalitie_bot", "https://coalitie.example.nl"))
    yield town
    town.talk.database.close()


def invited(town: Town, who: str = "ja, vraag ze") -> tuple[int, str]:
    """Let somebody ask one suggested partner; gives that organisation, and the secret of its link."""
    town.plan("anna")
    said = town.says("anna", who)
    (text,) = (one for one in said if "t.me/" in one)
    return town.slots("anna")["partners"][0], SECRETS.findall(text)[0]


def test_the_whole_way_by_a_link(town: Town) -> None:
    said = town.plan("anna")
    assert "Zal ik deze organisaties nu vragen" in said[-1]
    (partner,) = town.slots("anna")["partners"]
    assert town.state_of_place("anna", partner) == "suggested"
    intro, text, *following = town.says("anna", "Ja, vraag ze")
    assert town.name(partner) in intro
    assert text.startswith(f"Aan {town.name(partner)}\n")
    assert ASKER in text
    assert "De Betrokken Stad" in text
    (secret,) = SECRETS.findall(text)
    assert f"https://coalitie.example.nl/invited/{secret}" in text
    assert following
    after = town.asked("anna")
    assert after not in {"invite_now", None}
    assert town.state_of_place("anna", partner) == "invited"

    seen = town.says("bram", "/start", link=secret)
    assert "Ik laat de uitnodiging zo zien" in seen[0]
    assert not any(ASKER in one for one in seen)
    assert town.asked("bram") == "consent"
    (shown,) = town.says("bram", "ja")
    assert f"{ASKER} maakt een plan" in shown
    assert f"uitnodiging voor {town.name(partner)}" in shown
    assert "ongeveer 10 minuten" in shown
    assert town.mandates("bram") == []
    yes, *_, menu = town.joins("bram")
    assert "zonder uw naam" in yes
    assert menu.startswith("U doet mee met een plan van anderen")
    assert town.state_of_place("anna", partner) == "accepted"
    assert town.mandates("bram") == [partner]
    slots = town.slots("bram")
    assert (slots["joined"], slots["coalition"]) == (True, town.slots("anna")["coalition"])
    assert slots["organisation_name"] == town.name(partner)
    assert slots["organisation_type"]
    assert town.hears("anna")[0] == f"Goed nieuws: {town.name(partner)} doet mee."
    assert town.asked("anna") not in {"invite_now", None}


def test_who_came_in_by_a_link_always_gets_an_answer_and_may_make_a_plan_too(town: Town) -> None:
    _, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja")
    town.joins("bram")
    for text in ("hallo", "wat nu?", "/start", "stop", "hoi", "klaar voor nu", "hoi"):
        assert town.says("bram", text), text
    assert town.asked("bram") == "joined_next"
    assert town.says("bram", "eigen plan")
    assert town.asked("bram") == "contact_name"
    town.says("bram", "Bram")
    assert town.asked("bram") != "organisation_name"
    assert town.slots("bram")["coalition"]


def test_who_came_in_changes_an_answer_halfway_its_contribution_and_loses_nothing(town: Town) -> None:
    _, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja", "ja", "bijdrage", "Samen koken")
    before = town.slots("bram")
    assert town.asked("bram") == "task_start"
    town.says("bram", "wijzig thema's")
    assert town.asked("bram") == "themes"
    for _ in range(6):
        if town.asked("bram") == "task_start":
            break
        town.says("bram", {"themes": "2", "change": "Meer buren kennen elkaar."}.get(town.asked("bram"), "1"), "klaar")
    after = town.slots("bram")
    assert town.asked("bram") == "task_start"
    assert after["themes"] != before["themes"]
    assert after["task_name"] == "Samen koken"


def test_start_again_begins_a_plan_of_their_own(town: Town) -> None:
    _, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja")
    town.joins("bram")
    town.says("bram", "opnieuw", "ja")
    assert town.asked("bram") == "contact_name"


def test_nothing_of_a_person_reaches_the_other_chat(town: Town) -> None:
    partner, secret = invited(town)
    heard = [*town.says("bram", "/start", link=secret), *town.says("bram", "ja")]
    heard += town.says("bram", "eerst een vraag", "Hoeveel uur kost het ons?")
    asked = town.hears("anna")
    asked += town.says("anna", "ja", "Twee uur per week.")
    heard += town.says("bram", "uitnodiging")
    heard += town.says("bram", "ja")
    asked += town.hears("anna")
    assert any("Twee uur per week." in one for one in heard)
    assert any("Hoeveel uur kost het ons?" in one for one in asked)
    for text in (*heard, *asked):
        assert NAME not in text
        assert not re.search(r"@|\b06|anna|bram", text)
    assert town.state_of_place("anna", partner) == "accepted"


def test_a_question_first_and_the_invitation_stays_open(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja")
    told = town.says("bram", "eerst een vraag", "Mail mij op bram@example.nl", "Hoeveel uur kost het ons?")
    assert any("De uitnodiging blijft open" in one for one in told)
    (question,) = town.hears("anna")
    assert f"{town.name(partner)} wil eerst iets weten" in question
    assert "Hoeveel uur kost het ons?" in question
    assert town.asked("anna") == "partner_now"
    town.says("anna", "ja")
    assert town.asked("anna") == "partner_answer"
    assert "zonder dat" in town.says("anna", "Bel mij op 06 12345678.")[0]
    thanks, _ = town.says("anna", "Twee uur per week.")
    assert "Ik geef uw antwoord door" in thanks
    assert town.asked("anna") not in {"partner_answer", "invite_now", None}
    (answer,) = town.hears("bram")
    assert f"{ASKER} antwoordt op uw vraag" in answer
    assert "Twee uur per week." in answer
    assert town.state_of_place("anna", partner) == "invited"
    assert "Wilt u meedoen?" in town.says("bram", "uitnodiging")[0]
    town.says("bram", "ja")
    assert town.state_of_place("anna", partner) == "accepted"
    assert town.slots("anna").get("question_text") is None


def test_a_link_opens_once_and_again_only_in_the_same_chat(town: Town) -> None:
    _, secret = invited(town)
    town.says("bram", "/start", link=secret)
    assert "al geopend" in town.says("carla", "/start", link=secret)[0]
    assert len(town.says("bram", "/start", link=secret)) >= 1
    assert town.asked("bram") == "consent"
    (shown,) = town.says("bram", "ja")
    assert ASKER in shown
    assert not any(ASKER in one for one in town.says("carla", "/start", "ja"))
    assert town.asked("carla") == "contact_name"


def test_an_expired_link_opens_nothing_and_a_new_one_can_be_made(town: Town) -> None:
    partner, secret = invited(town)
    town.now += timedelta(days=invitation_rules().link_days) + timedelta(minutes=1)
    (dead,) = town.says("bram", "/start", link=secret)
    assert "geldt niet meer" in dead
    assert not town.state("bram")
    said = town.says("anna", f"/nodig uit {town.name(partner)}")
    (fresh,) = SECRETS.findall("\n".join(said))
    assert fresh != secret
    assert len(town.invitations(partner)) == 1
    assert "geldt niet meer" not in town.says("bram", "/start", link=fresh)[0]
    assert "werkt niet meer" in town.says("carla", "/start", link=secret)[0]


def test_after_a_no_nobody_is_asked_again_but_may_come_back(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja")
    (why,) = town.says("bram", "nee")
    assert "waarom niet" in why
    told = town.says("bram", "Wij hebben geen tijd.")
    assert "Ik vraag het niet nog een keer" in told[0]
    assert "U doet nog niet mee" in told[-1]
    assert town.mandates("bram") == []
    (heard,) = town.hears("anna")
    assert "doet niet mee. De reden: Wij hebben geen tijd." in heard
    assert town.state_of_place("anna", partner) == "declined"
    refused = town.says("anna", f"/nodig uit {town.name(partner)}")
    assert any("nee gezegd" in one for one in refused)
    assert not town.invitations(partner)
    assert not town.hears("bram")
    town.says("bram", "uitnodiging", "ja")
    assert town.state_of_place("anna", partner) == "accepted"
    assert "Goed nieuws" in town.hears("anna")[0]


def test_after_a_no_every_choice_of_the_invitation_still_does_something(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja", "nee", "overslaan")
    assert any("dat blijft zo" in one for one in town.says("bram", "uitnodiging", "later"))
    assert any(
        "Ik geef uw vraag door" in one for one in town.says("bram", "uitnodiging", "eerst een vraag", "Hoe lang?")
    )
    assert any("Hoe lang?" in one for one in town.hears("anna"))
    assert town.state_of_place("anna", partner) == "declined"


def test_no_without_a_reason(town: Town) -> None:
    _, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja", "nee", "overslaan")
    assert "Zij gaven geen reden" in town.hears("anna")[0]


def test_who_has_a_chat_is_asked_there_on_top_of_the_open_question(town: Town) -> None:
    town.plan("anna")
    (partner,) = town.slots("anna")["partners"]
    town.speaks("bram", partner)
    town.hears("bram")
    said = town.says("anna", "ja")
    assert f"Ik vraag het in hun eigen gesprek aan: {town.name(partner)}." in said[0]
    assert not SECRETS.search("\n".join(said))
    (shown,) = town.hears("bram")
    assert f"{ASKER} maakt een plan" in shown
    assert town.asked("bram") == "invitation_answer"
    town.joins("bram")
    assert town.state_of_place("anna", partner) == "accepted"
    assert town.asked("bram") == "joined_next"


def test_who_has_a_plan_of_their_own_goes_on_with_that(town: Town) -> None:
    town.plan("anna")
    (partner,) = town.slots("anna")["partners"]
    town.plan("bram", "title")
    town.speaks("bram", partner)
    town.says("anna", "ja")
    town.hears("bram")
    assert town.asked("bram") == "invitation_answer"
    town.joins("bram")
    assert town.asked("bram") == "title"
    assert town.slots("bram").get("joined") is None
    assert town.slots("bram")["coalition"] == town.slots("anna")["coalition"]
    assert town.slots("bram")["organisation_name"] == ASKER


def test_who_was_halfway_a_plan_for_the_same_call_tells_its_contribution_first(town: Town) -> None:
    town.plan("anna")
    (partner,) = town.slots("anna")["partners"]
    town.plan("bram", "partners")
    town.speaks("bram", partner)
    town.says("anna", "ja")
    town.hears("bram")
    said = town.says("bram", "ja")
    assert town.asked("bram") == "task_name"
    assert any("Typ 'bijdrage'" in one for one in said)


def test_nobody_is_disturbed_at_night(town: Town) -> None:
    town.plan("anna")
    (partner,) = town.slots("anna")["partners"]
    town.speaks("bram", partner)
    town.now = datetime(2026, 12, 1, 21, 30, tzinfo=UTC)
    town.hears("bram")
    assert "vanaf 9 uur" in town.says("anna", "ja")[0]
    assert not town.hears("bram")
    town.now = datetime(2026, 12, 2, 7, 59, tzinfo=UTC)
    assert not town.hears("bram")
    town.now = datetime(2026, 12, 2, 8, 1, tzinfo=UTC)
    assert ASKER in town.hears("bram")[0]


def test_later_is_asked_again_after_some_days(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja")
    told = town.says("bram", "later")
    assert "4 december 2026" in told[0]
    assert "antwoordt later" in town.hears("anna")[0]
    town.now += 2 * DAY
    assert not town.hears("bram")
    town.now += DAY
    assert "Wilt u meedoen?" in town.hears("bram")[0]
    town.says("bram", "ja")
    assert town.state_of_place("anna", partner) == "accepted"


def test_an_organisation_that_is_not_in_the_list(town: Town) -> None:
    town.plan("anna", "title")
    (which,) = town.says("anna", "uitnodigen", "een andere organisatie", "klaar", "Zangkoor Het Hoge Lied")[-1:]
    assert "Zangkoor Het Hoge Lied" in which
    assert town.asked("anna") == "invitee"
    said = town.says("anna", "1")
    (secret,) = SECRETS.findall("\n".join(said))
    number = town.organisation("Zangkoor Het Hoge Lied")
    with town.talk.database.transaction() as session:
        data = organisations.read(session, number)
        assert (data.source, data.willing) == ("uitnodiging", False)
    assert town.state_of_place("anna", number) == "invited"
    town.says("bram", "/start", link=secret)
    assert "Zij denken dat u iets kunt toevoegen" in town.says("bram", "ja")[0]
    town.says("bram", "ja")
    assert town.slots("bram")["organisation_name"] == "Zangkoor Het Hoge Lied"
    assert town.state_of_place("anna", number) == "accepted"


def test_nobody_after_all(town: Town) -> None:
    town.plan("anna", "title")
    town.says("anna", "/nodig uit Zangkoor Het Hoge Lied", "toch niemand")
    assert town.asked("anna") == "title"
    with town.talk.database.transaction() as session:
        assert not organisations.find_by_name(session, "Zangkoor Het Hoge Lied")


def test_a_name_like_one_of_the_list_is_confirmed(town: Town) -> None:
    town.plan("anna", "title")
    said = town.says("anna", "/nodig uit Buurthuis de Kaade")
    assert town.asked("anna") == "invitee"
    assert "Buurthuis De Kade (Maassluis)" in str(town.slots("anna")["invitee_options"])
    town.says("anna", "1")
    assert said
    assert town.state_of_place("anna", town.organisation("Buurthuis De Kade")) == "invited"


def test_withdrawing(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja")
    told = town.says("anna", "/uitnodiging intrekken", "1")
    assert any("ingetrokken" in one for one in told)
    assert town.state_of_place("anna", partner) == "suggested"
    assert "niet meer antwoorden" in town.says("bram", "ja")[0]
    assert town.mandates("bram") == []
    assert town.asked("bram") == "joined_next"
    assert SECRETS.search("\n".join(town.says("anna", f"/nodig uit {town.name(partner)}")))


def test_an_invitation_that_nobody_answers_ends(town: Town) -> None:
    partner, secret = invited(town)
    town.now += timedelta(days=invitation_rules().open_days) + timedelta(minutes=1)
    with town.talk.database.transaction() as session:
        assert asking.expire(session, town.now) == 1
        assert asking.expire(session, town.now) == 0
    assert "heeft niet geantwoord" in town.hears("anna")[0]
    assert town.state_of_place("anna", partner) == "suggested"
    assert "geldt niet meer" in town.says("bram", "/start", link=secret)[0]


def test_later_and_words_that_ask_after_all(town: Town) -> None:
    town.plan("anna")
    (partner,) = town.slots("anna")["partners"]
    assert "ik vraag nog niemand" in town.says("anna", "later")[0]
    assert town.state_of_place("anna", partner) == "suggested"
    after = town.asked("anna")
    town.says("anna", "uitnodigen")
    assert town.asked("anna") == "invite_whom"
    town.says("anna", "1", "klaar")
    assert town.state_of_place("anna", partner) == "invited"
    assert town.asked("anna") == after


def test_in_a_terminal_it_is_told_what_to_type(town: Town) -> None:
    town.talk.addresses = Addresses()
    town.plan("anna")
    said = "\n".join(town.says("anna", "ja"))
    partner = town.slots("anna")["partners"][0]
    assert f'coalitiewijzer demo --as "{town.name(partner)}"' in said
    with town.talk.database.transaction() as session:
        assert [one.state for one in asking.waiting_for(session, partner)] == ["open"]


def test_in_english(town: Town) -> None:
    _, secret = invited(town)
    town.says("bram", "/start", link=secret, language="en")
    (shown,) = town.says("bram", "yes")
    assert f"{ASKER} is making a plan" in shown
    assert "Waarom" not in shown
    assert "takes part" in town.says("bram", "yes, we take part")[0]


def test_who_talked_before_sees_the_invitation_of_a_link_at_once(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", "ja")
    assert town.asked("bram") == "contact_name"
    assert any(ASKER in one for one in town.says("bram", "/start", link=secret))
    town.says("bram", "nee", "overslaan")
    assert town.asked("bram") == "contact_name"
    assert town.state_of_place("anna", partner) == "declined"


def test_a_mandate_by_an_invitation_is_nobodys_word_but_theirs(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja", "ja")
    with town.talk.database.transaction() as session:
        (mandate,) = mandates.of_organisation(session, partner)
        assert mandate.confirmed_at is None
        assert not claims.of_person(session, mandate.person_id)


def test_on_the_website_an_invitation_is_opened_once_and_not_by_who_only_looks(town: Town) -> None:
    town.talk.addresses = Addresses(web=SITE)
    town.plan("anna")
    text = "\n".join(town.says("anna", "ja"))
    assert "t.me" not in text
    (path,) = re.findall(rf"{SITE}(/invited/[A-Za-z0-9_-]{{43}})", text)
    looks = Browser(town.talk).look(path)
    assert "U bent uitgenodigd" in looks
    secret = path.rpartition("/")[2]
    assert f'name="link" value="{secret}"' in looks
    partner, second = Browser(town.talk), Browser(town.talk)
    partner.begin(link=secret, lang="nl")
    assert "Ik laat de uitnodiging zo zien" in partner.page
    assert "Mag ik bewaren wat u vertelt?" in partner.page
    assert f"{ASKER} maakt een plan" not in partner.page
    assert f"{ASKER} maakt een plan" in partner.say("ja")
    second.begin(link=secret, lang="nl")
    assert "al geopend" in second.page
    assert f"{ASKER} maakt een plan" not in second.say("ja")
    partner.begin(link=secret, lang="nl")
    assert f"{ASKER} maakt een plan" in partner.page
    assert "vanaf nu voor deze organisatie" in partner.say("ja, wij doen mee")
    assert "Goed nieuws" in "\n".join(town.hears("anna"))


def test_a_link_followed_in_a_browser_that_has_a_conversation(town: Town) -> None:
    _, secret = invited(town)
    browser = Browser(town.talk)
    browser.begin(lang="nl")
    browser.say("ja", "Bram")
    browser.begin(link=secret, lang="nl")
    assert f"{ASKER} maakt een plan" in browser.page
    assert "organisatie" in browser.say("nee", "overslaan")
    assert town.state_of_place("anna", town.slots("anna")["partners"][0]) == "declined"
    stale = Browser(town.talk)
    stale.begin(link=secret, lang="nl")
    assert "geldt niet meer" in stale.page


def test_back_after_a_yes_and_yes_again_changes_nothing(town: Town) -> None:
    partner, secret = invited(town)
    town.says("bram", "/start", link=secret)
    town.says("bram", "ja")
    town.joins("bram")
    for _ in range(4):
        if town.asked("bram") != "invitation_answer":
            town.says("bram", "terug")
    assert town.asked("bram") == "invitation_answer"
    town.joins("bram")
    assert town.asked("bram") == "joined_next"
    assert town.mandates("bram") == [partner]
    assert len([one for one in town.hears("anna") if "Goed nieuws" in one]) == 1


def test_yes_after_which_a_partner_is_added_asks_nobody_else(town: Town) -> None:
    first, _ = invited(town)
    town.says("anna", "/wijzig partners", "2", "klaar")
    for _ in range(5):
        if town.asked("anna") in {"gap_ok", "lead"}:
            town.says("anna", "ja" if town.asked("anna") == "gap_ok" else "1")
    (second,) = set(town.slots("anna")["partners"]) - {first}
    assert town.state_of_place("anna", second) == "suggested"
    assert town.state_of_place("anna", first) == "invited"
    assert town.asked("anna") != "invite_now"


def test_without_partners_nobody_is_asked_anything(town: Town) -> None:
    town.plan("anna", "title", partners="overslaan")
    assert "invite_now" not in town.slots("anna")
