"""What is worth a look in a month's attendance (四(三)): too few days, leave unrecorded or too long."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import AttendanceDay
from banfu_desktop.db.models.members import Posting
from banfu_desktop.rules.attendance import (
    ANNUAL_MOST,
    Counting,
    Days,
    Tally,
    below_threshold,
    in_days,
    no_day_at_the_post,
    tally,
)
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.services.attendance.marks import inside_posting
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.members.members import MemberRow

_LIMITED = (DayState.ANNUAL, DayState.COMPENSATORY)
_BALANCED = (*_LIMITED, DayState.ON_CALL)


class Remarks:
    """The remarks on a month, with what they rest on beyond the month read once."""

    def __init__(self, session: Session, rest_days: RestDays, month: Month, counting: Counting) -> None:
        self._calendar, self._counting = rest_days[month], counting
        self._unrecorded = _unrecorded(session, month, self._calendar, counting)
        self._balances = _balances(session, month, rest_days, counting)

    def of(self, row: MemberRow, days: Days, threshold: int) -> str:
        """Everything to look at in one person's month, or an empty text."""
        whole = tally(self._calendar, row.period, days, self._counting)
        return "；".join(remark for remark in self._all(row, whole, threshold) if remark)

    def _all(self, row: MemberRow, whole: Tally, threshold: int) -> Iterator[str]:
        yield below_threshold(whole, self._calendar, threshold, self._counting)
        yield no_day_at_the_post(whole, self._counting)
        kinds = self._unrecorded.get(row.id, {})
        leaves = "、".join(f"{state.label}{in_days(halves)}天" for state, halves in kinds.items() if halves)
        yield f"{leaves}没有请假单" if leaves else ""
        balance = self._balances.get(row.person_id, {})
        annual = balance.get(DayState.ANNUAL, 0)
        if annual > 2 * ANNUAL_MOST and whole.own_days(DayState.ANNUAL):
            year = self._calendar.month.year
            yield f"{year}年年休假{in_days(annual)}天，超过{ANNUAL_MOST}天，请核对（职工带薪年休假条例）"
        earned, taken = balance.get(DayState.ON_CALL, 0), balance.get(DayState.COMPENSATORY, 0)
        if taken > earned and whole.own_days(DayState.COMPENSATORY):
            yield f"补休累计{in_days(taken)}天，超过值班{in_days(earned)}天，请核对"


def _unrecorded(
    session: Session, month: Month, calendar: MonthCalendar, counting: Counting
) -> Mapping[int, Mapping[DayState, int]]:
    """Half days of leave that no leave record covers, by posting, each kind in its own days."""
    by_hand = (AttendanceDay.day.between(month.first, month.last), AttendanceDay.leave_id.is_(None))
    columns = sa.select(AttendanceDay).join(Posting, Posting.id == AttendanceDay.posting_id)
    by_posting: defaultdict[int, Counter[DayState]] = defaultdict(Counter)
    for row in session.scalars(columns.where(*by_hand, inside_posting())):
        if _needs_record(row.state, counting) and counting.counts(row.state, rest=row.day in calendar.free):
            by_posting[row.posting_id][row.state] += 2 if row.half is Half.WHOLE else 1
    return by_posting


def _needs_record(state: DayState, counting: Counting) -> bool:
    return state.is_leave and state in counting.recorded_kinds


def _balances(
    session: Session, month: Month, rest_days: RestDays, counting: Counting
) -> Mapping[int, Mapping[DayState, int]]:
    """Half days by person: 年休假 of the month's calendar year, 补休 and 值班 of all time to its end.

    Only of those who have either leave in the month: nobody else is asked about it.
    """
    taken = (
        sa.select(Posting.person_id)
        .join(AttendanceDay, AttendanceDay.posting_id == Posting.id)
        .where(AttendanceDay.day.between(month.first, month.last), AttendanceDay.state.in_(_LIMITED))
    )
    columns = sa.select(Posting.person_id, AttendanceDay.day, AttendanceDay.half, AttendanceDay.state).join(
        Posting, Posting.id == AttendanceDay.posting_id
    )
    year = Period(date(month.year, 1, 1), date(month.year, 12, 31))
    known = inside_posting(), AttendanceDay.state.in_(_BALANCED), AttendanceDay.day <= year.end
    by_person: defaultdict[int, Counter[DayState]] = defaultdict(Counter)
    for person_id, day, half, state in session.execute(columns.where(*known, Posting.person_id.in_(taken))):
        in_period = day in year if state is DayState.ANNUAL else day <= month.last
        if in_period and counting.counts(state, rest=day in rest_days[Month.of(day)].free):
            by_person[person_id][state] += 2 if half is Half.WHOLE else 1
    return by_person
