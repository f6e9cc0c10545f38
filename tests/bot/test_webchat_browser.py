"""The chat page in a real browser: by mouse, keyboard and script or without, on a small and a large screen."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.app import build
from bot.bench.turns import dialogue
from bot.channels.server import application
from bot.settings import Settings
from flows.services.context import DUTCH_TIME
from knowledge.files import MOST_BYTES, read_text
from tests.botapi.server import AppServer
from tests.word_files import plan

CHROMIUM = os.environ.get("COALITIEWIJZER_CHROMIUM") or shutil.which("chromium")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LARGE, SMALL = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
LEAST_TARGET = 24

pytestmark = pytest.mark.skipif(
    not CHROMIUM, reason="no Chromium: install it, or set COALITIEWIJZER_CHROMIUM to its path"
)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, demo_file: Path) -> Iterator[str]:
    file = shutil.copy(demo_file, tmp_path_factory.mktemp("site") / "web.db")
    talk = build(Settings(database_url=f"sqlite:///{file}"))
    with AppServer(application(talk, bot_name="CoalitieBot")) as server:
        yield server.url
    talk.database.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, site: str) -> Iterator[Open]:
    """Opens the page for a new person; what goes wrong in the page makes the test fail."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def begin(path: str = "/", **options: Any) -> Page:
        context = chromium.new_context(**{"viewport": LARGE, "locale": "nl-NL", **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(site + path)
        return page

    yield begin
    for context in contexts:
        context.close()
    assert wrong == []


def question(page: Page) -> Any:
    return page.locator("#question")


def press(page: Page, label: str, then: str) -> None:
    page.get_by_role("button", name=label).first.click()
    expect(page.locator("main")).to_contain_text(then)


def say(page: Page, text: str, then: str) -> None:
    page.locator("#text").fill(text)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.locator("main")).to_contain_text(then)


def begin(page: Page) -> Page:
    press(page, "Begin het gesprek", "Mag ik bewaren wat u vertelt?")
    return page


def to_themes(page: Page) -> Page:
    """Answer until the question where several may be chosen."""
    begin(page)
    press(page, "Ja, dat mag", "Hoe heet u?")
    say(page, "Anna", "Voor welke organisatie")
    say(page, "Buurthuis De Ketel", "Wat voor organisatie is dat?")
    press(page, "Welzijnsorganisatie", "rechtspersoon?")
    press(page, "Ja", "In welke buurten")
    say(page, "Sluispolder", "Aan welk probleem")
    return page


def check(page: Page) -> None:
    """No violation of WCAG 2.2 A and AA that axe-core can find, targets large enough, nothing beside the screen."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = f"""[...document.querySelectorAll("button, a, textarea, input:not([type=hidden])")].filter((one) => {{
        const box = one.getBoundingClientRect();
        return box.width && one.className !== "skip" && (box.width < {LEAST_TARGET} || box.height < {LEAST_TARGET});
    }}).map((one) => one.outerHTML)"""
    assert page.evaluate(small) == []


@pytest.mark.parametrize(
    "options",
    [{}, {"viewport": SMALL}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["large", "small", "dark", "forced colours"],
)
def test_every_state_of_the_page_is_accessible(opened: Open, options: dict[str, Any]) -> None:
    page = opened(**options)
    check(page)
    begin(page)
    check(page)
    press(page, "Ja, dat mag", "Hoe heet u?")
    press(page, "Hulp", "wijzig")
    check(page)
    say(page, "Anna", "Voor welke organisatie")
    say(page, "Buurthuis De Ketel", "Wat voor organisatie is dat?")
    say(page, "zzzz", "zzzz")
    check(page)
    press(page, "Mijn gegevens zien", "Mijn gegevens")
    expect(page.locator(".documents a")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Wat wij bewaren").click()
    check(page)
    page.go_back()
    press(page, "Verder in Telegram", "Open deze link")
    assert "https://t.me/CoalitieBot?start=" in (
        page.get_by_role("link", name="Open Telegram").get_attribute("href") or ""
    )
    check(page)
    page.goto(page.url.replace("/telegram", "/nowhere"))
    check(page)


def test_several_choices_toggle_and_stay_where_the_keyboard_is(opened: Open) -> None:
    page = to_themes(opened())
    first = page.get_by_role("button", name="Eenzaamheid en ontmoeting")
    expect(first).to_have_attribute("aria-pressed", "false")
    first.press("Enter")
    expect(first).to_have_attribute("aria-pressed", "true")
    expect(first).to_be_focused()
    expect(page.get_by_role("button", name="Klaar met kiezen (1)")).to_be_visible()
    check(page)
    closed = page.locator("#log .close").all_inner_texts()
    assert len(closed) == len(set(closed))
    page.set_viewport_size(SMALL)
    page.reload()
    expect(page.locator("#log")).to_contain_text("Sluispolder")
    check(page)
    first.press("Space")
    expect(first).to_have_attribute("aria-pressed", "false")
    press(page, "Veiligheid", "Klaar met kiezen (1)")
    press(page, "Klaar met kiezen", "Thema's: Veiligheid en veilig gevoel")


def test_a_conversation_with_the_keyboard_alone(opened: Open) -> None:
    page = opened(locale="en-GB")
    tab_to(page, "Start the conversation")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    tab_to(page, "Yes, you may")
    page.keyboard.press("Enter")
    expect(page.locator("#asked")).to_be_focused()
    expect(question(page)).to_contain_text("What is your name?")
    tab_to(page, "")
    page.keyboard.type("Anna")
    page.keyboard.press("Enter")
    expect(page.locator("#log")).to_contain_text("Anna")
    expect(page.locator("#asked")).to_be_focused()
    check(page)


def tab_to(page: Page, label: str) -> None:
    """Press Tab until a button has the focus, or the text field; the focus shows all the way."""
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        tag = focused.evaluate("(one) => one.tagName")
        if (label and label in focused.inner_text()) or (not label and tag == "TEXTAREA"):
            return
    raise AssertionError(f"Tab does not come to {label or 'the text field'}")


def test_without_script_everything_works(opened: Open) -> None:
    page = to_themes(opened(java_script_enabled=False, viewport=SMALL))
    press(page, "Eenzaamheid en ontmoeting", "Klaar met kiezen (1)")
    expect(page.get_by_role("button", name="Eenzaamheid en ontmoeting")).to_have_attribute("aria-pressed", "true")
    press(page, "Klaar met kiezen", "Thema's: Eenzaamheid en ontmoeting")
    press(page, "Alles van mij wissen", "zeker")
    press(page, "Ja", "Alles is gewist")
    page.get_by_role("link", name="Coalitiewijzer").click()
    expect(page.get_by_role("button", name="Begin het gesprek")).to_be_visible()


def test_reloading_shows_the_open_question_and_loses_nothing(opened: Open) -> None:
    page = begin(opened())
    press(page, "Ja, dat mag", "Hoe heet u?")
    say(page, "Anna", "Voor welke organisatie")
    say(page, "Buurthuis De Ketel", "Wat voor organisatie is dat?")
    say(page, "zzzz", "zzzz")
    refusals = page.locator("#log .say").last.inner_text()
    page.reload()
    expect(page.locator("#log .say").last).to_have_text(refusals)
    expect(page.locator("#log")).to_contain_text("Naam van de organisatie: Buurthuis De Ketel")
    expect(question(page)).to_contain_text("Wat voor organisatie is dat?")
    press(page, "Welzijnsorganisatie", "rechtspersoon?")


def test_two_windows_do_not_answer_for_each_other(opened: Open) -> None:
    page = begin(opened())
    other = page.context.new_page()
    other.goto(page.url)
    press(page, "Ja, dat mag", "Hoe heet u?")
    say(page, "Anna", "Voor welke organisatie")
    say(other, "Piet", "telde niet mee")
    expect(question(other)).to_contain_text("Voor welke organisatie")
    check(other)


def test_a_lost_connection_keeps_what_was_typed(opened: Open) -> None:
    page = begin(opened())
    page.context.set_offline(True)
    say(page, "ja", "Er is geen verbinding")
    expect(page.locator("#text")).to_have_value("ja")
    page.context.set_offline(False)
    page.get_by_role("button", name="Verstuur", exact=True).click()
    expect(page.locator("#asked")).to_contain_text("vraag 1 van")
    expect(page.locator("#trouble")).to_be_hidden()


@pytest.mark.parametrize("touch", [False, True], ids=["keyboard", "touch"])
def test_the_keys_are_told_to_who_has_them(opened: Open, touch: bool) -> None:
    page = begin(opened(has_touch=touch, is_mobile=touch))
    expect(page.locator("#keys")).to_be_visible(visible=not touch)


def test_the_screen_stays_still_for_who_asks_so(opened: Open) -> None:
    page = opened(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_from_hello_to_the_documents(opened: Open, tmp_path: Path) -> None:
    page = begin(opened(viewport=SMALL))
    for line in dialogue(datetime.now(DUTCH_TIME).date())[1:-1]:
        seen = page.locator("input[name=seen]").first.get_attribute("value")
        page.locator("#text").fill(line)
        page.locator("#text").press("Enter")
        expect(page.locator("input[name=seen]").first).not_to_have_attribute("value", seen or "")
    documents = page.locator(".documents a")
    expect(documents).to_have_count(2)
    check(page)
    with page.expect_download() as download:
        documents.last.click()
    assert download.value.suggested_filename.endswith(".docx")
    download.value.save_as(tmp_path / "draft.docx")
    assert "Samen aan tafel" in read_text("draft.docx", (tmp_path / "draft.docx").read_bytes())


CHANGE = "Wat moet er veranderen"
GOAL = "Over twee jaar kennen 100 ouderen hun buren goed."


def to_change(page: Page) -> Page:
    """Answer until the first question for a longer text."""
    to_themes(page)
    say(page, "eenzaamheid", "Voor wie")
    say(page, "ouderen", CHANGE)
    return page


@pytest.mark.parametrize(
    "options",
    [{}, {"java_script_enabled": False}, {"viewport": SMALL}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["large", "without script", "small", "dark", "forced colours"],
)
def test_an_answer_may_be_a_file(opened: Open, options: dict[str, Any]) -> None:
    page = to_change(opened(**options))
    send = page.get_by_role("button", name="Stuur het bestand")
    field = page.get_by_label("Of kies een bestand met uw antwoord")
    field.set_input_files({"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    send.click()
    expect(page.locator("main")).to_contain_text("Een pdf kan ik niet lezen.")
    expect(page.locator("main")).to_contain_text(CHANGE)
    field.set_input_files({"name": "doel.docx", "mimeType": "application/x", "buffer": plan(GOAL)})
    if options.get("java_script_enabled", True):
        check(page)
    send.click()
    expect(page.locator("main")).to_contain_text("Ik las 9 woorden uit doel.docx.")
    expect(field).to_have_count(0)
    if options.get("java_script_enabled", True):
        check(page)
    press(page, "Ja, dit is mijn antwoord", "Wat kan")
    expect(page.locator("#log .close").last).to_contain_text(GOAL)


def test_a_file_can_be_sent_by_keyboard_alone(opened: Open) -> None:
    page = to_change(opened())
    page.locator("#text").focus()
    for label in ("Verstuur", "Kies"):
        page.keyboard.press("Tab")
        assert label == "Kies" or page.evaluate("document.activeElement.textContent") == label
    assert page.evaluate("document.activeElement.id") == "file"
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files({"name": "doel.txt", "mimeType": "text/plain", "buffer": GOAL.encode()})
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Ik las 9 woorden uit doel.txt.")
    assert page.evaluate("document.activeElement.id") == "asked"


def test_without_a_file_the_browser_itself_asks_for_one(opened: Open) -> None:
    page = to_change(opened())
    page.get_by_role("button", name="Stuur het bestand").click()
    assert page.evaluate("document.activeElement.id") == "file"
    assert not page.evaluate("document.getElementById('file').checkValidity()")


def test_a_file_that_is_too_large_gets_a_sentence(opened: Open) -> None:
    page = to_change(opened())
    large = {"name": "plan.docx", "mimeType": "application/x", "buffer": bytes(MOST_BYTES + 1_000_000)}
    page.get_by_label("Of kies een bestand met uw antwoord").set_input_files(large)
    page.get_by_role("button", name="Stuur het bestand").click()
    expect(page.locator("main")).to_contain_text("Dit bestand is te groot. Ik lees bestanden tot 10 MB.")
    expect(page.locator("main")).to_contain_text(CHANGE)
