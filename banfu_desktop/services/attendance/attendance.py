"""Attendance by month (四(三)): the grid with what its days add up to, and what is worth a look."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import AttendanceDay
from banfu_desktop.db.models.members import Posting
from banfu_desktop.rules.attendance import NEVER_AHEAD, Counting, Days, Tally, tally
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.services.attendance.leaves import (
    LeaveRow,
    leaves,
    remove_leave,
    report_back,
    save_leave,
)
from banfu_desktop.services.attendance.marks import (
    outside_postings,
    refuse_outside,
    set_days,
    set_many,
    states_between,
)
from banfu_desktop.services.attendance.remarks import Remarks
from banfu_desktop.services.attendance.rest_days import (
    CalendarRow,
    RestDays,
    calendar,
    days_off,
    remove_day_off,
    set_day_off,
)
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings

__all__ = [
    "CalendarRow", "GridRow", "LeaveRow", "MonthGrid", "OutsideRow", "RestDays",
    "calendar", "copy_month", "days_off", "grid", "leaves",
    "outside", "outside_postings", "remove_day_off", "remove_leave", "remove_outside", "report_back",
    "save_leave", "set_day_off",
    "set_days", "set_many", "set_named", "states_between",
]  # fmt: skip


@dataclass(frozen=True)
class GridRow:
    """One person's month: the days that are not 在岗, and what they add up to.

    `total` counts to `MonthGrid.until`; `warning` is what is worth a look in the whole month.
    """

    posting_id: int
    name: str
    initials: str
    organisation: str
    posting: Period
    states: Days
    total: Tally
    warning: str


@dataclass(frozen=True)
class MonthGrid:
    """The attendance grid of a month; `until` is today while the month is under way, else None."""

    calendar: MonthCalendar
    counting: Counting
    until: date | None
    rows: tuple[GridRow, ...]

    @property
    def month(self) -> Month:
        """The month shown."""
        return self.calendar.month

    @property
    def free(self) -> Mapping[date, str]:
        """The rest days by name."""
        return self.calendar.free


@dataclass(frozen=True)
class OutsideRow:
    """Entries of a posting outside its days (任职以外的考勤): they count nowhere until the clerk decides."""

    posting_id: int
    name: str
    posting: Period
    states: Days


def grid(session: Session, month: Month, today: date | None = None) -> MonthGrid:
    """The month's grid: everybody posted on any of its days; what stands outside a posting is not shown.

    Postings of one person stand together, where the roster has the first.

    Args:
        today: totals of a month that is not over stop here; None counts the whole month.
    """
    choices, rest_days = settings.Choices(session), RestDays(session)
    threshold, counting = choices.value("attendance_threshold", month.first), choices.counting(month)
    own_calendar = rest_days[month]
    until = None if today is None or own_calendar.is_over(today) else today
    states = states_between(session, month.period)
    remarks = Remarks(session, rest_days, month, counting)
    posted = members.listing(session, month.period)
    places = {row.person_id: place for place, row in reversed(list(enumerate(posted)))}
    rows = []
    for row in sorted(posted, key=lambda row: places[row.person_id]):
        days = states.get(row.id, {})
        rows.append(
            GridRow(
                posting_id=row.id,
                name=row.name,
                initials=row.initials,
                organisation=row.organisation,
                posting=row.period,
                states=days,
                total=tally(own_calendar, row.period, days, counting, until),
                warning=remarks.of(row, days, threshold),
            )
        )
    return MonthGrid(own_calendar, counting, until, tuple(rows))


def set_named(session: Session, name: str, period: Period, state: DayState, half: Half = Half.WHOLE) -> int:
    """Set a stretch of days for a person by name, over as many postings as it takes; days outside refuse.

    Raises:
        UserError: nobody of that name, two people of that name, a day outside every posting, or see set_days.
    """
    rows = members.named(session, name)
    if len({row.person_id for row in rows}) > 1:
        raise UserError(f"有{len(rows)}位成员叫“{name}”", "请在窗口的考勤表中登记")
    changed = 0
    left = set(period.days())
    for row in rows:
        days = {day for day in left if day in row.period}
        left -= days
        changed += set_days(session, row.id, days, state, half)
    if left:
        refuse_outside(session, session.get_one(Posting, rows[-1].id), sorted(left))
    return changed


def copy_month(session: Session, source: Month, target: Month) -> int:
    """Take over last month's days by number for those still posted; filled days stay. Returns days.

    Only what is entered by hand is taken, and nothing that cannot be known yet or does not fit the day.
    """
    filled = states_between(session, target.period)
    today = session.info["deed"].at.date()
    free = RestDays(session)[target].free
    posted = {row.id: row.period for row in members.listing(session, target.period)}
    copied: defaultdict[int, set[date]] = defaultdict(set)
    by_hand = sa.select(AttendanceDay).where(
        AttendanceDay.day.between(source.first, source.last), AttendanceDay.leave_id.is_(None)
    )
    for row in session.scalars(by_hand).all():
        if row.posting_id not in posted or row.day.day > target.days:
            continue
        same = target.first.replace(day=row.day.day)
        fits = (
            same in free if row.state is DayState.ON_CALL else same <= today or row.state not in NEVER_AHEAD
        )
        if fits and same in posted[row.posting_id] and same not in filled.get(row.posting_id, {}):
            session.add(AttendanceDay(posting_id=row.posting_id, day=same, half=row.half, state=row.state))
            copied[row.posting_id].add(same)
    return sum(len(days) for days in copied.values())


def outside(session: Session) -> list[OutsideRow]:
    """Every posting with entries outside its days, in the roster's order."""
    by_posting = outside_postings(session)
    if not by_posting:
        return []
    return [
        OutsideRow(row.id, row.name, row.period, by_posting[row.id])
        for row in members.listing(session)
        if row.id in by_posting
    ]


def remove_outside(session: Session, posting_id: int) -> int:
    """Remove the entries of a posting outside its days. Returns how many days."""
    days = outside_postings(session, posting_id).get(posting_id, {})
    for row in session.scalars(
        sa.select(AttendanceDay).where(AttendanceDay.posting_id == posting_id, AttendanceDay.day.in_(days))
    ):
        session.delete(row)
    return len(days)
