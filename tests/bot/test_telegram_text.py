"""How messages look in Telegram, and what updates mean."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram_in import press, read, said
from bot.channels.telegram_menu import menu
from bot.channels.telegram_text import MOST_LABEL, MOST_UNITS, html_parts, keyboard, units
from flows.assembly import load
from flows.engine.answers import plain
from flows.engine.messages import Button, Message
from flows.engine.turns import Heard
from knowledge.languages import LANGUAGES, Language
from tests.botapi.markup import parse_html

PIECE = st.text(st.sampled_from("ab <&>\n.?\U0001f469\ud800é"), max_size=60)
WORDS = st.builds(lambda piece, times, end: piece * times + end, PIECE, st.integers(0, 300), PIECE)
LONG = st.builds(lambda piece, times: piece * times, PIECE, st.integers(100, 300))


def body(**fields: Any) -> dict[str, Any]:
    return Message("ask", **{"text": "Vraag?", "card": 3, **fields}).to_json()


def options(*titles: str, chosen: tuple[str, ...] = ()) -> tuple[Button, ...]:
    return tuple(Button(title, f"/SetSlots(x={title})", title in chosen) for title in titles)


def labels(message: dict[str, Any]) -> list[list[str]]:
    keys = keyboard(message, "nl")
    return [[key.text for key in row] for row in keys.inline_keyboard] if keys else []


BACK, HELP, SKIP, DONE = (
    Button("Terug", "/back"),
    Button("Hulp", "/help"),
    Button("Overslaan", "/skip"),
    Button("Klaar met kiezen (0)", "/done"),
)


def test_a_card_reads_from_heading_to_note() -> None:
    message = body(heading="Deel 1", options=options("Ja", "Nee", chosen=("Nee",)), note="Waarom: daarom.")
    assert html_parts(message, "nl") == [
        "<b>Deel 1</b>\nVraag?\n\n1. Ja\n2. Nee\n\nGekozen: Nee\n\n<i>Waarom: daarom.</i>"
    ]


@given(WORDS, WORDS, WORDS)
def test_every_part_fits_and_nothing_is_lost(heading: str, words: str, note: str) -> None:
    parts = html_parts(body(heading=heading[:100], text=words, note=note[:500]), "nl")
    shown = [parse_html(part)[0] for part in parts]
    assert all(units(text) <= MOST_UNITS for text in shown)
    given_text = re.sub(r"\s", "", heading[:100] + words + note[:500]).replace("\ud800", "\ufffd")
    assert re.sub(r"\s", "", "".join(shown)) == given_text


@given(LONG, st.sampled_from(["", "Gekozen"]))
def test_a_change_at_the_end_leaves_earlier_parts_as_they_are(words: str, more: str) -> None:
    plain, longer = (html_parts(body(text=words, note=note), "nl") for note in ("Einde", "Einde " + more))
    assert plain[:-2] == longer[: len(plain) - 2]


def test_two_short_options_stand_side_by_side() -> None:
    assert labels(body(options=options("Ja", "Nee", "Weet ik niet"), buttons=(BACK, SKIP, HELP))) == [
        ["Ja", "Nee"],
        ["Weet ik niet"],
        ["Terug", "Overslaan", "Hulp"],
    ]


def test_long_options_stand_one_below_the_other() -> None:
    rows = labels(body(options=options("Ja", "Nee, dat wil ik liever niet"), buttons=(HELP,)))
    assert rows == [["Ja"], ["Nee, dat wil ik liever niet"], ["Hulp"]]


@pytest.mark.parametrize(("title", "lengths"), [("Zuidoost", [2, 1, 1, 2]), ("Buitenveldert", [1, 1, 1, 1, 2])])
def test_choosing_does_not_make_the_rows_jump(title: str, lengths: list[int]) -> None:
    titles = ("Noord", title, "Centrum")
    before = labels(body(options=options(*titles), buttons=(DONE, BACK, HELP)))
    after = labels(body(options=options(*titles, chosen=(title,)), buttons=(DONE, BACK, HELP)))
    assert [len(row) for row in before] == [len(row) for row in after] == lengths
    assert any(f"Gekozen: {title}" in row for row in after)


def test_buttons_carry_their_card_and_their_place() -> None:
    keys = keyboard(body(card=12, options=options("Ja", "Nee"), buttons=(Button("Meer", "/meer"), BACK, HELP)), "nl")
    assert keys
    data = {key.text: key.callback_data for row in keys.inline_keyboard for key in row}
    assert data == {"Ja": "12:0", "Nee": "12:1", "Meer": "12:2", "Terug": "12:3", "Hulp": "12:4"}
    assert press("12:3") == Heard(card=12, button=3)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_labels_are_cut(title: str) -> None:
    label = labels(body(options=options(title)))[0][0]
    assert len(label) <= MOST_LABEL
    assert label == title or label.endswith("…")


@pytest.mark.parametrize("data", [None, "", "x", "1", "1:", ":1", "-1:2", "1:2:3", "1:2\n", "9" * 40 + ":1", "१:२"])
def test_unreadable_buttons_belong_to_no_card(data: str | None) -> None:
    assert press(data) == Heard(card=-1, button=0)


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("/start abc_DEF-1", "/start"),
        ("/start@coalitie_bot abc", "/start"),
        ("/help@coalitie_bot", "/help"),
        ("/vraag wat is een penvoerder?", "/vraag wat is een penvoerder?"),
        ("a/b", "a/b"),
        (" hallo\ndaar ", " hallo\ndaar "),
    ],
)
def test_commands_lose_what_telegram_adds(typed: str, heard: str) -> None:
    assert said(typed) == heard


def update(chat: str, **fields: Any) -> Update:
    sender = {"id": 7, "is_bot": False, "first_name": "Anna", "language_code": "nl"}
    place = {"id": 7, "type": "private"} if chat == "private" else {"id": -7, "type": chat, "title": "Wijk"}
    message = {"message_id": 1, "date": 1, "chat": place, "from": sender, **fields}
    found = Update.de_json({"update_id": 5, "message": message}, None)
    assert found
    return found


def test_in_a_group_only_a_call_is_answered_and_only_with_where_to_go() -> None:
    reading = read(update("supergroup", text="/start@coalitie_bot"))
    assert reading
    assert (reading.incoming.chat, reading.tell) == ("-7", "telegram_only_private")
    assert read(update("group", text="Ik heet Anna en ik ben ziek")) is None
    assert read(update("supergroup", new_chat_title="Wijk 2")) is None


def test_a_notice_of_telegram_is_no_message_of_the_person() -> None:
    assert read(update("private", message_auto_delete_timer_changed={"message_auto_delete_time": 60})) is None
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 3}
    reading = read(update("private", voice=voice))
    assert reading
    assert reading.tell == "telegram_voice"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_of_the_menu_is_understood(language: Language) -> None:
    interpreter, _ = load()
    slots = interpreter.slots_at_start(language)
    for command in menu().commands[language]:
        meaning = interpreter.listening.understand(None, f"/{command}", plain(f"/{command}"), slots)
        assert meaning.command is not None, command
        assert meaning.command != "unknown", command
