"""The chat page without a browser: who may do what, what is stored, and what an answer holds."""

import asyncio
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.app import build
from bot.channels.quota import CONVERSATIONS, Quota
from bot.channels.server import application
from bot.channels.web.posted import MOST_BYTES
from bot.conversation import Conversations
from bot.settings import Settings
from flows.services import carrying
from storage import conversations
from storage.columns import Stored
from storage.links import digest
from storage.statements import run

SITE = "https://wijzer.example"
COOKIE = "__Host-coalitiewijzer"
FIELD = re.compile(r'name="(seen|card)" value="(\d+)"')


class Browser:
    """A browser without script, and with one window."""

    def __init__(self, talk: Conversations, site: str = SITE, quota: Quota | None = None, bot: str = "") -> None:
        self.talk = talk
        self.site = site
        self.cookies: dict[str, str] = {}
        self.page = ""
        self._app = application(talk, bot_name=bot, quota=quota)

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=self.site) as client:
                return await client.request(method, path, **more)

        more["headers"] = (more.get("headers") or {}) | {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        }
        response = asyncio.run(send())
        for name, cookie in SimpleCookie(response.headers.get("set-cookie", "")).items():
            self.cookies[name] = cookie.value
            if cookie["max-age"] == "0":
                del self.cookies[name]
        return response

    def look(self, path: str = "/") -> str:
        self.page = unescape(self.ask("GET", path).text)
        return self.page

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        return self.ask("POST", path, data=fields, headers=headers or {"Origin": self.site})

    def begin(self, **fields: str) -> None:
        assert self.post("/start", **fields).status_code == 303
        self.look()

    def hidden(self) -> dict[str, str]:
        """What the page sends along with each answer."""
        return dict(FIELD.findall(self.page))

    def say(self, *texts: str) -> str:
        for text in texts:
            response = self.post("/chat", **self.hidden(), text=text)
            self.look(response.headers["location"])
        return self.page

    def everything(self) -> dict[str, list[str]]:
        with self.talk.database.snapshot() as session:
            tables = Stored.metadata.tables
            return {name: sorted(map(repr, run(session, select(table)))) for name, table in tables.items()}


@pytest.fixture
def talk(tmp_path: Path, demo_file: Path) -> Iterator[Conversations]:
    file = shutil.copy(demo_file, tmp_path / "web.db")
    talk = build(Settings(database_url=f"sqlite:///{file}"))
    yield talk
    talk.database.close()


@pytest.fixture
def browser(talk: Conversations) -> Browser:
    return Browser(talk)


def test_looking_stores_nothing_and_sets_no_cookie(browser: Browser) -> None:
    before = browser.everything()
    assert "Begin het gesprek" in browser.look()
    assert "cookie" in browser.look("/privacy")
    assert browser.everything() == before
    assert not browser.cookies


