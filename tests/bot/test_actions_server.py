"""The business steps over HTTP: the real server on a loopback port, called as Rasa calls it."""

import asyncio
import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from copy import deepcopy
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlmodel import select
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.channels.action_server import MOST_BYTES, make_server
from bot.cli import app
from bot.conversation import Conversations, Incoming
from flows.actions import ACTIONS
from flows.actions.runner import ActionRunner
from flows.engine.turns import ActionCall, ActionResult, Heard
from flows.services.directory import Directory
from knowledge.areas import areas
from storage.conversations import Conversation
from storage.database import Database
from storage.people import Person
from tests.dialogues.files import NOW, Case, read
from tests.dialogues.players import fresh_database, loaded

ROOT = Path(__file__).parents[2]
CONVERSATIONS = ROOT / "tests/conversations"
SECRET = "Jansen is ziek"  # noqa: S105 - something that nobody else may read
SENDER = "anna"


class Server:
    """The server on a database, and what Rasa does: send calls, and apply the events that come back."""

    def __init__(self, database: Database, client: httpx.Client) -> None:
        self.database = database
        self.client = client
        self.slots: dict[str, Any] = {}
        self._said = 0

    def call(self, name: str, sender: str = SENDER, slots: Mapping[str, Any] = {}, **tracker: Any) -> httpx.Response:
        domain = {"forms": {"coalitiewijzer": {"required_slots": ["heard"]}}}
        tracker = {"sender_id": sender, "slots": slots, "latest_message": {}, "events": [], **tracker}
        return self.post({"next_action": name, "tracker": tracker, "domain": domain, "version": "3.6.21"})

    def post(self, body: object) -> httpx.Response:
        return self.client.post("/webhook", json=body)

    def hear(self, text: str, message_id: str = "", metadata: object = None) -> list[dict[str, Any]]:
        """Say something in the form; gives the responses."""
        self._said += 1
        message = {"text": text, "message_id": message_id or f"m{self._said}", "metadata": metadata}
        heard = [{"event": "slot", "name": "heard", "value": text}]
        answer = self.call("validate_coalitiewijzer", slots=self.slots, latest_message=message, events=heard)
        result = answer.raise_for_status().json()
        self.slots |= {event["name"]: event["value"] for event in result["events"]}
        return list(result["responses"])


@contextmanager
def opened() -> Iterator[Database]:
    """Give a database; each begins the same."""
    with fresh_database(Case("", ())) as file, closing(Database(f"sqlite:///{file}")) as database:
        yield database


@contextmanager
def serving(database: Database) -> Iterator[Server]:
    """Run the server in a thread."""
    talk = Conversations(database, *loaded(), Directory(areas()))
    app = make_server(talk, Directory(areas()), lambda: NOW)
    app.config.TOUCHUP = False  # Sanic rewrites its own code at the start, which works once in a process.
    listener = socket.create_server(("127.0.0.1", 0))
    ready, loop, stop = Event(), asyncio.new_event_loop(), asyncio.Event()

    async def serve() -> None:
        server = await app.create_server(sock=listener, return_asyncio_server=True)
        await server.startup()
        await server.start_serving()
        ready.set()
        await stop.wait()
        await server.close()

    thread = Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=30) as client:
            yield Server(database, client)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
        Sanic.unregister_app(app)


@pytest.fixture
def database() -> Iterator[Database]:
    with opened() as database:
        yield database


@pytest.fixture
def server(database: Database) -> Iterator[Server]:
    with serving(database) as server:
        yield server


class Noting(ActionRunner):
    """Runs actions in this process, and notes each call with what it gave."""

    def __init__(self) -> None:
        super().__init__(ACTIONS)
        self.noted: list[tuple[str, Mapping[str, Any], ActionResult]] = []

    def run(self, call: ActionCall, sender: str) -> ActionResult:
        slots = deepcopy(dict(call.slots))
        result = super().run(call, sender)
        self.noted.append((call.name, slots, result))
        return result


