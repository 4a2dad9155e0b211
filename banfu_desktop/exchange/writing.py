"""A table's rows as a workbook, and a table's empty template; whatever a cell says, it is never evaluated."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.exchange.cells import MOST_ROWS, column_letters
from banfu_desktop.exchange.saving import save
from banfu_desktop.exchange.styles import (
    BODY,
    FORMATS,
    HEADER,
    REQUIRED,
    SMALL,
    SUM,
    TITLE,
    add_styles,
    set_up_page,
)
from banfu_desktop.tables.spec import Field, Kind, Table

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

Content = str | int | Decimal | date | None

_EVALUATED = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_LEAST_WIDTH = {
    Kind.IDENTITY: 21,
    Kind.CARD: 24,
    Kind.PHONE: 14,
    Kind.DATE: 12,
    Kind.MONEY: 14,
    Kind.NOTE: 30,
}
_PIXELS_PER_CHARACTER = 7
_LONGEST_PROMPT, _LONGEST_PROMPT_TITLE = 255, 32
_TEMPLATE_HEADER = 3
_HINT = "带 * 的栏目必须填写；请不要改动表头，身份证号、银行账号保持文本格式；各栏填法见“填表说明”。"
_HOW = {
    Kind.DATE: "日期，如 2026-10-05、2026.10.5 或 2026年10月5日",
    Kind.MONTH: "月份，如 2026-10",
    Kind.MONEY: "金额（元），最多两位小数",
    Kind.WHOLE: "整数",
    Kind.FLAG: "填“是”或“否”",
    Kind.IDENTITY: "18位，文本格式",
    Kind.CARD: "8至30位数字，文本格式",
    Kind.PHONE: "手机或座机号码",
}


def write_rows(
    path: Path,
    table: Table,
    rows: Iterable[object],
    *,
    title: str,
    revealed: bool = False,
    totals: bool = False,
) -> None:
    """Export records (dataclasses whose attributes are named as the table's fields) as a workbook.

    Money and days are real numbers and dates, everything else is text; secrets are masked unless
    `revealed`; `totals` adds a row 合计 for the money columns.

    Raises:
        UserError: the place cannot be written; an older file is untouched.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    book = _new_book()
    sheet = book.create_sheet(table.label)
    set_up_page(sheet, header_row=2, columns=len(table.fields) + 1, widths=(6, *map(_width, table.fields)))
    sheet.append([_cell(sheet, title, TITLE)])
    sheet.append([_cell(sheet, label, HEADER) for label in ("序号", *(f.label for f in table.fields))])
    sums = {field.name: 0 for field in table.fields if field.kind is Kind.MONEY}
    for number, row in enumerate(rows, 1):
        values = [(field, getattr(row, field.name)) for field in table.fields]
        for field, value in values:
            if field.name in sums:
                sums[field.name] += value or 0
        shown = [_cell(sheet, _content(f, value, revealed), BODY[f.kind]) for f, value in values]
        sheet.append([_cell(sheet, number, BODY[Kind.WHOLE]), *shown])
    if totals:
        cells = [_cell(sheet, _yuan(sums.get(field.name)), SUM) for field in table.fields]
        sheet.append([_cell(sheet, "合计", SUM), *cells])
    save(book, path)


def write_template(path: Path, table: Table) -> None:
    """Write an empty workbook to fill in: text columns, drop-downs, a note on each column, and 填表说明.

    Raises:
        UserError: the place cannot be written; an older file is untouched.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    book = _new_book()
    sheet = book.create_sheet(table.label)
    fields = table.editable
    set_up_page(sheet, header_row=_TEMPLATE_HEADER, columns=len(fields), widths=map(_width, fields))
    for number, field in enumerate(fields, 1):
        sheet.column_dimensions[column_letters(number)].number_format = _format_to_fill(field)
        sheet.add_data_validation(_note_on(field, column_letters(number)))
    sheet.append([_cell(sheet, table.title or table.label, TITLE)])
    sheet.append([_cell(sheet, _HINT, SMALL)])
    sheet.append([_cell(sheet, _marked(field), REQUIRED if field.required else HEADER) for field in fields])
    _explain(book.create_sheet("填表说明"), fields)
    save(book, path)


def _new_book() -> "Workbook":
    from openpyxl import Workbook

    book = Workbook()
    del book[book.sheetnames[0]]
    book.properties.creator = "banfu-desktop"
    add_styles(book)
    return book


def _explain(sheet: "Worksheet", fields: Sequence[Field]) -> None:
    set_up_page(sheet, header_row=1, columns=5, widths=(18, 6, 44, 50, 12))
    sheet.append([_cell(sheet, label, HEADER) for label in ("栏目", "必填", "填法", "可填内容", "依据")])
    for field in fields:
        words = "、".join(field.words.labels()) if field.words else ""
        texts = (field.label, "是" if field.required else "", _how(field), words, field.clause)
        sheet.append([_cell(sheet, text, BODY[Kind.NOTE]) for text in texts])


def _note_on(field: Field, letters: str) -> "DataValidation":
    """The yellow note that appears when a cell is chosen, with a drop-down where words are given."""
    from openpyxl.worksheet.datavalidation import DataValidation

    prompt = "；".join(part for part in ("必填" if field.required else "", _how(field), field.clause) if part)
    note = DataValidation(
        allow_blank=True,
        showInputMessage=True,
        promptTitle=field.label[:_LONGEST_PROMPT_TITLE],
        prompt=(prompt or "文字")[:_LONGEST_PROMPT],
        sqref=f"{letters}{_TEMPLATE_HEADER + 1}:{letters}{MOST_ROWS}",
    )
    if field.words:
        note.type, note.formula1 = "list", '"' + ",".join(field.words.labels()) + '"'
        note.showErrorMessage, note.errorTitle = True, "不在可选项中"
        note.error = "请从下拉列表中选择"
    return note


def _how(field: Field) -> str:
    parts = ("从下拉列表选择" if field.words else _HOW.get(field.kind, ""), field.help)
    return "；".join(part for part in parts if part)


def _marked(field: Field) -> str:
    return field.label + "*" if field.required else field.label


def _format_to_fill(field: Field) -> str:
    """Days are typed in many ways, so their cells stay text in a template; only figures are numbers."""
    return FORMATS[BODY[field.kind if field.kind.numeric else Kind.TEXT]]


def _width(field: Field) -> float:
    """Column width in characters, wide enough for the label and for an unmasked number."""
    least = max(_LEAST_WIDTH.get(field.kind, 8), 2 * len(field.label) + 3)
    return max(least, field.width / _PIXELS_PER_CHARACTER)


def _content(field: Field, value: Any, revealed: bool) -> Content:
    if value is None:
        return None
    if field.kind is Kind.MONEY:
        return _yuan(value)
    if field.kind is Kind.FLAG:
        return "是" if value else "否"
    if field.kind in (Kind.DATE, Kind.WHOLE):
        return value  # type: ignore[no-any-return]
    return field.show(value, revealed=revealed)


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)


def _cell(sheet: "Worksheet", content: Content, style: str) -> "Cell":
    """One cell; a text stays a text, also for whoever edits it later in Excel or WPS."""
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.style = style
    if not isinstance(content, str):
        cell.value = content
        return cell
    cell.value = _LOOKS_ESCAPED.sub("_x005F_", _NOT_IN_XML.sub("�", content))
    cell.data_type = "s"
    if content.startswith(_EVALUATED):
        cell.quotePrefix = True
    return cell
