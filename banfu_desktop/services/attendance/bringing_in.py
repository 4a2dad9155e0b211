"""The holidays of a year the program ships none for, brought in from a file or a text, looked at first."""

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import CalendarDay, CalendarYear
from banfu_desktop.rules.attendance_calendar import Told, read_calendar
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.attendance.rest_days import FIRST_SHIPPED_YEAR, LAST_SHIPPED_YEAR, set_day_off

_LARGEST = 2_000_000


@dataclass(frozen=True)
class CalendarPlan:
    """What bringing a year's holidays in will do.

    `replaced` names days the office had entered otherwise itself, `left_out` what said neither 放假 nor 上班.
    """

    year: int
    days: tuple[Told, ...]
    source: str
    replaced: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def said(self) -> str:
        """The plan in a few lines, as the clerk confirms it."""
        holidays: dict[str, int] = {}
        for told in self.days:
            if told.is_off:
                holidays[told.name or "放假"] = holidays.get(told.name or "放假", 0) + 1
        worked = [f"{told.day.month}月{told.day.day}日" for told in self.days if not told.is_off]
        lines = [
            f"{self.year}年放假{sum(holidays.values())}天："
            + "、".join(f"{name}{count}天" for name, count in holidays.items()),
            f"周末上班{len(worked)}天：{'、'.join(worked)}" if worked else "没有调休上班的周末",
        ]
        lines += [f"将改掉本单位登记的{'、'.join(self.replaced)}"] if self.replaced else []
        lines += [f"没有导入：{line}" for line in self.left_out[:5]]
        return "\n".join(lines)


def plan_text(session: Session, text: str, year: int, source: str) -> CalendarPlan:
    """Read a year's holidays from a text; `source` is where it comes from, as the settings will say.

    Raises:
        UserError: the program ships that year, or see rules.attendance_calendar.read_calendar.
    """
    if FIRST_SHIPPED_YEAR <= year <= LAST_SHIPPED_YEAR:
        raise UserError(f"{year}年的节假日已随程序提供", "个别日子有变动的，请用“登记调休”逐日更正")
    told = read_calendar(text, year)
    office_days = {row.day: row for row in session.scalars(sa.select(CalendarDay))}
    replaced = [
        f"{chinese_date(entry.day)}（{'休息' if office_days[entry.day].is_off else '上班'}）"
        for entry in told.days
        if entry.day in office_days and office_days[entry.day].is_off is not entry.is_off
    ]
    return CalendarPlan(year, told.days, source, tuple(replaced), told.left_out)


def plan_file(session: Session, path: Path, year: int) -> CalendarPlan:
    """Read a year's holidays from a calendar file (.ics), a CSV or a text file.

    Raises:
        UserError: not a text, too large, or see plan_text.
    """
    if not path.is_file():
        raise UserError(f"找不到文件 {path.name}", "请核对文件名和位置")
    if path.stat().st_size > _LARGEST:
        raise UserError(f"“{path.name}”太大，不是节假日安排", "请选择 .ics、.csv 或 .txt 文件")
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return plan_text(session, content.decode(encoding), year, path.name)
        except UnicodeDecodeError:
            continue
    raise UserError(f"“{path.name}”不是文本文件", "请选择 .ics、.csv 或 .txt 文件")


def carry_out(session: Session, planned: CalendarPlan) -> int:
    """Write a plan's days into the office's calendar. Returns how many."""
    for told in planned.days:
        set_day_off(session, told.day, told.is_off, told.name)
    row = session.scalar(sa.select(CalendarYear).filter_by(year=planned.year))
    if row is None:
        session.add(CalendarYear(year=planned.year, source=planned.source))
    else:
        row.source = planned.source
    session.flush()
    return len(planned.days)
