"""How a message reads as plain text: the same in every channel, with every choice as a numbered line."""

from collections.abc import Mapping
from typing import Any

from knowledge.languages import Language
from knowledge.texts import text

Body = Mapping[str, Any]
"""A message as the outbox keeps it (`flows.engine.messages.Message.to_json`)."""


def paragraphs(body: Body, language: Language) -> list[str]:
    """Give the parts of a message under its heading, each a paragraph: text, choices, what was chosen, note."""
    return [*answers(body, language), *([body["note"]] if body["note"] else [])]


def answers(body: Body, language: Language) -> list[str]:
    """Give the same without the note, for channels that set it apart."""
    options = body["options"]
    numbered = [f"{number}. {option['title']}" for number, option in enumerate(options, start=1)]
    # Where the text describes each choice under its own number, a second list would only repeat it.
    described = numbered and all(line in body["text"] for line in numbered)
    chosen = ", ".join(option["title"] for option in options if option["chosen"])
    parts = (
        body["text"],
        "" if described else "\n".join(numbered),
        text("chosen", language, titles=chosen) if chosen else "",
    )
    return [part for part in parts if part]
