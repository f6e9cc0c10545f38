"""What the bot says, independent of any channel."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from flows.engine.definitions import LANGUAGES, Labels, Response

MessageKind = Literal["say", "ask", "update", "close"]

_PLACE = re.compile(r"\{(\w+)\}")


class Button(NamedTuple):
    """A button: what people see, and what pressing it says. `chosen` is for options that toggle."""

    title: str
    payload: str
    chosen: bool = False


class Message(NamedTuple):
    """One message.

    Attributes:
        kind: `say`; `ask` (a question); `update` (the open question drawn again after a choice toggled);
            `close` (the open question, now answered: channels that can edit replace the question by this).
        text: without markup.
        heading: above the text ("Uw organisatie, vraag 2 van 5").
        note: below the text ("Waarom wij dit vragen: ...").
        options: the possible answers, in the order of their numbers.
        buttons: what else can be done ("Terug").
        documents: files that go with it, as `{"id", "name"}`.
        card: the turn in which the question was first shown, for telling old buttons from new ones.
        file: the answer may be long, so that it may as well be sent as a file.
    """

    kind: MessageKind
    text: str
    heading: str = ""
    note: str = ""
    options: tuple[Button, ...] = ()
    buttons: tuple[Button, ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()
    card: int | None = None
    file: bool = False

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values, as the outbox keeps them."""
        return {
            "kind": self.kind,
            "text": self.text,
            "heading": self.heading,
            "note": self.note,
            "options": [{"title": o.title, "payload": o.payload, "chosen": o.chosen} for o in self.options],
            "buttons": [{"title": b.title, "payload": b.payload} for b in self.buttons],
            "documents": [dict(document) for document in self.documents],
            "card": self.card,
            "file": self.file,
        }


def translate(labels: Labels, language: str) -> str:
    """Give the label in a language, or else in the first language that all texts have."""
    return labels.get(language) or labels.get(LANGUAGES[0], "")


def places(text: str) -> list[str]:
    """Give the names of the places in a text."""
    return _PLACE.findall(text)


def fill_in(text: str, *values: Mapping[str, Any]) -> str:
    """Put values into the places of a text, the first that has one; a place without a value becomes empty.

    Only whole names in braces are places, and values are never read for places in their turn.
    """
    if "{" not in text:
        return text
    parts = _parts(text)
    filled = list(parts)
    for index in range(1, len(parts), 2):
        name, filled[index] = parts[index], ""
        for known in values:
            if name in known:
                filled[index] = str(known[name])
                break
    return "".join(filled)


@lru_cache(maxsize=4096)
def _parts(text: str) -> Sequence[str]:
    """Split a text of the script: words and names of places in turn."""
    return _PLACE.split(text)


def say(response: Response, language: str, *values: Mapping[str, Any]) -> Message:
    """Make a message of a response, its places filled as `fill_in` does."""
    text = fill_in(translate(response.texts, language), *values).strip()
    if not response.buttons:
        return Message("say", text)
    buttons = tuple([Button(translate(button.titles, language), button.payload) for button in response.buttons])
    return Message("say", text, buttons=buttons)
