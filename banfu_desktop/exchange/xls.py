"""The sheets of an .xls or .et file (the format of Excel 97–2003), read by xlrd within limits of ours."""

import io
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from banfu_desktop.exchange.archive import SAVE_AS_XLSX, refuse_encrypted
from banfu_desktop.exchange.cells import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Raw, column_letters
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Sheet

_DAMAGE = (
    ValueError, LookupError, TypeError, AssertionError, AttributeError, ArithmeticError, NotImplementedError,
    struct.error, UnicodeError, RecursionError, EOFError, MemoryError,
)  # fmt: skip
"""What xlrd raises on a damaged or forged file, besides its own XLRDError."""


def xls_sheets(content: bytes, hidden: list[str]) -> Iterator[RawSheet]:
    """The visible sheets one by one, as `workbook.sheets_of` gives those of an .xlsx.

    A formula cannot be told from its stored value in this format as xlrd reads it; the value is taken.

    Raises:
        UserError: damaged, with a password, or more cells than we take.
    """
    import xlrd
    from xlrd.compdoc import CompDocError

    refuse_encrypted(content)
    try:
        book = xlrd.open_workbook(
            file_contents=content,
            formatting_info=True,
            logfile=io.StringIO(),
            ragged_rows=True,
            on_demand=True,
        )
        _refuse_1904(book)
        yield from _visible(book, hidden)
    except (xlrd.XLRDError, CompDocError) as refusal:
        if "encrypted" in str(refusal).lower():
            raise UserError("文件加了密码", "请在WPS里取消密码，另存为 .xlsx 后再导入") from None
        raise _damaged() from None
    except _DAMAGE:
        raise _damaged() from None


def _damaged() -> UserError:
    return UserError("旧格式的表格（.xls 或 .et）读不出来", SAVE_AS_XLSX)


def _refuse_1904(book: "Book") -> None:
    if book.datemode:
        raise UserError(
            "文件使用1904日期系统，日期会差四年", "请在WPS选项里取消“使用1904日期系统”，核对日期后再导入"
        )


def _visible(book: "Book", hidden: list[str]) -> Iterator[RawSheet]:
    left = MOST_CELLS
    for index, name in enumerate(book.sheet_names()):
        sheet = book.sheet_by_index(index)
        if sheet.visibility:
            hidden.append(name)
            continue
        rows = _rows(sheet, book)
        left -= sum(len(cells) for cells in rows.values())
        if left < 0:
            raise UserError("表里的内容太多", "请只保留要导入的工作表和列，另存后再导入")
        _fill_merges(sheet, rows)
        folded = frozenset(number + 1 for number, info in sheet.rowinfo_map.items() if info.hidden)
        yield RawSheet(name, rows, folded, _spans(sheet))


def _rows(sheet: "Sheet", book: "Book") -> dict[int, dict[int, Raw]]:
    rows: dict[int, dict[int, Raw]] = {}
    for number in range(sheet.nrows):
        cells = {}
        for column, cell in enumerate(sheet.row(number), 1):
            value = _value(cell, book)
            if value is not None and value != "":
                cells[column] = value
        if not cells:
            continue
        if number >= MOST_ROWS or max(cells) > MOST_COLUMNS:
            raise UserError(
                f"{column_letters(max(cells))}列第{number + 1}行还有内容，"
                f"最多只能导入{MOST_ROWS}行、{MOST_COLUMNS}列",
                "请删去多余的行和列，另存后再导入",
            )
        rows[number + 1] = cells
    return rows


def _value(cell: Any, book: "Book") -> Raw | None:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _moment(cell.value, book)
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        value = float(cell.value)
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        error_text = xlrd.error_text_from_code.get(cell.value, "")
        return UserError(f"单元格是错误值 {error_text}".rstrip(), "请直接填写内容")
    return None


def _moment(serial: float, book: "Book") -> Raw:
    """A day; a number too small or too large for one stays the number it is."""
    import xlrd

    try:
        moment: datetime = xlrd.xldate_as_datetime(serial, book.datemode)
    except (ValueError, OverflowError):
        return serial
    return moment


def _fill_merges(sheet: "Sheet", rows: dict[int, dict[int, Raw]]) -> None:
    """A merged cell's value stands in each row the merge covers, as in an .xlsx."""
    for first, last, left, _right in sheet.merged_cells:
        value = rows.get(first + 1, {}).get(left + 1)
        if value is not None:
            for number in range(first + 2, min(last, MOST_ROWS) + 1):
                if number in rows:
                    rows[number][left + 1] = value


def _spans(sheet: "Sheet") -> dict[int, list[tuple[int, int]]]:
    spans: dict[int, list[tuple[int, int]]] = {}
    for first, _last, left, right in sheet.merged_cells:
        if right - left > 1:
            spans.setdefault(first + 1, []).append((left + 1, right))
    return spans
