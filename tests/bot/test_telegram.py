"""Whole conversations in Telegram, as a person sees them."""

import io
import zipfile
from typing import Any

from sqlalchemy import text as sql


def only_the_last_has_buttons(person: Any) -> bool:
    return [message for message in person.chat.bot_messages if message.buttons] == [person.chat.last]


def test_from_hello_to_the_documents(line: Any) -> None:
    anna = line.person()
    anna.go_to("review_next")
    anna.press("Maak de documenten")
    files = [message for message in anna.chat.bot_messages if message.document]
    content = {message.document.name.rpartition(".")[2]: message.document.content for message in files}
    assert set(content) == {"pdf", "docx"}
    assert all("Samen aan tafel" in message.document.name for message in files)
    assert [bool(message.text) for message in files] == [True, False]
    assert content["pdf"].startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(content["docx"])) as archive:
        assert "Samen aan tafel" in archive.read("word/document.xml").decode()
    assert "Klaar voor nu" in anna.chat.last.labels
    assert only_the_last_has_buttons(anna)
    assert not anna.user.unanswered


def test_the_answer_takes_the_place_of_the_question(line: Any) -> None:
    anna = line.person()
    anna.go_to("organisation_type")
    card = anna.chat.last
    anna.press("Welzijnsorganisatie")
    assert card.text == "Soort organisatie: Welzijnsorganisatie"
    assert not card.buttons
    assert card.earlier[0].startswith("Uw organisatie, vraag 3 van 6\nWat voor organisatie is dat?\n\n1. ")


def test_choices_toggle_on_the_card(line: Any) -> None:
    anna = line.person()
    anna.go_to("themes")
    card, messages = anna.chat.last, len(anna.chat.messages)
    assert "Eenzaamheid en ontmoeting" in card.labels
    anna.press("Eenzaamheid en ontmoeting", "Veiligheid en veilig gevoel")
    assert "\n\nGekozen: Eenzaamheid en ontmoeting, Veiligheid en veilig gevoel" in card.text
    assert "Gekozen: Eenzaamheid en ontmoeting" in card.labels
    assert "Klaar met kiezen (2)" in card.labels
    anna.press("Gekozen: Veiligheid en veilig gevoel")
    assert "Veiligheid en veilig gevoel" in card.labels
    assert len(anna.chat.messages) == messages
    anna.press("Klaar met kiezen (1)")
    assert card.text == "Thema's: Eenzaamheid en ontmoeting"
    assert anna.state["slots"]["themes"] == ["eenzaamheid"]


def test_who_chooses_fast_sees_the_last_state_at_once(line: Any) -> None:
    anna = line.person()
    anna.go_to("themes")
    card, before = anna.chat.last, len(line.api.calls_of("editMessageText"))
    for label in ("Eenzaamheid en ontmoeting", "Veiligheid en veilig gevoel", "Meedoen"):
        anna.user.press(label)
    line.settle()
    assert len(line.api.calls_of("editMessageText")) == before + 1
    assert "Klaar met kiezen (3)" in card.labels


def test_what_is_sent_fast_is_taken_in_order(line: Any) -> None:
    people = [line.person(name) for name in ("Anna", "Bob", "Cas")]
    for one in people:
        one.go_to("contact_name")
    for word in ("Naam", "Buurthuis", "Welzijnsorganisatie", "ja"):
        for one in people:
            one.user.say(word)
    line.settle()
    for one in people:
        slots = one.state["slots"]
        assert (slots["contact_name"], slots["organisation_name"]) == ("Naam", "Buurthuis")
        assert (slots["organisation_type"], slots["legal_person"]) == ("welzijn", "yes")


def test_numbers_and_words_may_be_typed(line: Any) -> None:
    anna = line.person()
    anna.go_to("themes")
    anna.say("2, 1")
    assert anna.state["slots"]["themes"] == ["veiligheid", "eenzaamheid"]
    anna.say("terug")
    assert anna.asked == "themes"
    assert only_the_last_has_buttons(anna)


def test_an_old_button_changes_nothing(line: Any) -> None:
    anna = line.person()
    anna.go_to("organisation_type")
    card = anna.chat.last
    anna.press("Welzijnsorganisatie")
    anna.press("Bedrijf of ondernemer", on=card, old=True)
    assert "Deze knop hoort bij een eerdere vraag" in anna.chat.bot_messages[-2].text
    assert anna.asked == "legal_person"
    assert anna.state["slots"]["organisation_type"] == "welzijn"


