"""What Telegram refuses, the double refuses too; what it accepts, the double accepts."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram import Bot, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, TelegramError

from tests.botapi import BotApi, CoreRequest, User
from tests.botapi.example import core_bot

Ask = Callable[[Bot], Awaitable[Any]]


def ask(api: BotApi, call: Ask) -> Any:
    async def run() -> Any:
        async with core_bot(api) as bot:
            return await call(bot)

    return asyncio.run(run())


def refused(api: BotApi, call: Ask, kind: type[TelegramError] = BadRequest) -> str:
    with pytest.raises(kind) as caught:
        ask(api, call)
    return str(caught.value)


def started(api: BotApi) -> User:
    user = api.user()
    user.start()
    return user


def keys(*rows: list[dict[str, Any]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(**button) for button in row] for row in rows])


def test_a_text_has_1_to_4096_units_after_the_markup_is_read() -> None:
    with BotApi() as api:
        anna = started(api)
        ask(api, lambda bot: bot.send_message(anna.id, "a" * 4096))
        ask(api, lambda bot: bot.send_message(anna.id, f"<b>{'a' * 4096}</b>", parse_mode="HTML"))
        ask(api, lambda bot: bot.send_message(anna.id, "\N{GRINNING FACE}" * 2048))
        long = [lambda bot: bot.send_message(anna.id, "a" * 4097)]
        long += [lambda bot: bot.send_message(anna.id, "\N{GRINNING FACE}" * 2049)]
        long += [lambda bot: bot.edit_message_text("a" * 4097, anna.id, anna.chat.last.id)]
        assert {refused(api, call) for call in long} == {"Message is too long"}
        assert refused(api, lambda bot: bot.send_message(anna.id, " \n")) == "Message text is empty"
        empty = refused(api, lambda bot: bot.send_message(anna.id, "<b></b>", parse_mode="HTML"))
        assert empty == "Message text is empty"
        assert len(anna.chat.bot_messages) == 3


def test_a_caption_has_at_most_1024_units() -> None:
    with BotApi() as api:
        anna = started(api)
        ask(api, lambda bot: bot.send_document(anna.id, b"x", caption="a" * 1024, filename="a.txt"))
        why = refused(api, lambda bot: bot.send_photo(anna.id, b"x", caption="a" * 1025))
        assert why == "Message caption is too long"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("é<b>x</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("x <b", "Unclosed start tag at byte offset 2"),
        ("x <a href", "Unclosed start tag at byte offset 2"),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ],
)
def test_broken_markup(source: str, why: str) -> None:
    with BotApi() as api:
        anna = started(api)
        said = refused(api, lambda bot: bot.send_message(anna.id, source, parse_mode="HTML"))
        assert said.lower() == f"can't parse entities: {why}".lower()


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([[{"text": "x", "callback_data": "a" * 65}]], "Button_data_invalid"),
        ([[{"text": "x", "callback_data": "é" * 33}]], "Button_data_invalid"),
        ([[{"text": "x", "callback_data": ""}]], "Button_data_invalid"),
        ([[{"text": "x"}]], "Text buttons are unallowed in the inline keyboard"),
        ([[{"text": " ", "callback_data": "a"}]], "Inline keyboard button text must be non-empty"),
        ([[{"text": "x", "url": "example"}]], "Button_url_invalid"),
        ([[{"text": "x", "copy_text": CopyTextButton("a" * 257)}]], "Button_copy_text_invalid"),
        ([[{"text": "x", "callback_data": "a", "style": "blue"}]], "Invalid button style specified"),
        ([[{"text": "x", "callback_data": "a"}] * 9], "Reply markup is too long"),
        ([[{"text": "x", "callback_data": "a"}]] * 101, "Reply markup is too long"),
        ([[{"text": "x" * 60, "callback_data": "a" * 64}]] * 100, "Reply markup is too long"),
    ],
)
def test_a_keyboard_that_is_refused(rows: list[list[dict[str, Any]]], why: str) -> None:
    with BotApi() as api:
        anna = started(api)
        assert refused(api, lambda bot: bot.send_message(anna.id, "x", reply_markup=keys(*rows))) == why
        assert not anna.chat.bot_messages


def test_the_largest_keyboard_that_is_accepted() -> None:
    wide = [{"text": "x", "callback_data": "a" * 64}] + [{"text": "x", "callback_data": "é" * 2}] * 7
    copied = {"text": "Kopieer", "copy_text": CopyTextButton("a" * 256), "style": "primary"}
    with BotApi() as api:
        anna = started(api)
        rows = [wide, *[[{"text": "y", "callback_data": "z"}]] * 91, [copied]]
        ask(api, lambda bot: bot.send_message(anna.id, "x", reply_markup=keys(*rows)))
        assert len(anna.chat.last.buttons) == 100
        assert anna.chat.last.buttons[-1].copy_text == "a" * 256


def test_edits() -> None:
    yes = keys([{"text": "Ja", "callback_data": "yes"}])
    same = "Message is not modified: specified new message content and reply markup are exactly the same"
    with BotApi() as api:
        anna = started(api)
        ask(api, lambda bot: bot.send_message(anna.id, "<b>Vraag</b>", parse_mode="HTML", reply_markup=yes))
        card = anna.chat.last
        unchanged = [
            lambda bot: bot.edit_message_text("<b>Vraag</b>", anna.id, card.id, parse_mode="HTML", reply_markup=yes),
            lambda bot: bot.edit_message_reply_markup(anna.id, card.id, reply_markup=yes),
        ]
        assert all(refused(api, call).startswith(same) for call in unchanged)
        ask(api, lambda bot: bot.edit_message_text("Vraag", anna.id, card.id, reply_markup=yes))
        ask(api, lambda bot: bot.edit_message_text("Klaar", anna.id, card.id))
        assert (card.text, card.labels, card.earlier) == ("Klaar", [], ["Vraag"])
        mine, gone = anna.chat.messages[0].id, 999
        assert refused(api, lambda bot: bot.edit_message_text("x", anna.id, mine)) == "Message can't be edited"
        assert refused(api, lambda bot: bot.edit_message_text("x", anna.id, gone)) == "Message to edit not found"


def test_deleting() -> None:
    with BotApi() as api:
        anna = started(api)
        for text in ("een", "twee"):
            ask(api, lambda bot, text=text: bot.send_message(anna.id, text))
        first, second = anna.chat.bot_messages
        ask(api, lambda bot: bot.delete_message(anna.id, first.id))
        assert anna.chat.bot_messages == [second]
        twice = refused(api, lambda bot: bot.delete_message(anna.id, first.id))
        assert twice == "Message to delete not found"
        why = refused(api, lambda bot: bot.edit_message_text("x", anna.id, first.id))
        assert why == "Message to edit not found"
        api.clock.advance(hours=49)
        late = refused(api, lambda bot: bot.delete_message(anna.id, second.id))
        assert late == "Message can't be deleted for everyone"


def test_a_press_is_answered_once_in_time_and_by_its_own_id() -> None:
    yes = keys([{"text": "Ja", "callback_data": "yes"}])
    with BotApi() as api:
        anna = started(api)
        ask(api, lambda bot: bot.send_message(anna.id, "Mee?", reply_markup=yes))
        first, second = (anna.press("Ja")["callback_query"]["id"] for _ in range(2))
        ask(api, lambda bot: bot.answer_callback_query(first, "Genoteerd", show_alert=True))
        assert (anna.presses[0].notice, anna.presses[0].alert) == ("Genoteerd", True)
        assert [press.id for press in anna.unanswered] == [second]
        long = refused(api, lambda bot: bot.answer_callback_query(second, "a" * 201))
        assert long == "Message_too_long"
        again = [refused(api, lambda bot, number=number: bot.answer_callback_query(number)) for number in (first, "x")]
        api.clock.advance(seconds=16)
        again.append(refused(api, lambda bot: bot.answer_callback_query(second)))
        assert all(text.startswith("Query is too old and response timeout expired") for text in again)


def test_who_can_be_reached() -> None:
    with BotApi() as api:
        bob, anna = api.user("Bob"), started(api)
        why = refused(api, lambda bot: bot.send_message(bob.id, "x"), Forbidden)
        assert why == "Forbidden: bot can't initiate conversation with a user"
        anna.block()
        for call in (lambda bot: bot.send_message(anna.id, "x"), lambda bot: bot.send_chat_action(anna.id, "typing")):
            assert refused(api, call, Forbidden) == "Forbidden: bot was blocked by the user"
        anna.unblock()
        ask(api, lambda bot: bot.send_message(anna.id, "x"))
        assert refused(api, lambda bot: bot.send_message(5, "x")) == "Chat not found"
        assert refused(api, lambda bot: bot.send_message("@somebody", "x")) == "Chat not found"
        assert "action" in refused(api, lambda bot: bot.send_chat_action(anna.id, "sleeping"))


def test_files() -> None:
    with BotApi() as api:
        anna = started(api)
        sent = anna.upload("plan.pdf", b"inhoud", caption="Mijn plan")["message"]["document"]
        ask(api, lambda bot: bot.send_document(anna.id, sent["file_id"]))
        assert anna.chat.last.document == anna.chat.everything[1].document
        big = anna.upload("groot.zip", bytes(20 * 1024 * 1024 + 1))["message"]["document"]["file_id"]
        assert refused(api, lambda bot: bot.get_file(big)) == "File is too big"
        assert refused(api, lambda bot: bot.get_file("x")) == "Invalid file_id"
        assert refused(api, lambda bot: bot.send_document(anna.id, b"")) == "File must be non-empty"
        ask(api, lambda bot: bot.send_photo(anna.id, b"beeld", filename="kaart.png"))
        assert anna.chat.last.photo
        assert anna.chat.last.photo.content == b"beeld"
        last = anna.chat.last.id
        assert "no text" in refused(api, lambda bot: bot.edit_message_text("x", anna.id, last))


def test_a_wrong_token() -> None:
    async def run() -> None:
        async with Bot("1:x", request=CoreRequest(api), get_updates_request=CoreRequest(api)):
            pass

    with BotApi() as api, pytest.raises(InvalidToken):
        asyncio.run(run())


def test_what_the_double_lacks_fails_the_test_and_is_no_wrong_token() -> None:
    lacks: list[tuple[str, Ask]] = [
        ("the method sendPoll", lambda bot: bot.send_poll(1001, "x", ["a", "b"])),
        ("parse_mode MarkdownV2", lambda bot: bot.send_message(1001, "x", parse_mode="MarkdownV2")),
        ("inline keyboard", lambda bot: bot.send_message(1001, "x", reply_markup=ReplyKeyboardMarkup([["a"]]))),
        ("a button with pay", lambda bot: bot.send_message(1001, "x", reply_markup=keys([{"text": "a", "pay": True}]))),
        ("given by its address", lambda bot: bot.send_document(1001, "https://example.org/a.pdf")),
    ]
    for what, call in lacks:
        api = BotApi()
        started(api)
        assert "Not Implemented" in refused(api, call, NetworkError)
        with pytest.raises(AssertionError, match=what):
            api.verify()


def test_a_field_that_the_double_does_not_heed_fails_the_test() -> None:
    api = BotApi()
    anna = started(api)
    ask(api, lambda bot: bot.send_message(anna.id, "x", message_thread_id=3, disable_notification=True))
    with pytest.raises(AssertionError, match="sendMessage: the double does not hold the field message_thread_id"):
        api.verify()
