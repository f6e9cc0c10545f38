"""The REST channel, as a client sees it."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot.app import build
from bot.bench.turns import dialogue
from bot.channels.quota import CONVERSATIONS, Quota
from bot.channels.rest import MOST_BYTES, routes
from bot.conversation import Answer, Conversations, Incoming, TurnFailed
from bot.settings import Settings
from flows.engine.turns import Heard
from flows.services.context import DUTCH_TIME
from storage import conversations
from storage.columns import Stored
from storage.links import digest
from storage.statements import run

WEBHOOK = "/webhooks/rest/webhook"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SESSIONS = "/webhooks/rest/sessions"


class Client:
    """A client of the channel; runs the application in this thread."""

    def __init__(self, talk: Conversations, quota: Quota | None = None) -> None:
        self.talk = talk
        self._app = Starlette(routes=routes(talk, quota))

    def ask(self, method: str, path: str, address: str = "192.0.2.1", **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app, client=(address, 1))
            async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
                return await client.request(method, path, **more)

        return asyncio.run(send())

    def begin(self) -> str:
        answer = self.ask("POST", SESSIONS)
        assert answer.status_code == 201
        return answer.json()["sender"]

    def say(self, sender: str, message: str, **metadata: str) -> list[dict[str, Any]]:
        body = {"sender": sender, "message": message, "metadata": metadata}
        answer = self.ask("POST", WEBHOOK, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table."""
        with self.talk.database.snapshot() as session:
            tables = Stored.metadata.tables
            return {name: sorted(map(repr, run(session, select(table)))) for name, table in tables.items()}


@pytest.fixture
def talk(tmp_path: Path, demo_file: Path) -> Iterator[Conversations]:
    file = shutil.copy(demo_file, tmp_path / "rest.db")
    talk = build(Settings(database_url=f"sqlite:///{file}"))
    yield talk
    talk.database.close()


@pytest.fixture
def client(talk: Conversations) -> Client:
    return Client(talk)


def test_it_answers_in_the_form_of_rasa(client: Client) -> None:
    sender = client.begin()
    assert client.ask("GET", "/webhooks/rest/").json() == {"status": "ok"}
    answers = client.say(sender, "/start")
    assert {answer["recipient_id"] for answer in answers} == {sender}
    question = answers[-1]
    assert question["text"] == "Mag ik bewaren wat u vertelt?"
    assert question["buttons"][0] == {"title": "Ja, dat mag", "payload": "/SetSlots(consent=true)"}
    assert question["custom"]["kind"] == "ask"
    assert "Hoe heet u?" in client.say(sender, question["buttons"][0]["payload"])[-1]["text"]


def test_the_first_message_says_the_language(client: Client) -> None:
    sender = client.begin()
    assert client.say(sender, "/start", language="en")[-1]["text"] == "May I store what you tell?"
    assert "name" in client.say(sender, "yes")[-1]["text"]


def test_a_whole_conversation_ends_with_documents_for_its_own_sender_only(client: Client) -> None:
    sender, other = client.begin(), client.begin()
    client.say(other, "/start")
    answers = [answer for line in dialogue(datetime.now(DUTCH_TIME).date()) for answer in client.say(sender, line)]
    documents = [document for answer in answers for document in answer["custom"]["documents"]]
    assert [document["name"].rpartition(".")[2] for document in documents] == ["pdf", "docx"]
    text = client.ask("GET", documents[0]["url"], headers={"Authorization": f"Bearer {sender}"})
    assert text.content.startswith(b"%PDF")
    assert text.headers["content-disposition"].startswith("attachment; filename*=UTF-8''Concept%20Samen")
    assert text.headers["cache-control"] == "no-store"
    huge = documents[0]["url"] + "9" * 30
    assert client.ask("GET", huge, headers={"Authorization": f"Bearer {sender}"}).status_code == 404
    for status, headers in (
        (404, {"Authorization": f"Bearer {other}"}),
        (404, {"Authorization": "Bearer x"}),
        (401, {}),
    ):
        refused = client.ask("GET", documents[0]["url"], headers=headers)
        assert (refused.status_code, list(refused.json())) == (status, ["error"])


def test_the_same_message_twice_is_applied_once_and_answered_again(client: Client) -> None:
    sender = client.begin()
    client.say(sender, "/start", message_id="1")
    first = client.say(sender, "ja", message_id="2")
    before = client.everything()
    assert client.say(sender, "ja", message_id="2") == first
    assert client.everything() == before
    name = client.say(sender, "Anna", message_id="3")
    assert client.say(sender, "ja", message_id="2") == name
    other = client.begin()
    assert client.say(other, "/start", message_id="2")[-1]["text"].startswith("Mag ik bewaren")


def test_nothing_stored_leads_to_a_sender(client: Client) -> None:
    sender = client.begin()
    assert len(sender) >= 43
    client.say(sender, "/start", message_id="1")
    assert sender not in json.dumps(client.everything())
    assert client.begin() != sender


