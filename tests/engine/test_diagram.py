"""What a picture of a flow shows, and how it is written down."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.engine.definitions import END, Script
from flows.engine.diagram.graph import COLOURS, START, WORDS, Diagram, Edge, Node, Shape, flow_diagram, overview
from flows.engine.diagram.mermaid import to_mermaid
from flows.engine.diagram.svg import to_svg
from flows.engine.diagram.text import width_of, wrapped
from flows.engine.loader import load_script

SVG = "{http://www.w3.org/2000/svg}"
FLOWS = """
flows:
  main:
    name: Begin
    description: All kinds of steps.
    translation: {en: {name: The start}}
    steps:
      - id: hello
        action: utter_hello
      - id: find
        action: action_find
      - id: ask_size
        collect: size
        rejections:
          - if: slots.size < 1
            utter: utter_hello
        next:
          - if: slots.size > 10
            then:
              - id: mark
                set_slots:
                  - big: true
                  - size: null
                next: ask_size
          - if: slots.big
            then: END
          - else: choose
      - id: choose
        noop: true
        next:
          - if: not slots.size
            then:
              - id: over
                action: action_rerun
          - else: aims
      - id: aims
        call: aims
      - id: last
        link: help
  aims:
    name: Doelen
    description: Asks for a name.
    translation: {en: {name: Aims}}
    if: slots.size
    steps:
      - id: ask_name
        collect: name
  help:
    name: Hulp
    description: Says what can be typed.
    translation: {en: {name: Help}}
    metadata:
      said_as: {nl: [help, hulp, wat nu, hoe werkt het], en: [help]}
    steps:
      - id: explain
        action: utter_hello
slots:
  size: {type: float}
  big: {type: bool}
  name: {type: text}
responses:
  utter_hello:
    - text: "Dag {name}. "
      translation: {en: Hello.}
  utter_ask_size:
    - text: Dit is een lange uitleg van wat wij vragen, en waarom wij dat doen. Hoeveel mensen zijn er ongeveer?
      translation: {en: How many people?}
  utter_ask_name:
    - text: Lange uitleg. Hoe heet u?
      translation: {en: A long explanation. What is your name?}
  utter_ask_name_short:
    - text: Hoe heet u?
      translation: {en: What is your name?}
