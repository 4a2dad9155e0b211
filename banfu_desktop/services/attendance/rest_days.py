"""The holiday calendar: rest days of the public calendar the program knows, then what the office entered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import CalendarDay, CalendarYear
from banfu_desktop.rules.dates import Month, MonthCalendar

FIRST_SHIPPED_YEAR, LAST_SHIPPED_YEAR = 2004, 2026
"""The public calendar the program ships; later years are brought in, till then weekends only."""
_HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午",
    "Mid-autumn Festival": "中秋",
    "National Day": "国庆",
}


@dataclass(frozen=True)
class CalendarRow:
    """A day on which the office's calendar differs from the public one."""

    id: int
    day: date
    is_off: bool
    name: str


class RestDays(Mapping[Month, MonthCalendar]):
    """The office's calendar by month, read once; a month is worked out when it is asked for.

    `brought_in` names the years whose holidays the office brought in, and from where.
    """

    def __init__(self, session: Session) -> None:
        self._own: dict[Month, list[CalendarDay]] = {}
        for row in session.scalars(sa.select(CalendarDay)):
            self._own.setdefault(Month.of(row.day), []).append(row)
        self.brought_in: Mapping[int, str] = {
            row.year: row.source for row in session.scalars(sa.select(CalendarYear))
        }
        self._made: dict[Month, MonthCalendar] = {}

    def __getitem__(self, month: Month) -> MonthCalendar:
        if month not in self._made:
            self._made[month] = self._make(month)
        return self._made[month]

    def __iter__(self) -> Iterator[Month]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def knows(self, year: int) -> bool:
        """Whether the public holidays of a year are known, shipped or brought in."""
        return FIRST_SHIPPED_YEAR <= year <= LAST_SHIPPED_YEAR or year in self.brought_in

    def _make(self, month: Month) -> MonthCalendar:
        free = dict(_public_month(month))
        for row in self._own.get(month, ()):
            free.pop(row.day, None)
            if row.is_off:
                free[row.day] = row.name or "休"
        return MonthCalendar(month, free, self.knows(month.year))


def days_off(session: Session, month: Month) -> Mapping[date, str]:
    """Days off of a month with their names: the public calendar, then what the office entered."""
    return RestDays(session)[month].free


@cache
def _public_month(month: Month) -> Mapping[date, str]:
    """The public calendar's days off of a month by name; it never changes while the program runs."""
    return {day: name for day in month.period.days() if (name := _public(day))}


def _public(day: date) -> str:
    """The public calendar's name for a day off, or empty; beyond the shipped years weekends only."""
    weekend = "周末" if day.weekday() >= 5 else ""
    if not FIRST_SHIPPED_YEAR <= day.year <= LAST_SHIPPED_YEAR:
        return weekend
    from chinese_calendar import get_holiday_detail, is_holiday

    if not is_holiday(day):
        return ""
    name = get_holiday_detail(day)[1]
    return _HOLIDAYS.get(str(name), "节假日") if name else weekend


def calendar(session: Session) -> list[CalendarRow]:
    """Every correction of the calendar, latest first."""
    rows = session.scalars(sa.select(CalendarDay).order_by(CalendarDay.day.desc()))
    return [CalendarRow(row.id, row.day, row.is_off, row.name) for row in rows]


def remove_day_off(session: Session, day: date) -> None:
    """Follow the public calendar again on a day."""
    session.execute(sa.delete(CalendarDay).where(CalendarDay.day == day))


def set_day_off(session: Session, day: date, is_off: bool, name: str = "") -> None:
    """Correct the calendar for one day (调休, a holiday after the shipped years)."""
    row = session.scalar(sa.select(CalendarDay).filter_by(day=day))
    if row is None:
        session.add(CalendarDay(day=day, is_off=is_off, name=name))
    else:
        row.is_off, row.name = is_off, name
