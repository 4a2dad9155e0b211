"""Leave (四(三)): what was approved, what was taken, 销假, and the days it marks in the grid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import CoveredDay, Leave
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.rules.attendance import (
    approver,
    in_days,
    leave_days,
    leave_halves,
    overlapping,
    own_halves,
)
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance.marks import HALVES, Entries, Slot, refuse_outside, set_days
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.office import settings

_FIELDS = (
    "state", "start_on", "end_on", "reason", "destination", "contact", "handover", "returned_on",
    "from_noon", "to_noon",
)  # fmt: skip


class GapError(UserError):
    """The return is later than planned, and nobody has said what the working days between were."""

    def __init__(self, name: str, days: list[date]) -> None:
        first, last = days[0], days[-1]
        span = str(first) if first == last else f"{first}至{last}"
        super().__init__(
            f"{name}应在{first}返岗，{span}（{len(days)}个工作日）没有说明",
            "请用“销假”登记，并选择这几天算什么：续假、旷工或在岗",
        )
        self.days = tuple(days)


@dataclass(frozen=True)
class LeaveRow:
    """A leave; attribute names are those of tables.attendance.LEAVES.

    `days` are those approved, `taken` those until the real return (None before it), each as its kind counts
    them (.5 for half days); `due_back` is the first working day after it; `covers` names what was entered
    by hand on its days and comes back when it goes.
    """

    id: int
    posting_id: int
    name: str
    initials: str
    organisation: str
    state: DayState
    start_on: date
    end_on: date
    days: int | float
    taken: int | float | None
    reason: str | None
    destination: str | None
    contact: str | None
    handover: str | None
    returned_on: date | None
    from_noon: bool
    to_noon: bool
    approver: str
    due_back: date
    covers: str


def leaves(
    session: Session, period: Period | None = None, where: sa.ColumnElement[bool] | None = None
) -> list[LeaveRow]:
    """Leaves (touching a period, under a condition on Leave), latest first."""
    statement = (
        sa.select(Leave, Person, Organisation.name)
        .join(Posting, Posting.id == Leave.posting_id)
        .join(Person, Person.id == Posting.person_id)
        .join(Organisation, Organisation.id == Posting.organisation_id)
        .order_by(Leave.start_on.desc(), Leave.id.desc())
    )
    if period is not None and period.end is not None:
        statement = statement.where(Leave.start_on <= period.end, Leave.end_on >= period.start)
    if where is not None:
        statement = statement.where(where)
    reader = _Reader(session)
    return [reader.row(*record) for record in session.execute(statement)]


class _Reader:
    """Makes rows of leaves, with the calendar, the settings and what leaves cover read once."""

    def __init__(self, session: Session) -> None:
        self._calendar, self._choices = RestDays(session), settings.Choices(session)
        self._covered: dict[int, dict[DayState, int]] = {}
        for leave_id, state in session.execute(sa.select(CoveredDay.leave_id, CoveredDay.state)):
            by_state = self._covered.setdefault(leave_id, {})
            by_state[state] = by_state.get(state, 0) + 1

    def row(self, leave: Leave, person: Person, organisation: str) -> LeaveRow:
        days = self._days(leave, None)
        covered = self._covered.get(leave.id, {})
        return LeaveRow(
            id=leave.id,
            posting_id=leave.posting_id,
            name=person.name,
            initials=person.initials,
            organisation=organisation,
            days=days,
            taken=None if leave.returned_on is None else self._days(leave, leave.returned_on),
            approver=approver(days, self._choices.value("leave_town_days", leave.start_on)),
            due_back=self._due_back(leave.end_on, leave.to_noon),
            covers="、".join(f"{state.label}{in_days(halves)}天" for state, halves in covered.items()),
            **{name: getattr(leave, name) for name in _FIELDS},
        )

    def _due_back(self, last: date, to_noon: bool) -> date:
        day = last if to_noon else last + timedelta(days=1)
        while day in self._calendar[Month.of(day)].free:
            day += timedelta(days=1)
        return day

    def _days(self, leave: Leave, returned_on: date | None) -> int | float:
        covered = _slots({name: getattr(leave, name) for name in _FIELDS} | {"returned_on": returned_on})
        counting = self._choices.counting(Month.of(leave.start_on))
        return in_days(own_halves(self._calendar, (day for day, _ in covered), leave.state, counting))


def _slots(values: Mapping[str, Any]) -> list[Slot]:
    """The half days a leave covers."""
    covered = leave_days(values["start_on"], values["end_on"], values["returned_on"])
    early = covered.end != values["end_on"]
    halves = leave_halves(covered, bool(values["from_noon"]), bool(values["to_noon"]) and not early)
    return [(day, half) for day, half in halves]


def save_leave(
    session: Session,
    posting_id: int,
    values: Mapping[str, Any],
    leave_id: int | None = None,
    between: DayState | None = None,
) -> int:
    """Save a leave and mark its days in the grid. Returns its id.

    What had been entered by hand on its days is kept aside and comes back when the leave moves or goes; what
    is entered by hand on its days afterwards stays whatever becomes of the leave.

    Args:
        between: what the working days between the planned and the real return were, where nothing is entered
            on them: 在岗, 旷工, or a kind of leave, which is then registered as 续假.

    Raises:
        GapError: there are such days and `between` does not say.
        UserError: not a kind of leave, days that contradict or are to come, outside the posting, or on
            another leave.
    """
    leave = Leave(posting_id=posting_id) if leave_id is None else session.get_one(Leave, leave_id)
    before = [] if leave_id is None else _slots({name: getattr(leave, name) for name in _FIELDS})
    merged = {name: values.get(name, getattr(leave, name)) for name in _FIELDS}
    merged |= {name: bool(merged[name]) for name in ("from_noon", "to_noon")}
    _refuse_unfit(session, merged)
    after = _slots(merged)
    _free_for_leave(session, leave, merged)
    returned_before = leave.returned_on
    for name, value in merged.items():
        setattr(leave, name, value)
    session.add(leave)
    session.flush()
    _mark(session, leave, before, after)
    if leave.returned_on is not None and leave.returned_on != returned_before:
        _settle_gap(session, leave, leave.returned_on, between)
    return leave.id


def _refuse_unfit(session: Session, values: Mapping[str, Any]) -> None:
    """A leave's own values hold together."""
    state, start, end, returned = (values[name] for name in ("state", "start_on", "end_on", "returned_on"))
    if state is None or not state.is_leave:
        kinds = "、".join(state.label for state in DayState if state.is_leave)
        raise UserError("请选择请假类别", f"可选：{kinds}")
    if start is None or end is None or end < start:
        raise UserError("请假起止日期不对", "结束日期不能早于开始日期")
    if start == end and values["from_noon"] and values["to_noon"]:
        raise UserError("一天的请假不能既从下午起又到上午止", "请只选一项，整天的两项都不选")
    if returned is not None and returned <= start:
        raise UserError("销假日期不晚于请假开始日期", "没有请成的假请直接删除这条请假")
    today = session.info["deed"].at.date()
    if returned is not None and returned > today:
        raise UserError(f"销假日期{returned}还没有到", f"请在回到岗位以后登记，今天是{today}")