def test_the_cookie_is_for_this_site_only_and_out_of_reach(browser: Browser, talk: Conversations) -> None:
    cookie = browser.post("/start").headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert all(part in cookie for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
    assert browser.cookies[COOKIE] not in repr(browser.everything())
    plain = Browser(talk, "http://localhost").post("/start").headers["set-cookie"]
    assert plain.startswith("coalitiewijzer=")
    assert "Secure" not in plain


def test_every_page_has_the_headers_that_keep_it_safe(browser: Browser) -> None:
    browser.begin()
    for path in ("/", "/privacy", "/nowhere", "/chat"):
        headers = browser.ask("GET", path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?! src=\"/static/)|<style|\son\w+=|style=", browser.page)
    assert "http" not in re.sub(r"https://t\.me/\S+", "", browser.page)


def test_answers_lead_to_the_next_question(browser: Browser) -> None:
    browser.begin()
    assert "Mag ik bewaren wat u vertelt?" in browser.page
    browser.look(browser.post("/chat", **browser.hidden(), press="0").headers["location"])
    assert "Hoe heet u?" in browser.page
    assert "Uw naam: Anna" in browser.say("Anna")
    assert "Naam van de organisatie: <b>De & Ketel</b>" in browser.say("<b>De & Ketel</b>")
    assert "<b>De" not in browser.ask("GET", "/").text
    assert "Wat voor organisatie is dat?" in browser.look()


def test_answers_are_called_stored_only_after_the_person_agreed(browser: Browser) -> None:
    browser.begin()
    assert "bewaard" not in browser.page
    assert "bewaard" not in browser.say("nee")
    assert "Uw antwoorden zijn bewaard" in browser.say("ja")


def test_a_question_says_once_that_several_may_be_chosen(browser: Browser) -> None:
    browser.begin()
    browser.say("ja", "Anna", "De Ketel", "welzijnsorganisatie", "ja")
    assert "In welke buurten" in browser.page
    assert browser.page.count("meer kiezen") == 1
    assert browser.page.count("Kies dan 'Klaar met kiezen'") == 1


def test_the_open_question_is_there_again_after_a_refused_answer(browser: Browser) -> None:
    browser.begin()
    browser.say("ja", "Anna", "De Ketel", "ja", "ja zeker wel hoor")
    assert "Wat voor organisatie is dat?" in browser.page
    assert "Welzijnsorganisatie" in browser.page


def test_an_answer_sent_twice_counts_once(browser: Browser) -> None:
    browser.begin()
    browser.say("ja")
    hidden, before = browser.hidden(), browser.page
    first = browser.post("/chat", **hidden, text="Anna")
    stored = browser.everything()
    second = browser.post("/chat", **hidden, text="Anna")
    assert (first.headers["location"], second.headers["location"]) == ("/", "/?again")
    assert browser.everything() == stored
    assert "telde niet mee" in browser.look("/?again")
    assert browser.look() != before


def test_an_old_window_cannot_answer_a_newer_question(browser: Browser) -> None:
    browser.begin()
    old = browser.hidden()
    browser.say("ja", "Anna")
    stored = browser.everything()
    assert browser.post("/chat", **old, text="Piet").headers["location"] == "/?again"
    assert browser.post("/chat", text="Piet").headers["location"] == "/?again"
    assert browser.everything() == stored


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Referer": SITE},
        {"Origin": SITE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": SITE, "Sec-Fetch-Site": "same-site"},
        {"Origin": "https://wijzer.example.org"},
    ],
)
def test_forms_of_other_sites_are_refused(browser: Browser, headers: dict[str, str]) -> None:
    browser.begin()
    stored = browser.everything()
    for path in ("/start", "/chat", "/telegram"):
        response = browser.post(path, headers, **browser.hidden(), text="ja")
        assert response.status_code == 403
        assert "<h1>" in response.text
    assert browser.everything() == stored


def test_bad_forms_get_a_page_and_change_nothing(browser: Browser) -> None:
    browser.begin()
    stored = browser.everything()
    own = {"Origin": SITE}
    for content, status in ((b"text=" + b"x" * MOST_BYTES, 413), (b"&".join([b"a=1"] * 30), 400)):
        response = browser.ask("POST", "/chat", content=content, headers=own)
        assert response.status_code == status
        assert "Er is niets veranderd" in response.text
    for fields in ({"seen": "\u0661"}, {"seen": "9" * 30}, {"press": "x", "card": "y", "seen": "-1"}, {}):
        assert browser.post("/chat", **fields).headers["location"] == "/?again"
    assert browser.everything() == stored
    for path, status in (
        ("/nowhere", 404),
        ("/chat", 405),
        ("/documents/99999999999999999999", 404),
        ("/static/x", 404),
    ):
        response = browser.ask("GET", path)
        assert response.status_code == status
        assert "<h1>" in response.text
    assert browser.ask("GET", "/webhooks/rest/nowhere").json()["error"]["code"] == "not_found"


def test_a_document_is_for_its_own_browser_only(browser: Browser, talk: Conversations) -> None:
    browser.begin()
    browser.say("ja", "/mijngegevens")
    (path,) = re.findall(r'href="(/documents/\d+)"', browser.page)
    document = browser.ask("GET", path)
    assert document.json()["person"]
    assert document.headers["content-disposition"].startswith("attachment")
    other = Browser(talk)
    assert other.ask("GET", path).status_code == 404
    other.begin()
    assert other.ask("GET", path).status_code == 404


