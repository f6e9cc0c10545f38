"""A smoke test against an emulator of the Bot API that others wrote: `lo-bot-api-emulator`, from PyPI.

It runs as it is, in an environment of its own. Between it and the bot stands a small proxy: the emulator's getMe
gives no username, which python-telegram-bot needs, and it does not know how to switch previews of links off. The
proxy also notes what passed, since the emulator does not.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.settings import Settings
from tests.botapi import AppServer
from tests.botapi.server import read_form

VERSION = "0.3.6"
TOKEN = "7:made-up"  # noqa: S105  made up
ANNA = {"id": 1001, "is_bot": False, "first_name": "Anna", "language_code": "nl"}
CHAT = {"id": 1001, "type": "private", "first_name": "Anna"}
NOT_MODELLED = {"setMyDescription", "setMyShortDescription"}
UNKNOWN = {"link_preview_options"}
PATIENCE = 20.0


@pytest.fixture(scope="session")
def program(request: pytest.FixtureRequest) -> Path:
    """The emulator, installed once into an environment beside pytest's cache."""
    assert request.config.cache
    home = request.config.cache.mkdir(f"lo-bot-api-emulator-{VERSION}")
    program = home / "bin" / "lo-bot-api-emulator"
    if not program.exists():
        commands = (
            [sys.executable, "-m", "venv", str(home)],
            [str(home / "bin" / "pip"), "install", "-q", f"lo-bot-api-emulator=={VERSION}"],
        )
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                pytest.skip(f"lo-bot-api-emulator {VERSION} cannot be installed: {done.stderr.strip()[-200:]}")
    return program


class Emulator:
    """The emulator, the proxy before it, and Anna, who uses the bot."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.seen: list[tuple[str, dict[str, str], int, Any]] = []
        self.proxy = AppServer(Starlette(routes=[Route("/{path:path}", self._pass_on, methods=["GET", "POST"])]))

    async def _pass_on(self, request: Request) -> Response:
        path, kind, body = request.scope["path"], request.headers.get("content-type", ""), await request.body()
        fields, files = read_form(kind, body)
        known = {name: value for name, value in fields.items() if name not in UNKNOWN}
        sent = {"content": body, "headers": {"content-type": kind}} if files else {"data": known}
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            got = await client.post(self._url + path, **sent)
        answer = got.json()
        if path.endswith("/getMe"):
            answer["result"]["username"] = "coalitie_test_bot"
        self.seen.append((path.rpartition("/")[2], fields, got.status_code, answer.get("result")))
        return Response(json.dumps(answer), got.status_code, media_type="application/json")

    def does(self, **update: Any) -> None:
        """Anna does something."""
        sent = httpx.post(f"{self._url}/__fixture/updates", json={"token": TOKEN, "update": update}, trust_env=False)
        assert sent.is_success, sent.text

    def says(self, text: str) -> None:
        self.does(message={"message_id": 1, "date": 1, "chat": CHAT, "from": ANNA, "text": text})

    def sees(self, method: str, words: str) -> tuple[dict[str, str], Any]:
        """Wait for a call with these words; gives its fields and result."""
        end = time.monotonic() + PATIENCE
        while True:
            for name, fields, status, result in self.seen:
                if name == method and status == 200 and words in json.dumps(fields, ensure_ascii=False):
                    return fields, result
            assert time.monotonic() < end, f"no {method} with {words!r} in {self.seen}"
            time.sleep(0.01)


@pytest.fixture
def emulator(program: Path) -> Iterator[Emulator]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--enable-control", "--allow-insecure-loopback-webhooks"]
    with subprocess.Popen([str(program), *options], stdout=subprocess.DEVNULL) as process:
        found = Emulator(f"http://127.0.0.1:{port}")
        _wait_for(port)
        with found.proxy:
            yield found
        process.terminate()


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < end, "the emulator did not start"
            time.sleep(0.05)
        else:
            return


@pytest.mark.parametrize("mode", ["polling", "webhook"])
def test_a_few_questions(line: Any, emulator: Emulator, mode: str, serve_bot: Callable[..., Any]) -> None:
    settings = Settings(telegram_token=SecretStr(TOKEN), telegram_base_url=f"{emulator.proxy.url}/bot")
    with serve_bot(line.talk, settings, mode):
        emulator.says("/start")
        fields, message = emulator.sees("sendMessage", "Mag ik bewaren")
        data = json.loads(fields["reply_markup"])["inline_keyboard"][0][0]["callback_data"]
        emulator.does(callback_query={"id": "1", "from": ANNA, "chat_instance": "1", "data": data, "message": message})
        emulator.sees("sendMessage", "Hoe heet u?")
        emulator.says("Anna")
        emulator.sees("editMessageText", "Uw naam: Anna")
        emulator.sees("sendMessage", "Voor welke organisatie")
        emulator.says("/mijngegevens")
        emulator.sees("sendDocument", "Dit bewaar ik van u")
        emulator.sees("answerCallbackQuery", "1")
    refused = {name for name, _, status, _ in emulator.seen if status != 200}
    assert refused <= NOT_MODELLED
