"""PNG pictures, for what cannot show SVG: messages and Word files.

Typst draws them, which also makes the PDF, so that one more library is not needed. Letters are those of Open Sans,
which comes as a package. Emoji are left out: a font that has them would take over the whole line. Letters of other
scripts come from the fonts of the machine. The SVG and the table have everything.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import fontpkg_open_sans

from knowledge.proposal.charts.chart import Chart

if TYPE_CHECKING:
    import typst

FONTS = (str(Path(fontpkg_open_sans.__file__).with_name("files")),)
"""The folders with fonts that a picture needs, for typst."""

# A file, since typst counts the sources that have no path, and stops for good after 65,535 of them.
_PAGE = Path(__file__).with_name("picture.typ")
# What is drawn as a small picture, and the marks that tie several of these into one.
_EMOJI = re.compile(
    "[\u200d\u20e3\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
_INCHES = 5
"""The width of that page."""


def png(chart: Chart, width_px: int = 1200) -> bytes:
    """Draw a picture as PNG.

    Args:
        chart: the picture.
        width_px: its width in pixels; its height follows.
    """
    import typst  # noqa: PLC0415 - a large library, which most of what the program does has no need for

    compiler = typst.Compiler(str(_PAGE), font_paths=_fonts())
    drawn = compiler.compile(format="png", ppi=width_px / _INCHES, sys_inputs={"svg": _EMOJI.sub("", chart.svg)})
    if not isinstance(drawn, bytes):
        raise TypeError("one page gives one picture")
    return drawn


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415 - as above

    return typst.Fonts(font_paths=list(FONTS))
