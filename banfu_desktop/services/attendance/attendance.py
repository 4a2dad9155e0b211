"""Attendance by month, leave with 销假, and the holiday calendar (四(三))."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import AttendanceDay, Leave
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import CalendarDay, Organisation
from banfu_desktop.rules.attendance import Tally, approver, below_threshold, leave_days, overlapping, tally
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings

LAST_SHIPPED_YEAR = 2026
"""The public calendar ships up to here; later years are weekends until the office enters the holidays."""


@dataclass(frozen=True)
class GridRow:
    """One person's month: the states that are not 在岗, and what they add up to."""

    posting_id: int
    name: str
    initials: str
    organisation: str
    posting: Period
    states: Mapping[date, DayState]
    total: Tally
    warning: str


@dataclass(frozen=True)
class MonthGrid:
    """The attendance grid of a month; `free` names the days off."""

    month: Month
    rows: tuple[GridRow, ...]
    free: Mapping[date, str]


@dataclass(frozen=True)
class LeaveRow:
    """A leave; attribute names are those of tables.attendance.LEAVES."""

    id: int
    posting_id: int
    name: str
    initials: str
    organisation: str
    state: DayState
    start_on: date
    end_on: date
    days: int
    reason: str | None
    destination: str | None
    contact: str | None
    handover: str | None
    returned_on: date | None
    approver: str


def grid(session: Session, month: Month) -> MonthGrid:
    """The month's grid: everybody posted on any of its days; what stands outside a posting is not shown."""
    threshold = settings.value_on(session, "attendance_threshold", month.first)
    states = states_between(session, month.period)
    rows = []
    for row in members.listing(session, month.period):
        own = {day: state for day, state in states.get(row.id, {}).items() if day in row.period}
        total = tally(month, row.period, own)
        warning = below_threshold(total, month, threshold)
        rows.append(
            GridRow(row.id, row.name, row.initials, row.organisation, row.period, own, total, warning)
        )
    return MonthGrid(month, tuple(rows), days_off(session, month))


def states_between(session: Session, period: Period) -> Mapping[int, dict[date, DayState]]:
    """Days not spent at the post, by posting."""
    found: defaultdict[int, dict[date, DayState]] = defaultdict(dict)
    columns = sa.select(AttendanceDay.posting_id, AttendanceDay.day, AttendanceDay.state)
    for posting_id, day, state in session.execute(
        columns.where(AttendanceDay.day.between(period.start, period.end))
    ):
        found[posting_id][day] = state
    return found


def set_days(session: Session, posting_id: int, days: Iterable[date], state: DayState) -> int:
    """Set days of one posting by hand; 在岗 clears them. Returns how many days changed.

    Raises:
        UserError: a day outside the posting; nothing is changed then.
    """
    wanted = sorted(set(days))
    posting = session.get_one(Posting, posting_id)
    _inside(session, posting, wanted)
    existing = {
        row.day: row
        for row in session.scalars(
            sa.select(AttendanceDay).where(
                AttendanceDay.posting_id == posting_id, AttendanceDay.day.in_(wanted)
            )
        )
    }
    changed = 0
    for day in wanted:
        row = existing.get(day)
        if (row.state if row else DayState.PRESENT) is state:
            continue
        changed += 1
        _set_day(session, posting_id, day, row, state)
    return changed


def set_many(session: Session, changes: Mapping[int, Mapping[date, DayState]]) -> int:
    """Set days of several postings, each day to its own state; all or nothing. Returns how many changed.

    Raises:
        UserError: a day outside its posting.
    """
    return sum(
        set_days(session, posting_id, [day for day in days if days[day] is state], state)
        for posting_id, days in changes.items()
        for state in set(days.values())
    )


def _set_day(
    session: Session, posting_id: int, day: date, row: AttendanceDay | None, state: DayState
) -> None:
    if row is None:
        session.add(AttendanceDay(posting_id=posting_id, day=day, state=state))
    elif state is DayState.PRESENT:
        session.delete(row)
    else:
        row.state, row.leave_id = state, None


def _inside(session: Session, posting: Posting, days: list[date]) -> None:
    period = Period(posting.arrived_on, posting.left_on)
    outside = [day for day in days if day not in period]
    if outside:
        name = session.get_one(Person, posting.person_id).name
        until = posting.left_on or "今"
        raise UserError(
            f"{name}{outside[0]}不在岗（{period.start}至{until}）", "请核对日期，或先更正任职起止"
        )


def set_named(session: Session, name: str, period: Period, state: DayState) -> int:
    """Set a stretch of days for a person by name, over as many postings as it takes; days outside refuse.

    Raises:
        UserError: nobody of that name, two people of that name, or a day outside every posting.
    """
    rows = members.named(session, name)
    if len({row.person_id for row in rows}) > 1:
        raise UserError(f"有{len(rows)}位成员叫“{name}”", "请在窗口的考勤表中登记")
    changed = 0
    left = set(period.days())
    for row in rows:
        own = {day for day in left if day in row.period}
        left -= own
        changed += set_days(session, row.id, own, state)
    if left:
        _inside(session, session.get_one(Posting, rows[-1].id), sorted(left))
    return changed


def copy_month(session: Session, source: Month, target: Month) -> int:
    """Take over last month's states day by number for those still posted; filled days stay. Returns days."""
    filled = states_between(session, target.period)
    copied = 0
    posted = {row.id: row.period for row in members.listing(session, target.period)}
    for posting_id, states in states_between(session, source.period).items():
        for day, state in states.items():
            if posting_id not in posted or day.day > target.days:
                continue
            same = target.first.replace(day=day.day)
            if same in posted[posting_id] and same not in filled.get(posting_id, {}):
                session.add(AttendanceDay(posting_id=posting_id, day=same, state=state))
                copied += 1
    return copied


