"""Writes `glyphs.yml`, after a change of fonts: `python -m knowledge.proposal.glyphs_probe`; it takes some minutes."""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from knowledge.proposal.glyphs import FILE
from knowledge.proposal.pdf import compiled

_NO_SIGNS: Final = frozenset({"Cc", "Cs", "Cn", "Co"})
"""Categories of Unicode without signs: control codes, halves, not in use, private use."""
_LAST, _AT_ONCE = 0x1FFFF, 256


def _probe(source: Path, codes: Sequence[int]) -> Iterator[int]:
    """Ask typst which of these signs it can write."""
    try:
        compiled(source, {"text": "".join(f" {chr(code)}" for code in codes)}, datetime(2000, 1, 1, tzinfo=UTC))
    except RuntimeError:
        if len(codes) > 1:
            middle = len(codes) // 2
            yield from _probe(source, codes[:middle])
            yield from _probe(source, codes[middle:])
    else:
        yield from codes


def _write() -> None:
    codes = [one for one in range(0x20, _LAST + 1) if unicodedata.category(chr(one)) not in _NO_SIGNS]
    ranges: list[list[int]] = []
    with TemporaryDirectory() as folder:
        source = Path(folder) / "probe.typ"
        source.write_text('#set document(title: "x")\n#set text(font: "Open Sans")\n#sys.inputs.text', encoding="utf-8")
        for start in range(0, len(codes), _AT_ONCE):
            for code in _probe(source, codes[start : start + _AT_ONCE]):
                if ranges and ranges[-1][1] == code - 1:
                    ranges[-1][1] = code
                else:
                    ranges.append([code, code])
    head = "# What the fonts of a PDF have: first and last of each range. Written by glyphs_probe.py.\n"
    FILE.write_text(head + "".join(f'- "{first:x}-{last:x}"\n' for first, last in ranges), encoding="utf-8")


if __name__ == "__main__":
    _write()
