"""Writes a picture as Mermaid, which GitHub, GitLab and many editors show (https://mermaid.js.org)."""

from collections.abc import Iterator, Mapping

from flows.engine.diagram.graph import COLOURS, Diagram, Node, Shape

_BRACKETS: Mapping[Shape, tuple[str, str]] = {
    "start": ("([", "])"),
    "question": ("(", ")"),
    "say": (">", "]"),
    "action": ("[", "]"),
    "fill": ("[/", "/]"),
    "flow": ("[[", "]]"),
    "branch": ("{{", "}}"),
    "end": ("([", "])"),
}
_PLAIN = frozenset(" .,:?!_-=+'…()/")


def to_mermaid(diagram: Diagram) -> str:
    """Give the text of a Mermaid file."""
    return "\n".join(_lines(diagram)) + "\n"


def _lines(diagram: Diagram) -> Iterator[str]:
    # Numbers instead of names: Mermaid gives some names, such as "end", a meaning of its own.
    names = {node.id: f"n{number}" for number, node in enumerate(diagram.nodes)}
    yield f"flowchart {'LR' if diagram.sideways else 'TD'}"
    yield f"    accTitle: {_quoted(diagram.title)}"
    yield f"    accDescr: {_quoted(diagram.description)}"
    for node in diagram.nodes:
        yield f"    {names[node.id]}{_box(node)}"
    for edge in diagram.edges:
        label = f'|"{_quoted(edge.label)}"|' if edge.label else ""
        yield f"    {names[edge.source]} -->{label} {names[edge.target]}"
    if diagram.notes:
        yield f'    notes["{"<br/>".join(map(_quoted, diagram.notes))}"]:::notes'
        yield f"    {names[diagram.nodes[-1].id]} ~~~ notes"
        yield "    classDef notes fill:#ffffff,stroke:#ffffff,color:#111111"
    for shape in dict.fromkeys(node.shape for node in diagram.nodes):
        fill, line = COLOURS[shape]
        yield f"    classDef {_style(shape)} fill:{fill},stroke:{line},color:#111111"


def _box(node: Node) -> str:
    opening, closing = _BRACKETS[node.shape]
    text = "<br/>".join(map(_quoted, (node.title, *node.texts)))
    return f'{opening}"{text}"{closing}:::{_style(node.shape)}'


def _style(shape: Shape) -> str:
    return f"{shape}_box"


def _quoted(text: str) -> str:
    """Write what could have a meaning in Mermaid or HTML as the number of its character."""
    return "".join(
        character if character.isalnum() or character in _PLAIN else f"#{ord(character)};" for character in text
    )
