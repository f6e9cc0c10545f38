"""The conversation over HTTP, in the form of Rasa's REST channel.

`POST /webhooks/rest/webhook` with `{"sender", "message"}` answers with a list of `{"recipient_id", "text", "buttons",
"custom"}`. Unlike Rasa's, a sender is an unguessable word that `POST /webhooks/rest/sessions` gives.
"""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from limits import RateLimitItem
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.body import TooLarge, body_of
from bot.channels.endpoint import Endpoint, Refusal
from bot.channels.quota import CONVERSATIONS, MESSAGES, Quota
from bot.channels.rendering import Body
from bot.channels.sessions import PRIVATE, begin, download, read_document
from bot.channels.turnstile import Turnstile
from bot.conversation import Conversations, Incoming
from flows.engine.turns import Heard
from storage.links import digest

CHANNEL = "rest"
PREFIX = "/webhooks/rest"
DOCUMENTS = f"{PREFIX}/documents"
MOST_BYTES = 64 * 1024


class _Metadata(BaseModel):
    """What a client may tell about a message; anything else in it is not read.

    Attributes:
        message_id: the client's own name of the message: the same one is applied once, however often it comes.
        language: for a new conversation.
    """

    model_config = ConfigDict(strict=True)

    message_id: Annotated[str, Field(max_length=200)] = ""
    language: Literal["nl", "en"] = "nl"


class _Posted(BaseModel):
    """A message from a client."""

    model_config = ConfigDict(strict=True)

    sender: Annotated[str, Field(min_length=1, max_length=200)]
    message: str
    metadata: _Metadata | None = None


class _Rest:
    """Answers requests."""

    def __init__(self, turnstile: Turnstile, quota: Quota | None) -> None:
        self._turnstile = turnstile
        self._quota = quota

    async def status(self, _request: Request) -> Response:
        return _json({"status": "ok"})

    async def begin(self, request: Request) -> Response:
        self._count(CONVERSATIONS, request)
        token = await self._turnstile.run(lambda talk, now: begin(talk, CHANNEL, now))
        return _json({"sender": token}, 201)

    async def hear(self, request: Request) -> Response:
        self._count(MESSAGES, request)
        posted = _read(await _body(request))
        chat, metadata = digest(posted.sender), posted.metadata or _Metadata()
        # The mark of an update outlives the conversation, so it must not tell which conversation it was.
        update_id = digest(f"{chat} {metadata.message_id}") if metadata.message_id else ""
        incoming = Incoming(CHANNEL, chat, update_id, Heard(posted.message), metadata.language)
        answer = await self._turnstile.answer(incoming)
        if answer is None:
            told = f"There is no such conversation. POST {PREFIX}/sessions begins one and gives its sender."
            raise Refusal(404, "unknown_sender", told)
        return _json([_message(posted.sender, body) for body in answer.messages])

    async def document(self, request: Request) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal(401, "no_sender", "Send the sender of the conversation as Authorization: Bearer SENDER.")
        number = request.path_params["number"]
        found = await self._turnstile.run(lambda talk, _now: read_document(talk, CHANNEL, token, number))
        if found is None:
            raise Refusal(404, "no_document", "This conversation has no such document.")
        return download(found)

    def _count(self, what: RateLimitItem, request: Request) -> None:
        if self._quota and not self._quota.allows(what, request):
            raise Refusal(429, "too_many", "Too many requests came from this address. Try again later.")


def routes(talk: Conversations, quota: Quota | None = None, turnstile: Turnstile | None = None) -> list[Route]:
    """Give the routes of this channel.

    Args:
        talk: runs the turns.
        quota: what one address may ask; None for no limit.
        turnstile: lets the turns through, where other channels use the same.
    """
    rest = _Rest(turnstile or Turnstile(talk, lambda: datetime.now(UTC)), quota)
    return [
        Route(f"{PREFIX}/", Endpoint("GET", rest.status, told)),
        Route(f"{PREFIX}/sessions", Endpoint("POST", rest.begin, told)),
        Route(f"{PREFIX}/webhook", Endpoint("POST", rest.hear, told)),
        Route(f"{DOCUMENTS}/{{number:int}}", Endpoint("GET", rest.document, told)),
    ]


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refusal(415, "not_json", "Send JSON, with Content-Type: application/json.")
    try:
        return await body_of(request, MOST_BYTES)
    except TooLarge:
        raise Refusal(413, "too_large", f"Send at most {MOST_BYTES} bytes.") from None


def _read(body: bytes) -> _Posted:
    try:
        return _Posted.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        told = f"{where}: {first['msg']}." if where else f"{first['msg']}."
        code = "bad_json" if first["type"] == "json_invalid" else "bad_field"
        raise Refusal(400, code, told) from None


def _message(sender: str, body: Body) -> dict[str, Any]:
    """Give a message in Rasa's form; what that form has no place for stands under `custom`."""
    buttons = [{"title": one["title"], "payload": one["payload"]} for one in (*body["options"], *body["buttons"])]
    documents = [{"name": one["name"], "url": f"{DOCUMENTS}/{one['id']}"} for one in body["documents"]]
    custom = {name: body[name] for name in ("kind", "heading", "note", "options", "card")}
    return {
        "recipient_id": sender,
        "text": body["text"],
        "buttons": buttons,
        "custom": {**custom, "documents": documents},
    }


def told(_request: Request, refusal: Refusal) -> Response:
    """Put into JSON why a request is not carried out."""
    error = {"code": refusal.code, "message": refusal.message}
    if refusal.reference:
        error["reference"] = refusal.reference
    return _json({"error": error}, refusal.status)


def _json(content: Any, status: int = 200) -> Response:
    encoded = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(encoded, status, headers=PRIVATE, media_type="application/json")
