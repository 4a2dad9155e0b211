"""What the attendance room offers the halls."""

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import AttendanceDay, Leave
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.dates import Month, Period, closing_month
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.month_steps import Step, StepName
from banfu_desktop.services.attendance import attendance, handing
from banfu_desktop.services.door import (
    Documents,
    Import,
    Limit,
    List,
    MonthPaper,
    PersonPart,
    PersonWish,
    Reading,
    Tracked,
    Wish,
)
from banfu_desktop.services.members import members
from banfu_desktop.tables.attendance import LEAVE_FORM, LEAVES

if TYPE_CHECKING:
    from collections.abc import Iterator


_ANNOUNCED = 11
"""The month in which the coming year's holidays are announced."""
TABLES = {
    "leaves": Tracked(
        "请假", (LEAVES, LEAVE_FORM), undoable=True, erasable=("reason", "destination", "contact", "handover")
    ),
    "attendance_days": Tracked("考勤", (LEAVES,), {"state": "状态", "half": "时段"}, undoable=True),
    "covered_days": Tracked("请假盖住的考勤", (LEAVES,), {"state": "状态", "half": "时段"}, undoable=True),
}
LISTS = {"leaves": List(LEAVES, attendance.leaves)}
handover = handing.items


def _back(session: Session, _today: date, _: int) -> "Iterator[tuple[date, str]]":
    """Leaves nobody has reported back from."""
    for row in attendance.leaves(session):
        if row.returned_on is None:
            yield row.due_back, f"{row.name}　{row.state.label}"


def _holidays(session: Session, today: date, _: int) -> "Iterator[tuple[date, str]]":
    """The end of a year whose next is not known."""
    if not attendance.RestDays(session).knows(today.year + 1):
        yield date(today.year, 12, 31), f"{today.year + 1}年"


LIMITS = {
    "leave-return": Limit("销假", "四(三)", "假满后的第一个工作日", "请假的人", recorded=_back),
    "calendar": Limit("导入节假日安排", "本单位自定", "新的一年开始以前", "内勤", recorded=_holidays),
}


def due(session: Session, today: date) -> list[Due]:
    """Too few days at the post in the month being closed, and leaves nobody reported back from."""
    month = closing_month(today)
    reminders = [
        Due(
            f"{row.name} {month.label}{row.warning}",
            "本单位自定",
            "amber",
            "去核对",
            "attendance",
            month,
            group=f"{month.label}考勤有 {{}} 人要核对",
            name=f"{row.name}　{row.warning}",
        )
        for row in attendance.grid(session, month).rows
        if row.warning
    ]
    at_post = {
        row.id for row in members.listing(session, Period(today, today))
    }  # others need not report back
    open_leaves = [
        row
        for row in attendance.leaves(session)
        if row.returned_on is None and row.due_back <= today and row.posting_id in at_post
    ]
    reminders += [
        Due(
            f"{row.name}{row.state.label}已于{row.end_on}到期，还没有销假",
            "四(三)",
            "amber",
            "去销假",
            "attendance",
            row.id,
            until=row.due_back,
            limit="leave-return",
            group="{} 份请假已到期，还没有销假",
            name=f"{row.name}　{row.state.label}，到{row.end_on}",
        )
        for row in open_leaves
    ]
    reminders += [
        Due(
            f"{row.name}有{len(row.states)}天任职以外的考勤（{min(row.states)}起），不计入，请核对任职或清除",
            "四(三)",
            "amber",
            "去核对",
            "attendance",
            Month.of(min(row.states)),
            group="{} 人有任职以外的考勤，不计入",
            name=f"{row.name}　{len(row.states)}天，{min(row.states)}起",
        )
        for row in attendance.outside(session)
    ]
    return [*reminders, *_calendar_due(session, today)]


def step(session: Session, month: Month, today: date) -> list[Step]:
    """考勤 is done when no working day of the month lies ahead."""
    people = len(members.listing(session, month.period))
    over = attendance.RestDays(session)[month].is_over(today)
    said = f"{people} 人" if over else f"{people} 人，登记到今天"
    return [Step(StepName.ATTENDANCE, over, said, "登记本月考勤", "去登记", "attendance", month)]


def _calendar_due(session: Session, today: date) -> list[Due]:
    """From November on: the coming year's holidays are not known; the State Council tells them about then."""
    years = [today.year] if today.month < _ANNOUNCED else [today.year, today.year + 1]
    rest_days = attendance.RestDays(session)
    return [
        Due(
            f"{year}年节假日安排还没有导入，休息日按双休日计",
            "本单位自定",
            "amber" if year == today.year else "grey",
            "去导入",
            "settings",
            "calendar",
            until=date(year - 1, 12, 31) if year > today.year else None,
            limit="calendar",
        )
        for year in years
        if not rest_days.knows(year)
    ]


def _sheet(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.attendance import papers

    return papers.sheet(session, wish.month, wish.now)


def _certificates(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.attendance import papers

    return papers.certificates(session, wish.month, wish.payer, wish.now)


def _leave_forms(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.attendance import papers

    return papers.leave_forms(session, wish.month, wish.payer, wish.now)


def _reading() -> Reading:
    from banfu_desktop.services.attendance import importing

    return importing.look, importing.carry_out


IMPORTS = {"attendance": Import("考勤", None, _reading)}


def monthly(session: Session, month: Month, today: date) -> "Iterator[MonthPaper]":
    """The month's sheet and leaves for the town, a certificate for each posting unit once it is over."""
    from banfu_desktop.services.attendance import papers

    return papers.monthly(session, month, today)


def _blank_month(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.attendance import papers

    return papers.blank_month(session, wish.month, wish.now)


def _blank_leave(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.attendance import papers

    return papers.blank_leave_form(session, wish.now)


PAPERS = {
    Form("attendance-sheet", "考勤表", 4, "month"): _sheet,
    Form("presence-certificate", "驻镇情况证明", 5, "month", per_payer=True): _certificates,
    Form("leave-form", "请假审批表", 6, "month", per_payer=True): _leave_forms,
    Form("blank-attendance", "空白考勤表", 4, "month"): _blank_month,
    Form("blank-leave", "空白请假审批表", 6, "none"): _blank_leave,
}


def holds(session: Session, posting_id: int) -> str:
    """Days and leaves belong to their posting."""
    for model, word in ((AttendanceDay, "考勤"), (Leave, "请假")):
        if session.scalar(sa.select(model.id).filter_by(posting_id=posting_id).limit(1)) is not None:
            return word
    return ""


def person(session: Session, wish: PersonWish) -> PersonPart:
    """Working days at the post by month, and leaves."""
    from banfu_desktop.services.attendance import person as person_page

    return person_page.part(session, wish)