@pytest.mark.parametrize("case", [*read(CONVERSATIONS / "happy_path.yml"), *read(CONVERSATIONS / "residents.yml")])
def test_a_call_gives_the_same_in_this_process_and_over_http(server: Server, case: Case) -> None:
    runner = Noting()
    with opened() as other:
        talk = Conversations(other, loaded()[0], runner, Directory(areas()))
        for number, step in enumerate(case.steps):
            talk.turn(Incoming("rasa", "1", f"u{number}", Heard(step.user)), NOW)
    assert len({name for name, _, _ in runner.noted}) > 10
    for name, slots, result in runner.noted:
        got = server.call(name, slots=slots).raise_for_status().json()
        assert got == {"events": result.events, "responses": result.responses}, name


def test_every_action_is_registered_once(server: Server) -> None:
    names = [action["name"] for action in server.client.get("/actions").json()]
    asked = loaded()[0].questions.asks
    assert sorted(names) == sorted(
        [
            *(action.id for action in ACTIONS),
            *(f"validate_{slot}" for slot in asked),
            *("validate_coalitiewijzer", "action_back", "action_restart"),
        ]
    )
    assert server.client.get("/health").json() == {"status": "ok"}


# Whole conversations


def test_the_form_holds_the_conversation_and_never_gets_its_slot(server: Server) -> None:
    assert "Welkom" in server.hear("hallo")[0]["text"]
    asked = server.hear("ja")[-1]
    assert (asked["text"], asked["custom"]["kind"]) == ("Hoe heet u?", "ask")
    assert [button["payload"] for button in asked["buttons"]] == ["/skip", "/help"]
    server.hear("Anna")
    assert (server.slots["contact_name"], server.slots["consent"], server.slots["heard"]) == ("Anna", True, None)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [({"language": "en"}, "Welcome"), ({"language": ["en"]}, "Welkom"), ({}, "Welkom"), ("en", "Welkom")],
)
def test_a_client_may_name_the_language(server: Server, metadata: object, said: str) -> None:
    assert said in server.hear("/start", metadata=metadata)[0]["text"]


def test_back_typed_with_a_slash_is_ours(server: Server) -> None:
    for line in ("hallo", "ja", "Anna"):
        server.hear(line)
    message = {"text": "/back", "message_id": "b"}
    answer = server.call("action_back", slots=server.slots, latest_message=message).json()
    assert answer["responses"][-1]["text"] == "Hoe heet u?"
    assert {"event": "slot", "timestamp": None, "name": "contact_name", "value": None} in answer["events"]


def test_the_same_message_twice_is_applied_once(server: Server) -> None:
    for line in ("hallo", "ja"):
        server.hear(line)
    first = server.hear("Anna", "same")
    assert server.hear("Anna", "same") == first


def test_another_sender_is_another_conversation(server: Server) -> None:
    for line in ("hallo", "ja", "Anna"):
        server.hear(line)
    other = Server(server.database, server.client)
    message = {"text": "ja", "message_id": "o"}
    heard = [{"event": "slot", "name": "heard", "value": "ja"}]
    answer = other.call("validate_coalitiewijzer", "bob", latest_message=message, events=heard).json()
    assert "Welkom" in answer["responses"][0]["text"]


def test_erasing_clears_what_rasa_holds_in_slots(server: Server) -> None:
    for line in ("hallo", "ja", "Anna", "verwijder", "ja"):
        server.hear(line)
    assert {value for name, value in server.slots.items() if name != "language"} == {None}
    with server.database.snapshot() as session:
        assert session.connection.execute(select(Person)).all() == []
        assert session.connection.execute(select(Conversation)).all() == []


