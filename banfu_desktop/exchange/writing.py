"""A table's rows as a workbook, and a table's empty template; whatever a cell says, it is never evaluated."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from banfu_desktop.exchange import page
from banfu_desktop.exchange.cells import MOST_ROWS, column_letters
from banfu_desktop.exchange.page import Content, Page, new_book
from banfu_desktop.exchange.saving import save
from banfu_desktop.rules.dates import Month
from banfu_desktop.tables.spec import Field, Kind, Table

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

_STYLES = dict.fromkeys(Kind, page.TEXT) | {
    Kind.MONEY: page.MONEY,
    Kind.WHOLE: page.WHOLE,
    Kind.DATE: page.DATE,
}
_LONGEST_PROMPT, _LONGEST_PROMPT_TITLE = 255, 32
_HEADER_ROW, _TEMPLATE_HEADER_ROW = 2, 3
_HINT = "带 * 的栏目必须填写；请不要改动表头，身份证号、银行账号保持文本格式；各栏填法见“填表说明”。"
_WIDTH_TO_FILL = {Kind.IDENTITY: 18, Kind.CARD: 21, Kind.NOTE: 30}
_HOW = {
    Kind.DATE: "日期，如 2026-10-05、2026.10.5 或 2026年10月5日",
    Kind.MONTH: "月份，如 2026-10",
    Kind.MONEY: "金额（元），最多两位小数",
    Kind.WHOLE: "整数",
    Kind.FLAG: "填“是”或“否”",
    Kind.IDENTITY: "文本格式",
    Kind.CARD: "文本格式，8至30位数字",
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

    Money and days are real numbers and dates, everything else is text; what is 红字 on the screen is red
    here too; secrets are masked unless `revealed`; `totals` adds a row 合计 where there is money to add up.

    Raises:
        UserError: the place cannot be written; an older file is untouched.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    book = new_book()
    grid = Page(book, table.label)
    grid.line(title, page.TITLE)
    labels = ["序号", *(field.label for field in table.fields)]
    grid.row(labels, [page.HEADER] * len(labels))
    styles = [page.NUMBER, *(page.RED_MONEY if field.red else _STYLES[field.kind] for field in table.fields)]
    sums = {field.name: 0 for field in table.fields if field.kind is Kind.MONEY and field.summed}
    for number, row in enumerate(rows, 1):
        values = {field.name: getattr(row, field.name) for field in table.fields}
        grid.row([number, *(_content(field, values[field.name], revealed) for field in table.fields)], styles)
        for name in sums:
            sums[name] += values[name] or 0
    if totals and sums:
        amounts = [_yuan(sums.get(field.name)) for field in table.fields]
        grid.row(["合计", *amounts], [page.SUM] * len(labels))
    grid.finish(_HEADER_ROW)
    save(book, path)


def write_template(path: Path, table: Table) -> None:
    """Write an empty workbook to fill in: text columns, drop-downs, a note on each column, and 填表说明.

    Raises:
        UserError: the place cannot be written; an older file is untouched.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    book = new_book()
    grid, fields = Page(book, table.label), table.editable
    grid.line(table.title or table.label, page.TITLE)
    grid.line(_HINT, page.HINT)
    grid.row(
        [field.label + "*" * field.required for field in fields],
        [page.REQUIRED if field.required else page.HEADER for field in fields],
    )
    for column, field in enumerate(fields, 1):
        grid.widen(column, _WIDTH_TO_FILL.get(field.kind, 9))
        grid.sheet.column_dimensions[column_letters(column)].number_format = _format_to_fill(field)
        grid.sheet.add_data_validation(_note_on(field, column_letters(column)))
    grid.finish(_TEMPLATE_HEADER_ROW)
    _explain(Page(book, "填表说明"), fields)
    save(book, path)


def _explain(grid: Page, fields: Sequence[Field]) -> None:
    labels = ["栏目", "必填", "填法", "可填内容", "依据"]
    grid.row(labels, [page.HEADER] * len(labels))
    for field in fields:
        words = "、".join(field.words.labels()) if field.words else ""
        texts = [field.label, "是" if field.required else "", _how(field), words, field.clause]
        grid.row(texts, [page.TEXT] * len(texts))
    grid.finish(header_row=1)


def _note_on(field: Field, letters: str) -> "DataValidation":
    """The yellow note that appears when a cell is chosen, with a drop-down where words are given."""
    from openpyxl.worksheet.datavalidation import DataValidation

    prompt = "；".join(part for part in ("必填" if field.required else "", _how(field), field.clause) if part)
    note = DataValidation(
        allow_blank=True,
        showInputMessage=True,
        promptTitle=field.label[:_LONGEST_PROMPT_TITLE],
        prompt=(prompt or "文字")[:_LONGEST_PROMPT],
        sqref=f"{letters}{_TEMPLATE_HEADER_ROW + 1}:{letters}{MOST_ROWS}",
    )
    if field.words:
        note.type, note.formula1 = "list", '"' + ",".join(field.words.labels()) + '"'
        note.showErrorMessage, note.errorTitle = True, "不在可选项中"
        note.error = "请从下拉列表中选择"
    return note


def _how(field: Field) -> str:
    parts = ("从下拉列表选择" if field.words else _HOW.get(field.kind, ""), field.help)
    return "；".join(part for part in parts if part)


def _format_to_fill(field: Field) -> str:
    """Days are typed in many ways, so their cells stay text in a template; only figures are numbers."""
    return page.FORMATS[_STYLES[field.kind if field.kind.numeric else Kind.TEXT]]


def _content(field: Field, value: Any, revealed: bool) -> Content:
    if value is None:
        return None
    if field.kind is Kind.MONEY:
        return _yuan(value)
    if field.kind is Kind.FLAG:
        return "是" if value else "否"
    as_it_is = field.kind in (Kind.DATE, Kind.WHOLE) and not isinstance(value, Month)
    shown: Content = value if as_it_is else field.show(value, revealed=revealed)
    return shown


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen).scaleb(-2)
