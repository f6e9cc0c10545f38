"""How the Word template of a proposal looks: page, fonts, and the styles that one can change in Word."""

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "Arial"
BLUE = RGBColor(0x14, 0x37, 0x5E)
GREY = RGBColor(0x59, 0x59, 0x59)
BROWN = RGBColor(0x8A, 0x4B, 0x00)
MARGIN = Cm(2)

_TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="PlanTable">
  <w:name w:val="Plan table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders>
      {
    "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="767676"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
}
    </w:tblBorders>
    <w:tblCellMar>
      <w:top w:w="40" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>
      <w:bottom w:w="40" w:type="dxa"/><w:right w:w="100" w:type="dxa"/>
    </w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E3EBF5"/></w:tcPr>
  </w:tblStylePr>
</w:style>
"""


def set_style(word: Word) -> None:
    """Give the document its page, its paragraph styles and its table style."""
    _page(word)
    _styles(word)


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN


def _styles(word: Word) -> None:
    styles = word.styles
    _font(styles["Normal"], 11, after=6)
    for level, size, before, after in ((1, 20, 0, 8), (2, 14, 18, 4), (3, 11.5, 10, 2)):
        heading = styles[f"Heading {level}"]
        _font(heading, size, before=before, after=after, bold=True, color=BLUE)
        heading.paragraph_format.keep_with_next = True
    _font(styles["List Bullet"], 11, after=3)
    _font(styles["Footer"], 9, color=GREY)
    for name, size, after in (("Plan fact", 11, 2), ("Plan table text", 9.5, 0), ("Plan amount", 9.5, 0)):
        _font(styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH), size, after=after)
    styles["Plan amount"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _font(styles.add_style("Plan example", WD_STYLE_TYPE.PARAGRAPH), 11, after=10, bold=True, color=BROWN)
    # Where the pictures come; the style itself shows nothing.
    styles.add_style("Plan pictures", WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    empty = styles.add_style("Plan empty", WD_STYLE_TYPE.CHARACTER)
    empty.font.italic, empty.font.color.rgb = True, GREY
    styles.add_style("Plan label", WD_STYLE_TYPE.CHARACTER).font.bold = True
    styles.element.append(parse_xml(_TABLE_STYLE))


def _font(
    style: ParagraphStyle,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    color: RGBColor | None = None,
) -> None:
    """Set a style's font; the fonts of the theme would otherwise go before ours."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size = Pt(size)
    if bold:  # anything else would also undo the bold heads of tables
        style.font.bold = True
    if color is not None:
        style.font.color.rgb = color
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.15
