"""Telegram's HTML: from marked-up text to plain text with entities, or the error Telegram gives.

Tags, escapes and error texts follow the Bot API's "HTML style". Offsets and lengths of entities count
UTF-16 units; offsets in error texts count UTF-8 bytes.
"""

from __future__ import annotations

import html
import re
from typing import Any

from tests.botapi.errors import ApiError, bad_request

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TOKEN = re.compile(r"<(?P<slash>/?)(?P<name>[^\s>]*)(?P<rest>[^>]*)(?P<end>>?)|&(?P<escape>#\w+|lt|gt|amp|quot);")
HREF = re.compile(r"""href\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")


def units(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of a marked-up text.

    Raises:
        ApiError: 400, a tag is unknown, not closed or closed in the wrong order.
    """
    return _Parser(source).run()


def trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the white space around it, which Telegram drops; entities move along."""
    shown = text.strip()
    lead, length = units(text[: len(text) - len(text.lstrip())]), units(shown)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, length)
        if start < end:
            kept.append({**entity, "offset": start, "length": end - start})
    return shown, kept


class _Parser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.text = ""
        self.open: list[tuple[str, Entity]] = []
        self.entities: list[Entity] = []

    def run(self) -> tuple[str, list[Entity]]:
        position = 0
        for token in TOKEN.finditer(self.source):
            self.text += self.source[position : token.start()]
            position = token.end()
            if token["escape"] is not None:
                self.text += html.unescape(token[0])
            elif token["slash"]:
                self.close(token)
            else:
                self.start(token)
        self.text += self.source[position:]
        if self.open:
            raise _broken(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return self.text, sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))

    def start(self, token: re.Match[str]) -> None:
        name, at = token["name"].lower(), self.byte(token)
        unclosed = _broken(f"Unclosed start tag at byte offset {at}")
        if not token["end"] and not token["rest"]:
            raise unclosed
        spoiler = name == "span" and "tg-spoiler" in token["rest"]
        if name not in TAGS and not spoiler:
            raise _broken(f'Unsupported start tag "{name}" at byte offset {at}')
        if not token["end"]:
            raise unclosed
        entity: Entity = {"type": "spoiler" if spoiler else TAGS[name], "offset": units(self.text)}
        if name == "blockquote" and "expandable" in token["rest"]:
            entity["type"] = "expandable_blockquote"
        link = HREF.search(token["rest"]) if name == "a" else None
        if link is not None:
            entity["url"] = html.unescape(next(group for group in link.groups() if group is not None))
        self.open.append((name, entity))

    def close(self, token: re.Match[str]) -> None:
        name, at = token["name"].lower(), self.byte(token)
        if not self.open:
            raise _broken(f"Unexpected end tag at byte offset {at}")
        if not token["end"]:
            raise _broken(f"Unclosed end tag at byte offset {at}")
        expected, entity = self.open.pop()
        if name and name != expected:
            wanted = f'expected "</{expected}>", found "</{name}>"'
            raise _broken(f"Unmatched end tag at byte offset {at}, {wanted}")
        entity["length"] = units(self.text) - entity["offset"]
        useless_link = entity["type"] == "text_link" and not entity.get("url")
        if entity["length"] and not useless_link:
            self.entities.append(entity)

    def byte(self, token: re.Match[str]) -> int:
        return len(self.source[: token.start()].encode())


def _broken(why: str) -> ApiError:
    return bad_request(f"can't parse entities: {why}")