def test_erasing_ends_the_conversation(browser: Browser) -> None:
    browser.begin()
    browser.say("ja", "Anna", "/verwijder")
    response = browser.post("/chat", **browser.hidden(), text="ja")
    assert response.status_code == 200
    assert "Alles is gewist" in response.text
    (button,) = re.findall(r"<button>(.+?)</button>", response.text)
    assert f"Kies dan '{button}'" in unescape(response.text)
    assert not browser.cookies
    left = browser.everything()
    assert not any(left[name] for name in ("conversation", "person", "consent", "outbox", "document", "turn_event"))
    assert "Begin het gesprek" in browser.look()


def test_a_browser_with_an_unknown_word_begins_anew(browser: Browser) -> None:
    browser.cookies = {COOKIE: "made-up"}
    assert browser.post("/chat", text="ja", seen="0").headers["location"] == "/"
    assert "Begin het gesprek" in browser.look()
    assert not browser.cookies


def test_english_and_back(browser: Browser) -> None:
    assert '<html lang="en">' in browser.look("/?lang=en")
    assert '<html lang="en">' in unescape(browser.ask("GET", "/", headers={"Accept-Language": "en-GB,nl"}).text)
    browser.begin(lang="en")
    assert "May I store what you tell?" in browser.page
    browser.say("/taal Nederlands")
    assert '<html lang="nl">' in browser.page
    browser.say("/taal English")
    assert '<html lang="en">' in browser.page


def test_going_on_in_telegram_is_offered_where_there_is_a_bot(browser: Browser, talk: Conversations) -> None:
    browser.begin()
    assert "Telegram, " not in browser.page.partition('id="also"')[2]
    assert browser.post("/telegram").headers["location"] == "/"
    other = Browser(talk, bot="CoalitieBot")
    other.begin()
    assert 'action="/telegram"' in other.page
    made = other.post("/telegram").text
    (secret,) = re.findall(r'href="https://t\.me/CoalitieBot\?start=([\w-]{43})"', made)
    with talk.database.transaction() as session:
        assert carrying.follow(session, secret, "telegram", "7", datetime.now(UTC)) == "moved"
    assert "gaat verder in Telegram" in other.look()
    assert "https://t.me/CoalitieBot" in other.page
    other.begin()
    assert "Mag ik bewaren" in other.page
    with talk.database.transaction() as session:
        assert conversations.find(session, "telegram", "7")


def test_one_address_cannot_begin_without_end(talk: Conversations) -> None:
    quota = Quota()
    statuses = {Browser(talk, quota=quota).post("/start").status_code for _ in range(CONVERSATIONS.amount)}
    assert statuses == {303}
    refused = Browser(talk, quota=quota).post("/start")
    assert refused.status_code == 429
    assert "Wacht een minuut" in refused.text


def test_an_error_gives_a_number(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Anna de Wit")

    browser.begin()
    stored = browser.everything()
    with monkeypatch.context() as patch, capture_logs() as logged:
        patch.setattr("storage.conversations.save_state", broken)
        response = browser.post("/chat", **browser.hidden(), text="ja")
    assert response.status_code == 500
    assert logged[0]["reference"] in response.text
    assert "Anna" not in repr(logged) + response.text
    assert browser.everything() == stored
    browser.cookies = {COOKIE: "x"}
    with monkeypatch.context() as patch, capture_logs() as logged:
        patch.setattr("storage.conversations.find", broken)
        assert browser.ask("GET", "/").status_code == 500
    assert "Anna" not in repr(logged)


def test_the_word_of_a_browser_opens_nothing_over_rest(browser: Browser) -> None:
    browser.begin()
    body = {"sender": browser.cookies[COOKIE], "message": "hallo"}
    assert browser.ask("POST", "/webhooks/rest/webhook", json=body).status_code == 404
    body["sender"] = digest(browser.cookies[COOKIE])
    assert browser.ask("POST", "/webhooks/rest/webhook", json=body).status_code == 404
