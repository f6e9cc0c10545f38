"""What people do and see; what the bot says about itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.botapi import BotApi, User
from tests.botapi.clock import Clock
from tests.botapi.example import core_bot


def ask(api: BotApi, *calls: Callable[[Bot], Awaitable[Any]]) -> list[Any]:
    async def run() -> list[Any]:
        async with core_bot(api) as bot:
            return [await call(bot) for call in calls]

    return asyncio.run(run())


def question(api: BotApi, user: User, text: str, *labels: str) -> None:
    rows = [[InlineKeyboardButton(label, callback_data=f"{text}:{label}")] for label in labels]
    ask(api, lambda bot: bot.send_message(user.id, text, reply_markup=InlineKeyboardMarkup(rows)))


def data(update: dict[str, Any]) -> str:
    return update["callback_query"]["data"]


def test_a_press_goes_to_the_newest_message_with_the_label() -> None:
    with BotApi() as api:
        anna = api.user()
        anna.start()
        question(api, anna, "een", "Ja", "Terug")
        question(api, anna, "twee", "Ja")
        first, second = anna.chat.bot_messages
        assert data(anna.press("Ja")) == "twee:Ja"
        assert data(anna.press("Terug")) == "een:Terug"
        assert data(anna.press("Ja", on=first)) == "een:Ja"
        with pytest.raises(AssertionError, match="sees no button 'Terug'"):
            anna.press("Terug", on=second)
        with pytest.raises(AssertionError, match="sees no button 'ja'"):
            anna.press("ja")


def test_an_old_button_can_still_be_pressed_by_a_slow_phone() -> None:
    with BotApi() as api:
        anna = api.user()
        anna.start()
        question(api, anna, "een", "Ja")
        question(api, anna, "twee", "Nee")
        first, second = anna.chat.bot_messages
        ask(
            api,
            lambda bot: bot.edit_message_text("klaar", anna.id, first.id),
            lambda bot: bot.delete_message(anna.id, second.id),
        )
        for label in ("Ja", "Nee"):
            with pytest.raises(AssertionError, match="sees no button"):
                anna.press(label)
        assert data(anna.press("Ja", old=True)) == "een:Ja"
        gone = anna.press("Nee", old=True, on=second)
        assert data(gone) == "twee:Nee"
        assert gone["callback_query"]["message"]["date"] == 0


def test_a_link_button_asks_the_bot_nothing() -> None:
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("Lees", url="https://example.org")]])
    with BotApi() as api:
        anna = api.user()
        anna.start()
        ask(api, lambda bot: bot.send_message(anna.id, "x", reply_markup=rows))
        with pytest.raises(AssertionError, match="opens a link"):
            anna.press("Lees")


def test_a_deep_link_is_given_whole_or_as_its_payload() -> None:
    with BotApi() as api:
        anna = api.user(language="en")
        link = f"https://t.me/{api.username}?start=inv_1-A"
        assert anna.open_link(link)["message"]["text"] == "/start inv_1-A"
        assert anna.open_link("a" * 64)["message"]["from"]["language_code"] == "en"
        for wrong in ("a" * 65, "", "a b", "é", "https://t.me/another_bot?start=x"):
            with pytest.raises(AssertionError, match="not a"):
                anna.open_link(wrong)


def test_who_blocked_the_bot_unblocks_it_before_anything_else() -> None:
    with BotApi() as api:
        anna = api.user()
        anna.start()
        assert anna.block()["my_chat_member"]["new_chat_member"]["status"] == "kicked"
        for act in (lambda: anna.say("hallo"), anna.block):
            with pytest.raises(AssertionError):
                act()
        assert anna.unblock()["my_chat_member"]["new_chat_member"]["status"] == "member"
        anna.say("hallo")


def test_the_screen_and_the_history() -> None:
    with BotApi() as api:
        anna = api.user()
        anna.say("hallo\ndaar")
        question(api, anna, "een", "Ja")
        first = anna.chat.last
        ask(api, lambda bot: bot.send_message(anna.id, "weg"))
        ask(api, lambda bot: bot.delete_message(anna.id, anna.chat.last.id))
        ask(api, lambda bot: bot.edit_message_text("twee", anna.id, first.id))
        assert anna.chat.transcript() == "Anna: hallo\n  daar\nBot: twee"
        lines = ["Anna: hallo", "  daar", "Bot: een", "  [ Ja ]", "Bot: weg", "Bot message 3 deleted"]
        assert anna.chat.history().split("\n") == [*lines, "Bot message 2 now: twee"]


def test_waiting_in_vain_shows_what_happened() -> None:
    with BotApi() as api:
        api.user().say("hallo")
        with pytest.raises(AssertionError, match=r"did not come(.|\n)*Anna: hallo"):
            api.wait(lambda: False, patience=0)
        with pytest.raises(AssertionError, match="did not come"):
            asyncio.run(api.until(lambda: False, patience=0))


def test_the_clock_moves_only_by_hand_and_only_forward() -> None:
    clock = Clock()
    before = clock.stamp
    clock.advance(days=1, minutes=1)
    assert clock.stamp - before == 86_460
    with pytest.raises(ValueError, match="back"):
        clock.advance(seconds=-1)


def test_commands_by_language_and_scope() -> None:
    private = BotCommandScopeAllPrivateChats()
    with BotApi() as api:
        ask(
            api,
            lambda bot: bot.set_my_commands([("hulp", "Uitleg")]),
            lambda bot: bot.set_my_commands([BotCommand("help", "Explanation")], language_code="en"),
        )
        assert api.profile.menu("nl") == {"hulp": "Uitleg"}
        assert api.profile.menu("en") == {"help": "Explanation"}
        ask(api, lambda bot: bot.set_my_commands([("stop", "Stoppen")], scope=private))
        assert api.profile.menu("en") == {"stop": "Stoppen"}
        english, none = ask(
            api,
            lambda bot: bot.get_my_commands(language_code="en"),
            lambda bot: bot.get_my_commands(scope=private, language_code="en"),
        )
        assert ([command.command for command in english], none) == (["help"], ())


def test_descriptions() -> None:
    with BotApi() as api:
        ask(
            api,
            lambda bot: bot.set_my_description("Samen een plan maken"),
            lambda bot: bot.set_my_short_description("Make a plan", language_code="en"),
        )
        assert api.profile.text("description", "en") == "Samen een plan maken"
        assert api.profile.text("short_description", "en") == "Make a plan"
        assert api.profile.text("short_description", "nl") == ""


@pytest.mark.parametrize(
    "wrong",
    [
        lambda bot: bot.set_my_commands([("Hulp", "Uitleg")]),
        lambda bot: bot.set_my_commands([("hulp", "")]),
        lambda bot: bot.set_my_commands([("hulp", "Uitleg")] * 101),
        lambda bot: bot.set_my_description("a" * 513),
        lambda bot: bot.set_my_short_description("a" * 121),
    ],
)
def test_what_is_refused_about_the_bot_itself(wrong: Callable[[Bot], Awaitable[Any]]) -> None:
    with BotApi() as api, pytest.raises(BadRequest):
        ask(api, wrong)
