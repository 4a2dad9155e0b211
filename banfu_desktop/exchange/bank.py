"""Bank statements as Chinese banks give them out: .xlsx or .csv, their own headers, the order they like."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from banfu_desktop.exchange.archive import LARGEST_FILE
from banfu_desktop.exchange.cells import MOST_ROWS, Raw
from banfu_desktop.exchange.reading import ReadRow, pick_sheet
from banfu_desktop.exchange.workbook import RawSheet, read_sheets
from banfu_desktop.rules.bank import Direction
from banfu_desktop.rules.errors import MachineError, Problem, UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.tables.bank import STATEMENT

_WITH_TIME = re.compile(
    r"(\d{4}[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?)[ T]*\d{1,2}[:：.]?\d{2}(?:[:：.]?\d{2}(?:\.\d+)?)?"
)
_NOTHING = {"-", "--", "—", "——", "/", "无", "null"}
_NO_LINE = re.compile(
    r"(期初|上期|上日|承前|期末|本期|当前|账户)(页)?余额.*|.*(合计|总计|总笔数|总金额|总额|笔数)[:：]?.*"
    r"|(打印|制表|下载|查询|导出)(日期|时间|人|柜员).*|(说明|注|备注|温馨提示|声明)[:：].*|以下空白|以上.*"
)


@dataclass(frozen=True)
class Movement:
    """One line of a statement: `row` as Excel shows it, amounts in fen, one of in and out is 0."""

    row: int
    dated: date
    in_fen: int
    out_fen: int
    balance_fen: int | None
    party: str | None
    summary: str | None

    @property
    def net_fen(self) -> int:
        """What it does to the balance."""
        return self.in_fen - self.out_fen


@dataclass(frozen=True)
class Statement:
    """A statement in the order of time. Where there are problems the movements are not complete.

    `warnings` say where the bank's balances do not follow from each other (a line is missing).
    """

    sha256: str
    movements: tuple[Movement, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    ignored_columns: tuple[str, ...]


def read_statement(path: Path) -> Statement:
    """Read a statement, .xlsx or .csv (UTF-8 or GBK).

    Raises:
        UserError: not such a file, too large, or no header in it.
        MachineError: the disk cannot be read.
    """
    content = _content(path)
    is_book = path.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".et") or content[:2] == b"PK"
    sheets = read_sheets(path) if is_book else iter((_csv_sheet(content),))
    sheet = pick_sheet((_prepared(one) for one in sheets), STATEMENT)
    moved = [_movement(row) for row in sheet.rows] if not sheet.problems else []
    problems = [*sheet.problems, *(one for one in moved if isinstance(one, Problem))]
    movements = in_order([one for one in moved if isinstance(one, Movement)])
    return Statement(
        hashlib.sha256(content).hexdigest(),
        tuple(movements),
        tuple(problems),
        tuple(_breaks(movements)),
        sheet.ignored_columns,
    )


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise UserError(f"找不到“{path.name}”", "请核对文件的位置") from None
    except PermissionError:
        raise UserError(f"“{path.name}”打不开", "请在WPS里关闭它后再试") from None
    except OSError:
        raise MachineError(f"“{path.name}”读不出来", advice="请检查磁盘或U盘") from None
    if len(content) > LARGEST_FILE:
        raise UserError(f"“{path.name}”太大", "请只下载一年以内的流水")
    return content


def _csv_sheet(content: bytes) -> RawSheet:
    """A .csv as a sheet; what is not UTF-8 is GBK."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise UserError("文件不是文本表格", "请从网银下载 Excel（.xlsx）或 CSV 格式的流水") from None
    if "\0" in text:
        raise UserError("文件不是文本表格", "请从网银下载 Excel（.xlsx）或 CSV 格式的流水")
    head = text[:4096]
    separator = max(",\t;|", key=head.count)
    rows: dict[int, dict[int, Raw]] = {}
    lines = csv.reader(io.StringIO(text, newline=None), delimiter=separator)  # a lone CR ends a line as well
    try:
        for number, cells in enumerate(lines, 1):
            if number > MOST_ROWS:
                raise UserError(f"流水超过{MOST_ROWS}行", "请分段下载后再导入")
            filled = {column: cell for column, cell in enumerate(cells, 1) if cell.strip()}
            if filled:
                rows[number] = dict(filled)
    except csv.Error:
        raise UserError(
            f"文件第{lines.line_num}行读不懂", "请从网银重新下载 Excel 或 CSV 格式的流水"
        ) from None
    return RawSheet("流水", rows)


def _prepared(sheet: RawSheet) -> RawSheet:
    """The sheet without what banks put around the lines and into the cells."""
    rows = {
        number: {column: _tidy(raw) for column, raw in cells.items()} for number, cells in sheet.rows.items()
    }
    return replace(sheet, rows={number: cells for number, cells in rows.items() if not _is_around(cells)})


def _tidy(raw: Raw) -> Raw:
    """A cell without ="…", an apostrophe, a time of day, a plus sign, or a dash that means nothing."""
    if not isinstance(raw, str):
        return raw
    text = raw.strip().strip("\ufeff").lstrip("'‘’").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    if text.casefold() in _NOTHING:
        return ""
    if match := _WITH_TIME.fullmatch(text):
        return match[1]
    return text[1:] if re.fullmatch(r"\+[\d,.]+", text) else text


def _is_around(cells: dict[int, Raw]) -> bool:
    """Whether a row is a balance brought forward, a total, or a note."""
    texts = [str(cells[column]) for column in sorted(cells) if str(cells[column])]
    return bool(texts) and len(texts[0]) < 80 and _NO_LINE.fullmatch("".join(texts[0].split())) is not None


def _movement(read: ReadRow) -> Movement | Problem:
    values = read.values
    net = _net(values)
    if isinstance(net, str):
        return Problem(read.row, "金额", net, "请核对这一行；收入和支出只填一个")
    return Movement(
        read.row, values["dated"], max(net, 0), max(-net, 0), values.get("balance_fen"), values.get("party"),
        values.get("summary"),
    )  # fmt: skip


def _net(values: Any) -> int | str:
    """What a line does to the balance, or what is wrong with its amounts."""
    came, went, amount = (values.get(name) for name in ("in_fen", "out_fen", "amount_fen"))
    if came and went:
        return "收入和支出都有金额"
    if came or went:
        return (came or 0) - (went or 0)
    if not amount:
        return "没有金额"
    direction = values.get("direction")
    if direction is None:
        return int(amount)
    return int(amount) if direction is Direction.IN else -int(amount)


def in_order(movements: list[Movement]) -> list[Movement]:
    """Movements in the order of time, though many banks put the latest first."""
    if len(movements) < 2:
        return movements
    turned = movements[::-1]
    if movements[0].dated != movements[-1].dated:
        return turned if movements[0].dated > movements[-1].dated else movements
    return turned if len(list(_breaks(turned))) < len(list(_breaks(movements))) else movements


def _breaks(movements: Iterable[Movement]) -> Iterator[Problem]:
    """Where a balance does not follow from the one before."""
    before: int | None = None
    for one in movements:
        if one.balance_fen is not None:
            if before is not None and before + one.net_fen != one.balance_fen:
                said = f"余额{yuan(one.balance_fen)}接不上，按上一行应为{yuan(before + one.net_fen)}"
                yield Problem(one.row, "余额", said, "可能缺行，请核对流水是否完整", warning=True)
            before = one.balance_fen
        elif before is not None:
            before += one.net_fen
