"""Text that people typed, written so that Markdown shows exactly that text."""

import re

from markupsafe import Markup

_MARKUP = re.compile(r"[\\`*_\[\]<>|~&$#]")
# Signs that only mean something where a line begins: headings, lists, quotes, rules, table columns.
_LINE_START = re.compile(r"^(?:(\d{1,9})([.)])(?=\s|$)|([+\-=:])(?=[\s+\-=:]|$))")
_EDGES = re.compile(r"^\s+|\s+$")


def escaped(value: object) -> Markup:
    """Write text as Markdown. An empty line makes a paragraph, any other line end a line break."""
    if isinstance(value, Markup):
        return value
    blocks = re.split(r"(?<!\n)\n\n(?!\n)", str(value))
    return Markup("\n\n".join("\\\n".join(_lines(block)) for block in blocks))  # noqa: S704 - escaped here


def cell(value: object) -> Markup:
    """Write text for one line: a heading, or a cell of a table."""
    return Markup("<br>".join(_lines(str(value))))  # noqa: S704 - escaped here


def item(value: object) -> Markup:
    """Write text for an item of a list: its further lines are indented, so that they stay in the item."""
    return Markup(escaped(value).replace("\n", "\n  "))  # noqa: S704 - escaped here


def _lines(text: str) -> list[str]:
    return [_line(line) for line in text.split("\n")]


def _line(line: str) -> str:
    """Escape one line; white space at its ends would be dropped, so that is written by its number."""
    middle = _EDGES.sub("", line)
    marked = _MARKUP.sub(r"\\\g<0>", middle)
    marked = _LINE_START.sub(_escape_start, marked)
    if not middle:
        return _by_number(line)
    head, tail = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    return f"{_by_number(head)}{marked}{_by_number(tail)}"


def _escape_start(match: re.Match[str]) -> str:
    digits, sign, other = match.groups()
    return f"{digits}\\{sign}" if digits else f"\\{other}"


def _by_number(space: str) -> str:
    return "".join(f"&#{ord(character)};" for character in space)
