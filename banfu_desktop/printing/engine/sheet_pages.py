"""A workbook's pages as the paper has them: set up, broken at the same rows, protected."""

from typing import TYPE_CHECKING, Any

from banfu_desktop.printing.engine.blocks import Document, PasteArea
from banfu_desktop.printing.engine.fonts import visible
from banfu_desktop.printing.engine.pages import frame
from banfu_desktop.printing.engine.sheet_writer import Look, SheetWriter
from banfu_desktop.printing.engine.style import MM

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

PAPERS = {"A4": 9, "A5": 11}
_PROOF = "核对以PDF为准"
_TALLEST = 400.0
"""Excel has no row higher than 409 points."""


def set_up(sheet: "Worksheet", document: Document, pages: int) -> None:
    """Paper, margins (in inches) and foot; one page is fitted whole, several in width alone."""
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import PageSetupProperties

    paper = frame(document)
    sheet.page_setup.paperSize = PAPERS[document.paper]
    sheet.page_setup.orientation = "landscape" if document.landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 1 if pages == 1 else 0
    right = paper.paper_width - paper.left - paper.width
    left, right, above, below = (side / 72 for side in (paper.left, right, paper.above, paper.below))
    sheet.page_margins = PageMargins(left, right, above, below, header=0.15, footer=0.25)
    sheet.sheet_view.showGridLines = False
    _foot(sheet, document)


def _foot(sheet: "Worksheet", document: Document) -> None:
    """Page number in the middle; no code, which is only proven by the PDF."""
    head_and_foot: Any = sheet.HeaderFooter
    foot = head_and_foot.oddFooter
    foot.center.text = "第 &P 页　共 &N 页"
    foot.left.text = _PROOF if document.foot_code else None
    at = document.sealed_at or document.printed_at
    word = "封存时间" if document.sealed_at else "打印时间"
    foot.right.text = f"{word} {_plain(at)}" if at else None
    head_and_foot.oddHeader.center.text = _plain(document.watermark) or None


def _plain(text: str) -> str:
    return visible(text).replace("&", "&&")


def turned(writer: SheetWriter, page: int, wanted: int) -> int:
    """Break the page before the next row where it stands on a later one than the row before; that page."""
    from openpyxl.worksheet.pagebreak import Break

    if wanted > page:
        writer.sheet.row_breaks.append(Break(id=writer.row - 1))
    return max(page, wanted)


def stretch(writer: SheetWriter, first: int, height: float) -> None:
    """Make rows from `first` on together at least as high as on paper (points)."""
    rows = range(first, writer.row)
    if not rows:
        return
    there = sum(writer.sheet.row_dimensions[row].height or 0.0 for row in rows)
    if there < height:
        last = writer.sheet.row_dimensions[rows[-1]]
        last.height = min(_TALLEST, (last.height or 0.0) + height - there)


def protect(sheet: "Worksheet") -> None:
    """Keep values, of which totals were made, from being changed by accident; blank cells stay open."""
    from openpyxl.styles import Protection

    free = Protection(locked=False)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None:
                cell.protection = free
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def paste_area(writer: SheetWriter, block: PasteArea) -> None:
    """A frame of dashes over the whole width, in as many rows as its height needs."""
    from openpyxl.styles import Border, Side

    height, first = block.height * MM, writer.row
    rows = int(height // _TALLEST) + 1
    writer.put(block.text, 0.0, writer.width, Look("center", boxed=False), rows=rows)
    for _ in range(rows):
        writer.next(height / rows)
    dash, last = Side(style="dashed"), writer.column(writer.width)
    for row in range(first, writer.row):
        for column in range(1, last + 1):
            writer.sheet.cell(row, column).border = Border(
                left=dash if column == 1 else None,
                right=dash if column == last else None,
                top=dash if row == first else None,
                bottom=dash if row == writer.row - 1 else None,
            )
