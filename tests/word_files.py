"""Word files for tests: good ones, and hostile ones that no word processor would write."""

import io
import zipfile
from collections.abc import Mapping
from html import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
MAIN = f'<Relationship Id="r1" Type="{KIND}/officeDocument" Target="word/document.xml"/>'


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def document(body: str, before: str = "") -> str:
    return f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def relations(*each: str) -> str:
    return f'<Relationships xmlns="{RELATIONS}">{"".join(each)}</Relationships>'


def outside(kind: str, target: str) -> str:
    return f'<Relationship Id="r9" Type="{KIND}/{kind}" Target="{target}" TargetMode="External"/>'


def word(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body; `more` adds parts or takes the place of its own."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES.format(""),
        "_rels/.rels": relations(MAIN),
        "word/document.xml": document(body),
        **(more or {}),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def plan(*paragraphs: str) -> bytes:
    return word("".join(paragraph(escape(words)) for words in paragraphs))
