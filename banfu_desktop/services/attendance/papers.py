"""The papers of attendance: 考勤表, 驻镇情况证明, 请假审批表 (forms 4 to 6)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import (
    attendance_sheet,
    blank_attendance,
    blank_leave,
    leave_form,
    presence_certificate,
)
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.attendance import GridRow, LeaveRow
from banfu_desktop.services.door import MonthPaper
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office, settings
from banfu_desktop.services.office.imprints import imprint

Documents = tuple[Document, ...]
_NAMED = 3
"""How many names stand beside a paper."""


def sheet(session: Session, month: Month, now: datetime) -> Documents:
    """The month's attendance sheet."""
    grid = attendance.grid(session, month, now.date())
    lines = tuple(attendance_sheet.Line(row.name, row.posting, row.states) for row in grid.rows)
    return attendance_sheet.build(
        attendance_sheet.Attendance(
            team=office.current(session).team,
            calendar=grid.calendar,
            counting=grid.counting,
            until=grid.until,
            lines=lines,
            imprint=imprint(session, now),
        )
    )


def monthly(session: Session, month: Month, today: date) -> Iterator[MonthPaper]:
    """What the month puts on paper: the sheet and the leaves for the town, a certificate for each unit."""
    grid = attendance.grid(session, month, today)
    if not grid.rows:
        return
    yield MonthPaper("attendance-sheet", note=f"{len(grid.rows)} 人", copies=2)
    if leaves := attendance.leaves(session, month.period):
        yield MonthPaper("leave-form", note=_names(row.name for row in reversed(leaves)))
    missing = "" if grid.until is None else f"本月还没有过完，{grid.calendar.last_working}以后才能打印"
    for unit in dict.fromkeys(row.organisation for row in grid.rows):
        names = _names(row.name for row in grid.rows if row.organisation == unit)
        yield MonthPaper("presence-certificate", unit, unit, names, missing=missing)


def _names(names: Iterable[str]) -> str:
    """Who, and how many where they are many: 潘秀云、谭䶮、李𬱖等5人."""
    different = list(dict.fromkeys(names))
    said = "、".join(different[:_NAMED])
    return said if len(different) <= _NAMED else f"{said}等{len(different)}人"


def certificates(session: Session, month: Month, organisation: str | None, now: datetime) -> Documents:
    """One certificate for each posting unit, or for the named one.

    Raises:
        UserError: a working day of it is still to come, nobody was posted in it, or nobody from this unit.
    """
    grid = attendance.grid(session, month, now.date())
    if grid.until is not None:
        last = grid.calendar.last_working
        raise UserError(
            f"{month.label}还没有过完，不能证明还没到的日子",
            f"请在最后一个工作日（{last}）以后打印驻镇情况证明",
        )
    by_unit: dict[str, list[GridRow]] = {}
    for row in grid.rows:
        by_unit.setdefault(row.organisation, []).append(row)
    if organisation is not None and organisation not in by_unit:
        raise UserError(f"{month.label}没有“{organisation}”选派的在镇人员", f"可选：{'、'.join(by_unit)}")
    if not by_unit:
        raise UserError(f"{month.label}没有在镇人员", "请核对月份和任职起止")
    town = office.current(session).town
    documents: list[Document] = []
    for unit in [organisation] if organisation is not None else by_unit:
        lines = (presence_certificate.Line(row.name, row.posting, row.states) for row in by_unit[unit])
        documents += presence_certificate.build(
            presence_certificate.Certificate(
                unit, town, grid.calendar, grid.counting, tuple(lines), imprint(session, now)
            )
        )
    return tuple(documents)


def leave_forms(session: Session, month: Month, organisation: str | None, now: datetime) -> Documents:
    """A form for each leave touching the month, in the order they began.

    Raises:
        UserError: no leave in the month.
    """
    rows = [
        row
        for row in reversed(attendance.leaves(session, month.period))
        if organisation in (None, row.organisation)
    ]
    if not rows:
        whose = f"“{organisation}”人员的" if organisation else ""
        raise UserError(f"{month.label}没有{whose}请假记录", "请先在考勤中登记请假")
    return tuple(document for row in rows for document in _leave_form(session, row, now))


def leave(session: Session, leave_id: int, now: datetime) -> Paper:
    """The 请假审批表 of one leave.

    Raises:
        UserError: it is no longer there.
    """
    row = next((row for row in attendance.leaves(session) if row.id == leave_id), None)
    if row is None:
        raise UserError("这条请假记录已不存在", "请刷新列表")
    documents = _leave_form(session, row, now)
    return Paper(documents[0].name, documents)


def _leave_form(session: Session, row: LeaveRow, now: datetime) -> Documents:
    member = members.one(session, row.posting_id)
    return leave_form.build(
        leave_form.Leave(
            name=row.name,
            organisation=row.organisation,
            post="、".join(post for post in (member.unit_post, member.role.label) if post),
            kind=row.state.label,
            start=row.start_on,
            end=row.end_on,
            days=row.days,
            taken=row.taken,
            from_noon=row.from_noon,
            to_noon=row.to_noon,
            reason=row.reason or "",
            destination=row.destination or "",
            contact=row.contact or "",
            handover=row.handover or "",
            returned_on=row.returned_on,
            town_days=settings.value_on(session, "leave_town_days", row.start_on),
            team=office.current(session).team,
            imprint=imprint(session, now),
        )
    )


def blank_month(session: Session, month: Month, now: datetime) -> Documents:
    """An empty attendance sheet of a month with the names of whoever is posted in it."""
    grid = attendance.grid(session, month, now.date())
    names = tuple(row.name for row in grid.rows)
    team, foot = office.current(session).team, imprint(session, now)
    return blank_attendance.build(blank_attendance.BlankMonth(team, grid.calendar, names, foot))


def blank_leave_form(session: Session, now: datetime) -> Documents:
    """An empty 请假审批表."""
    days = settings.value_on(session, "leave_town_days", now.date())
    team, foot = office.current(session).team, imprint(session, now)
    return blank_leave.build(blank_leave.BlankLeave(team, days, foot))
