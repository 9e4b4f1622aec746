"""Documents that offices edit and pass on, as DOCX; the only file that speaks to python-docx.

Headings, tables and pictures are real ones: a word processor lists, repeats and reads them out. The fonts are those
of the reader's machine, named for both scripts.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, cast

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement  # pyright: ignore[reportUnknownVariableType]  typed in part
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

# In Korean offices; where it is missing the word processor takes its own.
FONT = "Malgun Gothic"
PAPER, MARGIN = (Mm(210), Mm(297)), Mm(20)
TEXT_SIZE, CELL_SIZE, SMALL_CELL_SIZE = Pt(10), Pt(9), Pt(7.5)
# More columns than these are set small; so many rows still stand on one page.
NARROW_FROM, SHORT = 6, 17
# By so many tenths of a column the first one is wider: less where there are many.
FIRST_MORE, FIRST_LITTLE_MORE = 12, 2
GAP = Pt(8)
EDGES, EDGE = ("top", "left", "bottom", "right", "insideH", "insideV"), "CBD5E1"
INK = RGBColor(0x0F, 0x17, 0x2A)


class WordFile:
    """A document on A4 that grows from top to bottom."""

    def __init__(self, title: str, author: str, language: str, made_at: datetime) -> None:
        """Begin with an empty page in a language, `ko` or `en`."""
        self._document: Any = Document()
        kept = self._document.core_properties
        kept.title, kept.author, kept.language = title, author, language
        kept.comments = ""
        kept.created = kept.modified = made_at.astimezone(UTC).replace(microsecond=0, tzinfo=None)
        page = self._document.sections[0]
        page.page_width, page.page_height = PAPER
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
        for name in ("Normal", "Title", "Heading 1", "Heading 2"):
            self._dress(self._document.styles[name], language)
        self._document.styles["Normal"].font.size = TEXT_SIZE
        self.heading(title, level=0)

    def heading(self, text: str, *, level: int) -> None:
        """A heading; level 0 is the title."""
        self._document.add_heading(text, level)

    def paragraph(self, text: str) -> None:
        """A paragraph."""
        self._document.add_paragraph(text)

    def table(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], *, is_even: bool = False
    ) -> None:
        """A table whose first row is repeated on each page; all but the first column are numbers.

        The first column is the widest unless all are alike. A short table stands on one page.
        """
        table = self._document.add_table(rows=0, cols=len(heads), style="Table Grid")
        table.autofit = False
        widths = _widths(len(heads), is_even=is_even)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        size = CELL_SIZE if len(heads) <= NARROW_FROM else SMALL_CELL_SIZE
        for number, row in enumerate([heads, *rows]):
            cells = table.add_row().cells
            for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
                cell.width = widths[place]
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(0)
                paragraph.paragraph_format.keep_with_next = number < len(rows) <= SHORT
                run = paragraph.add_run(text)
                run.font.size, run.bold = size, number == 0
                if place and not is_even:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001  it has no other name
        head.append(OxmlElement("w:tblHeader"))
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        table._tbl.tblPr.append(_parts("w:tblBorders", EDGES, val="single", sz="4", color=EDGE))  # noqa: SLF001
        table._tbl.tblPr.append(_parts("w:tblCellMar", ("left", "right"), w="60", type="dxa"))  # noqa: SLF001
        gap = self._document.add_paragraph().paragraph_format
        gap.space_after, gap.line_spacing = Pt(0), GAP

    def picture(self, png: bytes, said: str, *, width_mm: int) -> None:
        """A picture with what is read out in its place."""
        shape = self._document.add_picture(BytesIO(png), width=Mm(width_mm))
        shape._inline.docPr.set("descr", said)  # noqa: SLF001  it has no other name
        self._document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER

    def footer(self, text: str) -> None:
        """What stands below on each page, with its number."""
        line = self._document.sections[0].footer.paragraphs[0]
        stops = line.style.paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(PAPER[0] - 2 * MARGIN, WD_TAB_ALIGNMENT.RIGHT)
        line.text = f"{text}\t"
        number = cast("Any", OxmlElement("w:fldSimple"))
        number.set(qn("w:instr"), "PAGE")
        line._p.append(number)  # noqa: SLF001  it has no other name

    def content(self) -> bytes:
        """The file."""
        out = BytesIO()
        self._document.save(out)
        return out.getvalue()

    def _dress(self, style: Any, language: str) -> None:
        """The same font for Latin and Korean, black, and the language for spelling and reading out."""
        style.font.name, style.font.color.rgb = FONT, INK
        properties = style.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        for part in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{part}"), None)
        for part in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{part}"), FONT)
        spoken = cast("Any", OxmlElement("w:lang"))
        spoken.set(qn("w:val"), "en-GB" if language == "en" else "ko-KR")
        spoken.set(qn("w:eastAsia"), "ko-KR")
        properties.append(spoken)


def _widths(columns: int, *, is_even: bool) -> list[Any]:
    """How wide the columns are: the first has some more than the others, at most a quarter for each of those."""
    whole = PAPER[0] - 2 * MARGIN
    if is_even:
        return [whole // columns] * columns
    more = FIRST_MORE if columns <= NARROW_FROM else FIRST_LITTLE_MORE
    others = min(whole // 4, whole * 10 // (10 * columns + more))
    return [whole - others * (columns - 1), *[others] * (columns - 1)]


def _parts(name: str, parts: Sequence[str], **values: str) -> Any:
    """An element with an element of the same values for each of its parts."""
    found = cast("Any", OxmlElement(name))
    for each in parts:
        part = cast("Any", OxmlElement(f"w:{each}"))
        for key, value in values.items():
            part.set(qn(f"w:{key}"), value)
        found.append(part)
    return found
