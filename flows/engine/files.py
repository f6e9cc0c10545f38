"""Reads YAML files with their line numbers, and checks that what stands in them has the expected shape."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from flows.engine.errors import FlowError

KINDS = ("flows", "slots", "responses", "words")


class PlacedDict(dict[Any, Any]):
    """A mapping that knows on which line each key stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[Any, int] = {}


class PlacedList(list[Any]):
    """A list that knows on which line each item stands."""

    def __init__(self, lines: list[int], items: list[Any]) -> None:
        super().__init__(items)
        self.lines = lines


def read_file(file: Path) -> Mapping[str, Any]:
    """Read one flow or domain file.

    Raises:
        FlowError: it is no YAML, or not a mapping with the keys of a flow or domain file.
    """
    try:
        root = _compose(file.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FlowError(file, line, f"this is no YAML: {error.problem}") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise FlowError(file, 1, f"this is no YAML in UTF-8: {str(error).splitlines()[0]}") from error
    except OSError as error:
        raise FlowError(file, 1, f"the file cannot be read: {error.strerror}") from error
    document = None if root is None else _placed(file, root)
    if document is None:
        raise FlowError(file, 1, "the file is empty; it must hold flows, slots, responses or words")
    return mapping(file, 1, document, "the file", {"version", *KINDS})


def line_of(node: Any, key: Any) -> int:
    """Give the line, from 1, of a key of a mapping or a place in a list that `read_file` gave."""
    if isinstance(node, PlacedDict):
        return node.lines.get(key, node.line)
    return int(node.lines[key])


def _compose(text: str) -> Node | None:
    """Parse with the fast parser; what that refuses (a "?" before a brace) the slower one may accept."""
    root: Node | None
    try:
        root = YAML(typ="safe").compose(text)
    except MarkedYAMLError:
        root = YAML(typ="safe", pure=True).compose(text)
    return root


def _placed(file: Path, node: Node) -> Any:
    """Turn what the parser composed into plain values, each knowing its line; ten times faster than round-trip YAML."""
    if isinstance(node, MappingNode):
        found = PlacedDict(_line(node))
        for key_node, value_node in node.value:
            key = _placed(file, key_node)
            if isinstance(key, PlacedDict | PlacedList) or key in found:
                raise FlowError(file, _line(key_node), f"the key {key} stands twice here, or is no word; rename it")
            found[key] = _placed(file, value_node)
            found.lines[key] = _line(key_node)
        return found
    if isinstance(node, SequenceNode):
        return PlacedList([_line(item) for item in node.value], [_placed(file, item) for item in node.value])
    return _scalar(str(node.tag), node.value)


def _scalar(tag: str, text: str) -> Any:
    """Numbers that Python would not write so (012, .inf) stay text."""
    with suppress(ValueError):
        match tag.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text, base=0)
            case "float":
                return float(text)
    return text


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def mapping(file: Path, line: int, body: Any, what: str, known: Collection[str] | None = None) -> Mapping[str, Any]:
    """Give a mapping, with known keys only; nothing at all counts as an empty one.

    Args:
        file: the file.
        line: the line for the error.
        body: what stands there.
        what: its name in the error.
        known: the keys that it may have; None: any.

    Raises:
        FlowError: it is no mapping, or has an unknown key.
    """
    if body is None:
        return {}
    if not isinstance(body, Mapping):
        raise FlowError(file, line, f"{what} must be a mapping of names to values")
    for key in body:
        if known is not None and key not in known:
            raise FlowError(
                file, line_of(body, key), f"unknown key {key} in {what}; use one of {', '.join(sorted(known))}"
            )
    return body


def listing(file: Path, line: int, body: Any, what: str) -> Sequence[Any]:
    """Give a list; nothing at all counts as an empty one.

    Raises:
        FlowError: it is no list.
    """
    if body is None:
        return ()
    if not isinstance(body, list):
        raise FlowError(file, line, f"{what} must be a list")
    return body


def names(file: Path, line: int, body: Any, what: str) -> tuple[str, ...]:
    """Give a list of words.

    Raises:
        FlowError: it is no list, or one of them is not a word or number.
    """
    found = listing(file, line, body, what)
    for index, name in enumerate(found):
        if isinstance(name, (Mapping, list)) or name is None:
            raise FlowError(file, line_of(body, index), f"{what} must be a list of words")
    return tuple(str(name) for name in found)
