"""The agreement in the chats of two organisations, as they see it."""

import pytest

from bot.channels.telegram_in import CHANNEL
from knowledge.contribution import Contribution, Task
from knowledge.files import read_text
from storage import coalitions, conversations, mandates, organisations, people, revisions
from storage.reminders import CONTRIBUTION
from tests.bot.line import Line, Person

KADE = "Buurthuis De Kade"


def number_of(line: Line, name: str) -> int:
    with line.database.snapshot() as session:
        return organisations.find_by_name(session, name)[0][0]


def joined(line: Line, asker: Person, name: str, role: str = "partner", state: str = "accepted") -> Person:
    """Somebody who speaks for a partner of the asker's coalition, in a chat of their own."""
    now, coalition = line.api.clock.now, asker.state["slots"]["coalition"]
    other = line.person("Piet")
    other.say("/start")
    other.press("Ja, dat mag")
    chat, partner = str(other.user.id), number_of(line, name)
    with line.database.transaction() as session:
        coalitions.put(session, coalition, partner, role, state, now)
        mandates.grant(session, people.person_for(session, CHANNEL, chat, now).id, partner, now)
        conversation = conversations.take(session, CHANNEL, chat, now)
        assert conversation.state is not None
        slots = {**conversation.state["slots"], "coalition": coalition}
        conversations.save_state(session, conversation, {**conversation.state, "slots": slots}, now, conversation.reply)
    return other


@pytest.fixture
def anna(line: Line) -> Person:
    anna = line.person()
    anna.go_to("title")
    return anna


def files(person: Person) -> dict[str, str]:
    """The text of the Word files that somebody got, by their names."""
    sent = [message.document for message in person.chat.bot_messages if message.document]
    return {one.name: read_text(one.name, one.content) for one in sent if one.name.endswith(".docx")}


def test_alone_there_is_nothing_to_agree(anna: Person) -> None:
    anna.say("afspraken")
    assert "Er doet nog geen andere organisatie mee." in anna.chat.transcript()
    assert anna.asked == "title"


def test_two_questions_and_then_the_draft(line: Line, anna: Person) -> None:
    joined(line, anna, KADE)
    anna.say("samenwerkingsafspraken")
    assert "Hoe houdt u elkaar op de hoogte?" in anna.sees
    anna.press("In eigen woorden")
    anna.say("Wij bellen elke maandag.")
    anna.press("Een maand van tevoren zeggen")
    assert "Niemand is hieraan gebonden zolang niemand heeft getekend." in anna.chat.transcript()
    assert anna.asked == "title"
    (text,) = files(anna).values()
    assert "Wij bellen elke maandag." in text
    assert KADE in text
    anna.say("afspraken")
    assert "Elkaar op de hoogte houden: Wij bellen elke maandag." in anna.sees
    assert "minstens één maand van tevoren" in anna.sees
    anna.press("Anders kiezen")
    anna.press("Elke week")
    anna.press("Overslaan")
    anna.say("agreement")
    assert "Wij laten elkaar elke week weten hoe het gaat." in anna.sees
    assert "Als een organisatie stopt: nog niet afgesproken." in anna.sees
    anna.press("Maak het concept")
    assert anna.asked == "title"


def test_a_partner_gets_the_draft_without_questions(line: Line, anna: Person) -> None:
    piet = joined(line, anna, KADE)
    before = piet.asked
    piet.say("afspraken")
    assert "Hier is het concept van de samenwerkingsafspraken" in piet.chat.transcript()
    assert piet.asked == before
    (text,) = files(piet).values()
    assert "Nog af te spreken" in text
    assert "Anna" not in text


def test_who_was_only_asked_gets_nothing(line: Line, anna: Person) -> None:
    piet = joined(line, anna, KADE, state="invited")
    before = piet.asked
    piet.say("afspraken")
    assert "Dat mag uw organisatie hier niet doen." in piet.chat.transcript()
    assert files(piet) == {}
    assert piet.asked == before
    assert piet.state["slots"].get("refused") is None


def test_what_somebody_else_chose_meanwhile_is_shown_and_not_lost(line: Line, anna: Person) -> None:
    piet = joined(line, anna, KADE, role="lead")
    anna.say("afspraken")
    piet.say("afspraken")
    anna.press("Elke week", "Een maand van tevoren zeggen")
    piet.press("Elke maand", "Drie maanden van tevoren zeggen")
    assert "Iemand anders heeft dit net ook ingevuld." in piet.chat.transcript()
    assert "elke week" in piet.sees
    piet.press("Anders kiezen")
    piet.press("Elke maand", "Drie maanden van tevoren zeggen")
    anna.say("afspraken")
    assert "elke maand" in anna.sees


def test_the_draft_and_the_agreement_hold_what_a_partner_tells(line: Line) -> None:
    anna = line.person()
    anna.go_to("review_next")
    piet = joined(line, anna, KADE)
    told = Contribution(activities=(Task(name="Huisbezoeken", cost_cents=20_000),), own_money_cents=30_000)
    key = (anna.state["slots"]["coalition"], number_of(line, KADE), CONTRIBUTION)
    with line.database.transaction() as session:
        revisions.append(session, key, 0, told.model_dump(mode="json"), None, line.api.clock.now)
    anna.press("Maak de documenten")
    (draft,) = files(anna).values()
    assert "Huisbezoeken | Buurthuis De Kade" in draft
    assert "Eigen geld van Buurthuis De Kade" in draft
    assert "doet mee" in draft
    piet.say("afspraken")
    (text,) = files(piet).values()
    assert "Samen aan tafel" in text
    assert "Samen koken | Buurthuis De Ketel" in text
    assert "Huisbezoeken | Buurthuis De Kade" in text