def leaves(session: Session, period: Period | None = None) -> list[LeaveRow]:
    """Leaves (touching a period), latest first."""
    statement = (
        sa.select(Leave, Person, Organisation.name)
        .join(Posting, Posting.id == Leave.posting_id)
        .join(Person, Person.id == Posting.person_id)
        .join(Organisation, Organisation.id == Posting.organisation_id)
        .order_by(Leave.start_on.desc(), Leave.id.desc())
    )
    if period is not None and period.end is not None:
        statement = statement.where(Leave.start_on <= period.end, Leave.end_on >= period.start)
    return [_leave_row(session, *found) for found in session.execute(statement)]


def _leave_row(session: Session, leave: Leave, person: Person, organisation: str) -> LeaveRow:
    days = leave_days(leave.start_on, leave.end_on, leave.returned_on).length
    own = {name: getattr(leave, name) for name in _LEAVE_FIELDS}
    decider = approver(days, settings.value_on(session, "leave_town_days", leave.start_on))
    return LeaveRow(
        id=leave.id,
        posting_id=leave.posting_id,
        name=person.name,
        initials=person.initials,
        organisation=organisation,
        days=days,
        approver=decider,
        **own,
    )


_LEAVE_FIELDS = ("state", "start_on", "end_on", "reason", "destination", "contact", "handover", "returned_on")


def save_leave(
    session: Session, posting_id: int, values: Mapping[str, Any], leave_id: int | None = None
) -> int:
    """Save a leave and mark its days in the grid. Returns its id.

    Raises:
        UserError: not a kind of leave, days that contradict, outside the posting, or on another leave.
    """
    leave = session.get_one(Leave, leave_id) if leave_id is not None else Leave(posting_id=posting_id)
    merged = {name: values.get(name, getattr(leave, name)) for name in _LEAVE_FIELDS}
    covered = _span(merged)
    _free_for_leave(session, leave, covered)
    for name, value in merged.items():
        setattr(leave, name, value)
    session.add(leave)
    session.flush()
    own = AttendanceDay.leave_id == leave.id
    there = sa.and_(
        AttendanceDay.posting_id == posting_id, AttendanceDay.day.between(covered.start, covered.end)
    )
    session.execute(sa.delete(AttendanceDay).where(sa.or_(own, there)))
    session.add_all(
        AttendanceDay(posting_id=posting_id, day=day, state=leave.state, leave_id=leave.id)
        for day in covered.days()
    )
    return leave.id


def _span(values: Mapping[str, Any]) -> Period:
    """The days a leave covers, once its own values hold together."""
    state, start, end, returned = (values[name] for name in ("state", "start_on", "end_on", "returned_on"))
    if state is None or not state.is_leave:
        raise UserError("请选择请假类别", "可选：年休假、病假、事假")
    if start is None or end is None or end < start:
        raise UserError("请假起止日期不对", "结束日期不能早于开始日期")
    if returned is not None and returned <= start:
        raise UserError("销假日期不晚于请假开始日期", "没有请成的假请直接删除这条请假")
    return leave_days(start, end, returned)


def _free_for_leave(session: Session, leave: Leave, covered: Period) -> None:
    """The days lie in the posting and on no other leave of it."""
    posting = session.get_one(Posting, leave.posting_id)
    _inside(session, posting, [covered.start, covered.end or covered.start])
    others = sa.select(Leave).filter_by(posting_id=leave.posting_id).where(Leave.id != (leave.id or 0))
    spans = [leave_days(other.start_on, other.end_on, other.returned_on) for other in session.scalars(others)]
    clash = overlapping(covered, spans)
    if clash is not None:
        raise UserError(f"与另一次请假（{clash.start}至{clash.end}）重叠", "请核对日期")


def report_back(session: Session, leave_id: int, returned_on: date) -> None:
    """销假: the first day back at the post; days from then on are 在岗 again.

    Raises:
        UserError: the day is not after the start.
    """
    leave = session.get_one(Leave, leave_id)
    save_leave(session, leave.posting_id, {"returned_on": returned_on}, leave_id)


def remove_leave(session: Session, leave_id: int) -> None:
    """Remove a leave and the days it marked."""
    session.execute(sa.delete(AttendanceDay).where(AttendanceDay.leave_id == leave_id))
    session.delete(session.get_one(Leave, leave_id))


def days_off(session: Session, month: Month) -> dict[date, str]:
    """Days off of a month with their names: the public calendar, then what the office entered."""
    free = {day: name for day in month.period.days() if (name := _public(day))}
    statement = sa.select(CalendarDay).where(CalendarDay.day.between(month.first, month.last))
    for row in session.scalars(statement):
        free.pop(row.day, None)
        if row.is_off:
            free[row.day] = row.name or "休"
    return free


def _public(day: date) -> str:
    """The public calendar's name for a day off, or empty; after the shipped years weekends only."""
    weekend = "周末" if day.weekday() >= 5 else ""
    if not 2004 <= day.year <= LAST_SHIPPED_YEAR:
        return weekend
    from chinese_calendar import get_holiday_detail, is_holiday

    if not is_holiday(day):
        return ""
    name = get_holiday_detail(day)[1]
    return _HOLIDAYS.get(str(name), "节假日") if name else weekend


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
