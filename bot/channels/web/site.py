"""The addresses of the chat page."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.channels.endpoint import Endpoint, Refusal
from bot.channels.incoming_file import refused
from bot.channels.quota import CONVERSATIONS, MESSAGES, Quota
from bot.channels.sessions import begin, catch_up, download, read_document
from bot.channels.turnstile import Turnstile
from bot.channels.web import guard
from bot.channels.web.posted import Forms, heard_in, number_in
from bot.channels.web.view import MEDIA_TYPES, chat_page, page, static_file
from bot.conversation import Answer, Conversations, Incoming
from flows.engine.turns import Heard
from flows.services import carrying
from knowledge.files import FileRefused
from knowledge.languages import LANGUAGES, Language
from knowledge.texts import text
from storage import conversations
from storage.links import digest

CHANNEL = "web"
TOLD = (400, 403, 404, 405, 413, 429, 500)
"""The statuses that have a text of their own."""
LOOK = "news"
"""In an address: the person asked whether there is news."""
BEGINS = ("web_moved", "web_erased")
"""The notices after which a new conversation can begin."""


class _Found(NamedTuple):
    """What is stored of the conversation of a browser.

    Attributes:
        answer: what was answered last; None when there is no such conversation.
        agreed: the person agreed that answers are stored.
        moved: the conversation went to another channel.
        news: something came in from others since the last answer.
    """

    answer: Answer | None
    agreed: bool = False
    moved: bool = False
    news: bool = False


class Site:
    """Answers requests.

    Args:
        turnstile: lets the turns through.
        quota: what one address may ask; None for no limit.
        bot_name: gives the name of the bot in Telegram, "" when there is none.
    """

    def __init__(self, turnstile: Turnstile, quota: Quota | None, bot_name: Callable[[], str]) -> None:
        self._turnstile = turnstile
        self._forms = Forms(quota)
        self._bot_name = bot_name

    async def home(self, request: Request) -> Response:
        """Show the conversation of this browser, or the page where one begins."""
        token = guard.token_of(request)
        if not token:
            return self._start(request)
        found = await self._turnstile.run(partial(_caught_up, token))
        answer = found.answer
        if found.moved:
            return self._moved(request)
        if answer is None or not answer.turn:
            return self._start(request)
        notice = "web_again" if "again" in request.query_params else ""
        if LOOK in request.query_params:
            notice = "web_news" if found.news else "web_no_news"
        language, telegram = _language(answer.language), bool(self._bot_name())
        response = _html(chat_page(answer, language, notice, agreed=found.agreed, telegram=telegram))
        guard.remember(response, request, token)
        return response

    async def invited(self, request: Request) -> Response:
        """Show where an invitation is opened; who only looks, such as a mail program, does not use the link up."""
        return _html(page("invited.html", _wanted(request), link=request.path_params["secret"], switch=True))

    async def start(self, request: Request) -> Response:
        """Begin a conversation, unless this browser has one; an invitation is opened in either."""
        fields = await self._forms.fields(request, CONVERSATIONS)
        token = guard.token_of(request)
        found = (await self._turnstile.run(partial(_stored, token))).answer if token else None
        if found is None:
            token = await self._turnstile.run(lambda talk, now: begin(talk, CHANNEL, now))
        link = fields.get("link", "")
        if found is None or not found.turn or link:
            language, seen = _language(fields.get("lang", "")), None if link else 0
            begins = Incoming(CHANNEL, digest(token), "", Heard("/start"), language, link, seen)
            await self._turnstile.answer(begins)
        response = RedirectResponse("/", 303, guard.HEADERS)
        guard.remember(response, request, token)
        return response

    async def hear(self, request: Request) -> Response:
        """Take an answer; the page that shows what comes of it is fetched next, so that reloading sends nothing."""
        fields = await self._forms.fields(request, MESSAGES)
        return await self._answered(request, heard_in(fields), number_in(fields.get("seen")))

    async def file(self, request: Request) -> Response:
        """Take a file, of which the text may be an answer."""
        form = await self._forms.with_file(request)
        heard = form.heard or refused("", FileRefused("file_not_chosen"))
        return await self._answered(request, heard, number_in(form.fields["seen"]) if "seen" in form.fields else None)

    async def _answered(self, request: Request, heard: Heard, seen: int | None) -> Response:
        chat = digest(guard.token_of(request))
        answer = await self._turnstile.answer(Incoming(CHANNEL, chat, "", heard, seen=seen))
        if answer is None:
            return RedirectResponse("/", 303, guard.HEADERS)
        if answer.erased:
            return self._goodbye(request, answer)
        return RedirectResponse("/?again" if answer.again else "/", 303, guard.HEADERS)

    async def telegram(self, request: Request) -> Response:
        """Make a link with which the conversation goes on in Telegram, and show it once."""
        await self._forms.fields(request, CONVERSATIONS)
        bot, token = self._bot_name(), guard.token_of(request)
        made = await self._turnstile.run(partial(_link, token)) if bot and token else None
        if made is None:
            return RedirectResponse("/", 303, guard.HEADERS)
        secret, language = made
        return _notice(
            "web_link",
            _language(language),
            link=f"https://t.me/{bot}?start={secret}",
            link_text=text("web_link_text", _language(language)),
        )

    async def privacy(self, request: Request) -> Response:
        """Tell what is stored."""
        return _notice("web_privacy", _wanted(request))

    async def document(self, request: Request) -> Response:
        """Give a document of this browser's conversation."""
        token, number = guard.token_of(request), request.path_params["number"]
        found = None
        if token:
            found = await self._turnstile.run(lambda talk, _now: read_document(talk, CHANNEL, token, number))
        if found is None:
            raise Refusal(404, "not_found")
        return download(found)

    async def static(self, request: Request) -> Response:
        """Give a file that the pages load."""
        name = request.path_params["name"]
        if name not in MEDIA_TYPES:
            raise Refusal(404, "not_found")
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable"}
        return Response(static_file(name), media_type=MEDIA_TYPES[name], headers=headers)

    def _start(self, request: Request) -> Response:
        response = _html(page("start.html", _wanted(request), switch=True))
        if guard.token_of(request):
            guard.forget(response, request)
        return response

    def _moved(self, request: Request) -> Response:
        bot, language = self._bot_name(), _wanted(request)
        if not bot:
            return _notice("web_moved", language)
        return _notice("web_moved", language, link=f"https://t.me/{bot}", link_text=text("web_open_telegram", language))

    def _goodbye(self, request: Request, answer: Answer) -> Response:
        language = _language(answer.language)
        said = [message["text"] for message in answer.messages]
        response = _notice("web_erased", language, said=said)
        guard.forget(response, request)
        return response


