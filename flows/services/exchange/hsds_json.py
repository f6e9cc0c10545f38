"""Reads HSDS as JSON: one organisation, a list of them, or the page that an API gives; of a list one at a time."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from flows.services.exchange.findings import Findings, Place
from flows.services.exchange.hsds import hsds
from flows.services.exchange.nodes import Node
from flows.services.imports.errors import MalformedFile

_CHUNK = 1 << 20
_MOST_AT_ONCE = 64 * _CHUNK
_DEEPEST = 8
_SPACES = " \t\r\n"


def read_organisations(path: Path, findings: Findings) -> Iterator[Node]:
    """Give the organisations of a file; the row in their places is which of the list they are, counted from 1.

    Raises:
        FileNotFoundError: there is no such file.
        MalformedFile: it is no JSON, or no organisations.
    """
    with path.open(encoding="utf-8-sig") as file:
        try:
            for number, one in enumerate(_Reader(path, file).items(), 1):
                if not isinstance(one, dict):
                    raise MalformedFile(path, "expected a JSON object for each organisation", number)
                node = _node("organization", one, Place(path.name, number), _DEEPEST)
                _check(node, findings)
                yield node
        except UnicodeDecodeError as error:
            raise MalformedFile(path, "expected a text file in UTF-8; save it again with that encoding") from error


def _check(organisation: Node, findings: Findings) -> None:
    for column, rules in hsds().tables["organization"].columns.items():
        if rules.required and not organisation.get(column):
            findings.add(organisation.place._replace(field=column), "required")


class _Reader:
    """Reads a list a piece at a time, so that a long one takes no more memory than a short one."""

    def __init__(self, path: Path, file: IO[str]) -> None:
        self._path = path
        self._file = file
        self._text = ""
        self._at = 0
        self._ended = False
        self._decoder = json.JSONDecoder()

    def items(self) -> Iterator[Any]:
        if self._next() != "[":
            found = self._value()
            page = found.get("contents") if isinstance(found, dict) else None
            yield from page if isinstance(page, list) else [found]
            self._end()
            return
        self._at += 1
        if self._next() == "]":
            self._at += 1
            self._end()
            return
        while True:
            yield self._value()
            sign = self._next()
            self._at += 1
            if sign == "]":
                self._end()
                return
            if sign != ",":
                raise self._wrong("expected , or ] after an organisation")
            self._next()

    def _end(self) -> None:
        if self._next():
            raise self._wrong("there is more after the end")

    def _next(self) -> str:
        """The next sign that is no space, "" at the end; it is not taken."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACES:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        if self._ended:
            return False
        rest = self._text[self._at :]
        # Twice as much each time, so that one large organisation is not tried again and again.
        part = self._file.read(max(_CHUNK, len(rest)))
        self._text, self._at, self._ended = rest + part, 0, not part
        return bool(part)

    def _value(self) -> Any:
        while True:
            try:
                found, self._at = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if len(self._text) - self._at > _MOST_AT_ONCE:
                    raise self._wrong("one organisation is larger than 64 MB, or the file is damaged") from error
                if not self._more():
                    raise self._wrong(f"expected JSON; {error.msg}") from error
            except RecursionError as error:
                raise self._wrong("the objects in it lie too deep in each other") from error
            else:
                return found

    def _wrong(self, why: str) -> MalformedFile:
        return MalformedFile(self._path, why)


def _node(table: str, found: Mapping[str, Any], place: Place, deepest: int) -> Node:
    """Make a tree of an object: its texts and numbers are columns, the objects in it are rows that hang on it."""
    node = Node(table, {}, place)
    rules = hsds().tables[table]
    for key, value in found.items():
        column = rules.column(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            if column is not None:
                node.values.setdefault(column, str(value))
            continue
        kind = hsds().table(key)
        if kind is not None and deepest:
            inside = value if isinstance(value, list) else [value]
            node.inside.extend(_node(kind, one, place, deepest - 1) for one in inside if isinstance(one, dict))
    return node


def is_own(organisation: Node) -> bool:
    """Tell whether this program wrote an organisation: then its id follows from its key."""
    key = hsds().identifiers["key"]
    return any(
        node.get("identifier_type") == key.type
        and organisation.get("id")
        == hsds().id_of("organization", node.get("identifier_scheme"), node.get("identifier"))
        for node in organisation.of("organization_identifier")
    )
