"""Plays a dialogue over Rasa's REST channel, as a client that shows all that an answer holds."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette

from bot.channels.recording import Happened
from bot.channels.rest import CHANNEL, PREFIX, routes
from bot.channels.turnstile import Turnstile
from bot.conversation import Conversations
from flows.assembly import load
from storage.links import digest
from tests.dialogues.files import Case
from tests.dialogues.outcome import Shown
from tests.dialogues.players import loaded, shown, state_of, talk_on, watched

NOT_FOUND = 404


class ClientPlayer:
    """Posts every line."""

    def __init__(self, file: Path, case: Case) -> None:
        self.happened: list[Happened] = []
        self._url = f"sqlite:///{file}"
        self._case = case
        self._loop = asyncio.Runner()
        self._serve(talk_on(self._url, watched(loaded(), self.happened)))
        self._begin()

    def restart(self) -> None:
        self._talk.database.close()
        self._serve(talk_on(self._url, watched(load(), self.happened)))

    def say(self, line: str) -> list[Shown]:
        said = {"sender": self._sender, "message": line, "metadata": {"language": self._case.language}}
        response = self._post("webhook", said)
        if response.status_code == NOT_FOUND:  # Everything was erased, so this begins a conversation.
            self._begin()
            response = self._post("webhook", {**said, "sender": self._sender})
        assert response.is_success, f"{response.status_code}: {response.text}"
        language = self.state().get("slots", {}).get("language", self._case.language)
        return [shown(_body(message), language) for message in response.json()]

    def state(self) -> dict[str, Any]:
        return state_of(self._talk.database, CHANNEL, digest(self._sender))

    def close(self) -> None:
        self._loop.close()
        self._talk.database.close()

    def _serve(self, talk: Conversations) -> None:
        self._talk = talk
        turnstile = Turnstile(talk, lambda: self._case.now)
        self._site = ASGITransport(Starlette(routes=routes(talk, turnstile=turnstile)))

    def _begin(self) -> None:
        self._sender = self._post("sessions", {}).json()["sender"]

    def _post(self, path: str, content: Mapping[str, Any]) -> Response:
        async def post() -> Response:
            async with AsyncClient(transport=self._site, base_url="http://test") as client:
                return await client.post(f"{PREFIX}/{path}", json=content)

        return self._loop.run(post())


def _body(message: Mapping[str, Any]) -> dict[str, Any]:
    """Give a message of the channel as the outbox would keep it."""
    custom = message["custom"]
    buttons = message["buttons"][len(custom["options"]) :]
    return {**custom, "text": message["text"], "buttons": buttons}
