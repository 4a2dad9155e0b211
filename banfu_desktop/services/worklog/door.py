"""What the worklog room offers the halls."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.worklog import LogMonth, LogPerson
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.services.door import (
    Documents,
    Hit,
    Import,
    List,
    MonthPaper,
    PersonPart,
    PersonWish,
    Reading,
    Tracked,
    Wish,
)
from banfu_desktop.services.worklog import due as reminders
from banfu_desktop.services.worklog import handing, week, worklog
from banfu_desktop.tables.worklog import DUTY_MONTHS, ENTRIES, ENTRY_FORM, SIGNINGS

TABLES = {
    "log_entries": Tracked(
        "工作日志",
        (ENTRIES, ENTRY_FORM),
        undoable=True,
        erasable=("content", "initials", "with_whom", "result", "next_step", "tags"),
    ),
    "log_people": Tracked("日志人员", (ENTRY_FORM,), {"entry_id": "日志"}, undoable=True),
    "log_closings": Tracked(
        "销号", (ENTRIES,), {"entry_id": "未了事项", "closing_id": "办结的一条"}, undoable=True
    ),
    "log_months": Tracked("日志签阅", (SIGNINGS,), erasable=("signed_by", "opinion", "snapshot")),
}


def _duty_rows(session: Session, today: date) -> list[week.DutyRow]:
    return week.duty_months(session, today.year)


LISTS = {
    "worklog": List(ENTRIES, worklog.listing),
    "duty-months": List(DUTY_MONTHS, rows_on=_duty_rows),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _log(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.worklog import papers

    return papers.log(session, wish.month, wish.payer, wish.now)


def _record(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.worklog import papers

    return papers.record(session, wish.month, wish.payer, wish.now)


def _late(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.worklog import papers

    return papers.late(session, wish.month, wish.payer, wish.now)


def _duties(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.worklog import papers

    return papers.duties(session, wish.year, wish.now)


def monthly(session: Session, month: Month, _today: date) -> Iterator[MonthPaper]:
    """The month's log."""
    from banfu_desktop.services.worklog import papers

    return papers.monthly(session, month)


PAPERS = {
    Form("work-log", "工作日志", 23, "month", per_payer=True): _log,
    Form("work-record", "月度工作记实表", 23, "month", per_payer=True): _record,
    Form("work-log-late", "工作日志（补记）", 23, "month", per_payer=True): _late,
    Form("duty-months", "职责履行统计", 23, "year"): _duties,
}


def _reading() -> Reading:
    from banfu_desktop.services.worklog import importing

    return importing.look, importing.carry_out


IMPORTS = {"worklog": Import("工作日志", ENTRIES, _reading)}


def find(session: Session, text: str) -> Iterator[Hit]:
    """The latest entries by what they say."""
    for row in worklog.find(session, text):
        yield Hit(row.content[:30], f"工作日志 · {row.day} {row.people}", "worklog", row.id)


def holds(session: Session, posting_id: int) -> str:
    """An entry belongs to its posting."""
    held = session.scalar(sa.select(LogPerson.id).filter_by(posting_id=posting_id).limit(1))
    return "工作日志" if held is not None else ""


def sealed(session: Session, code: str) -> tuple[str, str] | None:
    """The month signed off that bears a check code, and the head of the chain it was sealed over."""
    row = session.scalar(sa.select(LogMonth).filter_by(check_code=code))
    return None if row is None else (f"{row.month.label}工作日志", row.audit_head)


def verify(session: Session) -> tuple[list[str], list[str]]:
    """The months signed off whose snapshot is not what was signed; what holds is not said."""
    rows = session.scalars(sa.select(LogMonth).order_by(LogMonth.month))
    return [], [
        f"{row.month.label}工作日志的校验码与封存的内容不符"
        for row in rows
        if check_code(row.snapshot) != row.check_code
    ]


def person(session: Session, wish: PersonWish) -> PersonPart:
    """How much was written, and the latest entries."""
    from banfu_desktop.services.worklog import person as person_page

    return person_page.part(session, wish)
