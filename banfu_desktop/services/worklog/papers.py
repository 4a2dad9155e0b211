"""The papers of the work log: 工作日志, 月度工作记实表, 职责履行统计 (form 23)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import duty_months, work_log_late
from banfu_desktop.printing.forms.v2 import work_log as log_2
from banfu_desktop.printing.forms.v2 import work_record as record_2
from banfu_desktop.printing.forms.v2.work_log import LogPaper
from banfu_desktop.printing.forms.v3 import work_log, work_record
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.snapshots import of_layout
from banfu_desktop.services.door import MonthPaper
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.worklog import months, week

Documents = tuple[Document, ...]
Build = Callable[[LogPaper], Documents]
_LOG: dict[int, Build] = {2: log_2.build, 3: work_log.build}
_RECORD: dict[int, Build] = {2: record_2.build, 3: work_record.build}
"""The forms by layout: what is signed off is printed in its own for good."""


def log(session: Session, month: Month, unit: str | None, now: datetime, name: str = "") -> Documents:
    """Everybody's log of a month, of one posting unit or one person alone.

    Raises:
        UserError: there is nothing of the month, the unit or the person.
    """
    return _made(session, _LOG, month, unit, now, name)


def record(session: Session, month: Month, unit: str | None, now: datetime, name: str = "") -> Documents:
    """The month's record of everybody with a line or posted in it.

    Raises:
        UserError: there is nothing of the month, the unit or the person.
    """
    return _made(session, _RECORD, month, unit, now, name)


def monthly(session: Session, month: Month) -> Iterator[MonthPaper]:
    """The log and the record of the month for the town, and what was written after its sign-off."""
    row = next((row for row in months.listing(session) if row.month == month), None)
    if row is None:
        return
    if on_time := row.count - row.late:
        signed = "已签阅" if row.signed_on else "还没有签阅"
        yield MonthPaper("work-record", note=signed)
        yield MonthPaper("work-log", note=f"{on_time} 条，{signed}")
    if row.late:
        yield MonthPaper("work-log-late", note=f"{row.late} 条")


def _made(
    session: Session, forms: dict[int, Build], month: Month, unit: str | None, now: datetime, name: str
) -> Documents:
    paper, layout = months.paper(session, month, now)
    documents = of_layout(forms, layout)(_of(paper, unit, name))
    if not documents:
        whose = name or unit or ""
        raise UserError(f"{month.label}没有{whose}的工作日志", "请核对月份，或先登记日志")
    return documents


def late(session: Session, month: Month, unit: str | None, now: datetime) -> Documents:
    """What was written after the month's sign-off.

    Raises:
        UserError: there is nothing.
    """
    return work_log_late.build(_of(months.late_paper(session, month, now), unit, ""))


def _of(paper: LogPaper, unit: str | None, name: str) -> LogPaper:
    people = (row for row in paper.people if unit in (None, row.organisation) and name in ("", row.name))
    return replace(paper, people=tuple(people))


def duties(session: Session, year: int, now: datetime) -> Documents:
    """The eight duties over a year.

    Raises:
        UserError: nothing was written in it.
    """
    rows = week.duty_months(session, year)
    if not any(row.total for row in rows):
        raise UserError(f"{year}年没有工作日志", "请核对年度，或先登记日志")
    lines = tuple(duty_months.DutyLine(row.kind, row.months, row.households) for row in rows)
    charts = tuple(week.half_year(rows, date(year, month, 1)) for month in (1, 7))
    team = office.current(session).team
    return duty_months.build(duty_months.Duties(team, year, lines, charts, imprint(session, now)))
