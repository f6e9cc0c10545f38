"""What the pages show: answers of the conversation, and texts, put into templates."""

from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.channels.rendering import Body
from bot.conversation import Answer
from knowledge.languages import LANGUAGES, Language
from knowledge.texts import text

_HERE = Path(__file__).parent
_NAMES: Mapping[Language, str] = {"nl": "Nederlands", "en": "English"}
MOST_CHARACTERS = 20_000
"""What the text field takes; how long an answer may be is up to its question."""
_ALWAYS = ("/back", "/skip", "/help")
MEDIA_TYPES = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}


@cache
def static_file(name: str) -> bytes:
    """Give a file that the pages load.

    Raises:
        KeyError: there is no such file.
    """
    if name not in MEDIA_TYPES:
        raise KeyError(name)
    return (_HERE / "static" / name).read_bytes()


def page(template: str, language: Language, **values: Any) -> str:
    """Fill in a template of this folder."""
    words = partial(text, language=language)
    return (
        _templates()
        .get_template(template)
        .render(t=words, lines=lambda key: words(key).splitlines(), language=language, **values)
    )


def chat_page(answer: Answer, language: Language, notice: str, *, agreed: bool, telegram: bool) -> str:
    """Give the page of a conversation: what was said last, and the open question.

    Args:
        answer: what was said last.
        language: of the conversation.
        notice: something to say about the page itself, or "".
        agreed: whether the person agreed that answers are stored.
        telegram: whether the conversation can go on in Telegram.
    """
    question = answer.question
    buttons = _buttons(question) if question else []
    return page(
        "chat.html",
        language,
        said=answer.above,
        earlier=len(answer.above) - sum(message["kind"] in {"say", "close"} for message in answer.messages),
        question=_question(question) if question else None,
        own=[button for button in buttons if button["payload"] not in _ALWAYS],
        always=[button for button in buttons if button["payload"] in _ALWAYS],
        turn=answer.turn,
        notice=text(notice, language) if notice else "",
        agreed=agreed,
        telegram=telegram,
        most=MOST_CHARACTERS,
    )


def _question(body: Body) -> Mapping[str, Any]:
    return {**body, "several": any(button["payload"] == "/done" for button in body["buttons"])}


def _buttons(body: Body) -> list[Mapping[str, Any]]:
    """Give what else can be done at a question, each with its place on the card, which is after the options."""
    return [{**button, "place": place} for place, button in enumerate(body["buttons"], start=len(body["options"]))]


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = _address
    environment.globals["languages"] = [(language, _NAMES[language]) for language in LANGUAGES]
    return environment


@cache
def _address(name: str) -> str:
    """Give the address of a file, which changes with the file, so that browsers may keep it."""
    return f"/static/{name}?v={sha256(static_file(name)).hexdigest()[:12]}"