"""


def words(key: str, **values: object) -> str:
    return ": ".join([key, *(str(value) for value in values.values())])


@pytest.fixture
def script(tmp_path: Path) -> Script:
    file = tmp_path / "flows.yml"
    file.write_text(FLOWS, encoding="utf-8")
    return load_script([file], frozenset({"action_find"}), {})


def drawn(script: Script, flow: str, language: str = "nl") -> Diagram:
    return flow_diagram(script, script.flows[flow], language, words, {})


def test_each_kind_of_step_has_its_own_shape_and_says_what_it_does(script: Script) -> None:
    assert {node.id: (node.shape, node.texts) for node in drawn(script, "main").nodes} == {
        START: ("start", ()),
        "hello": ("say", ("say: Dag ….",)),
        "find": ("action", ("action: action_find",)),
        "ask_size": ("question", ("question: Dit is een lange uitleg van wat wij vragen, en waarom wij…",)),
        "mark": ("fill", ("fill: big: true, size: null",)),
        "choose": ("branch", ("branch",)),
        "over": ("action", ("action: action_rerun", "leap")),
        "aims": ("flow", ("call: Doelen (aims)",)),
        "last": ("flow", ("link: Hulp (help)",)),
        END: ("end", ()),
    }


def test_arrows_carry_their_conditions_and_rejections_are_left_out(script: Script) -> None:
    assert drawn(script, "main").edges == (
        Edge(START, "hello"),
        Edge("hello", "find"),
        Edge("find", "ask_size"),
        Edge("ask_size", "mark", "size > 10"),
        Edge("ask_size", END, "big"),
        Edge("ask_size", "choose", "else"),
        Edge("mark", "ask_size"),
        Edge("choose", "over", "not size"),
        Edge("choose", "aims", "else"),
        Edge("aims", "last"),
    )


def test_the_start_tells_which_words_and_which_condition_start_the_flow(script: Script) -> None:
    assert drawn(script, "help").nodes[0].texts == ("said_as: help, hulp, wat nu",)
    assert drawn(script, "aims").edges[0] == Edge(START, "ask_name", "guard: size")


def test_a_picture_speaks_the_language_and_takes_the_shorter_question(script: Script) -> None:
    assert [drawn(script, "aims", language).nodes[1].texts for language in ("nl", "en")] == [
        ("question: Hoe heet u?",),
        ("question: What is your name?",),
    ]
    assert drawn(script, "main", "en").title == "The start (main)"


def test_figures_stand_at_their_step(script: Script) -> None:
    picture = flow_diagram(script, script.flows["aims"], "nl", words, {"ask_name": "12"})
    assert picture.nodes[1].texts == ("question: Hoe heet u?", "12")


def test_the_overview_shows_who_calls_and_links_to_whom(script: Script) -> None:
    picture = overview(script, "main", "nl", words)
    assert [node.id for node in picture.nodes] == [START, WORDS, "main", "aims", "help"]
    assert set(picture.edges) == {
        Edge(START, "main"),
        Edge(WORDS, "help"),
        Edge("main", "aims"),
        Edge("main", "help", "goes_on"),
    }


# Writing

TEXTS = st.text(st.characters(exclude_categories=["C"]), max_size=30)


@st.composite
def pictures(draw: st.DrawFn) -> Diagram:
    """Pictures with any texts: the quotes, brackets and signs that have a meaning in Mermaid and XML too."""
    ids = [str(number) for number in range(draw(st.integers(1, 5)))]
    nodes = tuple(
        Node(name, draw(st.sampled_from(list(COLOURS))), f"a{draw(TEXTS)}", tuple(draw(st.lists(TEXTS, max_size=2))))
        for name in ids
    )
    edges = tuple(draw(st.lists(st.builds(Edge, st.sampled_from(ids), st.sampled_from(ids), TEXTS), max_size=5)))
    notes = tuple(draw(st.lists(TEXTS, max_size=2)))
    return Diagram(draw(TEXTS), draw(TEXTS), nodes, edges, notes, sideways=draw(st.booleans()))


def read_back(text: str) -> str:
    """Read a text as Mermaid does: numbers stand for characters."""
    return re.sub(r"#(\d+);", lambda match: chr(int(match[1])), text)


@given(pictures())
def test_mermaid_keeps_any_text_within_its_quotes(picture: Diagram) -> None:
    lines = to_mermaid(picture).removesuffix("\n").split("\n")
    boxes = [match for line in lines if (match := re.fullmatch(r'    n\d+\W+"([^"]*)"\W+:::\w+_box', line))]
    arrows = [match for line in lines if (match := re.fullmatch(r'    n(\d+) -->(?:\|"([^"]*)"\|)? n(\d+)', line))]
    assert [read_back(box[1]) for box in boxes] == ["<br/>".join((n.title, *n.texts)) for n in picture.nodes]
    assert [Edge(a[1], a[3], read_back(a[2] or "")) for a in arrows] == list(picture.edges)
    styles = {node.shape for node in picture.nodes}
    assert len(lines) == 3 + len(boxes) + len(arrows) + len(styles) + (3 if picture.notes else 0)


def read_svg(picture: Diagram) -> ET.Element:
    return ET.fromstring(to_svg(picture))  # noqa: S314  our own text


@given(pictures())
def test_svg_holds_every_box_and_arrow_once_and_any_text(picture: Diagram) -> None:
    root = read_svg(picture)
    assert Counter(g.get("data-node") for g in root.iter(f"{SVG}g") if g.get("data-node")) == {
        node.id: 1 for node in picture.nodes
    }
    arrows = Counter((g.get("data-from"), g.get("data-to")) for g in root.iter(f"{SVG}g") if g.get("data-from"))
    assert arrows == Counter((edge.source, edge.target) for edge in picture.edges)
    shown = letters("".join(text.text or "" for text in root.iter(f"{SVG}text")))
    for text in (picture.title, *(edge.label for edge in picture.edges), *picture.notes):
        assert letters(text) in shown


def letters(text: str) -> str:
    """A text without the places where lines may break."""
    return "".join(text.split())


def test_svg_can_be_heard_and_has_its_own_background() -> None:
    root = read_svg(Diagram("Titel", "Wat het is", (Node("a", "say", "a"),), ()))
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "title description")
    assert [(found.get("id"), found.text) for found in root[:2]] == [("title", "Titel"), ("description", "Wat het is")]
    background = next(root.iter(f"{SVG}rect"))
    assert (background.get("width"), background.get("fill")) == ("100%", "#ffffff")


@pytest.mark.parametrize("shape", list(COLOURS))
def test_colours_are_easy_to_tell_apart(shape: Shape) -> None:
    fill, line = COLOURS[shape]
    assert contrast("#111111", fill) >= 7
    assert contrast(line, fill) >= 4.5
    assert contrast(line, "#ffffff") >= 4.5


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_same_picture_is_always_written_the_same(script: Script) -> None:
    one, other = drawn(script, "main"), drawn(script, "main")
    assert (to_svg(one), to_mermaid(one)) == (to_svg(other), to_mermaid(other))


@given(st.text(max_size=200), st.integers(30, 300))
def test_lines_are_never_too_wide_and_nothing_is_lost(text: str, most: int) -> None:
    lines = list(wrapped(text, 13, most))
    assert all(width_of(line, 13) <= most for line in lines)
    assert letters("".join(lines)) == letters(text)


def test_lines_break_between_words() -> None:
    lines = list(wrapped("een twee drie vier vijf zes zeven", 13, 90))
    assert " ".join(lines) == "een twee drie vier vijf zes zeven"
    assert all(width_of(f"{one} {other.split()[0]}", 13) > 90 for one, other in pairwise(lines))
