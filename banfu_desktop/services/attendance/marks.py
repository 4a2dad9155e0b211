"""The entries of the attendance grid by half day: reading them, and writing some days of a posting anew."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import AttendanceDay, CoveredDay, Leave
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.rules.attendance import NEVER_AHEAD, Day, with_half
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.services.attendance.rest_days import RestDays

HALVES = (Half.MORNING, Half.AFTERNOON)
Slot = tuple[date, Half]
"""Half a day; its Half is never WHOLE."""
Entry = tuple[DayState, int | None]
"""What a half day is, and the leave it comes from (None: by hand)."""
EMPTY: Entry = (DayState.PRESENT, None)


def slots(day: date, half: Half) -> tuple[Slot, ...]:
    """The half days a half of a day, or the whole, stands for."""
    return tuple((day, part) for part in HALVES) if half is Half.WHOLE else ((day, half),)


def states_between(session: Session, period: Period) -> Mapping[int, dict[date, Day]]:
    """Days not spent whole at the post, by posting; what a shortened posting left outside never counts."""
    return _read(session, period, inside_posting())


def states_of(
    session: Session, posting_ids: Collection[int], period: Period
) -> Mapping[int, dict[date, Day]]:
    """The same of a few postings."""
    return _read(session, period, sa.and_(inside_posting(), AttendanceDay.posting_id.in_(posting_ids)))


def inside_posting() -> sa.ColumnElement[bool]:
    """The condition that an entry lies in its posting, for statements that join both."""
    not_over = sa.or_(Posting.left_on.is_(None), AttendanceDay.day <= Posting.left_on)
    return sa.and_(AttendanceDay.day >= Posting.arrived_on, not_over)


def outside_postings(session: Session, posting_id: int | None = None) -> Mapping[int, dict[date, Day]]:
    """Days entered outside their posting (任职以外的考勤), by posting; they count nowhere."""
    outside = sa.or_(AttendanceDay.day < Posting.arrived_on, AttendanceDay.day > Posting.left_on)
    if posting_id is not None:
        outside = sa.and_(outside, Posting.id == posting_id)
    return _read(session, None, outside)


def _read(
    session: Session, period: Period | None, where: sa.ColumnElement[bool]
) -> dict[int, dict[date, Day]]:
    by_posting: defaultdict[int, dict[date, Day]] = defaultdict(dict)
    columns = sa.select(AttendanceDay.posting_id, AttendanceDay.day, AttendanceDay.half, AttendanceDay.state)
    statement = columns.join(Posting, Posting.id == AttendanceDay.posting_id).where(where)
    if period is not None:
        statement = statement.where(AttendanceDay.day.between(period.start, period.end))
    for posting_id, day, half, state in session.execute(statement.order_by(AttendanceDay.day)):
        days = by_posting[posting_id]
        days[day] = with_half(days.get(day, DayState.PRESENT), half, state)
    return by_posting


class Entries:
    """Some days of one posting, to be changed by half day and stored with as few changes as it takes."""

    def __init__(self, session: Session, posting_id: int, days: Collection[date]) -> None:
        self._session, self._posting_id = session, posting_id
        self._rows: defaultdict[date, dict[Half, AttendanceDay]] = defaultdict(dict)
        self._now: dict[Slot, Entry] = {}
        span = AttendanceDay.day.between(min(days), max(days)) if days else sa.false()
        statement = sa.select(AttendanceDay).where(AttendanceDay.posting_id == posting_id, span)
        for row in session.scalars(statement):
            self._rows[row.day][row.half] = row
            for slot in slots(row.day, row.half):
                self._now[slot] = (row.state, row.leave_id)
        self._before = dict(self._now)

    def __getitem__(self, slot: Slot) -> Entry:
        return self._now.get(slot, EMPTY)

    def put(self, slot: Slot, state: DayState, leave_id: int | None = None) -> None:
        """Set half a day; 在岗 clears it."""
        self._now[slot] = EMPTY if state is DayState.PRESENT else (state, leave_id)

    def store(self) -> int:
        """Write what has changed. Returns how many days did."""
        changed = {day for day, half in self._now if self._differs((day, half))}
        for day in sorted(changed):
            self._store_day(day)
        self._before = dict(self._now)
        return len(changed)

    def _differs(self, slot: Slot) -> bool:
        return self._now.get(slot, EMPTY) != self._before.get(slot, EMPTY)

    def _store_day(self, day: date) -> None:
        morning, afternoon = (self[day, half] for half in HALVES)
        halves = (
            {Half.WHOLE: morning}
            if morning == afternoon
            else dict(zip(HALVES, (morning, afternoon), strict=True))
        )
        entries = {half: entry for half, entry in halves.items() if entry != EMPTY}
        rows = self._rows[day]
        for half in rows.keys() - entries.keys():
            self._session.delete(rows.pop(half))
        self._session.flush()  # a new row may stand where an old one did
        for half, (state, leave_id) in entries.items():
            if half not in rows:
                rows[half] = AttendanceDay(posting_id=self._posting_id, day=day, half=half)
            rows[half].state, rows[half].leave_id = state, leave_id
            self._session.add(rows[half])


def set_days(
    session: Session, posting_id: int, days: Iterable[date], state: DayState, half: Half = Half.WHOLE
) -> int:
    """Set days of one posting, or a half of each, by hand; 在岗 clears them. Returns how many days changed.

    Raises:
        UserError: a day outside the posting, 旷工, 病假 or 值班 on a day to come, or 值班 on a working day;
            nothing is changed then.
    """
    dates = sorted(set(days))
    posting = session.get_one(Posting, posting_id)
    refuse_outside(session, posting, dates)
    entries = Entries(session, posting_id, dates)
    touched = [slot for day in dates for slot in slots(day, half) if entries[slot][0] is not state]
    _refuse_unfit(session, posting, sorted({day for day, _ in touched}), state)
    for slot in touched:
        entries.put(slot, state)
    _forget_covered(session, posting_id, touched)
    return entries.store()


def set_many(session: Session, changes: Mapping[int, Mapping[date, Day]]) -> int:
    """Set days of several postings, each to its own state or halves; all or nothing. Returns days changed.

    Raises:
        UserError: see set_days.
    """
    changed = 0
    for posting_id, days in changes.items():
        touched = set()
        for half in HALVES:
            of_day = {
                day: what.morning if half is Half.MORNING else what.afternoon for day, what in days.items()
            }
            for state in set(of_day.values()):
                dates = [day for day in of_day if of_day[day] is state]
                if set_days(session, posting_id, dates, state, half):
                    touched.update(dates)
        changed += len(touched)
    return changed


def refuse_outside(session: Session, posting: Posting, days: Sequence[date]) -> None:
    """Refuse days on which a posting is not.

    Raises:
        UserError: names the first such day and the posting's.
    """
    period = Period(posting.arrived_on, posting.left_on)
    outside = [day for day in days if day not in period]
    if outside:
        until = posting.left_on or "今"
        raise UserError(
            f"{_name(session, posting)}{outside[0]}不在岗（{period.start}至{until}）",
            "请核对日期，或先更正任职起止",
        )


def _refuse_unfit(session: Session, posting: Posting, days: Sequence[date], state: DayState) -> None:
    """What nobody can know yet is not entered ahead; 值班 is work on a rest day."""
    today = session.info["deed"].at.date()
    ahead = [day for day in days if day > today]
    if ahead and state in NEVER_AHEAD:
        raise UserError(
            f"{_name(session, posting)}{ahead[0]}还没有到，不能登记{state.label}",
            "事先批准的假请登记请假，其余到了那天再登记",
        )
    if state is DayState.ON_CALL and days:
        calendar = RestDays(session)
        worked = [day for day in days if day not in calendar[Month.of(day)].free]
        if worked:
            raise UserError(
                f"{worked[0]}是工作日，不算值班", "值班只登记休息日；放假调休有变动的，请先更正节假日"
            )


def _forget_covered(session: Session, posting_id: int, touched: Sequence[Slot]) -> None:
    """What a leave had covered on half days entered anew does not come back any more."""
    if not touched:
        return
    days = {day for day, _ in touched}
    leave_ids = sa.select(Leave.id).filter_by(posting_id=posting_id)
    covered = sa.select(CoveredDay).where(CoveredDay.leave_id.in_(leave_ids), CoveredDay.day.in_(days))
    half_days = set(touched)
    for row in session.scalars(covered):
        if (row.day, row.half) in half_days:
            session.delete(row)


def _name(session: Session, posting: Posting) -> str:
    return session.get_one(Person, posting.person_id).name
