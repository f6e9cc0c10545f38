"""What changed between two texts, word by word, and between two lists, item by item and field by field.

What was added and what went is told by signs, so that it can be read without colours, in a chat as on paper.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Any, Literal

Kind = Literal["same", "added", "removed"]
Piece = tuple[Kind, str]

_TOKEN = re.compile(r"\s+|\w+(?:[-'’]\w+)*|[^\w\s]")
_SIGNS: Mapping[Kind, tuple[str, str]] = {"added": ("[+ ", " +]"), "removed": ("[- ", " -]")}
_TAGS: Mapping[Kind, str] = {"added": "ins", "removed": "del"}
_AROUND = 8
"""So many words are shown around a change."""


def words(before: str, after: str) -> list[Piece]:
    """Tell which words stayed, came and went.

    Returns:
        Pieces in their order: those that are "same" or "removed" make up the text of before, those that are "same" or
        "added" that of now. Neighbours are of different kinds.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[Piece] = []
    removed = added = ""
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (code, i, i_end, j, j_end) in enumerate(codes, start=1):
        gone, came = "".join(old[i:i_end]), "".join(new[j:j_end])
        # White space alone between two changes would cut them into single words.
        if code == "equal" and (gone.strip() or not (removed or added) or place == len(codes)):
            found += [*_changed(removed, added), ("same", gone)]
            removed = added = ""
        else:
            removed, added = removed + gone, added + came
    return [*found, *_changed(removed, added)]


def marked(pieces: Sequence[Piece], *, around: int | None = _AROUND) -> str:
    """Write what changed as plain text: "Elke [- week -] [+ maand +] koken".

    Args:
        pieces: as `words` gives them.
        around: how many words to show before and after a change; None shows all that stayed the same.
    """
    told = ""
    for place, (kind, text) in enumerate(pieces):
        if kind == "same":
            told += _shortened(text, around, first=place == 0, last=place == len(pieces) - 1)
            continue
        lead, core, trail = _stripped(text)
        between = " " if told and not told[-1].isspace() and told.endswith("]") and not lead else ""
        opening, closing = _SIGNS[kind]
        told += between + (f"{lead}{opening}{core}{closing}{trail}" if core else text if kind == "added" else "")
    return told


def html(pieces: Sequence[Piece]) -> str:
    """Write what changed as HTML; the signs stand in it too, since not everybody sees or hears how it looks."""
    return "".join(escape(text) if kind == "same" else _tagged(kind, text) for kind, text in pieces)


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed in one item of a list.

    Attributes:
        kind: the item came, went, or reads otherwise.
        before: the item as it was; empty for one that came.
        after: the item as it is; empty for one that went.
        fields: the names of the fields that changed; of one that came or went all that were filled.
    """

    kind: Literal["added", "removed", "changed"]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    fields: tuple[str, ...]


def items(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], name: str) -> list[Difference]:
    """Tell what changed between two lists.

    Items belong together when they have the same name, or else when they say the same in at least half of the fields
    in which either says anything.

    Args:
        before: the items as they were.
        after: the items as they are.
        name: the field with the name of an item.

    Returns:
        What changed, in the order of now, then what went. Nothing about the order itself.
    """
    pairs = _pairs(before, after, name)
    kept = [pairs.get(place) for place in range(len(after))]
    found = [_difference({} if old is None else before[old], one) for old, one in zip(kept, after, strict=True)]
    gone = [one for place, one in enumerate(before) if place not in pairs.values()]
    return [*(one for one in found if one.fields), *(_difference(one, {}) for one in gone)]


def _changed(removed: str, added: str) -> Iterator[Piece]:
    if removed:
        yield "removed", removed
    if added:
        yield "added", added


def _stripped(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = text.find(core) if core else len(text)
    return text[:start], core, text[start + len(core) :]


def _shortened(text: str, around: int | None, *, first: bool, last: bool) -> str:
    """Leave out the middle of what stayed the same; at the beginning and at the end of all only one side counts."""
    found = list(re.finditer(r"\S+", text))
    shown = 0 if around is None else around * (1 if first != last else 2)
    if around is None or len(found) <= shown + 1:
        return text
    head = "" if first else text[: found[around - 1].end()] + " "
    tail = "" if last else " " + text[found[-around].start() :]
    return f"{head}…{tail}"


def _tagged(kind: Kind, text: str) -> str:
    lead, core, trail = _stripped(text)
    opening, closing = _SIGNS[kind]
    tag = _TAGS[kind]
    return f"{lead}<{tag}>{opening}{escape(core)}{closing}</{tag}>{trail}" if core else f"<{tag}>{text}</{tag}>"


def _pairs(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], name: str) -> dict[int, int]:
    """Tell which item of now was which of before, by their places."""
    found: dict[int, int] = {}
    for belongs in (_equal, lambda old, new: _named(old, name) == _named(new, name), _alike):
        for place, new in enumerate(after):
            free = (one for one in range(len(before)) if one not in found.values() and belongs(before[one], new))
            if place not in found and (old := next(free, None)) is not None:
                found[place] = old
    return found


def _equal(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return bool(old == new)


def _named(item: Mapping[str, Any], name: str) -> str:
    return " ".join(str(item.get(name) or "").split()).casefold()


def _alike(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    fields = [one for one in {**old, **new} if _is_filled(old.get(one)) or _is_filled(new.get(one))]
    same = sum(bool(old.get(one) == new.get(one)) for one in fields)
    return 2 * same >= len(fields) > 0


def _difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    fields = [one for one in {**old, **new} if old.get(one) != new.get(one)]
    if not old or not new:
        return Difference("removed" if old else "added", old, new, tuple(one for one in fields if _any(old, new, one)))
    return Difference("changed", old, new, tuple(fields))


def _any(old: Mapping[str, Any], new: Mapping[str, Any], field: str) -> bool:
    return _is_filled(old.get(field)) or _is_filled(new.get(field))


def _is_filled(value: Any) -> bool:
    return value not in (None, "", (), [])