def test_a_turn_that_fails_says_so_and_changes_nothing(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for line in ("hallo", "ja", "Anna"):
        server.hear(line)
    before = dict(server.slots)

    def broken(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr("storage.conversations.save_state", broken)
    with capture_logs() as logs:
        (sorry,) = server.hear(SECRET)
    assert logs[0]["reference"] in sorry["text"]
    assert SECRET not in json.dumps(logs)
    assert server.slots == before


def test_a_document_goes_to_its_own_sender_only(server: Server) -> None:
    for line in ("hallo", "ja", "Anna"):
        server.hear(line)
    (file,) = next(one["custom"]["documents"] for one in server.hear("mijngegevens") if one["custom"]["documents"])
    got = server.client.get(file["url"])
    assert "Anna" in got.text
    assert got.headers["content-disposition"].startswith("attachment")
    assert server.client.get(file["url"].replace("sender=anna", "sender=bob")).status_code == 404
    assert server.client.get("/documents/77?sender=anna").status_code == 404


# Single steps


def test_a_step_that_fails_is_undone_and_tells_nothing(server: Server) -> None:
    with capture_logs() as logs:
        answer = server.call("action_list_areas", slots={"language": "nl", "municipality": SECRET})
    (log,) = logs
    assert answer.status_code == 500
    assert answer.json() == {"error": "The action failed, and nothing was changed.", "reference": log["reference"]}
    assert SECRET not in json.dumps(log)
    with server.database.snapshot() as session:
        assert session.connection.execute(select(Conversation)).all() == []


def test_a_step_that_erases_erases(server: Server) -> None:
    server.call("action_store_consent").raise_for_status()
    with server.database.snapshot() as session:
        assert len(session.connection.execute(select(Person)).all()) == 1
    server.call("action_forget_me").raise_for_status()
    with server.database.snapshot() as session:
        assert session.connection.execute(select(Person)).all() == []


# What is no call


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"\xff", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"{}", 400),
        (b"[" * 100_000, 400),
        (json.dumps({"next_action": 1, "tracker": {"sender_id": "a", "slots": {}}}).encode(), 400),
        (json.dumps({"next_action": "action_list_calls", "tracker": []}).encode(), 400),
        (json.dumps({"next_action": "action_list_calls", "tracker": {"sender_id": 1, "slots": {}}}).encode(), 400),
        (json.dumps({"next_action": "action_list_calls", "tracker": {"sender_id": "", "slots": {}}}).encode(), 400),
        (json.dumps({"next_action": "x", "tracker": {"sender_id": "a" * 201, "slots": {}}}).encode(), 400),
        (json.dumps({"next_action": "action_x", "tracker": {"sender_id": "a", "slots": {}}}).encode(), 404),
        (json.dumps({"next_action": "action_list_calls", "tracker": {"sender_id": "a", "slots": {}}}).encode(), 449),
        (json.dumps({"next_action": "action_x", "x": SECRET}).encode(), 400),
    ],
)
def test_what_is_no_call_gets_a_clear_answer(server: Server, body: bytes, status: int) -> None:
    with capture_logs() as logs:
        answer = server.client.post("/webhook", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
    assert answer.json()["error"]
    assert SECRET not in answer.text
    assert logs == []


@pytest.mark.parametrize("headers", [{"Content-Type": "text/plain"}, {"Content-Encoding": "deflate"}])
def test_only_plain_json_is_read(server: Server, headers: Mapping[str, str]) -> None:
    headers = {"Content-Type": "application/json", **headers}
    assert server.client.post("/webhook", content=b"{}", headers=headers).status_code == 415


def test_too_much_is_refused(server: Server) -> None:
    connection = HTTPConnection("127.0.0.1", server.client.base_url.port)
    connection.putrequest("POST", "/webhook")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(MOST_BYTES + 1))
    connection.endheaders()
    answer = connection.getresponse()
    assert (answer.status, json.load(answer)) == (413, {"error": f"Send at most {MOST_BYTES} bytes."})
    connection.close()


def test_other_addresses_and_methods_tell_nothing(server: Server) -> None:
    assert server.client.get("/webhook").status_code == 405
    assert server.client.post("/elsewhere", json={"x": SECRET}).status_code == 404
    assert SECRET not in server.client.post("/elsewhere", json={"x": SECRET}).text


def test_web_pages_may_not_read_answers(server: Server) -> None:
    answer = server.client.get("/actions", headers={"Origin": "https://example.org"})
    assert "access-control-allow-origin" not in answer.headers


# The command


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org", "::"])  # noqa: S104 - refused
def test_only_this_machine_may_reach_it(host: str) -> None:
    result = CliRunner().invoke(app, ["actions", "--host", host])
    assert result.exit_code == 2
    assert f"error: {host} can be reached from elsewhere" in result.stderr


def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "bot", "actions", "--port", port]
        environment = {"COALITIEWIJZER_DATABASE_URL": f"sqlite:///{tmp_path}/x.db", "PYTHONPATH": str(ROOT)}
        refused = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"error: 127.0.0.1:{port} cannot be used: Address already in use.")
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        with httpx.Client(transport=httpx.HTTPTransport(retries=8)) as client:
            assert client.get(f"http://127.0.0.1:{port}/health").json() == {"status": "ok"}
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, b"")
