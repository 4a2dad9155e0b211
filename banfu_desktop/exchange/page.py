"""A sheet in the making: how its cells look, how wide its columns grow; no text in it is ever evaluated."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from banfu_desktop.exchange.cells import column_letters

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

Content = str | int | Decimal | date | None

TITLE, HINT, HEADER, REQUIRED, NUMBER, SUM = "表题", "提示", "表头", "必填表头", "序号", "合计"
TEXT, MONEY, RED_MONEY, WHOLE, DATE = "文字", "金额", "红字金额", "整数", "日期"
FORMATS = {
    TEXT: "@", MONEY: "#,##0.00", RED_MONEY: "#,##0.00;[Red]-#,##0.00", WHOLE: "0", DATE: "yyyy-mm-dd",
    NUMBER: "0", SUM: "#,##0.00",
}  # fmt: skip
"""The named styles of a workbook; those of a record's cells with their number formats. An amount in a style
of 红字 is red below nought, whatever is typed over it."""

_FONT, _TITLE_HEIGHT, _ROW_HEIGHT = "宋体", 30, 18
_INK, _LINE, _ACCENT, _GROUND, _PALE = "1D2733", "C9D0D6", "2B6E5B", "E6F1ED", "F5F6F8"
_FILLS = {HEADER: _PALE, REQUIRED: _GROUND, SUM: _PALE}
_LOUD = (TITLE, HEADER, REQUIRED, SUM)
_CENTRED = (HEADER, REQUIRED, NUMBER, DATE)
_WIDE, _A4 = 9, 9
_MARGIN, _WIDEST = 3, 90
_EVALUATED = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def new_book() -> "Workbook":
    """An empty workbook with the named styles and no sheet yet."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    book = Workbook()
    del book[book.sheetnames[0]]
    book.properties.creator = "banfu-desktop"
    line = Side(style="thin", color=_LINE)
    for name in (TITLE, HINT, HEADER, REQUIRED, NUMBER, SUM, TEXT, MONEY, RED_MONEY, WHOLE, DATE):
        style = NamedStyle(name, number_format=FORMATS.get(name, "@"))
        colour = _ACCENT if name in (TITLE, REQUIRED) else _INK
        style.font = Font(_FONT, size=16 if name == TITLE else 11, bold=name in _LOUD, color=colour)
        style.alignment = Alignment(horizontal="center" if name in _CENTRED else None, vertical="center")
        if name not in (TITLE, HINT):
            style.border = Border(line, line, line, line)
        if name in _FILLS:
            style.fill = PatternFill("solid", fgColor=_FILLS[name])
        book.add_named_style(style)
    return book


class Page:
    """One sheet, written from top to bottom; its columns become as wide as what stands in them."""

    def __init__(self, book: "Workbook", name: str) -> None:
        self.sheet = book.create_sheet(name)
        self.sheet.sheet_format.defaultRowHeight = _ROW_HEIGHT
        self.sheet.sheet_format.customHeight = True
        self._widths: dict[int, int] = {}

    def line(self, text: str, style: str) -> None:
        """A title or hint above the table; it may run over several columns."""
        self.sheet.append([self._cell(text, style)])
        if style == TITLE:
            self.sheet.row_dimensions[self.sheet.max_row].height = _TITLE_HEIGHT

    def row(self, contents: Sequence[Content], styles: Iterable[str]) -> None:
        """One row of the table, header and sums included."""
        self.sheet.append(
            [self._cell(content, style) for content, style in zip(contents, styles, strict=True)]
        )
        for column, content in enumerate(contents, 1):
            self.widen(column, 0 if content is None else _shown_width(str(content)))

    def widen(self, column: int, width: int) -> None:
        """Make a column at least so many half-width characters wide."""
        self._widths[column] = max(width, self._widths.get(column, 0))

    def finish(self, header_row: int) -> None:
        """Set the widths, keep the header in view and on each printed A4 page, as wide as the paper."""
        from openpyxl.worksheet.properties import PageSetupProperties

        for column, width in self._widths.items():
            self.sheet.column_dimensions[column_letters(column)].width = min(width, _WIDEST) + _MARGIN
        self.sheet.freeze_panes = f"A{header_row + 1}"
        self.sheet.print_title_rows = f"{header_row}:{header_row}"
        self.sheet.page_setup.paperSize = _A4
        self.sheet.page_setup.orientation = "landscape" if len(self._widths) >= _WIDE else "portrait"
        self.sheet.page_setup.fitToHeight = 0
        self.sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        if self.sheet.oddFooter is not None:
            self.sheet.oddFooter.center.text = "第 &P 页 共 &N 页"

    def _cell(self, content: Content, style: str) -> "Cell":
        """One cell; a text stays a text, also for whoever edits it later in Excel or WPS."""
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self.sheet)
        cell.style = style
        if not isinstance(content, str):
            cell.value = content
            cell.number_format = FORMATS.get(style, "@")  # openpyxl gives dates a format of its own
            return cell
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", _NOT_IN_XML.sub("�", content))
        cell.data_type = "s"
        if content.startswith(_EVALUATED):
            cell.quotePrefix = True
        return cell


def _shown_width(text: str) -> int:
    """Half-width characters: in GBK a Chinese character takes two bytes, as it takes two places."""
    return len(text.encode("gbk", "replace"))
