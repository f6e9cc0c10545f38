"""Polling and webhook over HTTP, as the program runs, and the doctor."""

import os
import re
import shutil
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs
from telegram import Bot

from bot.channels.server import application
from bot.channels.telegram import NotSetUp, Polling, make_bot, run_polling
from bot.channels.telegram_doctor import examine
from bot.channels.telegram_menu import menu
from bot.channels.telegram_webhook import MOST_BYTES, PATH, SECRET_HEADER, Webhook
from bot.conversation import Conversations
from bot.settings import Settings
from storage.database import Database
from tests.botapi import AppServer, BotApi, CoreRequest, HttpFace

SECRET = "a-word-that-only-Telegram-knows"  # noqa: S105  made up
Serve = Callable[[Conversations, Settings, str], AbstractContextManager[None]]
POLLING = "from bot.app import build; from bot.settings import Settings; \
from bot.channels.telegram import run_polling; run_polling(Settings(), build(Settings()))"


@pytest.fixture
def face() -> Iterator[HttpFace]:
    with BotApi() as api, HttpFace(api) as face:
        yield face


def settings(face: HttpFace, **more: Any) -> Settings:
    return Settings(telegram_token=SecretStr(face.api.token), telegram_base_url=face.base_url, **more)


def converse(api: BotApi) -> Any:
    """A few questions, by typing and by pressing; the pace of the bot is the real one."""
    anna = api.user("Anna")
    anna.start()
    api.wait(lambda: anna.chat.bot_messages and anna.chat.last.buttons, patience=20)
    anna.press("Ja, dat mag")
    api.wait(lambda: "Hoe heet u?" in anna.chat.last.text, patience=20)
    anna.say("Anna")
    api.wait(lambda: "Voor welke organisatie" in anna.chat.last.text, patience=20)
    return anna


@contextmanager
def broken(database: Database) -> Iterator[None]:
    """A database in which nothing can be written about conversations."""
    for before, after in (("conversation", "away"), ("away", "conversation")):
        with database.transaction() as session:
            session.connection.exec_driver_sql("PRAGMA legacy_alter_table = ON")
            session.connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")
        if after == "away":
            yield


def test_polling(line: Any, face: HttpFace, serve_bot: Serve) -> None:
    with serve_bot(line.talk, settings(face), "polling"):
        anna = converse(face.api)
        face.api.wait(lambda: not face.api.updates.waiting())
        face.api.wait(lambda: not anna.unanswered)
    assert face.api.profile.menu("nl") == menu().commands["nl"]
    assert face.api.profile.menu("en") == menu().commands["en"]
    assert face.api.profile.text("description", "fr") == menu().description["nl"]


def test_polling_beside_the_chat_page(line: Any, face: HttpFace) -> None:
    polling = Polling(line.talk, make_bot(settings(face)))
    with AppServer(application(line.talk, polling)) as server, httpx.Client(base_url=server.url) as client:
        converse(face.api)
        face.api.wait(lambda: not face.api.updates.waiting())
        page = client.post("/start", headers={"Origin": server.url}, follow_redirects=True).text
        assert 'action="/telegram"' in page
        made = client.post("/telegram", headers={"Origin": server.url}).text
        bob = face.api.user("Bob")
        bob.open_link(re.findall(r"https://t\.me/[\w?=-]+", made)[0])
        face.api.wait(lambda: bob.chat.bot_messages and "Mag ik bewaren" in bob.chat.last.text, patience=20)
        assert "gaat verder in Telegram" in client.get("/").text


def test_a_refused_token_leaves_the_chat_page_standing(line: Any, face: HttpFace) -> None:
    wrong = Settings(telegram_token=SecretStr("7:THE-WRONG-ONE"), telegram_base_url=face.base_url)
    polling = Polling(line.talk, make_bot(wrong))
    with capture_logs() as logged, AppServer(application(line.talk, polling)) as server:
        face.api.wait(lambda: logged, patience=20)
        assert httpx.get(server.url + "/health").json() == {"status": "ok"}
    assert [entry["event"] for entry in logged] == ["Telegram is not served"]
    assert "WRONG" not in repr(logged)


def test_an_update_is_confirmed_only_when_it_is_stored(line: Any, face: HttpFace, serve_bot: Serve) -> None:
    api = face.api
    anna = api.user("Anna")
    with serve_bot(line.talk, settings(face), "polling"):
        api.wait(lambda: api.updates.poll)
        with capture_logs() as logged, broken(line.database):
            anna.start()
            # Mended while the bot waits before its third try: in the middle of a turn it could already say sorry.
            api.wait(lambda: sum(entry["event"] == "trying again" for entry in logged) == 2, patience=20)
            assert api.updates.waiting()
        api.wait(lambda: anna.chat.bot_messages and anna.chat.last.buttons, patience=20)
        assert not api.updates.waiting()
    assert len(anna.chat.bot_messages) == 3


def test_webhook(line: Any, face: HttpFace, serve_bot: Serve) -> None:
    api = face.api
    with serve_bot(line.talk, settings(face), "webhook"):
        anna = converse(api)
        api.wait(lambda: not api.updates.waiting())
        api.wait(lambda: not anna.unanswered)
    assert api.webhook.secret == SECRET
    assert set(api.updates.allowed) == {"message", "edited_message", "callback_query"}