def routes(turnstile: Turnstile, quota: Quota | None, bot_name: Callable[[], str]) -> list[Route]:
    """Give the routes of the chat page; the arguments are those of `Site`."""
    site = Site(turnstile, quota, bot_name)
    return [
        Route("/", Endpoint("GET", site.home, told)),
        Route("/start", Endpoint("POST", site.start, told)),
        Route("/invited/{secret}", Endpoint("GET", site.invited, told)),
        Route("/chat", Endpoint("POST", site.hear, told)),
        Route("/file", Endpoint("POST", site.file, told)),
        Route("/telegram", Endpoint("POST", site.telegram, told)),
        Route("/privacy", Endpoint("GET", site.privacy, told)),
        Route("/documents/{number:int}", Endpoint("GET", site.document, told)),
        Route("/static/{name}", Endpoint("GET", site.static, told)),
    ]


def told(request: Request, refusal: Refusal) -> Response:
    """Put into words why a request is not carried out."""
    known = refusal.status if refusal.status in TOLD else 400
    return _notice(f"web_{known}", _wanted(request), status=refusal.status, reference=refusal.reference)


def _caught_up(token: str, talk: Conversations, now: datetime) -> _Found:
    """Do what `_stored` does, with what others left for the person meanwhile."""
    news = catch_up(talk, CHANNEL, digest(token), now)
    return _stored(token, talk, now)._replace(news=news)


def _stored(token: str, talk: Conversations, _now: datetime) -> _Found:
    """Look for the conversation that belongs to a word."""
    chat = digest(token)
    answer = talk.last_answer(CHANNEL, chat)
    with talk.database.transaction() as session:
        conversation = conversations.find(session, CHANNEL, chat)
        if answer is None or conversation is None:
            return _Found(None, moved=carrying.has_moved(session, chat))
        slots = (conversation.state or {"slots": {}})["slots"]
        return _Found(answer, agreed=bool(slots.get("consent")))


def _link(token: str, talk: Conversations, now: datetime) -> tuple[str, str] | None:
    """Make a link to go on elsewhere; gives its secret and the language, or None without a conversation."""
    answer = talk.last_answer(CHANNEL, digest(token))
    with talk.database.transaction() as session:
        conversation = conversations.find(session, CHANNEL, digest(token))
        if answer is None or conversation is None:
            return None
        return carrying.make_link(session, conversation.id, now), answer.language


def _wanted(request: Request) -> Language:
    """Tell the language of a page without a conversation: the one asked for, or that of the browser."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")[:2].lower()
    return _language(asked)


def _language(code: str) -> Language:
    return next((language for language in LANGUAGES if language == code), LANGUAGES[0])


def _notice(key: str, language: Language, *, status: int = 200, said: Sequence[str] = (), **values: str) -> Response:
    """Give a page that tells one thing.

    Args:
        key: its text; the heading is the text `key_heading`.
        language: of the page.
        status: of the answer.
        said: paragraphs that come first.
        values: `link` with `link_text`: where to go on; `reference` stands in the text.
    """
    paragraphs = [*said, *text(key, language, **values).split("\n")]
    return _html(
        page(
            "notice.html",
            language,
            heading=text(f"{key}_heading", language),
            paragraphs=paragraphs,
            link=values.get("link", ""),
            link_text=values.get("link_text", ""),
            begin=key in BEGINS,
            switch=key == "web_privacy",
        ),
        status,
    )


def _html(content: str, status: int = 200) -> Response:
    return HTMLResponse(content, status, guard.HEADERS)
