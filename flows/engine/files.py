"""Reads YAML files as plain values that know on which line they stand."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from flows.engine.errors import Issue


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


def line_of(node: Any, key: Any) -> int:
    """Give the line, from 1, of a key of a mapping or a place in a list that `read_yaml` gave."""
    if isinstance(node, PlacedDict):
        return node.lines.get(key, node.line)
    return int(node.lines[key])


def read_yaml(file: Path, issues: list[Issue]) -> Any:
    """Read a file; None when it cannot be read or holds nothing.

    Args:
        file: the file.
        issues: what is wrong is added here.
    """

    def unreadable(line: int, what: str) -> None:
        issues.append(Issue(file, line, "unreadable", what))

    try:
        root = _compose(file.read_text(encoding="utf-8"))
        document = None if root is None else _Placer(file, issues).place(root)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return unreadable(line, f"this is no YAML: {error.problem}; mend it there or on a line before")
    except (YAMLError, UnicodeDecodeError) as error:
        return unreadable(1, f"this is no YAML in UTF-8: {str(error).splitlines()[0]}; save it as UTF-8 text")
    except OSError as error:
        return unreadable(1, f"the file cannot be read: {error.strerror}; check its name and rights")
    except RecursionError:
        return unreadable(1, "this is nested too deeply, or holds itself by an anchor; write it flatter")
    if document is None:
        unreadable(1, "the file is empty; it must hold flows, slots, responses or words")
    return document


def _compose(text: str) -> Node | None:
    """Parse with the fast parser; what that refuses (a "?" before a brace) the slower one may accept."""
    root: Node | None
    try:
        root = YAML(typ="safe").compose(text)
    except MarkedYAMLError:
        root = YAML(typ="safe", pure=True).compose(text)
    return root


class _Placer:
    """Turns what the parser composed into plain values that know their lines.

    This is ten times faster than ruamel.yaml's own round-trip reading.
    """

    def __init__(self, file: Path, issues: list[Issue]) -> None:
        self.file = file
        self.issues = issues

    def place(self, node: Node) -> Any:
        if isinstance(node, MappingNode):
            found = PlacedDict(_line(node))
            for key_node, value_node in node.value:
                self._put(found, self.place(key_node), self.place(value_node), _line(key_node))
            return found
        if isinstance(node, SequenceNode):
            return PlacedList([_line(item) for item in node.value], [self.place(item) for item in node.value])
        return _scalar(str(node.tag), node.value)

    def _put(self, found: PlacedDict, key: Any, value: Any, line: int) -> None:
        if isinstance(key, Mapping | list) or key in found:
            what = f"the key {key} stands twice here, or is no word; rename it"
            self.issues.append(Issue(self.file, line, "stands_twice", what))
        else:
            found[key] = value
            found.lines[key] = line


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