def test_the_webhook_says_no_until_an_update_is_stored(line: Any, face: HttpFace, serve_bot: Serve) -> None:
    api = face.api
    anna = api.user("Anna")
    with serve_bot(line.talk, settings(face), "webhook"):
        with broken(line.database):
            anna.start()
            api.wait(lambda: "500" in api.webhook.last_error)
            assert api.updates.waiting()
        api.wait(lambda: anna.chat.bot_messages and anna.chat.last.buttons, patience=20)
        assert not api.updates.waiting()


@pytest.mark.parametrize(
    ("secret", "body", "status"),
    [
        (SECRET, b'{"update_id": 1}', 200),
        ("", b'{"update_id": 1}', 403),
        ("wrong", b'{"update_id": 1}', 403),
        ("vals\u00e9", b'{"update_id": 1}', 403),
        (SECRET, b"{", 400),
        (SECRET, b"[]", 400),
        (SECRET, b'{"message": 1}', 400),
        (SECRET, b'{"update_id": 1, "message": {"text": "x"}}', 400),
        (SECRET, b" " * (MOST_BYTES + 1), 413),
        ("wrong", b" " * (MOST_BYTES + 1), 403),
    ],
)
def test_the_webhook_answers_clearly(line: Any, secret: str, body: bytes, status: int) -> None:
    async def post() -> httpx.Response:
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            assert (await client.get("http://bot/health")).json() == {"status": "ok"}
            assert (await client.get("http://bot" + PATH)).status_code == 405
            return await client.post("http://bot" + PATH, content=body, headers={SECRET_HEADER: secret.encode()})

    app = application(line.talk, Webhook(line.talk, line.bot, "https://example.org" + PATH, SECRET))
    assert line.run(post()).status_code == status


def test_what_is_missing_is_said(line: Any) -> None:
    with pytest.raises(NotSetUp, match="COALITIEWIJZER_TELEGRAM_TOKEN"):
        run_polling(Settings(), line.talk)
    with pytest.raises(NotSetUp, match="COALITIEWIJZER_TELEGRAM_WEBHOOK_URL"):
        Webhook(line.talk, line.bot, "https://example.org/elsewhere", SECRET)
    with pytest.raises(NotSetUp, match="COALITIEWIJZER_TELEGRAM_WEBHOOK_SECRET"):
        Webhook(line.talk, line.bot, "https://example.org" + PATH, "")


def test_a_token_that_is_refused_is_said_but_not_shown(line: Any, face: HttpFace) -> None:
    token = "7:THE-WRONG-ONE"  # noqa: S105  made up
    wrong = Settings(telegram_token=SecretStr(token), telegram_base_url=face.base_url)
    with pytest.raises(NotSetUp, match="refuses the token") as caught:
        run_polling(wrong, line.talk)
    said = "".join(traceback.format_exception(caught.value))
    assert token not in said


def start(face: HttpFace, file: Path) -> "subprocess.Popen[bytes]":
    """The program in a process of its own."""
    own = {
        "COALITIEWIJZER_DATABASE_URL": f"sqlite:///{file}",
        "COALITIEWIJZER_TELEGRAM_TOKEN": face.api.token,
        "COALITIEWIJZER_TELEGRAM_BASE_URL": face.base_url,
    }
    root = Path(__file__).parents[2]
    return subprocess.Popen([sys.executable, "-c", POLLING], cwd=root, env={**os.environ, **own})


def test_killed_again_and_again_it_goes_on_where_it_was(face: HttpFace, tmp_path: Path, demo_file: Path) -> None:
    file = Path(shutil.copy(demo_file, tmp_path / "bot.db"))
    api, anna = face.api, face.api.user("Anna")
    anna.start()
    process = start(face, file)
    api.wait(lambda: anna.chat.bot_messages, patience=60)
    for answer, question in (("ja", "Hoe heet u?"), ("Anna", "Voor welke organisatie"), ("De Ketel", "Wat voor")):
        anna.say(answer)
        api.wait(lambda: not api.updates.waiting(), patience=20)
        process.kill()
        process.wait()
        process = start(face, file)
        api.wait(lambda wanted=question: wanted in anna.chat.last.text, patience=60)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    for part in ("Mag ik bewaren", "vraag 1 van", "vraag 2 van", "vraag 3 van"):
        assert 1 <= sum(part in (message.earlier or [message.text])[0] for message in anna.chat.bot_messages) <= 2


@pytest.mark.parametrize("with_chat", [True, False])
def test_the_doctor_sees_a_healthy_bot(line: Any, with_chat: bool) -> None:
    anna = line.person()
    anna.say("/start")
    before = anna.chat.transcript()
    seen = line.run(examine(line.bot, anna.user.id if with_chat else None))
    assert [one for one in seen if not one.good] == []
    assert len(seen) == (16 if with_chat else 6)
    assert anna.chat.transcript() == before


def test_the_doctor_says_what_is_wrong(line: Any) -> None:
    anna = line.person()
    anna.say("/start")
    anna.user.block()
    seen = line.run(examine(line.bot, anna.user.id))
    assert {one.call for one in seen if not one.good} >= {"sendChatAction", "sendDocument"}
    wrong = Bot("7:THE-WRONG-ONE", request=CoreRequest(line.api), get_updates_request=CoreRequest(line.api))
    only = line.run(examine(wrong, None))
    assert [(one.call, one.good) for one in only] == [("getMe", False)]
    assert "WRONG" not in only[0].what
