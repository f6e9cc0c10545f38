"""Reads the XML parts of a Word file with expat: without a tree in memory, and without entities."""

from collections.abc import Mapping
from xml.parsers import expat

MOST_ELEMENTS = 500_000

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
"""The same text once more, for programs that cannot draw what stands before it."""
_FETCHED = ("attachedTemplate", "oleObject", "package", "frame", "subDocument", "aFChunk", "control", "mailMergeSource")
"""What Word would fetch from elsewhere on opening the file; links and pictures are left, since nobody follows them."""
_PARTS = frozenset({"p", "r", "t", "tr", "tc"})
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_LIST_STYLES = ("ListBullet", "ListNumber", "Lijstopsom", "Lijstnummer")
"""As English and Dutch versions of Word call them; a style stands before what the paragraph itself says."""
_GONE = frozenset({"moveFrom", "del"})
_FALSE = ("0", "false", "off", "none")

XmlError = expat.ExpatError


class Unsafe(Exception):
    """A part was made to do harm."""


class _Enough(Exception):
    """There is more text than was asked for."""


def main_part_of(relations: bytes) -> str:
    """Give the name of the part with the text; "" where the relations name none.

    Raises:
        Unsafe: as `text_of`.
        XmlError: it is no XML.
    """
    named = [one["Target"] for one in _relations(relations) if one.get("Type", "").endswith("/officeDocument")]
    return named[0].lstrip("/") if named else ""


def reaches_out(relations: bytes) -> bool:
    """Tell whether opening the document would fetch something from the network, such as a template with programs in it.

    Raises:
        Unsafe: as `text_of`.
        XmlError: it is no XML.
    """
    return any(
        one.get("TargetMode") == "External"
        and one.get("Type", "").endswith(tuple(f"/{kind}" for kind in _FETCHED))
        and _on_the_network(one.get("Target", ""))
        for one in _relations(relations)
    )


def _on_the_network(target: str) -> bool:
    """A template that stands on the writer's own computer is usual, and harms nobody."""
    plain = target.strip().lower().replace("\\", "/")
    return plain.startswith(("http:", "https:", "ftp:", "//", "mhtml:")) or (
        plain.startswith("file:") and plain.removeprefix("file:").lstrip("/")[1:2] != ":"
    )


def text_of(part: bytes, most: int) -> str | None:
    """Give the text of a document: a paragraph, list item or row of a table a line.

    Args:
        part: the part with the text.
        most: the most characters.

    Returns:
        The text; None when there is more.

    Raises:
        Unsafe: it declares a document type, which may hold entities, or it has more elements than any text.
        XmlError: it is no XML.
    """
    reader = _Text(most)
    try:
        _parse(part, reader)
    except _Enough:
        return None
    return "\n".join(reader.lines)


def _relations(part: bytes) -> list[Mapping[str, str]]:
    reader = _Relations()
    _parse(part, reader)
    return reader.found


class _Reader:
    """Counts elements; what else is done with them is up to others."""

    def __init__(self) -> None:
        self._elements = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Hear that an element begins.

        Raises:
            Unsafe: it is one too many.
        """
        self._elements += 1
        if self._elements > MOST_ELEMENTS:
            raise Unsafe
        self._begun(name, attributes)

    def end(self, name: str) -> None:
        """Hear that an element ends."""

    def letters(self, letters: str) -> None:
        """Hear text."""

    def _begun(self, name: str, attributes: Mapping[str, str]) -> None:
        """Do something with an element that begins."""


class _Relations(_Reader):
    """Collects relations."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Mapping[str, str]] = []

    def _begun(self, name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith(" Relationship"):
            self.found.append(attributes)


class _Text(_Reader):
    """Collects what stands on the paper: no text that was deleted, moved away or hidden, and no codes of fields."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._most = most
        self._length = 0
        self._paragraphs: list[list[str]] = []  # Of a text box inside a paragraph, the inner one is last.
        self._listed: list[bool] = []
        self._runs: list[list[str]] = []
        self._hidden: list[bool] = []
        self._rows: list[list[str]] = []
        self._cells: list[list[str]] = []
        self._skipped = 0
        self._in_text = 0

    def _begun(self, name: str, attributes: Mapping[str, str]) -> None:
        plain = _plain(name)
        if self._skipped or name == _FALLBACK or plain in _GONE:
            self._skipped += 1
        elif plain in _PARTS:
            self._open(plain)
        elif plain in _SIGNS and self._runs:
            self._runs[-1].append(_SIGNS[plain])
        elif plain == "pStyle" and self._listed:
            self._listed[-1] = _value(attributes).startswith(_LIST_STYLES)
        elif plain == "numId" and self._listed:
            self._listed[-1] = _value(attributes) != "0"
        elif plain == "vanish" and self._hidden:
            self._hidden[-1] = _value(attributes) not in _FALSE

    def end(self, name: str) -> None:
        plain = _plain(name)
        if self._skipped:
            self._skipped -= 1
        elif plain in _PARTS:
            self._close(plain)

    def letters(self, letters: str) -> None:
        if self._in_text and self._runs and not self._skipped:
            self._length += len(letters)
            if self._length > self._most:
                raise _Enough
            self._runs[-1].append(letters)

    def _open(self, part: str) -> None:
        match part:
            case "p":
                self._paragraphs.append([])
                self._listed.append(False)
            case "r":
                self._runs.append([])
                self._hidden.append(False)
            case "t":
                self._in_text += 1
            case "tr":
                self._rows.append([])
            case "tc":
                self._cells.append([])

    def _close(self, part: str) -> None:
        match part:
            case "p":
                words, listed = "".join(self._paragraphs.pop()).strip(), self._listed.pop()
                self._line(f"- {words}" if words and listed else words)
            case "r":
                run, hidden = self._runs.pop(), self._hidden.pop()
                if self._paragraphs and not hidden:
                    self._paragraphs[-1] += run
            case "t":
                self._in_text -= 1
            case "tr":
                self._line(" | ".join(filter(None, self._rows.pop())))
            case "tc":
                cell = " ".join(self._cells.pop())
                if self._rows:
                    self._rows[-1].append(" ".join(cell.split()))

    def _line(self, words: str) -> None:
        if words:
            (self._cells[-1] if self._cells else self.lines).append(words)


def _plain(name: str) -> str:
    """Give the name of an element of a text, or nothing for all others."""
    space, _, plain = name.rpartition(" ")
    return plain if space in _WORD else ""


def _value(attributes: Mapping[str, str]) -> str:
    """Give what the attribute `val` says; an element without it means yes."""
    return next((attributes[key] for space in _WORD if (key := f"{space} val") in attributes), "1")


def _parse(part: bytes, reader: _Reader) -> None:
    """Read a part in one go: in pieces, one endless word would be looked at again at each piece.

    Raises:
        Unsafe: it declares a document type.
        XmlError: it is no XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.letters
    parser.Parse(part, True)  # noqa: FBT003 - expat takes no names


def _refuse(*_declared: object) -> None:
    raise Unsafe
