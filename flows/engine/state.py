"""What a conversation remembers between two turns; plain JSON when saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Frame = tuple[str, str]
"""A flow and the step in it where the conversation is."""

HISTORY = 200
"""The most answers that can be undone; older ones stay as they are."""


@dataclass(slots=True)
class Asked:
    """The open question; states share it, so only one that this turn made may change.

    Attributes:
        slot: what it fills.
        card: the turn in which it was first shown; buttons of other cards are stale.
        only: when not empty, only these options are offered ("bedoelt u").
        refused: how many answers in a row could not be read.
        payloads: what the buttons of the card say, in their order on the card.
    """

    slot: str
    card: int
    only: list[Any] = field(default_factory=list)
    payloads: list[str] = field(default_factory=list)
    refused: int = 0


@dataclass(slots=True)
class Undo:
    """What one turn changed: enough to take it back."""

    stack: list[Frame]
    slots: dict[str, Any]


class Part(NamedTuple):
    """A part of a text that a channel cut, and that is too long for the open question.

    Attributes:
        slot: what the question fills.
        sent: when the person sent it, in seconds.
        number: which part it is, from 1.
        length: how many characters there are so far.
    """

    slot: str
    sent: int
    number: int
    length: int


@dataclass(slots=True)
class State:
    """A conversation.

    Attributes:
        slots: filled slots only.
        stack: the flow that runs stands last; below it those that wait for it.
        asked: the open question, if any.
        chosen: per slot, the options chosen so far at a question where several may be chosen.
        history: how to undo each turn, newest last.
        turn: how many turns there have been.
        paused: the person said stop; the next message only shows the open question.
        former: answers that are being changed, as they were; what depends on one goes when it becomes another.
        aside: answers to questions that are gone, in case a later version of the flows asks them again.
        version: the version of the flows that it belongs to.
        adding: the slot of the answer that is being added to; "" when none is.
        part: the last part of a text that came cut, as long as more may come.
    """

    slots: dict[str, Any] = field(default_factory=dict)
    stack: list[Frame] = field(default_factory=list)
    asked: Asked | None = None
    chosen: dict[str, list[Any]] = field(default_factory=dict)
    history: list[Undo] = field(default_factory=list)
    turn: int = 0
    paused: bool = False
    former: dict[str, Any] = field(default_factory=dict)
    aside: dict[str, Any] = field(default_factory=dict)
    version: str = ""
    adding: str = ""
    part: Part | None = None

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values; `from_json` reads them back to an equal state."""
        asked = self.asked
        return {
            "slots": self.slots,
            "stack": [list(frame) for frame in self.stack],
            "asked": {
                "slot": asked.slot,
                "card": asked.card,
                "only": asked.only,
                "payloads": asked.payloads,
                "refused": asked.refused,
            }
            if asked
            else None,
            "chosen": {slot: list(values) for slot, values in self.chosen.items()},
            "history": [[[list(frame) for frame in undo.stack], undo.slots] for undo in self.history],
            "turn": self.turn,
            "paused": self.paused,
            "former": self.former,
            "aside": self.aside,
            "version": self.version,
            "adding": self.adding,
            "part": list(self.part) if self.part else None,
        }

    def copy(self) -> "State":
        """Give an equal state that can change without changing this one; values in slots are never changed in place."""
        return State(
            self.slots.copy(),
            self.stack.copy(),
            self.asked,
            self.chosen.copy(),
            self.history.copy(),
            self.turn,
            self.paused,
            self.former.copy(),
            self.aside,
            self.version,
            self.adding,
            self.part,
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "State":
        """Read what `to_json` gave; nothing in the new state is shared with `data`."""
        asked = data["asked"]
        return cls(
            slots=dict(data["slots"]),
            stack=[(flow, step) for flow, step in data["stack"]],
            asked=Asked(asked["slot"], asked["card"], list(asked["only"]), list(asked["payloads"]), asked["refused"])
            if asked
            else None,
            chosen={slot: list(values) for slot, values in data["chosen"].items()},
            history=[Undo([(flow, step) for flow, step in stack], dict(slots)) for stack, slots in data["history"]],
            turn=data["turn"],
            paused=data["paused"],
            former=dict(data.get("former", {})),
            aside=dict(data.get("aside", {})),
            version=data.get("version", ""),
            adding=data.get("adding", ""),
            part=Part(*data["part"]) if data.get("part") else None,
        )
