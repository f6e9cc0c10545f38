"""What goes into a turn and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from flows.engine.messages import Message
from flows.engine.state import State


@dataclass(frozen=True, slots=True)
class Heard:
    """What the person did.

    Attributes:
        text: what was typed, or the payload of a button where the channel sends payloads.
        card: with `button`: the card on which a button was pressed.
        button: its place among the options and buttons of that card, from 0.
        file: the name of the file of which `text` is the text; "" when nobody sent a file.
        refused: with `file`: why it was not read and what to do, per language; empty when it was read.
        sent: when the person sent it, in seconds; None when the channel cannot tell.
    """

    text: str = ""
    card: int | None = None
    button: int | None = None
    file: str = ""
    refused: Mapping[str, str] = field(default_factory=dict, hash=False)
    sent: int | None = None


class ActionCall(NamedTuple):
    """A business step to run; the slots are a copy."""

    name: str
    slots: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action gave, in rasa_sdk's plain form.

    Attributes:
        events: such as `{"event": "slot", "name": "call", "value": "x"}`; other events have no meaning here.
        responses: such as `{"response": "utter_x", "name": "..."}` or `{"text": "..."}`.
    """

    events: Sequence[Mapping[str, Any]] = ()
    responses: Sequence[Mapping[str, Any]] = ()


class Event(NamedTuple):
    """Something that happened, for the turn log; never what a person wrote.

    The kinds are `asked`, `answered`, `rejected`, `undone`, `started`, `completed` and `left`.
    """

    kind: str
    flow: str
    step: str


@dataclass(slots=True)
class Turn:
    """What a turn gave: the new state, what to say, and what to log."""

    state: State
    messages: list[Message] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
