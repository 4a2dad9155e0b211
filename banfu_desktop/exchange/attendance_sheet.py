"""A month of attendance as a sheet has it: one row a person, one column a day, wherever they stand.

Our own 考勤表 filled in WPS, and the monthly reports of DingTalk, WeCom and Feishu. Columns are found by
what stands over them; weekends that carry no number (六, 日) are counted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from banfu_desktop.exchange.cells import FormulaError, Raw
from banfu_desktop.exchange.records import shown
from banfu_desktop.exchange.source import read_source
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.imports import Asking, ColumnRead, LeftOut, Options, Question, SheetRead
from banfu_desktop.tables.spec import clean

_WITHIN, _FEWEST = 20, 20
_NAMES = ("姓名", "员工姓名", "人员姓名")
_UNITS = ("派出单位", "部门", "单位", "所属部门")
_DAY = re.compile(
    r"(?:20\d\d[-/.年])?(?:(\d{1,2})[-/.月])?(\d{1,2})日?号?(?:\s*[(（]?(?:星期|周)?[一二三四五六日天]?[)）]?)?"
)
_FULL_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")
_WEEKEND = ("六", "日", "周六", "周日", "星期六", "星期日")
_RANGE = re.compile(
    r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*(?:至|到|~|～|-|—)\s*(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})"
)
_SHORT_RANGE = re.compile(r"(\d{1,2})-(\d{1,2})\s*(?:～|~|至|到)\s*(\d{1,2})-(\d{1,2})")
_MADE = re.compile(r"(?:制表|生成|导出)时间[:：]?\s*(20\d\d)-(\d{1,2})")
_FILE_RANGE = re.compile(r"(20\d\d)(\d{2})(\d{2})[-_~](20\d\d)(\d{2})(\d{2})")
_MONTH = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?")
_FOOT = re.compile(r"(合计|总计|考勤员|制表|说明|注|备注|图例|工作队队长|审核)")


@dataclass(frozen=True)
class DayCell:
    """One cell of the sheet: where it stands and what it says."""

    row: int
    name: str
    unit: str
    day: date
    text: str


@dataclass(frozen=True)
class AttendanceSheet:
    """A sheet's days, its rows that are no person, and how it was read."""

    name: str
    sha256: str
    read: SheetRead
    cells: tuple[DayCell, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class _Found:
    sheet: RawSheet
    name_row: int
    name_column: int
    unit_column: int | None
    day_row: int
    days: Mapping[int, int]


def read_attendance(path: Path, asking: Asking, options: Options) -> AttendanceSheet | None:
    """Read the sheet with a column a day; None while it is open which month that is.

    Raises:
        UserError: the file cannot be read, or no sheet of it has a name column and a column a day.
        MachineError: the disk cannot be read.
    """
    source = read_source(path)
    sheets = [sheet for sheet in source.sheets if not options.sheets or clean(sheet.name) in options.sheets]
    day_sheet = max(filter(None, map(_find, sheets)), key=lambda sheet: len(sheet.days), default=None)
    if day_sheet is None:
        raise UserError(
            "没有找到一天一列的考勤表", "表里要有“姓名”一列和从1日起每天一列；请用考勤表或平台的月度汇总"
        )
    left = [
        LeftOut(sheet.name, None, f"{len(sheet.rows)}行", "不是一天一列的表")
        for sheet in source.sheets
        if sheet is not day_sheet.sheet and sheet.rows
    ]
    left += [LeftOut(name, None, "", "隐藏的工作表，要读请先取消隐藏") for name in source.hidden]
    first = _first_day(day_sheet, path.stem, asking)
    if first is None:
        return None
    cells = tuple(_cells(day_sheet, first, left))
    rows = sorted({cell.row for cell in cells})
    read = SheetRead(
        clean(day_sheet.sheet.name),
        day_sheet.day_row,
        "",
        _columns(day_sheet),
        min(rows, default=None),
        max(rows, default=None),
    )
    return AttendanceSheet(source.name, source.sha256, read, cells, tuple(left))


def _find(sheet: RawSheet) -> _Found | None:
    """Where names and days stand: the row with the longest run of day numbers near a cell 姓名."""
    best: _Found | None = None
    numbers = sorted(sheet.rows)[:_WITHIN]
    for row in numbers:
        heads = {column: _head(raw) for column, raw in sheet.rows[row].items()}
        names = [column for column, text in heads.items() if text in _NAMES]
        if not names:
            continue
        unit = next((column for word in _UNITS for column, text in heads.items() if text == word), None)
        for near in (row - 1, row, row + 1):
            days = _run_of_days(sheet.rows.get(near, {}))
            if len(days) >= _FEWEST and (best is None or len(days) > len(best.days)):
                best = _Found(sheet, row, names[0], unit, near, days)
    return best


def _head(raw: Raw) -> str:
    return "".join(clean(str(raw)).split())


def _run_of_days(cells: Mapping[int, Raw]) -> dict[int, int]:
    """Column → place in the run (0 the first) of the longest stretch of columns that count days."""
    best: dict[int, int] = {}
    run: dict[int, int] = {}
    number = 0
    for column in sorted(cells):
        raw = cells[column]
        text = str(raw.day) if isinstance(raw, datetime) else " ".join(clean(str(raw)).split())
        day = _DAY.fullmatch(text)
        value = int(day[2]) if day else None
        follows = bool(run) and (value == number + 1 or (value == 1 and number >= 28))
        if run and text in _WEEKEND and column == max(run) + 1:
            number, follows = (number + 1, True)
        elif value is not None and not follows:
            run, number = {}, value - 1
            follows = 1 <= value <= 31
        if follows:
            number = value if value is not None else number
            run[column] = len(run)
            best = run if len(run) > len(best) else best
        elif value is None and text not in _WEEKEND:
            run = {}
    return dict(best)


def _first_day(day_sheet: _Found, stem: str, asking: Asking) -> date | None:
    """The day of the first column: from the title's range or month, else asked."""
    lines = [
        clean(str(raw))
        for row in sorted(day_sheet.sheet.rows)
        if row < day_sheet.name_row
        for raw in day_sheet.sheet.rows[row].values()
    ]
    text = " ".join([*lines, clean(day_sheet.sheet.name)])
    if (own := _own_day(day_sheet)) is not None:
        return own
    if whole := _RANGE.search(text):
        return date(int(whole[1]), int(whole[2]), int(whole[3]))
    if (short := _SHORT_RANGE.search(text)) and (made := _MADE.search(text)):
        month, day = int(short[1]), int(short[2])
        return date(int(made[1]) - (month > int(made[2])), month, day)
    if named := _FILE_RANGE.search(stem):
        return date(int(named[1]), int(named[2]), int(named[3]))
    if month_said := (_MONTH.search(text) or _MONTH.search(stem)):
        return Month(int(month_said[1]), int(month_said[2])).first
    answer = asking.ask(Question("month", "表里没有写是哪一个月的考勤。是哪个月？", typed="YYYY-MM"))
    return Month.parse(answer).first if answer else None


def _own_day(found: _Found) -> date | None:
    """The first day where the columns themselves name it with its year."""
    raw = found.sheet.rows[found.day_row][min(found.days)]
    if isinstance(raw, datetime):
        return raw.date()
    named = _FULL_DAY.match(clean(str(raw)))
    return date(int(named[1]), int(named[2]), int(named[3])) if named else None


def _cells(day_sheet: _Found, first: date, left: list[LeftOut]) -> Iterator[DayCell]:
    begin = max(day_sheet.name_row, day_sheet.day_row) + 1
    for row in sorted(row for row in day_sheet.sheet.rows if row >= begin):
        cells = day_sheet.sheet.rows[row]
        name = _head(cells[day_sheet.name_column]) if day_sheet.name_column in cells else ""
        first_text = _head(cells[min(cells)])
        if not name or _FOOT.match(first_text) or name in _NAMES:
            if not name and _head(cells[min(cells)]) in ("", *_WEEKEND, "一"):
                continue
            left.append(LeftOut(day_sheet.sheet.name, row, shown(cells[min(cells)])[:24], "不是人员的行"))
            continue
        unit = _head(cells[day_sheet.unit_column]) if day_sheet.unit_column in cells else ""
        for column, place in day_sheet.days.items():
            raw = cells.get(column, "")
            if isinstance(raw, FormulaError):
                raw = raw.stored if raw.stored is not None else ""
            text = "" if isinstance(raw, UserError) else clean(str(raw))
            yield DayCell(row, name, unit.rpartition("/")[2], first + timedelta(days=place), text)


def _columns(day_sheet: _Found) -> tuple[ColumnRead, ...]:
    heads = day_sheet.sheet.rows[day_sheet.name_row]
    known = {day_sheet.name_column: ("name", "姓名")}
    if day_sheet.unit_column is not None:
        known[day_sheet.unit_column] = ("organisation", "派出单位")
    columns = []
    for column in sorted({*heads, *known}):
        if column in day_sheet.days:
            continue
        field, label = known.get(column, ("", ""))
        columns.append(
            ColumnRead(column, _head(heads.get(column, "")), field, label, "认得" if field else "")
        )
    columns.append(
        ColumnRead(min(day_sheet.days), f"{len(day_sheet.days)}天，每天一列", "days", "每天的考勤", "认得")
    )
    return tuple(columns)