def test_erasing_ends_the_conversation(client: Client) -> None:
    sender = client.begin()
    for message in ("/start", "ja", "Anna"):
        client.say(sender, message, message_id=message)
    client.say(sender, "verwijder")
    assert client.say(sender, "ja")[-1]["custom"]["kind"] == "say"
    answer = client.ask("POST", WEBHOOK, json={"sender": sender, "message": "hallo"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown_sender")
    left = client.everything()
    assert not any(left[name] for name in ("conversation", "person", "consent", "outbox", "document", "turn_event"))


def body(**fields: Any) -> bytes:
    return json.dumps({"sender": "SENDER", "message": "x", **fields}).encode()


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"", 400, "bad_json"),
        (b"{", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b"[" * 60_000, 400, "bad_json"),
        (b'{"sender": "SENDER", "message": "\\ud83d"}', 400, "bad_json"),
        (b"[]", 400, "bad_field"),
        (b"null", 400, "bad_field"),
        (b'{"sender": "SENDER"}', 400, "bad_field"),
        (b'{"message": "x"}', 400, "bad_field"),
        (body(message=None), 400, "bad_field"),
        (body(message=["x"]), 400, "bad_field"),
        (body(sender=7), 400, "bad_field"),
        (body(sender=""), 400, "bad_field"),
        (body(sender="s" * 201), 400, "bad_field"),
        (body(metadata=[]), 400, "bad_field"),
        (body(metadata={"message_id": 7}), 400, "bad_field"),
        (body(metadata={"language": "fr"}), 400, "bad_field"),
        (body(message="x" * 1_000_000), 413, "too_large"),
        (b" " * (MOST_BYTES + 1), 413, "too_large"),
        (body(sender="nobody"), 404, "unknown_sender"),
        (body(sender="' OR 1=1 --"), 404, "unknown_sender"),
    ],
)
def test_a_bad_body_gets_a_clear_answer_and_changes_nothing(
    client: Client, sent: bytes, status: int, code: str
) -> None:
    sender = client.begin()
    client.say(sender, "/start")
    before = client.everything()
    given = sent.replace(b"SENDER", sender.encode())
    with capture_logs() as logged:
        answer = client.ask("POST", WEBHOOK, content=given, headers={"Content-Type": "application/json"})
    assert logged == []
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"
    error = answer.json()["error"]
    assert error["code"] == code
    assert error["message"].endswith(".")
    assert client.everything() == before


def test_what_is_wrong_with_a_field_is_said(client: Client) -> None:
    answer = client.ask("POST", WEBHOOK, json={"sender": "x", "message": 7})
    assert answer.json()["error"]["message"] == "message: Input should be a valid string."


def test_other_methods_and_types_are_refused(client: Client) -> None:
    for path, method, allowed in (
        (WEBHOOK, "GET", "POST"),
        (SESSIONS, "PUT", "POST"),
        ("/webhooks/rest/", "POST", "GET, HEAD"),
    ):
        answer = client.ask(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
        assert answer.json()["error"]["code"] == "wrong_method"
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = client.ask("POST", WEBHOOK, content=b"{}", headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["error"]["code"]) == (415, "not_json")


def test_an_error_gives_a_number_and_can_be_tried_again(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Anna de Wit")

    sender = client.begin()
    client.say(sender, "/start")
    before = client.everything()
    with monkeypatch.context() as patch, capture_logs() as logged:
        patch.setattr("storage.conversations.save_state", broken)
        sent = {"sender": sender, "message": "ja", "metadata": {"message_id": "1"}}
        answer = client.ask("POST", WEBHOOK, json=sent)
    assert answer.status_code == 500
    assert [entry["reference"] for entry in logged] == [answer.json()["error"]["reference"]]
    assert "Anna" not in repr(logged) + answer.text
    assert client.everything() == before
    assert "Hoe heet u?" in client.say(sender, "ja", message_id="1")[-1]["text"]


def test_many_at_once(client: Client) -> None:
    senders = [client.begin() for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        for message in ("/start", "ja", "Anna", "De Ketel"):
            answers = list(pool.map(lambda sender, said=message: client.say(sender, said), senders))
    assert all("Wat voor organisatie is dat?" in answer[-1]["text"] for answer in answers)


def test_one_that_goes_wrong_takes_no_other_with_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns that wait together share a transaction."""
    good, bad = client.begin(), client.begin()
    real = conversations.save_state

    def broken(session: Any, conversation: Any, *rest: Any) -> None:
        if conversation.chat == digest(bad):
            raise ValueError
        real(session, conversation, *rest)

    monkeypatch.setattr("storage.conversations.save_state", broken)
    incoming = [Incoming("rest", digest(sender), "", Heard("/start")) for sender in (good, bad, good, "nobody")]
    first, failed, second, nobody = client.talk.answers(incoming, NOW)
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (first.turn, second.turn) == (1, 2)
    assert isinstance(failed, TurnFailed)
    assert nobody is None


def test_one_address_cannot_begin_without_end(talk: Conversations) -> None:
    client = Client(talk, Quota())
    statuses = [client.ask("POST", SESSIONS, "2001:db8::1").status_code for _ in range(CONVERSATIONS.amount + 1)]
    assert set(statuses[:-1]) == {201}
    refused = client.ask("POST", SESSIONS, "2001:db8::2")
    assert (statuses[-1], refused.status_code) == (429, 429)
    assert refused.json()["error"]["code"] == "too_many"
    assert client.ask("POST", SESSIONS, "2001:db8:1::1").status_code == 201
