"""What a flow file says, as typed values (Rasa's flow format; our additions stand under `metadata`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from flows.engine.conditions import Condition

END = "END"
LANGUAGES = ("nl", "en")

SlotType = Literal["text", "bool", "float", "categorical", "list", "any"]
Kind = Literal["text", "choice", "amount", "amount_or_hours", "integer", "date", "end_date", "lines", "amount_lines"]
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that the conversation remembers.

    Attributes:
        was: what it was called in earlier versions.
        values: the values of a categorical slot; empty: any.
    """

    name: str
    type: SlotType
    initial: Any = None
    file: Path = Path()
    line: int = 0
    was: tuple[str, ...] = ()
    values: tuple[str, ...] = ()


class Option(NamedTuple):
    """One possible answer.

    Attributes:
        value: what goes into the slot.
        titles: what people see, per language.
        also: other words that people use for it, per language.
        listed: people see it, with a number; one of very many is not listed, and is given by typing its name.
    """

    value: Any
    titles: Labels
    also: Mapping[str, tuple[str, ...]] = {}
    listed: bool = True


@dataclass(frozen=True, slots=True)
class ResponseButton:
    """A button under a response; the payload is what pressing it says."""

    titles: Labels
    payload: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Response:
    """A text that the bot says, per language, with places for slots such as `{title}`."""

    name: str
    texts: Labels
    buttons: tuple[ResponseButton, ...] = ()
    file: Path = Path()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Branch:
    """Where to go on: `condition` None means else."""

    condition: Condition | None
    target: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Rejection:
    """When an answer is not accepted, and what the bot says then."""

    condition: Condition
    utter: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a flow. The line is where it stands in its file."""

    id: str
    next: tuple[Branch, ...]
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Collect(Step):
    """Ask for a slot, unless it is filled.

    Attributes:
        kind: how an answer is read.
        choices: where options come from: the name of a list, or `slots.NAME`; empty: the response's buttons.
        multiple: several options may be chosen.
        optional: the person may skip it; the slot then holds an empty value.
        ask_again: slots that depend on this one and are asked again when it changes.
        after: the slot with the date after which a date without a year is meant.
        most: the most characters (text, lines) or choices.
        least: the fewest characters (text), lines, or choices.
        also_called: other words for the answer, per language, for who wants to change it ("wijzig gebied").
        for_others: what is typed goes to somebody else, so a question in it is not for the assistant.
        later: it may be left open, for the person to come back to: who does not know hears an example first.
        particulars: the slot with what holds for questions in this conversation alone, by their slots: `most`
            characters, and `help` per language.
    """

    slot: str
    utter: str
    kind: Kind = "text"
    ask_before_filling: bool = False
    rejections: tuple[Rejection, ...] = ()
    choices: str = ""
    multiple: bool = False
    optional: bool = False
    ask_again: tuple[str, ...] = ()
    after: str = ""
    least: int = 1
    most: int = 2000
    also_called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    for_others: bool = False
    later: bool = False
    particulars: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Action(Step):
    """Say a response (`utter_...`) or run a business step (`action_...`)."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class SetSlots(Step):
    """Fill or clear slots."""

    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Call(Step):
    """Run another flow, then come back."""

    flow: str


@dataclass(frozen=True, slots=True, eq=False)
class Link(Step):
    """Go on in another flow and do not come back."""

    flow: str


@dataclass(frozen=True, slots=True, eq=False)
class Noop(Step):
    """Only branch."""


@dataclass(frozen=True, slots=True)
class Items:
    """The list that a flow fills, item by item.

    Attributes:
        slot: the list.
        prefix: what the slots of the fields of an item begin with.
        called: what one item is called, per language, for who wants to change it ("wijzig activiteit 2").
        plain: an item of which only the first field is filled is that text alone.
    """

    slot: str
    prefix: str
    called: Mapping[str, tuple[str, ...]]
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """A part of the conversation.

    Attributes:
        names: its name, per language, shown above its questions where `progress` is set.
        guard: it can only be started by words while this holds.
        persisted: answers that live on when the flow ends; the others are forgotten then.
        said_as: words that start it, per language (also with a slash before them); `{}` holds the place of an
            argument inside them ("ik wil {} veranderen"). With two places ("verander {} in {}") both and the words
            between them are the argument, and the first must name one of `argument_names`.
        argument: the slot that the words after `said_as`, or in the place of `{}`, may answer, as in "waarom 2".
        argument_names: the slot with options of which the argument must name one, so that the words count where free
            text is asked.
        waits: after it the bot is silent until the person comes back ("stop").
        was: what it was called in earlier versions.
        renamed: the steps that were called something else in earlier versions, by that name.
        items: the list that it fills, if it does.
    """

    id: str
    file: Path
    line: int
    names: Labels
    description: str
    steps: Mapping[str, Step]
    first: str
    guard: Condition | None = None
    persisted: frozenset[str] = frozenset()
    said_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    argument: str = ""
    argument_names: str = ""
    progress: bool = False
    waits: bool = False
    was: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    items: Items | None = None

    def collects(self) -> Iterator[Collect]:
        """Give the flow's questions in file order."""
        return (step for step in self.steps.values() if isinstance(step, Collect))


@dataclass(frozen=True, slots=True)
class Script:
    """All flows, slots, responses and words together: what the interpreter interprets.

    Attributes:
        words: words with a fixed meaning (`back`, `skip`, `done`, `yes`, ...), per meaning, all languages together.
        actions: the names of all actions that exist.
        options: lists of options by name.
        version: differs as soon as the files or the options do.
    """

    flows: Mapping[str, Flow]
    slots: Mapping[str, Slot]
    responses: Mapping[str, Response]
    words: Mapping[str, frozenset[str]]
    actions: frozenset[str] = frozenset()
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    version: str = ""
