"""How an exported sheet looks: a few named styles, the page it prints on, the header that stays in view."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from banfu_desktop.exchange.cells import column_letters
from banfu_desktop.tables.spec import Kind

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

TITLE, SMALL, HEADER, REQUIRED, SUM = "表题", "说明", "表头", "必填表头", "合计"
_TEXT, _MONEY, _WHOLE, _DATE = "文字", "金额", "整数", "日期"
BODY = dict.fromkeys(Kind, _TEXT) | {Kind.MONEY: _MONEY, Kind.WHOLE: _WHOLE, Kind.DATE: _DATE}
"""The style of a record's cells, by kind."""

FORMATS = {_TEXT: "@", _MONEY: "#,##0.00", _WHOLE: "0", _DATE: "yyyy-mm-dd", SUM: "#,##0.00"}
_FONT = "宋体"
_INK, _LINE, _ACCENT, _GROUND, _PALE = "1D2733", "C9D0D6", "2B6E5B", "E6F1ED", "F5F6F8"
_FILLS = {HEADER: _PALE, REQUIRED: _GROUND, SUM: _PALE}
_WIDE = 9
_A4 = 9


def add_styles(book: "Workbook") -> None:
    """Give a workbook the named styles."""
    from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

    line = Side(style="thin", color=_LINE)
    for name in (TITLE, SMALL, HEADER, REQUIRED, SUM, _TEXT, _MONEY, _WHOLE, _DATE):
        style = NamedStyle(name, number_format=FORMATS.get(name, "@"))
        style.font = Font(
            _FONT, size=16 if name == TITLE else 11, bold=name in (TITLE, REQUIRED, HEADER, SUM)
        )
        style.font.color = _ACCENT if name in (TITLE, REQUIRED) else _INK
        wraps = name in (_TEXT, HEADER, REQUIRED)
        style.alignment = Alignment(
            horizontal="center" if name in (HEADER, REQUIRED) else None, vertical="center", wrap_text=wraps
        )
        if name not in (TITLE, SMALL):
            style.border = Border(line, line, line, line)
        if name in _FILLS:
            style.fill = PatternFill("solid", fgColor=_FILLS[name])
        book.add_named_style(style)


def set_up_page(sheet: "Worksheet", *, header_row: int, columns: int, widths: Iterable[float]) -> None:
    """A4, as wide as the paper, header repeated in print and frozen on screen; widths in characters."""
    from openpyxl.worksheet.properties import PageSetupProperties

    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[column_letters(number)].width = width
    sheet.freeze_panes = f"A{header_row + 1}"
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if columns >= _WIDE else "portrait"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.oddFooter is not None:
        sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