def test_an_update_that_comes_twice_counts_once(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    update = anna.user.say("Anna")
    line.settle()
    screen = anna.chat.history()
    line.api.repeat(update)
    line.settle()
    assert anna.chat.history() == screen


def test_a_file_that_cannot_be_read_is_no_answer(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    anna.user.upload("brief.pdf", b"%PDF-", "Dit is mijn antwoord")
    line.settle()
    assert any("Een pdf kan ik niet lezen." in message.text for message in anna.chat.bot_messages)
    assert anna.asked == "contact_name"


def test_a_file_as_first_message_begins_a_conversation(line: Any) -> None:
    anna = line.person()
    anna.user.upload("brief.pdf", b"%PDF-")
    line.settle()
    assert anna.asked == "consent"


def test_editing_an_earlier_message_is_answered_with_what_to_do(line: Any) -> None:
    anna = line.person()
    anna.go_to("contact_name")
    update = anna.user.say("Ana")
    line.settle()
    edited = {**update["message"], "text": "Anna", "edit_date": line.api.clock.stamp}
    line.api.updates.put("edited_message", anna.user.id, edited)
    line.settle()
    assert "Typ 'wijzig'" in anna.sees
    assert anna.state["slots"]["contact_name"] == "Ana"


def test_the_language_is_that_of_the_phone_until_somebody_chooses(line: Any) -> None:
    bob = line.person("Bob", "en-GB")
    bob.say("/start invitation_AbC-12")
    assert bob.chat.bot_messages[0].text.startswith("Welcome to Coalitiewijzer.")
    bob.press("Yes, you may")
    bob.say("/language")
    bob.press("Nederlands")
    assert "Hoe heet u?" in bob.sees


def test_what_people_write_is_shown_as_they_wrote_it(line: Any) -> None:
    anna = line.person()
    anna.go_to("organisation_name")
    anna.say("<b>Jansen & Zn</b> \ud83d \U0001f469")
    closed = anna.chat.bot_messages[-2].text
    assert closed == "Naam van de organisatie: <b>Jansen & Zn</b> \ufffd \U0001f469"


def test_a_question_in_between_and_the_question_again(line: Any) -> None:
    anna = line.person()
    anna.go_to("organisation_type")
    old = anna.chat.last
    anna.say("/help")
    assert "medewerker" in anna.chat.bot_messages[-2].text
    assert "Wat voor organisatie is dat?" in anna.sees
    assert not old.buttons
    anna.press("Welzijnsorganisatie")
    assert anna.asked == "legal_person"


def test_a_restart_in_the_middle_is_not_seen(line: Any) -> None:
    anna = line.person()
    anna.go_to("themes")
    anna.press("Eenzaamheid en ontmoeting")
    screen = anna.chat.history()
    line.restart()
    line.settle()
    assert anna.chat.history() == screen
    anna.press("Veiligheid en veilig gevoel")
    anna.press("Klaar met kiezen (2)")
    assert anna.state["slots"]["themes"] == ["eenzaamheid", "veiligheid"]


def test_what_was_queued_before_a_crash_is_sent_after_it(line: Any) -> None:
    anna = line.person()
    anna.user.say("/start")
    line.hear()
    line.restart()
    line.settle()
    assert len(anna.chat.bot_messages) == 3
    assert "Ja, dat mag" in anna.chat.last.labels


def test_my_data_come_as_a_file(line: Any) -> None:
    anna = line.person()
    anna.go_to("organisation_type")
    anna.say("/mijngegevens")
    file = next(message.document for message in anna.chat.bot_messages if message.document)
    assert "Buurthuis De Ketel" in file.content.decode()
    assert "Wat voor organisatie is dat?" in anna.sees


def rows(line: Any) -> dict[str, int]:
    """How many rows there are per kind of record about people."""
    tables = ("conversation", "person", "consent", "turn_event", "outbox", "document", "coalition", "proposal")
    with line.database.snapshot() as session:
        return {table: session.connection.execute(sql(f"SELECT count(*) FROM {table}")).scalar() for table in tables}  # noqa: S608


def test_after_the_goodbye_nothing_is_left(line: Any) -> None:
    anna = line.person()
    anna.go_to("review_next")
    anna.press("Maak de documenten")
    assert all(rows(line).values())
    anna.say("/verwijder")
    anna.press("Ja, wis alles")
    assert anna.sees.startswith("Alles van u is gewist.")
    assert not any(rows(line).values())
    with line.database.snapshot() as session:
        own = session.connection.execute(sql("SELECT count(*) FROM organisation WHERE source = 'gesprek'")).scalar()
    assert own == 0
    anna.press("Maak de documenten", old=True)
    assert anna.asked == "consent"
