"""A flow as a picture shows it: boxes and arrows, before anybody decides where they stand."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from flows.engine.check_graph import LEAPS
from flows.engine.definitions import END, Action, Call, Collect, Flow, Link, Script, SetSlots, Step
from flows.engine.display import reachable
from flows.engine.messages import translate

Shape = Literal["start", "question", "say", "action", "fill", "flow", "branch", "end"]

COLOURS: Mapping[Shape, tuple[str, str]] = {
    "start": ("#e6e6e6", "#333333"),
    "question": ("#dbe9ff", "#1a4a8a"),
    "say": ("#e3f4e1", "#2a6124"),
    "action": ("#ffffff", "#333333"),
    "fill": ("#fff3d1", "#7a5200"),
    "flow": ("#efe3fb", "#5b2a8c"),
    "branch": ("#ffe9e0", "#8f3413"),
    "end": ("#e6e6e6", "#333333"),
}
"""What a box is filled with, and the colour of its line. Shape and words tell the same."""

START = "(start)"
"""Where the arrows begin; no step can have this name."""
WORDS = "(words)"
"""In the overview: what starts flows at any question."""
MOST_CHARACTERS = 70
"""Longer texts are cut: a picture shows which text it is, the files what it says."""
MOST_WORDS = 3
"""How many of the words that start a flow are shown."""


class Words(Protocol):
    """Gives the texts of pictures in one language: `words("question", text="...")`."""

    def __call__(self, key: str, **values: object) -> str:
        """Give a text, with values in its places."""


@dataclass(frozen=True, slots=True)
class Node:
    """A box.

    Attributes:
        id: the step or flow, or `START`, `WORDS` or `END`.
        shape: what kind of thing it is.
        title: its name.
        texts: what stands below the name, each on a line of its own.
    """

    id: str
    shape: Shape
    title: str
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow; the label says when it is taken."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture.

    Attributes:
        title: what stands above it.
        description: the same in words, for who cannot see it.
        nodes: the boxes, in reading order.
        edges: the arrows.
        notes: what stands below it.
        sideways: it reads from left to right; otherwise from top to bottom.
    """

    title: str
    description: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    notes: tuple[str, ...] = ()
    sideways: bool = False


def flow_diagram(script: Script, flow: Flow, language: str, words: Words, figures: Mapping[str, str]) -> Diagram:
    """Draw the steps of one flow; rejections are left out.

    Args:
        script: the conversation.
        flow: the flow.
        language: the language of the questions.
        words: the texts of pictures.
        figures: what to show below a step, by its id.
    """
    steps = flow.steps.values()
    start = Node(START, "start", words("start"), _said(flow, language, words))
    boxes = [_box(script, step, language, words, figures) for step in steps]
    guard = words("guard", condition=_condition(flow.guard.text)) if flow.guard else ""
    edges = (Edge(START, flow.first, guard), *(edge for step in steps for edge in _edges(step, words)))
    end = (Node(END, "end", words("end")),) if any(edge.target == END for edge in edges) else ()
    description = words("description", name=translate(flow.names, language), steps=", ".join(flow.steps))
    return Diagram(_name(flow, language), description, (start, *boxes, *end), edges)


def overview(script: Script, main: str, language: str, words: Words) -> Diagram:
    """Draw which flow runs or goes on in which, and which ones are started by words.

    Args:
        script: the conversation.
        main: the flow in which every conversation starts.
        language: the language of the names.
        words: the texts of pictures.
    """
    # Those of the main road first, in its order: then arrows lead onwards.
    flows = [script.flows[name] for name in {**reachable(script, main), **dict.fromkeys(script.flows)}]
    starts = (Node(START, "start", words("start")), Node(WORDS, "start", words("everywhere")))
    boxes = [
        Node(flow.id, "flow", flow.id, (translate(flow.names, language), *_said(flow, language, words)))
        for flow in flows
    ]
    edges = [Edge(START, main), *(Edge(WORDS, flow.id) for flow in flows if flow.said_as)]
    for flow in flows:
        edges += dict.fromkeys(_to_other_flows(flow, words))
    description = words("overview_description", flows=", ".join(flow.id for flow in flows))
    return Diagram(words("overview"), description, (*starts, *boxes), tuple(edges), sideways=True)


def _to_other_flows(flow: Flow, words: Words) -> Iterator[Edge]:
    for step in flow.steps.values():
        if isinstance(step, Call):
            yield Edge(flow.id, step.flow)
        elif isinstance(step, Link):
            yield Edge(flow.id, step.flow, words("goes_on"))


def _box(script: Script, step: Step, language: str, words: Words, figures: Mapping[str, str]) -> Node:
    shape, texts = _content(script, step, language, words)
    figure = (figures[step.id],) if step.id in figures else ()
    return Node(step.id, shape, step.id, (*(_first_words(text) for text in texts), *figure))


def _content(script: Script, step: Step, language: str, words: Words) -> tuple[Shape, tuple[str, ...]]:
    match step:
        case Collect():
            return "question", (words("question", text=_question(script, step, language)),)
        case Action() if step.name.startswith("utter_"):
            return "say", (words("say", text=_text(script, step.name, language) or step.name),)
        case Action():
            leap = (words("leap"),) if step.name in LEAPS else ()
            return "action", (words("action", name=step.name), *leap)
        case SetSlots():
            values = (f"{slot}: {json.dumps(value, ensure_ascii=False)}" for slot, value in step.values.items())
            return "fill", (words("fill", values=", ".join(values)),)
        case Call() | Link():
            key = "call" if isinstance(step, Call) else "link"
            return "flow", (words(key, name=_name(script.flows[step.flow], language)),)
        case _:
            return "branch", (words("branch"),)


def _edges(step: Step, words: Words) -> Iterator[Edge]:
    """Give the arrows out of a step; after a link or a leap the conversation is elsewhere."""
    if isinstance(step, Link) or (isinstance(step, Action) and step.name in LEAPS):
        return
    for branch in step.next:
        if branch.condition:
            yield Edge(step.id, branch.target, _condition(branch.condition.text))
        else:
            yield Edge(step.id, branch.target, words("else") if len(step.next) > 1 else "")


def _question(script: Script, step: Collect, language: str) -> str:
    """Give the question, in its shorter words where it has them: the longer ones often begin with an explanation."""
    short = _text(script, f"{step.utter}_short", language)
    return short or _text(script, step.utter, language) or step.slot


def _text(script: Script, response: str, language: str) -> str:
    found = script.responses.get(response)
    return re.sub(r"\{\w+\}", "…", translate(found.texts, language)) if found else ""


def _said(flow: Flow, language: str, words: Words) -> tuple[str, ...]:
    said = flow.said_as.get(language, ())
    return (_first_words(words("said_as", words=", ".join(said[:MOST_WORDS]))),) if said else ()


def _name(flow: Flow, language: str) -> str:
    return f"{translate(flow.names, language)} ({flow.id})"


def _condition(text: str) -> str:
    return " ".join(text.replace("slots.", "").split())


def _first_words(text: str) -> str:
    """Give the beginning of a text on one line, without what cannot be printed."""
    line = "".join(character for character in " ".join(text.split()) if character.isprintable())
    if len(line) <= MOST_CHARACTERS:
        return line
    cut = line[:MOST_CHARACTERS]
    return (cut.rpartition(" ")[0] or cut).rstrip(" .,:;") + "…"