def _free_for_leave(session: Session, leave: Leave, values: Mapping[str, Any]) -> None:
    """The days lie in the posting and on no other leave of it."""
    covered = leave_days(values["start_on"], values["end_on"], values["returned_on"])
    posting = session.get_one(Posting, leave.posting_id)
    refuse_outside(session, posting, [covered.start, covered.end or covered.start])
    half_days = set(_slots(values))
    others = sa.select(Leave).filter_by(posting_id=leave.posting_id).where(Leave.id != (leave.id or 0))
    for other in session.scalars(others):
        span = leave_days(other.start_on, other.end_on, other.returned_on)
        if overlapping(covered, [span]) is None:
            continue
        if half_days & set(_slots({name: getattr(other, name) for name in _FIELDS})):
            raise UserError(f"与另一次请假（{span.start}至{span.end}）重叠", "请核对日期")


def _mark(session: Session, leave: Leave, before: list[Slot], after: list[Slot]) -> None:
    """Bring the grid from the half days the leave covered to those it covers now."""
    days = {day for day, _ in (*before, *after)}
    entries = Entries(session, leave.posting_id, days)
    kept = {
        (row.day, row.half): row
        for row in session.scalars(sa.select(CoveredDay).filter_by(leave_id=leave.id))
    }
    covered_before, covered_now = set(before), set(after)
    for slot in before:
        if slot not in covered_now:
            _give_back(session, entries, kept, slot, leave.id)
    for slot in after:
        state, leave_id = entries[slot]
        if slot not in covered_before:
            if state is not DayState.PRESENT and leave_id is None:
                session.add(CoveredDay(leave_id=leave.id, day=slot[0], half=slot[1], state=state))
            entries.put(slot, leave.state, leave.id)
        elif leave_id == leave.id:
            entries.put(slot, leave.state, leave.id)
    entries.store()


def _give_back(
    session: Session, entries: Entries, kept: Mapping[Slot, CoveredDay], slot: Slot, leave_id: int
) -> None:
    """Half a day the leave covers no longer: what stood there by hand before, unless a hand came later."""
    before = kept.get(slot)
    if entries[slot][1] == leave_id:
        entries.put(slot, before.state if before else DayState.PRESENT)
    if before is not None:
        session.delete(before)


def _settle_gap(session: Session, leave: Leave, returned_on: date, between: DayState | None) -> None:
    """Enter what the working days between the planned and the real return were."""
    gap = _gap(session, leave, returned_on)
    if not gap:
        return
    if between is None:
        name = session.get_one(Person, session.get_one(Posting, leave.posting_id).person_id).name
        raise GapError(name, gap)
    if between.is_leave:
        values = {"state": between, "start_on": gap[0], "end_on": returned_on - timedelta(days=1)}
        save_leave(session, leave.posting_id, {**values, "reason": "续假", "returned_on": returned_on})
    elif between is not DayState.PRESENT:
        set_days(session, leave.posting_id, gap, between)


def _gap(session: Session, leave: Leave, returned_on: date) -> list[date]:
    """Working days between the planned and the real return on which nothing was entered."""
    start = leave.end_on + timedelta(days=1)
    if returned_on <= start:
        return []
    late = Period(start, returned_on - timedelta(days=1))
    entries = Entries(session, leave.posting_id, list(late.days()))
    calendar = RestDays(session)
    return [
        day
        for day in late.days()
        if day not in calendar[Month.of(day)].free
        and all(entries[day, half][0] is DayState.PRESENT for half in HALVES)
    ]


def report_back(session: Session, leave_id: int, returned_on: date, between: DayState | None = None) -> None:
    """销假: the first day back at the post; days of the leave from then on are what they were before it.

    Raises:
        GapError, UserError: see save_leave.
    """
    posting_id = session.get_one(Leave, leave_id).posting_id
    save_leave(session, posting_id, {"returned_on": returned_on}, leave_id, between)


def remove_leave(session: Session, leave_id: int) -> None:
    """Remove a leave; its days are again what had been entered by hand."""
    leave = session.get_one(Leave, leave_id)
    _mark(session, leave, _slots({name: getattr(leave, name) for name in _FIELDS}), [])
    session.flush()
    session.delete(leave)
