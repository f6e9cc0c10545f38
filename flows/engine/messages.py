"""What the bot says, independent of any channel."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from flows.engine.definitions import LANGUAGES, Labels, Option, Response

MessageKind = Literal["say", "ask", "update", "close"]

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what people see, and what pressing it says. `chosen` is for options that toggle."""

    title: str
    payload: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Message:
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
    """

    kind: MessageKind
    text: str
    heading: str = ""
    note: str = ""
    options: tuple[Button, ...] = ()
    buttons: tuple[Button, ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()
    card: int | None = None

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

    def value(place: re.Match[str]) -> str:
        return next((str(known[place[1]]) for known in values if place[1] in known), "")

    return _PLACE.sub(value, text)


def say(response: Response, language: str, *values: Mapping[str, Any]) -> Message:
    """Make a message of a response, its places filled as `fill_in` does."""
    buttons = tuple(
        Button(translate(button.titles, language), fill_in(button.payload, *values)) for button in response.buttons
    )
    return Message("say", fill_in(translate(response.texts, language), *values), buttons=buttons)


def listed(options: Sequence[Option], values: Sequence[Any], language: str) -> str:
    """Name values by the titles of their options, separated by commas; unknown values by themselves."""
    titles = {str(option.value): translate(option.titles, language) for option in options}
    return ", ".join(titles.get(str(value), str(value)) for value in values)
