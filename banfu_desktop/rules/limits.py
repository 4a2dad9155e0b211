"""Days of the calendar on which time limits 时限 end: of a year, a half, a quarter, a month.

Each function takes what the office chose (a month, a day, a flag; 0: it wants no limit) and a day, and gives
the first end from that day on, or None where there is no limit.
"""

from collections.abc import Callable
from datetime import date, timedelta

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.documents import HalfYear, quarter_of
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Word

End = Callable[[int, date], date | None]
"""The first end from a day on, of what the office chose."""


class Basis(Word):
    """What says by when something is due."""

    NOTICE = "notice", "通知"
    OWN = "own", "本单位自定"
    RECORD = "record", "登记的日期"


LAST_DAY, LAST_MONTH = 28, 12
"""The last day every month has, and the last month."""


def refuse_day(text: str) -> None:
    """Refuse a day of the month that not every month has.

    Raises:
        UserError: so; 0 is no limit.
    """
    if int(text) > LAST_DAY:
        raise UserError(f"不是每个月都有{text}日", f"请填 1 到 {LAST_DAY}，0为不提示")


def refuse_month(text: str) -> None:
    """Refuse a month that no year has.

    Raises:
        UserError: so; 0 is no limit.
    """
    if int(text) > LAST_MONTH:
        raise UserError(f"一年没有{text}月", f"请填 1 到 {LAST_MONTH}，0为不提示")


def year_end(chosen: int, day: date) -> date | None:
    """The 31st of December: of what is to be once a year (六(二) exams, 四(七) training)."""
    return date(day.year, 12, 31) if chosen else None


def half_end(chosen: int, day: date) -> date | None:
    """The last day of the half-year."""
    return HalfYear.of(day).last if chosen else None


def quarter_end(chosen: int, day: date) -> date | None:
    """The last day of the quarter."""
    return quarter_of(day).end if chosen else None


def month_end(chosen: int, day: date) -> date | None:
    """The last day of the month."""
    return Month.of(day).last if chosen else None


def month_of_year(number: int, day: date) -> date | None:
    """The last day of a month of the year (3 is the 31st of March); no month is no limit."""
    if not 1 <= number <= LAST_MONTH:
        return None
    this = Month(day.year, number).last
    return this if this >= day else Month(day.year + 1, number).last


def half_report(number: int, day: date) -> date | None:
    """The day of July or January on which the report of the half before is due (四(五))."""
    if not number:
        return None
    here = HalfYear.of(day)
    before = here.shift(-1).due(number)
    return before if before >= day else here.due(number)


def day_of_month(number: int, day: date) -> date | None:
    """A day of the month, the 28th at the latest: of what belongs to the month before."""
    if not number:
        return None
    this = day.replace(day=min(number, LAST_DAY))
    return this if this >= day else Month.of(day).shift(1).first.replace(day=this.day)


def days_after(number: int, since: date) -> date | None:
    """So many days after a day."""
    return since + timedelta(days=number) if number else None
