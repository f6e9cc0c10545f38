"""PDF files that screen readers can read (PDF/UA-1) and archives can keep (PDF/A-3a), made by typst.

What people typed goes to typst as JSON: it is never a part of the program that lays out the page. A file that is not
accessible is refused by typst itself: it makes nothing then.
"""

import dataclasses
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from knowledge.proposal.glyphs import in_words, unusual
from knowledge.proposal.rendering import Properties
from knowledge.proposal.sheet import Sheet
from knowledge.proposal.view.fixed import words

if TYPE_CHECKING:
    import typst

_TEMPLATE: Final = Path(__file__).with_name("documents") / "sheet.typ"
_STANDARDS: Final = ("ua-1", "a-3a")
_REGIONS: Final = {"nl": "NL", "en": "GB"}
_NO_DAY: Final = date(2000, 1, 1)
"""The day inside a file without a day of its own, so that the same contents give the same file."""

_REFUSED: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_MOST_REFUSALS: Final = 50


class Halted(RuntimeError):
    """Typst came to a halt over what it was given."""


def write_pdf(sheet: Sheet, properties: Properties, attached: bytes = b"") -> bytes:
    """Write a document as PDF.

    Letters that no font of ours has, such as emoji, stand in it by their name in words, with a sentence that says so.

    Args:
        sheet: the document.
        properties: what the file says of itself.
        attached: JSON that goes inside the file; nothing when it is empty.

    Raises:
        typst.TypstError: the document cannot be made accessible.
    """
    refused: set[str] = set()
    while True:
        inputs = {
            "data": json.dumps(_data(sheet, properties, frozenset(refused)), ensure_ascii=False),
            "attached": attached.decode(),
        }
        try:
            return compiled(_TEMPLATE, inputs, datetime.combine(properties.made_on or _NO_DAY, time(12), UTC))
        except RuntimeError as error:
            # The fonts have these letters, but not for this: a mark without its letter, for example.
            found = _REFUSED.search(str(error))
            more = set(found[1]) if found else unusual(inputs["data"]) if isinstance(error, Halted) else set()
            if more <= refused or len(refused) > _MOST_REFUSALS:
                raise
            refused |= more


def compiled(source: Path, inputs: Mapping[str, str], moment: datetime) -> bytes:
    """Run a typst file.

    Args:
        source: the file. Typst counts the sources that have no path, and stops for good after 65,535 of them.
        inputs: what the file finds in `sys.inputs`.
        moment: what the PDF says of when it was made.

    Raises:
        typst.TypstError: the file makes no PDF that is accessible.
        Halted: typst came to a halt.
    """
    import typst  # noqa: PLC0415 - a large library, which most of what the program does has no need for

    try:
        made = typst.compile(
            str(source),
            format="pdf",
            font_paths=fonts(),
            pdf_standards=list(_STANDARDS),
            sys_inputs=dict(inputs),
            timestamp=moment,
        )
    except BaseException as error:
        # Typst comes to a halt now and then over signs that it has no letters for, which is no usual exception.
        if type(error).__name__ != "PanicException":
            raise
        raise Halted(str(error)) from error
    if not isinstance(made, bytes):
        raise TypeError("typst gives a PDF as one piece")
    return made


def _data(sheet: Sheet, properties: Properties, refused: frozenset[str]) -> Mapping[str, Any]:
    t = words(properties.language)
    plain = dataclasses.asdict(sheet)
    data, replaced = in_words(plain, refused)
    if replaced:
        data["notes"] = [*data["notes"], t["in_words"]]
    return {
        **data,
        "author": in_words(properties.author, refused)[0],
        "language": properties.language,
        "region": _REGIONS[properties.language],
        "words": {name: t[name] for name in ("empty", "total", "page", "of", "attached")},
    }


@cache
def fonts() -> "typst.Fonts":
    """Give the fonts of all PDFs: those that come as packages, not those of this machine."""
    import typst  # noqa: PLC0415 - as above

    from knowledge.proposal.charts import FONTS  # noqa: PLC0415 - which loads typst

    # The fonts of a machine differ: with ours alone the same plan gives the same file everywhere.
    return typst.Fonts(include_system_fonts=False, font_paths=list(FONTS))
