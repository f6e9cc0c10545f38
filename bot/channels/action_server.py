"""The business steps over HTTP, for those who run Rasa: rasa_sdk's own server, on this machine only.

rasa_sdk's server repeats the whole request in its errors and in its log, lets any web page call it, reads 100 MB, and
warns at every call from another version. This one does none of that.
"""

import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from traceback import extract_tb
from typing import Any
from urllib.parse import quote, urlencode

import rasa_sdk
import structlog
from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict
from sanic import Request, Sanic
from sanic.exceptions import BadRequest, SanicException
from sanic.handlers import ErrorHandler
from sanic.response import HTTPResponse, json, raw

from bot.channels.rendering import Body
from bot.channels.sessions import read_document
from bot.channels.turnstile import Turnstile
from bot.conversation import Conversations, Incoming, TurnFailed
from flows.actions import ACTIONS
from flows.actions.bridge import TAKEN, Bridge, Said, Typed, ValidateForm
from flows.actions.runner import finish
from flows.actions.validators import validators
from flows.engine.definitions import LANGUAGES
from flows.engine.messages import say
from flows.engine.turns import Heard
from flows.services import privacy
from flows.services.context import DUTCH_TIME, Context, use
from flows.services.directory import Directory
from storage import conversations
from storage.links import digest

log = structlog.get_logger()

CHANNEL = "rasa"

MOST_BYTES = 32 * 1024 * 1024
"""Rasa sends everything that was said in a conversation along with each call."""

MOST_CHARACTERS = 200
"""The longest name of a sender."""

Events = list[dict[str, Any]]
Run = Callable[[CollectingDispatcher, Tracker, DomainDict], Awaitable[Events]]


def make_server(talk: Conversations, directory: Directory, clock: Callable[[], datetime]) -> Sanic[Any, Any]:
    """Make the server; a process has one.

    Args:
        talk: runs the turns of whole conversations.
        directory: the organisations.
        clock: gives the moment, aware, UTC.
    """
    turnstile = Turnstile(talk, clock)
    checks = validators(talk.interpreter, lambda: _day(clock()))
    executor = ActionExecutor()
    for step in (kind() for kind in ACTIONS):
        executor.register_function(step.name(), _in_transaction(step, turnstile, directory))
    bridge = Bridge(partial(_hear, turnstile), talk.interpreter.script.slots)
    for action in (*checks, ValidateForm(checks, bridge), *(Typed(name, bridge) for name in TAKEN)):
        executor.register_action(action)
    # rasa_sdk logs what calls hold.
    logging.getLogger("rasa_sdk").setLevel(logging.CRITICAL)
    app = create_app(executor, cors_origins=[])
    app.config.REQUEST_MAX_SIZE = MOST_BYTES
    app.config.ACCESS_LOG = False
    app.error_handler = ErrorHandler()
    app.exception(Exception)(_failed)
    app.on_request(_refuse)
    app.add_route(partial(_document, turnstile), "/documents/<number:int>", name="document")
    return app


def run_server(app: Sanic[Any, Any], host: str, port: int) -> None:
    """Serve until the process is told to stop (Ctrl+C or SIGTERM).

    Args:
        app: the server.
        host: the address to listen on; only this machine may reach it.
        port: the port to listen on.
    """
    app.run(host, port, single_process=True, access_log=False, motd=False)


def _day(now: datetime) -> date:
    return now.astimezone(DUTCH_TIME).date()


def _in_transaction(step: Action, turnstile: Turnstile, directory: Directory) -> Run:
    """Make a business step run in a transaction of its own, in the conversation of the caller's sender."""

    async def run(dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        def work(talk: Conversations, now: datetime) -> Events:
            chat = digest(tracker.sender_id)
            with talk.database.transaction() as session:
                conversation = conversations.take(session, CHANNEL, chat, now)
                conversations.note_heard(session, conversation, now)
                context = Context(session, now, CHANNEL, chat, conversation.id, directory)
                with use(context):
                    events = finish(step.run(dispatcher, tracker, domain))
                if any(event["name"] == "forgotten" and event["value"] for event in events):
                    privacy.erase(context)
            return events

        return await turnstile.run(work)

    return run


async def _hear(turnstile: Turnstile, sender: str, text: str, message: Mapping[str, Any]) -> Said:
    """Run one turn of a whole conversation."""
    chat, message_id, language = digest(sender), message.get("message_id"), _language(message.get("metadata"))
    # The mark of an update outlives the conversation, so it must not tell which conversation it was.
    update_id = digest(f"{chat} {message_id}") if message_id else ""
    await turnstile.run(lambda talk, now: _begin(talk, chat, now))
    try:
        answer = await turnstile.answer(Incoming(CHANNEL, chat, update_id, Heard(text), language))
    except TurnFailed as failed:
        slots = await turnstile.run(lambda talk, _now: _slots(talk, chat))
        response = turnstile.talk.interpreter.script.responses["utter_internal_error"]
        sorry = say(response, slots.get("language", language), {"reference": failed.reference})
        return Said([{"text": sorry.text}], slots)
    messages = [_message(sender, body) for body in answer.messages] if answer else []
    return Said(messages, await turnstile.run(lambda talk, _now: _slots(talk, chat)))


def _language(metadata: Any) -> str:
    """Give the language for a new conversation, as a client of Rasa's REST channel may name it."""
    named = metadata.get("language") if isinstance(metadata, dict) else None
    return named if named in LANGUAGES else LANGUAGES[0]


def _begin(talk: Conversations, chat: str, now: datetime) -> None:
    with talk.database.transaction() as session:
        conversations.take(session, CHANNEL, chat, now)


def _slots(talk: Conversations, chat: str) -> Mapping[str, Any]:
    with talk.database.transaction() as session:
        conversation = conversations.find(session, CHANNEL, chat)
        slots: Mapping[str, Any] = conversation.state["slots"] if conversation and conversation.state else {}
        return slots


def _message(sender: str, body: Body) -> dict[str, Any]:
    """Give a message as the REST channel does, in the words of rasa_sdk's `utter_message`."""
    buttons = [{"title": one["title"], "payload": one["payload"]} for one in (*body["options"], *body["buttons"])]
    documents = [
        {"name": one["name"], "url": f"/documents/{one['id']}?{urlencode({'sender': sender})}"}
        for one in body["documents"]
    ]
    custom = {name: body[name] for name in ("kind", "heading", "note", "options", "card")}
    return {"text": body["text"], "buttons": buttons, "json_message": {**custom, "documents": documents}}


async def _document(turnstile: Turnstile, request: Request, number: int) -> HTTPResponse:
    """Give a document of a sender's conversation."""
    sender = request.args.get("sender", "")
    found = await turnstile.run(lambda talk, _now: read_document(talk, CHANNEL, sender, number))
    if found is None:
        return json({"error": "This sender has no such document."}, 404)
    disposition = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
    return raw(found.content, headers={"Content-Disposition": disposition}, content_type=found.media_type)


async def _refuse(request: Request) -> HTTPResponse | None:
    """Answer a call that is none, before rasa_sdk looks at it."""
    if request.method != "POST" or request.path != "/webhook":
        return None
    if int(request.headers.get("content-length", 0)) > MOST_BYTES:  # Sanic did not read it, but comes here too.
        return json({"error": f"Send at most {MOST_BYTES} bytes."}, 413)
    # Web pages cannot send this type to another site unasked.
    if request.content_type.partition(";")[0] != "application/json" or "content-encoding" in request.headers:
        return json({"error": "Send JSON, uncompressed, with Content-Type: application/json."}, 415)
    try:
        wrong = _wrong(request.load_json())
    except BadRequest:
        wrong = "This is no JSON."
    if wrong:
        return json({"error": wrong}, 400)
    # rasa_sdk would warn at every call that Rasa has another version; tests/rasa tells with which one it was tried.
    request.json["version"] = rasa_sdk.__version__
    return None


def _wrong(call: Any) -> str:
    """Tell what is wrong with the form of a call; "" when nothing is."""
    if not isinstance(call, dict) or not isinstance(call.get("next_action"), str):
        return "Send an object with next_action, the name of an action."
    tracker = call.get("tracker")
    if not isinstance(tracker, dict) or not isinstance(tracker.get("slots"), dict):
        return "Send tracker, an object with sender_id and slots."
    sender = tracker.get("sender_id")
    if not isinstance(sender, str) or not 0 < len(sender) <= MOST_CHARACTERS:
        return f"Send tracker.sender_id, a text of 1 to {MOST_CHARACTERS} characters."
    return ""


async def _failed(_request: Request, error: Exception) -> HTTPResponse:
    """Answer an error without anything of the request; where it came from stands in the log."""
    if isinstance(error, SanicException) and error.status_code < 500:
        return json({"error": HTTPStatus(error.status_code).phrase}, error.status_code)
    reference = secrets.token_hex(4)
    at = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    log.error("action failed", reference=reference, error=type(error).__name__, at=at)
    return json({"error": "The action failed, and nothing was changed.", "reference": reference}, 500)
